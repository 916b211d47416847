"""Measure the same checks in other engines, written by hand, and in ours: one run, one table.

    pip install -e .[peers]
    python -m benchmarks.peers [--quick]

What a peer lacks, it is not asked: the facts of every visit are prepared for all of them by plain
Python, while our engine starts from the plan. First it is proved that everybody gives the same
answer, visit by visit and check by check; the first difference stops the run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:  # run as a file
    sys.path.insert(0, str(ROOT))

from benchmarks.peers import by_hand, edits  # noqa: E402
from benchmarks.peers.checks import MISSING, Peer  # noqa: E402
from benchmarks.peers.engine import Engine  # noqa: E402
from benchmarks.peers.measure import number, rested, row, say  # noqa: E402
from benchmarks.peers.others import installed  # noqa: E402
from benchmarks.peers.whole import Whole  # noqa: E402
from benchmarks.plans import realistic_plan  # noqa: E402
from glimt_rules.plan.model import Plan  # noqa: E402
from glimt_rules.plan.read import plan_from_raw  # noqa: E402

#: visits, and rounds
SIZES, QUICK_SIZES = ((1_000, 9), (10_000, 7), (100_000, 3)), ((200, 1), (500, 1))
#: visits, edits, and rounds of alternatives
EDITING, QUICK_EDITING = (10_000, 500, 7), (500, 10, 1)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers", description="Measure the same checks in other engines."
    )
    parser.add_argument("--quick", action="store_true", help="small sizes, for a test")
    args = parser.parse_args(argv)
    peers, lacking = installed()
    return run(peers, lacking, quick=args.quick)


def run(peers: Sequence[Peer], lacking: Sequence[str], *, quick: bool) -> int:
    """Measure some peers; 1 where somebody's answer differs."""
    engine = Engine()
    version = ".".join(map(str, sys.version_info[:3]))
    say(f"Python {version}, {sys.platform}; medians, in time of the processor\n")
    for visits, rounds in QUICK_SIZES if quick else SIZES:
        whole = Whole(_plan(visits), peers, engine)
        told = whole.difference()
        if told is not None:
            say(told)
            return 1
        whole.measure(rounds)
        whole.tell(lacking, rounds)
        del whole
    told = _tell_edits(peers, lacking, engine, *(QUICK_EDITING if quick else EDITING))
    if told is not None:
        say(told)
        return 1
    _tell_missing(peers, lacking, engine)
    return 0


def _plan(visits: int) -> Plan:
    return plan_from_raw(realistic_plan(visits)).plan


def _tell_edits(
    peers: Sequence[Peer],
    lacking: Sequence[str],
    engine: Engine,
    visits: int,
    number_of_edits: int,
    rounds: int,
) -> str | None:
    """Print what one edit costs, and the alternatives to a visit; or where answers differ."""
    work = edits.Work(_plan(visits), number_of_edits)
    told = edits.difference(work, engine, peers)
    if told is not None:
        return told
    with rested():
        hand, touched, tried = edits.by_hand(work, rounds)
        measured = [hand]
        measured += [edits.by_peer(peer, touched, tried, rounds) for peer in peers]
        measured += edits.by_engine(work, engine, rounds)
    say(
        f"One edit among {visits} visits ({number_of_edits} edits, the same findings from everybody"
        f" after each; {median(map(len, touched)):.0f} visits touched, at most"
        f" {max(map(len, touched))}), and {len(work.alternatives)} alternatives to a visit"
    )
    row("", "edit, us", "least", "worst", "/ by hand", "all, ms", "least", "/ by hand")
    for each in measured:
        row(
            each.name,
            number(median(each.edits) * 1e6),
            number(min(each.edits) * 1e6),
            number(max(each.edits) * 1e6),
            number(median(each.edits) / median(hand.edits)),
            number(median(each.alternatives) * 1e3),
            number(min(each.alternatives) * 1e3),
            number(median(each.alternatives) / median(hand.alternatives)),
        )
    for name in lacking:
        row(name, "not installed")
    say("  Peers are handed the facts of what is touched; counting it is in the row by hand.\n")
    return None


def _tell_missing(peers: Sequence[Peer], lacking: Sequence[str], engine: Engine) -> None:
    """Print what everybody says of a plain rule where the fact that it asks for is missing."""
    say("Where a fact is missing, of a rule that does not ask for that")
    for fact, what in MISSING.items():
        say(f"  {what}")
        row("  glimt", engine.missing(fact))
        row("  by hand", by_hand.missing(fact))
        for peer in peers:
            row(f"  {peer.name}", peer.missing(fact))
        for name in lacking:
            row(f"  {name}", "not installed")


if __name__ == "__main__":
    sys.exit(main())

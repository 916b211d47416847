"""Measure the engine against the checker written by hand, in one run and one table.

    python -m benchmarks.run [--quick]

Both judge the same plans by the same rules, turn about; first it is proved that they find
the same, to the last field.
"""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a file
    sys.path.insert(0, str(ROOT))

from benchmarks.handwritten import Finding, check  # noqa: E402
from benchmarks.plans import realistic_plan  # noqa: E402
from glimt_rules.documents.source import source_from_bytes  # noqa: E402
from glimt_rules.judge import judge  # noqa: E402
from glimt_rules.pause import collector_paused  # noqa: E402
from glimt_rules.plan.model import Plan  # noqa: E402
from glimt_rules.plan.read import read_plan  # noqa: E402
from glimt_rules.rulesets.book import RuleBook  # noqa: E402
from glimt_rules.texts import Texts  # noqa: E402
from glimt_tui.plugins import load_book  # noqa: E402

FAMILIES = ("kommunal", "nasjonal", "senter", "stottekontakt")
RULES = ROOT / "benchmarks" / "rules"
FIELDS = (
    "visit", "rule", "level", "message", "measured", "limit", "unit", "household or thing", "room",
    "people", "evidence",
)  # fmt: skip
SIZES, QUICK_SIZES = ((1_000, 15), (100_000, 5)), ((200, 3), (1_000, 3))
STARTS, QUICK_STARTS = 15, 3
GOAL = 1.5
_GLIMT = "from glimt_tui.start import run; run()"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(description="Measure the engine against a hand-written check.")
    parser.add_argument("--quick", action="store_true", help="small sizes, for a test")
    parser.add_argument("--memory", type=int, metavar="VISITS", help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.memory:
        say(str(peak_memory(args.memory)))
        return 0
    engine = Engine()
    version = ".".join(map(str, sys.version_info[:3]))
    say(f"Python {version}, {sys.platform}; times are medians, collector of cycles on\n")
    plans: list[tuple[Plan, int]] = []
    for visits, pairs in QUICK_SIZES if args.quick else SIZES:
        plan, parsing = parsed(visits)
        difference = first_difference(engine.tuples(plan), check(plan))
        if difference is not None:
            say(difference)
            return 1
        compare(engine, plan, visits, parsing, pairs)
        plans.append((plan, visits))
    tell_growth(engine, plans, 3)
    plans.clear()
    tell_memory((QUICK_SIZES if args.quick else SIZES)[-1][0])
    tell_start_up(QUICK_STARTS if args.quick else STARTS)
    return 0


def say(text: str = "") -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def row(name: str, *cells: str) -> None:
    """Print a row of the table."""
    say(f"  {name:<34}" + "".join(f"{cell:>14}" for cell in cells))


# Judging ---------------------------------------------------------------------------------


class Engine:
    """The engine with the rules that are in force throughout, and its texts in Norwegian."""

    def __init__(self) -> None:
        self.book: RuleBook = load_book(FAMILIES, [RULES])
        if self.book.problems:
            raise SystemExit(f"the rules could not be loaded: {self.book.problems}")
        self.texts = Texts("nb")

    def run(self, plan: Plan) -> object:
        """Judge a plan, explain every finding and write its message."""
        with collector_paused():
            judgement = judge(plan, self.book)
            sentence = self.texts.sentence
            return judgement, [sentence(finding.message) for finding in judgement.findings]

    def tuples(self, plan: Plan) -> list[Finding]:
        """What it finds, as the checker gives it."""
        judgement = judge(plan, self.book)
        if not judgement.complete:
            raise SystemExit(f"the engine could not judge: {judgement.failures}")
        return [
            (
                f.visit, f.rule.id, f.level, self.texts.sentence(f.message), f.measured, f.limit,
                f.unit, f.subject.household or f.subject.equipment, f.subject.room,
                f.subject.people, f.evidence,
            )
            for f in judgement.findings
        ]  # fmt: skip


def first_difference(engine: list[Finding], by_hand: list[Finding]) -> str | None:
    """Where two answers differ first; None where they are the same."""
    for place, (one, other) in enumerate(zip(engine, by_hand, strict=False)):
        if one != other:
            told = [f"The answers differ at finding {place}:"]
            told += [
                f"  {field}: engine {a!r}, by hand {b!r}"
                for field, a, b in zip(FIELDS, one, other, strict=True)
                if a != b or field in ("visit", "rule")
            ]
            return "\n".join(told)
    if len(engine) != len(by_hand):
        longer = max(engine, by_hand, key=len)
        extra = longer[min(len(engine), len(by_hand))]
        return f"One answer is longer: engine {len(engine)}, by hand {len(by_hand)}: {extra}"
    return None


def parsed(visits: int) -> tuple[Plan, float]:
    """A plan read from JSON, and how long it took to read (median of three)."""
    data = json.dumps(realistic_plan(visits), ensure_ascii=False).encode()
    source = source_from_bytes("plan.json", data)
    took = [timed(lambda: read_plan(source)) for _ in range(3)]
    return read_plan(source).plan, median(took)


def timed(work: Callable[[], object]) -> float:
    """How many seconds it takes, from a clean heap."""
    gc.collect()
    start = time.perf_counter()
    result = work()
    set().clear()  # where the collector was paused, it takes its turn now, and that counts
    took = time.perf_counter() - start
    del result
    return took


def compare(engine: Engine, plan: Plan, visits: int, parsing: float, pairs: int) -> None:
    """Run both turn about and print how they compare."""
    found = check(plan)
    faulty = len({finding[0] for finding in found})
    by_hand, by_engine = [], []
    for _ in range(pairs):
        by_hand.append(timed(lambda: check_paused(plan)))
        by_engine.append(timed(lambda: engine.run(plan)))
    ratios = [b / a for a, b in zip(by_hand, by_engine, strict=True)]
    say(
        f"{visits} visits: {len(found) / visits:.2f} findings a visit, {faulty / visits:.0%} of the"
        f" visits have one; both give the same {len(found)} findings; {pairs} pairs"
    )
    row("", "ms", "us a visit", "least us")
    for name, times in (
        ("parse (JSON to plan)", [parsing]),
        ("checker written by hand", by_hand),
        ("engine: judge, findings, messages", by_engine),
    ):
        row(
            name,
            f"{median(times) * 1e3:.1f}",
            f"{median(times) / visits * 1e6:.2f}",
            f"{min(times) / visits * 1e6:.2f}",
        )
    row("engine / by hand", f"{median(ratios):.2f}", f"{min(ratios):.2f}..{max(ratios):.2f}")
    say(f"  the goal is {GOAL} at most: {'reached' if median(ratios) <= GOAL else 'missed'}\n")


def check_paused(plan: Plan) -> list[Finding]:
    """Run the checker as the engine runs: neither leaves the collector anything young."""
    with collector_paused():
        return check(plan)


def tell_growth(engine: Engine, plans: list[tuple[Plan, int]], times: int) -> None:
    """Print what a visit costs in the largest plan against the smallest, turn about."""
    (small, few), (large, many) = plans[0], plans[-1]
    ratios = []
    for _ in range(times):
        in_small = median(timed(lambda: engine.run(small)) for _ in range(15)) / few
        in_large = timed(lambda: engine.run(large)) / many
        ratios.append(in_large / in_small)
    say(
        f"engine, a visit at {many} against one at {few}: {median(ratios):.2f} times the time"
        f" ({min(ratios):.2f}..{max(ratios):.2f})\n"
    )


# Memory and start-up ---------------------------------------------------------------------


def peak_memory(visits: int) -> int:
    """The most bytes that the engine takes on top of the parsed plan."""
    import tracemalloc

    engine = Engine()
    plan, _ = parsed(visits)
    engine.run(realistic_small())
    gc.collect()
    tracemalloc.start()
    result = engine.run(plan)
    _, peak = tracemalloc.get_traced_memory()
    del result
    return peak


def realistic_small() -> Plan:
    """A small plan, so that what is loaded once is loaded."""
    return parsed(50)[0]


def tell_memory(visits: int) -> None:
    """Measure memory in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--memory", str(visits)]
    peak = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    say(f"Memory at {visits} visits, over the parsed plan (tracemalloc, a process of its own)")
    row("engine, peak", f"{peak / 2**20:.1f} MiB", f"{peak / visits:.0f} B/visit")
    say()


def tell_start_up(pairs: int) -> None:
    """Time the command on a small plan against an interpreter that does nothing."""
    glimt = Path(sys.executable).with_name("glimt")
    command = [str(glimt)] if glimt.exists() else [sys.executable, "-c", _GLIMT]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.json"
        path.write_text(json.dumps(realistic_plan(10)), encoding="utf-8")
        nothing, checking = [], []
        for _ in range(pairs + 1):
            nothing.append(timed(lambda: started([sys.executable, "-c", "pass"])))
            checking.append(timed(lambda: started([*command, "check", str(path)])))
        del nothing[0], checking[0]  # the first fills the disk's cache
        ratios = [b / a for a, b in zip(nothing, checking, strict=True)]
        say(f"Start-up, {pairs} pairs, ten visits")
        row("", "ms", "least ms")
        row("python -c pass", f"{median(nothing) * 1e3:.1f}", f"{min(nothing) * 1e3:.1f}")
        row("glimt check", f"{median(checking) * 1e3:.1f}", f"{min(checking) * 1e3:.1f}")
        row("ratio", f"{median(ratios):.2f}", f"{min(ratios):.2f}..{max(ratios):.2f}")
        say()
        own = imports(["-c", _GLIMT, "check", str(path)])
    bare = imports(["-c", "pass"])
    added = {name: took - bare.get(name, 0) for name, took in own.items()}
    say(f"Imports of glimt check beyond the interpreter: {sum(added.values()) / 1e3:.1f} ms")
    for name in sorted(added, key=added.__getitem__, reverse=True)[:15]:
        row(name, f"{added[name] / 1e3:.1f} ms")


def started(command: list[str]) -> int:
    """Run a command to its end."""
    return subprocess.run(command, check=False, capture_output=True).returncode


def imports(arguments: list[str]) -> dict[str, int]:
    """What each top-level package takes to import (us, itself only), at the least of five."""
    runs = [_imports_once(arguments) for _ in range(5)]
    return {name: min(run.get(name, 0) for run in runs) for name in runs[0]}


def _imports_once(arguments: list[str]) -> dict[str, int]:
    command = [sys.executable, "-X", "importtime", *arguments]
    told = subprocess.run(command, check=False, capture_output=True, text=True).stderr
    costs: dict[str, int] = {}
    for line in told.splitlines():
        parts = line.removeprefix("import time:").split("|")
        if line.startswith("import time:") and len(parts) == 3 and parts[0].strip().isdigit():
            package = parts[2].strip().partition(".")[0]
            costs[package] = costs.get(package, 0) + int(parts[0])
    return costs


if __name__ == "__main__":
    sys.exit(main())

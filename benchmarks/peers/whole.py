"""A whole plan: everybody decides the same checks, and gives the same answer first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median

from benchmarks.peers.by_hand import decide
from benchmarks.peers.checks import CHECKS, Peer, first_difference
from benchmarks.peers.engine import Engine
from benchmarks.peers.facts import prepare
from benchmarks.peers.measure import number, ratio, rested, row, say, timed
from glimt_rules.plan.model import Plan

_PREPARED = "facts prepared in Python"
_BY_HAND = "by hand"
_JUDGED = "glimt: judged"
_EXPLAINED = "glimt: judged, explained"
_ALL_RULES = "glimt: the same, all its rules"

#: Seconds of each round, by who it is.
_Times = dict[str, list[float]]


class Whole:
    """One plan, and what was measured of it."""

    def __init__(self, plan: Plan, peers: Sequence[Peer], engine: Engine) -> None:
        self.plan = plan
        self.facts = prepare(plan)
        self.engine = engine
        self.peers = [peer for peer in peers if len(plan.visits) <= peer.most]
        self.left_out = [peer for peer in peers if len(plan.visits) > peer.most]
        self.handed = {peer.name: peer.hand_over(self.facts) for peer in self.peers}
        self.handing: _Times = {}
        self.deciding: _Times = {}

    def difference(self) -> str | None:
        """Where somebody's answer differs first; None where all are the same."""
        known = decide(self.facts)
        told = first_difference("glimt", known, self.engine.faults(self.plan))
        for peer in self.peers:
            if told is None:
                found = peer.faults(self.facts, peer.decide(self.handed[peer.name]))
                told = first_difference(peer.name, known, found)
        return told

    def measure(self, rounds: int) -> None:
        """Everybody in turn, so that what the machine does meanwhile meets all of them."""
        plan, facts, engine = self.plan, self.facts, self.engine
        works: dict[str, Callable[[], object]] = {
            _PREPARED: lambda: prepare(plan),
            _BY_HAND: lambda: decide(facts),
            _JUDGED: lambda: engine.judge(plan),
            _EXPLAINED: lambda: engine.explain(plan),
            _ALL_RULES: lambda: engine.explain_all_rules(plan),
        }
        for peer in self.peers:
            handed = self.handed[peer.name]
            works[peer.name] = lambda peer=peer, handed=handed: peer.decide(handed)  # type: ignore[misc]
        engine.explain_all_rules(plan)  # whatever is loaded once is loaded
        for _ in range(rounds):
            for name, work in works.items():
                with rested():
                    self.deciding.setdefault(name, []).append(timed(work))
            for peer in self.peers:
                with rested():
                    took = timed(lambda peer=peer: peer.hand_over(facts))  # type: ignore[misc]
                self.handing.setdefault(peer.name, []).append(took)

    # What is told ---------------------------------------------------------------------------

    def tell(self, lacking: Sequence[str], rounds: int) -> None:
        """Print the table, in microseconds a visit."""
        found = decide(self.facts)
        say(
            f"{len(self.plan.visits)} visits, {len(CHECKS)} checks, {len(found)} findings, the same"
            f" from everybody; {rounds} rounds; microseconds a visit"
        )
        row("", "hand over", "decide", "least", "/ by hand", "range", "from facts", "from plan")
        self._row(_PREPARED, from_plan=self._us(self.deciding[_PREPARED]), compared=False)
        self._peer_row(_BY_HAND)
        for peer in self.peers:
            self._peer_row(peer.name)
        for peer in self.left_out:
            row(peer.name, f"not measured above {peer.most:,} visits")
        for name in lacking:
            row(name, "not installed")
        for name in (_JUDGED, _EXPLAINED, _ALL_RULES):
            self._row(name, from_plan=self._us(self.deciding[name]))
        self._tell_goal()
        say()

    def _us(self, times: Sequence[float]) -> float:
        return median(times) / len(self.plan.visits) * 1e6

    def _peer_row(self, name: str) -> None:
        handing = self._us(self.handing[name]) if name in self.handing else 0.0
        from_facts = handing + self._us(self.deciding[name])
        from_plan = self._us(self.deciding[_PREPARED]) + from_facts
        self._row(name, handing, from_facts, from_plan)

    def _row(
        self,
        name: str,
        handing: float | None = None,
        from_facts: float | None = None,
        from_plan: float = 0.0,
        compared: bool = True,
    ) -> None:
        times = self.deciding[name]
        middle, least, most = ratio(times, self.deciding[_BY_HAND])
        row(
            name,
            "" if handing is None else number(handing),
            number(self._us(times)),
            number(min(times) / len(self.plan.visits) * 1e6),
            number(middle) if compared else "",
            f"{number(least)}-{number(most)}" if compared else "",
            "" if from_facts is None else number(from_facts),
            number(from_plan),
        )

    def _tell_goal(self) -> None:
        """Say whose decisions alone take longer than our whole answer, and whose do not."""
        ours = min(self.deciding[_EXPLAINED])
        quicker = []
        for peer in self.peers:
            alone = min(self.deciding[peer.name])
            from_facts = alone + min(self.handing[peer.name])
            from_plan = from_facts + min(self.deciding[_PREPARED])
            if alone <= ours:
                quicker.append(peer.name)
            say(
                f"  glimt explained / {peer.name}: {number(ours / alone)} to deciding alone,"
                f" {number(ours / from_facts)} from the facts,"
                f" {number(ours / from_plan)} from the plan (the least of each)"
            )
        reached = f"missed: {', '.join(quicker)}" if quicker else "reached"
        if self.peers:
            say(f"  the goal is to be quicker than every peer's decisions alone: {reached}")

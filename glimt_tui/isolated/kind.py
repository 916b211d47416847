"""What stands in the place of somebody else's kind of rule, and asks it in the worker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import structs

from glimt_rules.facts import Facts
from glimt_rules.house import House
from glimt_rules.kinds.base import Description, Fault, Group, Kind, Record
from glimt_rules.message import Message
from glimt_tui.isolated.client import RuleName, Worker


class Isolated(Kind, frozen=True, kw_only=True):
    """A kind of another package, whose own code runs in the worker.

    What it takes over from ``Kind`` is Glimt's, and is asked here.
    """

    name = "isolated"

    kind: Kind
    rule: RuleName
    worker: Worker

    def _overrides(self, method: str) -> bool:
        return getattr(type(self.kind), method) is not getattr(Kind, method)

    def candidates(self, facts: Facts) -> list[int]:
        """The slots that the rule may judge, whenever they are."""
        if not self._overrides("candidates"):
            return self.kind.candidates(facts)
        found: list[int] = self.worker.ask(self.rule, "candidates", facts)
        return found

    def reach(self, house: House) -> int | None:
        """For how long after its end (ticks) a visit can matter to later ones of its group."""
        if not self._overrides("reach"):
            return self.kind.reach(house)
        empty = Facts(structs.replace(house.plan, visits=(), waivers=()))
        found: int | None = self.worker.ask(self.rule, "reach", empty)
        return found

    def judge(self, facts: Facts, groups: Iterable[Group], judged: bytearray) -> Iterator[Fault]:
        """Yield the faults in these groups."""
        asked = [(key, list(slots)) for key, slots in groups]
        faults: list[Fault] = self.worker.ask(self.rule, "judge", facts, asked, judged)
        yield from faults

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Explain a fault."""
        description: Description = self.worker.ask(self.rule, "describe", facts, fault)
        return description

    def to_record(self, facts: Facts, fault: Fault) -> Record | None:
        """What to record, if it is so, where that alone would satisfy the rule."""
        if not self._overrides("to_record"):
            return None
        record: Record | None = self.worker.ask(self.rule, "to_record", facts, fault)
        return record

    def not_applicable(self, facts: Facts, slot: int) -> Message | None:
        """Why the rule has nothing to say about a visit, or ``None`` where it does."""
        if not self._overrides("not_applicable"):
            return self.kind.not_applicable(facts, slot)
        reason: Message | None = self.worker.ask(self.rule, "not_applicable", facts, slot)
        return reason

    def kept(self, facts: Facts, slot: int) -> Message:
        """Why a visit that the rule concerns is fine."""
        reason: Message = self.worker.ask(self.rule, "kept", facts, slot)
        return reason

"""What stands in the place of somebody else's kind of rule, and asks it in the worker."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator

from msgspec import structs

from glimt_rules.facts import Facts
from glimt_rules.house import House
from glimt_rules.kinds.base import (
    Description,
    Fault,
    Group,
    Kind,
    Record,
    StandIn,
    judged_by,
    overrides,
)
from glimt_rules.message import Message
from glimt_tui.isolated.client import RuleName, Worker


class Isolated(StandIn, frozen=True, kw_only=True):
    """A kind of another package, whose own code runs in the worker.

    What it takes over from ``Kind`` is Glimt's, and is asked here.
    """

    name = "isolated"

    #: what the rule is called
    id: str
    version: str
    worker: Worker
    #: the kind that the worker has loaded under this name, if any; another one is sent to it
    loaded: Kind | None = None

    @property
    def rule(self) -> RuleName:
        """What the worker is asked about."""
        if self.kind is self.loaded:
            return RuleName(self.id, self.version)
        # by its name, as Python in a folder of rule sets may have been read anew since
        own = type(self.kind)
        keys = {key: getattr(self.kind, key) for key in own.__struct_fields__}
        return RuleName(
            self.id, self.version, pickle.dumps((own.__module__, own.__qualname__, keys))
        )

    @property
    def in_settings(self) -> frozenset[str]:
        """The settings in which visits are judged."""
        if not overrides(self.kind, "in_settings"):
            return self.kind.in_settings
        return frozenset(self.worker.once(self.rule, "in_settings"))

    @property
    def of_kinds(self) -> frozenset[str] | None:
        """The kinds of visits that are judged; ``None`` is every kind."""
        if not overrides(self.kind, "of_kinds"):
            return self.kind.of_kinds
        found: Iterable[str] | None = self.worker.once(self.rule, "of_kinds")
        return None if found is None else frozenset(found)

    def judges(self, setting: str, kind: str) -> bool:
        """Whether visits in a setting and of a kind are judged."""
        if overrides(self.kind, "judges"):
            return bool(self.worker.once(self.rule, "judges", setting, kind))
        return (
            setting in self.in_settings
            and (self.kind.counts_shifts or kind != "shift")
            and ((kinds := self.of_kinds) is None or kind in kinds)
        )

    def candidates(self, facts: Facts) -> list[int]:
        """The slots that the rule may judge, whenever they are."""
        if overrides(self.kind, "candidates"):
            found: list[int] = self.worker.ask(self.rule, "candidates", facts)
            return found
        if overrides(self.kind, "judges"):
            return judged_by(self.judges, facts)
        return facts.candidates(self.in_settings, self.of_kinds, self.kind.counts_shifts)

    def reach(self, house: House) -> int | None:
        """For how long after its end (ticks) a visit can matter to later ones of its group."""
        if not overrides(self.kind, "reach"):
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
        if not overrides(self.kind, "to_record"):
            return None
        record: Record | None = self.worker.ask(self.rule, "to_record", facts, fault)
        return record

    def not_applicable(self, facts: Facts, slot: int) -> Message | None:
        """Why the rule has nothing to say about a visit, or ``None`` where it does."""
        if not overrides(self.kind, "not_applicable", "in_settings"):
            return self.kind.not_applicable(facts, slot)
        reason: Message | None = self.worker.ask(self.rule, "not_applicable", facts, slot)
        return reason

    def kept(self, facts: Facts, slot: int) -> Message:
        """Why a visit that the rule concerns is fine."""
        reason: Message = self.worker.ask(self.rule, "kept", facts, slot)
        return reason

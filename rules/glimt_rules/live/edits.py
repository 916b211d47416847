"""What can be changed in a plan that is judged as it changes, and what came of it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from glimt_rules.facts import Facts
from glimt_rules.finding import Finding, Judged, finding_of
from glimt_rules.plan.model import Cohort, Equipment, Household, Person, Room, Visit, Waiver
from glimt_rules.rulesets.model import Level, Rule

#: Anything of a plan that has an id.
Record = Visit | Person | Household | Room | Equipment | Cohort
ListName = Literal["visits", "people", "households", "rooms", "equipment", "cohorts"]


class Put(Struct, frozen=True):
    """Add something, or change the one of its id."""

    record: Record


class Remove(Struct, frozen=True):
    """Take something away; a visit's waivers go with it."""

    list: ListName
    id: str


class PutWaivers(Struct, frozen=True):
    """Say which waivers there are at a visit; none takes all of them away."""

    visit: str
    waivers: tuple[Waiver, ...]


Edit = Put | Remove | PutWaivers


class Found(Struct, frozen=True, gc=False):
    """A fault at a visit, explained when somebody asks."""

    visit: str
    judged: Judged
    #: the part of the plan by which it was found
    facts: Facts

    @property
    def rule(self) -> Rule:
        """The rule that found it."""
        return self.judged.rule

    @property
    def level(self) -> Level:
        """Violation, unknown or advice."""
        return self.judged.level

    @property
    def waived(self) -> bool:
        """Whether it is a recorded exception."""
        return self.judged.waived

    @property
    def key(self) -> tuple[str, str, str, Level, bool]:
        """What makes it the same finding as another: visit, rule, subject, level, waived."""
        judged = self.judged
        return (self.visit, judged.rule_id, judged.subject, judged.level, judged.waived)

    def finding(self) -> Finding:
        """The finding, explained."""
        return finding_of(self.facts, self.judged)


class Change(Struct, frozen=True):
    """What came of an edit."""

    appeared: tuple[Found, ...]
    disappeared: tuple[Found, ...]
    #: the edits that take it back, in the order in which they are to be applied
    undo: tuple[Edit, ...] = ()
    #: what a what-if stopped at; nothing more was judged then
    stopped_by: Found | None = None

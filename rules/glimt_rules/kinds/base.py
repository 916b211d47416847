"""What a kind of rule is.

A kind is small and plain. Its fields are the keys that a rule set's TOML may give a rule
of that kind. Its ``scope`` says which visits it looks at together; the engine hands it
exactly these groups and judges anew only the groups that an edit touches. ``judge`` is a
pure function from groups to bare faults; the message, the people and the evidence of a
fault are worked out by ``describe``, only for what is shown.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import ClassVar

from msgspec import Struct

from glimt_rules.facts import IN_PERSON, Facts
from glimt_rules.house import House
from glimt_rules.message import Message, say
from glimt_rules.plan.model import Setting, VisitKind
from glimt_rules.terms import SETTINGS, VISIT_KINDS


class Scope(Enum):
    """The group of visits that a rule reads to judge one of them."""

    VISIT = "visit"  #: the visit itself
    PREMISES = "premises"  #: who is in the centre's premises as it starts
    ROOM = "room"  #: what comes before it in the same room
    THING = "thing"  #: the uses of one thing
    HOUSEHOLD_WEEK = "household-week"  #: whom one household meets in one week


class Outcome(Enum):
    """What a rule found at a visit that is not simply fine."""

    BROKEN = "broken"  #: the rule is not kept: a violation, or advice not followed
    UNDECIDED = "undecided"  #: what the rule needs is not recorded
    ADVISED = "advised"  #: of level advice, whatever the rule's force


#: The outcomes by themselves: to look one up on its class takes longer than to make a fault.
BROKEN, UNDECIDED, ADVISED = Outcome


class Fault(Struct, frozen=True, gc=False):
    """One rule, one visit, one reason: bare, as ``judge`` yields it."""

    slot: int
    outcome: Outcome
    #: the household's number or the thing's id, where the scope is one of those
    subject: int | str | None = None
    measured: float | None = None
    #: whatever ``describe`` needs besides
    detail: object = None


class Question(Struct, frozen=True, gc=False):
    """The fact that is missing where a rule is undecided."""

    text: Message
    #: what it is about, as a path: ("rooms", "studio", "capacity_1m")
    about: tuple[str, ...]


class Record(Struct, frozen=True):
    """What may be so without being recorded, so that recording it would satisfy a rule."""

    text: Message
    #: the visit's keys that would say so; none where only somebody can tell what they hold
    values: Mapping[str, object] = {}


class Description(Struct, frozen=True, gc=False):
    """What is told of a fault."""

    message: Message
    limit: float | None = None
    #: "persons", "contacts", "metres", "minutes", "hours" or None
    unit: str | None = None
    #: the numbers of those because of whom the rule is broken
    people: Iterable[int] = ()
    #: the slots that were counted or compared with, the visit itself included
    evidence: Sequence[int] = ()
    #: what is to be asked where the rule is undecided, one question a missing fact
    questions: tuple[Question, ...] = ()


#: A group: its key (a room's or thing's id, or a household and week) and its visits.
Group = tuple[object, Sequence[int]]


class Kind(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of rule. Subclass it, give it a ``name``, and register it with the hook."""

    name: ClassVar[str]
    scope: ClassVar[Scope] = Scope.VISIT
    #: whether staff on duty outside any visit are counted and judged too
    counts_shifts: ClassVar[bool] = False

    #: the settings in which the rule judges visits; by default wherever people meet
    settings: tuple[Setting, ...] | None = None
    #: the kinds of visits that it judges; by default all but shifts
    visit_kinds: tuple[VisitKind, ...] | None = None

    @property
    def in_settings(self) -> frozenset[str]:
        """The settings in which visits are judged."""
        return IN_PERSON if self.settings is None else frozenset(self.settings)

    @property
    def of_kinds(self) -> frozenset[str] | None:
        """The kinds of visits that are judged; ``None`` is every kind."""
        return None if self.visit_kinds is None else frozenset(self.visit_kinds)

    def judges(self, setting: str, kind: str) -> bool:
        """Whether visits in a setting and of a kind are judged."""
        return (
            setting in self.in_settings
            and (self.counts_shifts or kind != "shift")
            and ((kinds := self.of_kinds) is None or kind in kinds)
        )

    def candidates(self, facts: Facts) -> list[int]:
        """The slots that the rule may judge, whenever they are."""
        if overrides(self, "judges"):
            return judged_by(self.judges, facts)
        return facts.candidates(self.in_settings, self.of_kinds, self.counts_shifts)

    def reach(self, house: House) -> int | None:
        """For how long after its end (ticks) a visit can matter to later ones of its group.

        None is for ever. Asked of the scopes PREMISES, ROOM and THING: when a visit is edited,
        later ones beyond its reach are not judged again.
        """
        return None

    def judge(self, facts: Facts, groups: Iterable[Group], judged: bytearray) -> Iterator[Fault]:
        """Yield the faults in these groups, at the slots where ``judged`` is set.

        For the scopes VISIT, PREMISES and ROOM a group is a stretch of judged visits
        (the counts stand in the facts' columns); for THING and HOUSEHOLD_WEEK it is
        every visit that counts, of which only some are judged.
        """
        raise NotImplementedError

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Explain a fault that ``judge`` yielded."""
        raise NotImplementedError

    def to_record(self, facts: Facts, fault: Fault) -> Record | None:
        """What to record, if it is so, where that alone would satisfy the rule."""
        return None

    def not_applicable(self, facts: Facts, slot: int) -> Message | None:
        """Why the rule has nothing to say about a visit, or ``None`` where it does."""
        visit = facts.visits[slot]
        if visit.kind == "shift" and not self.counts_shifts:
            return say("staff on duty are counted among those in the premises, and no more")
        if visit.setting not in self.in_settings:
            return say("the rule is not about visits {setting}", setting=SETTINGS[visit.setting])
        if self.visit_kinds is not None and visit.kind not in self.visit_kinds:
            return say(
                "the rule is not about visits of the kind «{kind}»", kind=VISIT_KINDS[visit.kind]
            )
        return None

    def kept(self, facts: Facts, slot: int) -> Message:
        """Why a visit that the rule concerns is fine."""
        raise NotImplementedError


class StandIn(Kind, frozen=True, kw_only=True):
    """What answers in the place of a kind whose own code is not to be run in this process.

    With another ``kind`` in its place it answers for that one.
    """

    name = "stand-in"

    kind: Kind


def overrides(kind: Kind, *methods: str) -> bool:
    """Whether a kind has one of these methods, or properties, of its own."""
    own = type(kind)
    return any(getattr(own, method) is not getattr(Kind, method) for method in methods)


def judged_by(judges: Callable[[str, str], bool], facts: Facts) -> list[int]:
    """The slots in the settings and of the kinds that are judged."""
    sorts = {
        (setting, kind)
        for setting, kind in {(visit.setting, visit.kind) for visit in facts.visits}
        if judges(setting, kind)
    }
    return [slot for slot, visit in enumerate(facts.visits) if (visit.setting, visit.kind) in sorts]


class VisitKindOfRule(Kind, frozen=True, kw_only=True):
    """A kind that decides each visit by itself, from the facts' columns."""

    def judge(self, facts: Facts, groups: Iterable[Group], judged: bytearray) -> Iterator[Fault]:
        """Yield the faults at each visit by itself; every visit handed in is judged."""
        for _, slots in groups:
            yield from self.faults(facts, slots)

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the faults among these visits."""
        raise NotImplementedError

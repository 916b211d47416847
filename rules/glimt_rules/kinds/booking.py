"""What must be so before a visit: arranged, among one's own, known to the visitor list."""

from collections.abc import Iterator, Sequence
from typing import Literal

from glimt_rules.facts import Facts
from glimt_rules.kinds.base import BROKEN, Description, Fault, Record, VisitKindOfRule
from glimt_rules.message import Message, say
from glimt_rules.phones import valid_phone

CohortException = Literal["alone", "one_household", "companion"]

_ALONE = say("only one person takes part")
_ONE_HOUSEHOLD = say("everybody is of one household")
_COMPANION = say("there are two people, and one comes with the other")


class BookedAhead(VisitKindOfRule, frozen=True, kw_only=True):
    """A visit is arranged before it starts."""

    name = "booked-ahead"

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the visits that were not arranged, or only as they started."""
        visits = facts.visits
        for slot in slots:
            visit = visits[slot]
            if visit.booked_at is None or visit.booked_at >= visit.start:
                yield Fault(slot, BROKEN)

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell whether it was arranged at all."""
        if facts.visits[fault.slot].booked_at is None:
            message = say("the visit was not arranged beforehand")
        else:
            message = say("the visit was not arranged before it started")
        return Description(message, people=facts.people[fault.slot], evidence=(fault.slot,))

    def to_record(self, facts: Facts, fault: Fault) -> Record | None:
        """Say when it was arranged, where nothing is said of that."""
        if facts.visits[fault.slot].booked_at is not None:
            return None
        return Record(say("record when it was arranged, if that was before it starts"))

    def kept(self, facts: Facts, slot: int) -> Message:
        """Tell that it was arranged."""
        return say("the visit was arranged beforehand")


class SameCohort(VisitKindOfRule, frozen=True, kw_only=True):
    """Everybody in a visit is of one recorded cohort, staff too.

    ``exceptions``: ``alone``, a visit of one person; ``one_household``, all live
    together; ``companion``, they are two and one comes with the other.
    """

    name = "same-cohort"

    exceptions: tuple[CohortException, ...] = ()

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the visits that mix cohorts, or have somebody of none."""
        mixed = facts.by_party(
            (SameCohort, self.exceptions),
            lambda people: (
                not self._of_one(facts, people) and self._exception(facts, people) is None
            ),
        )
        for slot in slots:
            if mixed[slot]:
                yield Fault(slot, BROKEN)

    @staticmethod
    def _of_one(facts: Facts, people: frozenset[int]) -> bool:
        persons = facts.persons
        cohorts = {persons[person].cohort for person in people}
        return len(cohorts) == 1 and None not in cohorts

    def _exception(self, facts: Facts, people: frozenset[int]) -> Message | None:
        if len(people) == 1:
            return _ALONE if "alone" in self.exceptions else None
        if "one_household" in self.exceptions and len(facts.homes_of(people)) == 1:
            return _ONE_HOUSEHOLD
        if "companion" in self.exceptions and len(people) == 2:
            one, other = (facts.persons[person] for person in people)
            if one.comes_with == other.id or other.comes_with == one.id:
                return _COMPANION
        return None

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell who is of no cohort, or which cohorts meet."""
        people = facts.people[fault.slot]
        persons = facts.persons
        without = frozenset([number for number in people if persons[number].cohort is None])
        if without:
            message = say("no cohort is recorded for {people}", people=facts.names(without))
            return Description(message, people=without, evidence=(fault.slot,))
        names: dict[str, str] = facts.keep(
            (SameCohort, "names"),
            lambda: {cohort.id: cohort.name or cohort.id for cohort in facts.plan.cohorts},
        )
        cohorts = sorted({persons[number].cohort or "" for number in people})
        message = say(
            "people of different cohorts meet: {cohorts}",
            cohorts=tuple(names.get(cohort, cohort) for cohort in cohorts),
        )
        return Description(message, people=people, evidence=(fault.slot,))

    def kept(self, facts: Facts, slot: int) -> Message:
        """Tell which exception holds, or that all are of one cohort."""
        people = facts.people[slot]
        if self._of_one(facts, people):
            return say("everybody is of one cohort")
        return self._exception(facts, people) or say("everybody is of one cohort")


class VisitorList(VisitKindOfRule, frozen=True, kw_only=True):
    """Everybody can be reached: a name, and a phone number that is valid in ``region``.

    Whether a number is valid is decided as libphonenumber does for the region (an ISO
    3166-1 code); numbers of other countries are valid with their country code.
    """

    name = "visitor-list"

    region: str = "NO"

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the visits with somebody who could not be reached."""
        unreachable = self._unreachable(facts)
        lacking = facts.by_party(
            (VisitorList, self.region), lambda people: people & unreachable or None
        )
        for slot in slots:
            if lacking[slot]:
                yield Fault(slot, BROKEN, detail=lacking[slot])

    def _unreachable(self, facts: Facts) -> frozenset[int]:
        """Those of the people who take part in anything who could not be reached."""
        return facts.remember((VisitorList, "of all", self.region), lambda: self._of_all(facts))

    def _of_all(self, facts: Facts) -> frozenset[int]:
        known = self._known(facts)
        them = frozenset[int]().union(*facts.parties)
        for number in them.difference(known):  # a number takes a while to judge
            known[number] = self._missing(facts, number)
        return frozenset([number for number in them if known[number] is not None])

    def _known(self, facts: Facts) -> dict[int, str | None]:
        """What is missing of those who have been looked at so far."""
        return facts.keep((VisitorList, self.region), dict)

    def _missing(self, facts: Facts, number: int) -> str | None:
        person = facts.persons[number]
        if not person.name or not person.name.strip():
            return "name"
        if not person.phone or not valid_phone(person.phone, self.region):
            return "phone"
        return None

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell who lacks a name or a valid number; never the number itself."""
        assert isinstance(fault.detail, frozenset)
        lacking: frozenset[int] = fault.detail
        known = self._known(facts)
        nameless = frozenset([number for number in lacking if known[number] == "name"])
        numberless = lacking - nameless
        if not nameless:
            message = say(
                "a valid phone number is missing for {people}", people=facts.names(numberless)
            )
        elif not numberless:
            message = say("a name is missing for {people}", people=facts.names(nameless))
        else:
            message = say(
                "a name is missing for {nameless}, and a valid phone number for {numberless}",
                nameless=facts.names(nameless),
                numberless=facts.names(numberless),
            )
        return Description(message, people=lacking, evidence=(fault.slot,))

    def to_record(self, facts: Facts, fault: Fault) -> Record:
        """Say how to reach them."""
        people = facts.names(facts.people[fault.slot] & self._unreachable(facts))
        return Record(say("record a name and a valid phone number for {people}", people=people))

    def kept(self, facts: Facts, slot: int) -> Message:
        """Everybody can be reached."""
        return say("everybody has a name and a valid phone number")

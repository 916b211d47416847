"""The people of other households whom a household meets in a week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from msgspec import Meta

from glimt_rules.facts import Facts
from glimt_rules.kinds.base import Description, Fault, Group, Kind, Outcome, Question, Scope
from glimt_rules.message import Message, count, say
from glimt_rules.moments import iso_week


class ContactsPerWeek(Kind, frozen=True, kw_only=True):
    """A household meets at most ``limit`` different people of others in a calendar week.

    The household is counted together, each person once, and those whom it says it met
    outside the centre come on top. Whoever adds somebody new when the sum is then above
    the limit is at fault. Being in one visit is to meet, except outdoors at two metres.

    Without ``work_counts``, a pair in which either is staff is at work and does not
    count. Without ``judges_staff``, households with staff are not judged.
    """

    name = "contacts-per-week"
    scope = Scope.HOUSEHOLD_WEEK

    limit: Annotated[int, Meta(ge=0)]
    work_counts: bool = True
    judges_staff: bool = True

    def judge(self, facts: Facts, groups: Iterable[Group], judged: bytearray) -> Iterator[Fault]:
        """Yield the visits that bring a household above the limit, or may do so."""
        limit, told, members = self.limit, facts.outside_contacts, facts.members
        people = facts.people if self.work_counts else facts.people_off_work
        staff = frozenset[int]() if self.judges_staff else facts.staff
        for key, visits in groups:
            household: int = key[0]  # type: ignore[index]
            own = members[household]
            if staff and not own.isdisjoint(staff):
                continue
            outside = told.get(key)  # type: ignore[call-overload]
            room_for = limit - (outside or 0)
            met: set[int] = set()
            first = -1
            broken = False
            for slot in visits:
                present = people[slot]
                if not self.work_counts and present.isdisjoint(own):
                    continue
                new = present.difference(own, met)
                if new:
                    met |= new
                    if len(met) > room_for and judged[slot]:
                        broken = True
                        yield Fault(slot, Outcome.BROKEN, household, len(met) + (outside or 0), new)
                if outside is None and first < 0 and judged[slot] and not present <= own:
                    first = slot
            if outside is None and not broken and first >= 0:
                yield Fault(first, Outcome.UNDECIDED, household)

    def _meetings(self, facts: Facts, household: int, slot: int) -> list[int]:
        """The visits of the week, up to this one, in which somebody counts."""
        own = facts.members[household]
        at_work = frozenset[int]() if self.work_counts else facts.staff
        meetings = []
        for other in facts.household_weeks.get((household, facts.week[slot]), ()):
            present = facts.people[other] - at_work
            if other <= slot and present & own and not present <= own:
                meetings.append(other)
        return meetings

    def _met(self, facts: Facts, household: int, slot: int) -> int:
        at_work = frozenset[int]() if self.work_counts else facts.staff
        met = frozenset[int]().union(
            *(facts.people[other] for other in self._meetings(facts, household, slot))
        )
        return len(met - at_work - facts.members[household])

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell whose contacts, who is new, and how many they are with those outside."""
        assert isinstance(fault.subject, int)
        household, slot = fault.subject, fault.slot
        week = iso_week(facts.date_of(slot))
        who = facts.names(facts.members[household])
        meetings = self._meetings(facts, household, slot)
        if fault.outcome is Outcome.UNDECIDED:
            name = facts.households[household]
            question = Question(
                say(
                    "How many people did {who} meet outside the centre in week {week}?",
                    who=who,
                    week=int(week[-2:]),
                ),
                ("households", name, "outside_contacts", week),
            )
            message = say(
                "it is not recorded how many people {who} met outside the centre in week"
                " {week}; at most {limit} contacts in all are allowed",
                who=who,
                week=int(week[-2:]),
                limit=self.limit,
            )
            return Description(message, evidence=meetings, questions=(question,))
        new: frozenset[int] = fault.detail  # type: ignore[assignment]
        outside = facts.outside_contacts.get((household, facts.week[slot]), 0)
        assert fault.measured is not None
        message = count(
            "meeting {new} brings {who} to {n} contact in week {week}, {outside} of them"
            " outside the centre; at most {limit} are allowed",
            "meeting {new} brings {who} to {n} contacts in week {week}, {outside} of them"
            " outside the centre; at most {limit} are allowed",
            int(fault.measured),
            who=who,
            new=facts.names(new),
            week=int(week[-2:]),
            outside=outside,
            limit=self.limit,
        )
        return Description(message, self.limit, "contacts", new, meetings)

    def not_applicable(self, facts: Facts, slot: int) -> Message | None:
        """Nobody meets anybody who counts."""
        reason = super().not_applicable(facts, slot)
        if reason is not None:
            return reason
        if not self._concerned(facts, slot):
            return say("nobody meets anybody of another household who counts")
        return None

    def _concerned(self, facts: Facts, slot: int) -> list[int]:
        """The households that meet somebody who counts, of those that are judged."""
        households = {facts.household_of[person] for person in facts.people[slot]}
        return sorted(
            household
            for household in households
            if (self.judges_staff or facts.members[household].isdisjoint(facts.staff))
            and slot in self._meetings(facts, household, slot)
        )

    def kept(self, facts: Facts, slot: int) -> Message:
        """Tell the sum of the household that has met the most."""
        week = facts.week[slot]
        sums = [
            (
                self._met(facts, household, slot)
                + facts.outside_contacts.get((household, week), 0),
                household,
            )
            for household in self._concerned(facts, slot)
        ]
        most, household = max(sums, key=lambda pair: (pair[0], -pair[1]))
        who = facts.names(facts.members[household])
        if most > self.limit:
            return say(
                "for {who} there are over {limit} contacts already this week, but nobody new here",
                who=who,
                limit=self.limit,
            )
        return count(
            "{n} known contact for {who} so far this week; at most {limit} are allowed",
            "{n} known contacts for {who} so far this week; at most {limit} are allowed",
            most,
            who=who,
            limit=self.limit,
        )

"""The people of other households whom a household meets in a week."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

from msgspec import Meta, Struct

from glimt_rules.facts import Facts, week_of_year
from glimt_rules.kinds.base import (
    BROKEN,
    UNDECIDED,
    Description,
    Fault,
    Group,
    Kind,
    Question,
    Scope,
)
from glimt_rules.message import Message, count, say
from glimt_rules.moments import iso_week


class Meetings(Struct, frozen=True, gc=False):
    """What is told of a fault: whom the household has not met before, and its week so far."""

    new: frozenset[int]
    #: the visits of the whole week in which somebody counts, and how many come up to this one
    week: list[int]
    so_far: int


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
        told, most, limit = facts.outside_contacts, facts.most_contacts, self.limit
        people = self._people(facts)
        at_work = frozenset[int]() if self.judges_staff else facts.staffed
        for key, visits in groups:
            household: int = key[0]  # type: ignore[index]
            # Most weeks stay below the limit even with everybody who was there.
            if most[key] <= limit or household in at_work:  # type: ignore[index]
                continue
            own, outside = facts.members[household], told.get(key)  # type: ignore[call-overload]
            yield from self._week(household, visits, (own, people, judged), outside)

    def _people(self, facts: Facts) -> list[frozenset[int]]:
        """Those in each visit who count."""
        return facts.people if self.work_counts else facts.people_off_work

    def _week(
        self,
        household: int,
        visits: Sequence[int],
        facts: tuple[frozenset[int], list[frozenset[int]], bytearray],
        outside: int | None,
    ) -> Iterator[Fault]:
        """Yield the faults of one household's week, taking its visits by arrival."""
        own, people, judged = facts
        known, work_counts = outside or 0, self.work_counts
        above = self.limit - known + len(own)
        seen = set(own)
        meetings: list[int] = []
        first, broken = -1, False
        for slot in visits:
            present = people[slot]
            if not work_counts and (present.isdisjoint(own) or present <= own):
                continue
            meetings.append(slot)
            if not present <= seen:
                new = present - seen
                seen |= new
                if len(seen) > above and judged[slot]:
                    broken = True
                    yield Fault(
                        slot,
                        BROKEN,
                        household,
                        len(seen) - len(own) + known,
                        Meetings(new, meetings, len(meetings)),
                    )
            if first < 0 and judged[slot]:
                first = len(meetings)
        if outside is None and not broken and first >= 0:
            asked = Meetings(frozenset(), meetings, first)
            yield Fault(meetings[first - 1], UNDECIDED, household, None, asked)

    def _meetings(self, facts: Facts, household: int, slot: int) -> list[int]:
        """The visits of the week, up to this one, in which somebody counts."""
        own, people = facts.members[household], self._people(facts)
        meetings = []
        for other in facts.household_weeks.get((household, facts.week[slot]), ()):
            present = people[other]
            if other <= slot and not present.isdisjoint(own) and not present <= own:
                meetings.append(other)
        return meetings

    def _met(self, facts: Facts, household: int, slot: int) -> int:
        people, meetings = self._people(facts), self._meetings(facts, household, slot)
        met = frozenset[int]().union(*(people[other] for other in meetings))
        return len(met - facts.members[household])

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell whose contacts, who is new, and how many they are with those outside."""
        assert isinstance(fault.subject, int)
        household, slot = fault.subject, fault.slot
        assert isinstance(fault.detail, Meetings)
        new, meetings = fault.detail.new, fault.detail.week[: fault.detail.so_far]
        if fault.outcome is UNDECIDED:
            return self._undecided(facts, household, slot, meetings)
        assert fault.measured is not None
        week = facts.week[slot]
        outside = facts.outside_contacts.get((household, week))
        if outside is None:
            message = count(
                "meeting {new} brings {who} to at least {n} contact in week {week}, those outside"
                " the centre not counted; at most {limit} are allowed",
                "meeting {new} brings {who} to at least {n} contacts in week {week}, those outside"
                " the centre not counted; at most {limit} are allowed",
                int(fault.measured),
                who=facts.names(facts.members[household]),
                new=facts.names(new),
                week=week_of_year(week),
                limit=self.limit,
            )
            return Description(message, self.limit, "contacts", new, meetings)
        message = count(
            "meeting {new} brings {who} to {n} contact in week {week}, {outside} of them"
            " outside the centre; at most {limit} are allowed",
            "meeting {new} brings {who} to {n} contacts in week {week}, {outside} of them"
            " outside the centre; at most {limit} are allowed",
            int(fault.measured),
            who=facts.names(facts.members[household]),
            new=facts.names(new),
            week=week_of_year(week),
            outside=outside,
            limit=self.limit,
        )
        return Description(message, self.limit, "contacts", new, meetings)

    def _undecided(
        self, facts: Facts, household: int, slot: int, meetings: Sequence[int]
    ) -> Description:
        week = iso_week(facts.date_of(slot))
        who = facts.names(facts.members[household])
        question = Question(
            say(
                "How many people did {who} meet outside the centre in week {week}?",
                who=who,
                week=int(week[-2:]),
            ),
            ("households", facts.households[household], "outside_contacts", week),
        )
        message = say(
            "it is not recorded how many people {who} met outside the centre in week"
            " {week}; at most {limit} contacts in all are allowed",
            who=who,
            week=int(week[-2:]),
            limit=self.limit,
        )
        return Description(message, evidence=meetings, questions=(question,))

    def not_applicable(self, facts: Facts, slot: int) -> Message | None:
        """Nobody meets anybody who counts."""
        reason = super().not_applicable(facts, slot)
        if reason is not None:
            return reason
        if not self._concerned(facts, slot):
            if not facts.people[slot].isdisjoint(facts.staff):
                return say("those who are at work are not judged by their contacts here")
            return say("nobody meets anybody of another household")
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
        if (household, week) not in facts.outside_contacts:
            return count(
                "so far {n} contact for {who} this week, those outside the centre not"
                " recorded; at most {limit} are allowed",
                "so far {n} contacts for {who} this week, those outside the centre not"
                " recorded; at most {limit} are allowed",
                most,
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

"""Whom a household meets in a week, and how that counts: by each rule that sets a limit.

Nothing is counted anew here that the rules count: the visits in which a household meets others,
and who in them counts for a rule, are the engine's own.
"""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from glimt_rules.facts import Facts
from glimt_rules.house import week_number
from glimt_rules.kinds.contacts import ContactsPerWeek
from glimt_rules.message import Bilingual
from glimt_rules.moments import Moment, iso_week
from glimt_rules.rulesets.model import Rule
from glimt_rules.rulesets.timeline import all_in_force
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.questions import answered
from glimt_tui.desk.view import View
from glimt_tui.desk.week import monday_of
from glimt_tui.store.days import midnight
from glimt_tui.store.records import Key, key_of

_WEEK = timedelta(days=7)


class Contact(Struct, frozen=True):
    """Somebody of another household, and the visits in which they are met, by arrival."""

    person: str
    visits: tuple[str, ...]


class Sum(Struct, frozen=True):
    """How many contacts a rule counts for a household in a week."""

    rule: Rule
    #: whose rule it is
    authority: Bilingual
    limit: int
    #: those who count, of the people met in the visits
    met: frozenset[str]
    #: how many were met outside the centre; None where nobody has told
    outside: int | None

    @property
    def counted(self) -> int:
        """How many there are for sure."""
        return len(self.met) + (self.outside or 0)

    @property
    def left(self) -> int:
        """How many more there may be, as far as it is known; below 0 where there are too many."""
        return self.limit - self.counted


class Contacts(Struct, frozen=True, kw_only=True):
    """A household's week."""

    household: str
    #: who lives there
    members: tuple[str, ...]
    #: the week, as ``2021-W02``, and its Monday
    week: str
    monday: date
    #: how many were met outside the centre; None where nobody has told
    outside: int | None
    #: everybody met in the visits, whether or not a rule counts them; by arrival
    met: tuple[Contact, ...]
    #: by each rule that judges this household
    sums: tuple[Sum, ...]

    @property
    def tightest(self) -> Sum | None:
        """The rule that leaves the fewest; None where none sets a limit."""
        return min(self.sums, key=lambda each: each.left, default=None)


class ContactRules:
    """The rules that limit contacts in a week.

    Of a week that goes on, those that are in force now; of another one, those at its beginning.
    """

    def __init__(self, view: View, day: date) -> None:
        self.monday = monday_of(day)
        monday = midnight(self.monday, view.zone)
        after = midnight(self.monday + _WEEK, view.zone)
        now = view.now if monday <= view.now < after else monday
        self.rules = [
            (rule, authority, rule.kind)
            for rule, authority in in_force(view, now)
            if isinstance(rule.kind, ContactsPerWeek)
        ]


def contacts_of(view: View, household: str, rules: ContactRules) -> Contacts:
    """A household's contacts in the week of ``rules``, which must be within the view."""
    facts = view.judgement.facts
    number = _number_of(facts, household)
    week = week_number(rules.monday.toordinal())
    outside = facts.outside_contacts.get((number, week))
    sums = [
        Sum(
            rule,
            authority,
            kind.limit,
            frozenset(facts.ids(_met(facts, kind, number, week))),
            outside,
        )
        for rule, authority, kind in rules.rules
        if judges(facts, kind, number)
    ]
    return Contacts(
        household=household,
        members=facts.ids(facts.members[number]),
        week=iso_week(rules.monday),
        monday=rules.monday,
        outside=outside,
        met=_everybody_met(facts, number, week),
        sums=tuple(sums),
    )


def judges(facts: Facts, kind: ContactsPerWeek, household: int) -> bool:
    """Whether a rule judges a household at all."""
    return kind.judges_staff or household not in facts.staffed


def _met(facts: Facts, kind: ContactsPerWeek, household: int, week: int) -> frozenset[int]:
    """Those met in the visits who count for a rule."""
    own = facts.members[household]
    people = facts.people if kind.work_counts else facts.people_off_work
    met: set[int] = set()
    for slot in facts.household_weeks.get((household, week), ()):
        if not people[slot].isdisjoint(own):  # else only those who are at work were there
            met |= people[slot] - own
    return frozenset(met)


def _everybody_met(facts: Facts, household: int, week: int) -> tuple[Contact, ...]:
    own, visits = facts.members[household], facts.visits
    met: dict[int, list[str]] = {}
    for slot in facts.household_weeks.get((household, week), ()):
        for person in sorted(facts.people[slot] - own):
            met.setdefault(person, []).append(visits[slot].id)
    return tuple(Contact(facts.person_ids[person], tuple(ids)) for person, ids in met.items())


def _number_of(facts: Facts, household: str) -> int:
    numbers = facts.remember(
        ("number of each household",), lambda: {id_: n for n, id_ in enumerate(facts.households)}
    )
    return numbers[household]


def in_force(view: View, moment: Moment) -> list[tuple[Rule, Bilingual]]:
    """The rules of active families that are in force at a moment, with whose they are."""
    now = moment.ticks
    return [
        (rule, rule_set.authority)
        for first, last, rule_set, rule in all_in_force(view.book, view.zone)
        if first <= now < last
    ]


# Telling whom they met outside the centre ------------------------------------------------------


def told_outside(view: View, household: str, week: str, met: int) -> Edit:
    """What writes how many a household met outside the centre in a week."""
    value = answered(("households", household, "outside_contacts", week), met, view, {})
    assert value is not None
    key = key_of(value)
    return Edit(put=(value,), seen={key: view.versions[key]} if key in view.versions else {})


def not_told_outside(view: View, household: str, week: str) -> Edit | None:
    """What takes that back; None where nothing was told."""
    for home in view.plan.households:
        if home.id == household and week in home.outside_contacts:
            told = {other: n for other, n in home.outside_contacts.items() if other != week}
            key = Key("household", household)
            value = type(home)(id=home.id, outside_contacts=told)
            return Edit(put=(value,), seen={key: view.versions[key]})
    return None

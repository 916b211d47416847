"""The people of the centre as staff look for them: what there is to know of each at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Literal

from msgspec import Struct

from glimt_rules.kinds.symptoms import NoSymptoms
from glimt_rules.phones import valid_phone
from glimt_rules.plan.model import NOT_LIVE, Person, Symptoms, Visit
from glimt_rules.rulesets.model import Rule
from glimt_tui.desk.contacts import ContactRules, Contacts, contacts_of, in_force
from glimt_tui.desk.reception import has_symptoms
from glimt_tui.desk.view import View

#: A number without a country code is one of this country.
REGION = "NO"
#: What is not known of somebody, and will be asked for sooner or later.
Missing = Literal["name", "phone", "cohort"]


class Known(Struct, frozen=True, kw_only=True):
    """One person at a glance."""

    person: Person
    #: who else lives there
    lives_with: tuple[str, ...] = ()
    #: the visit that goes on, or comes next
    next_visit: str | None = None
    contacts: Contacts
    symptoms: Symptoms | None = None
    is_here: bool = False
    missing: tuple[Missing, ...] = ()


def everybody(view: View, day: date) -> list[Known]:
    """Everybody, with the contacts of the week of ``day``; in the order of the plan."""
    rules = ContactRules(view, day)
    coming = _next_visits(view)
    here = {arrival.person for arrival in view.here()}
    weeks: dict[str, Contacts] = {}
    found = []
    for person in view.plan.people:
        home = person.lives_in
        if home not in weeks:
            weeks[home] = contacts_of(view, home, rules)
        found.append(
            Known(
                person=person,
                lives_with=tuple(id_ for id_ in weeks[home].members if id_ != person.id),
                next_visit=coming.get(person.id),
                contacts=weeks[home],
                symptoms=has_symptoms(view, person),
                is_here=person.id in here,
                missing=missing(person),
            )
        )
    return found


def missing(person: Person) -> tuple[Missing, ...]:
    """What nobody has written down of somebody; guests need no cohort, nor do companions."""
    lacks: list[Missing] = []
    if not (person.name or "").strip():
        lacks.append("name")
    if not is_phone(person.phone):
        lacks.append("phone")
    if person.cohort is None and person.role == "participant" and person.comes_with is None:
        lacks.append("cohort")
    return tuple(lacks)


def is_phone(number: str | None) -> bool:
    """Whether somebody can be called at a number, as libphonenumber judges it."""
    return bool(number and number.strip()) and valid_phone(number or "", REGION)


def how_often(view: View) -> Mapping[str, float]:
    """How often people come, by id: whoever comes often is looked for often."""
    often = Counter(id_ for visit in view.plan.visits for id_ in visit.people)
    return {id_: float(n) for id_, n in often.items()}


# One person ----------------------------------------------------------------------------------


def coming(view: View, person: str, most: int | None = None) -> list[Visit]:
    """The visits of somebody that are not over, by arrival."""
    found = [
        visit
        for visit in view.visits.values()
        if person in visit.people and _is_ahead(view, visit) and person not in visit.absent
    ]
    return found[:most]


def mates(view: View, person: Person) -> list[str]:
    """Those of the same cohort who do not live there anyway."""
    return [
        other.id
        for other in view.plan.people
        if person.cohort is not None
        and other.cohort == person.cohort
        and other.lives_in != person.lives_in
    ]


def stay_at_home(view: View) -> list[Rule]:
    """The rules in force now by which whoever has symptoms stays at home."""
    return [rule for rule, _ in in_force(view, view.now) if isinstance(rule.kind, NoSymptoms)]


def _next_visits(view: View) -> dict[str, str]:
    """The visit that goes on or comes next, of each person who has one."""
    found: dict[str, str] = {}
    for visit in view.visits.values():
        if _is_ahead(view, visit):
            for person in visit.people:
                if person not in visit.absent:
                    found.setdefault(person, visit.id)
    return found


def _is_ahead(view: View, visit: Visit) -> bool:
    return visit.end > view.now and visit.status not in NOT_LIVE and visit.status != "done"

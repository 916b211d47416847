"""Somebody as they are being written down: new, or with changes to what stood there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct, structs

from glimt_rules.message import Message, count, say
from glimt_rules.plan.forms import text_fault
from glimt_rules.plan.model import Person, Symptoms
from glimt_tui.desk.booking import new_id
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.view import View
from glimt_tui.store.records import Key

#: As many as a plan holds, of those whom somebody who lives alone may have fixed.
MOST_FIXED = 2


class Written(Struct, frozen=True, kw_only=True):
    """A person as the form has them."""

    person: Person
    #: the person as it was when it was read, and its version; None for a new one
    opened: Person | None = None
    seen: int | None = None
    #: the symptoms that go on: from when, and from which day on there are none
    since: date | None = None
    cleared: date | None = None

    @property
    def is_new(self) -> bool:
        """Whether it has never been written."""
        return self.opened is None


def somebody_new(name: str = "") -> Written:
    """Somebody of whom no more than this is known."""
    return Written(person=Person(id=new_id("p"), name=name or None))


def written(view: View, id_: str) -> Written | None:
    """Somebody as the view has them; None where they are not there any more."""
    person = view.people.get(id_)
    if person is None:
        return None
    ongoing = _ongoing(person, view.today)
    return Written(
        person=structs.replace(person, symptoms=_others(person, ongoing)),
        opened=person,
        seen=view.versions.get(Key("person", id_)),
        since=ongoing.since if ongoing else None,
        cleared=ongoing.cleared if ongoing else None,
    )


def _ongoing(person: Person, today: date) -> Symptoms | None:
    """The last symptoms, if they are not over."""
    last = max(person.symptoms, key=lambda each: each.since, default=None)
    return last if last and (last.cleared is None or last.cleared > today) else None


def _others(person: Person, ongoing: Symptoms | None) -> tuple[Symptoms, ...]:
    return tuple(each for each in person.symptoms if each is not ongoing)


def person_of(form: Written) -> Person:
    """Who would be written now."""
    person = form.person
    if form.since is None:
        return person
    symptoms = (*person.symptoms, Symptoms(since=form.since, cleared=form.cleared))
    return structs.replace(person, symptoms=symptoms)


def edit_of(form: Written) -> Edit | None:
    """What saving writes; None where nothing has been changed."""
    person = person_of(form)
    if person == form.opened:
        return None
    seen = {} if form.seen is None else {Key("person", person.id): form.seen}
    return Edit(put=(person,), seen=seen)


def taken_up(form: Written, view: View) -> tuple[Written, list[str]]:
    """The form on a person whom somebody else has changed meanwhile.

    What they changed is taken over; where both changed the same, it stays as it was written
    here. Also gives the names of those fields.
    """
    theirs = written(view, form.person.id)
    if form.opened is None or theirs is None or theirs.seen == form.seen:
        return form, []
    base = _parts(_as_opened(form, view.today))
    mine, new = _parts(form), _parts(theirs)
    both = [
        name
        for name in mine
        if mine[name] != base[name] and new[name] not in (base[name], mine[name])
    ]
    kept = {name: value for name, value in mine.items() if value != base[name]}
    person = {name: value for name, value in kept.items() if name not in ("since", "cleared")}
    rest = {name: value for name, value in kept.items() if name in ("since", "cleared")}
    return structs.replace(theirs, person=structs.replace(theirs.person, **person), **rest), both


def _as_opened(form: Written, today: date) -> Written:
    assert form.opened is not None
    ongoing = _ongoing(form.opened, today)
    return Written(
        person=structs.replace(form.opened, symptoms=_others(form.opened, ongoing)),
        since=ongoing.since if ongoing else None,
        cleared=ongoing.cleared if ongoing else None,
    )


def _parts(form: Written) -> dict[str, Any]:
    return {**structs.asdict(form.person), "since": form.since, "cleared": form.cleared}


# What is wrong ---------------------------------------------------------------------------


def faults(form: Written, view: View) -> Mapping[str, Message]:
    """Why it cannot be written as it is, by field."""
    found: dict[str, Message] = {}
    for field, message in _faults(form, view):
        found.setdefault(field, message)
    return found


def _faults(form: Written, view: View) -> Iterator[tuple[str, Message]]:
    person = form.person
    if not (person.name or "").strip():
        yield "name", say("a name is missing")
    for field, text in (("name", person.name), ("phone", person.phone)):
        if wrong := text_fault(text or ""):
            yield field, wrong
    if person.born is not None and person.born > view.today:
        yield "born", say("nobody is born on a day to come")
    others = (("comes_with", (person.comes_with,)), ("fixed_contacts", person.fixed_contacts))
    for field, ids in others:
        for id_ in ids:
            if id_ is not None and id_ not in view.people:
                yield field, say("somebody of these is not registered any more")
    if form.cleared is not None and form.since is None:
        yield "since", say("when did the symptoms begin?")
    if form.cleared is not None and form.since is not None and form.cleared < form.since:
        yield "cleared", say("they cannot be over before they began")


# Removing somebody -----------------------------------------------------------------------


def why_not_removed(view: View, id_: str) -> Message | None:
    """What still needs somebody; None where they can be removed."""
    visits = sum(id_ in (*visit.people, visit.host) for visit in view.plan.visits)
    if visits:
        return count(
            "{n} booking still names them; only who is named nowhere can be removed",
            "{n} bookings still name them; only who is named nowhere can be removed",
            visits,
        )
    if any(arrival.person == id_ for arrival in view.arrivals):
        return say("the visitor list still names them")
    if any(id_ in (*other.fixed_contacts, other.comes_with) for other in view.plan.people):
        return say("somebody else comes with them, or has them as a fixed contact")
    return None


def removing(view: View, id_: str) -> Edit:
    """What removes somebody, and what their household has told where nobody is left in it."""
    person = view.people[id_]
    keys = [Key("person", id_)]
    home = Key("household", person.lives_in)
    needed = {
        name
        for other in view.plan.people
        if other.id != id_
        for name in (other.lives_in, other.fixed_household)
    }
    if home in view.versions and home.id not in needed:
        keys.append(home)
    return Edit(remove=tuple(keys), seen={key: view.versions[key] for key in keys})

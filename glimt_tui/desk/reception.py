"""At the door: who is awaited, who has come, and what is written down of it.

What happens at the door has happened: none of these edits is asked about by a rule before it is
written (``Desk.record``); what the rules say of it is shown beside it.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, structs

from glimt_rules.moments import Moment
from glimt_rules.plan.model import NOT_LIVE, Person, Symptoms, Visit
from glimt_tui.desk.decision import HAPPENED
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.view import View
from glimt_tui.store.records import Arrival, Value, key_of

#: What has become of somebody who belongs to a visit. ``here``: in the house since before it.
State = Literal["awaited", "here", "came", "left", "absent"]


class Guest(Struct, frozen=True):
    """Somebody who belongs to a visit, and what has become of them."""

    person: str
    state: State
    arrived: Moment | None = None
    left: Moment | None = None


class Told(Struct, frozen=True, kw_only=True):
    """What was seen and told at the door; what is None was not asked."""

    handwashed: bool | None = True
    masks: bool | None = None
    #: whether they have symptoms today; None leaves what is known as it is
    symptoms: bool | None = None
    #: what goes on the visitor list; empty for what is known of the person
    name: str = ""
    phone: str = ""
    #: whether the person agrees that name and phone are corrected in their own record, too
    correct: bool = False


def guests(view: View, visit: Visit) -> list[Guest]:
    """Everybody who belongs to a visit, as the booking names them."""
    return [_guest(view, visit, id_) for id_ in visit.people]


def awaited(view: View, visit: Visit) -> list[str]:
    """Those who can still be received to a visit."""
    if visit.status == "done":
        return []
    return [
        guest.person
        for guest in guests(view, visit)
        if guest.state in ("awaited", "here", "absent")
    ]


def can_be_received(view: View, visit: Visit | None, person: str) -> bool:
    """Whether somebody can come in: to a visit, or without one."""
    if visit is None:
        return not is_here(view, person)
    return person in awaited(view, visit)


def offered(view: View, visit: Visit | None, first: str | None) -> str | None:
    """Who is received next: ``first`` where that can be; those who were given up come last."""
    if first is not None and can_be_received(view, visit, first):
        return first
    if visit is None:
        return None
    states = {guest.person: guest.state for guest in guests(view, visit)}
    return min(awaited(view, visit), key=lambda one: states[one] == "absent", default=None)


def here_of(view: View, visit: Visit) -> list[str]:
    """Those of a visit who are in the house because of it."""
    there = {arrival.person for arrival in view.here()}
    return [
        guest.person
        for guest in guests(view, visit)
        if guest.state == "came" and guest.person in there
    ]


def visit_for(view: View, person: str) -> Visit | None:
    """The visit of today to which somebody who stands at the door has come: the nearest."""
    found = [
        visit
        for visit in view.on(view.today)
        if person in visit.people and on_list(visit) and person in awaited(view, visit)
    ]
    return min(found, key=lambda visit: abs(visit.start - view.now), default=None)


def on_list(visit: Visit) -> bool:
    """Whether the visitor list is kept of a visit: it is of the premises."""
    return visit.setting == "centre"


def is_here(view: View, person: str) -> bool:
    """Whether somebody is in the premises, by the visitor list."""
    return any(arrival.person == person for arrival in view.here())


def has_symptoms(view: View, person: Person) -> Symptoms | None:
    """The symptoms that somebody has today, as far as it is known."""
    for symptoms in person.symptoms:
        cleared = symptoms.cleared is not None and symptoms.cleared <= view.today
        if symptoms.since <= view.today and not cleared:
            return symptoms
    return None


# What is written down --------------------------------------------------------------------------


def facts(view: View, visit: Visit | None, person: str, told: Told) -> Edit:
    """What was told at the door beyond the arrival itself: symptoms, masks, name and phone.

    Where the visitor list has no entry to make (the visit is elsewhere, or they are in the house
    already), the visit is begun by this, too.
    """
    put: list[Value] = []
    known = view.people[person]
    if (as_told := _person(view, known, told)) != known:
        put.append(as_told)
    if visit is not None:
        begun = (
            visit
            if not begins_by_itself(view, visit, person)
            else received(view, visit, person, told)
        )
        if (with_masks := structs.replace(begun, masks=told.masks)) != visit:
            put.append(with_masks)
    return edit(view, *put)


def begins_by_itself(view: View, visit: Visit, person: str) -> bool:
    """Whether somebody is received without an entry in the visitor list."""
    return not on_list(visit) or is_here(view, person)


def tried(view: View, visit: Visit, person: str, told: Told) -> Edit:
    """What the visit would be with somebody in it: to hear what the rules say of that."""
    there = structs.replace(received(view, visit, person, told), masks=told.masks)
    return edit(view, _person(view, view.people[person], told), there)


def received(view: View, visit: Visit, person: str, told: Told) -> Visit:
    """A visit once somebody has been received to it."""
    hands = [told.handwashed, *(arrival.handwashed for arrival in _arrivals(view, visit))]
    if len(hands) == 1 and visit.status in HAPPENED:
        hands.append(visit.handwashed)
    return structs.replace(
        visit,
        status="arrived" if visit.status in ("planned", "no_show") else visit.status,
        absent=tuple(other for other in visit.absent if other != person),
        handwashed=False if False in hands else None if None in hands else True,
    )


def sent_home(view: View, visit: Visit | None, person: str, told: Told) -> Edit:
    """Somebody came, has symptoms, and went home again: they take no part."""
    put: list[Value] = []
    known = view.people[person]
    if (as_told := _person(view, known, told)) != known:
        put.append(as_told)
    if visit is not None:
        put.append(_without(visit, person))
    return edit(view, *put)


def absent(view: View, visit: Visit, person: str) -> Edit:
    """Somebody did not come; where nobody is left, nobody came."""
    return edit(view, _without(visit, person))


def no_show(view: View, visit: Visit) -> Edit:
    """Nobody came."""
    return edit(view, structs.replace(visit, status="no_show"))


def done(view: View, visit: Visit, cleaned: bool | None) -> Edit:
    """The visit is over, and its surfaces were cleaned, or not; None where there are none."""
    if cleaned is None:
        return edit(view, structs.replace(visit, status="done"))
    return edit(view, structs.replace(visit, status="done", surfaces_cleaned=cleaned))


def edit(view: View, *put: Value) -> Edit:
    """An edit of records as a view has them."""
    seen = {key: view.versions[key] for key in map(key_of, put) if key in view.versions}
    return Edit(put, seen=seen)


def _without(visit: Visit, person: str) -> Visit:
    absent = (*(other for other in visit.absent if other != person), person)
    if set(absent) >= set(visit.people):
        return structs.replace(visit, status="no_show")
    return structs.replace(visit, absent=absent)


def _person(view: View, person: Person, told: Told) -> Person:
    """Somebody's record with what they told of themselves."""
    if told.correct:
        person = structs.replace(
            person,
            name=told.name.strip() or person.name,
            phone=told.phone.strip() or person.phone,
        )
    ongoing = has_symptoms(view, person)
    if told.symptoms is True and ongoing is None:
        person = structs.replace(person, symptoms=(*person.symptoms, Symptoms(since=view.today)))
    elif told.symptoms is False and ongoing is not None:
        others = tuple(other for other in person.symptoms if other != ongoing)
        if ongoing.since < view.today:  # what began today never was
            others = (*others, structs.replace(ongoing, cleared=view.today))
        person = structs.replace(person, symptoms=others)
    return person


def _guest(view: View, visit: Visit, person: str) -> Guest:
    own = [arrival for arrival in _arrivals(view, visit) if arrival.person == person]
    if own:
        last = max(own, key=lambda arrival: arrival.arrived)
        state: State = "came" if last.left is None else "left"
        return Guest(person, state, last.arrived, last.left)
    if person in visit.absent or visit.status in NOT_LIVE:
        return Guest(person, "absent")
    there = next((arrival for arrival in view.here() if arrival.person == person), None)
    if there is not None and view.day_of(visit) <= view.today:
        return Guest(person, "came" if visit.status in HAPPENED else "here", there.arrived)
    if visit.status == "done" or (visit.status == "arrived" and not on_list(visit)):
        return Guest(person, "came")
    return Guest(person, "awaited")


def _arrivals(view: View, visit: Visit) -> list[Arrival]:
    return [arrival for arrival in view.arrivals if arrival.visit == visit.id]

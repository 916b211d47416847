"""All that is held about somebody: found, before it is shown to them or erased."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_rules.plan.model import Person
from glimt_tui.store.called import Called
from glimt_tui.store.errors import Refused
from glimt_tui.store.journal import Change, Entry
from glimt_tui.store.naming import names, texts
from glimt_tui.store.records import Arrival, Key, Record, decode
from glimt_tui.store.repository import Reading
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.visitors import Visitor, visitor_of


class Told(Struct, frozen=True):
    """An entry of the journal, and those of its changes that tell of somebody."""

    entry: Entry
    changes: tuple[Change, ...]


class Held(Struct, frozen=True, kw_only=True):
    """What the database holds about one person."""

    id: str
    called: Called
    #: the record of the person; None for somebody who was removed, but is still told of
    record: Record | None
    #: what their household has told, and who else lives there
    household: Record | None
    housemates: tuple[str, ...]
    #: the bookings that they belong to, by start, and the waivers there
    visits: tuple[Record, ...]
    waivers: tuple[Record, ...]
    #: what the visitor list tells of them, by arrival
    visitors: tuple[Visitor, ...]
    #: other records that name them: by id, or in a text
    others: tuple[Record, ...]
    #: what the journal still tells of them, the oldest first
    journal: tuple[Told, ...]
    #: how many entries were written under a name that is theirs
    acted: dict[str, int]

    @property
    def person(self) -> Person:
        """The person as they are known; nothing but the id where nothing is."""
        return _person(self.record, self.id)


def person_meant(reading: Reading, typed: str) -> str:
    """The id of whoever is meant: by their id, or by their name where only one is called so.

    Raises Refused with the ids of all who are called so; an id that nobody has is left to ``held``.
    """
    people = [record.value for record in reading.all("person")]
    if reading.get(Key("person", typed)) is not None or typed in reading.told("person"):
        return typed
    called = typed.strip().casefold()
    found = [
        person.id
        for person in people
        if isinstance(person, Person) and (person.name or "").strip().casefold() == called
    ]
    if len(found) > 1:
        message = say(
            "several people are called {name}: {people}; say which by the id",
            name=quoted(typed),
            people=tuple(found),
        )
        raise Refused(Problem(message=message, where=f"person.{typed}"))
    return found[0] if found else typed


def held(reading: Reading, keys: DayKeys | None, id_: str) -> Held:
    """What is held about somebody; raises Refused where nothing is.

    ``keys`` open the visitor list; without them, what its entries hold stays sealed.
    """
    record = reading.get(Key("person", id_))
    if record is None and id_ not in reading.told("person"):
        message = say("there is no person {person}", person=quoted(id_))
        raise Refused(Problem(message=message, where=f"person.{id_}"))
    entries = list(reading.entries())
    visitors = tuple(_visitors(reading, keys, id_))
    called = Called(id_).also(*_as_told(entries, id_), _person(record, id_))
    called = called.and_as((v.name for v in visitors), (v.phone for v in visitors))
    visits = tuple(reading.visits_of(Key("person", id_)))
    waivers = tuple(waiver for visit in visits for waiver in reading.waivers_of(visit.id))
    home = _person(record, id_).lives_in
    own = {Key("person", id_), Key("household", home)}
    own |= {each.key for each in (*visits, *waivers)}
    people = [each.value for each in reading.all("person") if isinstance(each.value, Person)]
    return Held(
        id=id_,
        called=called,
        record=record,
        household=reading.get(Key("household", home)),
        housemates=tuple(p.id for p in people if p.id != id_ and p.lives_in == home),
        visits=visits,
        waivers=waivers,
        visitors=visitors,
        others=tuple(_others(reading, own, called)),
        journal=tuple(_told(entries, called, {visit.id for visit in visits})),
        acted=_acted(entries, called, _person(record, id_)),
    )


def _person(record: Record | None, id_: str) -> Person:
    return record.value if record and isinstance(record.value, Person) else Person(id=id_)


def _visitors(reading: Reading, keys: DayKeys | None, id_: str) -> Iterator[Visitor]:
    for record in reading.arrivals_of(Key("person", id_)):
        arrival = record.value
        assert isinstance(arrival, Arrival)
        if keys is None:
            yield Visitor(arrival=arrival, name=None, phone=None, is_sealed=True)
        else:
            yield visitor_of(arrival, keys)


def _as_told(entries: Iterable[Entry], id_: str) -> Iterator[Person]:
    """The person as the journal tells that they were."""
    for entry in entries:
        for change in entry.changes:
            if change.kind == "person" and change.id == id_:
                for text in filter(None, (change.before, change.after)):
                    value = decode("person", text)
                    if isinstance(value, Person):
                        yield value


def _others(reading: Reading, own: set[Key], called: Called) -> Iterator[Record]:
    """The records besides their own that name them."""
    finder = called.finder(near=False)
    for record in reading.everything():
        if record.key in own or record.kind == "arrival":
            continue
        if names(record.value, called.id) or any(
            finder.finds(text) for _, text in texts(record.value)
        ):
            yield record


def _told(entries: Sequence[Entry], called: Called, visits: set[str]) -> Iterator[Told]:
    """The entries that still tell of them, by id, name or number."""
    near, far, id_ = called.finder(near=True), called.finder(near=False), f'"{called.id}"'

    def is_told(change: Change) -> bool:
        if change.kind in ("person", "household") and change.id == called.id:
            return True
        finder = near if change.kind == "waiver" and _visit_of(change) in visits else far
        return any(
            id_ in text or finder.finds(text) for text in (change.before, change.after) if text
        )

    for entry in entries:
        found = tuple(change for change in entry.changes if change.is_whole and is_told(change))
        if found:
            yield Told(entry, found)


def _visit_of(change: Change) -> str:
    """The visit that a change of a waiver is about: its id begins with it."""
    return (change.id or "").split(" ")[0]


def _acted(entries: Iterable[Entry], called: Called, person: Person) -> dict[str, int]:
    """How often each name that is theirs stands in the journal as that of who did something."""
    if person.role != "staff":
        return {}
    own = {called.id.casefold()}
    own |= {word.casefold() for name in called.names for word in (name, *name.split()[:1])}
    found: dict[str, int] = {}
    for entry in entries:
        if entry.who.casefold() in own:
            found[entry.who] = found.get(entry.who, 0) + 1
    return found

"""What is held beside the plan names nobody who is not there, and goes on its day."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from msgspec import structs

from glimt_rules.plan.model import Equipment, Person, Room
from glimt_rules.texts import Texts
from glimt_tui.store.daybook import Call, Language, Loan, Notice, Series
from glimt_tui.store.erasing import erase
from glimt_tui.store.errors import Refused
from glimt_tui.store.records import Key, Kind, Value
from glimt_tui.store.repository import Repository
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.retention.purging import purge
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.store import Store
from glimt_tui.store.undo import undo
from store.places import FakeClock, at

FIRST = date(2021, 1, 4)
SERIES = Series(
    id="kor", first=FIRST, last=date(2021, 1, 25), starts=time(18), minutes=90, people=("ada", "bo")
)
LOAN = Loan(id="l", thing="gitar", person="ada", out=at(4, 10))
CALL = Call(id="c", person="ada", at=at(4, 10), by="kari", outcome="no_answer")
NOTICE = Notice(id="n", text="Nøkkelen ligger i skuffen", by="kari", at=at(4, 10), until=FIRST)


@pytest.fixture
def house(store: Store) -> Store:
    write(
        store,
        Room(id="sal"),
        Equipment(id="gitar", room="sal"),
        Person(id="ada", name="Ada Eksempel"),
        Person(id="bo", name="Bo Prøve"),
    )
    return store


def write(store: Store, *values: Value) -> None:
    with store.action("write") as action:
        for value in values:
            record = action.get(Key(_kind(value), value.id))  # type: ignore[union-attr]
            action.put(value, record.version if record else None)


def remove(store: Store, key: Key) -> None:
    with store.action("remove") as action:
        record = action.get(key)
        assert record is not None
        action.remove(key, record.version)


def _kind(value: Value) -> Kind:
    return type(value).__name__.lower()  # type: ignore[return-value]


def there(store: Store, kind: Kind) -> list[Value]:
    with store.reading() as reading:
        return [record.value for record in reading.all(kind)]


def told(store: Store, word: str) -> list[str]:
    """Where the journal still says a word."""
    with store.reading() as reading:
        texts = [t for e in reading.entries() for c in e.changes for t in (c.before, c.after) if t]
    return [text for text in texts if word in text]


@pytest.mark.parametrize(
    ("value", "missing"),
    [
        (structs.replace(SERIES, people=("ada", "eva")), "eva"),
        (structs.replace(SERIES, host="eva"), "eva"),
        (structs.replace(SERIES, room="loft"), "loft"),
        (structs.replace(SERIES, equipment=("tromme",)), "tromme"),
        (structs.replace(LOAN, thing="tromme"), "tromme"),
        (structs.replace(LOAN, person="eva"), "eva"),
        (structs.replace(CALL, person="eva"), "eva"),
        (Language(id="eva", person="eva", language="en"), "eva"),
    ],
)
def test_nothing_names_what_is_not_there(house: Store, value: Value, missing: str):
    with pytest.raises(Refused) as refused:
        write(house, value)
    assert any(missing in Texts("en")(problem.message) for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("value", "where"),
    [
        (structs.replace(LOAN, back=at(4, 9)), "loan.l.back"),
        (structs.replace(LOAN, washed=at(4, 11)), "loan.l.washed"),
        (structs.replace(LOAN, back=at(4, 12), washed=at(4, 11)), "loan.l.washed"),
        (structs.replace(SERIES, last=date(2021, 1, 3)), "series.kor.last"),
    ],
)
def test_nothing_ends_before_it_begins(house: Store, value: Value, where: str):
    with pytest.raises(Refused) as refused:
        write(house, value)
    assert [problem.where for problem in refused.value.problems] == [where]


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (SERIES, Key("person", "bo")),
        (structs.replace(SERIES, room="sal"), Key("room", "sal")),
        (LOAN, Key("equipment", "gitar")),
        (LOAN, Key("person", "ada")),
        (CALL, Key("person", "ada")),
        (Language(id="ada", person="ada", language="en"), Key("person", "ada")),
    ],
)
def test_what_is_named_is_not_removed(house: Store, value: Value, key: Key):
    if key.kind == "room":
        write(house, Equipment(id="gitar"))
    write(house, value)
    with pytest.raises(Refused):
        remove(house, key)


@pytest.mark.parametrize(
    ("value", "last"),
    [
        (SERIES, SERIES.last + timedelta(days=28)),
        (structs.replace(LOAN, back=at(5, 10)), date(2021, 1, 5) + timedelta(days=28)),
        (CALL, FIRST + timedelta(days=28)),
        (NOTICE, FIRST),
    ],
    ids=["a series", "a loan", "a call", "a notice"],
)
def test_it_stays_through_its_last_day_and_is_gone_on_the_next(
    house: Store, keys: DayKeys, clock: FakeClock, value: Any, last: date
):
    word = value.id if value is not NOTICE else "skuffen"
    write(house, value)
    for day, expected in ((last, [value]), (last + timedelta(days=1), [])):
        clock.now = at(4, 12) + timedelta(days=(day - FIRST).days)
        purge(house.repository, keys, Keeping(), who="cron", clock=clock)
        assert there(house, _kind(value)) == expected
        assert bool(told(house, f'"{word}"' if value is not NOTICE else word)) == bool(expected)


def test_a_thing_that_is_not_back_is_not_forgotten(house: Store, keys: DayKeys, clock: FakeClock):
    write(house, LOAN)
    clock.move(minutes=400 * 24 * 60)
    purge(house.repository, keys, Keeping(), who="cron", clock=clock)
    assert there(house, "loan") == [LOAN]


def test_who_is_to_be_called_again_is_not_forgotten_until_they_are(
    house: Store, keys: DayKeys, clock: FakeClock
):
    again = structs.replace(CALL, again_on=date(2021, 1, 6))
    write(house, again)
    clock.move(minutes=60 * 24 * 60)
    purge(house.repository, keys, Keeping(), who="cron", clock=clock)
    assert there(house, "call") == [again]
    now = type(again.at).combine(clock.now.date(), clock.now.timetz())
    write(house, structs.replace(CALL, id="d", at=now, outcome="reached"))
    purge(house.repository, keys, Keeping(), who="cron", clock=clock)
    assert [call.id for call in there(house, "call")] == ["d"]  # type: ignore[union-attr]


def test_a_note_goes_with_its_day_and_the_call_stays(house: Store, keys: DayKeys, clock: FakeClock):
    write(house, structs.replace(CALL, note="ring etter tre", note_until=date(2021, 1, 6)))
    clock.now = at(6, 12)
    purge(house.repository, keys, Keeping(), who="cron", clock=clock)
    assert told(house, "ring etter tre")
    clock.now = at(7, 12)
    purge(house.repository, keys, Keeping(), who="cron", clock=clock)
    assert there(house, "call") == [CALL]
    assert not told(house, "ring etter tre")


def test_whoever_is_erased_is_in_none_of_it(
    house: Store, repository: Repository, keys: DayKeys, clock: FakeClock
):
    language = Language(id="ada", person="ada", language="en")
    alone = structs.replace(SERIES, id="alene", people=("ada",))
    note = structs.replace(NOTICE, text="Ring Ada Eksempel", until=date(2021, 2, 1))
    write(house, SERIES, alone, LOAN, CALL, note, language)
    erase(repository, None, "ada", Keeping(), who="admin", clock=clock, keys=keys)
    assert there(house, "series") == [structs.replace(SERIES, people=("bo",))]
    assert there(house, "loan") == [structs.replace(LOAN, person=None)]
    assert there(house, "call") == there(house, "language") == []
    assert "Ada" not in str(there(house, "notice"))
    assert not told(house, '"ada"')


def test_a_guest_goes_with_what_was_only_about_them(house: Store, keys: DayKeys, clock: FakeClock):
    write(house, Person(id="gro", name="Gro Gjest", role="guest"))
    write(house, Language(id="gro", person="gro", language="en"))
    clock.move(minutes=40 * 24 * 60)
    done = purge(house.repository, keys, Keeping(), who="cron", clock=clock)
    assert done.guests == 1
    assert there(house, "language") == []
    assert [person.id for person in there(house, "person")] == ["ada", "bo"]  # type: ignore[union-attr]


def test_a_guest_who_has_something_of_ours_stays(house: Store, keys: DayKeys, clock: FakeClock):
    write(house, Person(id="gro", name="Gro Gjest", role="guest"))
    write(house, structs.replace(LOAN, person="gro"))
    clock.move(minutes=40 * 24 * 60)
    purge(house.repository, keys, Keeping(), who="cron", clock=clock)
    assert "Gro Gjest" in str(there(house, "person"))


def test_all_of_it_can_be_taken_back(house: Store):
    write(house, SERIES, LOAN, CALL, NOTICE)
    with house.reading() as reading:
        seq = reading.entries_ever()
    undo(house, seq)
    for kind in ("series", "loan", "call", "notice"):
        assert there(house, kind) == []  # type: ignore[arg-type]

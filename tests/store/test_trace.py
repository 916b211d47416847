"""Whom somebody was with, for the health authorities."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Person
from glimt_tui.store.errors import Refused
from glimt_tui.store.journal import verify
from glimt_tui.store.records import Key
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.retention.purging import purge
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.store import Store
from glimt_tui.store.trace import Meeting, Traced, trace
from glimt_tui.store.visitors import arrive, depart
from store.places import KARI, OLA, FakeClock, at, fill, visit

TUESDAY = date(2021, 1, 12)
PER = Person(id="per", name="Per", phone="40000009")


@pytest.fixture
def clock() -> FakeClock:
    """Long after all that is traced."""
    return FakeClock(at(14, 12))


@pytest.fixture
def traced(store: Store, keys: DayKeys) -> Any:
    def run(person: str = "kari", first: date = TUESDAY, last: date = TUESDAY) -> Traced:
        return trace(store, keys, person, first, last)

    return run


def stay(
    store: Store, keys: DayKeys, person: str, came: Moment, left: Moment | None, **said: Any
) -> None:
    """What stands on the list, written down when it happened."""
    assert isinstance(store.clock, FakeClock)
    now = store.clock.now
    store.clock.now = came
    arrive(store, keys, person, **said)
    if left is not None:
        store.clock.now = left
        depart(store, person)
    store.clock.now = now


def met(found: Traced) -> list[tuple[str, str, Moment, Moment]]:
    return [(each.person, each.how, each.start, each.end) for each in found.meetings]


def test_those_in_the_same_visit_are_found(store: Store, traced: Any) -> None:
    booked = visit(people=("kari", "ola"))
    fill(store, KARI, OLA, PER, booked, visit("v2", people=("per",), setting="outdoors"))
    assert traced().meetings == (
        Meeting(
            person="ola", name=OLA.name, phone=OLA.phone, how="visit", visit="v1",
            start=at(12, 13), end=at(12, 14),
        ),
    )  # fmt: skip


def test_it_is_found_from_either_side(store: Store, traced: Any) -> None:
    fill(store, KARI, OLA, visit(people=("kari", "ola")))
    assert [m.person for m in traced("ola").meetings] == ["kari"]


@pytest.mark.parametrize(
    "keys_of_visit",
    [
        {"absent": ("kari",)},
        {"absent": ("ola",)},
        {"status": "cancelled"},
        {"status": "no_show"},
        {"setting": "online"},
        {"setting": "phone"},
        {"start": at(13, 13), "end": at(13, 14)},
        {"start": at(11, 13), "end": at(11, 14)},
        {"start": at(11, 22), "end": at(11, 23)},
        {"start": at(12, 23), "end": at(12, 23, 30)},
    ],
)
def test_visits_in_which_they_did_not_meet_that_day_are_not_told(
    store: Store, traced: Any, keys_of_visit: dict[str, Any]
) -> None:
    fill(store, KARI, OLA, visit(people=("kari", "ola"), **keys_of_visit))
    assert traced().meetings == ()


@pytest.mark.parametrize(
    ("start", "end"),
    [(at(11, 22, 30), at(11, 23, 30)), (at(12, 22, 30), at(13, 6)), (at(11, 23), at(12, 1))],
)
def test_a_visit_that_reaches_into_the_days_is_told(
    store: Store, traced: Any, start: Moment, end: Moment
) -> None:
    """Oslo's 12 January is from 23:00 to 23:00 by the clock of UTC."""
    fill(store, KARI, OLA, visit(people=("kari", "ola"), start=start, end=end))
    assert met(traced()) == [("ola", "visit", start, end)]


def test_those_in_the_premises_at_the_same_time_are_found(
    store: Store, keys: DayKeys, traced: Any
) -> None:
    fill(store, KARI, OLA, PER)
    stay(store, keys, "kari", at(12, 9), at(12, 11))
    stay(store, keys, "ola", at(12, 10), at(12, 12))
    stay(store, keys, "per", at(12, 8), at(12, 9, 30))
    assert met(traced()) == [
        ("per", "premises", at(12, 9), at(12, 9, 30)),
        ("ola", "premises", at(12, 10), at(12, 11)),
    ]


def test_who_came_as_the_other_left_is_not_told(store: Store, keys: DayKeys, traced: Any) -> None:
    fill(store, KARI, OLA, PER)
    stay(store, keys, "ola", at(12, 8), at(12, 9))
    stay(store, keys, "kari", at(12, 9), at(12, 11))
    stay(store, keys, "per", at(12, 11), at(12, 12))
    assert traced().meetings == ()


def test_several_stays_are_told_one_by_one(store: Store, keys: DayKeys, traced: Any) -> None:
    fill(store, KARI, OLA)
    stay(store, keys, "kari", at(12, 8), at(12, 9))
    stay(store, keys, "ola", at(12, 8, 30), at(12, 10, 30))
    stay(store, keys, "kari", at(12, 10), at(12, 11))
    assert met(traced()) == [
        ("ola", "premises", at(12, 8, 30), at(12, 9)),
        ("ola", "premises", at(12, 10), at(12, 10, 30)),
    ]


def test_who_never_signed_out_is_taken_to_have_stayed_until_midnight(
    store: Store, keys: DayKeys, traced: Any
) -> None:
    fill(store, KARI, OLA, PER)
    stay(store, keys, "kari", at(12, 9), None)
    stay(store, keys, "ola", at(12, 22), at(12, 23, 30))
    stay(store, keys, "per", at(12, 23, 10), at(13, 0))
    assert met(traced(last=TUESDAY + timedelta(days=1))) == [
        ("ola", "premises", at(12, 22), at(12, 23))
    ]


@pytest.mark.parametrize("person", ["kari", "ola"])
def test_who_stayed_over_midnight_is_found_on_the_next_day(
    store: Store, keys: DayKeys, traced: Any, person: str
) -> None:
    fill(store, KARI, OLA)
    stay(store, keys, "kari", at(11, 22), at(12, 2))
    stay(store, keys, "ola", at(12, 1), at(12, 3))
    assert met(traced(person))[0][1:] == ("premises", at(12, 1), at(12, 2))


def test_those_met_before_midnight_only_are_not_told_of_the_next_day(
    store: Store, keys: DayKeys, traced: Any
) -> None:
    fill(store, KARI, OLA)
    stay(store, keys, "kari", at(11, 20), at(12, 2))
    stay(store, keys, "ola", at(11, 21), at(11, 22))
    assert traced().meetings == ()
    monday = TUESDAY - timedelta(days=1)
    assert len(traced(first=monday, last=monday).meetings) == 1


def test_a_visit_and_the_premises_are_told_both(store: Store, keys: DayKeys, traced: Any) -> None:
    fill(store, KARI, OLA, visit(people=("kari", "ola")))
    stay(store, keys, "kari", at(12, 13), at(12, 14))
    stay(store, keys, "ola", at(12, 13), at(12, 14))
    assert [each[1] for each in met(traced())] == ["premises", "visit"]


def test_names_are_those_given_at_the_door_else_those_that_are_known(
    store: Store, keys: DayKeys, traced: Any
) -> None:
    nameless = Person(id="uno")
    fill(store, KARI, OLA, PER, nameless, visit(people=("kari", "ola", "per", "uno")))
    stay(store, keys, "ola", at(12, 8), at(12, 9), name="Ola Sønn", phone="47000001")
    stay(store, keys, "uno", at(12, 8), at(12, 9), name="Una")
    named = {each.person: (each.name, each.phone) for each in traced().meetings}
    assert named == {
        "ola": ("Ola Sønn", "47000001"),
        "per": (PER.name, PER.phone),
        "uno": ("Una", None),
    }


def test_without_the_days_key_the_known_name_is_told(
    store: Store, keys: DayKeys, traced: Any
) -> None:
    fill(store, KARI, OLA, visit(people=("kari", "ola")))
    stay(store, keys, "ola", at(12, 8), at(12, 9), name="Ola Sønn", phone="47000001")
    keys.destroy_before(date(2021, 1, 13))
    assert [(m.name, m.phone) for m in traced().meetings] == [(OLA.name, OLA.phone)]


def test_tracing_leaves_an_entry_that_says_how_many_were_found(store: Store, traced: Any) -> None:
    fill(store, KARI, OLA, PER, visit(people=("kari", "ola", "per")), visit("v2", people=("kari",)))
    traced()
    with store.reading() as reading:
        entry = reading.last_entry()
        assert verify(reading) is None
    assert entry is not None
    assert (entry.seq, entry.action, entry.who) == (2, "trace", store.who)
    assert entry.facts == {"first": "2021-01-12", "last": "2021-01-12", "found": 2}
    assert [change.id for change in entry.changes] == ["kari"]


def test_the_entry_names_nobody_once_the_list_is_forgotten(
    store: Store, keys: DayKeys, clock: FakeClock, traced: Any
) -> None:
    fill(store, KARI, OLA, visit(people=("kari", "ola"), start=at(14, 9), end=at(14, 10)))
    traced(last=date(2021, 1, 14))
    names = []
    for _ in range(12):
        purge(store.repository, keys, Keeping(), who="cron", clock=clock)
        with store.reading() as reading:
            assert verify(reading) is None
            entry = reading.entry(2)
            assert entry is not None
            names.append(entry.changes[0].id)
            assert entry.facts["found"] == 1
            kari = reading.get(Key("person", "kari"))
        clock.move(days=1)
    assert names == ["kari"] * 11 + [None]
    assert kari is not None
    assert kari.value == KARI


def test_what_is_forgotten_is_not_told(
    store: Store, keys: DayKeys, clock: FakeClock, traced: Any
) -> None:
    fill(store, KARI, OLA, visit(people=("kari", "ola")))
    stay(store, keys, "kari", at(12, 8), at(12, 9))
    stay(store, keys, "ola", at(12, 8), at(12, 9))
    assert len(traced().meetings) == 2
    clock.now = at(24, 12)
    purge(store.repository, keys, Keeping(), who="cron", clock=clock)
    assert [each[1] for each in met(traced())] == ["visit"]
    clock.now = at(10, 12, month=2)
    purge(store.repository, keys, Keeping(), who="cron", clock=clock)
    assert traced().meetings == ()


def test_nobody_unknown_is_traced(store: Store, traced: Any) -> None:
    fill(store, KARI)
    with pytest.raises(Refused):
        traced("per")
    with store.reading() as reading:
        assert reading.entries_ever() == 1


def test_no_days_that_end_before_they_begin_are_traced(store: Store, traced: Any) -> None:
    fill(store, KARI)
    with pytest.raises(Refused):
        traced(first=TUESDAY, last=TUESDAY - timedelta(days=1))
    with store.reading() as reading:
        assert reading.entries_ever() == 1


def test_a_person_who_was_changed_is_traced_by_what_is_known_now(store: Store, traced: Any) -> None:
    fill(store, KARI, OLA, visit(people=("kari", "ola")))
    with store.action("edit") as action:
        action.put(structs.replace(OLA, phone="48000000"), 1)
    assert traced().meetings[0].phone == "48000000"


def test_those_of_whom_the_list_tells_nothing_were_there_for_their_bookings(
    store: Store, keys: DayKeys, clock: FakeClock
) -> None:
    clock.move(days=1)
    duty = visit("duty", people=("vakt",), kind="shift", start=at(12, 8), end=at(12, 15))
    other = visit("v2", people=("ola",), start=at(12, 13, 30), end=at(12, 14, 30))
    fill(store, KARI, OLA, Person(id="vakt", role="staff"), visit(), duty, other)
    found = trace(store, keys, "kari", at(12, 0).date(), at(12, 0).date())
    assert {(m.person, m.how, m.start, m.end) for m in found.meetings} == {
        ("vakt", "premises", at(12, 13), at(12, 14)),
        ("ola", "premises", at(12, 13, 30), at(12, 14)),
    }


def test_nobody_was_met_in_a_visit_that_has_not_begun(store: Store, keys: DayKeys) -> None:
    coming = visit(people=("kari", "ola"), start=at(20, 13), end=at(20, 14))
    fill(store, KARI, OLA, coming)
    found = trace(store, keys, "kari", at(1, 0).date(), at(31, 0).date())
    assert found.meetings == ()

"""Whoever is erased is nowhere any more, and what must be kept names them to nobody else."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from msgspec import structs

from glimt_rules.errors import GlimtError
from glimt_rules.judge import judge
from glimt_rules.plan.model import Cohort, Household, Person, Symptoms, Visit, Waiver
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.texts import Texts
from glimt_tui.store import naming
from glimt_tui.store.backups.forgetting import purge_kept
from glimt_tui.store.backups.making import backup, keep_daily
from glimt_tui.store.backups.restoring import Restored, restore
from glimt_tui.store.called import Called
from glimt_tui.store.erased_again import Erased, names_of_marks
from glimt_tui.store.erasing import Erasure, erase, foresee
from glimt_tui.store.errors import Refused, Stale
from glimt_tui.store.held import held
from glimt_tui.store.journal import verify
from glimt_tui.store.marks import FILE_NAME, Marks
from glimt_tui.store.place.paths import kept_folder, keys_folder
from glimt_tui.store.plans import plan_of
from glimt_tui.store.records import House, Key, Kind, Value, encode
from glimt_tui.store.repository import Repository
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.retention.purging import purge
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.sqlite import cleaning
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.stand_ins import is_stand_in
from glimt_tui.store.store import Store
from glimt_tui.store.trace import trace
from glimt_tui.store.undo import last_to_undo, undo
from glimt_tui.store.visitors import arrive, depart, visitors
from glimt_tui.store.watch import Watch, zone_in
from store.places import OLA, STUDIO, FakeClock, at, fill, new_repository, visit

KEEPING = Keeping()
EN = Texts("en")
ANE = Person(
    id="ane",
    name="Ane Ærlig Eksempel",
    phone="406 12 345",
    cohort="blue",
    mask_exempt=True,
    risk_group=True,
    born=date(1990, 1, 1),
    symptoms=(Symptoms(since=date(2021, 1, 2), cleared=date(2021, 1, 10)),),
)
BO = Person(id="bo", name="Bo Prøve", phone="40612346", cohort="blue")
#: All that tells who she is, however it may stand in a file.
WORDS = ("rlig", "Eksempel", "40612345", "406 12 345", '"ane"', "ane\x00", "1990-01-01")

Erase = Callable[..., Erasure]


@pytest.fixture
def erased(store: Store, keys: DayKeys, clock: FakeClock) -> Erase:
    """Erase somebody; sees that it was foreseen, and that the journal still verifies."""

    def run(id_: str = "ane", keeping: Keeping = KEEPING) -> Erasure:
        with store.reading() as reading:
            foreseen = foresee(reading, held(reading, keys, id_), keeping, clock())
        done = erase(store.repository, None, id_, keeping, who="admin", clock=clock, keys=keys)
        assert done == foreseen
        assert done.clean
        with store.reading() as reading:
            assert verify(reading) is None
        return done

    return run


def values(store: Store, kind: Kind) -> list[Value]:
    with store.reading() as reading:
        return [record.value for record in reading.all(kind)]


def edit(store: Store, *changed: Value) -> None:
    """Write what was there before."""
    with store.action("edit") as action:
        for value in changed:
            record = action.get(Key(_kind(value), value.id))  # type: ignore[union-attr]
            assert record is not None
            action.put(value, record.version)


def _kind(value: Value) -> Kind:
    return {Person: "person", Visit: "visit", Household: "household"}[type(value)]  # type: ignore[return-value]


def everything(store: Store) -> str:
    """All that the records and the journal say."""
    with store.reading() as reading:
        said = [f"{record.id} {encode(record.value)}" for record in reading.everything()]
        for entry in reading.entries():
            said += [f"{entry.who} {entry.action} {dict(entry.facts)}"]
            said += [f"{c.id} {c.before} {c.after}" for c in entry.changes]
    return "\n".join(said)


def why(error: pytest.ExceptionInfo[GlimtError]) -> str:
    return " ".join(EN.sentence(problem.message) for problem in error.value.problems)


# Records ---------------------------------------------------------------------------------


def test_nothing_tells_of_somebody_who_was_erased(
    store: Store, keys: DayKeys, clock: FakeClock, erased: Erase
) -> None:
    fill(store, Cohort(id="blue"), STUDIO, Person(id="ane", name="Anna Før", phone="99887766"), BO)
    edit(store, ANE)
    edit(store, structs.replace(BO, comes_with="ane", fixed_contacts=("ane",)))
    fill(store, Household(id="ane", outside_contacts={"2021-W02": 3}))
    fill(
        store, visit("v1", start=at(12, 7), end=at(12, 8), people=("ane", "bo"), title="Ane og Bo")
    )
    arrive(store, keys, "ane", visit_id="v1", name="Ane Ø. Eksempel", phone="+47 40699999")
    depart(store, "ane")
    fill(store, visit("v2", start=at(14, 7), end=at(14, 8), people=("bo", "ane"), absent=("ane",)))
    fill(store, visit("v3", start=at(15, 7), end=at(15, 8), people=("ane",)))
    fill(store, visit("v4", start=at(16, 7), end=at(16, 8), people=("bo",), title="Om Anna  Før"))
    reason = "Ring Ane (+47 406-12-345, eller 99 88 77 66)"
    until = date(2021, 1, 14)
    fill(store, Waiver(rule="r", visit="v2", reason=reason, by="kari", until=until))
    fill(store, Waiver(rule="r", visit="v3", reason="uten Bo", by="kari", until=until))
    trace(store, keys, "ane", date(2021, 1, 1), date(2021, 1, 12))
    done = erased()
    said = everything(store)
    for word in ("Ane", "Anna", "rlig", "Eksempel", '"ane"', "40612345", "99887766", "406-12-345"):
        assert word not in said, word
    assert values(store, "person") == [
        structs.replace(BO, comes_with=None),
        Person(id=done.stand_in or "", role="guest", cohort="blue"),
    ]
    assert values(store, "household") == []
    v1, v2, v4 = values(store, "visit")
    assert isinstance(v1, Visit)
    assert (v1.people, v1.title) == ((done.stand_in, "bo"), "… og Bo")
    assert isinstance(v2, Visit)
    assert (v2.people, v2.absent) == (("bo",), ())
    assert isinstance(v4, Visit)
    assert v4.title == "Om …"
    (waiver,) = values(store, "waiver")
    assert isinstance(waiver, Waiver)
    assert (waiver.reason, waiver.by) == ("Ring … (…, eller …)", "kari")
    assert (done.bookings_gone, done.bookings_without, done.bookings_over) == (1, 1, 1)


def test_the_entry_names_nobody_and_tells_how_much_it_was(store: Store, erased: Erase) -> None:
    fill(store, ANE, visit(people=("ane",)))
    erased()
    with store.reading() as reading:
        entry = reading.last_entry()
    assert entry is not None
    assert (entry.who, entry.action, entry.changes) == ("admin", "erase", ())
    mark = entry.facts["mark"]
    assert dict(entry.facts) == {"bookings_gone": 1, "changes": 2, "mark": mark}
    assert "ane" not in str(entry.facts)


def test_a_booking_that_nobody_else_comes_to_goes_with_them(store: Store, erased: Erase) -> None:
    nobody_left = visit("v1", people=("ane", "bo"), absent=("bo",))
    at_home = visit("v2", setting="home", host="ane", people=("ane", "bo"))
    elsewhere = visit("v3", setting="home", host="bo", people=("ane", "bo"))
    fill(store, ANE, BO, nobody_left, at_home, elsewhere)
    assert erased().bookings_gone == 2
    assert values(store, "visit") == [structs.replace(elsewhere, people=("bo",))]


def test_what_has_begun_keeps_its_heads(store: Store, erased: Erase) -> None:
    now = visit("v1", start=at(12, 8), end=at(12, 11), setting="home", host="ane",
                people=("ane", "bo"))  # fmt: skip
    early = visit("v2", status="arrived", people=("ane", "bo"))
    fill(store, ANE, BO, now, early)
    done = erased()
    assert done.bookings_over == 2
    first, second = values(store, "visit")
    assert isinstance(first, Visit)
    assert (first.host, first.people) == (done.stand_in, (done.stand_in, "bo"))
    assert isinstance(second, Visit)
    assert second.people == (done.stand_in, "bo")


def test_who_was_nowhere_leaves_nobody_behind(store: Store, erased: Erase) -> None:
    fill(store, ANE, BO)
    assert erased().stand_in is None
    assert values(store, "person") == [BO]


@pytest.mark.parametrize("name", [ANE.name, "Ane"])
def test_somebody_else_of_the_same_given_name_keeps_it(
    store: Store, erased: Erase, name: str
) -> None:
    other = visit("v2", people=("bo",), title="Sang med Ane Hansen")
    own = visit("v1", people=("ane", "bo"), title="Sang med Ane")
    fill(store, structs.replace(ANE, name=name), BO, own, other)
    erased()
    titles = [v.title for v in values(store, "visit") if isinstance(v, Visit)]
    assert titles == ["Sang med …", other.title]


def test_a_booking_to_which_somebody_has_come_keeps_its_heads(
    store: Store, keys: DayKeys, erased: Erase
) -> None:
    booked = visit("v1", people=("ane", "bo"))
    fill(store, ANE, BO, booked)
    arrive(store, keys, "ane", visit_id="v1")
    edit(store, booked)  # set back to planned by hand
    done = erased()
    (left,) = values(store, "visit")
    assert isinstance(left, Visit)
    assert left.people == (done.stand_in, "bo")


def test_a_title_that_was_nothing_but_their_name_is_none(store: Store, erased: Erase) -> None:
    fill(store, ANE, BO, visit("v1", people=("ane", "bo"), title="Ane Ærlig Eksempels"))
    erased()
    assert [v.title for v in values(store, "visit") if isinstance(v, Visit)] == [None]


def test_who_made_an_exception_at_work_answers_for_it(store: Store, erased: Erase) -> None:
    staff = Person(id="kari", name="Kari Vakt", role="staff")
    until = date(2021, 1, 12)
    waiver = Waiver(rule="r", visit="v1", reason="Kari mener det går", by="Kari Vakt", until=until)
    fill(
        store, staff, BO, visit("v1", start=at(12, 7), end=at(12, 8), people=("kari", "bo")), waiver
    )
    done = erased("kari")
    (left,) = values(store, "waiver")
    assert isinstance(left, Waiver)
    assert (left.by, left.reason) == ("Kari Vakt", "… mener det går")
    people = {p.id: p for p in values(store, "person") if isinstance(p, Person)}
    assert people[done.stand_in or ""].role == "staff"


def test_of_staff_it_is_known_under_which_name_they_wrote(store: Store, erased: Erase) -> None:
    """Who did what stays; of others, a name that is alike tells nothing."""
    fill(store, Person(id="p-1", name="Kari-i-vakt Hansen", role="staff"), ANE)
    fill(store, structs.replace(BO, id="kari-i-vakt"))
    with store.reading() as reading:
        assert held(reading, None, "p-1").acted == {"kari-i-vakt": 2}
        assert held(reading, None, "kari-i-vakt").acted == {}
    erased("p-1")
    with store.reading() as reading:
        assert [entry.who for entry in reading.entries()] == ["kari-i-vakt"] * 2 + ["admin"]


def test_nobody_is_erased_of_whom_nothing_is_held(store: Store, erased: Erase) -> None:
    fill(store, BO)
    with pytest.raises(Refused) as refused:
        erased()
    assert "there is no person" in why(refused).lower()
    assert values(store, "person") == [BO]


def test_who_was_removed_by_hand_is_erased_from_what_is_still_told(
    store: Store, erased: Erase
) -> None:
    fill(store, ANE, BO, visit("v1", people=("ane", "bo")))
    edit(store, visit("v1", people=("bo",)))
    with store.action("person_remove") as action:
        record = action.get(Key("person", "ane"))
        assert record is not None
        action.remove(record.key, record.version)
    assert "rlig" in everything(store)
    assert erased().changes == 4
    assert "rlig" not in everything(store)
    assert '"ane"' not in everything(store)
    with pytest.raises(Refused):
        erased()


def test_a_stand_in_is_not_erased(store: Store, erased: Erase) -> None:
    fill(store, ANE, BO, visit("v1", start=at(12, 7), end=at(12, 8), people=("ane", "bo")))
    stand_in = erased().stand_in
    with pytest.raises(Refused) as refused:
        erased(stand_in or "")
    assert "stands in for somebody who was erased" in why(refused)


# The household ---------------------------------------------------------------------------

PAST = visit("v1", start=at(11, 7), end=at(11, 8), people=("ane", "bo"))


def people(store: Store) -> dict[str, Person]:
    return {p.id: p for p in values(store, "person") if isinstance(p, Person)}


def test_a_shared_household_keeps_a_head_for_as_long_as_the_booking_does(
    store: Store, clock: FakeClock, erased: Erase
) -> None:
    home = Household(id="hus", outside_contacts={"2021-W02": 1})
    shared = structs.replace(BO, household="hus")
    fill(store, structs.replace(ANE, household="hus"), shared, home, PAST)
    done = erased()
    assert done.is_housemate
    assert people(store)[done.stand_in or ""].household == "hus"
    assert values(store, "household") == [home]
    clock.now = at(9, 11, month=2)
    purge(store.repository, None, KEEPING, who="cron", clock=clock)
    assert list(people(store)) == ["bo"]


def test_a_household_that_was_called_by_them_is_called_otherwise(
    store: Store, erased: Erase
) -> None:
    home = Household(id="ane", outside_contacts={"2021-W02": 1})
    shared = structs.replace(BO, household="ane")
    fill(store, ANE, shared, OLA, home, PAST)
    edit(store, structs.replace(OLA, fixed_household="ane"))
    done = erased()
    there = people(store)
    assert there["bo"].household == there["ola"].fixed_household == done.stand_in
    assert there[done.stand_in or ""].lives_in == done.stand_in
    assert values(store, "household") == [structs.replace(home, id=done.stand_in)]
    assert '"ane"' not in everything(store)


def test_a_household_in_which_nobody_is_left_loses_its_name(store: Store, erased: Erase) -> None:
    home = Household(id="eksempel", outside_contacts={"2021-W02": 1})
    fill(store, *(structs.replace(p, household="eksempel") for p in (ANE, BO)), home, PAST)
    first = erased("ane").stand_in
    second = erased("bo").stand_in
    there = people(store)
    assert first
    assert second
    assert there[first].lives_in == there[second].lives_in == second
    assert "eksempel" not in everything(store)


def test_whoever_had_their_household_as_a_fixed_one_has_none(store: Store, erased: Erase) -> None:
    fill(store, ANE, structs.replace(BO, fixed_household="ane"))
    erased()
    assert values(store, "person") == [BO]


@pytest.mark.parametrize("household", [None, "hus"])
def test_what_rules_count_of_others_is_what_it_was(
    store: Store, erased: Erase, book: RuleBook, household: str | None
) -> None:
    """Whom Bo's household meets in a week; one is erased, and perhaps lives there."""
    bo = structs.replace(BO, household="hus")
    others = [Person(id=f"p{n:02}", cohort="blue", name=f"P {n}") for n in range(12)]
    fill(store, structs.replace(ANE, household=household), bo, STUDIO, *others)
    fill(store, Household(id="hus", outside_contacts={"2021-W02": 0}))
    for n, other in enumerate(others):
        met = ("ane", "bo", other.id)
        fill(store, visit(f"v{n:02}", start=at(11, 7 + n), end=at(11, 8 + n), people=met))
    fill(store, visit("x", start=at(13, 8), end=at(13, 9), people=("bo", "p00"), room="studio"))

    def counted() -> list[tuple[object, ...]]:
        with store.reading() as reading:
            found = judge(plan_of(reading), book).findings
        return [
            (f.visit, f.rule.id, f.measured)
            for f in found
            if f.subject.household in ("hus", "p00", "p11") or f.subject.room is not None
        ]

    before = counted()
    assert [count for _, rule, count in before if rule == "kommunal.contacts"]
    erased()
    assert counted() == before


# What is kept until its day --------------------------------------------------------------


def test_the_visitor_list_is_kept_until_its_day_and_still_traces(
    store: Store, keys: DayKeys, clock: FakeClock, erased: Erase
) -> None:
    fill(store, ANE, BO, visit("v1", start=at(12, 9), end=at(12, 11), people=("ane", "bo")))
    arrive(store, keys, "ane", visit_id="v1", phone="40699999")
    arrive(store, keys, "bo", visit_id="v1")
    done = erased()
    assert (done.arrivals, done.arrivals_until) == (1, date(2021, 1, 22))
    assert done.over_until == date(2021, 2, 9)
    listed = {each.arrival.person: (each.name, each.phone) for each in visitors(store, keys)}
    assert listed[done.stand_in or ""] == (ANE.name, "40699999")
    found = trace(store, keys, "bo", date(2021, 1, 12), date(2021, 1, 12))
    assert {(m.person, m.name, m.phone) for m in found.meetings} == {
        (done.stand_in, ANE.name, "40699999")
    }
    depart(store, done.stand_in or "")
    clock.now = at(22, 11)
    purge(store.repository, keys, KEEPING, who="cron", clock=clock)
    assert len(visitors(store, keys)) == 2
    clock.now = at(23, 11)
    purge(store.repository, keys, KEEPING, who="cron", clock=clock)
    assert visitors(store, keys) == []
    assert done.stand_in in people(store)
    clock.now = at(9, 11, month=2)
    purge(store.repository, keys, KEEPING, who="cron", clock=clock)
    assert done.stand_in in people(store)
    clock.now = at(10, 11, month=2)
    purge(store.repository, keys, KEEPING, who="cron", clock=clock)
    assert list(people(store)) == ["bo"]
    with store.reading() as reading:
        assert verify(reading) is None


def test_who_stands_in_for_staff_goes_with_the_bookings_too(
    store: Store, clock: FakeClock, erased: Erase
) -> None:
    """On the day on which they do, however short ago somebody was erased."""
    long_ago = visit(
        start=at(20, 9, 0, 12, 2020), end=at(20, 10, 0, 12, 2020), people=("ane", "bo")
    )
    fill(store, structs.replace(ANE, role="staff"), BO, long_ago)
    stand_in = erased().stand_in
    clock.now = at(17, 11)
    purge(store.repository, None, KEEPING, who="cron", clock=clock)
    assert people(store)[stand_in or ""].role == "staff"
    clock.now = at(18, 11)
    purge(store.repository, None, KEEPING, who="cron", clock=clock)
    assert list(people(store)) == ["bo"]


def test_an_entry_that_should_be_gone_goes_at_once(
    store: Store, keys: DayKeys, clock: FakeClock, erased: Erase
) -> None:
    fill(store, ANE)
    arrive(store, keys, "ane")
    clock.move(days=11)
    assert erased().stand_in is None
    assert values(store, "arrival") == []


def test_a_stand_in_of_whom_more_is_written_down_is_somebody(store: Store, erased: Erase) -> None:
    fill(store, ANE, BO, PAST)
    stand_in = people(store).get(erased().stand_in or "") or people(store)["erased-2"]
    assert is_stand_in(stand_in)
    assert not is_stand_in(structs.replace(stand_in, name="Dag Ny"))
    assert not is_stand_in(BO)


# Nothing brings them back ------------------------------------------------------------------


def test_undo_does_not_bring_them_back_and_says_why(store: Store, erased: Erase) -> None:
    fill(store, ANE, BO, visit("v1", people=("ane", "bo")))
    edit(store, visit("v1", people=("bo",)))
    erased()
    for seq in (1, 2):
        with pytest.raises(Refused) as refused:
            undo(store, seq)
        assert "its details had to be forgotten" in why(refused).lower()
    with pytest.raises(Refused) as refused:
        undo(store, 3)
    assert "nothing is held of them that could come back" in why(refused)
    with store.reading() as reading:
        assert last_to_undo(reading, "admin") is None


def test_what_others_had_written_of_others_can_still_be_taken_back(
    store: Store, erased: Erase
) -> None:
    fill(store, ANE, BO, visit("v1", people=("bo",)))
    edit(store, visit("v1", people=("bo",), title="Sang"))
    erased()
    undo(store, 2)
    assert values(store, "visit") == [visit("v1", people=("bo",))]


def test_a_session_that_still_has_them_is_told_and_writes_nothing(
    store: Store, keys: DayKeys, erased: Erase
) -> None:
    booked = visit("v1", people=("ane", "bo"))
    fill(store, ANE, BO, booked)
    watch = Watch(store.repository)
    erased()
    with store.reading() as reading:
        assert [entry.action for entry in watch.news(reading)] == ["erase"]
    with pytest.raises(Stale), store.action("change") as action:
        action.put(structs.replace(booked, title="Ny"), 1)
    with pytest.raises(Stale), store.action("person_edit") as action:
        action.put(structs.replace(ANE, name="Ane Ny"), 1)
    with pytest.raises(Refused), store.action("book") as action:
        action.put(visit("v2", people=("ane", "bo")))
    with pytest.raises(Refused):
        arrive(store, keys, "ane")
    assert '"ane"' not in everything(store)


# Names in texts ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("Ane Ærlig Eksempel", "…", "…"),
        ("ANE ÆRLIG  EKSEMPELS gitar", "… gitar", "… gitar"),
        ("Anes gitar, og Ane's", "… gitar, og …", "Anes gitar, og Ane's"),
        ("Anette kommer", "Anette kommer", "Anette kommer"),
        ("tlf. 40612345", "tlf. …", "tlf. …"),
        ("tlf. +47 406 12 345!", "tlf. …!", "tlf. …!"),
        ("004740612345", "…", "…"),
        ("140612345999", "140612345999", "140612345999"),
        ("id p4x", "id …", "id …"),
        ("A\u030arlig", "A\u030arlig", "A\u030arlig"),
    ],
)
def test_names_and_numbers_are_found_in_texts(text: str, near: str, far: str) -> None:
    called = Called("p4x").also(ANE)
    assert called.finder(near=True).without(text) == near
    assert called.finder(near=False).without(text) == far


def test_who_has_no_name_is_found_nowhere() -> None:
    finder = Called("---").also(Person(id="---", name=" ", phone="12")).finder(near=True)
    assert not finder.finds("--- 12")


#: The keys of records that hold no person's id, and nothing that people write freely.
NAMELESS = {
    "id", "kind", "setting", "status", "purpose", "role", "room", "equipment", "household",
    "fixed_household", "cohort", "phone", "visit", "rule", "timezone", "thing", "outcome",
    "language",
}  # fmt: skip


def test_of_every_key_of_a_record_it_is_known_whether_it_may_name_somebody() -> None:
    """A key of a new kind of record stands in ``naming``, if it can; else it is nameless."""
    known = NAMELESS.union(naming.ONE, naming.SEVERAL, naming.TEXTS)
    types = {type_ for type_ in get_args(Value) if type_ is not House}
    keys = {
        (type_.__name__, field.name)
        for type_ in types
        for field in structs.fields(type_)
        if "str" in str(field.type) or "Literal" in str(field.type)
    }
    assert {key for key in keys if key[1] not in known} == {("Household", "outside_contacts")}


def test_names_of_rooms_and_groups_are_looked_through(store: Store, erased: Erase) -> None:
    fill(store, ANE, BO, Cohort(id="c", name="Ane Ærlig Eksempel sin"))
    fill(store, structs.replace(STUDIO, name="Rommet til Ane Ærlig Eksempel"))
    assert erased().texts == 2
    assert "rlig" not in everything(store)


# The files ---------------------------------------------------------------------------------


class Centre:
    """A database in a folder, with its keys and its kept copies, and some who come."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FakeClock()
        repository = new_repository("sqlite", folder)
        assert isinstance(repository, SqliteRepository)
        self.repository = repository
        self.path = repository.path
        keys_folder(self.path).mkdir(mode=0o700)
        self.keys = DayKeys(keys_folder(self.path))
        self.marks = Marks(keys_folder(self.path))
        self.store = Store(repository, "kari-i-vakt", self.clock)

    def fill(self) -> None:
        """Many, whose rows grow and move from page to page."""
        fill(self.store, ANE, BO)
        for n in range(60):
            fill(self.store, Person(id=f"p{n:03}", name="Fast " * (n % 30 + 1)))
            named = f"{ANE.name} " * (n % 4 + 1)
            edit(self.store, structs.replace(ANE, name=named.strip(), risk_group=bool(n % 2)))
            booked = visit(
                f"v{n}", start=at(12, 7), end=at(12, 8), people=("ane", f"p{n:03}"), title=named
            )
            fill(self.store, booked)
        edit(self.store, ANE)
        arrive(self.store, self.keys, "ane", name=ANE.name, phone=ANE.phone)

    def erase(self, id_: str = "ane") -> Erasure:
        return erase(
            self.repository, self.marks, id_, KEEPING,
            who="admin", clock=self.clock, keys=self.keys,
        )  # fmt: skip

    def copy(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir()
        with self.store.reading() as reading:
            zone = zone_in(reading)
        return backup(self.repository, folder, now=self.clock(), zone=zone)

    def daily(self) -> Path:
        day = self.clock().date()
        made = keep_daily(self.repository, kept_folder(self.path), day, 10)
        assert made is not None
        return made

    def restore(self, source: Path) -> Restored:
        return restore(
            self.path, source, kept_folder(self.path),
            keeping=KEEPING, who="admin", clock=self.clock,
        )  # fmt: skip

    def purge_kept(self) -> int:
        done = purge_kept(
            kept_folder(self.path), KEEPING,
            who="admin", clock=self.clock, erased=Erased(self.path),
        )  # fmt: skip
        assert done.clean
        return done.erased

    def found(self, *, beside: bool = True) -> set[str]:
        """What of her stands in the database's file, its log, and what is kept beside it."""
        files = [file for file in self.folder.glob("glimt.db*") if file.is_file()]
        if beside:
            files += [file for file in self.folder.glob("glimt.db.*/*") if file.is_file()]
        content = b"".join(file.read_bytes() for file in files)
        return {word for word in WORDS if word.encode() in content}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("centre")
    made = Centre(folder)
    made.fill()
    made.repository.close()
    return folder


@pytest.fixture
def centre(filled: Path, tmp_path: Path) -> Iterator[Centre]:
    made = object.__new__(Centre)
    made.folder = tmp_path / "c"
    shutil.copytree(filled, made.folder)
    made.clock = FakeClock()
    made.path = made.folder / "glimt.db"
    made.repository = SqliteRepository(made.path)
    made.keys = DayKeys(keys_folder(made.path))
    made.marks = Marks(keys_folder(made.path))
    made.store = Store(made.repository, "kari-i-vakt", made.clock)
    yield made
    made.repository.close()


def test_their_name_and_number_are_nowhere_in_the_files(centre: Centre) -> None:
    assert centre.found() >= {"rlig", "Eksempel", "406 12 345", '"ane"'}
    assert centre.erase().clean
    assert centre.found() == set()
    with centre.store.reading() as reading:
        assert verify(reading) is None
    assert centre.repository.faults() == []
    centre.repository.close()
    assert centre.found() == set()


def test_the_file_is_written_anew(centre: Centre) -> None:
    """What is removed is overwritten where it stood, but not where it stood before that."""
    statements: list[str] = []
    centre.repository._connection.set_trace_callback(statements.append)
    centre.erase()
    assert "VACUUM" in statements


def test_so_they_are_while_another_session_has_the_database_open(centre: Centre) -> None:
    with closing(SqliteRepository(centre.path)) as other:
        with other.reading() as reading:
            assert reading.get(Key("person", "ane")) is not None
        assert centre.erase().clean
        assert centre.found() == set()
        with other.reading() as reading:
            assert reading.get(Key("person", "ane")) is None


def test_who_reads_meanwhile_keeps_the_files_from_being_cleaned_until_the_next_purge(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleaning, "SCRUB_SECONDS", 0.0)
    with closing(SqliteRepository(centre.path)) as other, other.reading() as reading:
        assert reading.all("person")
        assert not centre.erase().clean
        assert centre.found()
    purge(centre.repository, centre.keys, KEEPING, who="cron", clock=centre.clock)
    assert centre.found() == set()


# Copies ------------------------------------------------------------------------------------


def test_kept_copies_lose_them_too_and_fresh_ones_never_have_them(centre: Centre) -> None:
    centre.daily()
    assert centre.erase().clean
    assert centre.found(beside=False) == set()
    assert centre.found()
    assert centre.purge_kept() == 1
    assert centre.found() == set()
    assert centre.purge_kept() == 0
    centre.clock.move(days=1)
    with closing(SqliteRepository(centre.daily(), "ro")) as copy, copy.reading() as reading:
        assert reading.get(Key("person", "ane")) is None
        assert verify(reading) is None


def test_a_copy_from_before_loses_them_again_as_it_is_brought_back(centre: Centre) -> None:
    copied = centre.copy("stick")
    centre.erase()
    done = centre.restore(copied)
    assert done.erased == 1
    assert done.kept.exists()
    assert centre.found() == set()
    assert {"bo", "erased"} <= {id_.split("-")[0] for id_ in people(centre.store)}
    with centre.store.reading() as reading:
        assert verify(reading) is None
        assert [e.action for e in reading.entries_back()][:2] == ["restore", "erase"]


def test_so_does_one_that_only_tells_of_them_still(centre: Centre) -> None:
    with centre.store.action("person_remove") as action:
        for record in action.writing.visits_of(Key("person", "ane")):
            action.remove(record.key, record.version)
        for record in action.writing.arrivals_of(Key("person", "ane")):
            action.remove(record.key, record.version)
        known = action.get(Key("person", "ane"))
        assert known is not None
        action.remove(known.key, known.version)
    copied = centre.copy("stick")
    centre.erase()
    centre.restore(copied)
    assert centre.found() == set()


def test_whoever_is_registered_anew_comes_back_with_a_later_copy(centre: Centre) -> None:
    before = centre.copy("before")
    centre.erase()
    again = Person(id="ane", name="Ane Igjen")
    fill(centre.store, again)
    centre.clock.move(days=1)
    later = centre.copy("later")
    with centre.store.action("person_remove") as action:
        record = action.get(Key("person", "ane"))
        assert record is not None
        action.remove(record.key, record.version)
    assert centre.restore(later).erased == 0
    assert people(centre.store)["ane"] == again
    assert centre.restore(before).erased == 1
    assert "ane" not in people(centre.store)
    assert centre.found(beside=False) == set()


def test_a_copy_that_never_knew_them_opens_no_way_back(centre: Centre, tmp_path: Path) -> None:
    """What was erased is known to whatever takes the database's place."""
    with_her = centre.copy("with")
    (tmp_path / "other").mkdir()
    other = Centre(tmp_path / "other")
    fill(other.store, BO)
    without_her = other.copy("without")
    other.repository.close()
    centre.erase()
    assert centre.restore(without_her).erased == 0
    assert list(people(centre.store)) == ["bo"]
    assert centre.restore(with_her).erased == 1
    assert "ane" not in people(centre.store)
    assert centre.found() == set()


def test_a_damaged_database_is_exchanged_for_a_copy_without_them(centre: Centre) -> None:
    copied = centre.copy("stick")
    centre.erase()
    centre.repository.close()
    size = centre.path.stat().st_size
    centre.path.write_bytes(b"\0" * size)
    assert centre.restore(copied).erased == 1
    centre.repository = SqliteRepository(centre.path)
    centre.store = Store(centre.repository, "kari", centre.clock)
    assert "ane" not in people(centre.store)
    with centre.store.reading() as reading:
        assert verify(reading) is None


def test_an_erasure_that_came_to_nothing_is_none(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = centre.copy("stick")
    add = centre.marks.add

    def killed(name: str, id_: str) -> None:
        add(name, id_)
        raise KeyboardInterrupt

    monkeypatch.setattr(centre.marks, "add", killed)
    with pytest.raises(KeyboardInterrupt):
        centre.erase()
    assert people(centre.store)["ane"] == ANE
    assert centre.restore(copied).erased == 0
    assert people(centre.store)["ane"] == ANE
    monkeypatch.undo()
    centre.erase()
    assert centre.restore(copied).erased == 1
    assert "ane" not in people(centre.store)


def test_marks_tell_nobody_who_it_was_and_stand_in_no_copy(centre: Centre) -> None:
    centre.erase()
    file = keys_folder(centre.path) / FILE_NAME
    assert file.stat().st_mode & 0o777 == 0o600
    told = file.read_bytes()
    assert b"ane" not in told
    (mark,) = centre.marks.all()
    assert mark.fits("ane")
    assert not mark.fits("bo")
    copied = centre.copy("stick").read_bytes()
    assert mark.digest not in copied
    assert mark.salt not in copied
    with centre.store.reading() as reading:
        assert names_of_marks(reading) == {mark.name}


def test_a_mark_that_was_cut_short_hides_no_other(centre: Centre) -> None:
    centre.marks.add("first", "ane")
    file = keys_folder(centre.path) / FILE_NAME
    with file.open("ab") as cut:
        cut.write(b'{"name":"cut","sal')
    centre.marks.add("last", "bo")
    assert [mark.name for mark in centre.marks.all()] == ["first", "last"]


def test_a_kept_copy_that_cannot_be_read_is_told(centre: Centre) -> None:
    made = centre.daily()
    with closing(sqlite3.connect(made)) as newer:
        newer.execute("PRAGMA user_version = 999")
    centre.erase()
    done = purge_kept(
        kept_folder(centre.path), KEEPING, who="admin", clock=centre.clock,
        erased=Erased(centre.path),
    )  # fmt: skip
    assert [problem.file for problem in done.left] == [str(made)]
    assert done.erased == 0


def test_repositories_know_of_whom_the_journal_tells(repository: Repository, store: Store) -> None:
    fill(store, BO, ANE)
    edit(store, structs.replace(BO, phone="4"))
    with repository.reading() as reading:
        assert reading.told("person") == ["ane", "bo"]
        assert reading.told("visit") == []
    with repository.writing() as writing:
        assert writing.forget_until({Key("person", "bo"): 1, Key("person", "ane"): 9}) == 2
        assert writing.told("person") == ["bo"]

"""The house without a screen: what is typed, what is written, what it does to coming bookings."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from desk.house import House, house
from glimt_rules.message import Message
from glimt_rules.plan.forms import hours_fault, id_fault
from glimt_rules.plan.model import Centre, Cohort, Equipment, OpeningHours, Plan, Room
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.texts import Texts
from glimt_tui.access import User
from glimt_tui.desk.desk import Desk
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.hours_text import hours_text, read_hours
from glimt_tui.desk.house import (
    Sort,
    edit_of,
    faults,
    id_for,
    removing,
    something_new,
    taken_up,
    why_not_removed,
    written,
)
from glimt_tui.desk.house_effects import Effects, effects_of
from glimt_tui.desk.view import View
from glimt_tui.language import texts_in
from glimt_tui.store.errors import Refused
from glimt_tui.store.families import require_may_take_back
from glimt_tui.store.records import House as HouseRecord
from glimt_tui.store.records import Key, key_of
from glimt_tui.store.undo import last_to_undo, undo
from screen.screens import plan_of, small_plan, visit

ENGLISH: Texts = texts_in("en")


def write(there: House, edit: Edit | None, name: str = "house") -> None:
    assert edit is not None
    with there.session.store.action(name) as action:
        for key in edit.remove:
            action.remove(key, edit.seen[key])
        for value in edit.put:
            action.put(value, edit.seen.get(key_of(value)))


def changed(view: View, sort: Sort, id_: str = "", **values: Any) -> Edit | None:
    form = written(view, sort, id_) if id_ or sort in ("centre", "hours") else something_new(sort)
    assert form is not None
    return edit_of(structs.replace(form, value=structs.replace(form.value, **values)), view)


# Opening hours ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("10-17", ("10:00-17:00",)),
        ("10:00-15:00, 18-21", ("10:00-15:00", "18:00-21:00")),
        ("18-21 og 10.30–15", ("10:30-15:00", "18:00-21:00")),
        ("kl. 9 til 24", ("09:00-24:00",)),
        ("930-1500;16-17", ("09:30-15:00", "16:00-17:00")),
        ("", ()),
        (" Stengt ", ()),
        ("closed", ()),
        ("10-12, 12-14", ("10:00-12:00", "12:00-14:00")),
    ],
)
def test_opening_hours_are_read_as_people_type_them(typed: str, hours: tuple[str, ...]) -> None:
    assert read_hours(typed) == hours


@pytest.mark.parametrize(
    "typed", ["10", "ti til fem", "17-10", "10-25", "10-12-14", "10-15, 14-16"]
)
def test_hours_that_are_none_are_told_with_what_is_allowed(typed: str) -> None:
    assert isinstance(read_hours(typed), Message)


_MINUTES = st.integers(0, 24 * 60)


@given(st.lists(_MINUTES, max_size=6, unique=True).map(sorted))
def test_hours_that_are_written_are_read_back_the_same(minutes: list[int]) -> None:
    clocks = [f"{n // 60:02d}:{n % 60:02d}" for n in minutes]
    hours = tuple(f"{first}-{last}" for first, last in zip(clocks[::2], clocks[1::2], strict=False))
    assert not any(map(hours_fault, hours))
    assert read_hours(hours_text(hours)) == hours


# Ids --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Øverom 2", "øverom-2"),
        ("  Kafé & Scene ", "kafé-scene"),
        ("!?", "id"),
        ("Studio", "studio-2"),
    ],
)
def test_an_id_is_made_from_the_name(name: str, id_: str) -> None:
    assert id_for(name, {"studio"}) == id_


@given(st.text(max_size=300), st.integers(0, 3))
def test_an_id_from_any_name_is_one_and_is_free(name: str, others: int) -> None:
    taken: set[str] = set()
    for _ in range(others + 1):
        made = id_for(name, taken)
        assert id_fault(made) is None
        assert made not in taken
        taken.add(made)


# Writing ----------------------------------------------------------------------------------------


def test_rooms_things_and_cohorts_are_written_and_found_again(book: RuleBook) -> None:
    with house(plan_of(), book) as there:
        write(there, changed(there.view(), "room", name="Øverom", capacity_1m=4, capacity_2m=2))
        write(there, changed(there.view(), "equipment", name="Trommer", room="øverom"))
        write(there, changed(there.view(), "cohort", name="Verkstedet"))
        write(there, changed(there.view(), "room", "studio", cleaning_minutes=None))
        plan = there.view().plan
    assert plan.rooms[-1] == Room(id="øverom", name="Øverom", capacity_1m=4, capacity_2m=2)
    assert plan.equipment[-1] == Equipment(id="trommer", name="Trommer", room="øverom")
    assert plan.cohorts[-1] == Cohort(id="verkstedet", name="Verkstedet")
    assert next(room for room in plan.rooms if room.id == "studio").cleaning_minutes is None


def test_the_centre_and_its_hours_are_written_without_touching_each_other(book: RuleBook) -> None:
    with house(plan_of(), book) as there:
        write(there, changed(there.view(), "centre", name="Prøvesenteret", cleaning_minutes=20))
        write(there, changed(there.view(), "hours", mon=("10:00-17:00",), sun=()))
        write(there, changed(there.view(), "centre", name="Et annet"))
        view = there.view()
    centre = view.plan.centre
    assert (centre.name, centre.cleaning_minutes) == ("Et annet", 20)
    assert (centre.opening_hours.mon, centre.opening_hours.sun) == (("10:00-17:00",), ())
    assert centre.opening_hours.tue == Centre().opening_hours.tue
    assert view.plan.timezone == "Europe/Oslo"


def test_undo_takes_a_change_of_the_house_back(book: RuleBook) -> None:
    with house(plan_of(), book) as there:
        before = there.view().plan
        write(there, changed(there.view(), "hours", mon=()))
        write(there, changed(there.view(), "room", name="Øverom"))
        for _ in range(2):
            with there.session.store.reading() as reading:
                seq = last_to_undo(reading, "demo")
            assert seq is not None
            undo(there.session.store, seq)
        assert there.view().plan == before


def test_nothing_changed_is_nothing_written(book: RuleBook) -> None:
    with house(plan_of(), book) as there:
        assert changed(there.view(), "centre") is None
        assert changed(there.view(), "room", "studio") is None


@pytest.mark.parametrize(
    ("sort", "values", "field"),
    [
        ("room", {"name": ""}, "name"),
        ("room", {"name": "studio"}, "name"),
        ("room", {"name": "a\x1bb"}, "name"),
        ("room", {"name": "Ny", "capacity_1m": 2, "capacity_2m": 3}, "capacity_2m"),
        ("equipment", {"name": "Ny", "room": "borte"}, "room"),
        ("cohort", {"name": "Musikkgruppa"}, "name"),
    ],
)
def test_what_cannot_be_written_is_told_by_field(
    book: RuleBook, sort: Sort, values: dict[str, Any], field: str
) -> None:
    with house(plan_of(), book) as there:
        view, form = there.view(), something_new(sort)
        form = structs.replace(form, value=structs.replace(form.value, **values))
        assert set(faults(form, view)) == {field}


def test_what_others_changed_is_taken_up_and_ones_own_stays(book: RuleBook) -> None:
    with house(plan_of(), book) as there:
        form = written(there.view(), "room", "studio")
        assert form is not None
        assert isinstance(form.value, Room)
        mine = structs.replace(form, value=structs.replace(form.value, name="Mitt", capacity_2m=1))
        write(there, changed(there.view(), "room", "studio", name="Deres", cleaning_minutes=5))
        now, both = taken_up(mine, there.view())
        assert both == ["name"]
        write(there, edit_of(now, there.view()))  # the version is that of now
        room = next(room for room in there.view().plan.rooms if room.id == "studio")
    assert (room.name, room.capacity_2m, room.cleaning_minutes) == ("Mitt", 1, 5)


# Removing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "told"),
    [
        (
            Key("room", "studio"),
            "it is still needed by 2 booked visits and 1 thing; change that first",
        ),
        (Key("equipment", "reim"), "it is still needed by 1 booked visit; change that first"),
        (Key("cohort", "musikk"), "it is still needed by 4 members; change that first"),
        (Key("equipment", "gitar"), None),
    ],
)
def test_what_is_needed_is_told_by_what_needs_it(
    book: RuleBook, key: Key, told: str | None
) -> None:
    with house(small_plan(), book) as there, there.session.store.reading() as reading:
        why = why_not_removed(reading, key)
        assert (None if why is None else ENGLISH(why)) == told


def test_what_nothing_needs_is_removed(book: RuleBook) -> None:
    with house(small_plan(), book) as there:
        write(there, removing(there.view(), Key("equipment", "gitar")), "house_remove")
        view = there.view()
        assert [thing.id for thing in view.plan.equipment] == ["reim"]
        assert removing(view, Key("equipment", "gitar")) is None


# What it does to coming bookings ----------------------------------------------------------------


def effects(book: RuleBook, plan: Plan, sort: Sort, id_: str = "", **values: Any) -> Effects:
    with house(plan, book) as there:
        view = there.view()
        edit = changed(view, sort, id_, **values)
        assert edit is not None
        return effects_of(view, edit)


FULL = plan_of(
    visit("over", "09:00", "10:00", "ane", "bo", room="felles", status="done"),
    visit("to", "13:00", "14:00", "ane", "bo", room="felles", distance_m=None),
    visit("en", "15:00", "16:00", "cai", room="studio"),
    visit("langt", "13:00", "14:00", "ane", "bo", day=29, room="felles", distance_m=None),
)


def test_a_smaller_room_tells_which_coming_bookings_break_a_rule_then(book: RuleBook) -> None:
    found = effects(book, FULL, "room", "felles", capacity_1m=1, capacity_2m=1)
    assert set(found.broken) == {"to", "langt"}  # however far ahead; what is over is left alone
    assert found.is_harmful
    assert not found.mended


def test_shorter_hours_tell_which_coming_bookings_lie_outside_then(book: RuleBook) -> None:
    found = effects(book, FULL, "hours", tue=("08:00-14:00",))
    assert found.closed == ("en",)
    assert not found.broken


def test_what_lies_outside_the_hours_already_is_not_told_again(book: RuleBook) -> None:
    late = plan_of(visit("sent", "22:00", "23:00", "cai"))
    assert effects(book, late, "hours", tue=("08:00-14:00",)).closed == ()


def test_a_larger_room_tells_what_is_fine_again(book: RuleBook) -> None:
    rooms = tuple(
        structs.replace(room, capacity_1m=1, capacity_2m=1) if room.id == "felles" else room
        for room in FULL.rooms
    )
    found = effects(
        book, structs.replace(FULL, rooms=rooms), "room", "felles", capacity_1m=9, capacity_2m=5
    )
    assert "to" in found.mended
    assert not found.is_harmful


def test_another_name_does_nothing_to_bookings(book: RuleBook) -> None:
    assert effects(book, FULL, "room", "felles", name="Storstua") == Effects(coming=3)
    assert effects(book, plan_of(), "hours", mon=()) == Effects()


def test_opening_hours_of_the_form_are_those_of_the_plan() -> None:
    assert set(OpeningHours.__struct_fields__) == {
        "mon", "tue", "wed", "thu", "fri", "sat", "sun"
    }  # fmt: skip


# What only an admin may --------------------------------------------------------------------------

ADMIN, STAFF = User("kari", "admin", "kari"), User("ola", "staff", "ola", admins=("kari",))
HEALTHY = Centre(health_service=True)


def save_as(there: House, user: User, edit: Edit | None, centre: Centre | None = None) -> None:
    """Write an edit by the desk, as the screen does."""
    assert edit is not None
    desk = Desk(lambda: None, there.book, there.clock, centre)

    async def ask(call: Any) -> Any:  # the session is of this thread
        return call()

    async def save() -> None:
        desk._session = structs.replace(there.session, user=user)
        desk.ask = ask  # type: ignore[method-assign, assignment]
        await desk.record(edit, name="house")

    asyncio.run(save())


def test_only_an_admin_says_whether_the_centre_is_a_health_service(book: RuleBook) -> None:
    with house(plan_of(), book) as there:
        edit = changed(there.view(), "centre", health_service=True)
        with pytest.raises(Refused) as refused:
            save_as(there, STAFF, edit)
        why = ENGLISH(refused.value.problems[0].message)
        assert why.startswith("Only an admin may say whether the centre is a health service")
        assert not there.view().plan.centre.health_service
        save_as(there, ADMIN, edit)
        save_as(there, STAFF, changed(there.view(), "centre", cleaning_minutes=3))
        save_as(there, STAFF, changed(there.view(), "hours", mon=()))
        save_as(there, STAFF, changed(there.view(), "room", "studio", capacity_1m=9))
        assert there.view().plan.centre.health_service
        with there.session.store.reading() as reading:
            require_may_take_back(STAFF, reading, 3)
            with pytest.raises(Refused):
                require_may_take_back(STAFF, reading, 2)
            require_may_take_back(ADMIN, reading, 2)


def test_what_the_configuration_says_of_it_is_no_change(book: RuleBook) -> None:
    with house(plan_of(), book) as there:
        house_ = HouseRecord(centre=structs.replace(HEALTHY, name="Prøve"))
        save_as(there, STAFF, Edit(put=(house_,)), HEALTHY)
        with there.session.store.reading() as reading:
            require_may_take_back(STAFF, reading, 2, HEALTHY)
            with pytest.raises(Refused):
                require_may_take_back(STAFF, reading, 2)

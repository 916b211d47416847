"""The booking form for somebody who has never seen it: no key surprises, nothing typed is lost."""

from __future__ import annotations

import pytest
from msgspec import structs

from glimt_rules.finding import Finding
from glimt_rules.message import Message
from glimt_rules.plan.model import Room
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.form.lines import form_lines
from glimt_tui.screen.form.typing import Typed
from screen.conftest import MakeApp
from screen.screens import (
    PEOPLE,
    at,
    lines,
    person,
    plan_of,
    press,
    running,
    shown,
    small_plan,
    visit,
    write,
)
from screen.test_form import form_of, judged, told


def footer(app: GlimtApp) -> str:
    return lines(app)[-1]


async def test_somebody_new_to_it_books_with_letters_and_enter_alone(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "n")
        for text in ("ane", "bo"):
            await write(pilot, text)
            await press(pilot, "enter")  # takes whoever is marked
        await press(pilot, "enter")
        await write(pilot, "i morgen 14-15:30")
        await press(pilot, "enter")
        await write(pilot, "fel")
        await press(pilot, "enter", "enter")
        await write(pilot, "Kor")
        await press(pilot, *["enter"] * 4)  # title, kind, things, and the line that saves
        assert small_app.panel is None
        assert small_app.view is not None
        (made,) = [each for each in small_app.view.visits.values() if each.title == "Kor"]
        assert (made.people, made.room, made.start) == (("ane", "bo"), "felles", at("14:00", 13))


@pytest.mark.parametrize("field", ["who", "when", "where", "what", "kind", "equipment"])
async def test_enter_goes_to_the_next_field_from_every_field(
    small_app: GlimtApp, field: str
) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="ane", start=at("16:00", 13))
        state = form_of(small_app).state
        after = {"equipment": "save"}  # past the line that shows what is seldom needed
        names = [each.name for each in state.fields()]
        state.go_to(field)
        await press(pilot, "enter")
        assert state.focus == after.get(field) or state.focus == names[names.index(field) + 1]


@pytest.mark.parametrize(
    ("field", "letters"), [("who", "bo"), ("where", "stu"), ("kind", "leis"), ("equipment", "gi")]
)
async def test_enter_takes_what_is_marked_in_every_field_and_tab_goes_on_at_once(
    small_app: GlimtApp, field: str, letters: str
) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="ane", start=at("16:00", 13))
        state = form_of(small_app).state
        state.go_to(field)
        before = state.focused.value(state)
        await write(pilot, letters)
        assert footer(small_app).startswith(" ⏎ take what is marked")
        await press(pilot, "enter")
        assert state.focus == field
        assert state.focused.value(state) != before
        assert footer(small_app).startswith(" ⏎ next field")
        await press(pilot, "backspace")
        await write(pilot, letters)
        await press(pilot, "tab")
        assert state.focus != field
        assert state.field(field).value(state) != before  # type: ignore[union-attr]


async def test_letters_that_fit_nothing_are_told_and_kept_and_hinder_saving(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="ane", start=at("16:00", 13), room="felles")
        state = form_of(small_app).state
        for field in ("kind", "where", "equipment"):
            state.go_to(field)
            await write(pilot, "xyz")
            assert '"xyz" fits nothing here' in told(small_app)
            await press(pilot, "enter")
            assert state.focus != field
            assert state.booking.typed[field] == "xyz"
            await press(pilot, "ctrl+s")
            assert state.focus == field
            assert '"xyz" fits nothing here' in shown(small_app).lower()
            await press(pilot, "escape")  # forgets the letters, and closes nothing
            assert state.booking.typed == {}
        assert state.booking.room == "felles"


@pytest.mark.parametrize(("field", "letters"), [("who", "bo"), ("where", "stu")])
async def test_what_is_typed_and_not_taken_is_not_silently_left_out(
    small_app: GlimtApp, field: str, letters: str
) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="ane", start=at("16:00", 13), room="felles")
        state = form_of(small_app).state
        state.go_to(field)
        await write(pilot, letters)
        await press(pilot, "ctrl+s")
        assert small_app.panel is not None
        assert "has been chosen for what was typed" in shown(small_app)
        assert state.focus == field
        assert state.focused.typed.text == letters


async def test_a_distance_that_is_no_number_is_told(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="ane", start=at("16:00", 13), room="felles")
        form_of(small_app).state.go_to("distance")
        await write(pilot, "far")
        assert "a number of metres is wanted" in told(small_app)
        await press(pilot, "ctrl+s")
        assert small_app.panel is not None


async def test_a_time_that_stands_there_is_typed_over(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "2", "n")
        await write(pilot, "ane")
        await press(pilot, "tab")
        state = form_of(small_app).state
        assert state.focused.typed.chosen
        await write(pilot, "14-15")
        assert state.focused.typed.text == "14-15"
        assert (state.booking.start, state.booking.end) == (at("14:00"), at("15:00"))


def test_a_chosen_text_gives_way_and_a_cursor_key_keeps_it() -> None:
    typed = Typed("i dag 11-12")
    typed.choose()
    assert typed.press("left")
    typed.insert("x")
    assert typed.text == "i dag 11-1x2"
    typed.choose()
    assert typed.press("backspace")
    assert typed.text == ""
    typed.choose()
    assert not typed.chosen


async def test_the_footer_tells_what_the_keys_do_in_the_form_and_then_of_the_page_again(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        assert "Arrived" in footer(small_app)
        await press(pilot, "n")
        fields = " ⏎ next field ↑↓ another field"
        assert footer(small_app) == f"{fields} ^s save F1 why ^d drop esc close"
        form_of(small_app).state.go_to("save")
        form_of(small_app).draw()
        assert footer(small_app).startswith(" ⏎ save")
        await press(pilot, "ctrl+d")
        assert footer(small_app) == " ⏎ yes esc no"
        await press(pilot, "escape", "escape")
        assert "Arrived" in footer(small_app)


async def test_the_footer_tells_the_keys_that_the_configuration_gives(make_app: MakeApp) -> None:
    app = make_app(plan_of())
    app._keys["save"] = "f9"
    async with running(app) as pilot:
        await press(pilot, "n")
        assert "F9 save" in footer(app)


async def test_an_alternative_is_named_in_the_footer(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="ane", start=at("13:30"), room="studio")
        await judged(pilot)
        await pilot.pause(0.5)
        await judged(pilot)
        assert footer(small_app).startswith(" F2 what is allowed ⏎ next field")


async def test_the_worst_finding_under_a_field_is_read_in_whole(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="ane", start=at("13:30"), room="studio")
        await judged(pilot)
        state = form_of(small_app).state
        long = "many people meet many others, " * 4 + "and that is the reason"
        state._findings = [_saying(found, long) for found in state.findings()]
        text = " ".join(line.text.plain.strip() for line in form_lines(state, 39))
        assert "and that is the reason" in " ".join(text.split())


def _saying(finding: Finding, text: str) -> Finding:
    return structs.replace(finding, message=Message(text, {}))


async def test_the_verdict_counts_what_is_new_at_another_visit(make_app: MakeApp) -> None:
    plan = plan_of(visit("later", "15:30", "16:30", "cai", day=13, room="studio", title="Kor"))
    app = make_app(plan)
    async with running(app) as pilot:
        await app.book(person="ane", room="studio", start=at("15:00", 13), end=at("16:00", 13))
        await judged(pilot)
        verdict = next(line for line in lines(app) if "takes 1 reason" in line)
        assert "✗ VIOLATION" in verdict


async def test_the_offer_of_a_draft_shows_what_was_only_typed(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "n", "enter")
        await write(pilot, "sometime")
        form = form_of(small_app)
        await form.before_leaving()
        await press(pilot, "escape", "n")
        assert "Draft from" in told(small_app)
        assert "«sometime»" in told(small_app)
        await press(pilot, "escape", "x", "n")
        assert "sometime" not in told(small_app)


@pytest.mark.parametrize(
    ("choices", "listed", "more"),
    [(5, 5, None), (6, 6, None), (7, 5, "… og 2 til"), (8, 5, "… og 3 til")],
)
async def test_a_list_that_is_longer_than_what_is_shown_says_how_much_more_there_is(
    make_app: MakeApp, choices: int, listed: int, more: str | None
) -> None:
    plan = small_plan()
    rooms = tuple(Room(id=f"rom{n}", name=f"Øverom {n}") for n in range(choices))
    app = make_app(structs.replace(plan, rooms=(*plan.rooms, *rooms)), language="nb")
    async with running(app) as pilot:
        await press(pilot, "n")
        state = form_of(app).state
        state.go_to("where")
        await write(pilot, "øver")
        there = [choice.text for choice in state.focused.choices(state)]
        assert len(there) == choices
        assert sum(any(place in line for place in there) for line in lines(app)) == listed
        assert ("… og" in shown(app)) is (more is not None)
        if more is not None:
            assert more in shown(app)
            await press(pilot, "up")  # the last of them: the others are above
            assert more in shown(app)
            assert there[-1] in shown(app)


async def test_where_more_people_fit_than_are_found_it_says_to_type_more(
    make_app: MakeApp,
) -> None:
    many = [person(f"n{n}", f"Nina Påhitt {n}", 20 + n) for n in range(9)]
    app = make_app(structs.replace(small_plan(), people=(*PEOPLE, *many)), language="nb")
    async with running(app) as pilot:
        await press(pilot, "n")
        await write(pilot, "nina")
        assert "… og flere: skriv flere bokstaver" in shown(app)
        await write(pilot, " 3")
        assert "… og" not in shown(app)
        await press(pilot, "backspace", "backspace", "enter")
        assert "… og" not in shown(app)  # somebody is taken, and nothing typed any more
        await press(pilot, "escape", "escape", "3", "p", "down", "down", "down")
        await write(pilot, "nina")
        assert "… og flere: skriv flere bokstaver" in shown(app)
        await press(pilot, "escape")
        assert "… og" not in shown(app)

"""The booking form: what its fields take, what stands under them, and what the keys do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec import structs

from glimt_rules.plan.model import Centre, OpeningHours, Plan
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.form.keys import paste
from glimt_tui.screen.form.lines import form_lines
from glimt_tui.screen.form.typing import Typed
from glimt_tui.screen.form.wrapping import wrapped
from screen.form_screens import form_of, judged, told
from screen.screens import (
    FORBIDDEN,
    NASTY,
    at,
    person,
    plan_of,
    press,
    running,
    settle,
    shown,
    small_plan,
    visit,
    write,
)

MakeApp = Callable[..., GlimtApp]


# Typing ------------------------------------------------------------------------------------


def test_one_line_of_text_takes_the_usual_keys() -> None:
    typed = Typed("to 14")
    for key in ("home", "right", "delete", "end", "left", "backspace"):
        assert typed.press(key)
    assert (typed.text, typed.cursor) == ("t 4", 2)
    typed.set("one two  three")
    assert typed.press("ctrl+w")
    assert typed.text == "one two  "
    assert typed.press("ctrl+left")
    assert typed.press("ctrl+k")
    assert typed.text == "one "
    assert typed.press("ctrl+u")
    assert typed.text == ""
    assert not typed.press("backspace")
    assert not typed.press("f5")


def test_what_cannot_stand_on_a_line_is_not_typed() -> None:
    typed = Typed()
    for text in FORBIDDEN:
        typed.insert(text)
    assert typed.text == "abc[31mredtabhere"
    typed.insert("x" * 1000)
    assert len(typed.text) == 250


def test_the_cursor_never_stands_within_a_sign() -> None:
    typed = Typed("ae\u0301🎸b")
    places = [typed.cursor]
    while typed.press("left"):
        places.append(typed.cursor)
    assert places == [5, 4, 3, 1, 0]


@pytest.mark.parametrize("text", ["x" * 40, "å" * 40, "🎸" * 20, "漢字" * 10, "a🎸" * 15])
def test_the_part_around_the_cursor_is_in_view(text: str) -> None:
    typed = Typed(text)
    while True:
        part, column = typed.window(12)
        assert 0 <= column < 12
        if not typed.press("left"):
            break
    assert part == typed.text[: len(part)]


def test_texts_break_by_the_cells_that_they_take() -> None:
    assert wrapped("one two three", 8) == ["one two", "three"]
    assert wrapped("x" * 20, 8) == ["x" * 8, "x" * 8, "x" * 4]
    assert wrapped("漢字漢字漢", 4) == ["漢字", "漢字", "漢"]
    assert wrapped("one two three four five", 8, 2) == ["one two", "three f…"]
    assert wrapped("", 8) == [""]


# A phone call ------------------------------------------------------------------------------


async def test_a_booking_is_made_in_one_go(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "n")
        await write(pilot, "ane")
        assert "› Ane Eksempel Musikkgruppa" in told(small_app)
        await press(pilot, "enter")
        await write(pilot, "bo")
        await press(pilot, "tab")
        await write(pilot, "i morgen 14-15:30")
        assert "we 13.1. 14:00–15:30" in told(small_app).lower()
        await press(pilot, "tab")
        await write(pilot, "fel")
        await press(pilot, "tab")
        await write(pilot, "Kor")
        await judged(pilot)
        assert "can be saved" in shown(small_app)
        await press(pilot, "ctrl+s")
        assert small_app.panel is None
        assert small_app.view is not None
        made = [each for each in small_app.view.visits.values() if each.title == "Kor"]
        assert [(v.people, v.start, v.end, v.room) for v in made] == [
            (("ane", "bo"), at("14:00", 13), at("15:30", 13), "felles")
        ]
        assert made[0].booked_at == at("11:40")


async def test_what_is_known_already_stands_there(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="cai", room="studio", start=at("16:00", 13))
        await judged(pilot)
        text = told(small_app)
        assert "Cai Oppdiktet" in text
        assert "Studio" in text
        assert "13.1. 16:00–17:00" in text
        assert "can be saved" in shown(small_app)


async def test_times_without_a_day_lie_on_the_day_that_was_given(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.book(day=at("12:00", 15).date(), person="ane")
        assert form_of(small_app).state.focus == "when"
        await write(pilot, "14-15")
        booking = form_of(small_app).state.booking
        assert (booking.start, booking.end) == (at("14:00", 15), at("15:00", 15))


async def test_a_time_that_is_not_understood_says_so_and_is_kept(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "n", "tab")
        await write(pilot, "sometime")
        assert "was not understood" in told(small_app)
        assert form_of(small_app).state.booking.typed == {"when": "sometime"}


# Fields ------------------------------------------------------------------------------------


async def test_backspace_on_nothing_takes_the_last_one_away(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "n")
        for name in ("ane", "bo"):
            await write(pilot, name)
            await press(pilot, "enter")
        await press(pilot, "backspace")
        assert form_of(small_app).state.booking.people == ("ane",)


async def test_somebody_unknown_is_written_down_on_the_spot(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "n")
        await write(pilot, "nina ny")
        assert "+ somebody new: Nina Ny" in told(small_app)
        await press(pilot, "enter")
        await write(pilot, "406 12 345")
        await press(pilot, "tab", "right", "tab")
        await write(pilot, "i morgen 14")
        await judged(pilot)
        assert "+ new: Nina Ny" in told(small_app)
        await press(pilot, "ctrl+s")
        assert small_app.view is not None
        new = [one for one in small_app.view.people.values() if one.name == "Nina Ny"]
        assert [(one.phone, one.role) for one in new] == [("406 12 345", "participant")]
        assert new[0].id.startswith("p-")
        assert len(new[0].id) == 8


async def test_places_are_found_by_letters_or_by_going_left_and_right(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="ane", start=at("16:00", 13))
        state = form_of(small_app).state
        state.go_to("where")
        await press(pilot, "right", "right")
        assert state.booking.room == "studio"
        await write(pilot, "out")
        await press(pilot, "enter")
        assert (state.booking.setting, state.booking.room) == ("outdoors", None)
        assert "outdoors" in told(small_app)


async def test_the_host_is_asked_for_at_home_only(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="ane", start=at("16:00", 13))
        state = form_of(small_app).state
        assert state.field("host") is None
        state.go_to("where")
        await write(pilot, "home")
        await press(pilot, "enter")
        assert state.field("host") is not None
        await press(pilot, "ctrl+s")
        assert "whose home is it?" in told(small_app)
        assert state.focus == "host"
        await press(pilot, "right")
        assert state.booking.host == "ane"


async def test_things_are_listed_by_a_blank(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="ane", start=at("16:00", 13), room="studio")
        state = form_of(small_app).state
        state.go_to("equipment")
        await press(pilot, "space")
        assert "› Westerngitar Gitarreim i skinn" in told(small_app)
        await press(pilot, "down", "enter")
        assert state.booking.equipment == ("reim",)
        await press(pilot, "escape")
        assert small_app.panel is None


async def test_what_is_seldom_needed_is_behind_one_line(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="ane", start=at("16:00", 13))
        assert "Masks" not in told(small_app)
        form_of(small_app).state.go_to("more")
        await press(pilot, "enter")
        state = form_of(small_app).state
        assert state.focus == "masks"
        await write(pilot, "y")
        await press(pilot, "tab")
        await write(pilot, "1,5")
        assert (state.booking.masks, state.booking.distance_m) == (True, 1.5)


async def test_outside_the_opening_hours_is_a_word_and_no_hindrance(make_app: MakeApp) -> None:
    hours = OpeningHours(tue=("10:00-17:00",), wed=("10:00-17:00",))
    plan: Plan = structs.replace(small_plan(), centre=Centre(opening_hours=hours))
    app = make_app(plan)
    async with running(app) as pilot:
        await app.book(person="ane", start=at("18:00", 13))
        await judged(pilot)
        assert "outside the opening hours, 10:00–17:00" in told(app)
        assert "can be saved" in shown(app)


# The rules ---------------------------------------------------------------------------------


async def test_each_finding_stands_under_the_field_that_drives_it(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="cai", room="studio", start=at("13:30"))
        state = form_of(small_app).state
        await judged(pilot)
        assert "Studio is in use until 14:00" in told(small_app).split("Where")[0]
        state.go_to("equipment")
        await write(pilot, "reim")
        await press(pilot, "enter")
        state.go_to("who")
        await press(pilot, "backspace")
        await write(pilot, "ane")
        await press(pilot, "enter")
        await judged(pilot)
        under = told(small_app).split("Things")[1]
        assert "must be set aside for 48 hours" in under


async def test_two_rules_that_say_the_same_are_told_once(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="ane", start=at("16:00", 13))
        await write(pilot, "bo")
        await press(pilot, "enter")
        await judged(pilot)
        assert told(small_app).count("Which room is the visit in") == 1


async def test_f1_shows_the_rules_about_the_field_and_goes_back(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="cai", room="studio", start=at("13:30"))
        await judged(pilot)
        state = form_of(small_app).state
        state.go_to("when")
        await press(pilot, "f1")
        text = told(small_app)
        assert "The rules about «When»" in text
        assert "GLIMT recovery centre" in text
        assert "Source:" in text
        assert "https://" in text
        assert "senter.cleaning@2021-01-04" in text
        assert "nasjonal.indoor-persons" in text
        await press(pilot, "pagedown", "up", "escape")
        assert "▸When" in told(small_app)
        state.go_to("save")
        await press(pilot, "f1")
        assert "The rules about «all fields»" in told(small_app)
        await press(pilot, "f1")
        assert "▸ Save" in told(small_app)


async def test_f1_before_anything_can_be_judged_says_what_is_missing(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "n", "f1")
        assert "say who and when" in shown(small_app)


async def test_what_is_new_at_another_visit_is_told_with_its_time(make_app: MakeApp) -> None:
    plan = plan_of(visit("later", "15:30", "16:30", "cai", day=13, room="studio", title="Kor"))
    app = make_app(plan)
    async with running(app) as pilot:
        await app.book(person="ane", room="studio", start=at("15:00", 13), end=at("16:00", 13))
        await judged(pilot)
        assert "13.1. 15:30 Kor: Studio is in use until 16:00" in told(app)


async def test_no_line_is_wider_than_the_form(make_app: MakeApp, demo_plan: Plan) -> None:
    app = make_app(demo_plan, language="nb")
    async with running(app) as pilot:
        await app.edit_visit("bursdag")
        await judged(pilot)
        assert "privat sammenkomst; høyst 5" in told(app)
        form = form_of(app)
        width = form.lines.text_width
        assert width == 39
        assert all(line.text.cell_len <= width for line in form.lines.lines)


# Few bytes, and nothing that breaks --------------------------------------------------------


async def test_a_letter_without_another_verdict_changes_one_line(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="ane", room="studio", start=at("16:00", 13))
        await judged(pilot)
        form_of(small_app).state.go_to("what")
        form_of(small_app).draw()
        await write(pilot, "Ko")
        await judged(pilot)
        before = shown(small_app).splitlines()
        await write(pilot, "r")
        await judged(pilot)
        after = shown(small_app).splitlines()
        assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


async def test_the_field_with_the_cursor_stays_where_it_is_as_findings_come(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "n")
        await write(pilot, "ane")
        await press(pilot, "tab")
        line = next(n for n, text in enumerate(shown(small_app).splitlines()) if "▸When" in text)
        await write(pilot, "10:15")
        await judged(pilot)
        lines = shown(small_app).splitlines()
        assert "▸When" in lines[line]


async def test_no_name_breaks_the_form(make_app: MakeApp, size: tuple[int, int]) -> None:
    people = tuple(person(f"p{n}", name, 20 + n) for n, name in enumerate(NASTY))
    all_of_them = visit("v", "14:00", "15:00", *(one.id for one in people), title=NASTY[0])
    app = make_app(plan_of(all_of_them, people=people), language="nb")
    async with running(app, size) as pilot:
        await app.edit_visit("v")
        await judged(pilot)
        await press(pilot, "f1", "escape", "end")
        assert "[bold]x[/]" in told(app)
        form = form_of(app)
        for text in (*NASTY, *FORBIDDEN):
            for name in ("who", "when", "where", "what", "equipment"):
                form.state.go_to(name)
                paste(form.state, text)
                form.draw()
            for width in (10, 39, 57):
                assert all(line.text.cell_len <= max(width, 22) + 1
                           for line in form_lines(form.state, width))  # fmt: skip
        await settle(pilot)
        assert app.is_running


async def test_masked_names_are_masked_in_the_form(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "x")
        await small_app.book(person="ane", start=at("16:00", 13))
        await judged(pilot)
        assert "Ane" not in told(small_app)
        form_of(small_app).state.go_to("who")
        await write(pilot, "bo")
        assert "Bo Påhitt" not in told(small_app)


async def test_a_narrow_and_low_terminal_breaks_nothing(small_app: GlimtApp) -> None:
    async with running(small_app, (44, 12)) as pilot:
        await press(pilot, "n")
        await write(pilot, "ane")
        await press(pilot, "enter", "down", "down", "down", "down", "down", "down", "down")
        assert "▸ Save" in shown(small_app)
        await pilot.resize_terminal(120, 40)
        await settle(pilot)
        assert "▸ Save" in shown(small_app)


async def test_the_status_is_asked_for_once_a_visit_may_have_begun(small_app: GlimtApp) -> None:
    async with running(small_app):
        await small_app.book(person="ane", start=at("16:00", 13))
        assert form_of(small_app).state.field("status") is None
        await small_app.book(person="ane", start=at("11:00"))
        assert form_of(small_app).state.field("status") is not None
        await small_app.edit_visit("imorgen")
        assert form_of(small_app).state.field("status") is not None


async def test_a_click_puts_the_cursor_in_a_field(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "n")
        await pilot.click("#form-lines", offset=(5, 3))
        assert form_of(small_app).state.focus == "what"


async def test_a_booking_that_is_gone_opens_an_empty_form_and_says_so(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await small_app.edit_visit("gone")
        await settle(pilot)
        assert "not there any more" in shown(small_app)
        assert form_of(small_app).state.booking.is_new

"""Saving from the booking form: what is in the way, what is asked, what a dropped line costs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from msgspec import structs

from glimt_rules.kinds.base import Question
from glimt_rules.message import Message
from glimt_rules.plan.model import Household, Plan, Visit
from glimt_tui.desk.booking import Booking
from glimt_tui.desk.edits import Edit
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.form.question_field import QuestionField
from glimt_tui.store.records import Key
from screen.form_screens import form_of, judged, told
from screen.screens import (
    FixedClock,
    at,
    person,
    plan_of,
    press,
    running,
    settle,
    shown,
    visit,
    write,
)

MakeApp = Callable[..., GlimtApp]


def visit_of(app: GlimtApp, id_: str) -> Visit:
    assert app.view is not None
    return app.view.visits[id_]


async def write_as_colleague(app: GlimtApp, *values: object) -> None:
    """Have somebody else write, behind the back of what is on the screen."""
    store = app.desk._session.store

    def write() -> None:
        with store.action("change") as action:
            for value in values:
                assert isinstance(value, Visit)
                there = action.get(Key("visit", value.id))
                action.put(value, there.version if there else None)

    await app.desk.ask(write)


def crowded() -> Plan:
    """Ten people in the premises tomorrow from 10 to 12."""
    people = tuple(person(f"p{n}", f"Person {n}", 20 + n) for n in range(12))
    ten = [one.id for one in people[:10]]
    return plan_of(visit("full", "10:00", "12:00", *ten, day=13), people=people)


# What is in the way ------------------------------------------------------------------------


async def test_what_a_binding_rule_forbids_is_not_saved(make_app: MakeApp) -> None:
    app = make_app(crowded())
    async with running(app) as pilot:
        await app.book(person="p11", room="studio", start=at("11:00", 13))
        await judged(pilot)
        assert "cannot be saved" in shown(app)
        await press(pilot, "ctrl+s")
        assert "is binding" in shown(app)
        assert form_of(app).state.focus == "when"
        await press(pilot, "ctrl+u")
        await write(pilot, "13-14")
        await judged(pilot)
        await press(pilot, "ctrl+s")
        assert app.panel is None


async def test_nothing_is_saved_as_long_as_it_is_half_a_booking(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "n", "ctrl+s")
        assert "somebody must take part" in told(small_app)
        assert form_of(small_app).state.focus == "who"
        await write(pilot, "zzz")
        await press(pilot, "down", "ctrl+s")
        assert small_app.panel is not None


async def test_a_house_rule_takes_one_reason_and_then_a_waiver_is_written(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="ane", room="studio", start=at("14:10"))
        await judged(pilot)
        assert "takes 1 reason" in shown(small_app)
        await press(pilot, "ctrl+s")
        assert "write why an exception is made" in shown(small_app)
        assert form_of(small_app).state.focus == "reason:senter.cleaning"
        await press(pilot, "ctrl+s")
        assert small_app.panel is not None
        await write(pilot, "Haster")
        await press(pilot, "enter", "enter")  # on to «Save», and save
        assert small_app.panel is None
        assert small_app.view is not None
        assert [(w.rule, w.reason) for w in small_app.view.plan.waivers] == [
            ("senter.cleaning", "Haster")
        ]


def unknown_outside() -> Plan:
    """Nobody has told whom Ane and Bo met outside."""
    plan = plan_of()
    told = tuple(one for one in plan.households if one.id not in ("ane", "bo"))
    return structs.replace(plan, households=told)


async def test_a_missing_fact_is_asked_right_there_once(make_app: MakeApp) -> None:
    app = make_app(unknown_outside())
    async with running(app) as pilot:
        await app.book(person="ane", room="felles", start=at("14:00", 13))
        state = form_of(app).state
        await write(pilot, "bo")
        await press(pilot, "enter")
        await judged(pilot)
        assert told(app).count("meet outside the centre in week 2?") == 2
        assert told(app).split("When")[0].count("Answer") == 2
        await press(pilot, "ctrl+s")
        assert "A fact is missing" in shown(app)
        assert state.focus.startswith("ask:households/ane/")
        await write(pilot, "x")
        assert "a whole number is wanted" in told(app)
        await press(pilot, "backspace")
        await write(pilot, "3")
        await judged(pilot)
        await press(pilot, "tab")
        await write(pilot, "0")
        await judged(pilot)
        assert "✓ rules kept" in shown(app)
        await press(pilot, "ctrl+s")
        assert app.panel is None
        assert app.view is not None
        homes = {home.id: home.outside_contacts for home in app.view.plan.households}
        assert (homes["ane"], homes["bo"]) == ({"2021-W02": 3}, {"2021-W02": 0})


async def test_a_question_may_stay_open(make_app: MakeApp) -> None:
    app = make_app(unknown_outside())
    async with running(app) as pilot:
        await app.book(person="ane", room="felles", start=at("14:00", 13))
        await write(pilot, "bo")
        await press(pilot, "enter", "ctrl+s", "ctrl+s")
        assert app.panel is None


async def test_yes_and_no_are_a_letter_or_an_arrow(make_app: MakeApp) -> None:
    app = make_app(plan_of())
    async with running(app):
        await app.book(person="ane", start=at("14:00", 13))
        state = form_of(app).state
        state.change(kind="support_contact", setting="outdoors", start=at("14:00", 20),
                     end=at("15:00", 20))  # fmt: skip
        field = QuestionField(Question(Message("?", {}), ("people", "ane", "risk_group")))
        field.typed.insert("n")
        field.changed(state)
        assert field.fact(state) is False
        assert field.step(state, 1)
        assert field.fact(state) is True
        assert field.value(state) == "yes"
        field.erase(state)
        assert field.fact(state) is None


async def test_what_has_happened_is_saved_as_it_was(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.edit_visit("tidlig")
        state = form_of(small_app).state
        state.go_to("handwashed")
        await press(pilot, "right")  # hands were not washed after all
        await judged(pilot)
        assert "it has happened" in shown(small_app)
        await press(pilot, "ctrl+s")
        assert small_app.panel is None
        assert visit_of(small_app, "tidlig").handwashed is False


async def test_what_worsens_nothing_is_saved(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.edit_visit("snarvisitt")
        await judged(pilot)
        assert "it makes nothing worse than it was" in shown(small_app)
        form_of(small_app).state.go_to("what")
        await write(pilot, "!")
        await press(pilot, "ctrl+s")
        assert visit_of(small_app, "snarvisitt").title == "Uten avtale!"


# Cancelling, throwing away -----------------------------------------------------------------


async def test_cancelling_asks_once_and_leaves_the_rest_as_it_was(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.edit_visit("alene")
        form_of(small_app).state.go_to("what")
        await write(pilot, "xxx")
        await press(pilot, "ctrl+d")
        assert "Cancel the booking?" in shown(small_app)
        await press(pilot, "escape")
        assert visit_of(small_app, "alene").status == "planned"
        assert small_app.panel is not None
        await press(pilot, "ctrl+d", "enter")
        assert small_app.panel is None
        cancelled = visit_of(small_app, "alene")
        assert (cancelled.status, cancelled.title) == ("cancelled", "Øver alene")


async def test_a_new_booking_is_thrown_away_with_its_draft(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="ane")
        await write(pilot, "i morgen 14")
        await press(pilot, "ctrl+d", "enter")
        assert small_app.panel is None
        await press(pilot, "n")
        assert "Draft" not in told(small_app)


# Drafts ------------------------------------------------------------------------------------


async def test_escape_keeps_a_draft_which_is_offered_next_time(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "n")
        await write(pilot, "ane")
        await press(pilot, "enter", "tab")
        await write(pilot, "i morgen 14-")
        await press(pilot, "escape")
        assert small_app.panel is None
        await press(pilot, "n")
        assert "Draft from" in told(small_app)
        await write(pilot, "bo")
        await press(pilot, "ctrl+r")
        booking = form_of(small_app).state.booking
        assert booking.people == ("ane",)
        assert "i morgen 14-" in told(small_app)
        assert "Draft from" not in told(small_app)


async def test_a_draft_that_is_not_wanted_is_thrown_away(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "n")
        await write(pilot, "ane")
        await press(pilot, "enter", "escape", "n", "ctrl+x")
        assert "Draft from" not in told(small_app)
        await press(pilot, "escape", "n")
        assert "Draft from" not in told(small_app)


async def test_a_change_that_was_not_saved_is_taken_up_again(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.edit_visit("alene")
        form_of(small_app).state.go_to("what")
        await write(pilot, " igjen")
        await press(pilot, "escape")
        await small_app.edit_visit("alene")
        await settle(pilot)
        assert form_of(small_app).state.booking.title == "Øver alene igjen"
        assert "Draft from" in told(small_app)
        await press(pilot, "ctrl+x")
        assert form_of(small_app).state.booking.title == "Øver alene"
        await press(pilot, "escape")
        await small_app.edit_visit("alene")
        await settle(pilot)
        assert "Draft from" not in told(small_app)


async def test_a_draft_is_kept_while_somebody_types_and_gone_once_it_is_saved(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="ane", room="felles", start=at("14:00", 13))
        form = form_of(small_app)
        form.state.go_to("what")
        await write(pilot, "Kor")
        await asyncio.sleep(0.4)
        assert form.keeper is not None
        drafts = form.keeper._drafts
        kept = await asyncio.to_thread(drafts.newest)
        assert kept is not None
        assert kept.booking.title == "Kor"
        await press(pilot, "ctrl+s")
        assert small_app.panel is None
        await press(pilot, "n")
        assert "Draft" not in told(small_app)


async def test_leaving_the_screen_keeps_the_draft_at_once(
    small_app: GlimtApp, clock: FixedClock
) -> None:
    kept: list[Booking] = []
    async with running(small_app) as pilot:
        await small_app.book(person="ane")
        form = form_of(small_app)
        await write(pilot, "i morgen 1")
        assert form.keeper is not None
        drafts = form.keeper._drafts
        drafts.keep = kept.append  # type: ignore[method-assign]
        await pilot.press("5")
        small_app.exit(0)
    assert [booking.start for booking in kept[-1:]] == [at("15:00", 13)]


async def test_a_signal_leaves_time_to_keep_the_draft(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="ane")
        await write(pilot, "i morgen 15")
        form = form_of(small_app)
        await form.before_leaving()
        assert form.keeper is not None
        kept = await asyncio.to_thread(form.keeper._drafts.newest)
        assert kept is not None
        assert kept.booking.start == at("15:00", 13)


# Two people at once ------------------------------------------------------------------------


async def test_a_colleagues_change_is_told_and_each_field_is_chosen(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.edit_visit("alene")
        form_of(small_app).state.go_to("what")
        await write(pilot, "!")
        there = visit_of(small_app, "alene")
        theirs = structs.replace(there, title="Dans", start=at("13:15"), masks=False)
        await write_as_colleague(small_app, theirs)
        await press(pilot, "ctrl+s")
        text = told(small_app)
        assert "Somebody has changed this booking meanwhile." in text
        assert "● mine: Øver alene! ○ theirs: Dans" in text
        assert "○ mine: Tu 12.1. 13:00–14:00 ● theirs: Tu 12.1. 13:15–14:00" in text
        await press(pilot, "down", "right", "left", "space", "down", "left", "enter")
        booking = form_of(small_app).state.booking
        assert (booking.title, booking.start, booking.masks) == ("Dans", at("13:15"), True)
        await judged(pilot)
        await press(pilot, "ctrl+s")
        assert small_app.panel is None
        saved = visit_of(small_app, "alene")
        assert (saved.title, saved.start, saved.masks) == ("Dans", at("13:15"), True)


async def test_a_colleagues_change_that_contradicts_nothing_is_taken_over(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await small_app.edit_visit("alene")
        form_of(small_app).state.go_to("what")
        await write(pilot, "!")
        there = visit_of(small_app, "alene")
        await write_as_colleague(small_app, structs.replace(there, booked_at=at("10:00")))
        await press(pilot, "ctrl+s")
        assert small_app.panel is None
        saved = visit_of(small_app, "alene")
        assert (saved.title, saved.booked_at) == ("Øver alene!", at("10:00"))


async def test_the_difference_can_be_looked_at_before_saving(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.edit_visit("alene")
        await write_as_colleague(
            small_app, structs.replace(visit_of(small_app, "alene"), title="Dans")
        )
        await small_app.renew()
        await settle(pilot)
        assert "somebody has changed this booking: ^o" in told(small_app)
        await press(pilot, "ctrl+o")
        assert "theirs: Dans" in told(small_app)
        await press(pilot, "escape")
        assert "▸Who" in told(small_app)


async def test_a_booking_that_somebody_removed_can_be_made_anew(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.edit_visit("imorgen")
        form_of(small_app).state.go_to("what")
        await write(pilot, "!")
        store = small_app.desk._session.store

        def remove() -> None:
            with store.action("remove") as action:
                key = Key("visit", "imorgen")
                record = action.get(key)
                assert record is not None
                action.remove(key, record.version)

        await small_app.desk.ask(remove)
        await press(pilot, "ctrl+s")
        assert "saving makes a new one" in shown(small_app)
        await judged(pilot)
        await press(pilot, "ctrl+s")
        assert small_app.panel is None
        assert small_app.view is not None
        titles = [each.title for each in small_app.view.visits.values()]
        assert titles.count("Dagen etter!") == 1


async def test_somebody_elses_answer_goes_before_mine(make_app: MakeApp) -> None:
    app = make_app(unknown_outside())
    async with running(app) as pilot:
        await app.book(person="ane", room="felles", start=at("14:00", 13))
        await write(pilot, "bo")
        await press(pilot, "enter", "ctrl+s")
        await write(pilot, "3")
        await press(pilot, "tab")
        await write(pilot, "1")
        store = app.desk._session.store

        def answer() -> None:
            with store.action("contacts") as action:
                action.put(Household(id="ane", outside_contacts={"2021-W02": 5}))

        await app.desk.ask(answer)
        await press(pilot, "ctrl+s")
        assert "answered the same meanwhile" in shown(app)
        await press(pilot, "ctrl+s")
        assert app.panel is None
        assert app.view is not None
        homes = {home.id: home.outside_contacts for home in app.view.plan.households}
        assert (homes["ane"], homes["bo"]) == ({"2021-W02": 5}, {"2021-W02": 1})


async def test_an_answer_to_what_stands_there_no_more_is_dropped(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.book(person="ane", room="felles", start=at("14:00", 13))
        await judged(pilot)
        form = form_of(small_app)
        asked: list[Edit] = []
        preview = small_app.desk.preview

        async def slow(edit: Edit) -> object:
            asked.append(edit)
            answer = await preview(edit)
            if len(asked) == 1:
                form.state.change(title="typed meanwhile")
            return answer

        small_app.desk.preview = slow  # type: ignore[assignment, method-assign]
        form.state.change(title="first")
        await judged(pilot)
        await judged(pilot)
        assert form.state.preview is not None
        assert form.state.preview.edit is asked[-1]
        assert len(asked) == 2

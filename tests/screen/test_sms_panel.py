"""Messages beside the page: whom, which text, which language, and the terminal's clipboard."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest
from msgspec import structs

from glimt_rules.plan.model import Plan
from glimt_tui.config import Sms
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.sms_panel import SmsPanel
from glimt_tui.screen.words import MASK
from glimt_tui.store.daybook import Language
from glimt_tui.store.records import Key
from screen.form_screens import judged
from screen.screens import (
    NASTY,
    SMALL,
    at,
    lines,
    person,
    plan_of,
    press,
    running,
    settle,
    shown,
    small_plan,
    visit,
)
from screen.week_screens import a_plan, on_visit, page

MakeApp = Callable[..., GlimtApp]
COPIED = re.compile(r"\x1b]52;c;([A-Za-z0-9+/=]*)\x07")


def panel_of(app: GlimtApp) -> SmsPanel:
    assert isinstance(app.panel, SmsPanel)
    return app.panel


def told(app: GlimtApp) -> str:
    """What stands in the panel, as one text without line breaks."""
    blocks = panel_of(app).told._blocks
    return " ".join(" ".join(block.text.plain for block in blocks).split())


def listen(app: GlimtApp, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is written to the terminal from now on besides the picture."""
    written: list[str] = []
    monkeypatch.setattr(app._driver, "write", written.append)
    return written


def pasted(written: list[str]) -> list[str]:
    found = COPIED.findall("".join(written))
    return [base64.b64decode(each).decode() for each in found]


async def english(app: GlimtApp, *people: str) -> None:
    """Have messages to these people be in English."""

    def choose() -> None:
        with app.desk.session.store.action("language") as action:
            for id_ in people:
                action.put(Language(id=id_, person=id_, language="en"))

    await app.desk.ask(choose)


def stand_on(app: GlimtApp, id_: str) -> None:
    assert app.current.go_to(id_)


async def test_one_key_copies_the_message_and_nothing_else_steers(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(small_plan())
    app.desk.sms = Sms(centre="Huset")
    async with running(app) as pilot:
        await english(app, "ane")
        stand_on(app, "visit:band")
        await press(pilot, "s")
        message = (
            "Hi Ane!\nYour appointment: Tuesday 12 January at 11:30-12:30, at the centre.\n"
            "Bring a mask. Wash your hands. If ill, stay at home. Keep to your group.\n"
            "Regards, Huset"
        )
        assert " ".join(message.split()) in told(app)
        written = listen(app, monkeypatch)
        await press(pilot, "enter")
        assert pasted(written) == [message]
        assert "\x1b" not in COPIED.sub("", "".join(written))
        assert "Handed to the terminal's clipboard" in told(app)
        assert "run: glimt sms band ane --text confirmation" in told(app)
        await press(pilot, "c")
        assert pasted(written) == [message, message]


async def test_nothing_that_is_needed_is_cut_on_a_small_terminal(make_app: MakeApp) -> None:
    app = make_app(small_plan())
    async with running(app, SMALL) as pilot:
        await english(app, "ane")
        stand_on(app, "visit:band")
        await press(pilot, "s")
        right = " ".join(line[39:].strip(" │") for line in lines(app)[1:-2])
        assert "Message to Ane Eksempel (1/2)" in right
        assert "406 12 311 English" in " ".join(right.split())
        assert "1 confirm  2 change made  3 cancel  4 remind" in right
        assert "Your appointment: Tuesday 12 January at" in right
        assert "1 text message, 148 of 160 characters" in right
        for key in ("⏎ copy", "1-4 another text", "l the other language", "←→", "esc close"):
            assert key in lines(app)[-1]


async def test_the_texts_are_chosen_by_their_numbers(make_app: MakeApp) -> None:
    app = make_app(small_plan())
    async with running(app) as pilot:
        await english(app, "ane")
        stand_on(app, "visit:band")
        await press(pilot, "s", "4")
        assert "Remember your appointment on Tuesday" in told(app)
        await press(pilot, "2")
        assert "is changed to" in told(app)
        assert "The journal tells of no other time or place before" in told(app)
        await press(pilot, "3")
        assert "is cancelled" in told(app)
        assert "Possible instead: " in told(app) or "Nothing that is allowed" in told(app)
        assert app.page == "today"  # the numbers are not those of the pages


async def test_the_language_is_remembered_and_taken_back(make_app: MakeApp) -> None:
    app = make_app(small_plan())
    async with running(app) as pilot:
        stand_on(app, "visit:band")
        await press(pilot, "s")
        assert "Hei Ane!" in told(app)
        await press(pilot, "l")
        assert "Hi Ane!" in told(app)
        assert "Ane Eksempel gets messages in English from now on" in shown(app)
        await press(pilot, "escape")
        stand_on(app, "visit:band")
        await press(pilot, "s")
        assert "Hi Ane!" in told(app)
        await press(pilot, "u")
        assert "Hei Ane!" in told(app)

        def recorded() -> object:
            with app.desk.session.store.reading() as reading:
                return reading.get(Key("language", "ane"))

        assert await app.desk.ask(recorded) is None


async def test_one_after_the_other_gets_a_message(make_app: MakeApp) -> None:
    app = make_app(small_plan())
    async with running(app) as pilot:
        stand_on(app, "visit:band")
        await press(pilot, "s", "right")
        assert "Hei Bo!" in told(app)
        assert "(2/2)" in shown(app)
        await press(pilot, "n")
        assert "Hei Ane!" in told(app)
        await press(pilot, "left")
        assert "Hei Bo!" in told(app)


async def test_hidden_names_are_hidden_here_too_and_sent_all_the_same(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(small_plan())
    async with running(app) as pilot:
        stand_on(app, "visit:band")
        await press(pilot, "s", "x")
        assert f"Hei {MASK}!" in told(app)
        written = listen(app, monkeypatch)
        await press(pilot, "enter")
        screen = shown(app)
        assert "Ane" not in screen
        assert "406 12" not in screen
        assert "glimt sms band --text" in told(app)
        assert pasted(written)[0].startswith("Hei Ane!")


async def test_a_person_is_written_to_about_their_next_booking(make_app: MakeApp) -> None:
    app = make_app(small_plan())
    async with running(app) as pilot:
        await press(pilot, "3")
        stand_on(app, "person:cai")
        await press(pilot, "s")
        assert "Hei Cai!" in told(app)
        assert "13:00-14:00" in told(app)
        await press(pilot, "escape")
        stand_on(app, "person:kari")
        await press(pilot, "s")
        assert app.panel is None
        assert "Kari Vakt has no booking to come" in shown(app)


async def test_that_a_booking_is_over_stands_beside_its_message(make_app: MakeApp) -> None:
    app = make_app(
        plan_of(visit("early", "08:00", "09:00", "ane"), visit("late", "16:00", "17:00", "bo"))
    )
    async with running(app, SMALL) as pilot:
        stand_on(app, "visit:early")
        await press(pilot, "s", "4")
        assert "Hei Ane!" in told(app)
        assert "This booking is over" in told(app)
        await press(pilot, "escape")
        stand_on(app, "visit:late")
        await press(pilot, "s", "4")
        assert "Hei Bo!" in told(app)
        assert "is over" not in told(app)


async def test_after_moving_a_booking_the_same_key_writes_of_the_change(
    make_app: MakeApp,
) -> None:
    app = make_app(a_plan())
    app.desk.sms = Sms(may_name=("felles", "studio"))
    async with on_visit(app, "band") as pilot:
        await english(app, "ane")
        await press(pilot, "m", "down", "right", "enter", "s")
        assert "is changed to Wednesday 13 January at 11:30-13:00, Studio." in told(app)
        assert "Before: Wednesday 13 January at 11:00-12:30, Fellesrommet." in told(app)


async def test_after_saving_in_the_form_the_same_key_is_about_what_was_saved(
    make_app: MakeApp,
) -> None:
    app = make_app(small_plan())
    async with running(app) as pilot:
        stand_on(app, "visit:alene")
        start, end = at("12:00", 19), at("13:00", 19)  # not on this page
        await app.book(person="bo", room="studio", start=start, end=end)
        await judged(pilot)
        await press(pilot, "ctrl+s", "ctrl+s")
        assert app.panel is None
        await press(pilot, "s")
        assert "Hei Bo!" in told(app)
        assert "tirsdag 19. januar kl. 12:00-13:00, på senteret" in told(app)
        await press(pilot, "escape", "down", "up", "down")
        await press(pilot, "s")
        assert "Bo" not in told(app).split("!")[0]


async def test_after_cancelling_in_the_form_the_same_key_calls_off(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "alene") as pilot:
        await english(app, "cai")
        await app.edit_visit("alene")
        await judged(pilot)
        await press(pilot, "ctrl+d", "enter")
        await settle(pilot)
        assert app.view is not None
        assert app.view.visits["alene"].status == "cancelled"
        assert page(app).here() != "visit:alene"
        await press(pilot, "s")
        assert "Sorry, your appointment on Wednesday 13 January at 14:00-15:00" in told(app)
        assert "Possible instead: " in told(app)


async def test_the_message_follows_what_a_colleague_writes(make_app: MakeApp) -> None:
    app = make_app(small_plan())
    async with running(app) as pilot:
        stand_on(app, "visit:alene")
        await press(pilot, "s")
        assert app.view is not None
        there = app.view.visits["alene"]

        def write_it() -> None:
            with app.desk.session.store.action("change") as action:
                record = action.get(Key("visit", "alene"))
                assert record is not None
                action.put(structs.replace(there, end=at("14:30")), record.version)

        await app.desk.ask(write_it)
        await app.renew()
        await settle(pilot)
        assert "13:00-14:30" in told(app)


async def test_a_cancellation_that_is_taken_back_is_announced_no_more(make_app: MakeApp) -> None:
    app = make_app(small_plan())
    async with running(app) as pilot:
        await app.edit_visit("imorgen")
        await press(pilot, "ctrl+d", "enter", "s")
        assert "er dessverre avlyst" in told(app)
        await press(pilot, "u")
        await settle(pilot)
        assert "avlyst" not in told(app)
        assert "10:00-11:00" in told(app)


async def test_what_the_open_panel_shows_is_meant(make_app: MakeApp) -> None:
    app = make_app(small_plan())
    async with running(app) as pilot:
        stand_on(app, "visit:band")
        await app.open_visit("imorgen")
        await settle(pilot)
        await press(pilot, "s")
        assert panel_of(app).visit_id == "imorgen"


async def test_where_nothing_is_meant_it_says_what_to_do(make_app: MakeApp) -> None:
    app = make_app(plan_of())
    async with running(app) as pilot:
        await press(pilot, "s")
        assert app.panel is None
        assert "Put the cursor on a booking or a person first" in shown(app)


def odd_plan(name: str) -> Plan:
    """Somebody, their room and their group, all of the same odd name."""
    plan = plan_of(
        visit("odd", "13:00", "14:00", "odd", title=name), people=(person("odd", name, 20),)
    )
    return structs.replace(
        plan,
        rooms=tuple(structs.replace(room, name=name) for room in plan.rooms),
        cohorts=tuple(structs.replace(each, name=name) for each in plan.cohorts),
    )


@pytest.mark.parametrize("name", NASTY)
async def test_no_name_steers_the_terminal_or_what_is_pasted(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, name: Any
) -> None:
    app = make_app(odd_plan(name))
    async with running(app) as pilot:
        stand_on(app, "visit:odd")
        await press(pilot, "s")
        written = listen(app, monkeypatch)
        await press(pilot, "enter")
        (message,) = pasted(written)
        assert all(sign.isprintable() or sign == "\n" for sign in message)
        assert not [sign for sign in shown(app) if sign in "\x1b\u202e\u200b"]
        assert app._exception is None

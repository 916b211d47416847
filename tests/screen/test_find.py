"""``/`` goes to any person and any booking by a few letters."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec import structs

from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.view import View
from glimt_tui.language import texts_in
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.find import FindPanel
from glimt_tui.screen.find_bookings import BookingFinder
from glimt_tui.screen.find_rules import RuleFinder
from glimt_tui.screen.form.panel import BookingForm
from glimt_tui.screen.pages.people import PeoplePage
from glimt_tui.screen.person_panel import PersonPanel
from glimt_tui.screen.rule_panel import RulePanel
from glimt_tui.screen.visit_panel import VisitPanel
from glimt_tui.screen.words import MASK, Words
from glimt_tui.store.memory import MemoryRepository
from glimt_tui.store.plans import take_in
from glimt_tui.store.store import Store
from screen.conftest import MakeApp
from screen.screens import (
    NASTY,
    FixedClock,
    at,
    plan_of,
    press,
    running,
    settle,
    shown,
    small_plan,
    visit,
    write,
)

VISITS = (
    *small_plan().visits,
    visit("avlyst", "12:00", "13:00", "bo", day=14, title="Dans", status="cancelled"),
    visit("tur", "10:00", "12:00", "bo", day=21, title="Ærlig talt", room="studio"),
)


@pytest.fixture
def finder(book: RuleBook) -> BookingFinder:
    clock = FixedClock()
    store = Store(MemoryRepository(), "test", clock)
    far = structs.replace(
        visit("fjernt", "10:00", "12:00", "bo"), start=at("10:00"), end=at("11:00")
    )
    later = far.start.replace(month=2, day=20)
    far = structs.replace(far, start=later, end=later.replace(hour=later.hour + 1))
    take_in(store, plan_of(*VISITS, far))
    with store.reading() as reading:
        view = View(reading, book, now=clock())
    return BookingFinder(view, Words(texts_in("en")))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("band", ["band"]),
        ("BANDØV", ["band"]),
        ("cai", ["alene", "tidlig"]),
        ("ane påhitt", ["band", "imorgen"]),
        ("aerlig", ["tur"]),
        ("ærlig stud", ["tur"]),
        ("13.1.", ["imorgen"]),
        ("13.1", ["imorgen"]),
        ("13.1.2021 bo", ["imorgen"]),
        ("13.1.2020", []),
        ("31.2.", []),
        ("wednesday", ["imorgen"]),
        ("onsdag", ["imorgen"]),
        ("i morgen ane", ["imorgen"]),
        ("in the band", []),
        ("dans", ["avlyst"]),
        ("qqq", []),
        ("  ", []),
        ("...", []),
    ],
)
def test_bookings_are_found_by_title_people_room_and_day(
    finder: BookingFinder, query: str, found: list[str]
) -> None:
    assert [each.id for each in finder.find(query)] == found


def test_titles_go_before_names_and_coming_ones_before_those_that_are_over(
    finder: BookingFinder,
) -> None:
    assert [each.id for each in finder.find("al")][:1] == ["alene"]
    assert [each.id for each in finder.find("activity")][-1] == "tidlig"
    assert [each.id for each in finder.find("activity", most=2)] == ["band", "alene"]


def test_what_is_more_than_four_weeks_away_is_not_found(finder: BookingFinder) -> None:
    assert "fjernt" not in {each.id for each in finder.find("bo", most=99)}


async def test_enter_goes_to_a_person_and_shows_who_it_is(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "slash")
        assert isinstance(small_app.panel, FindPanel)
        await write(pilot, "påhitt")
        assert "Bo Påhitt" in shown(small_app)
        await press(pilot, "enter")
        assert small_app.page == "people"
        assert small_app.query_one(PeoplePage).here() == "person:bo"
        assert isinstance(small_app.panel, PersonPanel)
        assert small_app.panel.person_id == "bo"


async def test_enter_goes_to_a_booking_of_today(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "4", "slash")
        await write(pilot, "øver al")
        await press(pilot, "enter")
        assert small_app.page == "today"
        assert small_app.current.here() == "visit:alene"
        assert small_app.panel is None


async def test_enter_goes_to_a_booking_of_another_day(make_app: MakeApp) -> None:
    app = make_app(plan_of(*VISITS))
    async with running(app) as pilot:
        await press(pilot, "slash")
        await write(pilot, "21.1.")
        await press(pilot, "enter")
        assert app.page == "week"
        assert app.current.here() == "visit:tur"


async def test_a_cancelled_booking_is_opened(make_app: MakeApp) -> None:
    app = make_app(plan_of(*VISITS))
    async with running(app) as pilot:
        await press(pilot, "slash")
        await write(pilot, "dans")
        assert "– Th 14.1. 12:00 Dans" in shown(app)
        await press(pilot, "enter")
        assert isinstance(app.panel, VisitPanel)
        assert app.panel.visit_id == "avlyst"


async def test_arrow_keys_choose_another(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "slash", "a", "n", "e", "down", "pagedown", "pageup", "down", "up")
        await press(pilot, "down", "enter")
        assert small_app.page == "today"
        assert small_app.current.here() == "visit:band"


async def test_nothing_fits_and_enter_does_nothing(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "slash")
        await write(pilot, "qqqq/")
        assert "Nobody and nothing fits" in shown(small_app)
        await press(pilot, "enter")
        assert isinstance(small_app.panel, FindPanel)
        await press(pilot, "escape")
        assert small_app.panel is None


async def test_what_was_open_waits_behind_it(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "n")
        form = small_app.panel
        assert isinstance(form, BookingForm)
        await small_app.do_find()
        await settle(pilot)
        await press(pilot, "b", "escape")
        assert small_app.panel is form


async def test_hidden_names_stay_hidden(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "x", "slash")
        await write(pilot, "ane")
        assert MASK in shown(small_app)
        assert "Ane" not in shown(small_app)
        assert "ane" not in shown(small_app)


@pytest.mark.parametrize("text", [name for name in NASTY if name.isprintable()])
async def test_whatever_is_typed_breaks_nothing(small_app: GlimtApp, text: str) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "slash")
        assert isinstance(small_app.panel, FindPanel)
        small_app.panel.query_one("#find-wanted").value = text  # type: ignore[attr-defined]
        await settle(pilot)
        await press(pilot, "enter")
        assert date(2021, 1, 12) == small_app.view.today if small_app.view else False


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cohort", "senter.cohort"),
        ("indoor-persons", "nasjonal.indoor-persons"),
        ("senter.distance-2m", "senter.distance-2m"),
        ("quarantine", "senter.equipment-quarantine"),
        ("stott assess", "stottekontakt.assessment"),
    ],
)
async def test_rules_are_found_by_title_and_by_id(
    small_app: GlimtApp, query: str, found: str
) -> None:
    async with running(small_app):
        assert small_app.view is not None
        finder = RuleFinder(small_app.view, small_app.words)
        assert finder.find(query)[0].id == found
        assert finder.find("qqq") == []
        assert finder.find("  ") == []
        ids = [rule.id for rule in finder.find("distance", most=99)]
        assert len(ids) == len(set(ids))


async def test_enter_opens_a_rule(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "slash")
        await write(pilot, "quarantine")
        assert "Rules" in shown(small_app)
        await press(pilot, "enter")
        assert small_app.page == "rules"
        assert isinstance(small_app.panel, RulePanel)
        assert "senter.equipment-quarantine@2021-01-04" in shown(small_app)

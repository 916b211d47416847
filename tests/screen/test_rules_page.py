"""Regler: versions on a timeline, their rules, and one rule beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import structs

from glimt_rules.errors import Problem
from glimt_rules.facts import Facts
from glimt_rules.kinds.base import Fault, VisitKindOfRule
from glimt_rules.message import say
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.pages.rules import RulesPage
from glimt_tui.screen.rule_panel import RulePanel
from screen.conftest import MakeApp
from screen.screens import (
    LARGE,
    NASTY,
    PEOPLE,
    FixedClock,
    app_on,
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

#: From the first version down to that of the centre which rules.
DOWN_TO_SENTER = ("down",) * 3


def panel(app: GlimtApp) -> RulePanel:
    assert isinstance(app.panel, RulePanel)
    return app.panel


async def test_every_version_stands_on_the_timeline(
    demo_app: GlimtApp, size: tuple[int, int]
) -> None:
    async with running(demo_app, size) as pilot:
        await press(pilot, "4")
        screen = lines(demo_app)
        for rule_set in demo_app.desk.book.rule_sets:
            assert any(rule_set.id in line for line in screen), rule_set.id
        bars = {line.split()[1]: line for line in screen if "█" in line and "@" in line}
        assert bars["senter@2021-01-04"].startswith("● ")
        assert bars["senter@2021-01-04"].endswith("4.1.–29.1.")
        older = next(line for line in screen if "senter@2020-12-26" in line)
        assert not older.startswith("●")
        assert "░" in older


async def test_today_is_marked_above_its_column(demo_app: GlimtApp) -> None:
    async with running(demo_app) as pilot:
        await press(pilot, "4")
        axis = lines(demo_app)[1]
        first = axis.index("4.1.")
        assert axis.index("▼") - first == 8


async def test_below_are_the_rules_of_the_version_under_the_cursor(demo_app: GlimtApp) -> None:
    async with running(demo_app) as pilot:
        await press(pilot, "4")
        assert "Masks where it is crowded" in shown(demo_app)
        await press(pilot, *DOWN_TO_SENTER)
        screen = shown(demo_app)
        assert "Masks where it is crowded" not in screen
        assert "senter@2021-01-04: rules now. GLIMT recovery centre" in screen
        line = next(line for line in lines(demo_app) if "Fixed cohorts" in line)
        assert line.startswith("⌂ house rule")
        assert "✗1" in line
        assert "~1" in line


async def test_every_end_that_was_decided_is_told(demo_app: GlimtApp) -> None:
    async with running(demo_app) as pilot:
        await press(pilot, "4")
        assert "To 9 January 2021 inclusive, made known 26 December" in shown(demo_app)


async def test_enter_goes_down_to_the_rules_and_opens_one(
    demo_app: GlimtApp, size: tuple[int, int]
) -> None:
    async with running(demo_app, size) as pilot:
        await press(pilot, "4", *DOWN_TO_SENTER, "enter")
        page = demo_app.current
        assert isinstance(page, RulesPage)
        assert page.rules.has_focus
        assert page.here() == "rule:senter.after-use"
        await press(pilot, "down", "enter")
        screen = shown(demo_app)
        assert "senter.booked-ahead@2021-01-04" in screen
        assert "Authority: GLIMT recovery centre" in screen
        assert "https://www.glimtrecovery" in screen
        await press(pilot, "escape")
        assert demo_app.panel is None


async def test_a_rule_tells_what_it_touches_and_opens_it(small_app: GlimtApp) -> None:
    opened = []

    async def open_visit(id_: str) -> None:
        opened.append(id_)

    small_app.open_visit = open_visit  # type: ignore[method-assign]
    async with running(small_app) as pilot:
        await small_app.open_rule("senter.booked-ahead")
        await press(pilot, *["down"] * 20)
        screen = shown(small_app)
        assert "It touches 1 coming booking" in screen
        assert "✗ Tu 12.1. 15:00–15:30 Uten avtale" in screen
        await press(pilot, "enter")
        assert opened == ["snarvisitt"]


async def test_nothing_of_a_rule_is_passed_over_unread(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.open_rule("senter.booked-ahead")
        await settle(pilot)
        assert "senter.booked-ahead@2021-01-04" in lines(small_app)[2]
        await press(pilot, "down")
        assert "senter.booked-ahead@2021-01-04" not in shown(small_app)
        assert "⌂ house rule" in lines(small_app)[2]
        await press(pilot, "end")
        assert "stand" in lines(small_app)[21]
        await press(pilot, "pageup", "home")
        assert "senter.booked-ahead@2021-01-04" in lines(small_app)[2]


async def test_the_examples_of_a_rule_are_judged_and_shown(small_app: GlimtApp) -> None:
    async with running(small_app, LARGE) as pilot:
        await small_app.open_rule("nasjonal.indoor-persons")
        await press(pilot, "end")
        screen = shown(small_app)
        assert "What breaks it" in screen
        assert "✗ VIOLATION" in screen
        assert "It touches no coming booking" in screen


async def test_a_rule_that_is_not_there_is_told(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await small_app.open_rule("senter.nothing")
        await press(pilot, "enter")
        assert "There is no rule" in shown(small_app)
        assert "There is nothing to open here" in shown(small_app)


async def test_a_rule_set_that_could_not_be_loaded_is_named(book: RuleBook) -> None:
    problem = Problem(message=say("there is no key «limt»"), file="regler/\x1b[31mny.toml")
    broken = RuleBook(book.rule_sets, problems=[problem])
    app = app_on(small_plan(), broken)
    async with running(app) as pilot:
        await press(pilot, "4")
        screen = shown(app)
        assert "A rule set could not be loaded" in screen
        assert "ny.toml: There is no key «limt»" in screen
        assert "\x1b" not in screen


async def test_hidden_names_are_hidden_in_what_a_rule_says(demo_app: GlimtApp) -> None:
    async with running(demo_app, LARGE) as pilot:
        await demo_app.open_rule("senter.visitor-list")
        await settle(pilot)
        rule = panel(demo_app)
        named = next(
            name
            for finding in demo_app.view.judgement.findings  # type: ignore[union-attr]
            if finding.rule.id == "senter.visitor-list"
            for id_ in finding.subject.people
            if (name := demo_app.words.person(demo_app.view, id_))  # type: ignore[arg-type]
        )
        assert any(named in row.text.plain for row in rule.text._rows)
        await press(pilot, "x")
        assert not any(named in row.text.plain for row in rule.text._rows)


async def test_names_and_titles_of_any_kind_break_nothing(
    make_app: MakeApp, size: tuple[int, int]
) -> None:
    odd = tuple(person(f"p{n}", name, 20 + n) for n, name in enumerate(NASTY))
    visits = [
        visit(f"v{n}", "15:00", "15:30", f"p{n}", title=name, booked_at=None)
        for n, name in enumerate(NASTY)
    ]
    app = make_app(plan_of(*visits, people=(*PEOPLE, *odd)))
    async with running(app, size) as pilot:
        await press(pilot, "4", *DOWN_TO_SENTER, "enter", "down", "enter", *["down"] * 30)
        read = "\n".join(row.text.plain for row in panel(app).text._rows)
        assert "[bold]x[/]" in read
        assert "\u202e" not in shown(app)


async def test_the_page_and_the_panel_speak_norwegian(make_app: MakeApp) -> None:
    app = make_app(small_plan(), language="nb")
    async with running(app) as pilot:
        await press(pilot, "4")
        assert "bindende" in shown(app)
        await press(pilot, "enter", "enter")
        assert "Gitt av: " in shown(app)


class Fails(VisitKindOfRule, frozen=True, kw_only=True):
    """Fails, whatever it is asked."""

    name = "fails"

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        raise ZeroDivisionError("au")


async def test_a_rule_that_failed_is_named_where_everybody_looks(
    book: RuleBook, clock: FixedClock
) -> None:
    sets = [each for each in book.rule_sets if each.family == "senter"]
    odd = structs.replace(sets[-1].rules[0], kind=Fails())
    failing = structs.replace(sets[-1], rules=(odd, *sets[-1].rules[1:]))
    app = app_on(small_plan(), RuleBook([*sets[:-1], failing]), clock)
    async with running(app, LARGE) as pilot:
        assert "a rule failed while judging" in shown(app)
        await press(pilot, "4")
        assert odd.id in shown(app)
        assert "ZeroDivisionError: au" in shown(app)

"""Regler: which version of which family rules when, its rules, and what they touch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from rich.style import Style
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, count, say
from glimt_rules.rulesets.timeline import stretches
from glimt_tui.desk.families import why_not_now, why_not_switch
from glimt_tui.desk.rules import Version, bar, touched, versions
from glimt_tui.desk.view import View
from glimt_tui.desk.what_if import Asked
from glimt_tui.reports.review import overdue
from glimt_tui.reports.timeline import ends, ruling
from glimt_tui.screen.page import PageView
from glimt_tui.screen.reading import BOLD, FAINT, Block, Reading
from glimt_tui.screen.rows import Row, Rows
from glimt_tui.screen.rule_words import (
    SIGNS,
    counts_of,
    failed,
    force_of,
    legend,
    problem_of,
    short_period,
    warnings,
)
from glimt_tui.screen.words import Words
from glimt_tui.store.families import state_words

#: A day of a version's bar: it rules, another takes its place, or it is not in force.
_CELLS = {"rules": "█", "replaced": "░", "not": " "}
#: How many days there are before the Monday of this week, and in all; in wide windows more.
_BEFORE, _DAYS, _WIDE_DAYS = 7, 28, 56
_WIDE = 110
#: Below this width, forces are signs alone and counts have no columns.
_NARROW = 60


class RulesPage(PageView):
    """The versions on a timeline, and below them the rules of the one under the cursor."""

    DEFAULT_CSS = """
    RulesPage > #rules-problems { height: auto; max-height: 5; text-style: bold; }
    RulesPage > #rules-warnings { height: auto; max-height: 5; text-style: bold; }
    RulesPage > #versions { height: auto; max-height: 45%; }
    RulesPage > #version { border-top: solid $foreground 30%; }
    """
    help_text = say(
        "Each line above is a version of a family's rules, with the days on which it rules; below "
        "are the rules of the version under the cursor, and how many coming bookings each of them "
        "touches. Enter goes down to the rules and opens them, tab goes back."
    )

    def compose(self) -> ComposeResult:
        """What could not be loaded, the versions, and the rules of one of them."""
        yield Static("", markup=False, id="rules-problems")
        yield Static("", markup=False, id="rules-warnings")
        yield Rows(id="versions")
        yield Reading(id="version")

    def on_mount(self) -> None:
        """Nothing is wrong until it is told."""
        self._shown: str | None = None
        self._there: dict[str, Version] = {}
        self._was_shown = False
        self.query_one("#rules-problems").display = False
        self.query_one("#rules-warnings").display = False

    @property
    def versions(self) -> Rows:
        """The versions."""
        return self.query_one("#versions", Rows)

    @property
    def rules(self) -> Reading:
        """The rules of the version under the cursor."""
        return self.query_one("#version", Reading)

    def show_view(self, view: View) -> None:
        """Show which rules are in force, and what they touch."""
        self._tell_problems(view)
        self._tell_warnings(view)
        self._there = {f"version:{each.rule_set.id}": each for each in versions(view)}
        days = _WIDE_DAYS if self.app.size.width >= _WIDE else _DAYS
        lines = _VersionRows(view, self.glimt.words, days)
        self.versions.show([lines.axis(), *(lines.row(*item) for item in self._there.items())])
        self.versions.styles.height = len(self._there) + 1
        if not self._was_shown:
            self._was_shown = True
            now = next((id_ for id_, each in self._there.items() if each.rules_now), None)
            if now is not None:
                self.versions.go_to(now)
        self._show_rules(view)

    def _tell_problems(self, view: View) -> None:
        words = self.glimt.words
        lines = [f"✗ {problem_of(words, problem)}" for problem in view.book.problems]
        if lines:
            head = count(
                "A rule set could not be loaded, so what is said here is not complete:",
                "{n} rule sets could not be loaded, so what is said here is not complete:",
                len(lines),
            )
            lines.insert(0, words(head))
        lines += [f"✗ {problem_of(words, problem)}" for problem in failed(view)]
        banner = self.query_one("#rules-problems", Static)
        banner.display = bool(lines)
        banner.update(Text("\n".join(lines), Style(color="red", bold=True)))

    def _tell_warnings(self, view: View) -> None:
        """Which families are switched off, by whom, and what is to be looked at again."""
        lines = [f"! {warning}" for warning in warnings(self.glimt.words, view)]
        banner = self.query_one("#rules-warnings", Static)
        banner.display = bool(lines)
        banner.update(Text("\n".join(lines), BOLD))

    def _show_rules(self, view: View) -> None:
        id_ = self.versions.here
        version = self._there.get(id_ or "")
        blocks: list[Block] = []
        if version is not None:
            is_narrow = self.size.width < _NARROW
            blocks = list(_rules_of(view, self.glimt.words, version, is_narrow=is_narrow))
        self.rules.tell(blocks, anew=id_ != self._shown)
        self._shown = id_

    @on(Rows.Moved, "#versions")
    def _version_moved(self) -> None:
        view = self.glimt.view
        if view is not None and self.versions.here != self._shown:
            self._show_rules(view)

    def on_resize(self) -> None:
        """Show as many days as there is room for."""
        if self.glimt.view is not None and self.display:
            self.show_view(self.glimt.view)

    # The cursor ----------------------------------------------------------------------------

    def focus_first(self) -> None:
        """The versions take the keys."""
        self.versions.focus()

    def here(self) -> str | None:
        """The version or the rule under the cursor."""
        return self.rules.here if self.rules.has_focus else self.versions.here

    def go_to(self, id_: str) -> bool:
        """Put the cursor on a version, or on a rule of the version that is shown."""
        for rows in (self.versions, self.rules):
            if rows.go_to(id_):
                rows.focus()
                return True
        return False

    async def do_open(self) -> None:
        """From a version to its rules, and from a rule to what it says."""
        kind, _, id_ = (self.here() or "").partition(":")
        version = self._there.get(self._shown or "")
        if kind == "rule" and version is not None:
            from glimt_tui.screen.rule_panel import RulePanel

            await self.glimt.open_panel(RulePanel(id_, version.rule_set.version))
        elif kind == "version":
            self.rules.focus()

    # Switching, and asking what would be ----------------------------------------------------

    def _family_here(self) -> str | None:
        """The family of the version under the cursor, or of the one whose rules are read."""
        version = self._there.get(self.versions.here or "")
        return version.rule_set.family if version is not None else None

    def why_not_family_switch(self) -> Message | None:
        """Only an admin switches a family, and never the last one off."""
        view, family = self.glimt.view, self._family_here()
        if view is None or family is None:
            return say("put the cursor on a version first")
        refusal = why_not_switch(self.glimt.desk.session.user)
        if refusal is not None:
            return refusal
        is_active = family in view.book.active
        return why_not_now(self.glimt.desk.book, view.switches, family, active=not is_active)

    async def do_family_switch(self) -> None:
        """Show what switching the family does, with a key that does it."""
        from glimt_tui.screen.impact_panel import ImpactPanel

        view, family = self.glimt.view, self._family_here()
        if view is not None and family is not None:
            asked = Asked("off" if family in view.book.active else "on", family)
            await self.glimt.open_panel(ImpactPanel(asked, switches=True))

    async def do_what_if(self) -> None:
        """Choose other rules, and see what they would do."""
        from glimt_tui.screen.what_if_panel import WhatIfPanel

        await self.glimt.open_panel(WhatIfPanel())


class _VersionRows:
    """The lines of the timeline."""

    def __init__(self, view: View, words: Words, days: int) -> None:
        self._view, self._words, self._days = view, words, days
        monday = view.today - timedelta(days=view.today.weekday())
        self._first: date = monday - timedelta(days=_BEFORE)
        self._overdue = overdue(view.book, view.today, view.zone)
        self._name_width = max((len(rule_set.id) for rule_set in view.book.rule_sets), default=0)

    def axis(self) -> Row:
        """The Mondays, and a mark on today."""
        today = (self._view.today - self._first).days
        line = ""
        for n in range(0, self._days, 7):
            monday = self._first + timedelta(days=n)
            line += f"{monday.day}.{monday.month}.".ljust(7)
        # nothing is left of a Monday that the mark would cut in two
        week = today - today % 7
        line = f"{line[:week]}{'▼'.rjust(today % 7 + 1).ljust(7)}{line[week + 7 :]}"
        words = self._words
        rules, replaced = words(say("in force")), words(say("replaced"))
        signs = f"  {_CELLS['rules']} {rules} {_CELLS['replaced']} {replaced}"
        return Row(Text(f"{signs:<{self._name_width + 3}}{line.rstrip()}"))

    def row(self, id_: str, version: Version) -> Row:
        """A version with its bar, the days on which it rules, and whether it does now."""
        words, rule_set = self._words, version.rule_set
        rules_now = version.rules_now and version.is_active
        sign = "●" if rules_now else "○" if version.is_coming else " "
        text = Text(f"{sign} ", Style(color="green", bold=True))
        text.append(
            f"{harmless(rule_set.id):<{self._name_width}} ",
            BOLD if rules_now else Style(bold=False),
        )
        cells = bar(version, self._first, self._days, self._view.zone)
        plain = Style(bold=False)
        text.append("".join(_CELLS[cell] for cell in cells), plain)
        if not version.is_active:
            told = words(say("(switched off)"))
            text.append(f" {told}", plain)
        text.append(f" {short_period(words, version, self._view)}", plain)
        if rule_set in self._overdue:
            told = words(say("look again"))
            text.append(f" ! {told}", BOLD)
        return Row(text, id_)


def _rules_of(view: View, words: Words, version: Version, *, is_narrow: bool) -> Iterator[Block]:
    """A version in words, and its rules with what they touch."""
    rule_set = version.rule_set
    authority = harmless(words.texts.pick(rule_set.authority))
    state = say("rules now") if version.rules_now else say("does not rule now")
    if version.is_coming:
        state = say("does not rule yet")
    if not version.is_active:
        switch = view.switches.get(rule_set.family)
        how = state_words(switch, view.zone) if switch else say("switched off")
        state = say("is {state}", state=how)
    yield Block(Text(f"{harmless(rule_set.id)}: {words(state)}. {authority}", BOLD))
    told = [
        ruling(rule_set, stretches(view.book.families[rule_set.family], view.zone)),
        say("decided {day}", day=rule_set.decided),
        *ends(rule_set),
    ]
    if rule_set.review_by is not None:
        told.append(say("to be looked at again by {day}", day=rule_set.review_by))
    yield Block(Text(". ".join(map(words.sentence, told)) + "."))
    coming = words(say("Coming bookings:"))
    yield Block(Text(f"{coming} {legend(words)}", FAINT))
    counts = touched(view)
    forces = {
        rule.id: SIGNS[rule.force] if is_narrow else f"{force_of(words, rule.force)} "
        for rule in rule_set.rules
    }
    width = max(map(len, forces.values()), default=0)
    for rule in rule_set.rules:
        text = Text(f"{forces[rule.id]:<{width}} ")
        touches = counts.get((rule.id, rule.version), Counter())
        text.append_text(counts_of(touches, in_columns=not is_narrow))
        text.append(harmless(words.texts.pick(rule.title)))
        yield Block(text, f"rule:{rule.id}")

"""One rule beside the page: its demand, its source and its reading, and what it touches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult

from glimt_rules.documents.faults import harmless
from glimt_rules.errors import InputError
from glimt_rules.message import Message, count, say
from glimt_rules.rulesets.model import Rule, RuleSet
from glimt_tui.desk.rules import rule_of, touched_by
from glimt_tui.desk.view import View
from glimt_tui.reports.rule_page import SAID_LOOKS, Edition, editions
from glimt_tui.reports.rules import RulesReport
from glimt_tui.reports.text import TextReport
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.reading import FAINT, GAP, Block, Reading, heading
from glimt_tui.screen.rule_words import force_of, labelled, touched_blocks
from glimt_tui.terminal import plain


class RulePanel(Panel):
    """A rule as it stands in a version, or as it is in force now."""

    help_text = say(
        "What a rule asks for, whose it is, since when, and where it is laid down. The bookings "
        "that it touches can be opened; the examples below them are judged by the rule itself."
    )

    def __init__(self, rule_id: str, version: str | None = None) -> None:
        super().__init__("", id="rule-panel")
        self._rule_id = rule_id
        self._version = version
        self._edition: Edition | None = None
        self._is_asked = False

    def compose(self) -> ComposeResult:
        """The title, and what there is to read."""
        yield self.heading
        yield Reading(id="rule-text")

    @property
    def text(self) -> Reading:
        """What there is to read."""
        return self.query_one("#rule-text", Reading)

    def focus(self, scroll_visible: bool = True) -> Self:
        """The text takes the keys."""
        self.text.focus(scroll_visible)
        return self

    def refresh_view(self, view: View) -> None:
        """Show the rule, and which bookings it touches as they are now."""
        found = rule_of(view, self._rule_id, self._version)
        words = self.glimt.words
        if found is None:
            self.heading.update(Text(harmless(self._rule_id)))
            self.text.tell([Block(Text(words.sentence(view.book.no_such_rule(self._rule_id))))])
            return
        rule_set, rule = found
        self.heading.update(Text(harmless(words.texts.pick(rule.title)), no_wrap=True))
        self.text.tell(list(self._blocks(view, rule_set, rule)))
        if not self._is_asked:
            self._is_asked = True
            self.glimt.attempt(self._ask_for_examples(view, rule_set, rule))

    async def _ask_for_examples(self, view: View, rule_set: RuleSet, rule: Rule) -> None:
        """Have the examples judged, which is not done on the screen's thread."""
        try:
            (self._edition,) = await self.glimt.desk.ask(
                lambda: list(editions(view.book, [(rule_set, rule)]))
            )
        except InputError:
            return  # a rule without readable examples is still a rule
        if self.is_attached and self.glimt.view is not None:
            self.refresh_view(self.glimt.view)

    def _blocks(self, view: View, rule_set: RuleSet, rule: Rule) -> Iterator[Block]:
        words = self.glimt.words
        pick = words.texts.pick
        yield Block(Text(harmless(f"{rule.id}@{rule.version}"), FAINT))
        yield Block(Text(force_of(words, rule.force), Style(bold=True)))
        yield Block(Text(harmless(pick(rule.demand))))
        yield GAP
        report = RulesReport(TextReport(words.texts, plain), view.book)
        for name, value in report.rows(rule_set, rule, zone=view.zone)[1:]:
            yield labelled(words, name, value)
        others = tuple(
            other.version
            for other, _ in view.book.rules_called(rule.id)
            if other.version != rule_set.version
        )
        if others:
            yield labelled(words, say("also in"), words.texts.listing(tuple(others)))
        yield GAP
        touched = touched_by(view, rule)
        yield heading(
            words(
                count("It touches {n} coming booking", "It touches {n} coming bookings", n)
                if (n := len(touched))
                else say("It touches no coming booking")
            )
        )
        yield from touched_blocks(words, view, touched)
        if self._edition is not None:
            yield from self._examples(self._edition)

    def _examples(self, edition: Edition) -> Iterator[Block]:
        """A breaking and an allowed example; see ``glimt rules show`` for all of them."""
        words = self.glimt.words
        if edition.taken_over:
            yield GAP
            yield Block(Text(words.sentence(edition.taken_over), FAINT))
        for example in edition.examples:
            yield GAP
            yield heading(words(example.heading))
            yield Block(Text(harmless(words.texts.pick(example.case.name))))
            for said in example.said:
                sign, word, _ = SAID_LOOKS[said.what]
                why = f" {words.sentence(said.why)}" if said.why else ""
                name = f"{harmless(said.visit)}: " if len(example.case.expect) > 1 else ""
                yield Block(Text(f"  {name}{sign} {words(word)}{why}", FAINT), hang=4)

    # Actions -------------------------------------------------------------------------------

    async def do_open(self) -> None:
        """Open the booking under the cursor."""
        kind, _, id_ = (self.text.here or "").partition(":")
        if not self.text.has_focus:
            opening = getattr(self.glimt.current, "do_open", self.glimt.do_open)()
            if opening is not None:
                await opening
        elif kind == "visit":
            await self.glimt.open_visit(id_)
        else:
            self.glimt.say(_NOTHING)


_NOTHING: Message = say("there is nothing to open here")

"""What a change of the rules would do to the coming visits, beside the page; nothing is written.

The visits come first, each with why, then the alternatives as they are found, and whom to call.
"""

from __future__ import annotations

import time
from typing import Self

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from glimt_rules.documents.faults import harmless
from glimt_rules.errors import GlimtError, Problem
from glimt_rules.message import Message, say
from glimt_rules.suggest.search import Suggestion
from glimt_tui.desk.desk import Overtaken
from glimt_tui.desk.families import switch_family
from glimt_tui.desk.view import View
from glimt_tui.desk.what_if import Asked, RuleFiles, WhatIf, what_if
from glimt_tui.keyboard.actions import BY_ID, key_name
from glimt_tui.screen.ask import YES
from glimt_tui.screen.impact_blocks import ImpactBlocks
from glimt_tui.screen.overlay import Overlay, open_over
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.reading import BOLD, FAINT, Block, Reading
from glimt_tui.screen.rule_words import problem_of
from glimt_tui.screen.visit_panel import VisitPanel
from glimt_tui.store.families import family_words

#: How often what was found meanwhile is shown, in seconds.
SHOW_EVERY = 2.0


class VisitOver(VisitPanel, Overlay):
    """One visit, in front of what it was opened from."""


class ImpactPanel(Panel):
    """What is asked about, what it would do, and a key where a family is to be switched."""

    DEFAULT_CSS = """
    ImpactPanel > .panel--title { height: auto; max-height: 3; }
    ImpactPanel > #impact-keys { height: 1; }
    """
    help_text = say(
        "What other rules would do to the coming visits; nothing of it is written down. Below the "
        "visits stands whom to call. Enter opens the booking under the cursor, escape comes back."
    )

    def __init__(self, asked: Asked, *, switches: bool = False) -> None:
        """``switches`` offers a key that switches the family that is asked about."""
        super().__init__("", id="impact-panel")
        self.asked = asked
        self.switches = switches
        self._of: View | None = None
        self._found: WhatIf | None = None
        self._problems: tuple[Problem, ...] = ()
        self._suggestions: dict[str, tuple[Suggestion, ...]] = {}
        self._looking = False

    def compose(self) -> ComposeResult:
        """The question, the answer, and the keys."""
        yield self.heading
        yield Reading(id="impact-told")
        yield Static("", markup=False, id="impact-keys")

    @property
    def told(self) -> Reading:
        """The answer."""
        return self.query_one("#impact-told", Reading)

    def focus(self, scroll_visible: bool = True) -> Self:
        """The answer takes the keys."""
        self.told.focus(scroll_visible)
        return self

    def refresh_view(self, view: View) -> None:
        """Work it out for what is there now; what was being worked out is dropped."""
        if self._of is None or _differs(self._of, view):
            self._of = view
            self.run_worker(self._work_out(view), exclusive=True, group="impact")
        self.draw()

    # Working it out ------------------------------------------------------------------------

    async def _work_out(self, view: View) -> None:
        desk, asked = self.glimt.desk, self.asked
        book = desk.book
        files = RuleFiles(desk.rule_folders, desk.rule_kinds, desk.shielded)
        try:
            found = await desk.beside(lambda: what_if(view, book, files, asked), kind="what-if")
        except Overtaken:
            return
        except GlimtError as error:
            self._problems = error.problems
            self.draw()
            return
        self._problems, self._found, self._suggestions = (), found, {}
        await self._look_for_alternatives(view, found)

    async def _look_for_alternatives(self, view: View, found: WhatIf) -> None:
        """Find them visit by visit; what was found is shown from time to time."""
        desk = self.glimt.desk
        waiting = [affected for affected in found.impact.visits if affected.calls]
        self._looking = bool(waiting)
        self.draw()
        shown = time.monotonic()
        for affected in waiting:
            try:
                self._suggestions[affected.visit.id] = await desk.beside(
                    lambda affected=affected: found.impact.alternatives(  # type: ignore[misc]
                        affected, weights=desk.weights, not_before=desk.clock()
                    ),
                    kind="what-if-alternatives",
                )
            except (Overtaken, GlimtError):
                break
            if time.monotonic() - shown > SHOW_EVERY:
                self.draw()
                shown = time.monotonic()
        self._looking = False
        self.draw()

    # Showing it ----------------------------------------------------------------------------

    def draw(self) -> None:
        """Show what is known by now."""
        view = self.glimt.view
        if view is None or not self.is_attached:
            return
        words = self.glimt.words
        self.heading.update(Text(words.sentence(asked_words(self.asked))))
        self._draw_keys(view)
        done = self._done(view)
        if done is not None:
            self.told.tell([Block(Text(words.sentence(done)))])
        elif self._problems:
            self.told.tell([Block(Text(f"✗ {problem_of(words, each)}")) for each in self._problems])
        elif self._found is None:
            self.told.tell([Block(Text(words.sentence(say("working it out …")), FAINT))])
        else:
            blocks = ImpactBlocks(
                words, view, self._found, self._suggestions, looking=self._looking
            )
            self.told.tell(list(blocks.all()))

    def _done(self, view: View) -> Message | None:
        """That somebody else has done meanwhile what is asked about, and who; else None."""
        there = view.switches.get(self.asked.name)
        if not self.switches or there is None or there.active != (self.asked.what == "on"):
            return None
        return family_words(there, view.zone)

    def _draw_keys(self, view: View) -> None:
        words = self.glimt.words
        keys = Text(no_wrap=True)
        if self.switches and self._found is not None and self._done(view) is None:
            key = YES[0 if words.texts.language == "nb" else -1]
            label = say("switch it on") if self.asked.what == "on" else say("switch it off")
            keys.append(f"{key} ", BOLD).append(f"{words(label)}  ")
        keys.append("esc ", BOLD).append(words(say("close")))
        self.query_one("#impact-keys", Static).update(keys)

    # Doing it ------------------------------------------------------------------------------

    async def do_open(self) -> None:
        """Open the booking under the cursor; closing it comes back here."""
        kind, _, id_ = (self.told.here or "").partition(":")
        if kind in ("visit", "call"):
            await open_over(self.glimt, VisitOver(id_.rpartition(" ")[2]))
        else:
            self.glimt.say(say("there is nothing to open here"))

    async def on_key(self, event: events.Key) -> None:
        """Switch the family, once it is seen what that does."""
        if not self.switches or event.key not in YES:
            return
        event.stop()
        event.prevent_default()
        done = self._done(self._of) if self._of is not None else None
        if done is not None:
            self.glimt.say(done)
        elif self._found is None or self._of is None:
            self.glimt.say(say("what it does is still being worked out"))
        else:
            self.glimt.attempt(self._switch(self._of))

    async def _switch(self, seen: View) -> None:
        app, asked = self.glimt, self.asked
        await switch_family(app.desk, seen.switches, asked.name, active=asked.what == "on")
        if self.is_attached:
            await app.close_panel()
        await app.renew()
        app.say(switched_words(asked, key_name(app.keys_of(BY_ID["undo"]))))


def asked_words(asked: Asked) -> Message:
    """What is asked about, as a heading."""
    name = harmless(asked.name)
    match asked.what:
        case "on":
            return say("switch on {family}?", family=name)
        case "off":
            return say("switch off {family}?", family=name)
        case "without":
            return say("what if: without {rule_set}", rule_set=name)
        case "file":
            return say("what if: with {file}", file=name)


def switched_words(asked: Asked, key: str) -> Message:
    """That a family was switched, and by which key it is taken back."""
    family = harmless(asked.name)
    if asked.what == "on":
        return say("{family} is switched on; {key} takes it back", family=family, key=key)
    return say("{family} is switched off; {key} takes it back", family=family, key=key)


def _differs(old: View, new: View) -> bool:
    """Whether another view may give another answer: it is not only a minute later."""
    said = [(each.seq, each.today, each.last, len(each.plan.visits)) for each in (old, new)]
    return said[0] != said[1] or old.book.rule_sets != new.book.rule_sets

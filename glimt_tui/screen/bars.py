"""The three lines around a page: where one is, what is going on, and what the keys do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text
from textual.widgets import Static

from glimt_rules.message import say
from glimt_tui.keyboard.actions import ACTIONS, PAGES, Action, key_name

if TYPE_CHECKING:
    from glimt_tui.screen.app import GlimtApp

BOLD, FAINT, REVERSE = Style(bold=True), Style(dim=True), Style(reverse=True)


class Bar(Static):
    """A line that is only written anew when it says something else."""

    DEFAULT_CSS = "Bar { height: 1; width: 1fr; }"

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__("", markup=False, id=id)
        self._told = Text()

    def tell(self, text: Text) -> None:
        """Show a line, cut where the screen ends."""
        text.truncate(self.app.size.width, overflow="ellipsis")
        if text != self._told or text.spans != self._told.spans:
            self._told = text
            self.update(text)


def page_line(app: GlimtApp) -> Text:
    """The pages, which of them is open, the day and the clock."""
    words, width = app.words, app.size.width
    text = Text(" ", no_wrap=True)
    for number, (page, title) in enumerate(PAGES.items(), 1):
        name = f" {number} {words(title)} "
        text.append(name, REVERSE if page == app.page else None)
    view = app.view
    if view is None:
        return text
    day = words.day(view.today)
    today = f"{day} {view.today.year} {words.clock(view, view.now)}"
    if app.is_other_day:
        told = words(say("set to"))
        today = f"{told} {today}"
    text.pad_right(max(1, width - text.cell_len - len(today) - 1))
    text.append(today, BOLD if app.is_other_day else None)
    return text


def state_line(app: GlimtApp) -> Text:
    """What happened last, else the rule sets in force and who is at work."""
    words, view = app.words, app.view
    if app.told is not None:
        return Text(app.told, Style(bold=True), no_wrap=True)
    if view is None:
        return Text(words(say("Opening the database …")), FAINT)
    rule_sets = [
        f"{rule_set.family}@{rule_set.version}"
        for rule_set in view.judgement.rule_sets
        if rule_set.in_force.date() <= view.today
    ]
    parts = [app.desk.who, *rule_sets]
    if words.masked:
        parts.insert(0, words(say("names hidden")))
    if view.book.problems:
        parts.insert(0, words(say("a rule set could not be loaded")))
    return Text("  ".join(parts), FAINT, no_wrap=True)


def key_line(app: GlimtApp) -> Text:
    """What the keys do here, as many as fit; faint where it cannot be done now.

    The one for help comes first of all, since it tells the others.
    """
    here = [a for a in ACTIONS if a.shown and app.page in (a.pages or (app.page,))]
    pieces = {action.id: _piece(app, action) for action in here}
    left = app.size.width - pieces["help"].cell_len
    text = Text(no_wrap=True)
    for action in here:
        piece = pieces[action.id]
        if action.id != "help" and piece.cell_len <= left:
            left -= piece.cell_len
            text.append_text(piece)
    return text.append_text(pieces["help"])


def _piece(app: GlimtApp, action: Action) -> Text:
    can = app.why_not(action.id) is None
    piece = Text(f" {key_name(app.keys_of(action))}", BOLD if can else FAINT)
    # the label stays as it is: on a slow line, only the key is written anew
    return piece.append(f" {app.words(action.label)}")


#: How long a message stays on the state line.
TOLD_FOR = timedelta(seconds=8)

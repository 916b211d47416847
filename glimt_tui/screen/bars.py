"""The three lines around a page: where one is, what is going on, and what the keys do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text
from textual.widgets import Input, Static

from glimt_rules.message import Message, say
from glimt_tui.keyboard.actions import ACTIONS, ENTER, ESCAPE, PAGES, Action, key_name

if TYPE_CHECKING:
    from glimt_tui.screen.shell import Shell

BOLD, FAINT, REVERSE = Style(bold=True), Style(dim=True), Style(reverse=True)


class Bar(Static):
    """A line, or a few, only written anew when something else is said."""

    DEFAULT_CSS = "Bar { height: 1; width: 1fr; }"

    def __init__(self, *, id: str, lines: int = 1) -> None:  # noqa: A002
        """``lines`` is how many there is room for; the style sheet gives the bar that height."""
        super().__init__("", markup=False, id=id)
        self._told = Text()
        self._lines = lines

    def tell(self, text: Text) -> None:
        """Show a text, cut where its last line ends."""
        width = self.size.width or self.app.size.width
        if self._lines > 1:
            text = self._broken(text, width)
        else:
            text.truncate(self.app.size.width, overflow="ellipsis")
        if text != self._told or text.spans != self._told.spans:
            self._told = text
            self.update(text)

    def _broken(self, text: Text, width: int) -> Text:
        """The text in as many lines as there is room for."""
        text.no_wrap = False
        *first, last = text.wrap(self.app.console, width, overflow="fold") or [Text()]
        if len(first) >= self._lines:
            last = first[self._lines - 1]
            last.rstrip()
            last.append(" …")
            last.truncate(width, overflow="ellipsis")
            first = first[: self._lines - 1]
        return Text("\n").join([*first, last])


class KeyBar(Bar):
    """The line of the keys, which says something else where the focus is elsewhere."""

    def on_mount(self) -> None:
        """Look where the focus goes."""
        self.watch(self.screen, "focused", self._focus_moved, init=False)

    def _focus_moved(self) -> None:
        self.call_after_refresh(tell_keys, self.app)


def page_line(app: Shell) -> Text:
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


def state_line(app: Shell) -> Text:
    """What happened last, else the rule sets in force and who is at work."""
    words, view = app.words, app.view
    told = app.telling.text
    if told is not None:
        return Text(told, Style(bold=True), no_wrap=True)
    if view is None:
        return Text(words(say("Opening the database …")), FAINT)
    rule_sets = [
        f"{rule_set.family}@{rule_set.version}"
        for rule_set in (view.judgement.rule_sets if view.is_judged else ())
        if rule_set.in_force.date() <= view.today
    ]
    parts = [app.desk.who, *rule_sets]
    if words.masked:
        parts.insert(0, words(say("names hidden")))
    if view.book.problems:
        parts.insert(0, words(say("a rule set could not be loaded")))
    if view.is_judged and view.judgement.failures:
        parts.insert(0, words(say("a rule failed while judging")))
    text = Text(no_wrap=True)
    if view.switches or any(rule_set.review_by for rule_set in view.book.rule_sets):
        from glimt_tui.screen.rule_words import short_warnings

        for warning in short_warnings(words, view):
            text.append(f"! {warning}  ", BOLD)
    return text.append("  ".join(parts), FAINT)


#: Keys and what they do, in a word or two each.
Keys = Sequence[tuple[str, Message]]
#: What is told where somebody types, and whatever takes the letters says no more.
_TYPING: Keys = ((ENTER, say("go on")), (ESCAPE, say("close")))


def tell_keys(app: Shell) -> None:
    """Say anew what the keys do."""
    for bar in app.query("#keys").results(Bar):  # none as the app ends
        bar.tell(key_line(app))


def keys_now(app: Shell) -> Keys | None:
    """What the keys do where the focus is, if that takes them; None where they are the page's.

    Whatever takes the keys has a method ``keys_now``; None from it means that it leaves them
    to the page.
    """
    focused = app.focused
    for place in () if focused is None else focused.ancestors_with_self:
        told = getattr(place, "keys_now", None)
        keys: Keys | None = told() if told is not None else None
        if keys is not None:
            return keys
    return _TYPING if isinstance(focused, Input) else None


def key_line(app: Shell) -> Text:
    """What the keys do here, as many as fit; faint where it cannot be done now.

    The one for help comes first of all, since it tells the others. Where somebody types, letters
    are letters: then only the keys are told that mean something there.
    """
    taken = keys_now(app)
    if taken is not None:
        return _taken_keys(app, taken)
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


def _taken_keys(app: Shell, keys: Keys) -> Text:
    """As many as fit of the keys that something takes; the last one, which leaves it, always."""
    pieces = [
        Text(f" {key}", BOLD).append(f" {app.words(label)}", Style(bold=False))
        for key, label in keys
    ]
    text = Text(no_wrap=True)
    for place, piece in enumerate(pieces):
        last = pieces[-1].cell_len if place < len(pieces) - 1 else 0
        if text.cell_len + piece.cell_len + last <= app.size.width:
            text.append_text(piece)
    return text


def _piece(app: Shell, action: Action) -> Text:
    can = app.why_not(action.id) is None
    piece = Text(f" {key_name(app.keys_of(action))}", BOLD if can else FAINT)
    # the label stays as it is: on a slow line, only the key is written anew
    return piece.append(f" {app.words(action.label)}")

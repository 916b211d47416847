"""Liste: who came and left on the days that are held, masked until somebody asks for names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, count, say
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import BY_ID, key_name
from glimt_tui.screen.page import PageView
from glimt_tui.screen.rows import Row, Rows
from glimt_tui.screen.words import MASK, Words
from glimt_tui.store.records import Arrival
from glimt_tui.store.visitors import Visitor

FAINT = Style(dim=True)
#: Whether hands were washed, as nobody needs a colour to read.
HANDS = {True: "✓", False: "✗", None: "?"}
#: The columns of the times, the hands, the name and the phone.
_TIMES, _HANDS, _NAME, _PHONE = 12, 7, 22, 15


class VisitorsPage(PageView):
    """The visitor list, the newest first."""

    help_text = say(
        "Everybody who was received, day by day, for as long as the list is kept. Names and "
        "numbers are hidden until you ask for them, and again when you leave the page."
    )

    def compose(self) -> ComposeResult:
        """One list."""
        yield Rows(id="visitors-rows")

    def on_mount(self) -> None:
        """Nothing is known of the list yet, and no name is shown."""
        self._there: list[Visitor] = []
        self._read_at: int | None = None
        self._is_revealed = False

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one("#visitors-rows", Rows)

    def show_view(self, view: View) -> None:
        """Show the list; where something was written since it was read, read it anew."""
        if self._read_at != view.seq:
            self.run_worker(self._read(view.seq), exclusive=True, group="visitors")
        self._show(view)

    async def _read(self, seq: int) -> None:
        self._there = await self.glimt.desk.visitors()
        self._read_at = seq
        if self.glimt.view is not None:
            self._show(self.glimt.view)
            self.glimt.tell_lines()

    def _show(self, view: View) -> None:
        days = self.glimt.desk.keeping.retention_days
        lines = _VisitorRows(view, self.glimt.words, days, is_revealed=self.are_names_shown)
        self.rows.show(list(lines.rows(self._there)))

    @property
    def are_names_shown(self) -> bool:
        """Whether names and numbers can be read here."""
        return self._is_revealed and not self.glimt.words.masked

    def on_hide(self) -> None:
        """Whoever leaves the page leaves no names on it."""
        self._is_revealed = False
        if self.glimt.view is not None and self._there:
            self._show(self.glimt.view)

    # The cursor ----------------------------------------------------------------------------

    def focus_first(self) -> None:
        """The list takes the keys."""
        self.rows.focus()

    def arrival_here(self) -> Arrival | None:
        """The entry under the cursor."""
        id_ = (self.rows.here or "").removeprefix("arrival:")
        return next((each.arrival for each in self._there if each.arrival.id == id_), None)

    def here(self) -> str | None:
        """The person under the cursor."""
        arrival = self.arrival_here()
        return f"person:{arrival.person}" if arrival else None

    def go_to(self, id_: str) -> bool:
        """Put the cursor on the newest entry of somebody, or on one entry."""
        kind, _, name = id_.partition(":")
        for visitor in reversed(self._there):
            arrival = visitor.arrival
            is_it = {"person": arrival.person, "visit": arrival.visit}.get(kind) == name
            if is_it and self.rows.go_to(f"arrival:{arrival.id}"):
                return True
        return self.rows.go_to(id_)

    # Actions -------------------------------------------------------------------------------

    def do_reveal(self) -> None:
        """Show names and numbers on this page, or hide them again."""
        self._is_revealed = not self._is_revealed
        if self.glimt.view is not None:
            self._show(self.glimt.view)

    def why_not_reveal(self) -> Message | None:
        """Where all names are hidden, they are hidden here."""
        if self.glimt.words.masked:
            key = key_name(self.glimt.keys_of(BY_ID["mask"]))
            return say("all names are hidden; {key} shows them again", key=key)
        return None

    def why_not_trace(self) -> Message | None:
        """Somebody must be under the cursor."""
        if self.person_here() is None:
            return say("put the cursor on a person first")
        return None


class _VisitorRows:
    """The rows of the page."""

    def __init__(self, view: View, words: Words, days: int, *, is_revealed: bool) -> None:
        self._view, self._words = view, words
        self._is_revealed = is_revealed
        self._first_kept = view.today - timedelta(days=days)

    def rows(self, there: Sequence[Visitor]) -> Iterator[Row]:
        """The days, newest first, and who came on each."""
        words = self._words
        kept = [each for each in there if each.arrival.day >= self._first_kept]
        if len(kept) < len(there):
            gone = count(
                "{n} entry should be gone; glimt purge forgets it",
                "{n} entries should be gone; glimt purge forgets them",
                len(there) - len(kept),
            )
            yield Row(Text(f"! {words(gone)}"))
        if not kept:
            yield Row(Text(words(say("The visitor list is empty"))))
            return
        yield Row(Text(self._columns(), Style(bold=False, dim=True)))
        newest = sorted(kept, key=lambda v: (v.arrival.day, v.arrival.arrived, v.arrival.person))
        for day, visitors in groupby(reversed(newest), key=lambda each: each.arrival.day):
            entries = list(visitors)
            yield Row(Text(self._day(day, entries)))
            yield from map(self._row, entries)

    def _columns(self) -> str:
        columns = (
            (say("from–to"), _TIMES),
            (say("hands"), _HANDS),
            (say("name"), _NAME),
            (say("phone"), _PHONE),
            (say("visit"), 0),
        )
        return "".join(f"{self._words(name):<{width}}" for name, width in columns)

    def _day(self, day: date, entries: list[Visitor]) -> str:
        """A day with what was counted on it, and how long it will be held."""
        words = self._words
        people = len({each.arrival.person for each in entries})
        here = sum(each.arrival.left is None for each in entries)
        parts = [count("{n} came", "{n} came", people)]
        if len(entries) != people:
            parts.append(count("{n} entry", "{n} entries", len(entries)))
        if here:
            parts.append(
                say("{n} still here", n=here)
                if day == self._view.today
                else say("{n} never signed out", n=here)
            )
        left = (day - self._first_kept).days
        parts.append(
            count("{n} day left", "{n} days left", left) if left else say("gone at midnight")
        )
        return f"{words.day(day)}  {' · '.join(map(words, parts))}"

    def _row(self, visitor: Visitor) -> Row:
        view, words, arrival = self._view, self._words, visitor.arrival
        came = words.clock(view, arrival.arrived)
        left = words.clock(view, arrival.left) if arrival.left else ""
        text = Text(f"{came}–{left}".ljust(_TIMES))
        text.append(f"{HANDS[arrival.handwashed]:^{_HANDS - 2}}  ")
        name, phone = (MASK, MASK)
        if self._is_revealed:
            name, phone = harmless(visitor.name or ""), harmless(visitor.phone or "")
        for part, width in ((name, _NAME), (phone, _PHONE)):
            cell = Text(part)
            cell.truncate(width - 1, overflow="ellipsis", pad=True)
            text.append_text(cell).append(" ")
        visit = view.visits.get(arrival.visit or "")
        if visit is not None:
            title = words.title(view, visit, masked=not self._is_revealed)
            text.append(title, FAINT)
        elif arrival.visit is not None:
            text.append(harmless(arrival.visit), FAINT)
        return Row(text, f"arrival:{arrival.id}")

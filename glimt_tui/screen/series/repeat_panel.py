"""Repeating a booking: how often it comes again, until when, and on which of the days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Self

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Input, Static

from glimt_rules.message import Message, say
from glimt_tui.desk.booking import new_id
from glimt_tui.desk.series.making import first_and_next
from glimt_tui.desk.series.outlook import Make
from glimt_tui.desk.series.words import rhythm
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import BY_ID, ENTER, ESCAPE, TAB, key_name
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.reading import FAINT, Block, Reading
from glimt_tui.screen.series.asking import SeriesAsking
from glimt_tui.screen.series.blocks import SeriesBlocks, wrong
from glimt_tui.screen.trace_panel import read_day

#: How many weeks are offered at first.
_AHEAD = timedelta(weeks=8)


class RepeatPanel(SeriesAsking):
    """How often, until when, and below it each day with its verdict."""

    BINDINGS: ClassVar = [
        Binding("tab,down", "step(1)", show=False),
        Binding("shift+tab,up", "step(-1)", show=False),
        Binding("space", "take_out", show=False),
        # not the page's key for opening: what stands under the page's cursor is not meant
        Binding("enter", "make", show=False),
    ]
    DEFAULT_CSS = """
    RepeatPanel Horizontal { height: 1; }
    RepeatPanel Horizontal > Static { width: 13; }
    RepeatPanel #repeat-weeks { width: 4; }
    RepeatPanel #repeat-rhythm { width: 1fr; color: $text-muted; }
    RepeatPanel #repeat-last { width: 1fr; }
    RepeatPanel > Reading { margin-top: 1; }
    """
    help_text = say(
        "Write 1 for every week or 2 for every other week, and the last day. Below, each day is "
        "judged by the rules that are in force on it. The space bar takes a day out, or puts it "
        "back. A day on which a rule would be broken is left out by itself."
    )

    def __init__(self, visit_id: str) -> None:
        super().__init__("", id="repeat-panel")
        self.about = visit_id
        self._series_id = new_id("s")
        self._without: set[date] = set()
        #: what is wrong with what stands in the fields
        self._wrong: Message | None = None

    def compose(self) -> ComposeResult:
        """The two fields, and the days below them."""
        words = self.glimt.words
        often, through = say("how often"), say("through")
        yield self.heading
        with Horizontal():
            yield Static(words.sentence(often), markup=False)
            yield Input("1", id="repeat-weeks", compact=True, restrict="[1-8]?", max_length=1)
            yield Static("", markup=False, id="repeat-rhythm")
        with Horizontal():
            yield Static(words.sentence(through), markup=False)
            yield Input(id="repeat-last", compact=True)
        yield Reading(id="repeat-days")
        yield Static("", markup=False, id="series-why")

    def on_mount(self) -> None:
        """Some weeks stand there already."""
        view = self.glimt.view
        for field in self.query(Input):
            field.cursor_blink = False
        visit = view.visits.get(self.about) if view is not None else None
        if view is not None and visit is not None:
            last = first_and_next(view, visit, 1)[0] + _AHEAD
            self._last.value = f"{last.day}.{last.month}.{last.year}"

    @property
    def _weeks(self) -> Input:
        return self.query_one("#repeat-weeks", Input)

    @property
    def _last(self) -> Input:
        return self.query_one("#repeat-last", Input)

    def focus(self, scroll_visible: bool = True) -> Self:
        """How often takes the keys."""
        self._weeks.focus(scroll_visible)
        return self

    def keys_now(self) -> Keys:
        """What the keys do in the fields, and among the days."""
        close = (ESCAPE, say("close"))
        make = (key_name(self.glimt.keys_of(BY_ID["save"])), say("make it"))
        if isinstance(self.app.focused, Input):
            return ((ENTER, say("go on")), (TAB, say("the next field")), make, close)
        return (
            ("␣", say("take out/put back")),
            (ENTER, say("make it")),
            (TAB, say("fields")),
            close,
        )

    def action_step(self, step: int) -> None:
        """Go to the next field, or to the days, or back."""
        places = [self._weeks, self._last, self.reading]
        here = next((n for n, place in enumerate(places) if place.has_focus), 0)
        places[(here + step) % len(places)].focus()

    @on(Input.Submitted)
    def _go_on(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_step(1)

    # The preview ---------------------------------------------------------------------------

    def refresh_view(self, view: View) -> None:
        """Judge the days by what is there now."""
        visit = view.visits.get(self.about)
        words = self.glimt.words
        title = words.title(view, visit) if visit is not None else "–"
        self.heading.update(Text(words(say("Repeat: {visit}", visit=title)), no_wrap=True))
        self._look()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input is self._weeks and event.value:
            told = f"= {self.glimt.words(rhythm(int(event.value)))}"
            self.query_one("#repeat-rhythm", Static).update(told)
        self._look()

    def _asked(self, view: View) -> Make | Message:
        """What stands in the fields, or what is wrong with it."""
        if not self._weeks.value:
            return say("write how many weeks there are from one to the next: 1 or 2")
        if not self._last.value.strip():
            return say("write the last day, for example 30.4.")
        last = read_day(self._last.value, view.now, view.zone)
        if isinstance(last, Message):
            return last
        return Make(
            id=self._series_id,
            visit=self.about,
            weeks=int(self._weeks.value),
            last=last,
            without=frozenset(self._without),
        )

    def _look(self) -> None:
        view = self.glimt.view
        if view is not None:
            asked = self._asked(view)
            self._wrong = asked if isinstance(asked, Message) else None
            self.ask_about(view, None if isinstance(asked, Message) else asked)

    def draw(self) -> None:
        """Show what is known by now."""
        view, words = self.of, self.glimt.words
        if view is None or not self.is_attached:
            return
        if self._wrong is not None:
            self.reading.tell([wrong(words.sentence(self._wrong))])
        elif self.found is None:
            self.reading.tell([Block(Text("…", FAINT))])
        else:
            self.reading.tell(list(SeriesBlocks(words, view, self.found).all()))
        self.tell_why()

    # Doing ---------------------------------------------------------------------------------

    def action_take_out(self) -> None:
        """Take the day under the cursor out, or put it back."""
        kind, _, text = (self.reading.here or "").partition(":")
        if kind != "day" or not self.reading.has_focus:
            return
        self._without ^= {date.fromisoformat(text)}
        self._look()

    def action_make(self) -> None:
        """Make the series, as the key for saving does."""
        self.do_save()

    def do_save(self) -> None:
        """Make the series of the days that can be."""
        if self._wrong is not None:
            self.glimt.say(self._wrong)
        else:
            self.write_it()

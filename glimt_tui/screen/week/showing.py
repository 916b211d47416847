"""Showing a week: the picture, the lines under it, and the cursor that both are about."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from msgspec import structs
from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from glimt_tui.desk.holidays import holidays_in, unknown_years
from glimt_tui.desk.view import View
from glimt_tui.desk.week import Week
from glimt_tui.screen.bars import Bar
from glimt_tui.screen.grid import Grid
from glimt_tui.screen.later import Later
from glimt_tui.screen.page import PageView
from glimt_tui.screen.week import day, whole
from glimt_tui.screen.week.carrying import Hand
from glimt_tui.screen.week.foot import carried_foot, foot_of, question
from glimt_tui.screen.week.state import Place, Rows, Scale, block_at, on_visit, rows_of, top_of


class WeekView(PageView):
    """What is seen of a week; what can be done with it is the page's."""

    DEFAULT_CSS = """
    WeekView > Input { height: 1; border: none; padding: 0; display: none; }
    WeekView.-asking > Input { display: block; }
    WeekView > #week-why { height: 2; }
    WeekView.-asking > Input { margin: 0 0 1 0; }
    WeekView.-asking > #week-why { display: none; }
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002 as widgets call it
        super().__init__(id=id)
        self._scale: Scale = "week"
        self._place: Place | None = None
        self._week: Week | None = None
        self._rows = Rows(0, 60, 30)
        self._top = 0
        self._hand: Hand | None = None

    def compose(self) -> ComposeResult:
        """The picture, and below it what is under the cursor, and what of it."""
        yield Grid(id="week-grid")
        yield Bar(id="week-what")
        yield Bar(id="week-why", lines=2)
        reason = Input(id="week-reason", compact=True, max_length=200)
        reason.cursor_blink = False
        yield reason

    @property
    def grid(self) -> Grid:
        """The widget that draws the picture."""
        return self.query_one(Grid)

    # Showing -----------------------------------------------------------------------------------

    def wanted_days(self) -> tuple[date | None, date | None]:
        """Monday to Sunday of the week that is shown."""
        if self._place is None:
            return None, None
        monday = self._place.day - timedelta(days=self._place.day.weekday())
        return monday, monday + timedelta(days=6)

    def show_view(self, view: View) -> None:
        """Show the week anew; the cursor stays on its time."""
        if self._place is None:
            local = view.now.astimezone(view.zone)
            self._place = Place(view.today, local.hour * 60 + local.minute // 30 * 30)
        self._look(view)

    def focus_first(self) -> None:
        """The picture takes the keys."""
        self.grid.focus()

    def _look(self, view: View) -> None:
        """Work the week out anew: there is another view of it, or another week is shown."""
        assert self._place is not None
        carried = self._hand.carried.visit if self._hand else None
        self._week = Week(view, self._place.day, carried)
        if years := unknown_years(self._week.days):
            self.run_worker(Later(self._read_holidays, years), exclusive=True, group="holidays")
        if self._place.lane not in self._week.lanes:
            self._place = structs.replace(self._place, lane=self._week.lanes[0], among=0)
        self.paint()

    async def _read_holidays(self, years: set[int]) -> None:
        """Read the holidays while the page is shown without them."""
        await asyncio.to_thread(lambda: [holidays_in(year) for year in years])
        self.paint()

    def paint(self) -> None:
        """Show the picture and the lines under it; only what differs is written."""
        if self._week is None or self._place is None or not self.grid.size.height:
            return
        height = self._height
        self._rows = rows = rows_of(self._week, self._place, self._scale, height)
        if self._hand is not None:
            self._place = self._at_hand(self._week, self._hand, rows)
        minute = rows.minute(rows.row(self._place.minute))
        self._place = place = structs.replace(self._place, minute=minute)
        block = block_at(self._week, place, rows.step) if self._scale == "day" else None
        self._top = top_of(rows, place, self._top, height, block)
        self.grid.show(self._picture(self._week, place).lines(self._top, height))
        self._tell(self._week, place)
        self.glimt.tell_lines()

    @property
    def _height(self) -> int:
        """How many rows there is room for."""
        heads = day.HEADS if self._scale == "day" else whole.HEADS
        return max(1, self.grid.size.height - heads)

    def _picture(self, week: Week, place: Place) -> day.DayPicture | whole.WholePicture:
        words, width = self.glimt.words, self.grid.size.width
        active = self.grid.has_focus or self._hand is not None
        if self._scale == "week":
            return whole.WholePicture(week, words, place, self._rows, width=width, is_active=active)
        hand = self._hand
        return day.DayPicture(
            week, words, place, self._rows, width=width, is_active=active,
            carried=None if hand is None else (hand.carried.visit.id, hand.findings),
        )  # fmt: skip

    def _tell(self, week: Week, place: Place) -> None:
        words, hand = self.glimt.words, self._hand
        if hand is None:
            what, why = foot_of(week, words, place, self._rows, self._scale)
        else:
            what, why = carried_foot(week, words, hand.carried, hand.preview)
            if hand.wanting:
                what = question(words, hand.wanting)
        what.truncate(self.size.width, overflow="ellipsis")
        self.query_one("#week-what", Bar).tell(what)
        self.query_one("#week-why", Bar).tell(why)
        self.set_class(bool(hand and hand.wanting), "-asking")

    @on(Grid.Resized)
    @on(Grid.Focused)
    def _picture_wanted(self) -> None:
        self.paint()

    def _stand(self, place: Place) -> None:
        """Put the cursor somewhere, and read the week there if it is another one."""
        self._place = place
        view = self.glimt.view
        if view is None:
            return
        if self._week is not None and place.day in self._week.days and self._week.view is view:
            self.paint()
        else:
            self._look(view)
            self.glimt.attempt(self.glimt.renew())

    @staticmethod
    def _at_hand(week: Week, hand: Hand, rows: Rows) -> Place:
        carried = hand.carried
        place = Place(carried.day, carried.minute, carried.lane)
        return on_visit(week, place, carried.visit, rows.step)

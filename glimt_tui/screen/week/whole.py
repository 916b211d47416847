"""The picture of the whole week: days as columns, time as rows, how full it is in each cell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from glimt_rules.message import say
from glimt_rules.plan.model import Visit
from glimt_tui.desk.week import OUTSIDE, STAFF, Lane, Week, lane_of
from glimt_tui.screen.grid import Line, Piece, fit
from glimt_tui.screen.week.foot import lacks_shift
from glimt_tui.screen.week.look import (
    TIMES,
    day_heads,
    first_names,
    lane_name,
    time_piece,
    worst_sign,
)
from glimt_tui.screen.week.state import Place, Rows
from glimt_tui.screen.words import Words

#: The lines above the rows.
HEADS = 1
#: What stands for a room in which somebody is, that is cleaned, or where there is room.
TAKEN, CLEANING, FREE, FULL = "■", "□", "·", "-"


class WholePicture:
    """Draws the week; made anew for each picture."""

    def __init__(
        self,
        week: Week,
        words: Words,
        place: Place,
        rows: Rows,
        *,
        width: int,
        is_active: bool = True,
    ) -> None:
        self._week = week
        self._words = words
        self._place = place
        self._rows = rows
        self._width = width
        self._cursor = "cursor" if is_active else "head"
        self._widths = [max(1, (width - TIMES) // 7)] * 7
        self._rooms = [lane for lane in week.lanes if lane.kind == "room"]

    def lines(self, top: int, height: int) -> list[Line]:
        """The heads, so many rows from ``top`` on, and what the marks mean if there is room."""
        lines = [tuple(day_heads(self._words, self._week, self._place, self._widths))]
        last = min(self._rows.count, top + height)
        for row in range(top, last):
            edges = row == top > 0, row == last - 1 < self._rows.count - 1
            pieces = [time_piece(self._week, self._place, self._rows, row, edges)]
            for day, width in zip(self._week.days, self._widths, strict=True):
                pieces += self._cell(day, width, row)
            lines.append(tuple(pieces))
        left = height - (last - top)
        lines += [(), *self._summary()][:left] if left > 1 else []
        left = height - (last - top) - 4
        lines += [(), self._legend()][-left:] if left > 0 else []
        return lines

    def _summary(self) -> Iterator[Line]:
        """Who is on duty each day, and how many visits there are here and elsewhere."""
        week, words = self._week, self._words
        for lane in (STAFF, OUTSIDE, None):
            name = words(say("Visits")) if lane is None else lane_name(words, week, lane)
            pieces = [Piece(fit(name, TIMES), "faint")]
            for day, width in zip(week.days, self._widths, strict=True):
                there = [visit for visit in week.on(day) if self._counts(visit, lane)]
                if lane == STAFF:
                    names = list(dict.fromkeys(first_names(words, week, there)))
                    text = _as_many_as_fit(names, width - 2)
                    if lacks_shift(week, day):
                        text = words(say("none"))
                else:
                    text = str(len(there)) if there else ""
                pieces.append(Piece(fit(f" {text}", width)))
            yield tuple(pieces)

    @staticmethod
    def _counts(visit: Visit, lane: Lane | None) -> bool:
        return lane_of(visit) == lane if lane is not None else visit.kind != "shift"

    def _legend(self) -> Line:
        told = self._words(
            say(
                "People at once, then rooms: {taken} taken  {cleaning} cleaning  {free} free"
                "  {full} premises full",
                taken=TAKEN,
                cleaning=CLEANING,
                free=FREE,
                full=FULL,
            )
        )
        return (Piece(fit(told, self._width), "faint"),)

    def _cell(self, day: date, width: int, row: int) -> Iterator[Piece]:
        """How many people, the rooms, and the sign of the worst verdict, as far as they fit."""
        week, rows = self._week, self._rows
        minute = rows.minute(row)
        start, end = week.moment(day, minute), week.moment(day, minute + rows.step)
        there = [visit for visit in week.on(day) if visit.start < end and visit.end > start]
        look = ""
        if day == self._place.day and row == rows.row(self._place.minute):
            look = self._cursor
        people, allowed = week.present(day, minute, rows.step)
        is_shown = bool(there) or week.is_open(day, minute, minute + 30)
        sign, colour = worst_sign(week, there)
        number = f"{people:>2} "
        if allowed is not None and width >= 14:
            number = f"{f'{people}/{allowed}':>6} "
        if not is_shown:
            number = ""
        number = number[: max(0, width - 1)]
        left = max(0, width - 1 - len(number))
        marks = self._marks(day, minute, left) if is_shown else ""
        yield Piece(number, look or ("" if people else "faint"))
        yield Piece(marks, look)
        yield Piece(sign, look, colour)
        yield Piece(" " * max(0, left - len(marks)), look)

    def _marks(self, day: date, minute: int, width: int) -> str:
        """A mark for each room, or how many are free where there are too many to show."""
        if len(self._rooms) > width:
            free = sum(self._mark(day, lane, minute) == FREE for lane in self._rooms)
            return f"{FREE}{free}" if width > 2 else ""
        return "".join(self._mark(day, lane, minute) for lane in self._rooms)

    def _mark(self, day: date, lane: Lane, minute: int) -> str:
        """The worst that is said of a room in any half hour of a row."""
        states = []
        for half in range(minute, minute + self._rows.step, 30):
            slot = self._week.slot(day, lane, half)
            more = slot.space.more if slot.space else None
            states.append(
                {"taken": TAKEN, "cleaning": CLEANING, "free": FULL if more == 0 else FREE}.get(
                    slot.state, " "
                )
            )
        return min(states, key=(TAKEN + CLEANING + FULL + FREE + " ").index)


def _as_many_as_fit(names: list[str], width: int) -> str:
    """Several names, cut alike where there is no room for all: nobody on duty is left out."""
    text = ", ".join(names)
    if len(text) <= width or len(names) < 2:
        return text
    each = max(1, (width - 2 * (len(names) - 1)) // len(names))
    return ", ".join(name[:each] for name in names)

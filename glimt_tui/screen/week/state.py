"""Where one is on the page of the week: the day, the time, the lane, and how it is shown."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from msgspec import Struct, structs

from glimt_rules.plan.model import Visit
from glimt_tui.desk.week import Block, Lane, Slot, Week

#: Minutes of a row, the finest first.
DAY_STEPS = (15, 30)
WEEK_STEPS = (30, 60)

Scale = Literal["day", "week"]

#: Stands for the first lane there is.
ANY = Lane("room")


class Place(Struct, frozen=True):
    """The cursor: it stands on a time, not on a row, so that it stays there on any screen."""

    day: date
    minute: int
    lane: Lane = ANY
    #: which of the visits at the same time in the lane
    among: int = 0


class Rows(Struct, frozen=True):
    """The rows of a picture: from minute ``first`` to ``last``, ``step`` minutes each."""

    first: int
    last: int
    step: int

    @property
    def count(self) -> int:
        """How many there are."""
        return (self.last - self.first) // self.step

    def row(self, minute: int) -> int:
        """The row of a minute; the nearest one where it is before or after all."""
        return max(0, min((minute - self.first) // self.step, self.count - 1))

    def minute(self, row: int) -> int:
        """When a row begins."""
        return self.first + row * self.step


def rows_of(week: Week, place: Place, scale: Scale, height: int) -> Rows:
    """The finest rows with which everything fits, else half hours of the day to scroll in."""
    days = [place.day] if scale == "day" else week.days
    first, last = week.span(days)
    steps = DAY_STEPS if scale == "day" else WEEK_STEPS
    for step in steps:
        if -(-(last - first) // step) <= height:
            break
    first = first // step * step
    return Rows(first, first + max(1, -(-(last - first) // step)) * step, step)


def top_of(rows: Rows, place: Place, top: int, height: int, block: Block | None) -> int:
    """The first row that is shown: as before, unless what the cursor stands on is out of sight."""
    first = rows.row(block.first if block else place.minute)
    last = rows.row(block.last - 1 if block else place.minute)
    top = max(0, min(top, rows.count - height))
    if last >= top + height:
        top = last - height + 1
    return min(top, first)


def slot_at(week: Week, place: Place, step: int) -> Slot:
    """What is at the cursor, in rows of ``step`` minutes."""
    return week.slot(place.day, place.lane, place.minute // step * step, step)


def block_at(week: Week, place: Place, step: int) -> Block | None:
    """The visit that the cursor stands on."""
    blocks = sorted(slot_at(week, place, step).blocks, key=lambda block: block.place)
    return blocks[min(place.among, len(blocks) - 1)] if blocks else None


def on_visit(week: Week, place: Place, visit: Visit, step: int) -> Place:
    """The cursor on a visit of the day, which may be one of several."""
    for lane in week.lanes:
        for block in week.blocks(place.day, lane, step):
            if block.visit.id == visit.id:
                slot = week.slot(place.day, lane, block.first, step)
                there = sorted(slot.blocks, key=lambda each: each.place)
                among = next(n for n, each in enumerate(there) if each.visit.id == visit.id)
                return structs.replace(place, minute=block.first, lane=lane, among=among)
    return place


def moved_up_or_down(week: Week, place: Place, rows: Rows, by: int, scale: Scale) -> Place:
    """The cursor on the next thing below or above."""
    block = block_at(week, place, rows.step) if scale == "day" else None
    row = rows.row(place.minute)
    if block is not None:  # past all of it
        row = rows.row(block.last - 1) if by > 0 else rows.row(block.first)
    row = max(0, min(row + by, rows.count - 1))
    moved = structs.replace(place, minute=rows.minute(row))
    if block is not None and moved.minute >= block.first and moved.minute < block.last:
        return place  # nothing further that way
    return structs.replace(moved, among=0)


def moved_sideways(week: Week, place: Place, rows: Rows, by: int, scale: Scale) -> Place:
    """The cursor one visit, one lane or one day further; past the last lane begins the next day."""
    if scale == "week":
        return structs.replace(place, day=place.day + timedelta(days=by))
    there = slot_at(week, place, rows.step).blocks
    among = min(place.among, max(0, len(there) - 1)) + by
    if 0 <= among < len(there):
        return structs.replace(place, among=among)
    number = lane_number(week, place) + by
    day = place.day
    if not 0 <= number < len(week.lanes):
        day += timedelta(days=by)
        number %= len(week.lanes)
    moved = structs.replace(place, day=day, lane=week.lanes[number], among=0)
    if by < 0 and day in week.days:
        last = len(slot_at(week, moved, rows.step).blocks) - 1
        moved = structs.replace(moved, among=max(0, last))
    return moved


def lane_number(week: Week, place: Place) -> int:
    """The number of the cursor's lane; the first where there is no such lane any more."""
    return week.lanes.index(place.lane) if place.lane in week.lanes else 0

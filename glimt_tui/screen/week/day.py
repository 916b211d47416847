"""The picture of one day: rooms as columns, time as rows, the week in a line above."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from glimt_rules.documents.faults import harmless
from glimt_rules.finding import Finding
from glimt_rules.plan.model import Visit
from glimt_tui.desk.week import Block, Lane, Slot, Week
from glimt_tui.screen.grid import Line, Piece, fit, wrapped
from glimt_tui.screen.week.look import (
    TIMES,
    columns,
    day_heads,
    first_names,
    lane_name,
    room_left,
    sign_of,
    time_piece,
    visit_sign,
)
from glimt_tui.screen.week.state import Place, Rows, block_at, lane_number
from glimt_tui.screen.words import Words

#: How narrow a lane may be, and each of several visits beside each other in it.
LANE, BESIDE = 9, 4
#: The lines above the rows.
HEADS = 2
#: What holds a block together where there are no colours.
EDGE = "│"
#: The same for what is being carried.
CARRIED_EDGE = "┃"


class DayPicture:
    """Draws one day; made anew for each picture."""

    def __init__(
        self,
        week: Week,
        words: Words,
        place: Place,
        rows: Rows,
        *,
        width: int,
        is_active: bool = True,
        carried: tuple[str, list[Finding] | None] | None = None,
    ) -> None:
        """``carried`` is the booking that is being carried, and what the rules say of it there."""
        self._week = week
        self._words = words
        self._place = place
        self._rows = rows
        self._width = width
        self._cursor = "cursor" if is_active else "head"
        self._carried: str | None = carried[0] if carried else None
        self._told: list[Finding] | None = carried[1] if carried else None
        self._here = block_at(week, place, rows.step)
        self._texts: dict[tuple[str, int], list[str]] = {}
        count = max(1, min(len(week.lanes), (width - TIMES) // LANE))
        first = max(0, min(lane_number(week, place) - count // 2, len(week.lanes) - count))
        #: the lanes that there is room for, around the cursor's
        self._lanes = week.lanes[first : first + count]
        self._more = first > 0, first + count < len(week.lanes)
        self._widths = columns(width - TIMES, count)

    def lines(self, top: int, height: int) -> list[Line]:
        """The heads, and so many rows from ``top`` on."""
        strip = day_heads(self._words, self._week, self._place, [(self._width - TIMES) // 7] * 7)
        lines = [tuple(strip), tuple(self._heads())]
        last = min(self._rows.count, top + height)
        for row in range(top, last):
            edges = row == top > 0, row == last - 1 < self._rows.count - 1
            pieces = [time_piece(self._week, self._place, self._rows, row, edges)]
            for lane, width in zip(self._lanes, self._widths, strict=True):
                pieces += self._cell(lane, width, row, top)
            lines.append(tuple(pieces))
        return lines

    def _heads(self) -> Iterator[Piece]:
        before, after = self._more
        yield Piece(fit(f"{'←' if before else ' '}{'→' if after else ' '}", TIMES), "faint")
        for lane, width in zip(self._lanes, self._widths, strict=True):
            name = fit(lane_name(self._words, self._week, lane), width - 1)
            yield Piece(" ")
            yield Piece(name, "head" if lane != self._place.lane else "today")

    # What stands in a lane ---------------------------------------------------------------------

    def _cell(self, lane: Lane, width: int, row: int, top: int) -> Iterator[Piece]:
        minute, step = self._rows.minute(row), self._rows.step
        slot = self._week.slot(self._place.day, lane, minute, step)
        if slot.state != "taken":
            yield from self._empty(lane, slot, width, row, top)
            return
        places = slot.blocks[0].places
        shown = max(1, min(places, width // BESIDE))
        hidden = places - shown
        for number, wide in enumerate(columns(width, shown)):
            block = self._in_place(slot, number, shown)
            if block is None:
                yield Piece(" " * wide)
                continue
            more = hidden if number == shown - 1 else 0
            yield from self._block(block, wide, row, top, more)

    def _in_place(self, slot: Slot, number: int, shown: int) -> Block | None:
        """The visit in one of the places that are shown; in the last one those behind it, too.

        Of those, the cursor's visit comes to the front.
        """
        if number < shown - 1:
            return next((block for block in slot.blocks if block.place == number), None)
        behind = [block for block in slot.blocks if block.place >= number]
        if self._here in behind:
            return self._here
        return min(behind, key=lambda block: block.place, default=None)

    def _block(self, block: Block, width: int, row: int, top: int, more: int) -> Iterator[Piece]:
        first = self._rows.row(block.first)
        last = self._rows.row(block.last - 1)
        look = "block"
        if block.visit.id == self._carried:
            look = "carried"
        elif self._here is not None and block.visit.id == self._here.visit.id:
            look = self._cursor
        texts = self._texts_of(block, width - 1, last - first + 1, more)
        number = row - max(first, top)
        text = texts[number] if number < len(texts) else ""
        yield Piece(CARRIED_EDGE if look == "carried" else EDGE, look)
        sign, colour = self._sign(block.visit)
        if number == 0 and sign:  # also where its beginning is out of sight
            yield Piece(sign, look, colour)
            yield Piece(fit(text, width - 2), look)
        else:
            yield Piece(fit(text, width - 1), look)

    def _sign(self, visit: Visit) -> tuple[str, str | None]:
        if visit.id == self._carried:
            return (" ", None) if self._told is None else sign_of(self._told)
        sign, colour = visit_sign(self._week, visit)
        if visit.kind == "shift" and sign == "✓":  # a name needs the room more
            return "", None
        return sign, colour

    def _texts_of(self, block: Block, width: int, count: int, more: int) -> list[str]:
        """The lines of a visit: its title, when it is, and for how many more there is room."""
        key = (block.visit.id, width)
        if key not in self._texts:
            self._texts[key] = self._written(block, width, count, more)
        return self._texts[key]

    def _written(self, block: Block, width: int, count: int, more: int) -> list[str]:
        week, words, visit = self._week, self._words, block.visit
        title = words.title(week.view, visit)
        if visit.kind == "shift":
            title = ", ".join(first_names(words, week, [visit]))
        if more:
            title = f"+{more} {title}"
        tail = []
        seats = week.seats(visit) if visit.id != self._carried else None
        if seats is not None:
            cohort = next((c.name for c in week.view.plan.cohorts if c.id == seats.cohort), None)
            unsure = "" if seats.is_known else "?"
            name = harmless(cohort or seats.cohort)
            tail.append(f"+{seats.more}{unsure} {name}")
        span = self._span(block, width)
        if cell_len(span) <= width:
            tail.insert(0, span)
        tail = tail[: count - 1] if count > 1 else []
        # the first line is shorter: the verdict's sign stands before it
        indent = len(self._sign(visit)[0])
        lines = [*wrapped(title, width, count - len(tail), indent), *tail]
        if visit.kind != "shift" and count > len(lines):
            people = ", ".join(first_names(words, week, [visit]))
            lines += wrapped(people, width, count - len(lines))
        return lines

    def _span(self, block: Block, width: int) -> str:
        """From when until when, as far as there is room; what the rows do not show comes first."""
        week, words, visit = self._week, self._words, block.visit
        start, end = words.clock(week.view, visit.start), words.clock(week.view, visit.end)
        short = f"{start.removesuffix(':00')}–{end.removesuffix(':00')}"
        for text in (f"{start}–{end}", short):
            if cell_len(text) <= width:
                return text
        if week.minute(visit.start, self._place.day) != block.first:
            return start
        return f"–{end}"

    def _empty(self, lane: Lane, slot: Slot, width: int, row: int, top: int) -> Iterator[Piece]:
        """A slot in which nothing stands: how many more there is room for, said once."""
        text = room_left(self._words, slot)
        look = "room" if text.startswith("+") else "faint"
        if text and row > top and text == self._said_before(lane, row):
            text, look = "·", "faint"
        if slot.state == "closed":
            text = "-"
        is_here = (
            self._here is None
            and lane == self._place.lane
            and row == self._rows.row(self._place.minute)
        )
        yield Piece(" ")
        yield Piece(fit(text, width - 1), self._cursor if is_here else look)

    def _said_before(self, lane: Lane, row: int) -> str:
        minute = self._rows.minute(row - 1)
        before = self._week.slot(self._place.day, lane, minute, self._rows.step)
        return room_left(self._words, before)

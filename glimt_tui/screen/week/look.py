"""What both pictures of the week have in common: heads of days, signs, and columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.cells import cell_len

from glimt_rules.finding import Finding
from glimt_rules.message import Message, say
from glimt_rules.plan.model import Visit
from glimt_tui.desk.holidays import known_holiday
from glimt_tui.desk.week import Lane, Slot, Week
from glimt_tui.screen.grid import Piece, fit
from glimt_tui.screen.week.state import Place, Rows
from glimt_tui.screen.words import LOOKS, Words, verdict_of

#: How wide the column of times is.
TIMES = 6
#: What marks today and now.
NOW = "•"
#: The colour of a public holiday, as on a calendar on the wall.
HOLIDAY = "red"
#: The narrowest column that has room for that mark.
_MARKED = 6

_LANES: dict[str, Message] = {
    "centre": say("No room"),
    "outside": say("Away"),
    "staff": say("Duty"),
}


def lane_name(words: Words, week: Week, lane: Lane) -> str:
    """What a lane is called."""
    if lane.room is not None:
        return words.room(week.view, lane.room)
    return words(_LANES[lane.kind])


def sign_of(findings: list[Finding]) -> tuple[str, str]:
    """The sign of a verdict and its colour."""
    sign, _, colour = LOOKS[verdict_of(findings)]
    return sign, colour


def visit_sign(week: Week, visit: Visit) -> tuple[str, str | None]:
    """The sign of a visit's verdict; a blank where nobody has judged it yet."""
    if not week.is_judged(week.view.day_of(visit)):
        return " ", None
    return sign_of(week.view.findings.get(visit.id, []))


def worst_sign(week: Week, visits: Sequence[Visit]) -> tuple[str, str | None]:
    """The sign of the worst verdict among visits; a blank where all are fine."""
    judged = [visit for visit in visits if week.is_judged(week.view.day_of(visit))]
    sign, colour = sign_of(week.findings(judged))
    return (sign, colour) if sign not in "✓~" else (" ", None)


def day_heads(words: Words, week: Week, place: Place, widths: Sequence[int]) -> list[Piece]:
    """The days of the week, today marked, each with the sign of its worst visit.

    There is a blank after each, so that the mark of today stands by its own day.
    """
    pieces = [week_corner(words, week)]
    for day, width in zip(week.days, widths, strict=True):
        sign, colour = worst_sign(week, week.on(day))
        look = "cursor" if day == place.day else "today" if day == week.view.today else "head"
        mark = NOW if day == week.view.today else " "
        if width < _MARKED:
            mark = ""
        text = day_name(words, day, width - 2 - len(mark))
        pieces.append(Piece(mark, "head"))
        is_holiday = known_holiday(day) is not None  # its name stands in the lines below
        pieces.append(Piece(text, look, HOLIDAY if is_holiday else None))
        pieces.append(Piece(sign, colour=colour))
        pieces.append(Piece(" " * max(0, width - 1 - len(mark) - cell_len(text))))
    return pieces


def day_name(words: Words, day: date, width: int) -> str:
    """A day in so many cells at most: ``ti 12.1.``, ``ti 12.``, ``ti 12`` or ``ti``."""
    name = words.day(day)
    number = name.rsplit(".", 2)[0]
    for text in (name, f"{number}.", number):
        if cell_len(text) <= width:
            return text
    return name[:2]


def week_corner(words: Words, week: Week) -> Piece:
    """The number of the week, above the times."""
    told = words(say("Wk {week}", week=week.monday.isocalendar().week))
    return Piece(fit(told, TIMES), "head")


def time_piece(week: Week, place: Place, rows: Rows, row: int, edges: tuple[bool, bool]) -> Piece:
    """The time of a row; marked where it is now, and where more is out of sight."""
    minute = rows.minute(row)
    above, below = edges
    mark = "↑" if above else "↓" if below else " "
    today = week.view.today
    if place.day == today and minute <= week.minute(week.view.now, today) < minute + rows.step:
        mark = NOW
    is_here = rows.row(place.minute) == row
    text = f"{minute // 60:02d}:{minute % 60:02d}{mark}"
    return Piece(text, "head" if is_here or mark == NOW else "faint")


def first_names(words: Words, week: Week, visits: Sequence[Visit]) -> list[str]:
    """Those who are on duty, as briefly as colleagues call each other."""
    return [
        words.person(week.view, id_).split()[0]
        for visit in visits
        for id_ in visit.people
        if id_ not in visit.absent
    ]


def columns(width: int, count: int) -> list[int]:
    """So many columns in a width, as equal as can be."""
    each, left = divmod(max(0, width), max(1, count))
    return [each + (number < left) for number in range(count)]


def room_left(words: Words, slot: Slot) -> str:
    """What a slot in which nothing stands says of the room in it, in a word."""
    if slot.state == "cleaning":
        return words(say("cleaning time"))
    if slot.state != "free" or slot.space is None:
        return ""
    more = slot.space.more
    if more is None:
        return words(say("free")) if slot.space.is_known else "?"
    if more == 0:
        return words(say("full"))
    return f"+{more}" if slot.space.is_known else f"+{more}?"

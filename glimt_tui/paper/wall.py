"""What hangs on the wall: when which room is taken and free. Nobody is named.

Only titles of public visits are told, and of those only such as name nobody, as in the public
calendar; everything else is a room that is taken.
"""

from __future__ import annotations

from datetime import date

from msgspec import structs

from glimt_rules.message import Message, count, say
from glimt_rules.plan.model import NOT_LIVE, REMOTE, Visit
from glimt_tui.desk.free import Free, free_rooms
from glimt_tui.desk.view import View
from glimt_tui.desk.week import Week
from glimt_tui.paper.sheet import Column, Row, Section
from glimt_tui.paper.words import PaperWords

#: What the sheet is, for its head.
ABOUT = say("for the wall")


def wall_of_day(view: View, words: PaperWords, day: date) -> tuple[Section, ...]:
    """What is on, and what is free, on one day."""
    return tuple(_Wall(view, words, Week(view, day)).of_day(day))


def wall_of_week(view: View, words: PaperWords, day: date) -> tuple[Section, ...]:
    """What is on, and what is free all day, on each day of the week of ``day``."""
    week = Week(view, day)
    wall = _Wall(view, words, week)
    return tuple(wall.of_week_day(each) for each in week.days)


class _Wall:
    """The sections of one view."""

    def __init__(self, view: View, words: PaperWords, week: Week) -> None:
        self._view = view
        self._words = words
        self._week = week
        self._withheld = _withheld(view)

    def of_day(self, day: date) -> list[Section]:
        words = self._words
        allowed = self._week.limits.premises(self._week.moment(day, 12 * 60))
        here = count(
            "at most {n} person in the house at once", "at most {n} people in the house at once",
            allowed or 0,
        )  # fmt: skip
        return [
            self._on(
                day, words(say("On today")), () if allowed is None else (words.sentence(here),)
            ),
            Section(
                title=words(say("Free rooms")),
                columns=(Column(words(say("Room")), 24), Column(words(say("Free")))),
                rows=tuple(self._free(each) for each in free_rooms(self._week, day)),
                empty=words(say("No rooms are registered.")),
            ),
        ]

    def of_week_day(self, day: date) -> Section:
        words = self._words
        hours = self._week.hours(day)
        all_day = [
            words.room(each.room)
            for each in free_rooms(self._week, day)
            if len(each.times) == len(hours) and not self._is_used(each.room, day)
        ]
        notes = (words(say("Free all day: {rooms}", rooms=tuple(all_day))),)
        return self._on(day, words.day(day), notes if all_day and hours else ())

    def _is_used(self, room: str, day: date) -> bool:
        return any(v.room == room and v.kind != "shift" for v in self._week.on(day))

    def _on(self, day: date, title: str, notes: tuple[str, ...]) -> Section:
        words = self._words
        is_open = bool(self._week.hours(day))
        nothing = say("Nothing is booked.") if is_open else say("Closed.")
        return Section(
            title=title,
            columns=(
                Column(words(say("Time")), 11),
                Column(words(say("Room")), 24),
                Column(words(say("What"))),
            ),
            rows=tuple(row for visit in self._view.on(day) if (row := self._visit(visit))),
            empty=words(nothing),
            notes=notes,
        )

    def _visit(self, visit: Visit) -> Row | None:
        """A visit as everybody may read of it; None for what is nobody's business."""
        words = self._words
        title = visit.public and bool((visit.title or "").strip())
        told = title and visit.id not in self._withheld
        if visit.status == "cancelled" and told:
            what = words.sentence(say("cancelled: {title}", title=words.title(visit)))
        elif visit.status in NOT_LIVE or visit.kind == "shift":
            return None
        elif told:
            what = words.title(visit)
        elif visit.room is None:
            return None  # at somebody's home, on a walk, by phone
        else:
            what = words(say("taken"))
        place = "" if visit.setting in REMOTE and not told else words.place(visit)
        return words.span(visit.start, visit.end), place, what

    def _free(self, free: Free) -> Row:
        words = self._words
        times = ", ".join(words.span(start, until) for start, until in free.times)
        return words.room(free.room), times or words(_NOT_FREE)


_NOT_FREE: Message = say("not free")


def _withheld(view: View) -> frozenset[str]:
    """The public visits whose titles name somebody after all."""
    public = [structs.replace(v, link=None) for v in view.plan.visits if v.public and v.title]
    if not public:
        return frozenset()
    from glimt_tui.exchange.calendar import withheld  # costs more than all else here

    return frozenset(withheld(structs.replace(view.plan, visits=tuple(public))))

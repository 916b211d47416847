"""What lies on the desk when the line is down: who comes when, what is cleaned, what rules.

It shows what the screen's page of the day shows, and no more names than the work needs: first
names where they tell people apart, no phone numbers unless they are asked for, nobody who has
been here and gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from glimt_rules.documents.faults import harmless
from glimt_rules.message import count, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import NOT_LIVE, REMOTE, Visit
from glimt_tui.desk.day import day_of
from glimt_tui.desk.free import cleaning_of
from glimt_tui.desk.reception import Guest, guests
from glimt_tui.desk.slack import here
from glimt_tui.desk.view import View
from glimt_tui.desk.week import Week
from glimt_tui.paper.rules import numbers_of, rules_of
from glimt_tui.paper.sheet import Cell, Column, Row, Section, Tick
from glimt_tui.paper.words import PaperWords

ABOUT = say("for the desk; holds names: keep it there, and shred it when the day is over")
#: Lines for those who come without having booked.
_UNBOOKED = 3


def lists_of_day(
    view: View, words: PaperWords, day: date, *, phones: bool
) -> tuple[tuple[str, ...], tuple[Section, ...]]:
    """The figures of a day, and its lists."""
    lists = _Lists(view, words, [day], phones=phones)
    sections = (
        lists.arrivals(day),
        lists.elsewhere(day),
        lists.on_duty(day),
        lists.to_decide(),
        lists.cleaning(day),
        lists.set_aside(),
        rules_of(view, words),
    )
    return numbers_of(view, words, day), tuple(each for each in sections if each is not None)


def lists_of_week(
    view: View, words: PaperWords, day: date, *, phones: bool
) -> tuple[tuple[str, ...], tuple[Section, ...]]:
    """What is booked on each day of a week, with who comes and who is on duty."""
    week = Week(view, day)
    lists = _Lists(view, words, week.days, phones=phones)
    return (), tuple(lists.of_week_day(each, is_open=bool(week.hours(each))) for each in week.days)


class _Lists:
    """The lists of one view. People are called so that those of the sheet are told apart."""

    def __init__(
        self, view: View, words: PaperWords, days: Sequence[date], *, phones: bool
    ) -> None:
        self._view = view
        self._words = words
        self._phones = phones
        shown = {id_ for day in days for visit in view.on(day) for id_ in visit.people}
        shown |= {arrival.person for arrival in view.here()}
        self._short = words.short([view.people[id_] for id_ in shown if id_ in view.people])

    def _name(self, id_: str) -> str:
        name = self._short.get(id_, id_)
        phone = self._view.people[id_].phone if self._phones and id_ in self._view.people else None
        return f"{name} {self._words.phone(phone)}" if phone else name

    def _is_staff(self, id_: str) -> bool:
        return id_ in self._view.people and self._view.people[id_].role == "staff"

    def _live(self, day: date) -> list[Visit]:
        return [visit for visit in self._view.on(day) if visit.status not in NOT_LIVE]

    # A day -------------------------------------------------------------------------------------

    def arrivals(self, day: date) -> Section:
        """Who is to come to the house, with boxes to tick; staff stand among those on duty."""
        words = self._words
        visits = [v for v in self._live(day) if v.setting == "centre" and v.kind != "shift"]
        rows = [row for visit in visits if visit.status != "done" for row in self._guests(visit)]
        over = sum(visit.status == "done" for visit in visits)
        off = sum(visit.status in NOT_LIVE for visit in self._view.on(day))
        told = [count("{n} visit has ended", "{n} visits have ended", over)] if over else []
        if off:
            told.append(count("{n} visit does not take place", "{n} visits do not take place", off))
        columns = (
            Column(words(say("Time")), 11),
            Column(words(say("Room")), 12),
            Column(words(say("Name"))),
            *(
                Column(words(title), 6)
                for title in (
                    say("Came"), say("Hands"), say("Masked"), say("Sympt"), say("Left"),
                )
            ),
        )  # fmt: skip
        blank: Row = ("__:__", "", "_" * 16, *[Tick()] * 5)
        return Section(
            title=words(say("Who comes")),
            columns=columns,
            rows=(*rows, *[blank] * _UNBOOKED),
            notes=tuple(words(each) for each in told),
        )

    def _guests(self, visit: Visit) -> Iterator[Row]:
        words = self._words
        when, where = words.span(visit.start, visit.end), words.place(visit)
        there = [guest for guest in guests(self._view, visit) if guest.state != "absent"]
        for guest in sorted(there, key=lambda each: self._name(each.person).casefold()):
            if not self._is_staff(guest.person):
                ticks = self._ticked(visit, guest)
                yield when, where, self._name(guest.person), *ticks

    def _ticked(self, visit: Visit, guest: Guest) -> tuple[Cell, ...]:
        """What is written down already; of symptoms, paper says nothing."""
        washed = any(
            arrival.visit == visit.id and arrival.person == guest.person and arrival.handwashed
            for arrival in self._view.arrivals
        )
        came, left = guest.state in ("came", "left"), guest.state == "left"
        return Tick(came), Tick(washed), Tick(), Tick(), Tick(left)

    def elsewhere(self, day: date) -> Section | None:
        """Visits outside the house, and calls."""
        words = self._words
        visits = [v for v in self._live(day) if v.setting != "centre" and v.status != "done"]
        rows = tuple(
            (
                words.span(visit.start, visit.end),
                words.place(visit),
                ", ".join(map(self._name, here(visit))),
            )
            for visit in visits
        )
        if not rows:
            return None
        return Section(
            title=words(say("Elsewhere")),
            columns=(
                Column(words(say("Time")), 11),
                Column(words(say("Where")), 24),
                Column(words(say("Who"))),
            ),
            rows=rows,
        )

    def on_duty(self, day: date) -> Section:
        """Staff of the day: when they are on duty, else when they have visits."""
        words = self._words
        return Section(
            title=words(say("On duty")),
            columns=(
                Column(words(say("Name")), 24),
                Column(words(say("Time"))),
                *(Column(words(title), 6) for title in (say("Came"), say("Hands"), say("Left"))),
            ),
            rows=tuple((name, when, Tick(), Tick(), Tick()) for name, when in self._duty(day)),
            empty=words(say("Nobody is on duty.")),
        )

    def _duty(self, day: date) -> list[tuple[str, str]]:
        told = {id_: self._times(times) for id_, times in self._shifts(day).items()}
        visits: dict[str, list[tuple[Moment, Moment]]] = {}
        for visit in self._live(day):
            for id_ in filter(self._is_staff, here(visit)):
                visits.setdefault(id_, []).append((visit.start, visit.end))
        for id_, times in visits.items():
            with_visits = say("with visits {times}", times=self._times(times))
            told.setdefault(id_, self._words(with_visits))
        return sorted((self._name(id_), when) for id_, when in told.items())

    def _shifts(self, day: date) -> dict[str, list[tuple[Moment, Moment]]]:
        shifts: dict[str, list[tuple[Moment, Moment]]] = {}
        for visit in self._live(day):
            for id_ in here(visit) if visit.kind == "shift" else ():
                shifts.setdefault(id_, []).append((visit.start, visit.end))
        return shifts

    def _times(self, times: list[tuple[Moment, Moment]]) -> str:
        return ", ".join(self._words.span(*each) for each in sorted(times))

    def to_decide(self) -> Section | None:
        """What cannot stay as it is; by rule, without what it says of anybody."""
        view, words = self._view, self._words
        rows = tuple(
            (
                words.span(visit.start, visit.end),
                words.place(visit),
                harmless(words.texts.pick(finding.rule.title)),
            )
            for visit, finding in day_of(view).to_decide
            if view.day_of(visit) == view.today
        )
        if not rows:
            return None
        return Section(
            title=words(say("Needs a decision")),
            columns=(
                Column(words(say("Time")), 11),
                Column(words(say("Room")), 24),
                Column(words(say("Rule"))),
            ),
            rows=rows,
        )

    def cleaning(self, day: date) -> Section:
        """Every room after each visit, and who needs it next."""
        words = self._words
        in_rooms = [
            visit
            for visit in self._live(day)
            if visit.room is not None and visit.kind != "shift" and visit.setting not in REMOTE
        ]
        rows = []
        for visit in sorted(in_rooms, key=lambda each: (each.end, each.room or "", each.id)):
            room = visit.room or ""
            lasts = cleaning_of(self._view, room)
            later = [v.start for v in in_rooms if v.room == room and v.start >= visit.end]
            rows.append(
                (
                    words.room(room),
                    words.clock(visit.end, day),
                    words.clock(visit.end + lasts, day),
                    str(int(lasts.total_seconds()) // 60),
                    words.clock(min(later)) if later else "",
                    Tick(visit.surfaces_cleaned is True),
                )
            )
        return Section(
            title=words(say("To clean")),
            columns=(
                Column(words(say("Room"))),
                Column(words(say("From")), 11),
                Column(words(say("Until")), 11),
                Column(words(say("Minutes")), 8),
                Column(words(say("Next visit")), 11),
                Column(words(say("Done")), 6),
            ),
            rows=tuple(rows),
            empty=words(say("No room is used.")),
        )

    def set_aside(self) -> Section | None:
        """Things that rest, and until when."""
        view, words = self._view, self._words
        rows = tuple(
            (words.thing(waiting.id), words.clock(waiting.until, view.today))
            for waiting in day_of(view).set_aside
        )
        if not rows:
            return None
        columns = (Column(words(say("Thing"))), Column(words(say("Until")), 20))
        return Section(title=words(say("Set aside until")), columns=columns, rows=rows)

    # A week ------------------------------------------------------------------------------------

    def of_week_day(self, day: date, *, is_open: bool) -> Section:
        """What is booked on a day, and who is on duty."""
        words = self._words
        visits = [visit for visit in self._live(day) if visit.kind != "shift"]
        rows = tuple(
            (
                words.span(visit.start, visit.end),
                words.place(visit),
                words.title(visit),
                ", ".join(map(self._name, here(visit))),
            )
            for visit in visits
        )
        duty = sorted(
            f"{self._short.get(id_, id_)} {self._times(times)}"
            for id_, times in self._shifts(day).items()
        )
        nothing = say("Nothing is booked.") if is_open else say("Closed.")
        on_duty = say("On duty: {people}", people=tuple(duty))
        return Section(
            title=words.day(day),
            columns=(
                Column(words(say("Time")), 11),
                Column(words(say("Room")), 14),
                Column(words(say("What")), 22),
                Column(words(say("Who"))),
            ),
            rows=rows,
            empty=words(nothing),
            notes=(words(on_duty if duty else say("No shift is planned.")),)
            if is_open or rows
            else (),
        )

"""What the types of wishes cannot say: what refers to the plan, and what goes with what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from glimt_rules.documents.faults import Fault, LineOf, Path, quoted
from glimt_rules.message import Message, say
from glimt_rules.moments import is_iso_week, parse_week
from glimt_rules.plan.forms import hours_fault
from glimt_rules.plan.model import WEEKDAYS, Plan
from glimt_rules.plan.report import Register, Report
from glimt_rules.wishes.hours import at, days_of, preference
from glimt_rules.wishes.model import Wish, Wishes

#: The visits that meet a wish bear its id and their day, and are ids themselves.
LONGEST_WISH_ID = 50


def check_wishes(
    wishes: Wishes,
    plan: Plan | None,
    zone: ZoneInfo,
    *,
    bad: Collection[Path] = frozenset(),
    line_of: LineOf | None = None,
) -> list[Fault]:
    """All that is wrong with wishes; without a plan, what they refer to is not looked up.

    They may not have been read in full: ``bad`` names the places where None stands for something
    that has been told already.
    """
    report = Report(bad, line_of)
    if wishes.week is not None:
        _check_week(report, wishes, zone)
    there: Sequence[Any] | None = wishes.wishes
    report.register("wishes", there)
    registers = _Registers(plan)
    for index, wish in enumerate(wishes.wishes or ()):
        if wish is not None:
            _Check(report, ("wishes", index), wish, registers).all()
    return report.faults


def _check_week(report: Report, wishes: Wishes, zone: ZoneInfo) -> None:
    if not is_iso_week(wishes.week):
        message = say(
            "There is no week {found}; an ISO week that exists is wanted, such as 2021-W02",
            found=quoted(wishes.week),
        )
        report.add(("week",), message)
    elif wishes.booked_at is not None and wishes.booked_at >= at(
        days_of(parse_week(wishes.week))[-1], 24 * 60, zone
    ):
        message = say("The week {week} is over by then", week=wishes.week)
        report.add(("booked_at",), message)


class _Registers:
    """The lists of the plan that wishes refer to; where there is no plan, none of them is whole."""

    def __init__(self, plan: Plan | None) -> None:
        report = Report((), None)
        self.people = report.register("people", plan.people if plan else None)
        self.rooms = report.register("rooms", plan.rooms if plan else None)
        self.equipment = report.register("equipment", plan.equipment if plan else None)


class _Check:
    """Looks at one wish."""

    def __init__(self, report: Report, path: Path, wish: Wish, registers: _Registers) -> None:
        self._report = report
        self._path = path
        self._wish = wish
        self._registers = registers

    def all(self) -> None:
        """Note all that is wrong with it."""
        wish, registers = self._wish, self._registers
        if wish.id is not None and len(wish.id) > LONGEST_WISH_ID:
            message = say(
                "The id {found} is {size} characters long; {most} are allowed",
                found=quoted(wish.id),
                size=len(wish.id),
                most=LONGEST_WISH_ID,
            )
            self._add("id", message)
        self._report.text((*self._path, "title"), wish.title)
        self._ids("people", wish.people, registers.people)
        self._ids("rooms", wish.rooms, registers.rooms)
        self._ids("equipment", wish.equipment, registers.equipment)
        if wish.settings:
            self._report.repeats((*self._path, "settings"), wish.settings)
        if isinstance(wish.company, tuple):
            self._company(wish.company)
        self._when()
        self._preferences()
        self._place()
        if wish.distance_m is not None and not isfinite(wish.distance_m):
            message = say(
                "Found {found}; only finite numbers are allowed", found=quoted(wish.distance_m)
            )
            self._add("distance_m", message)

    def _add(self, key: str, message: Message | None) -> None:
        self._report.add((*self._path, key), message)

    def _ids(self, key: str, ids: Sequence[str] | None, register: Register) -> None:
        if not ids:
            return
        self._report.repeats((*self._path, key), ids)
        for index, id_ in enumerate(ids):
            if id_ is not None:
                self._report.reference((*self._path, key, index), id_, register)

    def _company(self, ids: tuple[str, ...]) -> None:
        if not ids and (*self._path, "with") not in self._report.bad:
            message = say('Nobody is named; write "nobody" where nobody else is to be there')
            self._add("with", message)
        self._ids("with", ids, self._registers.people)
        for index, id_ in enumerate(ids):
            if id_ is not None and id_ in (self._wish.people or ()):
                message = say("{found} is among the people of this wish", found=quoted(id_))
                self._report.add((*self._path, "with", index), message)

    def _when(self) -> None:
        hours = self._wish.when
        if hours is None:
            return
        any_day = False
        for day in WEEKDAYS:
            for index, stretch in enumerate(getattr(hours, day) or ()):
                any_day = True
                if stretch is not None:
                    self._report.add((*self._path, "when", day, index), hours_fault(stretch))
        if not any_day:
            self._add("when", say("No day is possible; leave the key out where every day is"))

    def _preferences(self) -> None:
        for index, text in enumerate(self._wish.preferably or ()):
            if text is not None and preference(text) is None:
                message = say(
                    'Found {found}; a day, a time or both are wanted, such as "tue 13:00"',
                    found=quoted(text),
                )
                self._report.add((*self._path, "preferably", index), message)

    def _place(self) -> None:
        wish = self._wish
        settings = wish.settings or ()
        if None in settings or (*self._path, "settings") in self._report.bad:
            return
        if wish.rooms and "centre" not in settings:
            message = say("Rooms go with the setting centre only, which is not wished for here")
            self._add("rooms", message)
        if "home" in settings and wish.host is None:
            if (*self._path, "host") not in self._report.bad:
                message = say(
                    "The key {key} is missing: a visit at home says whose home it is", key="host"
                )
                self._add("host", message)
        elif wish.host is not None and "home" not in settings:
            message = say("A host goes with the setting home only, which is not wished for here")
            self._add("host", message)
        elif wish.host is not None and wish.people and wish.host not in self._named():
            message = say("The host {found} is not among those who meet", found=quoted(wish.host))
            self._add("host", message)

    def _named(self) -> tuple[str, ...]:
        company = self._wish.company
        return self._wish.people + (company if isinstance(company, tuple) else ())

"""What is asked of a series of bookings, and what it would do, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from glimt_rules.finding import Finding
from glimt_rules.message import Bilingual, Message, say
from glimt_rules.plan.model import Visit
from glimt_tui.desk.clashes import Clashes
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.holidays import holiday_on
from glimt_tui.desk.series.judging import Judged, Step
from glimt_tui.desk.view import View
from glimt_tui.store.daybook import Series

#: From which of the bookings on: this one alone, this one and those after it, or all to come.
Scope = Literal["one", "following", "all"]

#: What becomes of a day: a booking is made or changed, stays as it is, or is called off; somebody
#: took it out; a rule would newly be broken; it cannot be at all.
Fate = Literal["made", "changed", "same", "cancelled", "taken_out", "broken", "impossible"]
_WRITTEN = frozenset({"made", "changed", "cancelled"})


class Make(Struct, frozen=True, kw_only=True):
    """A series of bookings like one that is there, which becomes its first if it is to come."""

    #: what the series will be called
    id: str
    visit: str
    weeks: int
    last: date
    #: the days that somebody has taken out
    without: frozenset[date] = frozenset()


class Carry(Struct, frozen=True, kw_only=True):
    """What is different about one booking of a series, carried to others of it."""

    #: what the part of the series will be called that is split off, where it must be
    id: str
    visit: str
    scope: Literal["following", "all"]


class End(Struct, frozen=True, kw_only=True):
    """The end of a series: bookings that are to come are called off."""

    series: str
    scope: Scope
    #: the day for which the booking was made, which is the first to be called off
    day: date | None = None


Asked = Make | Carry | End


class Day(Struct, frozen=True, kw_only=True):
    """What becomes of one day, and what there is to say of it."""

    day: date
    fate: Fate
    #: the booking as it would be; None where there is no such time
    visit: Visit | None
    #: what the rules say of it on its own day, also where it is not written for that
    findings: tuple[Finding, ...] = ()
    #: what would newly be broken, at this booking or at another, if it were written
    broken: tuple[Finding, ...] = ()
    #: what staff are warned of besides: clashes, closed hours, nobody on duty
    notes: tuple[Message, ...] = ()
    holiday: Bilingual | None = None
    #: why it cannot be what it was to be
    why: Message | None = None


class Outlook(Struct, frozen=True, kw_only=True):
    """What something that is asked of a series would do, by the database at entry ``seq``."""

    asked: Asked
    seq: int
    days: tuple[Day, ...] = ()
    #: the series as it was, and as it would be; a part that is split off as well
    before: Series | None = None
    after: Series | None = None
    #: what is new, or worse than before, at bookings that are none of these
    others: tuple[Finding, ...] = ()
    edit: Edit = Edit()
    #: the rules that failed while they judged: what they were to say is not known
    failed: tuple[str, ...] = ()
    #: why nothing can be written
    why_not: Message | None = None

    @property
    def written(self) -> list[Day]:
        """The days of which something is written."""
        return [day for day in self.days if day.fate in _WRITTEN]

    def is_worse_than(self, seen: Outlook) -> bool:
        """Whether it does something else than what was seen, or the rules say more against it."""
        fates = [(day.day, day.fate) for day in self.days]
        return fates != [(day.day, day.fate) for day in seen.days] or not (
            self._told() <= seen._told()
        )

    def _told(self) -> set[tuple[str, str, str]]:
        found = [each for day in self.days for each in (*day.findings, *day.broken)]
        return {
            (each.visit, each.rule.id, each.level)
            for each in (*found, *self.others)
            if not each.waived
        }


def told(
    view: View, found: Judged, steps: Sequence[Step], taken_out: frozenset[date] = frozenset()
) -> Iterator[Day]:
    """What becomes of each day, and what the rules, the house and the calendar say of it."""
    clashes = Clashes(found.preview.plan, view.zone, view.lent)
    for step in steps:
        fate = _fate(step, found, taken_out)
        visit = step.new
        notes = clashes.told(visit) if visit is not None and fate != "cancelled" else []
        yield Day(
            day=step.day,
            fate=fate,
            visit=visit,
            findings=tuple(found.findings.get(step.day, ())),
            broken=tuple(found.broken.get(step.day, ())),
            notes=tuple(message for _, message in notes),
            holiday=holiday_on(step.day if visit is None else view.day_of(visit)),
            why=step.why,
        )


def _fate(step: Step, found: Judged, taken_out: frozenset[date]) -> Fate:
    if step.day in taken_out:
        return "taken_out"
    if step.why is not None:
        return "impossible"
    if step.day in found.broken:
        return "broken"
    assert step.new is not None
    if step.new.status == "cancelled":
        return "cancelled"
    if step.old is None or step.instead is None:
        return "made"
    return "same" if step.new == step.instead else "changed"


def whole(
    view: View,
    asked: Asked,
    found: Judged,
    edit: Edit,
    days: tuple[Day, ...],
    *,
    before: Series | None = None,
    after: Series | None = None,
    why_not: Message | None = None,
) -> Outlook:
    """All of it together, with what it does to others."""
    own = {key.id for key in edit.keys if key.kind == "visit"}
    appeared = found.preview.decision.appeared
    if why_not is None and found.in_the_way:
        why_not = say("a rule would be broken whatever is left out")
    return Outlook(
        asked=asked,
        seq=view.seq,
        days=days,
        before=before,
        after=after,
        others=tuple(each for each in appeared if each.visit not in own and not each.waived),
        edit=edit,
        failed=tuple(sorted({each.rule.id for each in found.preview.judgement.failures})),
        why_not=why_not,
    )

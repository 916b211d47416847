"""What bookings of a series are to become, judged together; what newly breaks a rule is left out.

Everybody else's booking is written or not. Of a series, the days that the rules allow are written,
and the others are not: a reason for an exception is given at one booking, and not at twenty.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct, structs

from glimt_rules.finding import Finding
from glimt_rules.message import Message
from glimt_rules.plan.model import Visit, Waiver
from glimt_tui.desk.decision import about
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.preview import Preview, preview_of
from glimt_tui.desk.view import View
from glimt_tui.store.records import Key, Value, key_of


class Step(Struct, frozen=True, kw_only=True):
    """What one booking is to become."""

    #: the day for which it is made
    day: date
    #: the booking as it is now; None for a new one
    old: Visit | None = None
    #: the booking as it is to be; None where there is to be none, or nothing is written of it
    new: Visit | None = None
    #: what is written where that would break a rule: the old one, perhaps under another id
    instead: Visit | None = None
    #: why it cannot be what it was to be
    why: Message | None = None


class Judged(Struct, frozen=True):
    """How the steps stand that can be taken, and why the others cannot."""

    edit: Edit
    preview: Preview
    #: by day, what would newly be broken if it were written
    broken: Mapping[date, Sequence[Finding]]
    #: by day, what the rules say of the booking, also of one that is not written
    findings: Mapping[date, Sequence[Finding]]
    #: what is broken whatever is left out
    in_the_way: tuple[Finding, ...]


def judged(view: View, steps: Sequence[Step], *, asks: bool = True) -> Judged:
    """Judge the steps together, without those that would newly break a rule.

    Where ``asks`` is False nothing is left out: what is only called off asks no rule.
    """
    broken: dict[date, list[Finding]] = {}
    findings: dict[date, list[Finding]] = {}
    judging = _Judging(view, steps)
    while True:
        edit = edit_of(view, steps, without=broken)
        preview = preview_of(view, edit)
        there = {step.new.id: step.day for step in steps if step.new and step.day not in broken}
        findings |= {day: preview.findings(id_) for id_, day in there.items()}
        changed = {step.new.id for step in steps if step.new not in (None, step.old, step.instead)}
        taken = {id_: day for id_, day in there.items() if id_ in changed}
        found = list(judging.newly_broken(preview)) if asks else []
        blamed: dict[date, list[Finding]] = {}
        for finding in found:
            for day in _blame(finding, taken, view):
                blamed.setdefault(day, []).append(finding)
        if not blamed:
            return Judged(edit, preview, broken, findings, tuple(found))
        broken |= blamed


def edit_of(view: View, steps: Iterable[Step], *, without: Collection[date] = ()) -> Edit:
    """What taking the steps writes; with a booking that is called anew go its exceptions."""
    put: list[Value] = []
    remove: list[Key] = []
    seen: dict[Key, int] = {}
    waivers: dict[str, list[Waiver]] = {}
    for waiver in view.plan.waivers:
        waivers.setdefault(waiver.visit, []).append(waiver)
    for step in steps:
        new = step.instead if step.day in without else step.new
        if new is None or new == step.old:
            continue
        put.append(new)
        if step.old is None:
            continue
        gone = key_of(step.old)
        seen[gone] = view.versions[gone]
        if step.old.id != new.id:
            remove.append(gone)
            for waiver in waivers.get(step.old.id, ()):
                put.append(structs.replace(waiver, visit=new.id))
                remove.append(key_of(waiver))
                seen[remove[-1]] = view.versions[remove[-1]]
    return Edit(put=tuple(put), remove=tuple(remove), seen=seen)


class _Judging:
    """Knows what was broken before, also at bookings that are called otherwise now."""

    def __init__(self, view: View, steps: Sequence[Step]) -> None:
        self._view = view
        #: what bookings are called now that are to be called otherwise, by what they will be
        self._was = {
            new.id: step.old
            for step in steps
            for new in (step.new, step.instead)
            if step.old is not None and new is not None and new.id != step.old.id
        }
        self._before: set[tuple[str, str, str | None, str | None]] | None = None

    def newly_broken(self, preview: Preview) -> Iterator[Finding]:
        """What would newly be broken: binding rules and those of the house."""
        for finding in (*preview.decision.forbidding, *preview.decision.to_waive):
            was = self._was.get(finding.visit)
            if was is None or (was.id, *about(finding)[1:]) not in self._broken_before:
                yield finding

    @property
    def _broken_before(self) -> set[tuple[str, str, str | None, str | None]]:
        if self._before is None:
            days = [self._view.day_of(visit) for visit in self._was.values()]
            self._before = {
                about(finding)
                for finding in self._view.judged(min(days), max(days)).findings
                if finding.level == "violation" and not finding.waived
            }
        return self._before


def _blame(finding: Finding, taken: Mapping[str, date], view: View) -> list[date]:
    """The days because of which something is broken: its own, else those that were counted in.

    None where it is broken without any of them.
    """
    if finding.visit in taken:
        return [taken[finding.visit]]
    counted = [taken[id_] for id_ in finding.evidence if id_ in taken]
    if counted or finding.visit not in view.visits:
        return counted
    week = view.day_of(view.visits[finding.visit]).isocalendar()[:2]
    return [day for day in taken.values() if day.isocalendar()[:2] == week]

"""Reading plan documents: from a text, or from values that have been parsed already."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from glimt_rules.documents.convert import convert
from glimt_rules.documents.faults import Fault, as_problems, quoted
from glimt_rules.documents.source import Source, parse
from glimt_rules.documents.times import Times, zone_named
from glimt_rules.documents.where import Lines
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import say
from glimt_rules.pause import collector_paused
from glimt_rules.plan.check import check_plan
from glimt_rules.plan.model import DEFAULT_TIMEZONE, Plan

_STEP = r"([^.\[\]]+)|\[(\d+)\]"
_TIMES = ("start", "end", "booked_at", "assessed_at")


class PlanDocument(Struct, frozen=True):
    """A plan, the text that it was read from, and what its reader should know."""

    plan: Plan
    source: Source | None = None
    notes: tuple[Problem, ...] = ()
    lines: Lines | None = None

    def line_of_visit(self, index: int) -> int | None:
        """The line on which a visit of the plan begins; None without a text."""
        return self.lines.line(("visits", index)) if self.lines else None

    def located(self, problem: Problem) -> Problem:
        """A problem of this plan with its file and line, found by its key path."""
        if self.source is None:
            return problem
        path = tuple(int(n) if n else key for key, n in re.findall(_STEP, problem.where))
        line = self.lines.line(path) if self.lines else None
        return structs.replace(problem, file=self.source.name, line=line)


def read_plan(source: Source, *, centre: Mapping[str, object] = {}) -> PlanDocument:
    """Read a plan; ``centre`` gives what the plan's own table of that name leaves out.

    Raises InputError with every problem, in the order of the lines.
    """
    with collector_paused():
        return plan_from_raw(parse(source), source=source, centre=centre)


def plan_from_raw(
    raw: Mapping[str, object],
    *,
    source: Source | None = None,
    centre: Mapping[str, object] = {},
) -> PlanDocument:
    """Read a plan from parsed values; ``source`` only serves to tell lines."""
    lines = Lines(source) if source is not None else None
    times = Times(_zone(raw))
    conversion = convert(_with_defaults(raw, centre), Plan, hook=times)
    plan = conversion.value
    faults = list(conversion.faults)
    if plan is not None:
        faults += check_plan(plan, bad=conversion.bad, line_of=lines.line if lines else None)
    if plan is None or faults:
        raise InputError(as_problems(faults, lines))
    notes = as_problems(_notes(raw, times), lines) if times.twice else ()
    return PlanDocument(plan, source, notes, lines)


def _zone(raw: object) -> ZoneInfo:
    """The plan's zone; where its name is wrong the default, so that the rest can be told."""
    name = raw.get("timezone", DEFAULT_TIMEZONE) if isinstance(raw, Mapping) else None
    return zone_named(name) or ZoneInfo(DEFAULT_TIMEZONE)


def _with_defaults(raw: Mapping[str, object], centre: Mapping[str, object]) -> Mapping[str, object]:
    """The plan with the configuration's centre wherever it says nothing itself."""
    if not centre or not isinstance(raw, Mapping):
        return raw
    own = raw.get("centre", {})
    return {**raw, "centre": {**centre, **own}} if isinstance(own, Mapping) else raw


def _notes(raw: Mapping[str, object], times: Times) -> Iterable[Fault]:
    """Where times stand that the clock shows twice; which of the two is not written."""
    visits = raw.get("visits", ())
    assert isinstance(visits, list | tuple)
    for index, visit in enumerate(visits):
        for key in _TIMES:
            value = visit.get(key)
            if isinstance(value, str | date) and value in times.twice:
                yield Fault(
                    ("visits", index, key),
                    say(
                        "The time {found} comes twice in {zone}, as the clock is put back; "
                        "it is taken as the first",
                        found=quoted(value),
                        zone=times.zone.key,
                    ),
                )

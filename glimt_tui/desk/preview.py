"""Previews: what an edit would do, tried out on a view before anything is written."""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct

from glimt_rules.errors import Problem
from glimt_rules.finding import Finding
from glimt_rules.judgement import Judgement
from glimt_rules.message import say
from glimt_rules.pause import collector_paused
from glimt_rules.plan.model import Plan, Visit
from glimt_tui.desk.decision import Decision, decide
from glimt_tui.desk.edits import Edit, edited
from glimt_tui.desk.view import View, judge_days
from glimt_tui.store.errors import Refused


class Preview(Struct, frozen=True):
    """What an edit would do, by the database as it was at entry ``seq``."""

    edit: Edit
    plan: Plan
    judgement: Judgement
    decision: Decision
    seq: int

    def findings(self, visit: str) -> list[Finding]:
        """What the rules would say of a visit."""
        return [finding for finding in self.judgement.findings if finding.visit == visit]


def preview_of(view: View, edit: Edit) -> Preview:
    """What an edit would do to a view; raises Refused where it names somebody who is gone."""
    with collector_paused():  # it would walk every visit that is there, while somebody waits
        return _preview_of(view, edit)


def _preview_of(view: View, edit: Edit) -> Preview:
    plan = edited(view.plan, edit)
    _require_people(plan, edit)
    days = [view.day_of(value) for value in edit.put if isinstance(value, Visit)]
    days += [
        view.day_of(view.visits[key.id])
        for key in edit.keys
        if key.kind == "visit" and key.id in view.visits
    ]
    # what an edit does to others shows in the same week, or in the days after it
    first = min([view.first, *(day - timedelta(days=day.weekday()) for day in days)])
    last = max([view.last, *(day + timedelta(days=7) for day in days)])
    before = view.judged(first, last)
    after = judge_days(plan, view.book, view.zone, first, last)
    visits = {visit.id: visit for visit in plan.visits}
    decision = decide(before.findings, after.findings, visits)
    return Preview(edit, plan, after, decision, view.seq)


def _require_people(plan: Plan, edit: Edit) -> None:
    """Nobody is judged who was removed, or erased, since the edit was begun."""
    there = {person.id for person in plan.people}
    gone = [
        Problem(message=say("{person} is not registered any more", person=id_), where=visit.id)
        for visit in edit.put
        if isinstance(visit, Visit)
        for id_ in visit.people
        if id_ not in there
    ]
    if gone:
        raise Refused(gone)

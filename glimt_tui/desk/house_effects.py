"""What a change of the house does to coming bookings, told before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Set

from msgspec import Struct

from glimt_rules.finding import Finding
from glimt_rules.plan.model import NOT_LIVE, Visit
from glimt_tui.desk.clashes import Clashes
from glimt_tui.desk.decision import decide
from glimt_tui.desk.edits import Edit, edited
from glimt_tui.desk.view import View, judge_days


class Effects(Struct, frozen=True):
    """The coming bookings, by id in order of arrival, that a change makes worse or better."""

    #: how many are to come
    coming: int = 0
    #: those that break a rule, and did not before, or did not break that one
    broken: tuple[str, ...] = ()
    #: those that break no rule any more
    mended: tuple[str, ...] = ()
    #: those at times at which the centre will be closed, and is open now
    closed: tuple[str, ...] = ()

    @property
    def is_harmful(self) -> bool:
        """Whether somebody should look at it before it is saved."""
        return bool(self.broken or self.closed)


def effects_of(view: View, edit: Edit, go_on: Callable[[], None] = lambda: None) -> Effects:
    """What an edit does to all bookings that are not over, however far ahead.

    ``go_on`` is called between the steps, and may raise where the answer is not wanted any more.
    """
    coming = [visit for visit in view.visits.values() if _is_coming(visit, view)]
    if not coming:
        return Effects()
    last = max(view.day_of(visit) for visit in coming)
    first = min(view.today, *(view.day_of(visit) for visit in coming))
    plan = edited(view.plan, edit)
    before = judge_days(view.plan, view.book, view.zone, first, last)
    go_on()
    after = judge_days(plan, view.book, view.zone, first, last)
    go_on()
    decision = decide(before.findings, after.findings, view.visits)
    worse = {each.visit for each in decision.appeared if _breaks(each)}
    was = {each.visit for each in before.findings if _breaks(each)}
    is_ = {each.visit for each in after.findings if _breaks(each)}
    open_now, closed_then = Clashes(view.plan, view.zone), Clashes(plan, view.zone)
    closed = {
        visit.id
        for visit in coming
        if _is_closed(closed_then, visit) and not _is_closed(open_now, visit)
    }

    def among(found: Set[str]) -> tuple[str, ...]:
        return tuple(visit.id for visit in coming if visit.id in found)

    return Effects(len(coming), among(worse), among(was - is_), among(closed))


def _is_coming(visit: Visit, view: View) -> bool:
    return visit.end > view.now and visit.status not in NOT_LIVE and visit.status != "done"


def _breaks(finding: Finding) -> bool:
    return finding.level == "violation" and not finding.waived


def _is_closed(clashes: Clashes, visit: Visit) -> bool:
    return any(clash.what == "closed" for clash in clashes.of(visit))

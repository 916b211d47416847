"""The nearest that is allowed, for a booking that somebody is making."""

from __future__ import annotations

from msgspec import structs

from glimt_rules.moments import Moment
from glimt_rules.suggest.search import Search, suggest
from glimt_rules.suggest.weights import Weights
from glimt_tui.desk.clashes import Clashes
from glimt_tui.desk.desk import Preview, go_on
from glimt_tui.desk.view import View, near_day


def alternatives(
    preview: Preview, view: View, visit_id: str, now: Moment, *, most: int, weights: Weights
) -> Search:
    """What could be done instead of a booking, from now on, the nearest first.

    What staff would be warned of, such as somebody in two places at once, comes after what is
    free of that: the rules allow it, but it is seldom meant. Raises Overtaken where it was begun
    by ``Desk.beside``, and is not wanted any more.
    """
    visit = next(visit for visit in preview.plan.visits if visit.id == visit_id)
    plan = near_day(preview.plan, view.day_of(visit), view.zone)
    found = suggest(
        plan, view.book, visit_id, most=2 * most, weights=weights, not_before=now, go_on=go_on
    )
    clashes = Clashes(plan, view.zone, view.lent)
    sorted_ = sorted(found.suggestions, key=lambda each: bool(clashes.of(each.visit)))
    return structs.replace(found, suggestions=tuple(sorted_[:most]))

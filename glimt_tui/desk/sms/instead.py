"""What is possible instead of a booking that is cancelled: other times and places that are allowed.

Where the booking would break a rule, the search for alternatives finds them. Where it would not, it
was cancelled for something else, and the nearest other times are looked for in the same way. What
would leave somebody out, or take another thing, is nothing to offer in a message; nor is a time at
which somebody or something is booked already, or nobody is there.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from glimt_rules.errors import InputError
from glimt_rules.live import Session
from glimt_rules.plan.model import Visit
from glimt_rules.suggest.changes import Changes, changed
from glimt_rules.suggest.search import in_the_way, suggest_in
from glimt_rules.suggest.weights import Weights
from glimt_tui.desk.asking import go_on
from glimt_tui.desk.clashes import Clashes
from glimt_tui.desk.edits import Edit, edited
from glimt_tui.desk.view import View, near_day, with_accepted_waivers

#: So many are told of in a message.
MOST = 2
#: So many are looked for: some are nothing to offer.
_LOOKED_FOR = 10
#: So many other times are tried of what breaks no rule.
_TRIED = 400
#: What may differ in an alternative that is offered.
_OFFERED = frozenset({"time", "place"})


def instead(view: View, visit: Visit, *, weights: Weights, most: int = MOST) -> tuple[Visit, ...]:
    """The nearest that somebody could be offered instead of a booking, the nearest first.

    None where a rule failed, for then nobody knows what is allowed. Raises Overtaken where it was
    begun by ``Desk.beside``, and is not wanted any more.
    """
    planned = structs.replace(visit, status="planned")
    plan = edited(near_day(view.plan, view.day_of(visit), view.zone), Edit(put=(planned,)))
    # what was excepted of the booking as it was is not excepted of another
    waivers = tuple(waiver for waiver in plan.waivers if waiver.visit != visit.id)
    session = with_accepted_waivers(
        structs.replace(plan, waivers=waivers), lambda plan: Session(plan, view.book)
    )
    if session.failures:
        return ()
    clashes = Clashes(plan, view.zone, view.lent)
    found: list[Visit] = []
    for other in _allowed(session, planned, view, weights):
        if len(found) == most:
            break
        if not clashes.of(other) and not any(_is_like(other, one) for one in found):
            found.append(other)
    return tuple(found)


def _is_like(one: Visit, other: Visit) -> bool:
    """Whether two alternatives are in the same place, and nearly at the same time."""
    is_there = (one.setting, one.room) == (other.setting, other.room)
    return is_there and _overlap(one, other)


def _overlap(one: Visit, other: Visit) -> bool:
    return one.start < other.end and other.start < one.end


def _allowed(session: Session, visit: Visit, view: View, weights: Weights) -> Iterator[Visit]:
    if session.verdict(visit.id) not in ("violation", "unknown"):
        yield from _other_times(session, visit, view, weights)
        return
    search = suggest_in(
        session, visit.id, most=_LOOKED_FOR, weights=weights, not_before=view.now, go_on=go_on
    )
    for suggestion in search.suggestions:
        if suggestion.parts <= _OFFERED:
            yield suggestion.visit


def _other_times(session: Session, visit: Visit, view: View, weights: Weights) -> Iterator[Visit]:
    """The same at other times, the nearest first, where that is in no rule's way.

    What was cancelled for something else than a rule is not possible a little later either: its own
    time is left out.
    """
    times = Changes(session.plan, visit, view.zone, weights, view.now).times()
    is_in_the_way = in_the_way(session, visit.id)
    for change in sorted(times, key=lambda each: each.distance)[:_TRIED]:
        go_on()
        other = changed(visit, (change,))
        if _overlap(other, visit):
            continue
        try:
            came = session.try_visit(other, is_in_the_way)
        except InputError:  # no plan could hold it
            continue
        if came.stopped_by is None:
            yield other

"""About which booking a message is written, and to whom first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from glimt_rules.message import Message, say
from glimt_rules.plan.model import NOT_LIVE, Visit
from glimt_tui.desk.view import View

if TYPE_CHECKING:
    from glimt_tui.screen.app import GlimtApp


class Target(Struct, frozen=True):
    """A booking, and who of it was meant; None where it may be anybody."""

    visit: str
    person: str | None = None


class JustWritten(Struct, frozen=True):
    """The booking that was written last, and where the cursor stood then."""

    visit: str
    page: str
    here: str | None


def just_written(app: GlimtApp, visit: str) -> JustWritten:
    """That a booking has been written; it is meant as long as nobody moves the cursor."""
    return JustWritten(visit, app.page, app.current.here())


def target(app: GlimtApp) -> Target | Message:
    """What is meant where the cursor stands, or why nothing is.

    That is what the open panel shows, else the booking that was just written, else what is under
    the cursor: for a person, their next booking.
    """
    view = app.view
    if view is None:
        return say("the database is being opened")
    for visit in (_in_panel(app), _written(app), app.current.visit_here()):
        if visit is not None:
            return Target(visit.id)
    person = app.current.person_here()
    if person is None:
        return say("put the cursor on a booking or a person first")
    found = next(_coming(view, person), None) or next(_called_off(view, person), None)
    if found is None:
        who = app.words.person(view, person)
        return say("{person} has no booking to come", person=who)
    return Target(found.id, person)


def _in_panel(app: GlimtApp) -> Visit | None:
    """The booking that is shown beside the page, where that has the keys."""
    panel, focused = app.panel, app.focused
    if panel is None or focused is None or panel not in focused.ancestors_with_self:
        return None
    shown: str | None = getattr(panel, "visit_id", None)
    return app.view.visits.get(shown) if app.view is not None and shown is not None else None


def _written(app: GlimtApp) -> Visit | None:
    written = app.written
    if written is None or app.view is None:
        return None
    if (app.page, app.current.here()) != (written.page, written.here):
        return None
    return app.view.visits.get(written.visit)


def _coming(view: View, person: str) -> Iterator[Visit]:
    """Somebody's bookings that are not over, by arrival."""
    return (
        visit
        for visit in view.visits.values()
        if visit.end > view.now
        and person in visit.people
        and person not in visit.absent
        and visit.status not in NOT_LIVE
        and visit.status != "done"
    )


def _called_off(view: View, person: str) -> Iterator[Visit]:
    """Somebody's bookings to come that were cancelled, by arrival."""
    return (
        visit
        for visit in view.visits.values()
        if visit.end > view.now and person in visit.people and visit.status == "cancelled"
    )

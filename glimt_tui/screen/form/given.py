"""What is known of a booking as the form is opened."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from msgspec import Struct

from glimt_rules.moments import Moment, to_moment
from glimt_tui.desk.booking import Booking, booking_of, new_booking
from glimt_tui.desk.view import View
from glimt_tui.screen.form.when_field import WhenField
from glimt_tui.screen.when import HOUR
from glimt_tui.store.records import Key

if TYPE_CHECKING:
    from glimt_tui.screen.form.state import FormState


class Given(Struct, frozen=True):
    """The booking that is to be changed, or what a new one begins with."""

    visit_id: str | None = None
    start: Moment | None = None
    end: Moment | None = None
    day: date | None = None
    room: str | None = None
    person: str | None = None

    def booking(self, view: View) -> Booking:
        """What stands in the form at first; a new booking where the one that is meant is gone."""
        visit = view.visits.get(self.visit_id or "")
        if visit is not None:
            return booking_of(visit, view.versions.get(Key("visit", visit.id)))
        end = self.end
        if end is None and self.start is not None:
            end = moment_of(self.start + HOUR)
        people = (self.person,) if self.person else ()
        return new_booking(people=people, start=self.start, end=end, room=self.room)

    def prepare(self, form: FormState) -> None:
        """Put the cursor where something is missing; times lie on the day that is meant."""
        if self.day is not None:
            when = form.field("when")
            assert isinstance(when, WhenField)
            noon, _ = to_moment(datetime.combine(self.day, time(12)), form.view.zone)
            when.near(noon, moment_of(noon + HOUR))
        if form.booking.people and form.booking.start is None:
            form.go_to("when")


def moment_of(value: datetime) -> Moment:
    """The same moment, of the type that plans use."""
    return Moment.combine(value.date(), value.timetz())

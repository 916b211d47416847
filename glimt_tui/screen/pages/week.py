"""Uke: how full the week is, rooms by time on each day of it, and bookings carried about.

The whole week shows where there is room at a glance; at 80 columns a day of it has ten, which
is enough for figures and not for titles. So one day at a time shows what stands in the rooms,
with the week in a line above.
"""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from msgspec import structs
from textual import on
from textual.binding import Binding
from textual.widgets import Input

from glimt_rules.message import Message, say
from glimt_rules.plan.model import NOT_LIVE
from glimt_tui.desk.carry import Carried, copy, pick_up
from glimt_tui.desk.week import Week
from glimt_tui.keyboard.actions import BY_ID, ENTER, ESCAPE, SIDEWAYS, UP_DOWN, key_name
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.week.carrying import Hand
from glimt_tui.screen.week.showing import WeekView
from glimt_tui.screen.week.state import (
    Place,
    block_at,
    moved_sideways,
    moved_up_or_down,
    on_visit,
    rows_of,
    slot_at,
)

#: How long a booking is that somebody makes in a free slot, in minutes, if there is room for it.
USUAL = 60
#: What cannot be done while a booking is being carried.
_BOTH_HANDS = frozenset({"book", "move", "copy", "zoom", "plan_week", "series", "undo", "redo"})


class WeekPage(WeekView):
    """Rooms by day and time."""

    BINDINGS: ClassVar = [
        Binding("up", "go(0, -1)", show=False),
        Binding("down", "go(0, 1)", show=False),
        Binding("left", "go(-1, 0)", show=False),
        Binding("right", "go(1, 0)", show=False),
        Binding("shift+up", "quarter(-1)", show=False),
        Binding("shift+down", "quarter(1)", show=False),
        Binding("pageup,shift+left", "go_days(-1)", show=False),
        Binding("pagedown,shift+right", "go_days(1)", show=False),
        Binding("home", "end(-1)", show=False),
        Binding("end", "end(1)", show=False),
        Binding("escape", "back", show=False),
    ]

    # The cursor --------------------------------------------------------------------------------

    def here(self) -> str | None:
        """The visit under the cursor, where one day is shown."""
        if self._scale == "week" or self._week is None or self._place is None or self._hand:
            return None
        block = block_at(self._week, self._place, self._rows.step)
        return None if block is None else f"visit:{block.visit.id}"

    def go_to(self, id_: str) -> bool:
        """Show the day of a visit, with the cursor on it."""
        view = self.glimt.view
        kind, _, visit_id = id_.partition(":")
        visit = view.visits.get(visit_id) if view is not None and kind == "visit" else None
        if view is None or visit is None or self._hand is not None:
            return False
        if visit.status in NOT_LIVE:  # not drawn
            return False
        self._scale = "day"
        week = Week(view, view.day_of(visit))
        place = Place(view.day_of(visit), 0)
        rows = rows_of(week, place, "day", self._height)
        self._stand(on_visit(week, place, visit, rows.step))
        return True

    def action_go(self, across: int, down: int) -> None:
        """Move the cursor, or what is being carried, by one."""
        if self._week is None or self._place is None:
            return
        if self._hand is not None:
            self._hand.move(self._week, across, down * self._rows.step)
            self._follow()
        elif across:
            self._stand(moved_sideways(self._week, self._place, self._rows, across, self._scale))
        else:
            self._stand(moved_up_or_down(self._week, self._place, self._rows, down, self._scale))

    def action_quarter(self, down: int) -> None:
        """Carry a booking by a quarter of an hour; without one, move the cursor."""
        if self._hand is None or self._week is None:
            self.action_go(0, down)
        else:
            self._hand.move(self._week, 0, 15 * down)
            self._follow()

    def action_go_days(self, days: int) -> None:
        """Go to another day at the same time, with what is being carried."""
        if self._hand is not None and self._week is not None:
            self._hand.move_days(self._week, days)
            self._follow()
        elif self._place is not None:
            day_ = self._place.day + timedelta(days=days)
            self._stand(structs.replace(self._place, day=day_, among=0))

    def action_end(self, way: int) -> None:
        """Go to the first time of the day, or to the last."""
        if self._place is not None and self._hand is None:
            row = 0 if way < 0 else self._rows.count - 1
            minute = self._rows.minute(row)
            self._stand(structs.replace(self._place, minute=minute, among=0))

    def action_back(self) -> None:
        """Let go of what is being carried; else go from the day back to the week."""
        if self._hand is not None and self._hand.wanting:
            self._hand.wanting = ()
            self.grid.focus()
            self.paint()
        elif self._hand is not None:
            self.let_go()
        elif self._scale == "day":
            self.do_zoom()

    def do_previous(self) -> None:
        """Go to the week before."""
        self.action_go_days(-7)

    def do_next(self) -> None:
        """Go to the week after."""
        self.action_go_days(7)

    # What can be done --------------------------------------------------------------------------

    def keys_now(self) -> Keys | None:
        """What the keys do to what is being carried."""
        if self._hand is None:
            return None
        if self._hand.wanting:
            return ((ENTER, say("save")), (ESCAPE, say("back")))
        weeks = [key_name(self.glimt.keys_of(BY_ID[id_])) for id_ in ("previous", "next")]
        return (
            (ENTER, say("put down")),
            (UP_DOWN, say("time")),
            (f"⇧{UP_DOWN}", say("quarter")),
            (SIDEWAYS, say("room")),
            ("PgUp PgDn", say("day")),
            (" ".join(weeks), say("week")),
            (ESCAPE, say("let go")),
        )

    def why_not(self, action: str) -> Message | None:
        """A booking that is being carried takes both hands."""
        if self._hand is not None and (action in _BOTH_HANDS or action.startswith("page_")):
            return say("put the booking down first, or let it go with esc")
        return super().why_not(action)

    def why_not_move(self) -> Message | None:
        """Only a booking that is still to come can be moved."""
        visit = self.visit_here()
        if visit is None:
            return self._why_nothing_here()
        if visit.status != "planned":
            return say("only a planned booking can be moved; this one can be copied")
        return None

    def why_not_copy(self) -> Message | None:
        """There must be something to copy."""
        return self._why_nothing_here() if self.visit_here() is None else None

    why_not_series = why_not_copy

    def why_not_open(self) -> Message | None:
        """There must be something to open; a day of the week always can be."""
        if self._hand is not None or self._scale == "week" or self.visit_here() is not None:
            return None
        return say("nothing stands here; n books it")

    def _why_nothing_here(self) -> Message:
        if self._scale == "week":
            return say("open a day first, with enter")
        return say("put the cursor on a visit first")

    async def do_open(self) -> None:
        """Open the day, or the visit; put down what is being carried."""
        if self._hand is not None:
            await self._hand.put_down()
        elif self._scale == "week":
            self.do_zoom()
        elif (visit := self.visit_here()) is not None:
            await self.glimt.open_visit(visit.id)

    def do_zoom(self) -> None:
        """Show one day, or the whole week."""
        if self._scale == "week" and self._week is not None and self._place is not None:
            self._place = self._busy_lane(self._week, self._place)
        self._scale = "week" if self._scale == "day" else "day"
        self._top = 0
        self.paint()

    def _busy_lane(self, week: Week, place: Place) -> Place:
        """The lane of a day to look at: one in which something stands at that time."""
        lanes = [lane for lane in week.lanes if lane.kind != "staff"]
        for lane in lanes:
            if week.slot(place.day, lane, place.minute).blocks:
                return structs.replace(place, lane=lane, among=0)
        return place

    async def do_book(self) -> None:
        """Open the form with the day, the time and the room under the cursor."""
        if self._week is None or self._place is None:
            return
        week, place, step = self._week, self._place, self._rows.step
        minute = place.minute // step * step
        start, last = week.moment(place.day, minute), minute + USUAL
        room = None
        if self._scale == "day" and slot_at(week, place, step).state == "free":
            room = place.lane.room
            last = week.free_until(place.day, place.lane, minute, USUAL, step)
        await self.glimt.book(start=start, end=week.moment(place.day, last), room=room)

    async def do_plan_week(self) -> None:
        """Ask for a file of wishes, and propose visits for them."""
        from glimt_tui.screen.plan_week import PlanWeekPanel

        await self.glimt.open_panel(PlanWeekPanel())

    # Carrying ----------------------------------------------------------------------------------

    def do_move(self) -> None:
        """Pick the booking up."""
        visit, view = self.visit_here(), self.glimt.view
        if visit is not None and view is not None:
            self._carry(pick_up(view, visit))

    def do_copy(self) -> None:
        """Pick a copy of the booking up."""
        visit, view = self.visit_here(), self.glimt.view
        if visit is not None and view is not None:
            self._carry(copy(view, visit))

    def _carry(self, carried: Carried) -> None:
        self._hand = Hand(self, carried)
        self._follow()

    def holds(self, hand: Hand) -> bool:
        """Whether this is what is being carried."""
        return self._hand is hand

    def _follow(self) -> None:
        """Go where what is carried goes."""
        view, hand = self.glimt.view, self._hand
        if view is None or hand is None or self._place is None:
            return
        was = self._place.day - timedelta(days=self._place.day.weekday())
        self._place = structs.replace(self._place, day=hand.carried.day, minute=hand.carried.minute)
        self._look(view)
        if self.wanted_days()[0] != was:
            self.glimt.attempt(self.glimt.renew())

    def let_go(self) -> None:
        """Put the booking back where it was."""
        hand, view = self._hand, self.glimt.view
        if hand is None or view is None:
            return
        self._hand = None
        self.grid.focus()
        self._look(view)
        self.go_to(f"visit:{hand.carried.origin}")

    def was_put_down(self) -> None:
        """Take the keys back; the cursor stays on what was put down."""
        self._hand = None
        self.remove_class("-asking")
        self.grid.focus()

    def ask_reason(self) -> None:
        """Ask for the reason of an exception, in the line under the picture."""
        reason = self.query_one("#week-reason", Input)
        reason.value = ""
        self.paint()
        reason.focus()

    @on(Input.Submitted, "#week-reason")
    def _reason_given(self, event: Input.Submitted) -> None:
        event.stop()
        reason = event.value.strip()
        if not reason:
            self.glimt.say(say("An exception takes a reason"))
        elif self._hand is not None:
            self.grid.focus()
            self.glimt.attempt(self._hand.put_down(reason))

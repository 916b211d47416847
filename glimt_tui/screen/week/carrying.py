"""Carrying a booking over the page: where the arrows take it, its verdict, and putting it down."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from glimt_rules.errors import GlimtError, Problem
from glimt_rules.finding import Finding
from glimt_rules.message import Message, say
from glimt_tui.desk.carry import Carried, can_go, carried_to, days_later
from glimt_tui.desk.desk import Overtaken, Preview
from glimt_tui.desk.week import Lane, Week
from glimt_tui.store.errors import Refused, Stale

if TYPE_CHECKING:
    from glimt_tui.screen.pages.week import WeekPage

#: How long a booking must stand still before its verdict is asked for, in seconds.
PAUSE = 0.08


class Hand:
    """A booking that is being carried, and what is known of where it is."""

    def __init__(self, page: WeekPage, carried: Carried) -> None:
        self._page = page
        self._picked_up = carried
        self.carried = carried
        self.preview: Preview | None = None
        #: the house rules that want a reason, while it is asked for
        self.wanting: tuple[Finding, ...] = ()
        self._asked = 0
        self._saving = False
        self.ask()

    @property
    def findings(self) -> list[Finding] | None:
        """What the rules say of putting the booking down here; None while that is not known."""
        if self.preview is None:
            return None
        decision = self.preview.decision
        own = self.preview.findings(self.carried.visit.id)
        return [*decision.forbidding, *decision.to_waive, *own]

    def move(self, week: Week, across: int, minutes: int) -> None:
        """Carry it to a lane beside, past the last one to the next day; and to another time."""
        carried = self.carried
        if minutes:
            self._stands(carried_to(week.view, carried, minute=carried.minute + minutes))
        if across:
            lane = self._beside(week, across)
            if lane is None:
                self.move_days(week, across)
            else:
                self._stands(carried_to(week.view, carried, lane=lane))

    def move_days(self, week: Week, days: int) -> None:
        """Carry it to another day, at the same time in the same room."""
        day = days_later(self.carried, days)
        self._stands(carried_to(week.view, self.carried, day=day))

    def _beside(self, week: Week, across: int) -> Lane | None:
        lanes = [lane for lane in week.lanes if can_go(self.carried, lane)]
        if self.carried.lane not in lanes:
            return None
        number = lanes.index(self.carried.lane) + across
        return lanes[number] if 0 <= number < len(lanes) else None

    def _stands(self, carried: Carried) -> None:
        if carried != self.carried:
            self.carried = carried
            self.wanting = ()
            self.ask()

    # The verdict -------------------------------------------------------------------------------

    def ask(self) -> None:
        """Ask for the verdict, once the booking stands still."""
        self.preview = None
        self._asked += 1
        self._page.run_worker(self._judge(self._asked), group="carrying")

    async def _judge(self, number: int) -> None:
        await asyncio.sleep(PAUSE)
        if number != self._asked or not self._page.holds(self):
            return
        try:
            preview = await self._page.glimt.desk.preview(self.carried.edit)
        except Overtaken:
            return
        except GlimtError as error:
            self._page.glimt.say_error(error)
            return
        if number == self._asked and self._page.holds(self):
            self.preview = preview
            self._page.paint()

    # Putting it down ---------------------------------------------------------------------------

    async def put_down(self, reason: str | None = None) -> None:
        """Write it as it stands; ask for a reason first where a house rule wants one."""
        page, carried = self._page, self.carried
        if carried.name == "move" and carried == self._picked_up:
            page.let_go()
            return
        if self._saving:
            return
        self._saving = True
        try:
            await self._save(carried, reason)
        finally:
            self._saving = False

    async def _save(self, carried: Carried, reason: str | None) -> None:
        page, desk = self._page, self._page.glimt.desk
        preview = self.preview or await self._verdict_now(carried)
        decision = preview.decision
        if decision.forbidding:
            why = decision.forbidding[0].message
            raise Refused(_problem(say("It cannot stand here: {why}", why=why)))
        if decision.to_waive and not reason:
            self.wanting = decision.to_waive
            page.ask_reason()
            return
        reasons = {finding.rule.id: reason or "" for finding in decision.to_waive}
        try:
            await desk.save(carried.edit, name=carried.name, reasons=reasons)
        except Stale as stale:
            page.let_go()
            await page.glimt.renew()
            page.go_to(f"visit:{carried.origin}")  # it may stand elsewhere by now
            raise Refused(_problem(await self._told(stale))) from stale
        except Refused:
            self.wanting = ()
            self.ask()  # what was known of it holds no longer
            raise
        page.was_put_down()
        await page.glimt.renew()
        words, view = page.glimt.words, page.glimt.view
        assert view is not None
        where = f"{words.day(carried.day)} {words.span(view, carried.visit)}"
        where = f"{where} {words.place(view, carried.visit)}"
        is_moved = carried.name == "move"
        page.glimt.say(
            say("Moved: {where}", where=where) if is_moved else say("Copied: {where}", where=where)
        )

    async def _verdict_now(self, carried: Carried) -> Preview:
        """Ask at once; a verdict that is waited for still is not asked for any more."""
        self._asked += 1
        number = self._asked
        preview = await self._page.glimt.desk.preview(carried.edit)
        if number == self._asked:  # it may not be put down, and then has its verdict
            self.preview = preview
        return preview

    async def _told(self, stale: Stale) -> Message:
        """Who has changed the booking since it was picked up."""
        theirs = stale.theirs
        who = await self._page.glimt.desk.author(theirs.version) if theirs else None
        if who is None:
            return stale.problems[0].message
        return say("{who} has changed this booking meanwhile; nothing was written", who=who)


def _problem(message: Message) -> Problem:
    return Problem(message=message)

"""I dag: now and next, who is here, who has not come, what must be cleaned, what to decide."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult

from glimt_rules.message import Message, count, say
from glimt_rules.plan.model import NOT_LIVE, Visit
from glimt_tui.desk import reception
from glimt_tui.desk.day import day_of
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import BY_ID, key_name
from glimt_tui.screen.ask import NO, YES, Answer, AskPanel
from glimt_tui.screen.bars import Bar
from glimt_tui.screen.page import PageView
from glimt_tui.screen.pages.today_rows import TodayRows
from glimt_tui.screen.rows import Row, Rows

_FIRST = say("put the cursor on a visit or a person first")
_A_VISIT = say("put the cursor on a visit first")


class TodayPage(PageView):
    """The page that is open all day."""

    DEFAULT_CSS = """
    TodayPage > Rows { scrollbar-gutter: stable; }
    TodayPage > #today-top { text-style: bold; color: $text-accent; }
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._rooms = False
        self._shown: list[Row] = []
        self._width = 0

    def compose(self) -> ComposeResult:
        """How many are here, which is always in view, and one list."""
        yield Bar(id="today-top")
        yield Rows(id="today-rows")

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one("#today-rows", Rows)

    def show_view(self, view: View) -> None:
        """Show the day anew; the cursor stays on what it stood on."""
        glimt = self.glimt
        self._width = self.size.width or glimt.size.width
        keys = {
            action: key_name(glimt.keys_of(BY_ID[action]))
            for action in ("by_room", "book", "open", "page_week")
        }
        drawn = TodayRows(view, glimt.words, self._width - 1, keys)
        day = day_of(view)
        self.query_one("#today-top", Bar).tell(drawn.top(day, rooms=self._rooms))
        self._shown = list(drawn.rows(day, rooms=self._rooms))
        self.rows.show(self._shown)

    def on_resize(self, event: events.Resize) -> None:
        """A row says more where it has more room."""
        view = self.glimt.view
        if view is not None and event.size.width not in (0, self._width):
            self.show_view(view)

    def focus_first(self) -> None:
        """The list takes the keys."""
        self.rows.focus()

    @property
    def _section(self) -> str:
        """The section of the row under the cursor, with the visit of somebody who is late."""
        return (self.rows.here or "").partition("|")[0]

    def here(self) -> str | None:
        """What the cursor stands on."""
        return (self.rows.here or "").partition("|")[2] or None

    def go_to(self, id_: str) -> bool:
        """Put the cursor on a visit or a person of today."""
        for row in self._shown:
            if row.id is not None and row.id.partition("|")[2] == id_:
                return self.rows.go_to(row.id)
        return False

    # What can be done here -----------------------------------------------------------------

    def why_not_arrive(self) -> Message | None:
        """Somebody who is awaited must be under the cursor."""
        view, visit, person = self.glimt.view, self._visit(), self.person_here()
        if view is None or (visit is None and person is None):
            return _FIRST
        if person is not None and reception.is_here(view, person):
            return say("{person} is here already", person=self._person_name(person))
        if visit is not None:
            return self._why_not_received(view, visit)
        return None

    def _why_not_received(self, view: View, visit: Visit) -> Message | None:
        if visit.status == "cancelled":
            return say("this visit does not take place")
        if visit.status == "done":
            return say("this visit is over")
        if view.day_of(visit) > view.today:
            return say("this visit is not today")
        if not reception.awaited(view, visit):
            if visit.kind == "shift":
                return say("whoever is on duty is here; put the cursor on the visit of who comes")
            return say("everybody has come")
        return None

    def why_not_depart(self) -> Message | None:
        """Somebody who is here must be under the cursor."""
        view, visit, person = self.glimt.view, self.visit_here(), self.person_here()
        if view is None or (visit is None and person is None):
            return _FIRST
        if person is not None and not reception.is_here(view, person):
            return say("{person} is not here", person=self._person_name(person))
        if visit is not None and not reception.here_of(view, visit):
            return say("nobody of this visit is here")
        return None

    def why_not_no_show(self) -> Message | None:
        """Only whoever was awaited can stay away."""
        view, visit = self.glimt.view, self._visit()
        if view is None or visit is None:
            return _A_VISIT
        if self.person_here() is None and visit.status != "planned":
            return say("only a planned visit can stay away")
        return self._why_not_begun(view, visit)

    def why_not_done(self) -> Message | None:
        """Only a visit that has begun can be over."""
        view, visit = self.glimt.view, self.visit_here()
        if view is None or visit is None:
            return _A_VISIT
        if visit.status in NOT_LIVE:
            return say("this visit does not take place")
        return self._why_not_begun(view, visit) if visit.status == "planned" else None

    def _why_not_begun(self, view: View, visit: Visit) -> Message | None:
        return say("this visit has not begun yet") if visit.start > view.now else None

    def _visit(self) -> Visit | None:
        """The visit under the cursor, or the one to which whoever is under it is late."""
        view = self.glimt.view
        section, _, id_ = self._section.partition(" ")
        if view is not None and section == "late":
            return view.visits.get(id_)
        return self.visit_here()

    def _person_name(self, person: str) -> str:
        view = self.glimt.view
        assert view is not None
        return self.glimt.words.person(view, person)

    # Doing it ------------------------------------------------------------------------------

    def do_by_room(self) -> None:
        """Lay the day out by room, or by time again."""
        self._rooms = not self._rooms
        if self.glimt.view is not None:
            self.show_view(self.glimt.view)

    async def do_open(self) -> None:
        """Open what is under the cursor; a room that waits has been cleaned."""
        visit = self.visit_here()
        if self._section == "clean" and visit is not None:
            await self._finish(visit, True)
        else:
            await self.glimt.do_open()

    async def do_arrive(self) -> None:
        """Receive whoever is under the cursor."""
        from glimt_tui.screen.arrival import ArrivalPanel

        visit = self._visit()
        panel = ArrivalPanel(visit.id if visit else None, self.person_here())
        await self.glimt.open_panel(panel)

    async def do_depart(self) -> None:
        """See somebody off; of several, ask once."""
        view, visit, person = self.glimt.view, self.visit_here(), self.person_here()
        assert view is not None
        people = reception.here_of(view, visit) if visit is not None else [person or ""]
        if len(people) == 1:
            await self._leave(people)
            return
        assert visit is not None
        names = ", ".join(map(self._person_name, people))
        await self._ask(
            self.glimt.words.title(view, visit),
            say("Do all of them leave now: {people}?", people=names),
            Answer(YES, say("all of them leave"), lambda: self._leave(people)),
            Answer(NO, say("no; somebody stays"), self._stay),
        )

    async def _leave(self, people: list[str]) -> None:
        left = await self.glimt.desk.depart_all(people)
        await self.glimt.renew()
        if len(left) == 1:
            self.glimt.say(say("{person} has left", person=self._person_name(left[0].person)))
        else:
            self.glimt.say(count("{n} person has left", "{n} people have left", len(left)))

    async def _stay(self) -> None:
        self.glimt.say(say("see them off one by one, under «Here»"))

    async def do_no_show(self) -> None:
        """Nobody came, or not the one under the cursor."""
        view, visit, person = self.glimt.view, self._visit(), self.person_here()
        assert view is not None
        assert visit is not None
        if person is None:
            await self._record(reception.no_show(view, visit), "no_show")
            self.glimt.say(
                say("Nobody came to «{visit}»", visit=self.glimt.words.title(view, visit))
            )
            return
        await self._record(reception.absent(view, visit, person), "absent")
        self.glimt.say(say("{person} did not come", person=self._person_name(person)))

    async def do_done(self) -> None:
        """The visit is over; where there are surfaces, ask whether they were cleaned."""
        view, visit = self.glimt.view, self.visit_here()
        assert view is not None
        assert visit is not None
        if self._section == "clean":
            await self._finish(visit, True)
            return
        if visit.setting != "centre" or visit.kind == "shift":
            await self._finish(visit, None)
            return
        there = len(reception.here_of(view, visit))
        question = self.glimt.words(say("Have surfaces been cleaned?"))
        if there:
            still = count("{n} person is still here.", "{n} people are still here.", there)
            question = f"{self.glimt.words(still)}\n\n{question}"
        await self._ask(
            self.glimt.words.title(view, visit),
            question,
            Answer(YES, say("yes, they are clean"), lambda: self._finish(visit, True)),
            Answer(NO, say("no, not yet"), lambda: self._finish(visit, False)),
        )

    async def _finish(self, visit: Visit, cleaned: bool | None) -> None:
        view = self.glimt.view
        assert view is not None
        there = view.visits.get(visit.id, visit)
        was_over = there.status == "done"
        await self._record(
            reception.done(view, there, cleaned), "cleaned" if was_over and cleaned else "done"
        )
        title = self.glimt.words.title(view, visit)
        told = say("«{visit}» is over", visit=title)
        if was_over and cleaned:
            told = say("Surfaces are clean after «{visit}»", visit=title)
        elif cleaned:
            told = say("«{visit}» is over, and surfaces are clean", visit=title)
        self.glimt.say(told)

    async def _record(self, edit: Edit, name: str) -> None:
        try:
            await self.glimt.desk.record(edit, name=name)
        finally:  # whoever was too late sees what stands there now
            await self.glimt.renew()

    async def _ask(self, title: str, question: Message | str, *answers: Answer) -> None:
        told = question if isinstance(question, str) else self.glimt.words(question)
        await self.glimt.open_panel(AskPanel(title, told, answers))

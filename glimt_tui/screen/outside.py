"""Asking how many a household has met outside the centre: one question, one number, enter."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message as Event
from textual.widgets import Input, Static

from glimt_rules.message import Message, count, say
from glimt_tui.desk.contacts import Contacts, not_told_outside, told_outside
from glimt_tui.desk.desk import Overtaken
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.questions import read_fact
from glimt_tui.screen.in_glimt import InGlimt
from glimt_tui.screen.line import Line


class OutsideContacts(InGlimt, Vertical):
    """A question that is there as long as it is asked."""

    DEFAULT_CSS = """
    OutsideContacts { height: auto; display: none; }
    OutsideContacts.-asking { display: block; }
    OutsideContacts > Static { height: auto; text-style: bold; }
    """

    class Answered(Event):
        """It is answered, or somebody left it."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 as widgets call it
        super().__init__(id=id)
        self._asked: Contacts | None = None

    def compose(self) -> ComposeResult:
        """The question, and the number below it."""
        yield Static("", markup=False, id="outside-question")
        yield Line(id="outside-number")

    def ask(self, asked: Contacts) -> None:
        """Ask about a household's week; what was told before stands there already."""
        view, words = self.glimt.view, self.glimt.words
        if view is None:
            return
        self._asked = asked
        names = ", ".join(words.person(view, id_) for id_ in asked.members)
        told = say(
            "How many did {people} meet outside the centre in week {week}? Empty: not told",
            people=names,
            week=_number(asked),
        )
        self.query_one(Static).update(Text(words(told)))
        line = self.query_one(Line)
        line.restrict = "[0-9]{0,9}"
        line.value = "" if asked.outside is None else str(asked.outside)
        self.add_class("-asking")
        line.focus()
        line.action_select_all()

    @on(Line.Left)
    def _left(self, event: Line.Left) -> None:
        event.stop()
        self._close()

    @on(Line.Slash)
    @on(Line.Stepped)
    def _not_here(self, event: Event) -> None:
        event.stop()

    def _close(self) -> None:
        self._asked = None
        self.remove_class("-asking")
        self.post_message(self.Answered())

    @on(Input.Submitted)
    def _told(self, event: Input.Submitted) -> None:
        event.stop()
        app, asked, text = self.glimt, self._asked, event.value.strip()
        if app.view is None or asked is None:
            return
        met = read_fact("count", text)
        self._close()
        if met is None:
            edit = not_told_outside(app.view, asked.household, asked.week)
        else:
            edit = told_outside(app.view, asked.household, asked.week, int(met))
        if edit is not None:
            app.attempt(self._write(edit, _number(asked)))

    async def _write(self, edit: Edit, week: int) -> None:
        """Write what was told: it is so, whatever the rules say; then tell what they say."""
        app = self.glimt
        broken: set[str] = set()
        try:
            appeared = (await app.desk.preview(edit)).decision.appeared
            broken = {found.visit for found in appeared if found.level == "violation"}
        except Overtaken:
            pass  # somebody asks something else; the verdicts show it all the same
        try:
            await app.desk.record(edit, name="contacts")
        finally:  # whoever was too late sees what stands there now
            await app.renew()
        told: Message = say("Written: contacts outside the centre in week {week}", week=week)
        if broken:
            told = count(
                "Written; {n} booking breaks a rule now",
                "Written; {n} bookings break a rule now",
                len(broken),
            )
        app.say(told)


def _number(asked: Contacts) -> int:
    return asked.monday.isocalendar().week

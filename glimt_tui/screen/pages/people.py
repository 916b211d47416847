"""Folk: everybody, found by a few letters, with contacts, next visit, and what is missing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from glimt_rules.message import count, say
from glimt_tui.desk.folk import Known, everybody
from glimt_tui.desk.view import View
from glimt_tui.desk.week import monday_of
from glimt_tui.keyboard.actions import BY_ID, ENTER, ESCAPE, UP_DOWN, key_name
from glimt_tui.screen.bars import FAINT, Bar, Keys
from glimt_tui.screen.finders import Finders
from glimt_tui.screen.later import Later
from glimt_tui.screen.line import Line
from glimt_tui.screen.name_parts import alphabetical
from glimt_tui.screen.outside import OutsideContacts
from glimt_tui.screen.pages.people_actions import PeopleActions
from glimt_tui.screen.pages.people_rows import PeopleRows
from glimt_tui.screen.rows import Row, Rows

#: Nobody reads more of those whom a few letters find.
_MOST = 60


class PeoplePage(PeopleActions):
    """Everybody by the alphabet, or those whom a few letters find, the likeliest first."""

    DEFAULT_CSS = """
    PeoplePage > Horizontal { height: 1; }
    PeoplePage > Horizontal > Static { width: 2; height: 1; }
    PeoplePage > Horizontal > Line { width: 1fr; }
    PeoplePage > Horizontal > #people-told { width: 26; text-align: right; }
    PeoplePage > Rows { scrollbar-gutter: stable; }
    """
    help_text = say(
        "«7 of 10» are the contacts of the household this week by the rule that leaves the "
        "fewest; ? means that nobody has told of those outside the centre. The key for finding "
        "looks for somebody by a few letters of the name, initials, or the phone number; once "
        "more, and it looks for bookings, too."
    )

    def __init__(self, *, id: str) -> None:  # noqa: A002 as widgets call it
        super().__init__(id=id)
        #: a day of the week that is shown; None for the one that goes on
        self.day: date | None = None
        self.finders = Finders()
        self._known: dict[str, Known] = {}
        self._known_of: View | None = None
        self._width = 0

    def compose(self) -> ComposeResult:
        """The letters, the columns, everybody, and a line in which a number is asked for."""
        with Horizontal():
            yield Static("/", markup=False)
            yield Line(id="people-filter")
            yield Bar(id="people-told")
        yield Bar(id="people-columns")
        yield Rows(id="people-rows")
        yield OutsideContacts(id="people-outside")

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one("#people-rows", Rows)

    @property
    def outside(self) -> OutsideContacts:
        """Where it is asked whom a household met elsewhere."""
        return self.query_one(OutsideContacts)

    @property
    def letters(self) -> Input:
        """The line with the letters that are looked for."""
        return self.query_one("#people-filter", Input)

    # Showing -------------------------------------------------------------------------------

    def wanted_days(self) -> tuple[date | None, date | None]:
        """Monday to Sunday of the week that is shown."""
        if self.day is None:
            return None, None
        monday = monday_of(self.day)
        return monday, monday + timedelta(days=6)

    def shown_day(self, view: View) -> date:
        """A day of the week that is shown."""
        return view.today if self.day is None else self.day

    def show_view(self, view: View) -> None:
        """Show everybody anew; what there is to know of them is put together elsewhere."""
        self.letters.password = self.glimt.words.masked
        if self._known_of is view:
            self._show()
        else:
            self.run_worker(Later(self._read, view), exclusive=True, group="people")

    async def _read(self, view: View) -> None:
        day = self.shown_day(view)
        known = await asyncio.to_thread(everybody, view, day)
        if self.glimt.view is not view:
            return  # there is another one already, which is being read
        known.sort(key=lambda one: (alphabetical(one.person.label), one.person.id))
        self._known = {one.person.id: one for one in known}
        self._known_of = view
        await self._find(view)

    async def _find(self, view: View) -> None:
        """Show those whom the letters find."""
        if self.letters.value.strip():
            await self.finders.of(view)
        self._show()

    def _show(self) -> None:
        view = self._known_of
        if view is None:
            return
        self._width = self.rows.size.width or self.glimt.size.width
        drawn = PeopleRows(view, self.glimt.words, self._width - 1)
        self.rows.show(self._found(view, drawn))
        week = monday_of(self.shown_day(view))
        self.query_one("#people-columns", Bar).tell(drawn.columns(week.isocalendar().week))
        self.query_one("#people-told", Bar).tell(self._told(week))
        self.glimt.tell_lines()

    def _found(self, view: View, drawn: PeopleRows) -> Sequence[Row]:
        letters = self.letters.value.strip()
        finder = self.finders.ready(view) if letters else None
        if finder is None:
            return [drawn.row(known) for known in self._known.values()]
        matches = finder.find(letters, most=_MOST)
        found = [drawn.row(self._known[each.person.id], each.positions) for each in matches]
        if not found:
            key = key_name(self.glimt.keys_of(BY_ID["person_new"]))
            told = say("Nobody is called that; {key} registers them", key=key)
            return [Row(Text(self.glimt.words(told)))]
        return found

    def _told(self, monday: date) -> Text:
        """The days of the week that is shown, and how many there are."""
        words = self.glimt.words
        sunday = monday + timedelta(days=6)
        days = f"{monday.day}.{monday.month}.–{sunday.day}.{sunday.month}."
        people = words(count("{n} in all", "{n} in all", len(self._known)))
        return Text(f"{people}  {days}", FAINT, no_wrap=True)

    def on_resize(self) -> None:
        """A row says more where it has more room."""
        self.call_after_refresh(self._fit_anew)

    def _fit_anew(self) -> None:
        if self.rows.size.width not in (0, self._width):
            self._show()

    # The letters ---------------------------------------------------------------------------

    def keys_now(self) -> Keys | None:
        """What the keys do while somebody is looked for."""
        if not self.letters.has_focus:
            return None
        find = key_name(self.glimt.keys_of(BY_ID["find"]))
        return (
            (ENTER, BY_ID["open"].label),
            (UP_DOWN, say("mark another")),
            (find, say("find bookings and rules, too")),
            (ESCAPE, say("back")),
        )

    def focus_first(self) -> None:
        """The list takes the keys."""
        self.rows.focus()

    def do_find(self) -> None:
        """Look for somebody here; everything else is looked for by a second time."""
        self.letters.focus()
        self.letters.action_select_all()  # letters of another search give way to new ones

    @on(Input.Changed, "#people-filter")
    def _letters_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.run_worker(Later(self._find_best), exclusive=True, group="find")

    async def _find_best(self) -> None:
        if self._known_of is not None:
            await self._find(self._known_of)
            self.rows.action_end(-1)

    @on(Input.Submitted, "#people-filter")
    async def _letters_entered(self, event: Input.Submitted) -> None:
        """Open whoever is under the cursor."""
        event.stop()
        self.rows.focus()
        if self.rows.here is not None:
            await self.glimt.do_open()

    @on(Line.Slash)
    async def _slash(self, event: Line.Slash) -> None:
        event.stop()
        await self.glimt.do_find()

    @on(Line.Stepped)
    def _stepped(self, event: Line.Stepped) -> None:
        event.stop()
        getattr(self.rows, f"action_{event.what}")(event.by)

    @on(Line.Left)
    def _left(self, event: Line.Left) -> None:
        event.stop()
        self.letters.value = ""
        self._back_to_work()

    # The cursor ----------------------------------------------------------------------------

    def here(self) -> str | None:
        """The person under the cursor."""
        return self.rows.here

    def person_here(self) -> str | None:
        """Whoever is looked at: in the panel, where it has the keys, else under the cursor."""
        panel, focused = self.glimt.panel, self.glimt.focused
        shown: str | None = getattr(panel, "person_id", None)
        has_keys = (
            panel is not None and focused is not None and panel in focused.ancestors_with_self
        )
        return shown if shown is not None and has_keys else super().person_here()

    def go_to(self, id_: str) -> bool:
        """Put the cursor on somebody; letters that do not find them are forgotten."""
        if self.rows.go_to(id_):
            return True
        if id_.partition(":")[2] not in self._known or not self.letters.value:
            return False
        with self.prevent(Input.Changed):
            self.letters.value = ""
        self._show()
        return self.rows.go_to(id_)

    async def jump(self, person: str) -> None:
        """Put the cursor on somebody as soon as they are known here."""
        view = self.glimt.view
        if view is not None and self._known_of is not view:
            await self._read(view)
        self.go_to(f"person:{person}")

    def _go_by_weeks(self, weeks: int) -> None:
        view = self.glimt.view
        if view is not None:
            day = monday_of(self.shown_day(view)) + timedelta(days=7 * weeks)
            self.day = None if day == monday_of(view.today) else day
            self.glimt.attempt(self.glimt.renew())

    def do_previous(self) -> None:
        """Show the contacts of the week before."""
        self._go_by_weeks(-1)

    def do_next(self) -> None:
        """Show the contacts of the week after."""
        self._go_by_weeks(1)

    async def do_person_new(self) -> None:
        """Register somebody; what was looked for may be their name."""
        from glimt_tui.screen.person_form import PersonForm

        letters = self.letters.value.strip()
        nobody = letters and self.rows.here is None
        await self.glimt.open_panel(PersonForm(name=letters if nobody else ""))

    def do_contacts(self) -> None:
        """Ask how many a household has met outside the centre in the week that is shown."""
        known = self._known.get(self.person_here() or "")
        if known is not None:
            self.outside.ask(known.contacts)

    @on(OutsideContacts.Answered)
    def _answered(self, event: OutsideContacts.Answered) -> None:
        event.stop()
        self._back_to_work()

    def _back_to_work(self) -> None:
        """The panel gets the keys back, if there is one."""
        (self.glimt.panel or self.rows).focus()

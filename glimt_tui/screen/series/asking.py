"""What both panels of series have in common: they ask for an outlook, show it, and write it."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.events import DescendantFocus
from textual.widgets import Static

from glimt_rules.errors import GlimtError
from glimt_rules.message import Message, count, say
from glimt_rules.plan.model import Visit
from glimt_tui.desk.desk import Overtaken
from glimt_tui.desk.series.outlook import Asked, Carry, Make, Outlook
from glimt_tui.desk.series.writing import Written, look, write
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import BY_ID, key_name
from glimt_tui.screen.later import Later
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.reading import Reading
from glimt_tui.screen.rows import Rows
from glimt_tui.screen.series.blocks import SeriesBlocks

#: The kind of question that an outlook is, where several are asked of the desk.
KIND = "series"


class SeriesAsking(Panel):
    """A panel that shows what would become of a series, and writes it."""

    #: the booking that it is about, by its id
    about: str
    #: the view that it is about
    of: View | None = None
    #: what is asked now; None where there is nothing to ask
    asked: Asked | None = None
    #: the last answer, which may be about something else by now
    found: Outlook | None = None
    _is_writing = False

    DEFAULT_CSS = """
    SeriesAsking > #series-why { height: auto; max-height: 8; color: $text-muted; }
    """

    def draw(self) -> None:
        """Show what is known by now."""
        raise NotImplementedError

    @property
    def reading(self) -> Reading:
        """What is told, with rows in it."""
        return self.query_one(Reading)

    def tell_why(self) -> None:
        """Say below the rows all that there is to say of the day under the cursor."""
        view, found = self.of, self.found
        text = Text()
        is_meant = self.reading.has_focus and found is not None and found.asked == self.asked
        if view is not None and found is not None and is_meant:
            text = SeriesBlocks(self.glimt.words, view, found).why(self.reading.here)
        self.query_one("#series-why", Static).update(text)

    @on(Rows.Moved)
    @on(DescendantFocus)
    def _moved(self) -> None:
        self.tell_why()

    def ask_about(self, view: View, asked: Asked | None) -> None:
        """Ask what something would do; None for nothing any more."""
        self.of, self.asked = view, asked
        if asked is None:
            self.found = None
            self.workers.cancel_group(self, "series")
        else:
            self.run_worker(Later(self._ask, view, asked), exclusive=True, group="series")
        self.draw()

    async def _ask(self, view: View, asked: Asked) -> None:
        desk = self.glimt.desk
        try:
            found = await desk.ask(lambda: look(desk.session.store, view, asked), kind=KIND)
        except Overtaken:
            return
        except GlimtError as error:
            self.glimt.say_error(error)
            return
        self.found = found
        self.draw()

    @property
    def is_known(self) -> bool:
        """Whether the last answer is about what is asked now, by what is there now."""
        found, view = self.found, self.of
        return (
            found is not None
            and view is not None
            and (found.asked, found.seq) == (self.asked, view.seq)
        )

    def write_it(self) -> None:
        """Write what is shown, or say why not."""
        found, view = self.found, self.of
        if self._is_writing or self.asked is None:
            return
        if not self.is_known or found is None or view is None:
            self.glimt.say(say("the days are still being judged"))
        elif found.why_not is not None:
            self.glimt.say(found.why_not)
        else:
            self._is_writing = True
            self.glimt.attempt(self._write(view, found))

    async def _write(self, view: View, seen: Outlook) -> None:
        app, desk = self.glimt, self.glimt.desk
        now = desk.clock()

        def write_now() -> Written:
            return write(desk.session.store, desk.book, now, view, seen)

        try:
            done = await desk.ask(write_now)
        finally:
            self._is_writing = False
        if not done.is_written:
            await app.renew()
            app.say(say("nothing is written: others wrote meanwhile; look, and confirm again"))
            return
        if self.is_attached:
            await app.close_panel()
        await app.renew()
        self._stand_on(view.visits.get(self.about), done.outlook)
        app.say(_told(done.outlook, key_name(app.keys_of(BY_ID["undo"]))))

    def _stand_on(self, own: Visit | None, done: Outlook) -> None:
        """Stay on the booking that the panel is about; in a new series it has another id."""
        app = self.glimt
        stays = app.view is not None and self.about in app.view.visits
        visits = [day.visit for day in done.days if day.visit is not None]
        if not stays and own is not None:
            self.about = next((new.id for new in visits if new.start == own.start), self.about)
        app.current.go_to(f"visit:{self.about}")
        written = [day.visit.id for day in done.written if day.visit is not None]
        if written:
            app.was_written(self.about if self.about in written else written[0])


def _told(done: Outlook, key: str) -> Message:
    """What was written, and the key that takes it back."""
    n = len(done.written)
    if isinstance(done.asked, Make):
        return count(
            "{n} booking is made; {key} takes it back",
            "{n} bookings are made; {key} takes them back",
            n,
            key=key,
        )
    if isinstance(done.asked, Carry):
        return count(
            "{n} booking is changed; {key} takes it back",
            "{n} bookings are changed; {key} takes it back",
            n,
            key=key,
        )
    return count(
        "{n} booking is called off; {key} takes it back",
        "{n} bookings are called off; {key} takes it back",
        n,
        key=key,
    )

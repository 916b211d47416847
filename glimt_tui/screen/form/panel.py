"""The booking form beside the page: judged as one types, kept as a draft, saved by one key."""

from __future__ import annotations

from typing import Any, Self

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.events import Key

from glimt_rules.message import Message, say
from glimt_rules.moments import Moment
from glimt_tui.desk.booking import Booking
from glimt_tui.desk.desk import Preview
from glimt_tui.desk.drafts import drafts_of
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import ENTER, ESCAPE
from glimt_tui.screen.bars import Keys, tell_keys
from glimt_tui.screen.form import keys
from glimt_tui.screen.form.actions import FormActions
from glimt_tui.screen.form.alternatives import Alternatives
from glimt_tui.screen.form.difference_page import DifferencePage, their_version
from glimt_tui.screen.form.given import Given, moment_of
from glimt_tui.screen.form.judging import Judging
from glimt_tui.screen.form.keeping import Keeper
from glimt_tui.screen.form.lines import form_lines, lines_above
from glimt_tui.screen.form.page import Page
from glimt_tui.screen.form.saving import drop, save
from glimt_tui.screen.form.state import FormState
from glimt_tui.screen.form.verdict import VerdictLines
from glimt_tui.screen.form.view import FormView

BOLD = Style(bold=True)


class BookingForm(FormActions):
    """A new booking, or one that is there."""

    def __init__(self, **given: Any) -> None:
        """``given`` is what is known already; see ``Given``."""
        super().__init__("", id="booking-form")
        self._given = Given(**given)
        self.lines = FormView(self._press, self._paste, self.draw, id="form-lines")
        self._verdict = VerdictLines(id="form-verdict")
        self._blank: Booking | None = None
        self.keeper = None
        self._asked: Message | None = None
        self._page = None
        self._judging = Judging(self)
        self.alternatives = Alternatives(self)
        self._is_finished = self._is_busy = False
        #: the questions that were seen and are to stay open
        self.left_open: set[str] = set()

    def compose(self) -> ComposeResult:
        """The title, the lines, and the verdict below them, which is always in view."""
        yield self.heading
        yield self.lines
        yield self._verdict

    def focus(self, scroll_visible: bool = True, from_app_focus: bool = False) -> Self:
        """The lines take the keys."""
        self.lines.focus(scroll_visible)
        return self

    @property
    def is_ready(self) -> bool:
        """Whether there is a view of the database to book in."""
        return self._blank is not None

    def now(self) -> Moment:
        """The moment at which something is written."""
        return moment_of(self.glimt.desk.clock().replace(microsecond=0))

    # The view, and drafts ------------------------------------------------------------------

    def refresh_view(self, view: View) -> None:
        """Judge anew by what is there now; the first view opens the form."""
        if not self.is_ready:
            self._open_on(view)
            return
        self.state.view = view
        if self.state.preview is None or self.state.preview.seq != view.seq:
            self._judging.soon()
        self.draw()

    def _open_on(self, view: View) -> None:
        words = self.glimt.words
        self._blank = blank = self._given.booking(view)
        if blank.is_new and self._given.visit_id is not None:
            self.glimt.say(say("this booking is not there any more"))
        title = say("New booking") if blank.is_new else say("Change a booking")
        self.heading.update(Text(words(title)))
        self.state = FormState(blank, view, words, self._changed)
        self._given.prepare(self.state)
        self._judging.soon()
        self.alternatives.soon()
        self.draw()
        self.keeper = Keeper(self, blank, drafts_of(self.glimt.desk))
        self.run_worker(self.keeper.look())

    async def before_leaving(self) -> None:
        """Keep the draft: the program is about to end."""
        if self.keeper is not None:
            await self.keeper.keep_whole()

    async def on_unmount(self) -> None:
        """The form is gone; its draft stays."""
        if self.keeper is not None:
            self.keeper.close()

    # Judging -------------------------------------------------------------------------------

    def _changed(self) -> None:
        """Something else stands in the form."""
        if not self.is_ready or self._is_finished:
            return
        self._judging.soon()
        self.alternatives.soon()
        if self.keeper is not None:
            self.keeper.keep_soon()

    async def judge_now(self) -> Preview | None:
        """What the rules say of what is to be saved; None where nothing can be judged."""
        return await self._judging.whatever_it_takes()

    # Showing -------------------------------------------------------------------------------

    def draw(self) -> None:
        """Show what has changed."""
        if not self.is_ready or not self.lines.is_mounted:
            return
        width = self.lines.text_width or 38
        place: str | None = None
        if self._page is not None:
            lines = self._page.lines(self.glimt.words, self.state.view, width)
            place = self._page.focus
        else:
            lines = [*lines_above(self._above(), width), *form_lines(self.state, width)]
            place = self.state.focused.name
        self.lines.show(lines, place)
        self._verdict.tell(self.state, width, self._asked)
        tell_keys(self.glimt)

    def _above(self) -> list[Text]:
        """What is said above the fields: a draft, or that somebody has changed the booking."""
        texts = self.keeper.offer() if self.keeper is not None else []
        theirs = their_version(self.state.booking, self.state.view)
        if theirs is not None and theirs.is_conflict:
            told = self.glimt.words(say("somebody has changed this booking: ^o"))
            texts.append(Text(f"! {told}", BOLD))
        return texts

    # Keys ----------------------------------------------------------------------------------

    def keys_now(self) -> Keys:
        """What the keys do in what is shown now."""
        if self._asked is not None:
            return ((ENTER, say("yes")), (ESCAPE, say("no")))
        if self._page is not None:
            return self._page.keys
        return keys.keys_of(self.state, self.glimt) if self.is_ready else ()

    def _press(self, event: Key) -> bool:
        """Whether a key is for what is shown now."""
        if not self.is_ready or self._is_busy:
            return event.is_printable
        if self._asked is not None:
            return self._answer(event)
        if self._page is not None:
            return self._page.press(self, event.key) or event.is_printable
        focus = self.state.focused.name
        if event.key == "enter" and focus in ("more", "save"):
            if focus == "more":
                self.state.shows_more = True
                self.state.go_to("masks")
            else:
                self.do_save()
        elif not keys.press(self.state, event):
            return event.is_printable
        self.draw()
        return True

    def _paste(self, text: str) -> None:
        if self.is_ready and self._page is None:
            keys.paste(self.state, text)
            self.draw()

    def on_form_view_clicked(self, event: FormView.Clicked) -> None:
        """Go to the field that was clicked."""
        self.state.go_to(event.field)
        self.draw()

    def _answer(self, event: Key) -> bool:
        """Yes by Enter; everything else is no."""
        self._asked = None
        if event.key == "enter":
            self.glimt.attempt(self._drop())
        self.draw()
        return True

    def show_page(self, page: Page | None) -> None:
        """Show something instead of the fields; None for the fields again."""
        self._page = page
        if not isinstance(page, DifferencePage):
            self.lines.scroll_to(y=0, animate=False, immediate=True)
        self.draw()

    # Doing ---------------------------------------------------------------------------------

    def why_not(self, action: str) -> Message | None:
        """Nothing can be done as long as the form is being filled, or saved."""
        return None if self.is_ready and not self._is_busy else say("one moment")

    def do_save(self) -> None:
        """Save, if nothing is in the way."""
        self._page = None
        self._is_busy = True
        self.glimt.attempt(self._save())

    async def _save(self) -> None:
        try:
            is_saved = await save(self)
        finally:
            self._is_busy = False
            self.draw()
        if is_saved:
            await self._leave()

    async def _leave(self) -> None:
        """Close the form, and show what has been written."""
        glimt, visit = self.glimt, self.state.booking.id
        await glimt.close_panel()
        await glimt.renew()
        glimt.current.go_to(f"visit:{visit}")
        glimt.was_written(visit)

    def finished(self, told: Message) -> None:
        """It is written: the draft is not needed any more."""
        self._is_finished = True
        if self.keeper is not None:
            self.keeper.throw_away(self.state.booking)
        self.glimt.say(told)

    def do_drop(self) -> None:
        """Ask whether the booking is to be cancelled, or a new one thrown away."""
        if self.state.booking.is_new:
            self._asked = say("Throw this away?")
        elif self.state.booking.status == "cancelled":
            self.glimt.say(say("the booking is cancelled already"))
        else:
            self._asked = say("Cancel the booking?")
        self.draw()

    async def _drop(self) -> None:
        await drop(self)
        await self._leave()

    async def action_close(self) -> None:
        """Close the form; what stands in it is kept as a draft."""
        if self.keeper is not None:
            self.keeper.keep()
        await super().action_close()

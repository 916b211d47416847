"""A message to somebody of a booking, beside the page: read it, and copy it."""

from __future__ import annotations

from typing import ClassVar, Self

from msgspec import Struct
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding

from glimt_rules.errors import GlimtError
from glimt_rules.message import Message, say
from glimt_rules.plan.model import Visit
from glimt_tui.desk.desk import Overtaken
from glimt_tui.desk.sms.instead import instead
from glimt_tui.desk.sms.texts import Known, Letter, fitting, known_of, letter, receivers
from glimt_tui.desk.spoken import choose
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import ENTER, ESCAPE, SIDEWAYS
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.reading import Reading
from glimt_tui.screen.sms_blocks import Shown, sms_blocks
from glimt_tui.screen.sms_target import Target
from glimt_tui.screen.words import MASK
from glimt_tui.sms_templates import TEXTS, TextName
from glimt_tui.store.daybook import SpokenLanguage
from glimt_tui.store.words import LANGUAGES

#: The kinds of questions of which only the newest is answered.
_WRITING, _SEARCHING = "sms", "sms-instead"


class _Written(Struct, frozen=True):
    """A message as it is sent, and as it is shown."""

    sent: Letter
    shown: str


class SmsPanel(Panel):
    """Whom a message goes to, which one it is, the text as it is sent, and how long it is."""

    BINDINGS: ClassVar = [
        Binding("enter,c", "copy", show=False),
        Binding("l", "other_language", show=False),
        Binding("right,n", "other_person(1)", show=False),
        Binding("left,p", "other_person(-1)", show=False),
        *(
            Binding(str(number), f"write('{name}')", show=False)
            for number, name in enumerate(TEXTS, 1)
        ),
    ]
    help_text = say(
        "A message to one person about one booking, in their language: when, where, and what to "
        "remember. It tells neither why they come nor who else does. Copying goes through the "
        "terminal to the clipboard of whoever sits there; where the terminal does not do that, "
        "mark the text with the mouse (with shift held down), or have «glimt sms» print it."
    )

    def __init__(self, target: Target) -> None:
        super().__init__("", id="sms-panel")
        self.visit_id = target.visit
        self._person = target.person
        #: the text that somebody has chosen, and the one that stands there
        self._chosen: TextName | None = None
        self._text: TextName | None = None
        self._known: Known | None = None
        self._written: _Written | None = None
        self._offered: tuple[Visit, ...] | None = None
        self._offered_of: tuple[int, str] | None = None
        self._told: Message | None = None

    def compose(self) -> ComposeResult:
        """Whom it goes to, and the message."""
        yield self.heading
        yield Reading(id="sms-told")

    @property
    def told(self) -> Reading:
        """What is told."""
        return self.query_one("#sms-told", Reading)

    def focus(self, scroll_visible: bool = True) -> Self:
        """What is told takes the keys."""
        self.told.focus(scroll_visible)
        return self

    def keys_now(self) -> Keys:
        """What the keys do."""
        several = len(self._people()) > 1
        return (
            (ENTER, say("copy")),
            (f"1-{len(TEXTS)}", say("another text")),
            ("l", say("the other language")),
            *(((SIDEWAYS, say("another person")),) if several else ()),
            (ESCAPE, say("close")),
        )

    # What is known -------------------------------------------------------------------------

    @property
    def _visit(self) -> Visit | None:
        view = self.glimt.view
        return view.visits.get(self.visit_id) if view is not None else None

    def _people(self) -> list[str]:
        view, visit = self.glimt.view, self._visit
        return receivers(view, visit) if view is not None and visit is not None else []

    def refresh_view(self, view: View) -> None:
        """Write the message anew by what is there now."""
        people = self._people()
        if self._person not in people:
            self._person = people[0] if people else None
        self._write()

    def _write(self) -> None:
        self.run_worker(self._do_write(), exclusive=True, group="sms")
        self.draw()

    async def _do_write(self) -> None:
        view, visit, person = self.glimt.view, self._visit, self._person
        if view is None or visit is None or person is None:
            return
        desk = self.glimt.desk
        masked = MASK if self.glimt.words.masked else None

        def write() -> tuple[Known, TextName, _Written]:
            with desk.session.store.reading() as reading:
                known = known_of(reading, visit, desk.sms.may_name)
            text = self._chosen or fitting(visit, known)
            offered = self._offers(view) or ()
            sent = letter(view, visit, person, text, known, desk.sms, instead=offered)
            shown = sent
            if masked is not None:
                shown = letter(
                    view, visit, person, text, known, desk.sms, instead=offered, called=masked
                )
            return known, text, _Written(sent, shown.told)

        try:
            self._known, self._text, self._written = await desk.ask(write, kind=_WRITING)
        except Overtaken:
            return
        except GlimtError as error:
            self.glimt.say_error(error)
            return
        if self.is_attached:
            self.draw()
            if self._text == "cancellation" and self._offers(view) is None:
                self.run_worker(self._search(view, visit), exclusive=True, group="sms-instead")

    def _offers(self, view: View) -> tuple[Visit, ...] | None:
        """What is possible instead; None where that is not known of what is there now."""
        return self._offered if self._offered_of == (view.seq, self.visit_id) else None

    async def _search(self, view: View, visit: Visit) -> None:
        desk = self.glimt.desk
        try:
            found = await desk.beside(
                lambda: instead(view, visit, weights=desk.weights), kind=_SEARCHING
            )
        except Overtaken:
            return
        self._offered, self._offered_of = found, (view.seq, visit.id)
        if self.is_attached:
            self._write()

    @property
    def _is_searching(self) -> bool:
        view = self.glimt.view
        return self._text == "cancellation" and view is not None and self._offers(view) is None

    def on_unmount(self) -> None:
        """Nobody wants to know any more."""
        self.glimt.desk.overtake(_SEARCHING)

    # Showing it ----------------------------------------------------------------------------

    def draw(self) -> None:
        """Show what is known by now."""
        view, words = self.glimt.view, self.glimt.words
        if view is None or not self.is_attached:
            return
        if self._visit is None or self._person is None:
            gone = say("This visit is not there any more")
            nobody = say("Nobody is left in this booking")
            self.heading.update(Text(words(gone if self._visit is None else nobody)))
            self.told.tell([])
            return
        people = self._people()
        title = words(say("Message to {person}", person=words.person(view, self._person)))
        if len(people) > 1:
            title = f"{title} ({people.index(self._person) + 1}/{len(people)})"
        self.heading.update(Text(title, no_wrap=True, overflow="ellipsis"))
        shown = self._shown(self._person)
        self.told.tell(list(sms_blocks(words, view, self._visit, shown)))

    def _shown(self, person: str) -> Shown:
        """What there is to tell of the message to somebody, as far as it is known by now."""
        written = self._written
        is_there = written is not None and (written.sent.person, written.sent.text) == (
            person,
            self._text,
        )
        return Shown(
            person=person,
            text=self._text,
            language=self._known.languages.get(person, "nb") if self._known is not None else "nb",
            lines=written.shown.split("\n") if written is not None and is_there else None,
            length=written.sent.length if written is not None else None,
            is_searching=self._is_searching,
            missing=self._missing(),
            told=self._told,
        )

    def _missing(self) -> Message | None:
        """What the message could have told, and does not."""
        if self._text == "change" and self._known is not None and self._known.was is None:
            return say("the journal tells of no other time or place before")
        if self._text == "cancellation" and not self._offered:
            return say("nothing that is allowed was found instead")
        return None

    # Doing it ------------------------------------------------------------------------------

    def action_write(self, text: TextName) -> None:
        """Write another of the texts."""
        self._chosen = self._text = text
        self._told = None
        self._write()

    def action_other_person(self, step: int) -> None:
        """Write to somebody else of the booking."""
        people = self._people()
        if self._person in people and len(people) > 1:
            self._person = people[(people.index(self._person) + step) % len(people)]
            self._told = None
            self._write()

    def action_other_language(self) -> None:
        """Write in the other language, from now on."""
        if self._known is not None and self._person is not None:
            self._told = None
            self.glimt.attempt(self._choose(self._person, self._known))

    async def _choose(self, person: str, known: Known) -> None:
        app, desk = self.glimt, self.glimt.desk
        language: SpokenLanguage = "en" if known.languages[person] == "nb" else "nb"
        await desk.ask(lambda: choose(desk.session.store, person, language))
        await app.renew()
        told = say(
            "{person} gets messages in {language} from now on",
            person=app.words.person(app.view, person) if app.view else person,
            language=LANGUAGES[language],
        )
        app.say(told)

    def action_copy(self) -> None:
        """Copy the message to the clipboard of the terminal."""
        written = self._written
        if written is None or written.sent.text != self._text or self._is_searching:
            self.glimt.say(say("one moment"))
            return
        if written.sent.person != self._person or not written.sent.told:
            self.glimt.say(say("there is nothing to copy"))
            return
        self.glimt.copy_to_clipboard(written.sent.told)
        self._told = say("handed to the terminal's clipboard")
        self.draw()

"""Choosing who gets a thing, and asking once more where something speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message as Event
from textual.widgets import Input, Static

from glimt_rules.message import Message, say
from glimt_tui.desk.equipment import Hindrance, Stock
from glimt_tui.desk.equipment_words import LATE, hindrance_of
from glimt_tui.keyboard.actions import ENTER, ESCAPE, UP_DOWN
from glimt_tui.screen.ask import NO, YES
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.equipment_rows import BOLD, EquipmentRows
from glimt_tui.screen.finders import Finders
from glimt_tui.screen.in_glimt import InGlimt
from glimt_tui.screen.later import Later
from glimt_tui.screen.line import Line
from glimt_tui.screen.rows import Row, Rows

#: How many people are offered at most.
_MOST = 12


class OnceMore(InGlimt, Static, can_focus=True):
    """What speaks against it, answered by a key of its own: enter alone hands nothing out."""

    BINDINGS: ClassVar = [
        Binding(",".join(YES), "answer(True)", show=False),
        Binding(f"{','.join(NO)},escape", "answer(False)", show=False),
    ]

    class Answered(Event):
        """Whether it is handed out all the same."""

        def __init__(self, is_yes: bool) -> None:
            self.is_yes = is_yes
            super().__init__()

    def keys_now(self) -> Keys:
        """Yes and no, in the language of the screen."""
        place = 0 if self.glimt.words.texts.language == "nb" else -1
        return (
            (YES[place], say("hand it out all the same")),
            (f"{NO[0]} {ESCAPE}", say("no, leave it")),
        )

    def action_answer(self, is_yes: bool) -> None:
        """Tell what was answered."""
        self.post_message(self.Answered(is_yes))


class HandOut(InGlimt, Vertical):
    """Who gets a thing: a few letters, and whoever may be meant; there as long as it is asked."""

    DEFAULT_CSS = """
    HandOut { height: 1fr; display: none; }
    HandOut.-asking { display: block; }
    HandOut > Static { height: auto; }
    HandOut > #hand-out-question { text-style: bold; margin: 0 0 1 0; }
    HandOut > OnceMore { display: none; }
    HandOut.-warning > OnceMore { display: block; }
    HandOut.-warning > Line { display: none; }
    HandOut.-warning > Rows { display: none; }
    """

    class Chosen(Event):
        """Somebody is to be given the thing."""

        def __init__(self, thing: str, person: str) -> None:
            self.thing = thing
            self.person = person
            super().__init__()

    class Left(Event):
        """Nobody is given anything."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 as widgets call it
        super().__init__(id=id)
        self._stock: Stock | None = None
        self._thing = ""
        self._person = ""
        self._finders = Finders()

    @property
    def is_asking(self) -> bool:
        """Whether somebody is being asked."""
        return self.has_class("-asking")

    def compose(self) -> ComposeResult:
        """The question, the letters, whom they find, and what speaks against it."""
        yield Static("", markup=False, id="hand-out-question")
        yield Line(id="hand-out-person")
        yield Rows(id="hand-out-found")
        yield OnceMore("", markup=False, id="hand-out-warning")

    def on_mount(self) -> None:
        """The letters keep the keys."""
        self._found.can_focus = False

    @property
    def _found(self) -> Rows:
        return self.query_one(Rows)

    def ask(self, stock: Stock, thing: str) -> None:
        """Ask who gets a thing."""
        self._stock, self._thing = stock, thing
        words, line = self.glimt.words, self.query_one(Line)
        question = say("Who gets {thing}?", thing=words.thing(stock.view, thing))
        self.query_one("#hand-out-question", Static).update(Text(words(question)))
        line.value, line.password = "", words.masked
        self.remove_class("-warning")
        self.add_class("-asking")
        line.focus()
        self._look()

    def know(self, stock: Stock) -> None:
        """Go on with what is there now."""
        self._stock = stock
        self.query_one(Line).password = self.glimt.words.masked
        if self.has_class("-warning"):
            self._warn(stock.hindrances(self._thing, self._person))
        elif self.is_asking:
            self._look()

    def close(self) -> None:
        """Ask no more."""
        self.remove_class("-asking", "-warning")

    # Whom the letters find -----------------------------------------------------------------

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._look()

    def _look(self) -> None:
        self.run_worker(Later(self._find), exclusive=True, group="hand-out")

    async def _find(self) -> None:
        stock, wanted = self._stock, self.query_one(Line).value
        if stock is None:
            return
        likely = stock.likely(self._thing)
        people = list(likely)
        if wanted.strip():
            finder = await self._finders.of(stock.view)
            people = [match.person.id for match in finder.find(wanted, most=_MOST)]
            people.sort(key=lambda id_: not likely.get(id_, False))
        self._show(stock, people[:_MOST], likely)

    def _show(self, stock: Stock, people: Sequence[str], likely: dict[str, bool]) -> None:
        words, found = self.glimt.words, self._found
        drawn = EquipmentRows(stock, words, self.size.width)
        rows = [drawn.person(id_, has_it_booked=likely.get(id_, False)) for id_ in people]
        if not rows:
            told = say("A few letters of a name find somebody")
            if self.query_one(Line).value.strip():
                told = say("Nobody fits these letters")
            rows = [Row(Text(words(told)))]
        found.show(rows)
        found.action_end(-1)

    # Asking once more ----------------------------------------------------------------------

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        kind, _, id_ = (self._found.here or "").partition(":")
        if self._stock is None or kind != "person":
            return
        self._person = id_
        hindrances = self._stock.hindrances(self._thing, id_)
        if hindrances:
            self.add_class("-warning")
            self._warn(hindrances)
            self.query_one(OnceMore).focus()
        else:
            self.post_message(self.Chosen(self._thing, id_))

    def _warn(self, hindrances: Sequence[Hindrance]) -> None:
        stock, words = self._stock, self.glimt.words
        if stock is None:
            return
        lines = [Text(f"{LATE} {words.sentence(each)}", BOLD) for each in self._told(hindrances)]
        person = words.person(stock.view, self._person)
        lines += [Text(), Text(words(say("Hand it out to {person} all the same?", person=person)))]
        place = 0 if words.texts.language == "nb" else -1
        for key, told in ((YES[place], say("yes, hand it out")), (NO[0], say("no, leave it"))):
            lines.append(Text(f" {key} ", BOLD).append(words.sentence(told), "not bold"))
        self.query_one(OnceMore).update(Text("\n").join(lines))

    def _told(self, hindrances: Sequence[Hindrance]) -> list[Message]:
        assert self._stock is not None
        view, words = self._stock.view, self.glimt.words
        return [
            hindrance_of(view, each, words.title(view, each.visit) if each.visit else "")
            for each in hindrances
        ]

    @on(OnceMore.Answered)
    def _answered(self, event: OnceMore.Answered) -> None:
        event.stop()
        if event.is_yes:
            self.post_message(self.Chosen(self._thing, self._person))
        else:
            self.post_message(self.Left())

    # The keys ------------------------------------------------------------------------------

    def keys_now(self) -> Keys:
        """What the keys do while letters are typed."""
        return (
            (ENTER, say("hand it out")),
            (UP_DOWN, say("mark another")),
            (ESCAPE, say("leave it")),
        )

    @on(Line.Stepped)
    def _stepped(self, event: Line.Stepped) -> None:
        event.stop()
        getattr(self._found, f"action_{event.what}")(event.by)

    @on(Line.Left)
    def _left(self, event: Line.Left) -> None:
        event.stop()
        self.post_message(self.Left())

    @on(Line.Slash)
    def _slash(self, event: Line.Slash) -> None:
        event.stop()

"""The equipment beside the page: what is free, who has the rest, what is set aside until when."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Self

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from glimt_rules.message import Message, say
from glimt_rules.moments import Moment
from glimt_tui.desk.desk import Overtaken
from glimt_tui.desk.equipment import Stock, Thing
from glimt_tui.desk.equipment_words import corrected
from glimt_tui.desk.loans import correct, hand_out, take_back, wash
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import BY_ID, ESCAPE, key_name
from glimt_tui.paper.label import LABELLED
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.equipment_rows import EquipmentRows
from glimt_tui.screen.hand_out import HandOut
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.rows import Rows
from glimt_tui.store.daybook import Loan
from glimt_tui.store.store import Store

#: What is done with a loan, given the store, its id and its version, and the moment.
_Step = Callable[[Store, str, int, Moment], object]


class EquipmentPanel(Panel):
    """One line a thing, those first that need something done; below, the one under the cursor."""

    BINDINGS: ClassVar = [
        Binding("l", "hand_out", show=False),
        Binding("r", "take_back", show=False),
        Binding("v,w", "wash", show=False),
        Binding("k,c", "correct", show=False),
        Binding("p", "label(False)", show=False),
        Binding("P", "label(True)", show=False),
    ]
    DEFAULT_CSS = """
    EquipmentPanel > #equipment-told { height: auto; min-height: 6; max-height: 12;
      border-top: solid $foreground 30%; }
    EquipmentPanel.-asking > #equipment-rows { display: none; }
    EquipmentPanel.-asking > #equipment-told { display: none; }
    """
    help_text = say(
        "Every thing, with what becomes of it: those first that somebody must see to. Handing "
        "out, taking back and washing are written down here; what the rules ask for afterwards "
        "is counted from then. Enter hands the thing under the cursor out."
    )

    def __init__(self) -> None:
        super().__init__("", id="equipment-panel")
        self._stock: Stock | None = None
        self._note = ""

    def compose(self) -> ComposeResult:
        """The list, what is told of one thing, and the question who gets it."""
        yield self.heading
        yield Rows(id="equipment-rows")
        yield Static("", markup=False, id="equipment-told")
        yield HandOut(id="hand-out")

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one("#equipment-rows", Rows)

    @property
    def asking(self) -> HandOut:
        """The question who gets a thing."""
        return self.query_one(HandOut)

    def focus(self, scroll_visible: bool = True) -> Self:
        """The list takes the keys."""
        self.rows.focus(scroll_visible)
        return self

    def keys_now(self) -> Keys:
        """What the keys do here."""
        is_norwegian = self.glimt.words.texts.language == "nb"
        undo = key_name(self.glimt.keys_of(BY_ID["undo"]))
        return (
            ("l", say("hand out")),
            ("r", say("back")),
            ("v" if is_norwegian else "w", say("washed")),
            ("p", say("label")),
            ("P", say("all")),
            ("k" if is_norwegian else "c", say("correct")),
            (undo, say("undo")),
            (ESCAPE, say("close")),
        )

    # What is there -------------------------------------------------------------------------

    def refresh_view(self, view: View) -> None:
        """Read the loans, and show the equipment as it is now."""
        self.run_worker(self._read(view), exclusive=True, group="equipment")

    async def _read(self, view: View) -> None:
        desk = self.glimt.desk

        def read() -> Stock:
            with desk.session.store.reading() as reading:
                stock = Stock(view, reading.all("loan"))
            _ = stock.things  # worked out here, not on the screen's thread
            return stock

        try:
            self._stock = await desk.ask(read, kind="equipment")
        except Overtaken:
            return
        if self.is_attached:
            self._draw()

    def _draw(self) -> None:
        if self._stock is None:
            return
        drawn = self._drawn(self._stock)
        self.heading.update(drawn.title())
        self.rows.show(list(drawn.rows()))
        self._tell()
        if self.asking.is_asking:
            self.asking.know(self._stock)

    def _drawn(self, stock: Stock) -> EquipmentRows:
        width = (60 if self.has_class("-wide") else 42) - 3  # beside a border and a scrollbar
        return EquipmentRows(stock, self.glimt.words, width)

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        if event.rows is self.rows:
            self._note = ""
            self._tell()

    def _tell(self) -> None:
        """Tell all of the thing under the cursor, and what came of a label."""
        if self._stock is None:
            return
        text = self._drawn(self._stock).told(self._here)
        if self._note:
            text.append(f"\n{self._note}")
        self.query_one("#equipment-told", Static).update(text)

    @property
    def _here(self) -> str:
        """The id of the thing under the cursor."""
        return (self.rows.here or "").partition(":")[2]

    def _thing(self) -> Thing | None:
        return None if self._stock is None else self._stock.thing(self._here)

    def _called(self, id_: str) -> str:
        assert self._stock is not None
        return self.glimt.words.thing(self._stock.view, id_)

    # Handing out ---------------------------------------------------------------------------

    async def do_open(self) -> None:
        """Hand the thing under the cursor out.

        What comes of a loan has a key of its own each: whoever presses enter once too often has
        not said that a thing is back.
        """
        thing = self._thing()
        if thing is None:
            return
        name = self._called(thing.thing.id)
        if thing.state == "out":
            self.glimt.say(say("«{thing}» is handed out; r says that it is back", thing=name))
        elif thing.state == "to_wash":
            key = "v" if self.glimt.words.texts.language == "nb" else "w"
            told = say("«{thing}» waits to be washed; {key} says that it is", thing=name, key=key)
            self.glimt.say(told)
        else:
            self.action_hand_out()

    def action_hand_out(self) -> None:
        """Ask who gets the thing."""
        thing = self._thing()
        if thing is None or self._stock is None or self.asking.is_asking:
            return
        if thing.state == "out":
            name = self._called(thing.thing.id)
            self.glimt.say(say("«{thing}» is handed out already", thing=name))
        else:
            self.add_class("-asking")
            self.asking.ask(self._stock, thing.thing.id)

    @on(HandOut.Left)
    def _left(self, event: HandOut.Left) -> None:
        event.stop()
        self._back_to_list()

    def _back_to_list(self) -> None:
        self.asking.close()
        self.remove_class("-asking")
        self.rows.focus()

    @on(HandOut.Chosen)
    def _chosen(self, event: HandOut.Chosen) -> None:
        event.stop()
        self._back_to_list()
        self.glimt.attempt(self._hand_out(event.thing, event.person))

    async def _hand_out(self, thing: str, person: str) -> None:
        app = self.glimt
        name = self._called(thing)
        await self._write(lambda store, now: hand_out(store, thing, person, now))
        if app.view is not None:
            who = app.words.person(app.view, person)
            app.say(say("{person} has «{thing}» now", person=who, thing=name))

    async def _write(self, do: Callable[[Store, Moment], object]) -> None:
        """Write something down, at the moment that it is; then show what stands there."""
        desk = self.glimt.desk

        def write() -> None:
            store = desk.session.store
            do(store, min(desk.clock(), store.clock()))

        try:
            await desk.ask(write)
        finally:  # whoever was too late sees what stands there now
            await self.glimt.renew()

    # What comes of a loan ------------------------------------------------------------------

    def action_take_back(self) -> None:
        """The thing is back."""
        thing = self._thing()
        if thing is None:
            return
        name = self._called(thing.thing.id)
        if thing.state != "out" or thing.loan is None:
            self.glimt.say(say("«{thing}» is not handed out", thing=name))
            return
        self.glimt.attempt(self._step(take_back, thing.loan, say("«{thing}» is back", thing=name)))

    def action_wash(self) -> None:
        """The thing has been washed."""
        thing = self._thing()
        if thing is None:
            return
        name = self._called(thing.thing.id)
        if not thing.thing.washable:
            self.glimt.say(say("«{thing}» cannot be washed; it is set aside", thing=name))
        elif thing.state != "to_wash" or thing.loan is None:
            self.glimt.say(say("«{thing}» is not waiting to be washed", thing=name))
        else:
            told = say("«{thing}» is washed", thing=name)
            self.glimt.attempt(self._step(wash, thing.loan, told))

    def action_correct(self) -> None:
        """The last step of the thing's last loan was a mistake."""
        id_ = self._here
        if self._stock is None or not id_:
            return
        loan = self._stock.last_loan(id_)
        if loan is None:
            told = say("«{thing}» has not been handed out lately", thing=self._called(id_))
            self.glimt.say(told)
            return
        told = corrected(loan, self._called(id_))
        self.glimt.attempt(
            self._step(lambda store, loan, version, _: correct(store, loan, version), loan, told)
        )

    async def _step(self, step: _Step, loan: Loan, told: Message) -> None:
        assert self._stock is not None
        version = self._stock.versions[loan.id]
        await self._write(lambda store, now: step(store, loan.id, version, now))
        self.glimt.say(told)

    # Labels --------------------------------------------------------------------------------

    def action_label(self, every: bool) -> None:
        """Write the label of the thing under the cursor to a file, or those of all at once."""
        stock, thing = self._stock, self._thing()
        if stock is None or thing is None:
            return
        asked = stock.things if every else [thing]
        things = [each for each in asked if each.state in LABELLED]
        if things:
            self.glimt.attempt(self._label(stock, things))
        elif every:
            self.glimt.say(say("nothing is set aside, so there is no label"))
        else:
            name = self._called(thing.thing.id)
            self.glimt.say(say("{thing} is not set aside, and gets no label", thing=name))

    async def _label(self, stock: Stock, things: list[Thing]) -> None:
        from glimt_tui.screen.label_file import write_labels

        told = await write_labels(stock, things, self.glimt.words.texts, self.glimt.desk)
        self._note = self.glimt.words.sentence(told)  # a path may be longer than the state line
        if self.is_attached:
            self._tell()
        self.glimt.say(told)

"""The series that a booking belongs to: its end, and changes that are carried to the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, Self

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from glimt_rules.message import Message, count, say
from glimt_tui.desk.booking import FieldName, new_id
from glimt_tui.desk.series.changing import own_changes, to_come, why_not_carry
from glimt_tui.desk.series.days import left_out, series_of, series_there
from glimt_tui.desk.series.outlook import Asked, Carry, End
from glimt_tui.desk.series.words import words_of
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import ENTER, ESCAPE
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.reading import BOLD, FAINT, GAP, Block, Reading
from glimt_tui.screen.series.asking import SeriesAsking
from glimt_tui.screen.series.blocks import SeriesBlocks, day_of
from glimt_tui.screen.series.repeat_panel import RepeatPanel
from glimt_tui.store.records import Record

if TYPE_CHECKING:
    from glimt_tui.screen.app import GlimtApp

#: The choice on which the cursor stands at first: it writes nothing by itself.
_CHANGE_ONE = "change:one"
#: What can be chosen, by the ids of their rows.
_CHOICES: Mapping[str, Message] = {
    _CHANGE_ONE: say("change this one only"),
    "end:one": say("call off this one only"),
    "end:following": say("call off this and all that follow"),
    "end:all": say("call off all that are to come"),
    "carry:following": say("to this and all that follow"),
    "carry:all": say("to all that are to come"),
}
#: What the parts of a booking are called that it may have of its own.
_PARTS: Mapping[FieldName, Message] = {
    "who": say("people"),
    "when": say("time"),
    "where": say("place"),
    "what": say("title"),
    "kind": say("kind"),
    "equipment": say("equipment"),
    "masks": say("masks"),
    "distance": say("distance"),
    "purpose": say("purpose"),
    "public": say("public"),
    "link": say("link"),
}


async def open_series(app: GlimtApp, visit_id: str) -> None:
    """Show the series that a booking belongs to, or make one of it."""
    there = await app.desk.ask(lambda: _there(app))
    if series_of(visit_id, there) is None:
        await app.open_panel(RepeatPanel(visit_id))
    else:
        await app.open_panel(SeriesPanel(visit_id, there))


def _there(app: GlimtApp) -> dict[str, Record]:
    with app.desk.session.store.reading() as reading:
        return series_there(reading)


class SeriesPanel(SeriesAsking):
    """The series of a booking, and what can be done to it; what is chosen is shown before it is."""

    BINDINGS: ClassVar = [
        # not the page's key for opening: what stands under the page's cursor is not meant
        Binding("enter", "choose", show=False),
        Binding("c", "carry", show=False),
    ]
    help_text = say(
        "The series that the booking belongs to. Change this booking alone; call off this one, "
        "this and all that follow, or all that are to come; or carry what was changed about this "
        "booking to the others. You see each day with its verdict before anything is written."
    )

    def __init__(self, visit_id: str, there: Mapping[str, Record]) -> None:
        super().__init__("", id="series-panel")
        self.about = visit_id
        self._there = there
        self._new_id = new_id("s")
        #: what was chosen last
        self._choice = ""

    def compose(self) -> ComposeResult:
        """The title, and all there is to tell."""
        yield self.heading
        yield Reading(id="series-told")
        yield Static("", markup=False, id="series-why")

    def focus(self, scroll_visible: bool = True) -> Self:
        """What is told takes the keys."""
        self.reading.focus(scroll_visible)
        return self

    def keys_now(self) -> Keys:
        """What the keys do: while one chooses, and before it is written."""
        if self.asked is not None:
            return ((ENTER, say("do it")), (ESCAPE, say("back")))
        return ((ENTER, say("choose")), ("c", say("carry changes on")), (ESCAPE, say("close")))

    def refresh_view(self, view: View) -> None:
        """Tell the series as it is now, and judge what was chosen by what is there now."""
        self.of = view
        self.run_worker(self._read(view), exclusive=True, group="series-read")

    async def _read(self, view: View) -> None:
        self._there = await self.glimt.desk.ask(lambda: _there(self.glimt))
        if self.is_attached:
            self.ask_about(view, self.asked)

    # Showing it ----------------------------------------------------------------------------

    def draw(self) -> None:
        """Show the series, or what would come of what was chosen."""
        view, words = self.of, self.glimt.words
        if view is None or not self.is_attached:
            return
        visit = view.visits.get(self.about)
        title = words.title(view, visit) if visit is not None else "–"
        self.heading.update(Text(words(say("Series: {visit}", visit=title)), no_wrap=True))
        if self.asked is None:
            self.reading.tell(list(self._series(view)))
        elif self.found is None or self.found.asked != self.asked:
            self.reading.tell([Block(Text("…", FAINT))], anew=True)
        else:
            self.reading.tell(list(self._chosen(view)))
        self.tell_why()

    def _chosen(self, view: View) -> Iterator[Block]:
        """What would come of what was chosen."""
        assert self.found is not None
        yield Block(Text(self.glimt.words.sentence(_CHOICES[self._choice]), BOLD))
        yield from SeriesBlocks(self.glimt.words, view, self.found).all()

    def _series(self, view: View) -> Iterator[Block]:
        """How often it comes and until when, how much is left of it, and what can be done."""
        words = self.glimt.words
        found, visit = series_of(self.about, self._there), view.visits.get(self.about)
        if found is None or visit is None:
            gone = say("this booking belongs to no series any more")
            yield Block(Text(words.sentence(gone)))
            return
        series, day = found
        yield Block(Text(words.sentence(words_of(series))))
        coming = to_come(view, series)
        left = count("{n} booking is to come", "{n} bookings are to come", len(coming))
        yield Block(Text(words.sentence(left)))
        days = left_out(series, view.visits.values())
        skipped = ", ".join(day_of(words, view, each) for each in days)
        if skipped:
            yield Block(Text(words.sentence(say("not on {days}", days=skipped)), FAINT), hang=2)
        yield GAP
        made_for = say("this booking was made for {day}", day=day_of(words, view, day))
        yield Block(Text(words.sentence(made_for), BOLD))
        for id_ in (_CHANGE_ONE, "end:one", "end:following", "end:all"):
            yield self._row(id_)
        if why_not_carry(view, series, day, visit) is None:
            changes = own_changes(series, day, visit, view.zone)
            parts = ", ".join(words(_PARTS[part]) for part in changes)
            yield GAP
            own = say("carry what is its own ({parts})", parts=parts)
            yield Block(Text(words.sentence(own), BOLD), hang=2)
            for id_ in ("carry:following", "carry:all"):
                yield self._row(id_)
        yield GAP
        for each in coming.values():
            is_judged = view.first <= view.day_of(each) <= view.last
            row = words.sign(view.findings.get(each.id, [])) if is_judged else Text(" ")
            when = f"{day_of(words, view, view.day_of(each))} {words.span(view, each)}"
            row.append(f" {when} {words.place(view, each)}", "not bold")
            yield Block(row, f"visit:{each.id}")

    def _row(self, id_: str) -> Block:
        return Block(Text(f" {self.glimt.words.sentence(_CHOICES[id_])}"), id_)

    # Doing ---------------------------------------------------------------------------------

    async def action_choose(self) -> None:
        """Show what comes of the choice under the cursor; once that is shown, write it."""
        if self.asked is not None:
            self.write_it()
            return
        here = self.reading.here or ""
        kind, _, id_ = here.partition(":")
        if kind == "visit":
            await self.glimt.open_visit(id_)
        elif here == _CHANGE_ONE:
            await self.glimt.edit_visit(self.about)
        elif here in _CHOICES:
            self._choose(here)

    def do_save(self) -> None:
        """Write what is shown."""
        if self.asked is None:
            self.glimt.say(say("choose first what is to be done"))
        else:
            self.write_it()

    def action_carry(self) -> None:
        """Go to what carries the changes of this booking on, where it has some."""
        view, found = self.of, series_of(self.about, self._there)
        if self.asked is not None or view is None or self.reading.go_to("carry:following"):
            return
        visit = view.visits.get(self.about)
        gone = say("this booking belongs to no series any more")
        why_not = why_not_carry(view, *found, visit) if found and visit else gone
        self.glimt.say(why_not or gone)

    def _choose(self, choice: str) -> None:
        view, found = self.of, series_of(self.about, self._there)
        if view is None or found is None:
            return
        series, day = found
        self._choice = choice
        what, _, scope = choice.partition(":")
        asked: Asked = End(series=series.id, scope=scope, day=day)  # type: ignore[arg-type]
        if what == "carry":
            asked = Carry(id=self._new_id, visit=self.about, scope=scope)  # type: ignore[arg-type]
        self.ask_about(view, asked)

    async def action_close(self) -> None:
        """Go back to the series; from there, close."""
        if self.asked is not None and self.of is not None:
            self.ask_about(self.of, None)
            self.reading.go_to(_CHANGE_ONE)
        else:
            await super().action_close()

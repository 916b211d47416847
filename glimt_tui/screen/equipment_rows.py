"""How the equipment is drawn: a row a thing below the name of its state, and one told in whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, count, say
from glimt_rules.moments import Moment
from glimt_tui.desk.equipment import State, Stock, Thing
from glimt_tui.desk.equipment_words import LATE, LOOKS, need_of, state_of
from glimt_tui.screen.fit import fit
from glimt_tui.screen.rows import Row
from glimt_tui.screen.words import Words
from glimt_tui.store.days import clock

BOLD, FAINT = Style(bold=True), Style(dim=True)
_LATE = say("wanted today, and not ready")
_SECTIONS: Mapping[State, Message] = {
    "to_wash": say("to be washed, back since"),
    "out": say("handed out since"),
    "in_use": say("in use until"),
    "aside": say("set aside until"),
    "free": say("free"),
}
#: A name is never cut to fewer letters than these for the sake of what stands beside it.
_NAME = 12


class EquipmentRows:
    """The rows of a stock, made for a width."""

    def __init__(self, stock: Stock, words: Words, width: int) -> None:
        self._stock = stock
        self._view = stock.view
        self._words = words
        self._width = width

    def title(self) -> Text:
        """How many things there are, and how many of them are free."""
        things = self._stock.things
        free = sum(thing.state == "free" for thing in things)
        told = count("Equipment: {n} thing, free: {free}", "Equipment: {n} things, free: {free}",
                     len(things), free=free)  # fmt: skip
        return Text(self._words(told), no_wrap=True)

    def rows(self) -> Iterator[Row]:
        """Every thing, below the name of its state."""
        above: Message | None = None
        for thing in self._stock.things:
            section = _LATE if thing.is_late else _SECTIONS[thing.state]
            if section is not above:
                yield Row(Text(self._words.sentence(section)))
                above = section
            yield Row(self._row(thing), f"thing:{thing.thing.id}")
        if above is None:
            yield Row(Text(self._words(say("No equipment is registered"))))

    def _row(self, thing: Thing) -> Text:
        sign, state = LOOKS[thing.state]
        when, beside = self._when(thing.until or thing.since), ""
        if thing.is_late and thing.next is not None:
            sign, when, beside = LATE, self._when(thing.next.visit.start), self._words(state)
        elif thing.state == "out" and thing.loan is not None and thing.loan.person is not None:
            beside = self._words.person(self._view, thing.loan.person)
        elif thing.next is not None:
            start = self._when(thing.next.visit.start)
            beside = self._words(say("wanted at {time}", time=start))
        text = Text(f"{sign} ", BOLD)
        if when:
            text.append(f"{when} ", Style(bold=False))
        left = self._width - text.cell_len - (cell_len(beside) + 3 if beside else 0)
        name = Text(self._words.thing(self._view, thing.thing.id), Style(bold=False))
        name.truncate(max(left, _NAME), overflow="ellipsis")
        text.append_text(name)
        if beside:
            text.append(f" · {beside}", Style(bold=False, dim=True))
        return fit(text, self._width)

    def _when(self, moment: Moment | None) -> str:
        """A time of today, or of another day with that day: ``to 14.1. 12:00``."""
        if moment is None:
            return ""
        shown = clock(moment, self._view.zone)
        time = self._words.clock(self._view, moment)
        if shown.date() == self._view.today:
            return time
        return f"{self._words.day(shown.date())} {time}"

    # One thing in whole --------------------------------------------------------------------

    def told(self, id_: str) -> Text:
        """All there is to say of a thing, line by line."""
        thing, words, view = self._stock.thing(id_), self._words, self._view
        if thing is None:
            return Text()
        sign = LOOKS[thing.state][0]
        lines = [Text(words.thing(view, id_), BOLD)]
        lines.append(Text(f"{sign} {words.sentence(state_of(view, thing))}"))
        need = need_of(view, thing, words.title(view, thing.next.visit) if thing.next else "")
        if need is not None:
            mark = f"{LATE} " if thing.is_late else ""
            lines.append(Text(f"{mark}{words.sentence(need)}"))
        return Text("\n").join(lines)

    def person(self, id_: str, *, has_it_booked: bool) -> Row:
        """Somebody who may be given a thing, and whether they have it booked now."""
        text = Text(self._words.person(self._view, id_))
        person = self._view.people.get(id_)
        cohorts = {each.id: each.name or each.id for each in self._view.plan.cohorts}
        beside = harmless(cohorts.get((person.cohort if person else None) or "", ""))
        if has_it_booked:
            beside = self._words(say("has it booked now"))
        if beside:
            text.append(f"  {beside}", FAINT)
        return Row(text, f"person:{id_}")

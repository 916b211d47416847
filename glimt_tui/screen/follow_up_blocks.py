"""Those who are to be called, as the panel tells them: name, number, why, the last call."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from glimt_rules.documents.faults import harmless
from glimt_rules.message import say
from glimt_tui.desk.following_up import ToCall, why_words
from glimt_tui.desk.view import View
from glimt_tui.screen.reading import BOLD, FAINT, GAP, Block
from glimt_tui.screen.words import MASK, Words
from glimt_tui.store.daybook import Call
from glimt_tui.store.words import OUTCOMES

#: The columns of the list on a small terminal.
NARROW = 39


class FollowUpBlocks:
    """Tells them in a list of some width; each is a row with a few lines below it."""

    def __init__(self, words: Words, view: View, width: int) -> None:
        self._words = words
        self._view = view
        self._width = width

    def of(self, each: ToCall) -> Iterator[Block]:
        """Somebody's name and number; below it why, and what is known of the last call."""
        words = self._words
        yield Block(self._who(each), f"person:{each.person.id}")
        yield Block(Text(f"  {words.sentence(why_words(each, words.day))}"), hang=2)
        call = each.last
        if call is not None:
            yield Block(Text(f"  {self._last(call)}", FAINT), hang=2)
            if call.note is not None and call.note_until is not None:
                told = say("note, to {day}", day=words.day(call.note_until))
                note = MASK if words.masked else harmless(call.note)
                yield Block(Text(f"  {words.sentence(told)}: ").append(note), hang=4)
        yield GAP

    def _who(self, each: ToCall) -> Text:
        """A name with the number behind it, which must not be lost."""
        words = self._words
        if words.masked:
            return Text(f"{MASK}  {MASK}", BOLD)
        phone = harmless(each.person.phone or words(say("no number")))
        name = Text(harmless(each.person.label), BOLD)
        room = max(8, self._width - cell_len(phone) - 2)
        name.truncate(room, overflow="ellipsis")
        return name.append(f"  {phone}")

    def _last(self, call: Call) -> str:
        words, view = self._words, self._view
        when = f"{words.day(call.at.astimezone(view.zone).date())} {words.clock(view, call.at)}"
        told = say(
            "last call {time}: {outcome} ({who})",
            time=when,
            outcome=OUTCOMES[call.outcome],
            who=call.by,
        )
        return words.sentence(told)

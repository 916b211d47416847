"""A message to somebody of a booking, as the panel tells it: the number, the text, its length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from rich.text import Text

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, say
from glimt_rules.plan.model import Visit
from glimt_tui.desk.sms.parts import Length
from glimt_tui.desk.sms.texts import is_over
from glimt_tui.desk.sms.words import IS_OVER, TEXT_NAMES, length_words
from glimt_tui.desk.view import View
from glimt_tui.screen.reading import BOLD, FAINT, GAP, Block
from glimt_tui.screen.words import Words
from glimt_tui.sms_templates import TEXTS, TextName
from glimt_tui.store.daybook import SpokenLanguage
from glimt_tui.store.words import LANGUAGES


class Shown(Struct, frozen=True, kw_only=True):
    """What is known by now of a message."""

    #: whom it goes to, which of the texts it is, and their language
    person: str
    text: TextName | None
    language: SpokenLanguage
    #: the message itself, and how long it is; None as long as it is being written
    lines: Sequence[str] | None
    length: Length | None
    #: whether it is still being looked for what is possible instead
    is_searching: bool
    #: what it could have told, and does not
    missing: Message | None
    #: what was just done with it
    told: Message | None


def sms_blocks(words: Words, view: View, visit: Visit, shown: Shown) -> Iterator[Block]:
    """The booking, the number, the texts to choose from, and the one that is chosen."""
    when = f"{words.day(view.day_of(visit))} {words.span(view, visit)}"
    yield Block(Text(f"{when}  {words.title(view, visit)}", FAINT))
    phone = words.phone(view, shown.person) or words(say("no number"))
    yield Block(Text(f"{phone}  ").append(words(LANGUAGES[shown.language]), FAINT))
    yield Block(_texts(words, shown.text))
    if is_over(view, visit):
        yield Block(Text(words.sentence(IS_OVER), BOLD))
    yield GAP
    if shown.lines is None or shown.length is None:
        return
    for line in shown.lines:
        yield Block(Text(harmless(line)))
    yield GAP
    if shown.is_searching:
        yield Block(Text(words.sentence(say("looking for what is possible instead …")), FAINT))
        return
    yield Block(Text(words.sentence(length_words(shown.length)), FAINT))
    if shown.missing is not None:
        yield Block(Text(words.sentence(shown.missing), FAINT))
    if shown.told is not None:
        yield GAP
        yield Block(Text(words.sentence(shown.told), BOLD))
        yield Block(Text(words.sentence(_otherwise(words, visit, shown)), FAINT))


def _texts(words: Words, chosen: TextName | None) -> Text:
    """The texts that there are, and which of them this is."""
    text = Text()
    for number, name in enumerate(TEXTS, 1):
        text.append(f"{number} {words(TEXT_NAMES[name])}", "reverse" if name == chosen else "")
        text.append("  " if number < len(TEXTS) else "")
    return text


def _otherwise(words: Words, visit: Visit, shown: Shown) -> Message:
    """How to take the text where the terminal does not copy."""
    whose = "" if words.masked else f" {shown.person}"
    command = f"glimt sms {visit.id}{whose} --text {shown.text}"
    return say("if it is not there, mark it here, or run: {command}", command=command)

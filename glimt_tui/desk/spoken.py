"""In which language somebody gets what is sent to them."""

from __future__ import annotations

from glimt_tui.store.daybook import Language, SpokenLanguage
from glimt_tui.store.records import Key
from glimt_tui.store.repository import Reading
from glimt_tui.store.store import Store

#: The language of those of whom nobody has written down another one.
USUAL: SpokenLanguage = "nb"
#: What the journal calls choosing one.
CHOOSING = "language"


def spoken(reading: Reading, person: str) -> SpokenLanguage:
    """The language in which somebody gets their messages."""
    record = reading.get(Key("language", person))
    known = record.value if record else None
    return known.language if isinstance(known, Language) else USUAL


def choose(store: Store, person: str, language: SpokenLanguage) -> None:
    """Write down somebody's language, as one action of the journal.

    Raises Refused where there is no such person.
    """
    with store.action(CHOOSING) as action:
        there = action.get(Key("language", person))
        value = Language(id=person, person=person, language=language)
        action.put(value, there.version if there else None)

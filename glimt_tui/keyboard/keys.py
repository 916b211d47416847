"""Keys that the configuration gives to actions: what may stand there, and what collides.

It needs no toolkit: the configuration is read by programs that open no screen.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import get_args

from glimt_rules.documents.faults import quoted
from glimt_rules.documents.similar import closest
from glimt_rules.message import Message, say
from glimt_tui.keyboard.actions import ACTIONS, BY_ID, PAGES, Action, Page

#: Keys by name that every terminal can send, and that move no cursor.
NAMED = (
    "enter", "space", "backspace", "delete", "insert", "comma",
    *(f"f{n}" for n in range(1, 13)),
)  # fmt: skip
#: Letters that make a key of their own with ctrl: others are tab, enter or backspace to a
#: terminal, stop it, or end the program.
WITH_CTRL = "abdefgklnoprtuvwxy"
#: What the toolkit calls signs, where that is not their name.
_CALLED = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}


def canonical(key: str) -> str:
    """A key as the toolkit names it: ``?`` is ``question_mark``."""
    if len(key) != 1 or key.isalnum():
        return key
    name = unicodedata.name(key, key).lower().replace("-", "_").replace(" ", "_")
    return _CALLED.get(name, name)


def keys_in(text: str) -> list[str]:
    """The keys of an action, as the toolkit names them."""
    return [canonical(key.strip()) for key in text.split(",")]


def faults(given: Mapping[str, str]) -> Iterator[tuple[str, Message]]:
    """What is wrong with the keys that actions were given, by the actions' ids."""
    sound: dict[str, str] = {}
    for id_, text in given.items():
        fault = _unknown(id_) if id_ not in BY_ID else _key_fault(text)
        if fault is None:
            sound[id_] = text
        else:
            yield id_, fault
    yield from _clashes(sound)


def _unknown(id_: str) -> Message:
    meant = closest(id_, list(BY_ID))
    if meant is not None:
        return say(
            "there is no action {found}; did you mean {meant}?", found=quoted(id_), meant=meant
        )
    return say("there is no action {found}; there are: {known}", found=quoted(id_),
               known=tuple(BY_ID))  # fmt: skip


def _key_fault(text: str) -> Message | None:
    for key in text.split(","):
        if not _is_key(key.strip()):
            return say(
                "{found} is no key; a key is a letter or a sign such as n or ?, {named}, or ctrl+ "
                "with one of the letters {letters}; several are parted by commas",
                found=quoted(key.strip()),
                named=", ".join(NAMED),
                letters=" ".join(WITH_CTRL),
            )
    return None


def _is_key(key: str) -> bool:
    if len(key) == 1:
        return key.isprintable() and not key.isspace()
    return key in NAMED or (key.startswith("ctrl+") and key[5:] in tuple(WITH_CTRL))


def _clashes(given: Mapping[str, str]) -> Iterator[tuple[str, Message]]:
    """Keys that two actions of one page would share; told of the one that was given it."""
    for place, action in enumerate(ACTIONS):
        if action.id not in given:
            continue
        for n, other in enumerate(ACTIONS):
            if other is action or (other.id in given and n > place):
                continue  # of two that were given the same key, the later is told
            page = _shared_page(action, other)
            theirs = keys_in(given.get(other.id, other.keys))
            both = next((key for key in keys_in(given[action.id]) if key in theirs), None)
            if page is not None and both is not None:
                message = say(
                    "{key} is the key of the action {other} on the page «{page}», too",
                    key=quoted(both),
                    other=other.id,
                    page=PAGES[page],
                )
                yield action.id, message


def _shared_page(one: Action, other: Action) -> Page | None:
    """The first page on which both actions can be done."""
    pages: tuple[Page, ...] = get_args(Page)
    return next(
        (p for p in pages if p in (one.pages or PAGES) and p in (other.pages or PAGES)), None
    )

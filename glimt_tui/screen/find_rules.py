"""Finding rules by a few letters of what they are called, or of their ids."""

from __future__ import annotations

from msgspec import Struct

from glimt_rules.rulesets.model import Rule
from glimt_tui.desk.rules import rule_of
from glimt_tui.desk.view import View
from glimt_tui.screen.finding import LONGEST
from glimt_tui.screen.name_parts import parts_of, words_of
from glimt_tui.screen.words import Words


class _Entry(Struct, frozen=True):
    rule: Rule
    #: the words of its title, each after a blank, and those of its id
    title: str
    id: str


class RuleFinder:
    """The rules of every family, each once: as it is in force now, else in its newest version."""

    def __init__(self, view: View, words: Words) -> None:
        self._entries = []
        for id_ in view.book.rule_ids:
            found = rule_of(view, id_, None)
            if found is not None:
                title = words_of(words.texts.pick(found[1].title))
                self._entries.append(_Entry(found[1], title, words_of(id_)))

    def find(self, query: str, *, most: int = 6) -> list[Rule]:
        """The rules that every word fits; those whose titles begin words so come first."""
        letters = [part.letters for part in parts_of(query[:LONGEST])]
        ranked = []
        for place, entry in enumerate(self._entries):
            fits = [_fit(entry, word) for word in letters]
            if letters and None not in fits:
                ranked.append((max(fit for fit in fits if fit is not None), place, entry.rule))
        return [rule for *_, rule in sorted(ranked, key=lambda each: each[:2])[:most]]


def _fit(entry: _Entry, word: str) -> int | None:
    """How well a word fits, 0 the best: it begins a word of the title, of the id, or is within."""
    if f" {word}" in entry.title:
        return 0
    if f" {word}" in entry.id:
        return 1
    if len(word) > 2 and (word in entry.title or word in entry.id):
        return 2
    return None

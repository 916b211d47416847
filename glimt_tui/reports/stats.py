"""The figures of some days as they leave the house: small ones hidden, in three formats."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.terms import SETTINGS, VISIT_KINDS
from glimt_rules.texts import Texts
from glimt_tui.desk.cancelled import NO_RULE, NOT_KNOWN
from glimt_tui.desk.small_counts import HIDDEN, Table, Told, hide_small, told
from glimt_tui.desk.stats import Figures

#: What stands in the formats for programs where a count is for no rule, or it is not known.
_KEYS = {NO_RULE: "no_rule", NOT_KNOWN: "not_known"}


class Published(Struct, frozen=True, kw_only=True):
    """The figures as they are told."""

    first: date
    last: date
    people_from: date | None
    below: int
    #: visits held, by kind and by setting
    held: Table
    people: Told
    person_days: Told
    hours: Told
    no_shows: Told
    #: bookings cancelled, by rule
    cancelled: Table
    waivers: Mapping[str, Told]


def published(figures: Figures, below: int) -> Published:
    """What of the figures may be told where less than ``below`` is too small; 1 hides nothing.

    Hours tell of whoever was there: they are hidden where the visits or the people are.
    """
    held = hide_small(figures.held, (figures.kinds, figures.settings), below)
    people = HIDDEN if figures.people is None else told(figures.people, below)
    person_days = told(figures.person_days, below)
    hours = told((figures.minutes + 30) // 60, below)
    behind = (held.total, person_days, *(() if figures.people is None else (people,)))
    if any(each.n is None for each in behind):
        hours = HIDDEN
    return Published(
        first=figures.first,
        last=figures.last,
        people_from=figures.people_from,
        below=below,
        held=held,
        people=people,
        person_days=person_days,
        hours=hours,
        no_shows=told(figures.no_shows, below),
        cancelled=hide_small(figures.cancelled, (figures.cancelled_for,), below),
        waivers={rule: told(n, below) for rule, n in figures.waivers.items()},
    )


# For people ----------------------------------------------------------------------------------


def as_text(figures: Published, centre: str, book: RuleBook, texts: Texts) -> str:
    """A page of figures for people."""
    page = _Page(figures, book, texts)
    rows = list(page.rows())
    widest = max(len(name) for name, _ in rows)
    lines = [page.head(centre), "", *(f"{name:<{widest}} {n:>8}".rstrip() for name, n in rows)]
    return "".join(f"{line}\n" for line in (*lines, "", *page.notes()))


class _Page:
    def __init__(self, figures: Published, book: RuleBook, texts: Texts) -> None:
        self._figures = figures
        self._texts = texts
        self._titles = {
            rule.id: texts.pick(rule.title)
            for rule_set in book.rule_sets
            for rule in rule_set.rules
        }

    def head(self, centre: str) -> str:
        """Of which days the figures are, and whose."""
        period = say(
            "figures from {first} to {last}", first=self._figures.first, last=self._figures.last
        )
        parts = (self._texts.sentence(period), harmless(centre.strip()))
        return " · ".join(part for part in parts if part)

    def rows(self) -> Iterator[tuple[str, str]]:
        """What each figure is called, and the figure."""
        figures = self._figures
        yield self._row(say("visits that took place"), figures.held.total)
        by_kind, by_setting = figures.held.divisions
        yield from self._by(say("By kind"), by_kind, VISIT_KINDS)
        yield from self._by(say("By place"), by_setting, SETTINGS)
        yield self._row(
            say("different people who came"), figures.people if figures.people_from else None
        )
        yield self._row(say("people a day, added up"), figures.person_days)
        yield self._row(say("hours of everybody, staff and shifts included"), figures.hours)
        yield self._row(say("visits to which nobody came"), figures.no_shows)
        yield self._row(say("bookings that were cancelled"), figures.cancelled.total)
        (by_rule,) = figures.cancelled.divisions
        yield from self._by(say("For which rule"), by_rule, self._rules())
        yield from self._by(say("Exceptions, by rule"), figures.waivers, self._rules(), margin=0)

    def _row(self, name: Message | str, count_: Told | None, margin: int = 0) -> tuple[str, str]:
        told_ = self._texts.sentence(name) if isinstance(name, Message) else name
        return " " * margin + told_, "–" if count_ is None else self._told(count_)

    def _by(
        self,
        title: Message,
        division: Mapping[str, Told] | None,
        names: Mapping[str, Message | str],
        margin: int = 2,
    ) -> Iterator[tuple[str, str]]:
        if division is None:
            yield " " * margin + self._texts(title), self._told(HIDDEN)
        elif division:
            yield " " * margin + self._texts(title), ""
            for key, count_ in division.items():
                yield self._row(names.get(key, key), count_, margin + 2)

    def _told(self, count_: Told) -> str:
        if count_.n is not None:
            return str(count_.n)
        return f"<{count_.below}" if count_.below else self._texts(say("hidden"))

    def _rules(self) -> Mapping[str, Message | str]:
        titles = {id_: f"{id_}  {harmless(title)}" for id_, title in self._titles.items()}
        return {
            **titles,
            NO_RULE: say("none was broken"),
            NOT_KNOWN: say("it is not known any more"),
        }

    def notes(self) -> list[str]:
        """What whoever reads the figures should know of them."""
        return [self._texts.sentence(note) for note in self._notes()]

    def _notes(self) -> Iterator[Message]:
        figures = self._figures
        if figures.people_from is None:
            yield say(
                "it is forgotten who came, so nobody knows how many different people there were"
            )
        elif figures.people_from > figures.first:
            yield say(
                "different people and exceptions are complete from {day}; what was before is"
                " forgotten, everything else is complete",
                day=figures.people_from,
            )
        if figures.below > 1:
            yield say(
                "«<{limit}» stands for 1 to {most}; other figures are hidden where such a one could"
                " be reckoned back from them",
                limit=figures.below,
                most=figures.below - 1,
            )


# For programs --------------------------------------------------------------------------------


def as_json(figures: Published) -> str:
    """One object; a count is a number, "<5" or "hidden", a division that is left out null."""
    by_kind, by_setting = figures.held.divisions
    (by_rule,) = figures.cancelled.divisions
    told_: dict[str, Any] = {
        "format": 1,
        "first": figures.first,
        "last": figures.last,
        "hide_below": figures.below,
        "people_complete_from": figures.people_from,
        "visits": _plain(figures.held.total),
        "visits_by_kind": _plain_all(by_kind),
        "visits_by_setting": _plain_all(by_setting),
        "people": None if figures.people_from is None else _plain(figures.people),
        "person_days": _plain(figures.person_days),
        "hours": _plain(figures.hours),
        "no_shows": _plain(figures.no_shows),
        "cancelled": _plain(figures.cancelled.total),
        "cancelled_for": _plain_all(by_rule),
        "waivers": _plain_all(figures.waivers),
    }
    return msgspec.json.format(msgspec.json.encode(told_), indent=2).decode() + "\n"


def as_csv(figures: Published) -> str:
    """A row for each figure: what it is, what part of it, and the count."""
    told_: dict[str, Any] = msgspec.json.decode(as_json(figures))
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(("figure", "part", "count"))
    for name, value in told_.items():
        if name == "format":
            continue
        if isinstance(value, dict):
            rows.writerows((name, part, n) for part, n in value.items())
        else:
            rows.writerow((name, "", "" if value is None else value))
    return file.getvalue()


def _plain(count_: Told) -> int | str:
    if count_.n is not None:
        return count_.n
    return f"<{count_.below}" if count_.below else "hidden"


def _plain_all(division: Mapping[str, Told] | None) -> dict[str, int | str] | None:
    if division is None:
        return None
    return {_KEYS.get(key, key): _plain(count_) for key, count_ in division.items()}

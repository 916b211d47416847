"""The visits as a table for a spreadsheet: CSV that is data there, and never a formula.

Spreadsheets run what begins like a formula, and what begins a cell is not settled by the
file: where decimals have a comma, as in Norway, they split a file at its semicolons, through
the quotation marks of a file with commas. So every cell is quoted, and within a cell whatever
a spreadsheet could take for the beginning of another gets the apostrophe that makes it text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Literal
from unicodedata import category, normalize
from zoneinfo import ZoneInfo

from glimt_rules.message import Message, PersonName, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Person, Plan, Visit
from glimt_rules.terms import SETTINGS, VISIT_KINDS
from glimt_rules.texts import Texts
from glimt_tui.exchange.documents import local_time, time_text

#: What a file must be written in: without the mark at its start, Excel takes æ for Ã¦.
ENCODING = "utf-8-sig"
#: A comma is what programs expect. A semicolon is what a Norwegian Excel splits at when
#: somebody opens the file by clicking on it.
Separator = Literal[",", ";"]

HEADER: tuple[Message, ...] = (
    say("Id"),
    say("Day"),
    say("Start"),
    say("End"),
    say("Title"),
    say("Kind"),
    say("Setting"),
    say("Room"),
    say("People"),
    say("Absent"),
    say("Equipment"),
    say("State"),
)
STATUSES: Mapping[str, Message] = {
    "planned": say("planned"),
    "arrived": say("arrived"),
    "done": say("done"),
    "cancelled": say("cancelled"),
    "no_show": say("no-show"),
}

#: Between names; no spreadsheet splits at it, and no list of names needs it for itself.
_BETWEEN = " · "
#: Where some program begins another cell, with what is converted to these characters.
_SEPARATORS = re.compile("([,;\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029\uff0c\uff1b\u037e\ufe54\ufe50])")
_TABS = re.compile(r"[^\S\t\r\n]*[\t\r\n]")
_DANGEROUS = frozenset("=+-@|%")
#: What becomes a hyphen in an older set of characters, and no compatibility form says so.
_HYPHENS = frozenset("\u2010\u2011\u2212")
_QUOTES = frozenset("\"'`´‘’‚‛“”„‟«»‹›′″＂＇")


def as_csv(plan: Plan, texts: Texts, *, separator: Separator = ",") -> str:
    """A row for each visit, in order of arrival, under headings in the reader's language.

    To be written in ``ENCODING``, with its line ends left as they are.
    """
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    rows = _Rows(plan, texts)
    writer.writerow(safe(texts(title)) for title in HEADER)
    for visit in sorted(plan.visits, key=lambda visit: (visit.start, visit.id)):
        writer.writerow(map(safe, rows.row(visit)))
    return written.getvalue()


def safe(text: str) -> str:
    """The text, with an apostrophe before whatever a spreadsheet could take for a formula."""
    parts = _SEPARATORS.split(text)
    parts[::2] = map(_guarded, parts[::2])
    guarded = "".join(parts)
    return f"'{guarded}" if _TABS.match(guarded) else guarded


def _guarded(part: str) -> str:
    """What may become a cell, as text; what has an apostrophe of its own is text already."""
    first = next((char for char in part if not _is_passed_over(char)), "")
    return f"'{part}" if first and _is_dangerous(first) and part[0] != "'" else part


@lru_cache(maxsize=4096)
def _is_dangerous(char: str) -> bool:
    """Whether a formula begins with this character, or with what it may be converted to."""
    return char in _HYPHENS or normalize("NFKC", char)[0] in _DANGEROUS


@lru_cache(maxsize=4096)
def _is_passed_over(char: str) -> bool:
    """Whether a program may drop this character at the start of a cell: what is not seen, too."""
    return char in _QUOTES or category(char)[0] in "CMZ"


class _Rows:
    """Looks up what the ids of a plan stand for."""

    def __init__(self, plan: Plan, texts: Texts) -> None:
        self.texts = texts
        self.zone = ZoneInfo(plan.timezone)
        self.people = {person.id: self._called(person) for person in plan.people}
        self.rooms = {room.id: _name_or_id(room.name, room.id) for room in plan.rooms}
        self.equipment = {thing.id: _name_or_id(thing.name, thing.id) for thing in plan.equipment}

    def row(self, visit: Visit) -> tuple[str, ...]:
        """The cells of a visit, in the order of the headings."""
        day, start = self._day_and_clock(visit.start)
        last_day, end = self._day_and_clock(visit.end)
        return (
            visit.id,
            day,
            start,
            end if last_day == day else f"{last_day} {end}",
            visit.title or "",
            self.texts(VISIT_KINDS[visit.kind]),
            self.texts(SETTINGS[visit.setting]),
            self.rooms[visit.room] if visit.room is not None else "",
            _listed(visit.people, self.people),
            _listed(visit.absent, self.people),
            _listed(visit.equipment, self.equipment),
            self.texts(STATUSES[visit.status]),
        )

    def _called(self, person: Person) -> str:
        """The name, or the id for readers who need no name."""
        return self.texts.value(PersonName(person.label, person.id))

    def _day_and_clock(self, moment: Moment) -> tuple[str, str]:
        """The local day and time of day; with its offset where the clock shows it twice."""
        day, _, clock = time_text(local_time(moment, self.zone)).partition("T")
        return day, clock


def _name_or_id(name: str | None, id_: str) -> str:
    return name.strip() if name and name.strip() else id_


def _listed(ids: Iterable[str], called: Mapping[str, str]) -> str:
    return _BETWEEN.join(called[id_] for id_ in ids)

"""The public visits as a calendar that anybody may subscribe to. It names nobody.

Only visits that are marked as public stand in it, and of those only when, where, what and
the link of a digital meeting. A title is written by people who do not always think of who
will read it: one that holds the name, the phone number or the id of somebody in the plan is
replaced by the visit's kind, and a link that does is left out.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from unicodedata import normalize
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Person, Plan, Visit
from glimt_rules.terms import SETTINGS, VISIT_KINDS
from glimt_rules.texts import Texts

PRODID = "-//Glimt//glimt-tui//EN"

_WORD = re.compile(r"[^\W_]+")
#: Numbers are compared by their last digits, with which country codes have nothing to do.
_PHONE_DIGITS = 8
#: A single letter of somebody's name tells nothing.
_SHORTEST_WORD = 2

Words = tuple[str, ...]


def as_ics(plan: Plan, texts: Texts, *, made_at: Moment) -> str:
    """The calendar in iCalendar's form; ``made_at`` is when the plan was as it is here."""
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    if plan.centre.name and plan.centre.name.strip():
        calendar.add("x-wr-calname", plan.centre.name.strip())
    events = _Events(plan, texts)
    for visit in published(plan):
        calendar.add_component(events.event(visit, made_at))
    written: bytes = calendar.to_ical()
    return written.decode("utf-8")


def published(plan: Plan) -> list[Visit]:
    """The visits that stand in the calendar, in order of arrival.

    Cancelled ones stay, as cancelled: whoever subscribes must not wait at the door.
    """
    public = (visit for visit in plan.visits if visit.public and visit.status != "no_show")
    return sorted(public, key=lambda visit: (visit.start, visit.id))


def withheld(plan: Plan) -> tuple[str, ...]:
    """The ids of the visits in the calendar whose title or link is not told there."""
    nameless = _Nameless(plan.people)
    return tuple(
        visit.id
        for visit in published(plan)
        if (_given(visit.title) and not _title(visit, nameless))
        or (_given(visit.link) and not _link(visit, nameless))
    )


class _Events:
    """Makes an event of a visit."""

    def __init__(self, plan: Plan, texts: Texts) -> None:
        self.texts = texts
        self.centre = plan.centre.name or ""
        self.rooms = {room.id: room.name for room in plan.rooms}
        self.nameless = _Nameless(plan.people)

    def event(self, visit: Visit, made_at: Moment) -> Event:
        """What anybody may know of the visit."""
        event = Event()
        event.add("uid", self._uid(visit))
        event.add("dtstamp", made_at)
        event.add("dtstart", _whole_second(visit.start))
        event.add("dtend", _whole_second(visit.end, up=True))
        title = _title(visit, self.nameless)
        event.add("summary", title or self.texts.sentence(VISIT_KINDS[visit.kind]))
        event.add("location", self._location(visit))
        event.add("status", "CANCELLED" if visit.status == "cancelled" else "CONFIRMED")
        link = _link(visit, self.nameless)
        if link:
            event.add("url", link)
        return event

    def _uid(self, visit: Visit) -> str:
        """The same whenever the calendar is made, and another in each centre.

        Ids are chosen by people and may tell of somebody, so neither they nor the centre's
        name can be read out of it.
        """
        return f"{_digest(self.centre, visit.id)}@{_digest(self.centre)[:16]}.glimt.invalid"

    def _location(self, visit: Visit) -> str:
        """The room's name, or where else."""
        room = _given(self.rooms[visit.room]) if visit.room is not None else ""
        if room and self.nameless.is_fit(room, visit):
            return room
        return self.texts.sentence(SETTINGS[visit.setting])


def _title(visit: Visit, nameless: _Nameless) -> str:
    """The title, or nothing where there is none that everybody may read."""
    title = _given(visit.title)
    return title if nameless.is_fit(title, visit) else ""


def _link(visit: Visit, nameless: _Nameless) -> str:
    """The link, or nothing where it is none to a page, or tells of somebody."""
    link = _given(visit.link)
    if not link or any(char.isspace() for char in link):
        return ""
    try:
        address = urlsplit(link)
        host = address.hostname
    except ValueError:
        return ""
    page = address.scheme in ("http", "https") and host and "@" not in address.netloc
    return link if page and nameless.is_fit(link, visit) else ""


class _Nameless:
    """Knows the names, phone numbers and ids of a plan's people, and finds them in texts."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.names: set[Words] = set()
        self.phones: set[str] = set()
        self.own: dict[str, frozenset[str]] = {}
        for person in people:
            called = _words(person.name or "")
            self.own[person.id] = frozenset(
                word for word in called if len(word) >= _SHORTEST_WORD and not word.isdigit()
            )
            self.names |= {called, _words(person.id)}
            self.phones.add(_digits(person.phone or "")[-_PHONE_DIGITS:])
        # An id that is a number tells nobody anything, and activities are numbered too.
        self.names = {name for name in self.names if name and not "".join(name).isdigit()}
        self.phones = {phone for phone in self.phones if len(phone) == _PHONE_DIGITS}
        self.longest = max(map(len, self.names), default=0)

    def is_fit(self, text: str, visit: Visit) -> bool:
        """Whether everybody may read this of the visit.

        Of those who take part a part of the name is enough to tell who is meant.
        """
        digits = _digits(text)
        if any(phone in digits for phone in self.phones if len(digits) >= _PHONE_DIGITS):
            return False
        words = _words(text)
        own = frozenset[str]().union(*(self.own[id_] for id_ in visit.people))
        if any(not own.isdisjoint(_forms(word)) for word in words):
            return False
        return self.names.isdisjoint(self._runs(words))

    def _runs(self, words: Words) -> Iterator[Words]:
        """Every few words on end that could be a name."""
        for start in range(len(words)):
            for end in range(start + 1, min(start + self.longest, len(words)) + 1):
                for last in _forms(words[end - 1]):
                    yield (*words[start : end - 1], last)


def _forms(word: str) -> tuple[str, ...]:
    """The word, and the name of which it may be the genitive: Anes, Ane."""
    return (word, word[:-1]) if word.endswith("s") else (word,)


def _words(text: str) -> Words:
    return tuple(_WORD.findall(normalize("NFKC", text).casefold()))


def _digits(text: str) -> str:
    return "".join(char for char in normalize("NFKC", text) if char.isdecimal())


def _given(text: str | None) -> str:
    return text.strip() if text else ""


def _digest(*texts: str) -> str:
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:32]


def _whole_second(moment: Moment, *, up: bool = False) -> datetime:
    """The moment without parts of seconds, which calendars do not have."""
    whole = moment.replace(microsecond=0)
    return whole + timedelta(seconds=1) if up and whole != moment else whole

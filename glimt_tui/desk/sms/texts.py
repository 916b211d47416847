"""Messages to people about one booking, ready to be sent: each to one person, in their language.

A message says when and where, what to remember, and nothing else: not why somebody comes, nor who
else does; rooms and groups have no names there but those that ``sms.may_name`` allows (see
``guard``). Who it is from is what the configuration says in ``sms.centre``, and
never the centre's name in the plan, which may tell what kind of centre it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from msgspec import Struct

from glimt_rules.message import Message, say
from glimt_rules.plan.model import NOT_LIVE, Person, Visit
from glimt_rules.terms import SETTINGS
from glimt_rules.texts import MONTHS, Texts
from glimt_tui.config import Sms
from glimt_tui.desk.sms.before import before
from glimt_tui.desk.sms.guard import Guard, plain
from glimt_tui.desk.sms.parts import Length, length
from glimt_tui.desk.sms.remember import remember
from glimt_tui.desk.spoken import spoken
from glimt_tui.desk.view import View
from glimt_tui.language import texts_in
from glimt_tui.sms_templates import TextName, filled, template
from glimt_tui.store.daybook import SpokenLanguage
from glimt_tui.store.days import clock
from glimt_tui.store.repository import Reading
from glimt_tui.store.stand_ins import is_stand_in

_AT_HOME = say("at your home")


class Known(Struct, frozen=True, kw_only=True):
    """What the database tells of a booking besides the plan, for its messages."""

    #: the language of each of its people, by id
    languages: Mapping[str, SpokenLanguage]
    #: the booking as it was before its time or place was changed last
    was: Visit | None = None


class Letter(Struct, frozen=True, kw_only=True):
    """A message to one person about one booking."""

    person: str
    text: TextName
    language: SpokenLanguage
    told: str
    length: Length


def receivers(view: View, visit: Visit) -> list[str]:
    """Those of a booking whom a message can go to, staff last."""
    there = [view.people[id_] for id_ in visit.people if id_ not in visit.absent]
    found = [person for person in there if not is_stand_in(person)]
    return [person.id for person in sorted(found, key=lambda one: one.role == "staff")]


def known_of(reading: Reading, visit: Visit, may_name: Collection[str] = ()) -> Known:
    """What the database tells of a booking; ``may_name`` has the ids of what messages name."""
    languages = {id_: spoken(reading, id_) for id_ in visit.people}
    return Known(languages=languages, was=before(reading, visit, may_name))


def fitting(visit: Visit, known: Known) -> TextName:
    """Which text a booking calls for as it stands."""
    if visit.status in NOT_LIVE:
        return "cancellation"
    return "confirmation" if known.was is None else "change"


def is_over(view: View, visit: Visit) -> bool:
    """Whether a message about a booking comes too late."""
    return visit.status == "done" or visit.end <= view.now


def letter(
    view: View,
    visit: Visit,
    person_id: str,
    text: TextName,
    known: Known,
    table: Sms,
    *,
    instead: Sequence[Visit] = (),
    called: str | None = None,
) -> Letter:
    """A message as it is sent; ``instead`` is what a cancellation offers.

    ``called`` stands for the first name where that is not to be shown.
    """
    person, language = view.people[person_id], known.languages[person_id]
    writer = _Writer(view, visit, person, texts_of(language), known.was, table, instead)
    values = writer.values(text)
    values["centre"] = plain(table.centre)
    if called is not None and values["first_name"]:
        values["first_name"] = called
    told = filled(template(table, text, writer.texts), values)
    return Letter(person=person_id, text=text, language=language, told=told, length=length(told))


@cache
def texts_of(language: SpokenLanguage) -> Texts:
    """The texts of somebody's language."""
    return texts_in(language)


class _Writer:
    """Writes what stands in a message, in one language, for one person."""

    def __init__(
        self,
        view: View,
        visit: Visit,
        person: Person,
        texts: Texts,
        was: Visit | None,
        table: Sms,
        instead: Sequence[Visit],
    ) -> None:
        self.texts = texts
        self._view = view
        self._visit = visit
        self._person = person
        # of what somebody was not in, they are told nothing
        self._was = was if was is not None and person.id in was.people else None
        self._instead = instead
        told_of = [visit, *([was] if was is not None else [])]
        self._guard = Guard(view.plan, view.book, told_of, person.id, table.may_name)
        self._rooms = {room.id: room for room in view.plan.rooms}

    def values(self, text: TextName) -> dict[str, str]:
        """What stands for each placeholder but the centre's; empty where there is nothing."""
        visit = self._visit
        to_remember = (
            remember(self._view, visit, self._person, self._guard.name_of)
            if text != "cancellation"
            else ()
        )
        return {
            "first_name": self._first_name(),
            "day": self._day(visit),
            "time": self._clock(visit, "start"),
            "end": self._clock(visit, "end"),
            "place": self._place(visit),
            "remember": " ".join(map(self.texts, to_remember)),
            "instead": self._offer() if text == "cancellation" else "",
            "was": self._when_and_where(self._was) if self._was and text == "change" else "",
        }

    def _first_name(self) -> str:
        """What somebody is called by those who know them; empty where it is not known."""
        last, comma, first = plain(self._person.name).partition(",")
        words = (first if comma and first.strip() else last).split()
        return words[0] if words and not self._guard.tells_why(words[0]) else ""

    def _day(self, visit: Visit) -> str:
        day = self._view.day_of(visit)
        dot = "." if self.texts.language == "nb" else ""
        month = MONTHS[self.texts.language][day.month - 1]
        return f"{self.texts.weekday(day)} {day.day}{dot} {month}"

    def _clock(self, visit: Visit, which: str) -> str:
        return self.texts.clock(clock(getattr(visit, which), self._view.zone).time())

    def _place(self, visit: Visit) -> str:
        """The room's name where it may be told, else what sort of place it is."""
        if name := self._room_name(visit):
            return name
        at_home = visit.setting == "home" and visit.host == self._person.id
        return self.texts(_AT_HOME if at_home else SETTINGS[visit.setting])

    def _room_name(self, visit: Visit) -> str:
        """What the room is called, where that may be told; else nothing."""
        return self._guard.name_of(self._rooms.get(visit.room or ""))

    def _when_and_where(self, visit: Visit) -> str:
        message = say(
            "{day} at {time}-{end}, {place}",
            day=self._day(visit),
            time=self._clock(visit, "start"),
            end=self._clock(visit, "end"),
            place=self._place(visit),
        )
        return self.texts(message)

    def _offer(self) -> str:
        """What is possible instead, as a sentence."""
        offered = [self._offered(visit) for visit in self._instead]
        if not offered:
            return ""
        if len(offered) == 1:
            return self.texts(say("Possible instead: {one}.", one=offered[0]))
        message = say("Possible instead: {one}, or {other}.", one=offered[0], other=offered[1])
        return self.texts(message)

    def _offered(self, visit: Visit) -> Message:
        """An alternative: from when to when, and the room's name where that may be told.

        Without a name, where it is stands there only if it is another sort of place.
        """
        day, place = self._day(visit), self._place(visit)
        start, end = self._clock(visit, "start"), self._clock(visit, "end")
        if place == self._place(self._visit) and not self._room_name(visit):
            return say("{day} at {time}-{end}", day=day, time=start, end=end)
        return say("{day} at {time}-{end}, {place}", day=day, time=start, end=end, place=place)

"""What is held about somebody, to be read: every value that JSON has, with what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, say
from glimt_rules.terms import SETTINGS, VISIT_KINDS
from glimt_rules.texts import Texts
from glimt_tui.exchange.table import STATUSES
from glimt_tui.reports.person_export import is_empty, sections
from glimt_tui.store.words import ACTIONS, LANGUAGES, OUTCOMES

#: What each section is called, and what is to be known of it.
SECTIONS: Mapping[str, tuple[Message, Message]] = {
    "person": (say("The person"), say("Kept until they are erased; of a guest, as long as the "
                                      "visitor list and bookings need it.")),
    "household": (say("The household"), say("What it has told of contacts outside the centre, for "
                                            "the weeks that bookings are kept for.")),
    "bookings": (say("Bookings"), say("Who took part is forgotten after the day that each says.")),
    "visitor_list": (say("The visitor list"), say("Kept to trace infection, and for nothing else, "
                                                  "until the day that each entry says.")),
    "notes": (say("Beside the plan"), say("Series, things handed out, calls, and the language of "
                                         "what is sent.")),
    "elsewhere": (say("Named elsewhere"), say("Records of others, or of the centre, that name "
                                              "them.")),
    "journal": (say("The journal"), say("Who wrote what; these details go with what they tell "
                                        "of.")),
    "at_work": (say("At work"), say("Entries of the journal under a name like theirs: who did "
                                    "what is the centre's account, and is kept.")),
    "drafts": (say("Drafts"), say("Bookings that somebody has begun to write.")),
    "copies": (say("Copies"), say("Copies of the database that are kept beside it, and hold them "
                                  "until they go.")),
}  # fmt: skip

#: What a key means.
KEYS: Mapping[str, Message] = {
    "absent": say("absent"),
    "again_on": say("to be called again"),
    "action": say("what was done"),
    "after": say("after"),
    "arrived": say("arrived"),
    "as": say("under the name"),
    "assessed_at": say("weighed beforehand"),
    "at": say("written at"),
    "back": say("back"),
    "before": say("before"),
    "booked_at": say("booked"),
    "born": say("born"),
    "by": say("made by"),
    "changes": say("changes"),
    "cleared": say("gone from"),
    "cohort": say("cohort"),
    "comes_with": say("comes with"),
    "day": say("day"),
    "distance_m": say("distance in metres"),
    "end": say("ends"),
    "entries": say("entries"),
    "entry": say("entry"),
    "equipment": say("equipment"),
    "file": say("file"),
    "first": say("first day"),
    "fixed_contacts": say("fixed contacts"),
    "fixed_household": say("fixed household"),
    "from": say("from"),
    "handwashed": say("hands washed"),
    "holds": say("holds them"),
    "household": say("household"),
    "id": say("the id"),
    "kept_until": say("kept until"),
    "kept_until_called": say("kept until the next call"),
    "kind": say("kind of booking"),
    "language": say("language"),
    "last": say("last day"),
    "left": say("went"),
    "link": say("link"),
    "lives_alone": say("lives alone"),
    "mask_exempt": say("exempt from masks"),
    "masks": say("masks"),
    "minutes": say("minutes"),
    "name": say("name"),
    "named_as": say("named as"),
    "note": say("note"),
    "note_until": say("the note is kept until"),
    "others": say("others, who are not named here"),
    "out": say("handed out"),
    "outcome": say("what became of it"),
    "outside_contacts": say("contacts outside, by week"),
    "part": say("takes part as"),
    "phone": say("phone"),
    "public": say("public"),
    "purpose": say("purpose"),
    "reason": say("reason"),
    "record": say("what it is"),
    "risk_group": say("risk group"),
    "role": say("role"),
    "room": say("room"),
    "rule": say("rule"),
    "setting": say("where"),
    "skipped": say("days without it"),
    "start": say("begins"),
    "starts": say("at"),
    "status": say("as it stands"),
    "surfaces_cleaned": say("surfaces cleaned"),
    "symptoms": say("symptoms"),
    "text": say("text"),
    "thing": say("thing"),
    "title": say("title"),
    "touched": say("touched last"),
    "undoes": say("takes back entry"),
    "until": say("valid through"),
    "visit": say("booking"),
    "waivers": say("exceptions"),
    "washed": say("washed"),
    "weeks": say("every so many weeks"),
    "who": say("who"),
}

#: What is written of a value, by its key.
VALUES: Mapping[str, Mapping[str, Message]] = {
    "role": {
        "participant": say("participant"),
        "staff": say("staff"),
        "support_contact": say("support contact"),
        "guest": say("guest"),
    },
    "setting": SETTINGS,
    "kind": VISIT_KINDS,
    "status": STATUSES,
    "purpose": {
        "necessary_home_service": say("a necessary service at home"),
        "end_of_life": say("end of life"),
    },
    "part": {
        "people": say("one of those booked"),
        "absent": say("absent"),
        "host": say("host"),
        "person": say("the one it is about"),
    },
    "named_as": {
        "comes_with": say("who somebody comes with"),
        "fixed_contacts": say("somebody's fixed contact"),
    },
    "record": {
        "person": say("a person's record"),
        "household": say("a household"),
        "visit": say("a booking"),
        "waiver": say("an exception"),
        "arrival": say("an entry of the visitor list"),
        "room": say("a room"),
        "equipment": say("a thing"),
        "cohort": say("a cohort"),
        "house": say("the centre"),
        "series": say("a series of bookings"),
        "loan": say("a thing handed out"),
        "call": say("a call"),
        "notice": say("a message for the next shift"),
        "language": say("the language of what is sent"),
    },
    "outcome": OUTCOMES,
    "language": LANGUAGES,
    "action": ACTIONS,
}


class PersonText:
    """The export of somebody as text, in one language."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def lines(self, values: Mapping[str, Any]) -> Iterator[str]:
        """The text line by line."""
        heading = say("All that is held about {person}, {time}",
                      person=harmless(values["id"]), time=values["at"])  # fmt: skip
        yield self._texts.sentence(heading)
        empty = []
        for key, section in sections(values):
            title, note = SECTIONS[key]
            if is_empty(section):
                empty.append(title)
                continue
            yield ""
            yield self._texts.sentence(title)
            yield f"  ({self._texts.sentence(note)})"
            yield from self._section(section)
        if empty:
            yield ""
            yield self._texts.sentence(say("Nothing is held under: {sections}",
                                           sections=tuple(empty)))  # fmt: skip

    def _section(self, section: Any) -> Iterator[str]:
        for number, item in enumerate(section if isinstance(section, list) else [section]):
            if number:
                yield ""
            yield from self._item(item, "  ")

    def _item(self, item: Mapping[str, Any], indent: str) -> Iterator[str]:
        for key, value in item.items():
            label = self._label(key)
            if isinstance(value, Mapping) and value:
                yield f"{indent}{label}:"
                yield from self._item(value, indent + "  ")
            elif isinstance(value, list) and value and isinstance(value[0], Mapping):
                for each in value:
                    yield f"{indent}{label}:"
                    yield from self._item(each, indent + "  ")
            elif value not in ([], {}):
                yield f"{indent}{label}: {self._value(key, value, item)}"

    def _label(self, key: str) -> str:
        return self._texts(KEYS[key]) if key in KEYS else harmless(key)

    def _value(self, key: str, value: Any, item: Mapping[str, Any]) -> str:
        if value is None:
            return self._texts(say("not known") if key == "holds" else say("none"))
        if isinstance(value, bool):
            return self._texts(say("yes") if value else say("no"))
        if isinstance(value, datetime):
            return self._texts.value(value)
        if isinstance(value, list):
            return self._texts.listing(tuple(self._value(key, each, item) for each in value))
        known = VALUES.get(key, {}).get(str(value))
        if known is not None:
            return self._texts(Message(known.text, {"seq": item.get("undoes"), "family": "?"}))
        return harmless(self._texts.value(value))

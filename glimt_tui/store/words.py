"""What the journal's actions and the kinds of records are called."""

from __future__ import annotations

from collections import Counter

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, say
from glimt_tui.store.journal import Entry

#: What people read of an action; the journal itself keeps the word.
ACTIONS: dict[str, Message] = {
    "init": say("made the database"),
    "import": say("took in a plan"),
    "arrive": say("received somebody"),
    "depart": say("saw somebody off"),
    "contacts": say("wrote down contacts outside the centre"),
    "person": say("registered somebody"),
    "person_edit": say("changed what is known of somebody"),
    "person_remove": say("removed somebody"),
    "people_import": say("registered people from a table"),
    "house": say("changed the house"),
    "house_remove": say("removed something of the house"),
    "book": say("made a booking"),
    "change": say("changed a booking"),
    "cancel": say("cancelled a booking"),
    "door": say("wrote down what was told at the door"),
    "sent_home": say("wrote down that somebody went home again"),
    "absent": say("wrote down that somebody did not come"),
    "no_show": say("wrote down that nobody came"),
    "done": say("ended a visit"),
    "cleaned": say("wrote down that surfaces were cleaned"),
    "move": say("moved a booking"),
    "copy": say("copied a booking"),
    "series_make": say("made a series of bookings"),
    "series_change": say("carried a change through a series of bookings"),
    "series_end": say("called off bookings of a series"),
    "plan_week": say("took over visits that were proposed for a week"),
    "call": say("wrote down a call to somebody"),
    "missing": say("wrote down who is missed, or would be"),
    "language": say("chose the language of somebody's messages"),
    "notice": say("left a message"),
    "notice_remove": say("removed a message"),
    "hand_out": say("handed out equipment"),
    "take_back": say("took equipment back"),
    "wash": say("wrote down that equipment was washed"),
    "loan_correct": say("corrected what was written down of a loan"),
    "family_on": say("switched on the rules of {family}"),
    "family_off": say("switched off the rules of {family}"),
    "rules_add": say("added a rule set"),
    "rules_replace": say("replaced a rule set that was not in force yet"),
    "rules_remove": say("took out a rule set"),
    "rules_lock": say("locked a folder of rule sets"),
    "trace": say("traced whom somebody was with"),
    "purge": say("forgot what was due"),
    "erase": say("erased somebody"),
    "person_export": say("gave out what is held about somebody"),
    "undo": say("took back entry {seq}"),
    "redo": say("did again what entry {seq} took back"),
    "restore": say("brought back a copy"),
    "migrate": say("brought the database up to date"),
}

#: What became of a call.
OUTCOMES: dict[str, Message] = {
    "reached": say("spoken with"),
    "no_answer": say("no answer"),
    "put_off": say("put off"),
    "missing": say("not seen for a while"),
    "expected": say("expected back"),
}

#: What the languages are called that words can be sent in.
LANGUAGES: dict[str, Message] = {"nb": say("Norwegian"), "en": say("English")}


def told_of(entry: Entry) -> Message | str:
    """What was done; by the journal's own word where that is not known here."""
    known = ACTIONS.get(entry.action)
    if known is None:
        return harmless(entry.action)
    family = next((each.id for each in entry.changes if each.kind == "family"), None)
    return Message(known.text, {"seq": entry.undoes, "family": harmless(family or "?")})


def how_many(entry: Entry) -> tuple[Message, ...]:
    """Of how many bookings and people an action was; nothing where it was one of each at most."""
    kinds = Counter(change.kind for change in entry.changes)
    bookings, people = kinds["visit"], max(kinds["person"], kinds["arrival"])
    counts = ((bookings, say("{n} bookings", n=bookings)), (people, say("{n} people", n=people)))
    return tuple(message for n, message in counts if n > 1)

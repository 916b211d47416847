"""What the kinds of rules say, and what each key of a rule set's file means and may hold.

Schemas have these words in English, the comments of a new rule set in the reader's language. They
stand here rather than on the types: there, they would cost every start of the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import inspect

from glimt_rules.kinds.base import Kind
from glimt_rules.message import Bilingual, Message, say
from glimt_rules.terms import FORCES, SETTINGS, VISIT_KINDS

#: What the rules of each kind demand.
KINDS_SAY: Mapping[str, Message] = {
    "assessment": say("It is weighed beforehand whether and how an assignment can be done."),
    "booked-ahead": say("A visit is arranged before it starts."),
    "checklist": say("Something is ticked off once a visit has come so far."),
    "cleaning": say("A room is cleaned between two activities."),
    "contacts-per-week": say("A household meets at most so many people in a week."),
    "distance": say("People of two or more households keep so far apart."),
    "equipment-rest": say("A thing is washed, or set aside, between two users."),
    "gathering-size": say("At most so many come together."),
    "home-guests": say("Nobody comes to somebody's home."),
    "masks-when-close": say("Masks are worn where people cannot keep a metre apart."),
    "masks-worn": say("Everybody who is not exempt wears a mask."),
    "no-symptoms": say("Nobody who has symptoms meets others."),
    "no-visits": say("Visits of some kinds do not take place in some settings."),
    "persons-at-once": say("At most so many people are in the premises at once."),
    "room-cap": say("At most so many people are in a room at once."),
    "same-cohort": say("Everybody in a visit is of one cohort."),
    "visitor-list": say("Everybody has a name and a valid phone number."),
}

_SETTINGS = say("Where the rule judges visits; by default wherever people meet in person.")
_VISIT_KINDS = say("Which kinds of visits it judges; by default all but staff on duty.")

#: What the keys mean that rules of one kind have, by the kind's name and the key.
KIND_KEYS: Mapping[tuple[str, str], Message] = {
    ("checklist", "item"): say("What is ticked off."),
    ("checklist", "statuses"): say("How far a visit has come when it is to be ticked off."),
    ("contacts-per-week", "limit"): say("How many other people a household may meet in a week."),
    ("contacts-per-week", "work_counts"): say("Whether meeting somebody at work counts."),
    ("contacts-per-week", "judges_staff"): say("Whether households with staff are judged, too."),
    ("distance", "metres"): say("How many metres they keep apart."),
    ("equipment-rest", "hours"): say(
        "For how many hours a thing that cannot be washed is set aside; without this key, the"
        " rule is about washing the others."
    ),
    ("gathering-size", "limit"): say("How many may come together."),
    ("gathering-size", "one_household_excepted"): say(
        "Whether more may come together where all are of one household."
    ),
    ("home-guests", "exceptions"): say(
        "Which guests are excepted: by purpose, of a host who lives alone, or who live alone."
    ),
    ("masks-when-close", "exempt_under"): say("Who is younger than this needs no mask."),
    ("no-visits", "message"): say("What is told of such a visit, in a sentence for staff."),
    ("no-visits", "with_risk_group"): say(
        "Whether it is only about visits with somebody in a risk group."
    ),
    ("no-visits", "health_service_excepted"): say(
        "Whether a centre that gives health care is excepted."
    ),
    ("persons-at-once", "limit"): say("How many may be in the premises at once."),
    ("room-cap", "limits"): say("How many may be in each room at once, by the room's id."),
    ("same-cohort", "exceptions"): say(
        "Who is excepted: somebody alone, one household, or two who come together."
    ),
    ("visitor-list", "region"): say("The country whose phone numbers need no country code."),
}

#: What the keys mean that every rule has.
RULE_KEYS: Mapping[str, Message] = {
    "kind": say("Which kind of rule it is; that decides which other keys it has."),
    "force": say("What it is: law, the centre's own routine, or what one should do."),
    "title": say("What the rule is called, in a few words."),
    "demand": say("What it demands of whom, in a sentence or two."),
    "note": say("How it is read where its source leaves room."),
    "source": say("Where it is written down, where that is not where the rule set is."),
    "in_force": say("Since when it holds, where that is later than the rule set does."),
    "until": say("The first moment at which it holds no longer, where it ends earlier."),
    "cases": say("Examples: at least one that breaks the rule, and one that keeps it."),
}

#: What the keys mean that a rule set has.
SET_KEYS: Mapping[str, Message] = {
    "format": say("The version of the format of rule sets: 1."),
    "family": say("Whose rules these are, in one word."),
    "version": say("What this version is called: best the day on which it was decided."),
    "base": say("The version whose rules are taken over, but for what stands here."),
    "drop": say("Rules of the base that hold no longer."),
    "authority": say("Who decided it."),
    "jurisdiction": say("Where it holds."),
    "decided": say("The day on which it was made known."),
    "in_force": say("Since when it holds: a day, from its midnight on, or a time."),
    "until": say("The first moment at which it holds no longer; left out while there is no end."),
    "ends": say("Instead of until: ends as they were decided, one after the other."),
    "review_by": say("The day by which somebody looks again at whether it still fits."),
    "source": say("Where it is written down."),
    "note": say("How it is read where its source leaves room."),
    "rules": say("The rules, by name."),
}


def key_means(kind: str, key: str) -> Message | None:
    """What a key of a rule of some kind means; None for kinds of other people's."""
    if key == "settings":
        return _SETTINGS
    return _VISIT_KINDS if key == "visit_kinds" else KIND_KEYS.get((kind, key))


# What may stand there ----------------------------------------------------------------------


def allowed(type_: inspect.Type) -> Message | None:
    """What may stand as a value of this type, in words; None where that cannot be said."""
    if isinstance(type_, inspect.UnionType):
        others = [each for each in type_.types if not isinstance(each, inspect.NoneType)]
        return allowed(others[0]) if len(others) == 1 else None
    if isinstance(type_, inspect.BoolType):
        return say("true or false")
    if isinstance(type_, inspect.IntType):
        return _number(type_)
    if isinstance(type_, inspect.LiteralType):
        return say("one of {words}", words=tuple(_words(type_)))
    if isinstance(type_, inspect.VarTupleType):
        item = type_.item_type
        if isinstance(item, inspect.LiteralType):
            return say("a list, in square brackets, of {words}", words=tuple(_words(item)))
        return None
    if isinstance(type_, inspect.DictType) and isinstance(type_.value_type, inspect.IntType):
        return say("a table: {each} for each name", each=_number(type_.value_type))
    if isinstance(type_, inspect.StructType) and type_.cls is Bilingual:
        return say("a text in both languages")
    return say("a text") if isinstance(type_, inspect.StrType) else None


def _number(type_: inspect.IntType) -> Message:
    if type_.ge is None:
        return say("a whole number")
    return say("a whole number, at least {least}", least=type_.ge)


#: What the words of a file are called, where that is not the word itself.
_CALLED: Mapping[str, Message] = {**SETTINGS, **VISIT_KINDS, **FORCES}


def _words(type_: inspect.LiteralType) -> Iterator[Message | str]:
    for value in type_.values:
        called = _CALLED.get(str(value))
        word = f'"{value}"' if isinstance(value, str) else str(value)
        if called is None:
            yield word
        else:
            yield Message("{word} ({called})", {"word": word, "called": called})


def fields_of(kind: type[Kind]) -> dict[str, inspect.Field]:
    """The keys that rules of a kind have besides those that every rule has."""
    info: Any = msgspec.inspect.type_info(kind)
    return {field.encode_name: field for field in info.fields}

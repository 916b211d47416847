"""What a record is called in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from glimt_rules.message import Message, say
from glimt_tui.store.records import Kind

_NAMED: Mapping[Kind, Message] = {
    "house": say("the centre"),
    "room": say("the room {id}"),
    "equipment": say("the thing {id}"),
    "cohort": say("the cohort {id}"),
    "household": say("the household {id}"),
    "person": say("the person {id}"),
    "visit": say("the visit {id}"),
    "waiver": say("the waiver {id}"),
    "arrival": say("the arrival {id}"),
    "family": say("the family {id}"),
    "series": say("the series {id}"),
    "loan": say("the loan {id}"),
    "call": say("the call {id}"),
    "notice": say("the notice {id}"),
    "language": say("the language of {id}"),
}


def named(kind: Kind, id_: str) -> Message:
    """What to call a record: «the visit maling»."""
    return Message(_NAMED[kind].text, {"id": id_})

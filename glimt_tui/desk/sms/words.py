"""What messages are called, and how their length is told."""

from __future__ import annotations

from collections.abc import Mapping

from glimt_rules.documents.faults import quoted
from glimt_rules.message import Message, count, say
from glimt_tui.desk.sms.parts import Length
from glimt_tui.sms_templates import TextName

#: What each text is for, in a word that leaves room for the others beside it.
TEXT_NAMES: Mapping[TextName, Message] = {
    "confirmation": say("confirm"),
    "change": say("change made"),
    "cancellation": say("cancel"),
    "reminder": say("remind"),
}
#: What there is to say beside a message that comes too late.
IS_OVER = say("this booking is over")
#: So many of the signs that make a message longer are named.
_MOST_NAMED = 3


def length_words(length: Length) -> Message:
    """In how many parts a message is sent, and what it is that makes it long."""
    sent = count("{n} text message", "{n} text messages", length.parts)
    if not length.other:
        return say(
            "{messages}, {used} of {room} characters",
            messages=sent,
            used=length.used,
            room=length.room,
        )
    return say(
        "{messages}, {used} of {room} characters; {signs} takes up the room of more",
        messages=sent,
        used=length.used,
        room=length.room,
        signs=tuple(map(quoted, length.other[:_MOST_NAMED])),
    )

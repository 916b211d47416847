"""The forms that ids, texts and opening hours have, and what is said where they have not."""

from __future__ import annotations

import re

from glimt_rules.documents.faults import quoted
from glimt_rules.message import Message, say

LONGEST_ID = 64
LONGEST_TEXT = 200

_PLAIN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
# Looked for in odd texts only, so compiled when the first one comes.
_HOURS = r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]|24):([0-5]\d)"
_DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSAFE = f"[\\x00-\\x1f\\x7f-\\x9f\u2028\u2029{_DIRECTION}\ud800-\udfff]"
_MARK = f"[{_DIRECTION}]"
_BREAK = "[\n\r\x0b\x0c\x85\u2028\u2029]"


def is_plain_id(text: str) -> bool:
    """Whether this is an id in ASCII: the quick look that nearly always suffices."""
    return _PLAIN_ID.fullmatch(text) is not None


def id_fault(text: str) -> Message | None:
    """What is wrong with an id, if anything."""
    if _PLAIN_ID.fullmatch(text):
        return None
    if not text:
        return say("This id is empty; 1 to {most} characters are wanted", most=LONGEST_ID)
    if len(text) > LONGEST_ID:
        return say(
            "The id {found} is {size} characters long; {most} are allowed",
            found=quoted(text),
            size=len(text),
            most=LONGEST_ID,
        )
    for char in text:
        if not (char.isalpha() or char in "0123456789-_."):
            return say(
                "The id {found} holds {char}; allowed are letters, the digits 0-9 and - _ .",
                found=quoted(text),
                char=quoted(char),
            )
    from unicodedata import is_normalized  # only for letters outside ASCII

    if not is_normalized("NFC", text):
        return say(
            "The id {found} is written with letters in more than one part; write it in "
            "Unicode's composed form (NFC)",
            found=quoted(text),
        )
    return None


def text_fault(text: str, longest: int = LONGEST_TEXT) -> Message | None:
    """What is wrong with a text of at most ``longest`` characters, if anything."""
    if text.isprintable() and len(text) <= longest:
        return None
    if len(text) > longest:
        return say(
            "This text is {size} characters long; {most} are allowed",
            size=len(text),
            most=longest,
        )
    unsafe = re.search(_UNSAFE, text)
    if unsafe is None:
        return None
    char, found = unsafe[0], quoted(text)
    if re.match(_BREAK, char):
        return say("The text {found} holds a line break; one line is allowed", found=found)
    if re.match(_MARK, char):
        return say(
            "The text {found} holds the invisible direction mark {char}, which is not allowed",
            found=found,
            char=quoted(char),
        )
    if "\ud800" <= char <= "\udfff":
        return say(
            "The text {found} holds {char}, half of a character, which is not allowed",
            found=found,
            char=quoted(char),
        )
    return say(
        "The text {found} holds the control character {char}, which is not allowed",
        found=found,
        char=quoted(char),
    )


def hours_fault(text: str) -> Message | None:
    """What is wrong with one stretch of opening hours, if anything."""
    match = re.fullmatch(_HOURS, text, re.ASCII)
    if match is None or (match[3] == "24" and match[4] != "00"):
        return say(
            "Found {found}; opening hours such as 10:00-17:00 are wanted", found=quoted(text)
        )
    if match[1] + match[2] >= match[3] + match[4]:
        return say("The opening hours {found} end before they start", found=quoted(text))
    return None

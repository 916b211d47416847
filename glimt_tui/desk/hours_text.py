"""Opening hours as people type them: ``10-17``, ``10:00-15:00, 18-21``, ``closed``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from glimt_rules.documents.faults import quoted
from glimt_rules.message import Message, say
from glimt_rules.plan.forms import hours_fault

#: What is typed for a day on which nobody opens, in either language.
CLOSED = frozenset({"", "-", "–", "closed", "shut", "stengt", "lukket"})

_CLOCK = r"(\d{1,2})(?:[:.]?(\d\d))?"
_AT = r"(?:kl\.?\s*)?"
_STRETCH = re.compile(rf"{_AT}{_CLOCK}\s*(?:-|–|—|til|to)\s*{_AT}{_CLOCK}", re.ASCII)


def read_hours(text: str) -> tuple[str, ...] | Message:
    """The opening hours of a day as a plan has them, by time; none where it is closed.

    Where they are not understood, a message with what is wrong and what is allowed.
    """
    told = text.strip().casefold()
    if told in CLOSED:
        return ()
    found = []
    for part in re.split(r"\s*(?:[,;&+]|\bog\b|\band\b)\s*", told):
        match = _STRETCH.fullmatch(part.strip())
        if match is None:
            return say(
                "Found {found}; hours such as 10-17 or 10:00-15:00, 18-21 are wanted, or «closed»",
                found=quoted(text.strip()),
            )
        first, last = _clock(match[1], match[2]), _clock(match[3], match[4])
        wrong = hours_fault(f"{first}-{last}")
        if wrong is not None:
            return wrong
        found.append(f"{first}-{last}")
    found.sort()
    for one, other in pairwise(found):
        if other[:5] < one[-5:]:
            return say("The opening hours {one} and {other} overlap", one=one, other=other)
    return tuple(found)


def hours_text(hours: Sequence[str]) -> str:
    """Opening hours as they can be typed again; nothing where it is closed."""
    return ", ".join(hours)


def _clock(hours: str, minutes: str | None) -> str:
    return f"{int(hours):02d}:{minutes or '00'}"

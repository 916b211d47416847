"""Days that somebody chooses: from one to another, and a word where they are none of these."""

from __future__ import annotations

from datetime import date

from glimt_rules.message import Message, say


def day_fault(found: date, first: date, last: date) -> Message | None:
    """What is wrong with a day that must be one from ``first`` to ``last``; None where it is."""
    if first <= found <= last:
        return None
    return say(
        "{found} will not do; a day from {first} to {last} is wanted",
        found=found,
        first=first,
        last=last,
    )

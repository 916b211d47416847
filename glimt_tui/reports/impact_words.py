"""How the report on a change of the rules words what becomes of visits, and why.

Nobody is called by name here.
"""

from __future__ import annotations

from glimt_rules.impact import TURNS, Affected, Impact, Turn
from glimt_rules.message import Message, Names, PersonName, count, say


def switched_words(family: str, active: bool) -> Message:
    """What is asked about where a family is switched as a whole."""
    if active:
        return say("with the family {family} switched on", family=family)
    return say("with the family {family} switched off", family=family)


def reasons(affected: Affected) -> list[Message]:
    """What to tell somebody of why a visit cannot be: nothing about anybody by name.

    Where a finding names people, its rule's title stands for it.
    """
    told = [
        Message("{rule}", {"rule": finding.rule.title})
        if _names_somebody(finding.message)
        else finding.message
        for finding in affected.appear
        if finding.level == "violation" and not finding.waived
    ]
    return [message for place, message in enumerate(told) if message not in told[:place]]


def _names_somebody(value: object) -> bool:
    if isinstance(value, Message):
        return any(map(_names_somebody, value.values.values()))
    if isinstance(value, tuple) and not isinstance(value, Names):
        return any(map(_names_somebody, value))
    return isinstance(value, Names | PersonName)


def none_turns(n: int) -> Message:
    """What is told where every visit that was judged stays as it is."""
    return count(
        "none becomes a violation; {n} stays as it is",
        "none becomes a violation; all {n} stay as they are",
        n,
    )


def turn_heading(turn: Turn, n: int) -> Message:
    """What stands above the visits of which the same becomes."""
    if turn == "violation":
        return count("{n} visit becomes a violation", "{n} visits become violations", n)
    if turn == "allowed":
        return count("{n} visit becomes allowed", "{n} visits become allowed", n)
    return count("{n} visit changes in another way", "{n} visits change in another way", n)


def turn_count(turn: Turn, n: int) -> Message:
    """The same among other figures, where it is told before that visits are counted."""
    if turn == "violation":
        return count("{n} becomes a violation", "{n} become violations", n)
    if turn == "allowed":
        return count("{n} becomes allowed", "{n} become allowed", n)
    return count("{n} changes in another way", "{n} change in another way", n)


def turned(found: Impact) -> dict[str, int]:
    """How many visits were judged, and what becomes of how many."""
    judged = len(found.after.verdicts)
    turns: dict[str, int] = {turn: len(found.of(turn)) for turn in TURNS}
    return {"visits": judged, **turns, "same": judged - sum(turns.values())}

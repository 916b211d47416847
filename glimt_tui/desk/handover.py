"""Handover: messages for the next shift, and what was decided on a day, on one page.

Messages are records that expire by themselves; see ``decided`` for the decisions.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from glimt_rules.errors import Problem
from glimt_rules.message import Message, say
from glimt_rules.plan.forms import text_fault
from glimt_tui.desk.day_range import day_fault
from glimt_tui.desk.decided import Decision, decisions_on
from glimt_tui.desk.missed import MISSING
from glimt_tui.desk.view import View
from glimt_tui.store.daybook import Notice
from glimt_tui.store.errors import Refused
from glimt_tui.store.journal import FORGETTING
from glimt_tui.store.records import Key, Record
from glimt_tui.store.repository import Reading
from glimt_tui.store.store import Store

#: What is done for somebody once a day, without their having looked at anything.
_UPKEEP = FORGETTING | {MISSING}
#: For how many days a message may hold at most.
LONGEST_DAYS = 28


class Handover(Struct, frozen=True):
    """All that the next shift is told on one page."""

    day: date
    #: the messages that hold, the newest first, as records, for their versions
    notices: tuple[Record, ...]
    #: what was decided on the day, in the order in which it was
    decisions: tuple[Decision, ...]


def handover_of(reading: Reading, view: View, day: date) -> Handover:
    """The messages that hold today, and what was decided on a day; ``view`` is judged for it."""
    decided = tuple(decisions_on(reading, view, day))
    return Handover(day, tuple(notices(reading, view.today)), decided)


# Messages --------------------------------------------------------------------------------------


def notices(reading: Reading, today: date) -> list[Record]:
    """The messages that hold on a day, the newest first."""
    found = [
        (record.value.at, record.version, record)
        for record in reading.all("notice")
        if isinstance(record.value, Notice) and record.value.until >= today
    ]
    return [record for *_, record in sorted(found, key=lambda each: each[:2], reverse=True)]


def unseen(reading: Reading, who: str, today: date) -> int:
    """How many messages hold that others have written since somebody last wrote anything."""
    written = [record.version for record in notices(reading, today)]
    if not written:
        return 0
    for entry in reading.entries_back():
        # what is due is done by whoever opens the screen, before they have seen anything
        if entry.seq < min(written) or (entry.who == who and entry.action not in _UPKEEP):
            return sum(version > entry.seq for version in written)
    return len(written)


def notice_faults(text: str, until: date, today: date) -> Iterator[tuple[str, Message]]:
    """What is wrong with a message, by its key."""
    fault = text_fault(text.strip())
    if not text.strip():
        yield "text", say("there is no message in it")
    elif fault is not None:
        yield "text", fault
    wrong = day_fault(until, today, today + timedelta(days=LONGEST_DAYS))
    if wrong is not None:
        yield "until", wrong


def write_notice(store: Store, text: str, until: date, today: date) -> Notice:
    """Write a message for the next shift; raises Refused with all that is wrong."""
    problems = [Problem(message=why, where=key) for key, why in notice_faults(text, until, today)]
    if problems:
        raise Refused(problems)
    with store.action("notice") as action:
        notice = Notice(
            id=secrets.token_hex(8), text=text.strip(), by=store.who, at=action.now, until=until
        )
        action.put(notice)
    return notice


def remove_notice(store: Store, record: Record) -> None:
    """Take a message away before its time; raises Stale or Refused where it is not there so."""
    with store.action("notice_remove") as action:
        action.remove(Key("notice", record.id), record.version)

"""``glimt journal``, ``undo`` and ``redo``: who did what, and taking it back."""

from __future__ import annotations

from itertools import islice
from zoneinfo import ZoneInfo

import msgspec

from glimt_rules.documents.faults import harmless
from glimt_rules.errors import Problem
from glimt_rules.message import Message, count, say
from glimt_tui.cli.context import Context
from glimt_tui.exits import Exit
from glimt_tui.reports.problems import tell_errors
from glimt_tui.store.days import clock
from glimt_tui.store.errors import Refused
from glimt_tui.store.families import require_may_take_back
from glimt_tui.store.journal import Entry, verify
from glimt_tui.store.records import HOUSE, Key
from glimt_tui.store.session import Session
from glimt_tui.store.store import zone_of
from glimt_tui.store.undo import last_to_redo, last_to_undo, undo
from glimt_tui.store.words import how_many, told_of
from glimt_tui.terminal import write, write_for_programs

#: What facts are called that say more than a number.
_FACTS = {"file": say("file"), "rule_set": say("rule set")}


def show(context: Context) -> Exit:
    """Show the newest entries, the newest first; what was changed, not what it said."""
    with context.session(mode="ro") as session, session.store.reading() as reading:
        zone = zone_of(reading.get(Key("house", HOUSE)))
        entries = list(islice(reading.entries_back(), max(0, context.args.most)))
    if context.args.format == "json":
        write_for_programs("".join(_as_json(entry) + "\n" for entry in entries))
    else:
        write("".join(_line(context, entry, zone) + "\n" for entry in entries))
    return Exit.OK


def _line(context: Context, entry: Entry, zone: ZoneInfo) -> str:
    told = [str(entry.seq), clock(entry.at, zone).strftime("%Y-%m-%d %H:%M"), harmless(entry.who)]
    words = [words_of(context, entry)]
    if entry.changes:
        words.append(context.texts(count("{n} change", "{n} changes", len(entry.changes))))
    for name, value in entry.facts.items():
        told_name = context.texts(_FACTS[name]) if name in _FACTS else name
        words.append(f"{told_name} {harmless(str(value))}")
    return "  ".join([*told, ", ".join(words)])


def words_of(context: Context, entry: Entry) -> str:
    """What an entry's action is called in the reader's language."""
    told = told_of(entry)
    return told if isinstance(told, str) else context.texts(told)


def _as_json(entry: Entry) -> str:
    changes = [
        {"kind": change.kind, "id": change.id, "day": change.day and change.day.isoformat()}
        for change in entry.changes
    ]
    told = {
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "who": entry.who,
        "action": entry.action,
        "facts": dict(entry.facts),
        "undoes": entry.undoes,
        "changes": changes,
        "hash": entry.hash.hex(),
    }
    return msgspec.json.encode(told).decode()


def verify_journal(context: Context) -> Exit:
    """Follow the chain from its beginning; say where it first breaks, if it does."""
    with context.session(mode="ro") as session, session.store.reading() as reading:
        found = verify(reading)
        ever = reading.entries_ever()
        zone = zone_of(reading.get(Key("house", HOUSE)))
    if found is None:
        context.say(
            count(
                "The journal is whole: {n} entry, each following from the one before",
                "The journal is whole: {n} entries, each following from the one before",
                ever,
            )
        )
        return Exit.OK
    where = f"journal.{found.seq}"
    if found.entry is not None:
        where += f" ({clock(found.entry.at, zone):%Y-%m-%d %H:%M}, {found.entry.who})"
    tell_errors([Problem(message=found.message, where=where)], context.texts)
    return Exit.FAILED


def undo_action(context: Context) -> Exit:
    """Take back an entry, or the newest of one's own that can be."""
    with context.session() as session:
        seq = context.args.entry
        if seq is None:
            with session.store.reading() as reading:
                seq = last_to_undo(reading, session.user.name)
        if seq is None:
            raise _nothing(say("there is nothing of {who}'s to take back", who=session.user.name))
        _require_may(context, session, seq)
        return _taken_back(context, undo(session.store, seq), say("Taken back: {entry}"))


def redo_action(context: Context) -> Exit:
    """Do again what one took back last."""
    with context.session() as session:
        with session.store.reading() as reading:
            seq = last_to_redo(reading, session.user.name)
        if seq is None:
            raise _nothing(say("there is nothing that {who} has taken back", who=session.user.name))
        _require_may(context, session, seq)
        return _taken_back(context, undo(session.store, seq), say("Done again: {entry}"))


def _require_may(context: Context, session: Session, seq: int) -> None:
    """Raise Refused where only an admin may take an entry back."""
    centre = context.config.config.centre
    with session.store.reading() as reading:
        require_may_take_back(session.user, reading, seq, centre)


def _taken_back(context: Context, entry: Entry, told: Message) -> Exit:
    done = ", ".join([words_of(context, entry), *map(context.texts, how_many(entry))])
    context.say(Message(told.text, {"entry": f"{entry.seq} ({done})"}))
    return Exit.OK


def _nothing(message: Message) -> Refused:
    return Refused(Problem(message=message))

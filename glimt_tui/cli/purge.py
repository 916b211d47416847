"""``glimt purge``: forget what is due and keep a copy, for cron as well as for people."""

from __future__ import annotations

import msgspec

from glimt_rules.message import Message, count, say
from glimt_tui.cli.context import Context
from glimt_tui.desk.missed import keeping_missed
from glimt_tui.exits import Exit
from glimt_tui.reports.problems import tell_errors
from glimt_tui.store.upkeep import Upkeep, upkeep
from glimt_tui.terminal import write_for_programs


def run(context: Context) -> Exit:
    """Forget, and print how much that was; the first time a day, a copy is kept, too."""
    with context.session() as session:
        days, who = context.config.config.follow_up_days, session.user.name
        first = keeping_missed(who, session.store.clock, days, session.keeping)
        done = upkeep(session, first)
    if context.args.format == "json":
        write_for_programs(msgspec.json.encode(done.purged).decode() + "\n")
    else:
        for message in told(done):
            context.say(message)
    tell_errors(done.copies.left, context.texts)
    if not (done.purged.clean and done.copies.clean):
        context.note(
            say(
                "Somebody has kept the database open for reading, so what was removed may still"
                " stand in its files; the next purge cleans them"
            )
        )
    return Exit.OK if done.clean else Exit.FAILED


def told(upkeep: Upkeep) -> list[Message]:
    """How much was forgotten, in words."""
    done = upkeep.purged
    messages = [
        count("{n} entry of the visitor list", "{n} entries of the visitor list", done.arrivals),
        count("the people of {n} booking", "the people of {n} bookings", done.bookings),
        count("{n} guest", "{n} guests", done.guests),
        count("{n} stretch of symptoms", "{n} stretches of symptoms", done.symptoms),
        count("{n} week of contacts", "{n} weeks of contacts", done.weeks),
        count("{n} note beside the plan", "{n} notes beside the plan", done.notes),
    ]
    copies = count("what was due in {n} copy", "what was due in {n} copies", upkeep.copies.purged)
    counted = [message for message in [*messages, copies] if message.n]
    if not counted:
        return [say("There was nothing to forget")]
    return [say("Forgotten: {what}", what=message) for message in counted]

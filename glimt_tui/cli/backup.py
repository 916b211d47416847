"""``glimt backup`` and ``glimt restore``: copies of the database, and taking one back."""

from __future__ import annotations

import os
from pathlib import Path

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import count, say
from glimt_tui.access import require_admin, who
from glimt_tui.cli.context import Context
from glimt_tui.desk.missed import keeping_missed
from glimt_tui.exits import Exit
from glimt_tui.store.backups.making import backup
from glimt_tui.store.backups.restoring import restore
from glimt_tui.store.place.checking import check_place
from glimt_tui.store.place.paths import database_path, kept_folder
from glimt_tui.store.session import keeping_of, modes_of
from glimt_tui.store.store import system_clock
from glimt_tui.store.watch import zone_in


def run(context: Context) -> Exit:
    """Write a copy that has been read through, and say which file it is."""
    with context.session() as session:
        with session.store.reading() as reading:
            zone = zone_in(reading)
        made = backup(
            session.repository,
            Path(context.args.folder),
            now=system_clock(),
            zone=zone,
            modes=session.modes,
        )
    context.say(say("The copy is {file}", file=str(made)))
    return Exit.OK


def restore_copy(context: Context) -> Exit:
    """Bring back a copy over the database; only where that is said, and by an admin."""
    config = context.config
    path = database_path(getattr(context.args, "database", None), config)
    check_place(path, config.config.staff_group)
    owner = os.stat(path).st_uid
    user = who(config, getattr(context.args, "as_name", None), owner_uid=owner)
    require_admin(user, say("bring back a copy of the database"))
    if not context.args.replace:
        message = say(
            "this brings back {file} over the database {database}; say so with --replace",
            file=quoted(context.args.file),
            database=quoted(str(path)),
        )
        raise InputError(Problem(message=message, where="--replace"))
    keeping = keeping_of(config)
    done = restore(
        path,
        Path(context.args.file),
        kept_folder(path),
        keeping=keeping,
        who=user.name,
        clock=system_clock,
        modes=modes_of(config),
        first=keeping_missed(user.name, system_clock, config.config.follow_up_days, keeping),
    )
    context.say(say("{file} is brought back", file=context.args.file))
    context.say(say("What was there before is kept in {file}", file=str(done.kept)))
    if done.erased:
        context.say(
            count(
                "{n} person in it had been erased since, and is erased again",
                "{n} people in it had been erased since, and are erased again",
                done.erased,
            )
        )
    return Exit.OK

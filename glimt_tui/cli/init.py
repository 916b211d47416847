"""``glimt init`` and ``glimt migrate``: the database made, and brought up to date."""

from __future__ import annotations

import os
from pathlib import Path

from glimt_rules.message import count, say
from glimt_tui import __version__
from glimt_tui.access import require_admin, who
from glimt_tui.cli.context import Context
from glimt_tui.exits import Exit
from glimt_tui.store.backups.making import migrate_kept
from glimt_tui.store.place.checking import check_place
from glimt_tui.store.place.making import make_place
from glimt_tui.store.place.paths import database_path, kept_folder
from glimt_tui.store.session import modes_of
from glimt_tui.store.sqlite.create import create
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store, system_clock
from glimt_tui.terminal import write


def run(context: Context) -> Exit:
    """Make an empty database that nobody else can read, and say where it is."""
    path = make_database(context)
    context.say(say("The database is {file}", file=str(path)))
    return Exit.OK


def make_database(context: Context) -> Path:
    """Make an empty database that nobody else can read; returns where it is.

    Raises GlimtError where that cannot be, and then leaves nothing behind.
    """
    config = context.config
    path = database_path(getattr(context.args, "database", None), config)
    user = who(config, getattr(context.args, "as_name", None), owner_uid=os.geteuid())
    make_place(path, config.config.staff_group)
    try:
        create(path, now=system_clock())
    except BaseException:
        os.unlink(path)
        raise
    repository = SqliteRepository(path)
    try:
        with Store(repository, user.name).action("init", program=__version__):
            pass
    finally:
        repository.close()
    return path


def migrate(context: Context) -> Exit:
    """Bring a database of an older version up to date; a copy of it is kept."""
    config = context.config
    path = database_path(getattr(context.args, "database", None), config)
    check_place(path, config.config.staff_group)
    owner = os.stat(path).st_uid
    user = who(config, getattr(context.args, "as_name", None), owner_uid=owner)
    require_admin(user, say("bring the database up to date"))
    steps = migrate_kept(path, kept_folder(path), now=system_clock(), modes=modes_of(config))
    if not steps:
        context.say(say("The database is up to date"))
        return Exit.OK
    told = count(
        "The database has gone through {n} step:",
        "The database has gone through {n} steps:",
        len(steps),
    )
    context.say(told)
    for step in steps:
        write(f"  {step.number:04d} {step.name.replace('_', ' ')}\n")
    return Exit.OK

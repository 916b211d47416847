"""The first time that ``glimt`` is started: a database is offered where there is none."""

from __future__ import annotations

import os
import sys

from glimt_rules.documents.faults import harmless
from glimt_rules.message import say
from glimt_tui.cli.context import Context
from glimt_tui.store.place.paths import database_path, kept_folder, keys_folder
from glimt_tui.terminal import write

#: What people answer who do not want one, in either language; what it is, is asked once more.
_NO = frozenset({"n", "nei", "no"})
_YES = frozenset({"", "j", "ja", "y", "yes"})


def made_where_there_is_none(context: Context) -> bool:
    """Offer to make a database where there is none; whether one was made.

    Who declines, or has lost one, is told as ever that there is none. Raises GlimtError where the
    rules cannot be read, or no database can be made there: then nothing is made.
    """
    path = database_path(getattr(context.args, "database", None), context.config)
    beside = (keys_folder(path), kept_folder(path))
    if any(map(os.path.lexists, (path, *beside))):
        return False  # it is there, or has been: a disk may be missing, or somebody moved it
    context.book()  # what is wrong with the configuration comes before
    if not _wanted(context, str(path)):
        return False
    from glimt_tui.cli.init import make_database

    make_database(context)
    return True


def _wanted(context: Context, path: str) -> bool:
    """Ask whether a database is to be made; enter means yes, the end of input no."""
    where = say("There is no database yet. It would be {file}", file=harmless(path))
    demo = say("To look around first, in made-up weeks, there is «glimt demo».")
    question = say("Make it, and set up the centre? yes/no [yes]:")
    for message in (where, demo):
        write(f"{context.texts(message)}\n", sys.stderr)
    while True:
        write(f"{context.texts(question)} ", sys.stderr)
        sys.stderr.flush()
        line = sys.stdin.readline()
        answer = line.strip().casefold()
        if not line or answer in _NO:
            return False
        if answer in _YES:
            return True

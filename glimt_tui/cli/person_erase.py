"""``glimt person erase``: somebody gone everywhere, but for what must be kept until its day."""

from __future__ import annotations

import sys

from glimt_rules.documents.faults import harmless, quoted
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import say
from glimt_tui.access import require_admin
from glimt_tui.cli.context import Context
from glimt_tui.desk.drafts_naming import drafts_naming, throw_away_naming, whos_in
from glimt_tui.desk.missed import keeping_missed
from glimt_tui.exits import Exit
from glimt_tui.reports.erasure_told import goes, stays
from glimt_tui.reports.problems import tell_errors
from glimt_tui.store.backups.forgetting import KeptPurged, purge_kept
from glimt_tui.store.erased_again import Erased
from glimt_tui.store.erasing import Erasure, erase, foresee
from glimt_tui.store.held import Held, held, person_meant
from glimt_tui.store.held_copies import copies_with
from glimt_tui.store.marks import Marks
from glimt_tui.store.place.paths import kept_folder, keys_folder
from glimt_tui.store.session import Session
from glimt_tui.terminal import write

#: What only an admin may do, as it follows on "may".
ERASING = say("erase somebody")
#: What people answer who mean it, in either language.
_YES = frozenset({"j", "ja", "y", "yes"})


def run(context: Context) -> Exit:
    """Tell what goes and what stays, ask, and erase."""
    with context.session() as session:
        require_admin(session.user, ERASING)
        with session.store.reading() as reading:
            id_ = person_meant(reading, context.args.person)
            found = held(reading, session.keys, id_)
            foreseen = foresee(reading, found, session.keeping, session.store.clock())
            whos = whos_in(reading, session.user.name)
        _tell(
            context, session, found, foreseen, len(drafts_naming(session.path, whos, found.called))
        )
        if not context.args.yes and not _agreed(context, id_):
            context.say(say("Nothing was erased"))
            return Exit.FAILED
        done, kept = _erase(session, id_, context.config.config.follow_up_days)
        throw_away_naming(session.path, whos, found.called)
    return _told(context, session, id_, done, kept)


def _tell(context: Context, session: Session, found: Held, foreseen: Erasure, drafts: int) -> None:
    copies = copies_with(session.path, session.backup_days, found.id)
    for heading, lines in (
        (say("What goes:"), goes(found, foreseen, drafts=drafts, copies=copies)),
        (say("What stays, until when, and why:"), stays(found, foreseen, session.keeping, copies)),
    ):
        context.say(heading)
        for line in lines:
            write(f"  {context.texts(line)}\n")


def _agreed(context: Context, id_: str) -> bool:
    """Whether whoever sits at the terminal means it; raises InputError where nobody does."""
    if not sys.stdin.isatty():
        message = say(
            "erasing {person} cannot be taken back, and there is no terminal to ask at; say so "
            "with --yes",
            person=quoted(id_),
        )
        raise InputError(Problem(message=message, where="--yes"))
    question = say("Erase {person}? This cannot be taken back. yes/no:", person=harmless(id_))
    write(f"{context.texts(question)} ", sys.stderr)
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in _YES


def _erase(session: Session, id_: str, silent_days: int) -> tuple[Erasure, KeptPurged]:
    """Erase in the database, and then in the copies that are kept of it.

    These forget then, too, so who has been silent for so many days is written down first.
    """
    who, clock = session.user.name, session.store.clock
    done = erase(
        session.repository,
        Marks(keys_folder(session.path), mode=session.modes.file),
        id_,
        session.keeping,
        who=who,
        clock=clock,
        keys=session.keys,
    )
    kept = purge_kept(
        kept_folder(session.path),
        session.keeping,
        who=who,
        clock=clock,
        erased=Erased(session.path),
        first=keeping_missed(who, clock, silent_days, session.keeping),
    )
    return done, kept


def _told(context: Context, session: Session, id_: str, done: Erasure, kept: KeptPurged) -> Exit:
    """What was done, and what is left to do."""
    context.say(say("{person} is erased", person=harmless(id_)))
    if done.stand_in is not None:
        context.say(say("In what stays, {stand_in} stands in", stand_in=done.stand_in))
    tell_errors(kept.left, context.texts)
    if not (done.clean and kept.clean):
        context.note(
            say(
                "Somebody has kept the database open for reading, so what was removed may still"
                " stand in its files; the next purge cleans them"
            )
        )
    context.note(
        say(
            "copies that were taken elsewhere with glimt backup still hold them: destroy those; "
            "one that is brought back here loses them again"
        )
    )
    return Exit.OK if done.clean and kept.clean and not kept.left else Exit.FAILED

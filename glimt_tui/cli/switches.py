"""What the centre's database switches on or off, as the command line judges by it and tells it."""

from __future__ import annotations

import os
from zoneinfo import ZoneInfo

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import GlimtError, InputError, Problem
from glimt_rules.message import Message, say
from glimt_rules.plan.model import DEFAULT_TIMEZONE
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.cli.context import Context, Judging
from glimt_tui.reports.problems import tell_notes
from glimt_tui.store.families import Switches, family_words, switched, switched_off, switches
from glimt_tui.store.place.paths import database_path
from glimt_tui.store.watch import zone_in


def by_centre(context: Context, there: Switches, zone: ZoneInfo) -> Judging:
    """What makes of a rule book the one that judges the centre's database.

    As it is used, it tells on standard error which families are switched off, and raises InputError
    where ``--only`` names a family that does not judge.
    """
    only = list(getattr(context.args, "only", []))
    told: set[str] = set()

    def judging(book: RuleBook) -> RuleBook:
        wrong = [
            Problem(message=why, where="--only")
            for family in only
            if (why := _why_not(book, there, family, zone)) is not None
        ]
        if wrong and not book.problems:
            raise InputError(wrong)
        off = [each for each in switched_off(book, there) if each.family not in told]
        told.update(each.family for each in off)
        context.note(*(family_words(each, zone) for each in off))
        found = switched(book, there.values())
        return found.only(only) if only else found

    return judging


def _why_not(book: RuleBook, there: Switches, family: str, zone: ZoneInfo) -> Message | None:
    """Why a family that somebody asks for by name does not judge."""
    found = there.get(family)
    if found is not None:
        return None if found.active else family_words(found, zone)
    if family in book.active:
        return None
    return say(
        "there is no family {family}; there are: {known}", family=quoted(family), known=book.active
    )


def switches_there(context: Context) -> tuple[Switches, ZoneInfo]:
    """What the database switches, and its zone; nothing where no database has been made.

    One that cannot be used is told as a note: the rule sets can be listed all the same.
    """
    nothing: Switches = {}
    try:
        path = database_path(getattr(context.args, "database", None), context.config)
        if not os.path.exists(path):
            return nothing, ZoneInfo(DEFAULT_TIMEZONE)
        with context.session(mode="ro") as session, session.store.reading() as reading:
            return switches(reading), zone_in(reading)
    except GlimtError as error:
        tell_notes(error.problems, context.texts)
        context.note(
            say("which families the centre's database switches on or off could not be read")
        )
        return nothing, ZoneInfo(DEFAULT_TIMEZONE)


def tell_switches(context: Context) -> None:
    """Tell on standard error which families the database switches, whatever is configured."""
    there, zone = switches_there(context)
    context.note(*(family_words(each, zone) for _, each in sorted(there.items())))

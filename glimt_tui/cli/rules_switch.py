"""``glimt rules enable`` and ``disable``: a whole family, for the centre's own database.

What it does to the planned visits is shown first; nothing is held while somebody thinks about it.
What is written is one entry of the journal, which every session sees and ``glimt undo`` takes back.
"""

from __future__ import annotations

import sys
from zoneinfo import ZoneInfo

from glimt_rules.documents.faults import harmless
from glimt_rules.errors import InputError, Problem
from glimt_rules.impact import Books, Impact, impact
from glimt_rules.message import Message, say
from glimt_rules.plan.read import PlanDocument
from glimt_tui.access import require_admin
from glimt_tui.cli.check import from_today
from glimt_tui.cli.context import Context
from glimt_tui.cli.days import Days
from glimt_tui.cli.rules_impact import alternatives, failures
from glimt_tui.cli.screen import on_a_terminal
from glimt_tui.desk.families import switching, why_unknown
from glimt_tui.exits import Exit
from glimt_tui.reports.impact import ImpactReport, Told
from glimt_tui.reports.problems import tell_errors
from glimt_tui.store.errors import Refused
from glimt_tui.store.families import (
    SWITCHING,
    Switches,
    active_with,
    family_words,
    switch,
    switches,
    why_not_switched,
)
from glimt_tui.store.plans import plan_of
from glimt_tui.terminal import write

#: What is taken for a yes, in either language.
_YES = ("j", "ja", "y", "yes")


def enable(context: Context) -> Exit:
    """Let a family judge the centre's database."""
    return _run(context, active=True)


def disable(context: Context) -> Exit:
    """Let a family judge the centre's database no longer."""
    return _run(context, active=False)


def _run(context: Context, *, active: bool) -> Exit:
    """Show what switching does, ask, and switch."""
    family: str = context.args.family
    book = context.book()
    with context.session(mode="ro") as session, session.store.reading() as reading:
        require_admin(session.user, SWITCHING)
        document = PlanDocument(plan_of(reading, context.config.config.centre))
        there = switches(reading)
    wrong = why_unknown(book, family, there)
    if wrong is not None:
        tell_errors(book.problems, context.texts)
        raise InputError(Problem(message=wrong))
    if (family in active_with(book, there.values())) == active:
        context.say(_already(family, there, active=active, zone=ZoneInfo(document.plan.timezone)))
        return context.exit_of(book)
    refusal = why_not_switched(book, family, there, active=active)
    if refusal is not None:
        raise Refused(Problem(message=refusal))
    problems = _show(context, document, switching(book, there, family, active=active))
    if not _is_wanted(context, family, active=active):
        context.say(say("Nothing was changed"))
        return Exit.FAILED
    with context.session() as session:
        switch(session.store, session.user, book, there, family, active=active)
    context.say(_done(family, active=active))
    return Exit.INCOMPLETE if problems else Exit.OK


def _show(context: Context, document: PlanDocument, change: Books) -> list[Problem]:
    """Write what the switch does from today on; returns why that is not all, if it is not."""
    days = from_today(Days(), document)
    found: Impact = impact(document.plan, change.before, change.after, date_from=days.date_from)
    problems = [*change.after.problems, *failures(found)]
    tell_errors(problems, context.texts)
    weights = context.config.config.weights
    suggestions = {} if context.args.no_alternatives else alternatives(found, None, weights)
    told = Told(None, document, change, found, suggestions, tuple(problems), context.args.call_list)
    write(ImpactReport(context.text_report()).render(told) + "\n")
    return problems


def _is_wanted(context: Context, family: str, *, active: bool) -> bool:
    """Ask on the terminal; raises InputError where there is none, and nobody said yes before."""
    if context.args.yes:
        return True
    if not on_a_terminal():
        message = say(
            "Nothing was changed: there is no terminal to ask on; --yes switches without asking"
        )
        raise InputError(Problem(message=message))
    question = (
        say("Switch on {family}? [y/N]", family=harmless(family))
        if active
        else say("Switch off {family}? [y/N]", family=harmless(family))
    )
    write(context.texts(question) + " ", sys.stderr)
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in _YES


def _already(family: str, there: Switches, *, active: bool, zone: ZoneInfo) -> Message:
    """That nothing needs to be done, and who has done it."""
    found = there.get(family)
    if found is not None:
        return say("Nothing to do: {why}", why=family_words(found, zone))
    state = say("switched on") if active else say("switched off")
    why = say("by the configuration, {family} is {state}", family=harmless(family), state=state)
    return say("Nothing to do: {why}", why=why)


def _done(family: str, *, active: bool) -> Message:
    if active:
        return say(
            "The family {family} is switched on; glimt undo takes it back", family=harmless(family)
        )
    return say(
        "The family {family} is switched off; glimt undo takes it back", family=harmless(family)
    )

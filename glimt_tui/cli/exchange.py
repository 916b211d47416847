"""``glimt import`` and ``glimt export``: between the database and documents."""

from __future__ import annotations

from glimt_rules.documents.source import read_source
from glimt_rules.documents.times import zone_named
from glimt_rules.errors import InputError
from glimt_rules.message import Message, count, say
from glimt_rules.plan.model import Plan
from glimt_rules.plan.read import read_plan
from glimt_tui.cli.context import Context
from glimt_tui.exits import Exit
from glimt_tui.reports.problems import tell_notes
from glimt_tui.store.centre import require_may_write
from glimt_tui.store.errors import Refused
from glimt_tui.store.plans import between, plan_of, take_in
from glimt_tui.store.records import Value
from glimt_tui.store.store import Action, system_clock
from glimt_tui.terminal import write_for_programs


def import_plan(context: Context) -> Exit:
    """Take a plan document in, all of it or nothing."""
    document = read_plan(read_source(context.args.plan))
    tell_notes(document.notes, context.texts)
    with context.session() as session:
        configured = context.config.config.centre

        def may_write(action: Action, value: Value) -> None:
            require_may_write(session.user, action.get, [value], configured)

        try:
            taken = take_in(
                session.store, document.plan, replace=context.args.replace, require=may_write
            )
        except Refused as error:
            if not any(problem.where for problem in error.problems):
                raise  # who takes it in may not; nothing is wrong with the document
            raise InputError(document.located(problem) for problem in error.problems) from None
    context.say(
        say(
            "{file}: {added} added, {replaced} replaced, {same} there already",
            file=context.args.plan,
            added=taken.added,
            replaced=taken.replaced,
            same=taken.same,
        )
    )
    old = _past(document.plan, session.keeping.booking_days)
    if old:
        context.note(
            count(
                "{n} visit is over for so long that the next purge takes its people away",
                "{n} visits are over for so long that the next purge takes their people away",
                old,
            )
        )
    return Exit.OK


def _past(plan: Plan, booking_days: int) -> int:
    """How many visits are over for longer than bookings keep their people."""
    today = system_clock().astimezone(zone_named(plan.timezone)).date()
    return sum(
        (today - visit.start.astimezone(zone_named(plan.timezone)).date()).days > booking_days
        for visit in plan.visits
    )


def export(context: Context) -> Exit:
    """Print what the database holds; the visitor list and the journal are no part of a plan."""
    days = context.days()
    with context.session(mode="ro") as session, session.store.reading() as reading:
        plan = between(plan_of(reading, context.config.config.centre), days.date_from, days.date_to)
    text, notes = _written(context, plan)
    write_for_programs(text)
    context.note(*notes)
    return Exit.OK


def _written(context: Context, plan: Plan) -> tuple[str, list[Message]]:
    """The plan in the format that was asked for, and what its reader should know."""
    kind = context.args.format
    if kind == "csv":
        from glimt_tui.exchange.table import as_csv

        return as_csv(plan, context.texts), []
    if kind == "ics":
        from glimt_tui.exchange.calendar import as_ics, withheld

        held = [
            say(
                "The calendar leaves out the title or the link of {visit}, which name somebody",
                visit=visit,
            )
            for visit in withheld(plan)
        ]
        return as_ics(plan, context.texts, made_at=system_clock()), held
    from glimt_tui.exchange.documents import as_json, as_toml

    return (as_json if kind == "json" else as_toml)(plan), []

"""``glimt rules add``: a rule set into a folder of the configuration, once everything holds."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from glimt_rules.message import Message, count, say
from glimt_rules.rulesets.cases import run_cases
from glimt_rules.rulesets.model import RuleSet
from glimt_tui.cli.context import Context
from glimt_tui.cli.rules import tell_unnoticed
from glimt_tui.exits import Exit
from glimt_tui.reports.case_results import told_results
from glimt_tui.reports.problems import tell_errors
from glimt_tui.rule_files.adding import Plan, adding, read_given
from glimt_tui.rule_files.changing import carry_out
from glimt_tui.rule_files.telling import planned_visits, what_rules
from glimt_tui.rule_files.work import Work, at_work, book_of, looked_after, the_folder
from glimt_tui.terminal import write

#: What only an admin may do, as it follows on "may".
ADDING = say("add rule sets")


def run(context: Context) -> Exit:
    """Check a rule set, say what it does to planned visits, and put it in force at its time."""
    args, config = context.args, context.config
    database = getattr(args, "database", None)
    as_name = getattr(args, "as_name", None)
    into = the_folder(config, args.into)
    given = read_given(Path(args.file))
    with (
        at_work(config, ADDING, database=database, as_name=as_name, folders=[into]) as work,
        looked_after(config, [into], database) as folders,
    ):
        before = book_of(config, folders)
        if before.problems:
            return not_now(context, before.problems)
        plan = adding(config, work, folders, into, given, replace=args.replace, past=args.past)
        if not cases_hold(context, [plan.rule_set]):
            context.note(say("Nothing was added"))
            return Exit.FAILED
        base = f"{plan.rule_set.family}@{plan.rule_set.base}"
        there = (each for each in plan.after.rule_sets if each.id == base)
        tell_unnoticed(context, plan.rule_set, next(there, None))
        tell_visits(context, work, plan)
        action = "rules_replace" if plan.replaces else "rules_add"
        facts = {"rule_set": plan.rule_set.id, "file": os.path.abspath(plan.names[0])}
        settled = carry_out(
            plan.contents,
            plan.changes,
            work.journal(action, **facts, sha256=plan.changes.put[-1].sha256),
        )
        context.say(_done(plan))
        if work.has_begun(plan.rule_set):
            since = plan.rule_set.in_force.date()
            context.note(say("It takes effect from {day}, which is back in time", day=since))
        tell_rest(context, work, plan, settled)
    return Exit.OK


def _done(plan: Plan) -> Message:
    rule_set, file = plan.rule_set.id, plan.names[0]
    if plan.replaces:
        return say(
            "{rule_set} is in the place of what it was: {file}", rule_set=rule_set, file=file
        )
    return say("{rule_set} is added: {file}", rule_set=rule_set, file=file)


# Shared with ``rules remove`` and ``rules lock`` -------------------------------------------


def cases_hold(context: Context, rule_sets: Iterable[RuleSet]) -> bool:
    """Run the cases of rule sets, and tell of those that do not hold."""
    hold = True
    for rule_set in rule_sets:
        results = list(run_cases(rule_set))
        write(told_results(context.texts, rule_set, results))
        hold = hold and not any(result.problems for result in results)
    return hold


def not_now(context: Context, problems: object) -> Exit:
    """Tell why nothing can be changed as long as what is there cannot be trusted or read."""
    tell_errors(problems, context.texts)  # type: ignore[arg-type]
    context.note(say("Nothing was changed: what is there has to be in order first"))
    return Exit.INCOMPLETE


def tell_visits(context: Context, work: Work, plan: Plan) -> None:
    """Say what a change does to the planned visits, where there is a database."""
    told = planned_visits(work, plan.before, plan.after)
    if told is not None:
        context.say(told)


def tell_rest(context: Context, work: Work, plan: Plan, settled: bool) -> None:
    """Say what was taken into the lock beside, which version rules when, and what is left to do."""
    if plan.taken_in:
        context.say(
            count(
                "{n} file that was there already is in the lock now: {files}",
                "{n} files that were there already are in the lock now: {files}",
                len(plan.taken_in),
                files=plan.taken_in,
            )
        )
    for message in what_rules(work, plan.after, plan.rule_set.family):
        context.say(message)
    if not settled:
        context.note(
            say("The folder's lock still says that this is under way; glimt rules lock settles it")
        )

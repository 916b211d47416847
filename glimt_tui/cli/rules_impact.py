"""``glimt rules impact``: what a change of the rules does to a plan, before it is made."""

from __future__ import annotations

import os
from collections.abc import Sequence

from msgspec import structs

from glimt_rules.documents.source import STDIN, read_source
from glimt_rules.errors import InputError, Problem
from glimt_rules.impact import Books, Impact, books, impact
from glimt_rules.message import say
from glimt_rules.plan.read import PlanDocument
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.files import looks_like_rule_set
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.suggest.search import Suggestion
from glimt_rules.suggest.weights import Weights
from glimt_tui.cli.check import from_today
from glimt_tui.cli.context import Context, Gathered
from glimt_tui.cli.days import Days
from glimt_tui.cli.rules_diff import RuleSets
from glimt_tui.exits import Exit
from glimt_tui.reports.answer import incomplete_problems
from glimt_tui.reports.impact import ImpactReport, Told
from glimt_tui.reports.impact_json import as_json
from glimt_tui.reports.problems import tell_errors, tell_notes
from glimt_tui.store.store import system_clock
from glimt_tui.terminal import write, write_for_programs


def run(context: Context) -> Exit:
    """Print which visits a change of the rules turns; exit code 1 where some is a violation."""
    args = context.args
    with Gathered() as gathered:
        days = gathered.of(context.days)
        book = gathered.of(context.book)
    sets = RuleSets(context, book)
    names, path = _told_apart(sets, args.names, bool(args.without))
    change = _change(sets, book, names, args.without)
    document, judging = context.judged(path)
    change = structs.replace(change, before=judging(change.before), after=judging(change.after))
    if path is None:
        days = from_today(days, document)
    found = _impact(document, change, days)
    problems = [*change.after.problems, *failures(found)]
    weights = context.config.config.weights
    suggestions = {} if args.no_alternatives else alternatives(found, path, weights)
    tell_notes(document.notes, context.texts)
    tell_notes(_refused_waivers(document, found), context.texts)
    tell_errors(problems, context.texts)
    told = Told(path, document, change, found, suggestions, tuple(problems), args.call_list)
    if args.format == "json":
        write_for_programs(as_json(told, context.texts) + "\n")
    else:
        write(ImpactReport(context.text_report()).render(told))
    if problems:
        return Exit.INCOMPLETE
    return Exit.FAILED if found.of("violation") else Exit.OK


# What is asked ------------------------------------------------------------------------------


def _told_apart(
    sets: RuleSets, names: Sequence[str], enough: bool
) -> tuple[Sequence[str], str | None]:
    """The rule sets that are named, and the plan, which is the last where it is no rule set.

    ``enough`` says that a rule set is named elsewhere, so that a plan may stand alone.
    """
    if names and (enough or len(names) > 1) and _is_plan(sets, names[-1]):
        return names[:-1], names[-1]
    if not names and not enough:
        message = say("name a rule set, by a file or as family@version; or one for --without")
        raise InputError(Problem(message=message))
    return names, None


def _is_plan(sets: RuleSets, name: str) -> bool:
    """Whether a name is a plan's rather than a rule set's: by what stands in the file."""
    if sets.is_there(name):
        return False
    if name == STDIN or not os.path.exists(name):
        return name == STDIN or "@" not in name
    if not os.path.isfile(name):
        return True
    try:
        return not looks_like_rule_set(read_source(name).text)
    except InputError:
        return True  # whatever is wrong with it is told as it is read


def _change(sets: RuleSets, book: RuleBook, names: Sequence[str], without: Sequence[str]) -> Books:
    """The rules before and after the change that is asked about."""
    if wrong := [sets.no_such(name) for name in without if not sets.is_there(name)]:
        raise InputError(Problem(message=problem.message, where="--without") for problem in wrong)
    found = sets.find(names)
    if both := [
        each for each in found.rule_sets if each and each.id in without and each.id in names
    ]:
        message = say("it cannot be both what is asked about and left out")
        raise InputError(
            Problem(message=message, where=f"--without {rule_set.id}") for rule_set in both
        )
    there = {rule_set.id: rule_set for rule_set in book.rule_sets}
    given = [rule_set for rule_set in found.rule_sets if rule_set is not None]
    _refuse_repeated(given)
    return books(
        book,
        added=[each for each in given if there.get(each.id) is not each],
        named=[each for each in given if there.get(each.id) is each],
        without=[there[name] for name in without],
        problems=found.problems,
    )


def _refuse_repeated(given: Sequence[RuleSet]) -> None:
    """Raise InputError where two files are the same version."""
    files: dict[str, str] = {}
    problems = []
    for rule_set in given:
        if rule_set.id in files:
            message = say(
                "{found} is there already, in {file}", found=rule_set.id, file=files[rule_set.id]
            )
            problems.append(Problem(message=message, file=rule_set.file))
        files.setdefault(rule_set.id, rule_set.file)
    if problems:
        raise InputError(problems)


# What is answered ---------------------------------------------------------------------------


def _impact(document: PlanDocument, change: Books, days: Days) -> Impact:
    """What the change does; raises InputError, with lines, for wrong waivers."""
    try:
        return impact(
            document.plan,
            change.before,
            change.after,
            known_at=days.known_at,
            date_from=days.date_from,
            date_to=days.date_to,
        )
    except InputError as error:
        raise InputError(document.located(problem) for problem in error.problems) from None


def failures(found: Impact) -> list[Problem]:
    """The rules that failed before or after, each once."""
    failed = [
        problem
        for judgement in (found.before, found.after)
        for problem in incomplete_problems(judgement)
        if problem not in judgement.book.problems
    ]
    return [problem for place, problem in enumerate(failed) if problem not in failed[:place]]


def alternatives(
    found: Impact, path: str | None, weights: Weights
) -> dict[str, tuple[Suggestion, ...]]:
    """The nearest alternatives of each visit about which somebody has to be called."""
    not_before = system_clock() if path is None else None
    return {
        affected.visit.id: found.alternatives(affected, weights=weights, not_before=not_before)
        for affected in found.visits
        if affected.calls
    }


def _refused_waivers(document: PlanDocument, found: Impact) -> list[Problem]:
    """The waivers that the new rules would not accept, with their lines."""
    return [
        document.located(
            Problem(
                message=say("this waiver would be refused: {why}", why=problem.message),
                where=problem.where,
            )
        )
        for _, problem in found.refused
    ]

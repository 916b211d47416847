"""``glimt check``: judge plan documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import structs

from glimt_rules.documents.faults import quoted
from glimt_rules.documents.times import zone_named
from glimt_rules.errors import GlimtError, InputError, Problem
from glimt_rules.judgement import Judgement
from glimt_rules.message import Message, say
from glimt_rules.pause import collector_paused
from glimt_rules.plan.read import PlanDocument
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.cli.context import Context, Gathered, judge_document
from glimt_tui.cli.days import Days
from glimt_tui.cli.outputs import outputs_of, write_outputs
from glimt_tui.exits import Exit
from glimt_tui.reports.answer import Answer, Answers, failed_rules
from glimt_tui.reports.formats import Render, as_text
from glimt_tui.reports.problems import tell_errors, tell_notes
from glimt_tui.terminal import write, write_for_programs

#: The formats that have a place for the least change that would satisfy a rule.
WITH_FIXES = ("text", "sarif", "junit", "github")


@collector_paused()
def run(context: Context) -> Exit:
    """Judge every plan by itself, and print what was found."""
    args = context.args
    with Gathered() as gathered:
        days = gathered.of(context.days)
        book = gathered.of(lambda: context.book(of_centre=not args.plans))
        gathered.of(lambda: check_fixes(args.fixes, args.format, args.output))
        formats = context.formats()
        read = (args.plans, context.config.file, book, formats)
        outputs = gathered.of(lambda: outputs_of(args.output, *read) if args.output else [])
    tell_errors(book.problems, context.texts)
    answers = Answers(
        plans=[judge_file(context, book, path, days) for path in args.plans]
        or [judge_database(context, book, days)],
        texts=context.texts,
        strict=args.strict,
        problems=book.problems,
    )
    tell(context, answers)
    if args.fixes:
        add_fixes(context, answers)
    lost = write_outputs(outputs, answers, formats)
    tell_errors(lost, context.texts)
    report(context, answers, formats)
    return Exit.INCOMPLETE if lost else answers.exit()


def check_fixes(asked: bool, format_: str, outputs: Iterable[str]) -> None:
    """Raise InputError where fixes are asked for, and no report has a place for them."""
    formats = {format_, *(text.partition("=")[0] for text in outputs)}
    if asked and formats.isdisjoint(WITH_FIXES):
        message = say(
            "the format {found} has no place for the least change; these have one: {known}",
            found=quoted(format_),
            known=WITH_FIXES,
        )
        raise InputError(Problem(message=message, where="--fixes"))


def add_fixes(context: Context, answers: Answers) -> None:
    """Have the least changes looked for where a report tells them, if the answer is complete."""
    from glimt_rules.suggest.fixes import Fixes

    for answer in answers.plans:
        if answer.judgement is not None and answer.judgement.complete:
            answer.fixes = Fixes(answer.judgement, context.config.config.weights)


def judge_file(context: Context, book: RuleBook, path: str, days: Days) -> Answer:
    """Judge one plan document; a wrong one is an answer too, and the others go on."""
    try:
        document = context.plan(path)
        judgement = judge_document(document, book, days)
    except InputError as error:
        return Answer(plan=path, errors=error.problems)
    return Answer(plan=path, document=document, judgement=judgement)


def judge_database(context: Context, book: RuleBook, days: Days) -> Answer:
    """Judge what the centre's own database holds: from today on, unless --from says otherwise.

    A database that cannot be used is an answer of its own, as a wrong plan is.
    """
    try:
        document, judging = context.judged(None)
        own = judging(book)
        judgement = judge_document(document, own, from_today(days, document))
    except GlimtError as error:
        return Answer(plan=None, errors=error.problems)
    tell_errors(own.problems[len(book.problems) :], context.texts)
    return Answer(plan=None, document=document, judgement=judgement)


def from_today(days: Days, document: PlanDocument) -> Days:
    """The days to judge, from the present local day on where no first one is named."""
    if days.date_from is not None:
        return days
    today = datetime.now(zone_named(document.plan.timezone)).date()
    return structs.replace(days, date_from=today)


def tell(context: Context, answers: Answers) -> None:
    """Tell on standard error what is wrong or worth knowing."""
    for answer in answers.plans:
        tell_errors(answer.errors, context.texts)
        if answer.document is not None and answer.judgement is not None:
            tell_notes(answer.document.notes, context.texts)
            notes = answer.judgement.notes()
            tell_notes(map(answer.document.located, notes), context.texts)
            tell_errors(failed_rules(answer.judgement.failures), context.texts)
    judgements = [answer.judgement for answer in answers.plans if answer.judgement is not None]
    if any(rule_set.review_by for each in judgements for rule_set in each.book.rule_sets):
        tell_overdue(context, judgements)


def tell_overdue(context: Context, judgements: Iterable[Judgement]) -> None:
    """Tell which of the rule sets that judged were to be looked at again by now, each once."""
    from glimt_tui.reports.review import overdue, review_words

    found: dict[str, Message] = {}
    for judgement in judgements:
        zone = judgement.facts.zone
        used = {rule_set.id for rule_set in judgement.rule_sets}
        for rule_set in overdue(judgement.book, datetime.now(zone).date(), zone):
            if rule_set.id in used:
                found[rule_set.id] = review_words(rule_set)
    context.note(*found.values())


def report(context: Context, answers: Answers, formats: Mapping[str, Render]) -> None:
    """Write the report to standard output: for people as the terminal can show it."""
    if context.args.format == "text":
        write(as_text(context.text_report(), answers))
    else:
        write_for_programs(formats[context.args.format](answers))

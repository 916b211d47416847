"""``glimt check``: judge plan documents."""

from __future__ import annotations

from datetime import datetime

from msgspec import structs

from glimt_rules.documents.times import zone_named
from glimt_rules.errors import GlimtError, InputError
from glimt_rules.pause import collector_paused
from glimt_rules.plan.read import PlanDocument
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.cli.context import Context, Days, Gathered, judge_document
from glimt_tui.cli.outputs import outputs_of, write_outputs
from glimt_tui.exits import Exit
from glimt_tui.reports.answer import Answer, Answers, failed_rules
from glimt_tui.reports.formats import FORMATS, as_text
from glimt_tui.reports.problems import tell_errors, tell_notes
from glimt_tui.terminal import write, write_for_programs


@collector_paused()
def run(context: Context) -> Exit:
    """Judge every plan by itself, and print what was found."""
    args = context.args
    with Gathered() as gathered:
        days = gathered.of(context.days)
        book = gathered.of(context.book)
        read = (args.plans, context.config.file, book)
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
    lost = write_outputs(outputs, answers)
    tell_errors(lost, context.texts)
    report(context, answers)
    return Exit.INCOMPLETE if lost else answers.exit()


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
        document = context.plan(None)
        judgement = judge_document(document, book, from_today(days, document))
    except GlimtError as error:
        return Answer(plan=None, errors=error.problems)
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


def report(context: Context, answers: Answers) -> None:
    """Write the report to standard output: for people as the terminal can show it."""
    if context.args.format == "text":
        write(as_text(context.text_report(), answers))
    else:
        write_for_programs(FORMATS[context.args.format](answers))

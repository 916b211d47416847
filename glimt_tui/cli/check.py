"""``glimt check``: judge plan documents."""

from __future__ import annotations

from glimt_rules.errors import InputError
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.cli.context import Context, Days, judge_document
from glimt_tui.exits import Exit, worst
from glimt_tui.language import texts_in
from glimt_tui.reports.answer import Answer, failed_rules
from glimt_tui.reports.problems import tell_errors, tell_notes
from glimt_tui.terminal import write, write_for_programs


def run(context: Context) -> Exit:
    """Judge every plan by itself, and print what was found."""
    days = context.days()
    book = context.book()
    tell_errors(book.problems, context.texts)
    answers = [judge_file(context, book, path, days) for path in context.args.plans]
    report(context, answers)
    loaded = Exit.INCOMPLETE if book.problems else Exit.OK
    return worst([loaded, *(answer.exit(context.args.strict) for answer in answers)])


def judge_file(context: Context, book: RuleBook, path: str, days: Days) -> Answer:
    """Judge one plan document; a wrong one is an answer too, and the others go on."""
    try:
        document = context.plan(path)
        judgement = judge_document(document, book, days)
    except InputError as error:
        return Answer(plan=path, errors=error.problems)
    return Answer(plan=path, document=document, judgement=judgement)


def report(context: Context, answers: list[Answer]) -> None:
    """Results to standard output; what is wrong or worth knowing to standard error."""
    for answer in answers:
        tell_errors(answer.errors, context.texts)
        if answer.document is not None and answer.judgement is not None:
            tell_notes(answer.document.notes, context.texts)
            notes = answer.judgement.notes()
            tell_notes(map(answer.document.located, notes), context.texts)
            tell_errors(failed_rules(answer.judgement.failures), context.texts)
    if context.args.format == "json":
        from glimt_tui.reports import json

        nameless = texts_in(context.texts.language, names=False)
        write_for_programs(json.render(answers, nameless))
    else:
        text = context.text_report()
        write("\n".join(filter(None, (text.render(answer) for answer in answers))))

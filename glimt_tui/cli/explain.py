"""``glimt explain``: one visit, and what every rule in force says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import InputError, Problem
from glimt_rules.explain import Line, Status, explain
from glimt_rules.judgement import Judgement
from glimt_rules.message import Message, say
from glimt_rules.plan.model import NOT_LIVE
from glimt_rules.plan.read import PlanDocument
from glimt_tui.cli.context import Context, judge_document
from glimt_tui.exits import Exit
from glimt_tui.reports.answer import incomplete_problems
from glimt_tui.reports.lines import KEPT, LOOKS, NOT_APPLICABLE, UNDECIDED
from glimt_tui.reports.problems import tell_errors, tell_notes
from glimt_tui.reports.text import TextReport
from glimt_tui.terminal import BOLD, FAINT, write

if TYPE_CHECKING:
    from glimt_rules.suggest.fixes import Fixes


def run(context: Context) -> Exit:
    """Print every rule in force for the visit: kept, broken, undecided, or why it is none."""
    args = context.args
    days = context.days()
    book = context.book(of_centre=args.plan is None)
    document, judging = context.judged(args.plan)
    visit = visit_in(document, args.visit, args.plan)
    judgement = judge_document(document, judging(book), days)
    lines = explain(judgement, visit)
    problems = incomplete_problems(judgement, [line.failure for line in lines if line.failure])
    tell_notes(document.notes, context.texts)
    tell_notes(map(document.located, judgement.notes()), context.texts)
    tell_errors(problems, context.texts)
    report = context.text_report()
    write(report.indented(report.visit(judgement.facts, visit), 0) + "\n")
    missing = tuple(
        family
        for family in judgement.book.active
        if all(line.rule.family != family for line in lines)
    )
    fixes = _fixes(judgement, lines, context)
    for line in lines:
        write(_told(report, judgement, line, fixes))
    if missing:
        told = say("For this visit there are no rules in force from {families}", families=missing)
        write("\n" + report.indented(context.texts(told), 0) + "\n")
    if problems:
        return Exit.INCOMPLETE
    broken = any(
        line.status is Status.VIOLATION and not (line.finding and line.finding.waived)
        for line in lines
    )
    return Exit.FAILED if broken else Exit.OK


def visit_in(document: PlanDocument, visit_id: str, plan: str | None) -> str:
    """The visit's id; raises InputError where it is not there or does not take place."""
    visits = {visit.id: visit for visit in document.plan.visits}
    message: Message
    if visit_id not in visits:
        from glimt_rules.documents.similar import closest

        meant = closest(visit_id, visits)
        if meant is None:
            message = say("there is no visit {visit}", visit=quoted(visit_id))
        else:
            message = say(
                "there is no visit {visit}; did you mean {meant}?",
                visit=quoted(visit_id),
                meant=quoted(meant),
            )
    elif visits[visit_id].status in NOT_LIVE:
        message = say(
            "the visit {visit} does not take place, so no rule judges it", visit=quoted(visit_id)
        )
    else:
        return visit_id
    raise InputError(Problem(message=message, file=plan))


def _fixes(judgement: Judgement, lines: list[Line], context: Context) -> Fixes | None:
    """What would satisfy each rule alone, where there is anything to satisfy."""
    if not judgement.complete or all(line.finding is None or line.finding.waived for line in lines):
        return None
    from glimt_rules.suggest.fixes import Fixes

    return Fixes(judgement, context.config.config.weights)


def _told(report: TextReport, judgement: Judgement, line: Line, fixes: Fixes | None) -> str:
    """One rule: what it says, whose it is, since when, and by which source."""
    texts, paint = report.texts, report.paint
    sign, name, colour = {
        Status.KEPT: KEPT,
        Status.UNDECIDED: UNDECIDED,
        Status.NOT_APPLICABLE: NOT_APPLICABLE,
    }.get(line.status) or LOOKS[line.status.value]
    codes = (colour,) if colour == FAINT else (colour, BOLD)
    told = texts(say("(waived)"))
    waived = f" {told}" if line.finding and line.finding.waived else ""
    rows = [
        f"{paint(f'{sign} {texts(name)}', *codes)}{waived} {paint(line.rule.id, BOLD)}",
        report.indented(texts.sentence(line.message), 4),
        report.rows(_rows(report, judgement, line, fixes), 4),
    ]
    return "\n" + "\n".join(rows) + "\n"


def _rows(
    report: TextReport, judgement: Judgement, line: Line, fixes: Fixes | None
) -> list[tuple[Message, str]]:
    """What stands behind a rule's word: what was counted, the rule, and its source."""
    visit = judgement.facts.visits[line.slot].id
    rows = [(say("rule"), report.rule(judgement, line.rule, visit))]
    if line.finding is not None:
        rows = [
            *report.least_change(line.finding, fixes),
            *report.background(line.finding, judgement),
            *rows,
        ]
        rows.append((say("source"), report.source(line.rule)))
    return rows

"""``glimt suggest``: the nearest alternatives to a visit that is not allowed."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec

from glimt_rules.errors import InputError
from glimt_rules.message import Message, count, say
from glimt_rules.plan.model import Plan
from glimt_rules.suggest.search import Search, Suggestion, suggest
from glimt_tui.cli.context import Context
from glimt_tui.cli.explain import visit_in
from glimt_tui.exchange.documents import visit_values
from glimt_tui.exits import Exit
from glimt_tui.reports.answer import failed_rules
from glimt_tui.reports.problems import tell_errors, tell_notes
from glimt_tui.store.store import system_clock
from glimt_tui.terminal import BOLD, write, write_for_programs


def run(context: Context) -> Exit:
    """Print the alternatives, the nearest first; exit code 1 where a visit at fault has none."""
    args = context.args
    days = context.days()
    book = context.book(of_centre=args.plan is None)
    document, judging = context.judged(args.plan)
    book = judging(book)
    visit = visit_in(document, args.visit, args.plan)
    try:
        found = suggest(
            document.plan,
            book,
            visit,
            most=max(0, args.most),
            weights=context.config.config.weights,
            known_at=days.known_at,
            not_before=system_clock() if args.plan is None else None,
        )
    except InputError as error:
        raise InputError(document.located(problem) for problem in error.problems) from None
    tell_notes(document.notes, context.texts)
    problems = [*book.problems, *failed_rules(found.failures)]
    tell_errors(problems, context.texts)
    if args.format == "json":
        write_for_programs(_as_json(context, document.plan, visit, found) + "\n")
    else:
        _tell(context, found)
    if problems:
        return Exit.INCOMPLETE
    at_fault = found.verdict in ("violation", "unknown")
    return Exit.FAILED if at_fault and not found.suggestions else Exit.OK


def _as_json(context: Context, plan: Plan, visit: str, found: Search) -> str:
    suggestions = [
        {
            "change": change_values(plan, each),
            "text": context.texts.sentence(each.text),
            "verdict": each.verdict,
            "distance": each.distance,
        }
        for each in found.suggestions
    ]
    told = {
        "format": 1,
        "visit": visit,
        "verdict": found.verdict,
        "suggestions": suggestions,
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=1).decode()


def change_values(plan: Plan, suggestion: Suggestion) -> dict[str, object]:
    """The visit's keys that differ, as the document has them; None takes a key away."""
    values = visit_values(suggestion.visit, ZoneInfo(plan.timezone))
    return {name: values.get(name) for name in suggestion.change}


def _tell(context: Context, found: Search) -> None:
    report = context.text_report()
    texts = context.texts
    if found.verdict not in ("violation", "unknown"):
        context.say(say("This visit is not at fault; nothing needs to be changed"))
        return
    for number, each in enumerate(found.suggestions, 1):
        sign = report.label(each.verdict)
        head = f"{report.paint(str(number), BOLD)}  {texts.sentence(each.text)}"
        write(f"{head}  {sign}\n")
    if not found.suggestions and not found.failures:
        context.say(_nothing(found))


def _nothing(found: Search) -> Message:
    """What was tried, and which rule stood in the way of most."""
    if found.in_the_way is None:
        return count(
            "No alternative was found; {n} was tried",
            "No alternative was found; {n} were tried",
            found.tried,
        )
    return count(
        "No alternative was found; {n} was tried, and {rule} stood in the way of most",
        "No alternative was found; {n} were tried, and {rule} stood in the way of most",
        found.tried,
        rule=found.in_the_way,
    )

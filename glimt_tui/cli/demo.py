"""``glimt demo``: two made-up weeks of a centre; needs no set-up, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

from glimt_rules.documents.source import Source
from glimt_rules.judge import judge
from glimt_rules.message import say
from glimt_rules.plan.read import read_plan
from glimt_tui.cli.context import Context
from glimt_tui.cli.screen import on_a_terminal
from glimt_tui.exits import Exit
from glimt_tui.plugins import BUILT_IN, load_book
from glimt_tui.reports.answer import Answer, incomplete_problems
from glimt_tui.reports.problems import tell_errors
from glimt_tui.terminal import write

PLAN = Path(__file__).parent.parent / "demo" / "plan.toml"


def run(context: Context) -> int:
    """Open the screen on the made-up plan; where there is no terminal, print its report."""
    source = Source(name=PLAN.name, text=PLAN.read_text("utf-8"), format="toml")
    document = read_plan(source)
    book = load_book(BUILT_IN)
    today = context.days().today
    if on_a_terminal():
        from glimt_tui.screen.start import open_demo

        return open_demo(document.plan, book, context.texts, today)
    judgement = judge(document.plan, book)
    problems = incomplete_problems(judgement)
    tell_errors(problems, context.texts)
    answer = Answer(plan=PLAN.name, document=document, judgement=judgement)
    report = context.text_report()
    told = say("The plan stands in {file}; try: glimt explain {file} gitartime", file=str(PLAN))
    write(report.render(answer) + "\n" + report.indented(context.texts(told), 0) + "\n")
    return Exit.INCOMPLETE if problems else Exit.OK

"""``glimt rules lint``: what looks wrong with rule sets, as they stand beside each other."""

from __future__ import annotations

from datetime import datetime

from glimt_rules.rulesets.lint import lint
from glimt_tui.cli.context import Context
from glimt_tui.cli.drafts import read_files
from glimt_tui.exits import Exit, worst
from glimt_tui.reports.lint import LintReport, as_json
from glimt_tui.reports.timeline import ZONE
from glimt_tui.terminal import write, write_for_programs


def run(context: Context) -> Exit:
    """Look through the files given, or every rule set that is there, and tell what was found.

    Errors fail; with ``--strict``, so do warnings. What is only noted never fails.
    """
    args = context.args
    today = context.days().today or datetime.now(ZONE).date()
    book = context.book()
    rule_sets = list(book.rule_sets)
    if args.files:
        book, rule_sets = read_files(context, book, args.files)
    code = context.exit_of(book)
    found = lint(book, today, {rule_set.id for rule_set in rule_sets})
    if args.format == "json":
        write_for_programs(as_json(found, rule_sets) + "\n")
    else:
        write(LintReport(context.text_report()).render(found, rule_sets))
    fails = {"error", "warning"} if args.strict else {"error"}
    return worst([code, *(Exit.FAILED for each in found if each.level in fails)])

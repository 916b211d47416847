"""``glimt rules remove``: a rule set out of a folder of the configuration, kept beside."""

from __future__ import annotations

import os

from glimt_rules.errors import InputError
from glimt_rules.message import say
from glimt_tui.cli.context import Context
from glimt_tui.cli.rules_add import not_now, tell_rest, tell_visits
from glimt_tui.cli.rules_diff import RuleSets
from glimt_tui.exits import Exit
from glimt_tui.rule_files.adding import removing
from glimt_tui.rule_files.changing import carry_out
from glimt_tui.rule_files.lost import REMOVED
from glimt_tui.rule_files.work import at_work, book_of, looked_after

#: What only an admin may do, as it follows on "may".
REMOVING = say("take out rule sets")


def run(context: Context) -> Exit:
    """Take a rule set out; what it has judged so far is judged by it no longer."""
    args, config = context.args, context.config
    database = getattr(args, "database", None)
    as_name = getattr(args, "as_name", None)
    places = [folder for folder in config.rule_directories if folder.is_dir()]
    with (
        at_work(config, REMOVING, database=database, as_name=as_name, folders=places) as work,
        looked_after(config, places, database) as folders,
    ):
        book = book_of(config, folders)
        if book.problems:
            return not_now(context, book.problems)
        found = next((each for each in book.rule_sets if each.id == args.rule_set), None)
        if found is None:
            raise InputError(RuleSets(context, book).no_such(args.rule_set))
        plan = removing(config, work, folders, found, args.past)
        tell_visits(context, work, plan)
        facts = {"rule_set": found.id, "file": os.path.abspath(plan.names[0])}
        digest = plan.contents.digests[plan.changes.remove[0]]
        settled = carry_out(
            plan.contents, plan.changes, work.journal("rules_remove", **facts, sha256=digest)
        )
        kept = plan.contents.directory / REMOVED
        context.say(
            say(
                "{rule_set} is taken out; its file is kept in {folder}, and glimt rules add puts "
                "it back",
                rule_set=found.id,
                folder=str(kept),
            )
        )
        tell_rest(context, work, plan, settled)
    return Exit.OK

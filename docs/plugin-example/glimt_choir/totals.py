"""A subcommand: ``glimt singing PLAN`` tells for how long there is singing in each week."""

from argparse import ArgumentParser
from collections import Counter

from glimt_choir.singing import SingingTime
from glimt_rules.errors import InputError, Problem
from glimt_rules.facts import Facts
from glimt_rules.hooks import both
from glimt_rules.message import Bilingual
from glimt_rules.moments import MINUTE
from glimt_rules.texts import Texts
from glimt_tui.cli.context import Context
from glimt_tui.terminal import write

_PLAN = Bilingual(nb="plandokument, TOML eller JSON", en="plan document, TOML or JSON")
_ROOM = Bilingual(nb="bare dette rommet", en="this room alone")


def add_options(parser: ArgumentParser, texts: Texts) -> None:
    """The arguments and options of the subcommand, in the language of the texts."""
    parser.add_argument("plan", metavar="PLAN", help=texts.pick(_PLAN))
    parser.add_argument("--room", metavar="ID", help=texts.pick(_ROOM))


def totals(context: Context) -> int:
    """Print the minutes of every week with singing; returns the exit code."""
    book = context.book()
    rooms = {
        room
        for rule_set in book.rule_sets
        for rule in rule_set.rules
        if isinstance(rule.kind, SingingTime)
        for room in rule.kind.rooms
    }
    if context.args.room is not None and context.args.room not in rooms:
        message = both("i dette rommet synges det ikke", "nobody sings in this room")
        raise InputError(Problem(message=message, where="--room"))  # exit code 2
    facts = Facts(context.plan(context.args.plan).plan)
    weeks: Counter[str] = Counter()
    for slot, visit in enumerate(facts.visits):
        if visit.room in rooms and context.args.room in (None, visit.room):
            year, week, _ = facts.date_of(slot).isocalendar()
            weeks[f"{year}-W{week:02}"] += (facts.end[slot] - facts.start[slot]) // MINUTE
    for name, minutes in sorted(weeks.items()):
        write(f"{name} {minutes} min\n")
    return context.exit_of(book)  # 3 where a rule set could not be loaded, else 0

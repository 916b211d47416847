"""``glimt completion``: what a shell needs to complete the command line."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from typing import Any

import shtab

from glimt_rules.rulesets.book import RuleBook
from glimt_tui.cli.context import Context
from glimt_tui.exits import Exit
from glimt_tui.parser import build_parser
from glimt_tui.terminal import write_for_programs

_DOCUMENTS = shtab.glob("*.toml", "*.json")
#: What completes an argument or an option's value, by the name it is parsed under.
_FILES = {
    "plans": _DOCUMENTS,
    "plan": _DOCUMENTS,
    "files": _DOCUMENTS,
    "config": _DOCUMENTS,
    "rules": shtab.DIRECTORY,
}


def run(context: Context) -> Exit:
    """Print the completion of a shell, with the rules and families that are there now."""
    parser = build_parser(context.texts, context.extensions())
    book = context.book()
    complete_values(parser, book)
    write_for_programs(completion_of(parser, context.args.shell) + "\n")
    return context.exit_of(book)


def completion_of(parser: argparse.ArgumentParser, shell: str) -> str:
    """The completion of a parser in a shell's own language."""
    written: str = shtab.complete(parser, shell)
    if shell == "zsh":  # which would complete nothing but the first of several files
        written = re.sub(r'(?m)^  "\(\*\)::?', '  "*:', written)
    return written


def complete_values(parser: argparse.ArgumentParser, book: RuleBook) -> None:
    """Tell every argument of a parser what completes it."""
    families = sorted(book.active)
    rules = sorted({rule.id for rule_set in book.rule_sets for rule in rule_set.rules})
    names = {"only": families, "rule": rules, "family": sorted(book.families)}
    for action in actions_of(parser):
        if action.dest in _FILES:
            action.complete = _FILES[action.dest]
        elif action.dest in names:
            action.choices = names[action.dest]


def actions_of(parser: argparse.ArgumentParser) -> Iterator[Any]:
    """The arguments and options of a parser and of its subcommands."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from actions_of(inner)

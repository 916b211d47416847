"""Headings of a rule set's file that are still switched off, above lines that are switched on.

``glimt rules new`` writes what is taken over as comments. Whoever takes away the ``#`` of a key
and forgets that of the heading above it has the key stand in the table before, where it may be
wrong, or worse: mean something. TOML cannot see that; the lines of the text can.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from glimt_rules.documents.source import Source
from glimt_rules.errors import Problem
from glimt_rules.message import say

#: A heading on a line of its own, and whether it is switched off.
_HEADING = re.compile(
    r"""\s*(?P<off>\#\s*)?
    (?P<heading>\[(?P<double>\[)?\s*(?P<name>[\w"'-]+(?:\s*\.\s*[\w"'-]+)*)\s*\](?(double)\]))
    \s*(?:\#.*)?$""",
    re.VERBOSE,
)
_KEY = re.compile(r"""\s*[\w"'-]+(?:\s*\.\s*[\w"'-]+)*\s*=""")
#: What opens or closes a text over several lines, in which neither headings nor keys stand.
_LONG_TEXT = re.compile(r'"""|' + "'''")


class Forgotten(NamedTuple):
    """A heading that is switched off, with keys below it that are not."""

    heading: str
    #: the rule that it is about
    rule: str
    line: int
    #: the first line below it that is switched on
    on: int
    #: the line of the next heading, or the first after the file's last
    next: int


def forgotten_headings(source: Source) -> list[Problem]:
    """What to say of the forgotten headings of a rule set's file, by their lines."""
    return [_problem(source, each) for each in _forgotten(source)]


def with_headings(source: Source, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems of a file, with its forgotten headings in the place of what follows from them.

    What stands below such a heading is read as part of the table before, and the rule that it is
    about lacks it: neither is worth telling as long as the heading is not there.
    """
    found = _forgotten(source)
    if not found:
        return tuple(problems)
    kept = [
        problem for problem in problems if not any(_follows_from(each, problem) for each in found)
    ]
    told = [*kept, *(_problem(source, each) for each in found)]
    return tuple(sorted(told, key=lambda problem: problem.line or 0))


def _follows_from(heading: Forgotten, problem: Problem) -> bool:
    if problem.line is not None and heading.line <= problem.line < heading.next:
        return True
    rule = f"rules.{heading.rule}"
    within = problem.where.startswith(f"{rule}.")
    return problem.where == rule or (within and not problem.where.startswith(f"{rule}.cases"))


def _problem(source: Source, heading: Forgotten) -> Problem:
    message = say(
        "the heading {heading} on line {line} is still switched off, but line {on} below it is"
        " switched on; take away the # in front of the heading",
        heading=f"`# {heading.heading}`",
        line=heading.line,
        on=heading.on,
    )
    return Problem(message=message, file=source.name, line=heading.line)


def _forgotten(source: Source) -> list[Forgotten]:
    if source.format != "toml" or "#" not in source.text:
        return []
    found: list[Forgotten] = []
    table, off, on = "", None, 0  # the table that is open, and the last heading if it is off
    line, in_text = 0, False
    for line, text in enumerate(source.text.splitlines(), 1):
        if in_text or not text.lstrip().startswith("#"):
            begun, in_text = in_text, in_text ^ (len(_LONG_TEXT.findall(text)) % 2 == 1)
            if begun:
                continue
        heading = _HEADING.match(text)
        if heading is None:
            on = on or (line if off is not None and _KEY.match(text) else 0)
            continue
        if off is not None and on:
            found.append(Forgotten(*off, on, line))
        off, on = None, 0
        if heading["off"] is None:
            table = heading["heading"]
        elif heading["heading"] != table or heading["double"]:
            rule = _rule_of(heading["name"], bool(heading["double"]))
            off = None if rule is None else (heading["heading"], rule, line)
    if off is not None and on:
        found.append(Forgotten(*off, on, line + 1))
    return found


def _rule_of(name: str, double: bool) -> str | None:
    """The rule that a heading is about: ``[rules.X]``, or ``[[rules.X.cases]]``."""
    steps = [step.strip().strip("\"'") for step in name.split(".")]
    if steps[0] != "rules" or steps[2:] != (["cases"] if double else []) or len(steps) < 2:
        return None
    return steps[1]

"""Slips of the pen in a rule set's file, told in words for somebody who is no programmer.

A TOML parser stops at the first thing that it cannot read, and says what it would have liked
there. What the writer meant can often be seen from the line itself: quotation marks of a word
processor, a bracket that is missing, a day written as in a letter. Only loaded for a broken file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from msgspec import structs

from glimt_rules.documents.faults import quoted
from glimt_rules.documents.source import Source
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, say
from glimt_rules.rulesets.headings import with_headings

_QUOTES = "“”„‟«»‘’‚‹›´`"
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
#: A header, or a key: what cannot stand within a list.
_NEXT = re.compile(r"\[+[\w.\"-]+\]+$|[A-Za-z_-]+\s*=")
_DAY = re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-](\d{4})\b")
_CLOCK = re.compile(r"(\d{4}-\d\d-\d\d)[T ]*(?:kl\.?|at)?\s*(\d{1,2})(?:[.:](\d\d))?\s*$")
_TRUTHS = {
    "true": "true", "false": "false", "ja": "true", "nei": "false", "yes": "true", "no": "false",
    "sann": "true", "usann": "false",
}  # fmt: skip


class _Line(NamedTuple):
    """A line of the file: its number, its text, and the same without comment and texts."""

    number: int
    text: str
    bare: str

    @property
    def value(self) -> str:
        """What stands after its equals sign."""
        return self.bare.partition("=")[2].strip()


def told_plainly(source: Source, error: InputError) -> InputError:
    """The same error, with what its writer probably did where that can be seen."""
    if source.format != "toml":
        return error
    told = [_plainly(source, problem) for problem in error.problems]
    return InputError(with_headings(source, told))


def _plainly(source: Source, problem: Problem) -> Problem:
    lines = source.text.splitlines()
    if problem.line is None:
        return problem
    unclosed = _unclosed_list(lines, problem.line)
    if unclosed is not None:
        return _at(problem, *unclosed)
    if problem.line > len(lines):
        return problem
    line = _line(lines, problem.line)
    for slip in _SLIPS:
        message = slip(line)
        if message is not None:
            return structs.replace(problem, message=message)
    # what is missing at the end of a line is noticed on the next one
    for number in range(problem.line - 1, 0, -1):
        before = _line(lines, number)
        if before.bare.strip():
            message = _brace(before) or _comma(before, line)
            return problem if message is None else _at(problem, number, message)
    return problem


def _unclosed_list(lines: list[str], last: int) -> tuple[int, Message] | None:
    """The line on which a list over several lines begins that is not closed, and what to say."""
    begun, ended = None, False
    for number in range(1, min(last, len(lines)) + 1):
        bare = _line(lines, number).bare.strip()
        ended = begun is not None and _NEXT.match(bare) is not None
        if ended:
            break
        if re.search(r"=\s*\[$", bare):
            begun = number
        elif bare.startswith("]"):
            begun = None
    if begun is None or not (ended or last >= len(lines)):
        return None
    return begun, say(
        "the list that begins on this line is not closed: a line with {bracket} is missing after"
        " its last entry",
        bracket="]",
    )


def _at(problem: Problem, line: int, message: Message) -> Problem:
    return structs.replace(problem, line=line, message=message)


def _line(lines: list[str], number: int) -> _Line:
    text = lines[number - 1]
    bare = _TEXT.sub('""', text).partition("#")[0].rstrip()
    return _Line(number, text, bare)


def _odd_quotes(line: _Line) -> Message | None:
    found = next((char for char in line.bare if char in _QUOTES), None)
    if found is None:
        return None
    return say(
        "found the quotation mark {found}; a text stands between straight ones: {wanted}",
        found=found,
        wanted='"…"',
    )


def _open_text(line: _Line) -> Message | None:
    """A text whose closing quotation mark is missing, or is one of another kind."""
    if '"""' in line.text or line.bare.replace('""', "").count('"') % 2 == 0:
        return None
    return say(
        "the quotation marks on this line do not come in pairs: every text has one before it and"
        " one after it"
    )


def _header(line: _Line) -> Message | None:
    bare = line.bare.strip()
    if not bare.startswith("["):
        return None
    inner = bare.strip("[]").strip()
    double = bare.startswith("[[") or bare.endswith("]]")
    wanted = f"[[{inner}]]" if double else f"[{inner}]"
    if bare == wanted:
        return None
    return say(
        "found {found}; a header has as many brackets after as before: {wanted}",
        found=quoted(bare),
        wanted=wanted,
    )


def _written_day(line: _Line) -> Message | None:
    match = _DAY.search(line.value)
    if match is None:
        return None
    day, month, year = int(match[1]), int(match[2]), match[3]
    return say(
        "found {found}; a day is written with the year first, and without quotes: {wanted}",
        found=quoted(match[0]),
        wanted=f"{year}-{month:02}-{day:02}",
    )


def _written_time(line: _Line) -> Message | None:
    match = _CLOCK.search(line.value)
    if match is None:
        return None
    return say(
        "found {found}; a time is written with T between day and hour, without quotes: {wanted}",
        found=quoted(line.value),
        wanted=f"{match[1]}T{int(match[2]):02}:{match[3] or '00'}:00",
    )


def _no_such_day(line: _Line) -> Message | None:
    match = re.match(r"\d{4}-\d{1,2}-\d{1,2}", line.value)
    if match is None:
        return None
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", match[0]):
        year, month, day = match[0].split("-")
        return say(
            "found {found}; month and day have two digits: {wanted}",
            found=quoted(match[0]),
            wanted=f"{year}-{int(month):02}-{int(day):02}",
        )
    try:
        datetime.fromisoformat(line.value)
    except ValueError:
        return say("there is no day {found}, or no such time on it", found=quoted(line.value))
    return None


def _word(line: _Line) -> Message | None:
    """A word without quotation marks, or one that means yes or no."""
    word = line.value
    if not re.fullmatch(r"[^\W\d][\w-]*", word) or word in ("true", "false", "inf", "nan"):
        return None
    truth = _TRUTHS.get(word.casefold())
    if truth is not None:
        return say("found {found}; write {wanted}, in small letters", found=word, wanted=truth)
    return say(
        "found {found}; a text stands in quotation marks, {wanted}, and a number is written"
        " with digits",
        found=word,
        wanted=f'"{word}"',
    )


def _decimal(line: _Line) -> Message | None:
    match = re.fullmatch(r"(\d+),(\d+)", line.value)
    if match is None:
        return None
    return say(
        "found {found}; decimals stand after a point: {wanted}",
        found=quoted(match[0]),
        wanted=f"{match[1]}.{match[2]}",
    )


def _colon(line: _Line) -> Message | None:
    match = re.fullmatch(r"\s*([A-Za-z_]+)\s*:\s*(\S.*)", line.bare)
    if match is None:
        return None
    return say(
        "found a colon after {key}; an equals sign is wanted: {wanted}",
        key=quoted(match[1]),
        wanted=f"{match[1]} = …",
    )


def _brace(line: _Line) -> Message | None:
    """Brackets that this line opens and does not close, where it looks as if it should."""
    opened = line.bare.count("{") - line.bare.count("}")
    if opened <= 0:
        return None
    return say("a closing curly bracket is missing on this line, at the end: {wanted}", wanted="}")


def _comma(line: _Line, after: _Line) -> Message | None:
    """The comma between two entries of a list, each on a line of its own."""
    if not (line.bare.endswith(("}", '""')) and after.bare.strip().startswith(("{", '""'))):
        return None
    return say("a comma is missing at the end of this line, before the next entry")


_SLIPS: tuple[Callable[[_Line], Message | None], ...] = (
    _odd_quotes,
    _open_text,
    _header,
    _written_day,
    _written_time,
    _no_such_day,
    _word,
    _decimal,
    _colon,
    _brace,
)

"""How much a rule set's file may hold, counted before any parser gets to see it.

A text of a few kilobytes can keep a parser busy for minutes, and a list of a hundred thousand
wrong things takes long to be told. What a rule set needs is far below these bounds.
"""

from __future__ import annotations

import re

from glimt_rules.documents.source import Source
from glimt_rules.documents.toml_text import COMMENT, STRING
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, say

#: How many lists and tables may be inside each other.
DEEPEST = 20
#: How many parts a dotted key may have.
MOST_PARTS = 12
#: How many keys and items there may be: no file that comes with Glimt has 3,500.
MOST_VALUES = 20_000
#: How many digits a number may have.
MOST_DIGITS = 100

_TOKEN = re.compile(rf"{STRING}|{COMMENT}|[][{{}}.=,\n]|[0-9a-fA-F_]{{{MOST_DIGITS + 1},}}+")


def check_bounds(source: Source) -> None:
    """Raise InputError, with the line, where a text holds more than a rule set does."""
    depth = dots = values = 0
    text = source.text
    message: Message | None = None
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token == ".":
            dots += 1
            if dots >= MOST_PARTS:
                message = say("A key has at most {most} parts with dots between", most=MOST_PARTS)
        elif token in ("[", "{"):
            depth, dots, values = depth + 1, 0, values + 1
            if depth > DEEPEST:
                message = say("There are too many levels inside each other; a few are enough")
        elif token in ("]", "}"):
            depth, dots = depth - 1, 0
        elif token in ("=", ","):
            dots, values = 0, values + 1
        elif token == "\n":
            dots = 0
        elif token[0] not in "\"'#" and token.strip("0123456789_") == "":
            message = say(
                "The number {found} has {size} digits; that is too many",
                found=token[:12] + "…",
                size=len(token),
            )
        if values > MOST_VALUES:
            message = say(
                "This file holds more than {most} keys and values; that is too much for rules",
                most=MOST_VALUES,
            )
        if message is not None:
            line = text.count("\n", 0, match.start()) + 1
            raise InputError(Problem(message=message, file=source.name, line=line))

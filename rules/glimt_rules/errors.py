"""Everything that can go wrong, as one tree.

::

    GlimtError
    └── InputError      what was given is wrong: every problem is told (exit 2)

What fails of the rules is no error but part of the answer, which then is not complete
(exit 3): the rule book's problems, and the judgement's failures.

Errors carry ``Problem`` values rather than sentences, so that the caller can sort them,
point at their lines and write them in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from glimt_rules.message import Message


class Problem(Struct, frozen=True, kw_only=True):
    """One thing that is wrong, and where.

    ``where`` is a key path (``visits[3].start``) or the name of a rule set; ``line`` is
    counted from 1. Both are empty where there is no such place.
    """

    message: Message
    where: str = ""
    file: str | None = None
    line: int | None = None


class GlimtError(Exception):
    """Base of all errors that the program explains instead of crashing."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (
            (problems,) if isinstance(problems, Problem) else tuple(problems)
        )
        super().__init__("; ".join(f"{p.where}: {p.message.text}" for p in self.problems))


class InputError(GlimtError):
    """A document, an option or the configuration is wrong; nothing was judged."""

"""Turning a parsed document into typed values, strictly, and telling all that is wrong.

A good document is converted in one call. Only when that refuses does a slower walk over
the same types list every problem, and keep what could be read, so that checks on what
refers to what can still run and be told together with the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

from glimt_rules.documents.faults import Fault, Path, as_problems, quoted
from glimt_rules.documents.source import Source
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, say

T = TypeVar("T")

#: Reads a value as a class that documents do not have: ``hook(Moment, "2021-01-31T13:00")``.
Hook = Callable[[type, Any], Any]


class Refused(ValueError):  # noqa: N818  # a verdict on a value, not a failure
    """Raised by a hook, or by a value's own checks: why this cannot be read."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message.text)


class Conversion(msgspec.Struct, Generic[T], frozen=True):
    """What became of a document.

    With faults, ``value`` is what could be saved: structs in which a bad or missing field
    is None, whatever its type says, or None where there is nothing. ``bad`` names the
    places that are None for such a reason rather than because the document left them out.
    """

    value: T | None
    faults: tuple[Fault, ...] = ()
    bad: frozenset[Path] = frozenset()
    source: Source | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The faults with file and line, in the order of the lines."""
        if not self.faults:
            return ()
        from glimt_rules.documents.where import Lines

        return as_problems(self.faults, Lines(self.source) if self.source else None)

    def whole(self) -> T:
        """The value; raises InputError with all problems where there is one."""
        if self.faults or self.value is None:
            raise InputError(self.problems)
        return self.value


def convert(
    raw: object,
    type_: type[T],
    *,
    hook: Hook | None = None,
    source: Source | None = None,
    base_path: Path = (),
) -> Conversion[T]:
    """Read plain values as a type; never raises for what the document says.

    ``hook`` reads classes of our own and raises ``Refused``; ``base_path`` is where in the
    document ``raw`` stands.
    """
    try:
        return Conversion(msgspec.convert(raw, type_, strict=True, dec_hook=hook))
    except (msgspec.MsgspecError, ValueError, OverflowError) as error:
        from glimt_rules.documents.walk import Walker

        walker = Walker(hook)
        value = walker.walk(msgspec.inspect.type_info(type_), raw, base_path)
        faults = tuple(walker.faults) or (_unexplained(error, base_path),)
        return Conversion(value, faults, frozenset(walker.bad), source)


def _unexplained(error: Exception, path: Path) -> Fault:
    """What stays to be said where the conversion refuses and the walk finds nothing."""
    return Fault(path, say("This cannot be read: {reason}", reason=quoted(str(error))))

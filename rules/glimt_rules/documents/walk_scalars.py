"""What a single value may be, and how it is told that it is something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import inspect as types

from glimt_rules.documents.convert import Refused
from glimt_rules.documents.faults import Path, quoted
from glimt_rules.documents.similar import closest
from glimt_rules.message import say

if TYPE_CHECKING:
    from glimt_rules.documents.walk import Walker

Step = Callable[["Walker", Any, Any, Path], Any]


def _any(walker: Walker, info: types.AnyType, raw: Any, path: Path) -> Any:
    return raw


def _none(walker: Walker, info: types.NoneType, raw: Any, path: Path) -> None:
    if raw is not None:
        walker.expected(path, raw, say("Found {found}; null is wanted", found=quoted(raw)))


def _bool(walker: Walker, info: types.BoolType, raw: Any, path: Path) -> bool | None:
    if isinstance(raw, bool):
        return raw
    message = say("Found {found}; true or false is wanted, without quotes", found=quoted(raw))
    walker.expected(path, raw, message)
    return None


def _int(walker: Walker, info: types.IntType, raw: Any, path: Path) -> int | None:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw if _within(walker, info, raw, path) else None
    message = say("Found {found}; a whole number is wanted, without quotes", found=quoted(raw))
    walker.expected(path, raw, message)
    return None


def _float(walker: Walker, info: types.FloatType, raw: Any, path: Path) -> float | None:
    try:
        value = msgspec.convert(raw, float, strict=True)
    except (msgspec.MsgspecError, ValueError, OverflowError):
        message = say("Found {found}; a number is wanted, without quotes", found=quoted(raw))
        walker.expected(path, raw, message)
        return None
    return value if _within(walker, info, value, path) else None


def _within(
    walker: Walker, info: types.IntType | types.FloatType, value: float, path: Path
) -> bool:
    """Whether a number keeps the bounds of its type; nan keeps none."""
    found = quoted(value)
    before = len(walker.faults)
    if info.ge is not None and not value >= info.ge:
        walker.wrong(
            path, say("Found {found}; at least {least} is wanted", found=found, least=info.ge)
        )
    if info.gt is not None and not value > info.gt:
        walker.wrong(
            path, say("Found {found}; more than {least} is wanted", found=found, least=info.gt)
        )
    if info.le is not None and not value <= info.le:
        walker.wrong(
            path, say("Found {found}; at most {most} is allowed", found=found, most=info.le)
        )
    if info.lt is not None and not value < info.lt:
        walker.wrong(
            path, say("Found {found}; less than {most} is wanted", found=found, most=info.lt)
        )
    if info.multiple_of is not None and value % info.multiple_of:
        message = say(
            "Found {found}; a multiple of {unit} is wanted", found=found, unit=info.multiple_of
        )
        walker.wrong(path, message)
    return len(walker.faults) == before


def _str(walker: Walker, info: types.StrType, raw: Any, path: Path) -> str | None:
    if not isinstance(raw, str):
        message = say("Found {found}; text in quotes is wanted", found=quoted(raw))
        walker.expected(path, raw, message)
        return None
    size = len(raw)
    if info.max_length is not None and size > info.max_length:
        message = say(
            "This text is {size} characters long; {most} are allowed",
            size=size,
            most=info.max_length,
        )
    elif info.min_length is not None and size < info.min_length:
        message = say(
            "This text is {size} characters long; at least {least} are wanted",
            size=size,
            least=info.min_length,
        )
    elif info.pattern is not None and not re.search(info.pattern, raw):
        message = say(
            "Found {found}; text of the form {pattern} is wanted",
            found=quoted(raw),
            pattern=quoted(info.pattern),
        )
    else:
        return raw
    walker.wrong(path, message)
    return None


def _date(walker: Walker, info: types.DateType, raw: Any, path: Path) -> date | None:
    try:
        return msgspec.convert(raw, date, strict=True)
    except (msgspec.MsgspecError, ValueError):
        pass
    found = quoted(raw)
    if isinstance(raw, datetime):
        message = say(
            "Found the time {found}; a date alone is wanted, such as 2021-01-31", found=found
        )
    else:
        message = say(
            "Found {found}; a date that exists is wanted, such as 2021-01-31", found=found
        )
    walker.expected(path, raw, message)
    return None


def _literal(walker: Walker, info: types.LiteralType, raw: Any, path: Path) -> Any:
    for value in info.values:
        if not isinstance(raw, bool) and isinstance(raw, type(value)) and raw == value:
            return value
    allowed = tuple(str(value) for value in info.values)
    meant = closest(raw, allowed)
    if meant is not None and meant != raw:
        message = say(
            "Found {found}; did you mean {meant}? Allowed: {allowed}",
            found=quoted(raw),
            meant=quoted(meant),
            allowed=allowed,
        )
    else:
        message = say("Found {found}; allowed: {allowed}", found=quoted(raw), allowed=allowed)
    walker.expected(path, raw, message)
    return None


def _custom(walker: Walker, info: types.CustomType, raw: Any, path: Path) -> Any:
    if walker.hook is None:
        value = raw
    else:
        try:
            value = walker.hook(info.cls, raw)
        except Refused as refusal:
            walker.expected(path, raw, refusal.message)
            return None
        except (ValueError, TypeError) as error:
            walker.expected(
                path, raw, say("This cannot be read: {reason}", reason=quoted(str(error)))
            )
            return None
    if isinstance(value, info.cls):
        return value
    walker.expected(path, raw, say("Found {found}, which is not allowed", found=quoted(raw)))
    return None


#: How each type that stands for a single value is walked.
SCALARS: Mapping[type, Step] = {
    types.AnyType: _any,
    types.NoneType: _none,
    types.BoolType: _bool,
    types.IntType: _int,
    types.FloatType: _float,
    types.StrType: _str,
    types.DateType: _date,
    types.LiteralType: _literal,
    types.CustomType: _custom,
}

"""Writing plan documents: what ``glimt_rules.plan.read`` reads back as exactly the same plan.

Keys that have their default value are left out, so that a document says what was decided and
nothing else. Times are written as the plan's own clock shows them; where that clock shows a
time twice, the offset from UTC stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import tomli_w
from msgspec import NODEFAULT, Struct, structs

from glimt_rules.moments import Moment, to_moment
from glimt_rules.plan.model import Plan, Visit

#: Lists that would make longer lines of TOML are written with an item on each line.
_LONGEST_LINE = 100
_MINUTE = timedelta(minutes=1)
#: The offsets farthest from UTC that a document can hold.
_FARTHEST = timedelta(hours=23, minutes=59)


def plan_values(plan: Plan) -> dict[str, Any]:
    """The plan as plain values under the document's keys, in the order of the model.

    Times are datetimes, without an offset wherever the plan's clock tells them alone.
    """
    return _table_of(plan, ZoneInfo(plan.timezone))


def visit_values(visit: Visit, zone: ZoneInfo) -> dict[str, Any]:
    """A visit as JSON has it, without the keys that have their default value."""
    values = _table_of(visit, zone)
    return {key: time_text(v) if isinstance(v, datetime) else v for key, v in values.items()}


def as_json(plan: Plan) -> str:
    """The plan as a JSON document."""
    return json.dumps(plan_values(plan), ensure_ascii=False, indent=1, default=_text_of) + "\n"


def as_toml(plan: Plan) -> str:
    """The plan as a TOML document: a table for each visit, each person, and so on."""
    values = plan_values(plan)
    own = {key: value for key, value in values.items() if not _holds_tables(value)}
    parts = [_statements(own)]
    for key, value in values.items():
        if isinstance(value, dict):
            parts += _table(key, value)
        elif key not in own:
            parts += [part for entry in value for part in _table(key, entry, one_of_several=True)]
    return "\n".join(parts)


def local_time(moment: Moment, zone: ZoneInfo) -> datetime:
    """What a document writes for a moment, so that it is read as just that moment.

    It is the zone's local time, without an offset where it comes only once. Raises ValueError
    for a moment so far away that no document can hold it.
    """
    for written in _ways_to_write(moment, zone):
        try:
            read, twice = to_moment(written, zone)
        except (LookupError, OverflowError):
            continue
        if read == moment and not twice:
            return written
    raise ValueError(moment)


def time_text(written: datetime) -> str:
    """A time as JSON has it: with seconds, or parts of them, only where there are some."""
    whole = written.second == 0 and written.microsecond == 0
    return written.isoformat(timespec="minutes" if whole else "auto")


def _ways_to_write(moment: Moment, zone: ZoneInfo) -> Iterator[datetime]:
    """The best first; the rest is for clocks that are put back, and for odd old offsets.

    The last two are for the first and last hours of the years that are allowed: which year a
    time is in depends on the offset that it was written with.
    """
    local = _shifted(moment, moment.astimezone(zone).utcoffset() or timedelta())
    yield local.replace(tzinfo=None)
    if not (local.utcoffset() or timedelta()) % _MINUTE:  # no document holds more than minutes
        yield local
    for offset in (timedelta(), _FARTHEST, -_FARTHEST):
        yield _shifted(moment, offset)


def _shifted(moment: Moment, offset: timedelta) -> datetime:
    """The moment as a clock with this offset shows it; no ``Moment``, for those are in UTC."""
    shown = moment.replace(tzinfo=UTC).astimezone(timezone(offset))
    return datetime.combine(shown.date(), shown.timetz())


# Plain values ------------------------------------------------------------------------------


def _table_of(value: Struct, zone: ZoneInfo) -> dict[str, Any]:
    """A part of the plan without the keys that have their default value.

    A day of the opening hours that is closed has its default, and so is left out of the table:
    there that means closed. The table itself is only left out where every day is as usual.
    """
    table: dict[str, Any] = {}
    for name, key, default in _fields(type(value)):
        inner = getattr(value, name)
        if default is NODEFAULT or inner != default:
            table[key] = _plain(inner, zone)
    return table


def _plain(value: object, zone: ZoneInfo) -> Any:
    if isinstance(value, Moment):
        return local_time(value, zone)
    if isinstance(value, Struct):
        return _table_of(value, zone)
    if isinstance(value, tuple):
        return [_plain(item, zone) for item in value]
    return dict(value) if isinstance(value, dict) else value


@lru_cache
def _fields(type_: type[Struct]) -> tuple[tuple[str, str, object], ...]:
    """The fields of a part: what it is called in the model, its key, and its default."""
    return tuple(
        (
            field.name,
            field.encode_name,
            field.default if field.default_factory is NODEFAULT else field.default_factory(),
        )
        for field in structs.fields(type_)
    )


def _text_of(value: object) -> str:
    """What JSON has no form for."""
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


# TOML --------------------------------------------------------------------------------------


def _holds_tables(value: object) -> bool:
    """Whether it is a table, or a list of tables."""
    return isinstance(value, dict) or (isinstance(value, list) and isinstance(value[0], dict))


def _table(name: str, table: Mapping[str, Any], *, one_of_several: bool = False) -> Iterator[str]:
    """A table under its header, and then the tables within it."""
    inner = {key: value for key, value in table.items() if isinstance(value, dict)}
    own = {key: value for key, value in table.items() if key not in inner}
    if own or one_of_several or not inner:
        header = f"[[{name}]]" if one_of_several else f"[{name}]"
        yield f"{header}\n{_statements(own)}"
    for key, value in inner.items():
        yield from _table(f"{name}.{key}", value)


def _statements(table: Mapping[str, Any]) -> str:
    return "".join(_statement(key, value) for key, value in table.items())


def _statement(key: str, value: object) -> str:
    """A key and its value; lists on one line where that is not too long."""
    if isinstance(value, datetime):
        return f"{key} = {value.isoformat()}\n"  # the library would leave out the T
    text = tomli_w.dumps({key: value})
    if not isinstance(value, list):
        return text
    # Line breaks within texts are escaped, so these stand between the items.
    opening, *items, closing = (line.strip(" ") for line in text.removesuffix("\n").split("\n"))
    line = f"{opening}{' '.join(items).removesuffix(',')}{closing}\n"
    return line if len(line) <= _LONGEST_LINE + 1 else text

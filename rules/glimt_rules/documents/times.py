"""Reading times and zones in documents; a hook for ``convert``."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from glimt_rules.documents.convert import Refused
from glimt_rules.documents.faults import quoted
from glimt_rules.message import Message, say
from glimt_rules.moments import (
    FIRST_YEAR,
    LAST_YEAR,
    LocalTime,
    Moment,
    parse_time,
    to_local_time,
    to_moment,
)

_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*", re.ASCII)
#: In the folders of zones, but no names of zones: copies with leap seconds, and links.
_NO_ZONES = frozenset({"posix", "right", "posixrules", "localtime", "Factory"})


def zone_named(name: object) -> ZoneInfo | None:
    """The zone with this IANA name, or None: never a path to some file."""
    if not isinstance(name, str) or not _ZONE.fullmatch(name):
        return None
    if name.split("/", 1)[0] in _NO_ZONES:
        return None
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):  # none, a file that is no zone, a folder
        return None


def no_zone(name: object) -> Message:
    """What to say of a name that is no zone's."""
    from zoneinfo import available_timezones

    from glimt_rules.documents.similar import closest

    meant = closest(name, sorted(available_timezones()))
    if meant is not None:
        return say(
            "There is no time zone {found}; did you mean {meant}?",
            found=quoted(name),
            meant=quoted(meant),
        )
    return say(
        "There is no time zone {found}; an IANA name is wanted, such as Europe/Oslo",
        found=quoted(name),
    )


class Times:
    """Reads ``Moment`` and ``LocalTime``; times without an offset are the zone's.

    ``twice`` collects what was found written for times that the clock shows twice.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.twice: set[object] = set()
        self._moments: dict[object, Moment] = {}

    def __call__(self, type_: type, value: Any) -> Any:
        """The value as that class; raises Refused with what is wrong about it."""
        if type_ is Moment:
            # A datetime equals every other of the same moment, so this finds the right one.
            known = self._moments.get(value) if isinstance(value, str | datetime) else None
            return known if known is not None else self._moment(value)
        if type_ is LocalTime:
            return self._local(value)
        raise TypeError(f"no reading of {type_.__name__}")

    def _moment(self, value: object) -> Moment:
        try:
            moment, twice = to_moment(_written(value), self.zone)
        except LookupError:
            message = say(
                "There is no {found} in {zone}: the clock was put forward over it",
                found=quoted(value),
                zone=self.zone.key,
            )
            raise Refused(message) from None
        except OverflowError:
            raise _far(value) from None
        if twice:
            self.twice.add(value)
        self._moments[value] = moment
        return moment

    def _local(self, value: object) -> LocalTime:
        if type(value) is date:
            value = datetime(value.year, value.month, value.day)  # noqa: DTZ001 local
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            value = f"{value}T00:00"
        try:
            local = to_local_time(_written(value))
        except Refused:
            raise
        except ValueError:
            message = say("Found {found}; a time without an offset is wanted", found=quoted(value))
            raise Refused(message) from None
        if not FIRST_YEAR <= local.year <= LAST_YEAR:
            raise _far(value)
        return local


def _written(value: object) -> datetime:
    """The time that a document's value stands for."""
    if isinstance(value, datetime):
        return value
    found = quoted(value)
    if isinstance(value, str):
        try:
            return parse_time(value)
        except ValueError:
            message = say(
                "Found {found}; a time that exists is wanted, written as 2021-01-31T13:00",
                found=found,
            )
    elif isinstance(value, date):
        message = say(
            "Found the date {found}; a date with a time is wanted, such as 2021-01-31T13:00",
            found=found,
        )
    elif isinstance(value, time):
        message = say(
            "Found {found} without a date; a date with a time is wanted, such as 2021-01-31T13:00",
            found=found,
        )
    else:
        message = say(
            "Found {found}; a date with a time is wanted, such as 2021-01-31T13:00", found=found
        )
    raise Refused(message)


def _far(value: object) -> Refused:
    return Refused(
        say(
            "Found {found}; only the years {first} to {last} are allowed",
            found=quoted(value),
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    )

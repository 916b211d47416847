"""What backups are called, and of which day one is by its name."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from glimt_rules.moments import Moment

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
#: What the program itself has put among the kept backups.
_KEPT = re.compile(
    r"(glimt|before-restore|before-migration|damaged)-(\d{4}-\d\d-\d\d)(T\d{4})?(-\d+)?\.db",
    re.ASCII,
)


def names_from(stem: str) -> Iterator[str]:
    """The names that a backup may have, the best first."""
    yield f"{stem}.db"
    for n in count(2):
        yield f"{stem}-{n}.db"


def minute(now: Moment, zone: ZoneInfo) -> str:
    """The local minute of a moment, as it stands in the name of a backup."""
    local: datetime = now.astimezone(zone)
    return local.strftime("%Y-%m-%dT%H%M")


def day_of(name: str) -> date | None:
    """The day of a backup that the program keeps by itself; None for any other file."""
    return day_in(name, date.max) if _KEPT.fullmatch(name) else None


def day_in(name: str, otherwise: date) -> date:
    """The day in the name of a file; ``otherwise`` where there is none."""
    found = _DAY.search(name)
    with contextlib.suppress(ValueError):
        if found:
            return date.fromisoformat(found[0])
    return otherwise

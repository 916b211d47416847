"""Days of birth as they are written in tables."""

from __future__ import annotations

import re
from datetime import date

_NORWEGIAN = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)


def read_born(text: str) -> date | None:
    """A day of birth as it is written: 24.12.1980, 24/12/1980 or 1980-12-24; None for no day."""
    if match := _ISO.fullmatch(text.strip()):
        year, month, day = (int(part) for part in match.groups())
    elif match := _NORWEGIAN.fullmatch(text.strip()):
        day, month, year = (int(part) for part in match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None

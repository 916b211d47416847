"""Norwegian public holidays, by their names in both languages.

The library that knows them takes a tenth of a second to import, so it is imported where somebody
looks at days that are still to come, and nowhere else. What is shown of a holiday forbids nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from glimt_rules.message import Bilingual

#: The holidays of the years that somebody has asked for.
_READ: dict[int, Mapping[date, Bilingual]] = {}


def holiday_on(day: date) -> Bilingual | None:
    """The public holiday that a day is; None where it is none."""
    return holidays_in(day.year).get(day)


def known_holiday(day: date) -> Bilingual | None:
    """The same without waiting: None also where nobody has asked for that year yet."""
    return _READ.get(day.year, {}).get(day)


def unknown_years(days: Iterable[date]) -> set[int]:
    """The years of some days that nobody has asked for yet."""
    return {day.year for day in days} - _READ.keys()


def holidays_in(year: int) -> Mapping[date, Bilingual]:
    """The public holidays of a year; Sundays are none by themselves.

    Two that fall on the same day stand there by both names.
    """
    if year not in _READ:
        from holidays import country_holidays

        norwegian = country_holidays("NO", years=year, language="no")
        english = country_holidays("NO", years=year, language="en_US")
        _READ[year] = {
            day: Bilingual(nb=name, en=english[day]) for day, name in sorted(norwegian.items())
        }
    return _READ[year]

"""Days as options take them: as computers write them, and as staff do."""

from __future__ import annotations

import argparse
from datetime import date

import pytest

from glimt_rules.errors import InputError
from glimt_tui.cli.days import Days, days_of, read_day
from glimt_tui.language import texts_in


@pytest.mark.parametrize(
    "text",
    ["2021-01-06", "6.1.2021", "06.01.2021", "6.01.2021", "6. 1.2021", "6. 1. 2021", "6.1.21"],
)
def test_a_day_is_taken_as_it_is_written_here(text: str) -> None:
    assert read_day(text) == date(2021, 1, 6)


@pytest.mark.parametrize(
    "text",
    ["", "6.1.", "6.1", "2021-1-6", "6/1/2021", "6-1-2021", "1.6.202", "31.2.2021", "6.13.2021",
     "2021-02-30", "2021-W01-3", "20210106", "2021-01-06T00:00", " 6.1.2021", "6.1.2021 ",
     "６.1.2021", "6.1.1800", "6.1.9999", "0021-01-06", "6.1.0021", "today"],
)  # fmt: skip
def test_nothing_else_is_taken_for_a_day(text: str) -> None:
    assert read_day(text) is None


def test_the_screens_field_for_a_day_reads_the_same() -> None:
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from glimt_tui.screen.trace_panel import read_day as on_the_screen

    now = datetime(2021, 1, 12, tzinfo=UTC)
    for text in ("2021-01-06", "6.1.2021", "06.01.2021", "6. 1.2021", "6.1.21"):
        assert on_the_screen(text, now, ZoneInfo("Europe/Oslo")) == read_day(text)


def test_every_option_with_a_day_takes_both_and_all_that_are_none_are_told() -> None:
    args = argparse.Namespace(
        known_at="3.1.2021", date_from="04.01.2021", date_to="2021-01-10", today="5.1.2021",
        day="6.1.2021", until="7.1.2021",
    )  # fmt: skip
    assert days_of(args) == Days(
        known_at=date(2021, 1, 3), date_from=date(2021, 1, 4), date_to=date(2021, 1, 10),
        today=date(2021, 1, 5), day=date(2021, 1, 6), until=date(2021, 1, 7),
    )  # fmt: skip
    with pytest.raises(InputError) as refused:
        days_of(argparse.Namespace(known_at="3.13.2021", date_to="x", day="6.1.2021"))
    assert [problem.where for problem in refused.value.problems] == ["--known-at", "--to"]
    assert texts_in("en")(refused.value.problems[1].message) == (
        '"x" is no day; write it as 2021-01-31 or 31.1.2021'
    )

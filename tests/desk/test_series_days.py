"""The days of a series, the times of the clock on the wall, and public holidays beside them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from desk.series_house import band
from glimt_rules.message import Bilingual, Message
from glimt_rules.moments import Moment
from glimt_tui.desk.holidays import holiday_on, holidays_in
from glimt_tui.desk.series.days import (
    booking_at,
    bookings_of,
    days_of,
    like,
    made_for,
    times_on,
    visit_id,
    why_not_like,
)
from glimt_tui.store.daybook import Series
from screen.screens import at, visit

OSLO = ZoneInfo("Europe/Oslo")


def series(**details: object) -> Series:
    given_: dict[str, object] = {
        "id": "s", "first": date(2021, 3, 21), "last": date(2021, 4, 4),
        "starts": time(13), "minutes": 60, "people": ("ane",), **details,
    }  # fmt: skip
    return Series(**given_)  # type: ignore[arg-type]


def wall(moment: Moment) -> str:
    return moment.astimezone(OSLO).strftime("%d.%m. %H:%M")


# Days ----------------------------------------------------------------------------------------


@given(
    first=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    length=st.integers(0, 400),
    weeks=st.integers(1, 8),
    skipped=st.sets(st.integers(0, 400)),
)
def test_days_are_on_the_weekday_weeks_apart_within_the_ends_without_the_skipped(
    first: date, length: int, weeks: int, skipped: set[int]
) -> None:
    last = first + timedelta(days=length)
    out = tuple(first + timedelta(days=day) for day in skipped)
    days = days_of(series(first=first, last=last, weeks=weeks, skipped=out))
    wanted = {first + timedelta(days=n) for n in range(0, length + 1, 7 * weeks)}
    assert days == sorted(wanted - set(out))
    assert {day.weekday() for day in days} <= {first.weekday()}


def test_a_booking_is_called_after_the_day_that_it_was_made_for() -> None:
    assert visit_id("s-a.b", date(2021, 1, 6)) == "s-a.b.2021-01-06"
    assert made_for("s-a.b.2021-01-06") == ("s-a.b", date(2021, 1, 6))
    for other in (
        "band",
        ".2021-01-06",
        "s.2021-1-6",
        "s.2021-02-30",
        "s.2021-W01-1",
        "s.20210106",
    ):
        assert made_for(other) is None
    visits = [visit(id_, "10:00", "11:00", "ane") for id_ in ("s.2021-01-13", "s.2021-01-06", "x")]
    assert list(bookings_of(series(), visits)) == [date(2021, 1, 6), date(2021, 1, 13)]


# Clocks --------------------------------------------------------------------------------------


def test_a_series_keeps_the_time_on_the_wall_over_the_clock_change() -> None:
    spans = [times_on(series(), day, OSLO) for day in days_of(series())]
    assert [wall(start) for start, _ in spans] == [
        "21.03. 13:00", "28.03. 13:00", "04.04. 13:00",
    ]  # fmt: skip
    assert [start.hour for start, _ in spans] == [12, 11, 11]  # in UTC


def test_a_time_that_the_clock_change_leaves_out_is_told_and_not_invented() -> None:
    night = series(starts=time(2, 30))
    spans = [times_on(night, day, OSLO) for day in days_of(night)]
    assert isinstance(spans[1], Message)
    assert spans[1].values["time"] == time(2, 30)
    assert isinstance(spans[0], tuple)
    assert isinstance(times_on(series(starts=time(1, 30)), date(2021, 3, 28), OSLO), Message)


def test_a_time_that_comes_twice_is_the_first() -> None:
    start, _ = times_on(series(starts=time(2, 30)), date(2021, 10, 31), OSLO)
    assert start == datetime(2021, 10, 31, 0, 30, tzinfo=UTC)


def test_a_night_ends_when_the_clock_says_however_long_it_is() -> None:
    night = series(starts=time(22), minutes=600)
    for day, hours in ((date(2021, 3, 20), 10), (date(2021, 3, 27), 9), (date(2021, 10, 30), 11)):
        start, end = times_on(night, day, OSLO)
        assert wall(end).endswith("08:00")
        assert end - start == timedelta(hours=hours)


# Bookings ------------------------------------------------------------------------------------


def like_band(**details: object) -> Series:
    day = date(2021, 1, 13)
    return like(band(**details), OSLO, id_="s", weeks=1, first=day, last=day, booked_at=at("09:00"))


def test_a_series_makes_bookings_like_the_one_that_it_began_with() -> None:
    there = band(equipment=("gitar",), handwashed=True, assessed_at=at("08:00"), absent=("bo",))
    made = booking_at(
        like_band(equipment=("gitar",)), date(2021, 1, 20), (at("13:00", 20), at("14:00", 20))
    )
    assert made == structs.replace(
        there, id="s.2021-01-20", start=at("13:00", 20), end=at("14:00", 20),
        handwashed=None, assessed_at=None, absent=(), booked_at=at("09:00"),
    )  # fmt: skip


def test_what_was_recorded_at_a_visit_that_has_happened_says_nothing_of_the_next() -> None:
    assert (like_band().masks, like_band().distance_m) == (True, 2.0)
    done = like_band(status="done")
    assert (done.masks, done.distance_m) == (None, None)


@pytest.mark.parametrize(
    ("seconds", "fine"), [(3600, True), (86400, True), (90, False), (30, False)]
)
def test_only_bookings_of_whole_minutes_can_be_repeated(seconds: int, fine: bool) -> None:
    end = band().start + timedelta(seconds=seconds)
    there = structs.replace(band(), end=Moment.combine(end.date(), end.time(), UTC))
    assert (why_not_like(there, OSLO) is None) is fine


# Holidays ------------------------------------------------------------------------------------

#: How many days after Easter Sunday the moving holidays are, and what they are called.
MOVING = {
    -3: ("Skjærtorsdag", "Maundy Thursday"),
    -2: ("Langfredag", "Good Friday"),
    0: ("Første påskedag", "Easter Sunday"),
    1: ("Andre påskedag", "Easter Monday"),
    39: ("Kristi himmelfartsdag", "Ascension Day"),
    49: ("Første pinsedag", "Pentecost"),
    50: ("Andre pinsedag", "Pentecost Monday"),
}
FIXED = {(1, 1), (5, 1), (5, 17), (12, 25), (12, 26)}


@pytest.mark.parametrize("year", range(1990, 2060))
def test_the_moving_holidays_are_where_easter_puts_them(year: int) -> None:
    sunday = easter(year)
    moving = {sunday + timedelta(days=after) for after in MOVING}
    fixed = {date(year, month, day) for month, day in FIXED}
    assert set(holidays_in(year)) == moving | fixed
    for after, names in MOVING.items():
        told = holiday_on(sunday + timedelta(days=after))
        assert told is not None
        for own, name in zip((told.nb, told.en), names, strict=True):
            assert name in own  # 17 May and Ascension Day may be one day


def test_a_holiday_is_named_in_both_languages_and_other_days_are_none() -> None:
    assert holiday_on(date(2021, 5, 17)) == Bilingual(nb="Grunnlovsdag", en="Constitution Day")
    assert holiday_on(date(2021, 1, 10)) is None  # a Sunday like any other


def test_neither_library_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys, glimt_tui.desk.series.asking, glimt_tui.desk.series.writing\n"
        "print(sorted({'dateutil', 'holidays'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

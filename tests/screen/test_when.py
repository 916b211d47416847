"""Times as people type them. It is Tuesday 12 January 2021, 10:00 in Oslo."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glimt_rules.message import Message
from glimt_rules.moments import Moment, to_moment
from glimt_rules.texts import Language, Texts
from glimt_tui.screen.when import When, read_when
from glimt_tui.screen.when_written import write_when

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2021, 1, 12, 10, tzinfo=OSLO)


def moment(text: str) -> Moment:
    return to_moment(datetime.fromisoformat(text), OSLO)[0]


PREVIOUS = (moment("2021-01-20T13:00"), moment("2021-01-20T15:30"))


def shown(when: When | Message, zone: ZoneInfo = OSLO) -> str:
    """Start and end on the wall clock; of a message, its text."""
    if isinstance(when, Message):
        return when.text
    start, end = when.start.astimezone(zone), when.end.astimezone(zone)
    same = start.date() == end.date()
    return f"{start:%a %Y-%m-%d %H:%M} - {end:{'%H:%M' if same else '%Y-%m-%d %H:%M'}}"


def read(text: str, now: datetime = NOW, **more: object) -> str:
    return shown(read_when(text, now=now, zone=OSLO, **more))  # type: ignore[arg-type]


THURSDAY = "Thu 2021-01-14"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        # weekdays
        ("to 14-15:30", f"{THURSDAY} 14:00 - 15:30"),
        ("TO  14 - 15:30 ", f"{THURSDAY} 14:00 - 15:30"),
        ("torsdag 14–16", f"{THURSDAY} 14:00 - 16:00"),
        ("tor. 14-16", f"{THURSDAY} 14:00 - 16:00"),
        ("torsdag, kl. 14 til kl. 16", f"{THURSDAY} 14:00 - 16:00"),
        ("på torsdag fra 14 til 16", f"{THURSDAY} 14:00 - 16:00"),
        ("kl 10 på torsdag", f"{THURSDAY} 10:00 - 11:00"),
        ("thu 2pm", f"{THURSDAY} 14:00 - 15:00"),
        ("on Thursday at 2 p.m.", f"{THURSDAY} 14:00 - 15:00"),
        ("10-11 thursday", f"{THURSDAY} 10:00 - 11:00"),
        ("on 13", "Wed 2021-01-13 13:00 - 14:00"),
        ("lørdag 12", "Sat 2021-01-16 12:00 - 13:00"),
        ("loerdag 12", "Sat 2021-01-16 12:00 - 13:00"),
        ("lordag 12", "Sat 2021-01-16 12:00 - 13:00"),
        ("sø 12", "Sun 2021-01-17 12:00 - 13:00"),
        ("måndag 12", "Mon 2021-01-18 12:00 - 13:00"),
        ("mandag 10", "Mon 2021-01-18 10:00 - 11:00"),
        ("neste mandag 10", "Mon 2021-01-18 10:00 - 11:00"),
        ("next monday 10", "Mon 2021-01-18 10:00 - 11:00"),
        ("neste torsdag 10", "Thu 2021-01-21 10:00 - 11:00"),
        ("førstkommende torsdag 10", f"{THURSDAY} 10:00 - 11:00"),
        ("torsdag neste uke 10", "Thu 2021-01-21 10:00 - 11:00"),
        ("neste uke torsdag 10", "Thu 2021-01-21 10:00 - 11:00"),
        ("denne uken mandag 10", "Mon 2021-01-11 10:00 - 11:00"),
        ("fredag om en uke 10", "Fri 2021-01-22 10:00 - 11:00"),
        ("fredag om to uker 10", "Fri 2021-01-29 10:00 - 11:00"),
        ("friday in a week 10", "Fri 2021-01-22 10:00 - 11:00"),
        ("tirsdag om en uke 11", "Tue 2021-01-19 11:00 - 12:00"),
        ("forrige mandag 10", "Mon 2021-01-11 10:00 - 11:00"),
        ("sist tirsdag 10", "Tue 2021-01-05 10:00 - 11:00"),
        # today, while its time is ahead
        ("tirsdag 10:01", "Tue 2021-01-12 10:01 - 11:01"),
        ("tirsdag 10", "Tue 2021-01-19 10:00 - 11:00"),
        ("ti 9-11", "Tue 2021-01-19 09:00 - 11:00"),
        # days counted from today
        ("i dag 10", "Tue 2021-01-12 10:00 - 11:00"),
        ("idag 9", "Tue 2021-01-12 09:00 - 10:00"),
        ("i morgen 10", "Wed 2021-01-13 10:00 - 11:00"),
        ("tomorrow 10-11", "Wed 2021-01-13 10:00 - 11:00"),
        ("10-11 i morgen", "Wed 2021-01-13 10:00 - 11:00"),
        ("i overmorgen kl 9.30", f"{THURSDAY} 09:30 - 10:30"),
        ("the day after tomorrow 9:30", f"{THURSDAY} 09:30 - 10:30"),
        ("i går 14-15", "Mon 2021-01-11 14:00 - 15:00"),
        ("om 2 dager kl 10", f"{THURSDAY} 10:00 - 11:00"),
        ("in a week 10", "Tue 2021-01-19 10:00 - 11:00"),
        # dates
        ("14.1. 13:00", f"{THURSDAY} 13:00 - 14:00"),
        ("14.1 13-14", f"{THURSDAY} 13:00 - 14:00"),
        ("14.1. kl. 13.30", f"{THURSDAY} 13:30 - 14:30"),
        ("14.01.2021 13", f"{THURSDAY} 13:00 - 14:00"),
        ("14.1.21 13", f"{THURSDAY} 13:00 - 14:00"),
        ("14/1 13", f"{THURSDAY} 13:00 - 14:00"),
        ("14/1/2022 13", "Fri 2022-01-14 13:00 - 14:00"),
        ("14. januar kl. 13 til 15", f"{THURSDAY} 13:00 - 15:00"),
        ("14 jan. 2022 13", "Fri 2022-01-14 13:00 - 14:00"),
        ("14 jan 1930-2100", f"{THURSDAY} 19:30 - 21:00"),
        ("torsdag 14. januar 13", f"{THURSDAY} 13:00 - 14:00"),
        ("den 14. kl 13", f"{THURSDAY} 13:00 - 14:00"),
        ("den 11. kl 13", "Thu 2021-02-11 13:00 - 14:00"),
        ("jan 14 13:00", f"{THURSDAY} 13:00 - 14:00"),
        ("January 14th, 2021 13:00", f"{THURSDAY} 13:00 - 14:00"),
        ("14th of january 13:00", f"{THURSDAY} 13:00 - 14:00"),
        ("2021-01-14 13:00-14:00", f"{THURSDAY} 13:00 - 14:00"),
        ("2021-01-14T13:00", f"{THURSDAY} 13:00 - 14:00"),
        ("2021-01-14T12:00Z - 2021-01-14T14:00+01:00", f"{THURSDAY} 13:00 - 14:00"),
        ("20.11. 10", "Fri 2020-11-20 10:00 - 11:00"),
        ("1.11. 10", "Mon 2021-11-01 10:00 - 11:00"),
        ("14.10 13", "Thu 2021-10-14 13:00 - 14:00"),
        # times of day
        ("14-15", "Tue 2021-01-12 14:00 - 15:00"),
        ("14", "Tue 2021-01-12 14:00 - 15:00"),
        ("14.10", "Tue 2021-01-12 14:10 - 15:10"),
        ("9.30", "Tue 2021-01-12 09:30 - 10:30"),
        ("1330-1500", "Tue 2021-01-12 13:30 - 15:00"),
        ("930-10", "Tue 2021-01-12 09:30 - 10:00"),
        ("10 to 11", "Tue 2021-01-12 10:00 - 11:00"),
        ("10-2pm", "Tue 2021-01-12 10:00 - 14:00"),
        ("1-2pm", "Tue 2021-01-12 13:00 - 14:00"),
        ("2pm-3", "Tue 2021-01-12 14:00 - 15:00"),
        ("12am-1am", "Tue 2021-01-12 00:00 - 01:00"),
        ("i dag noon", "Tue 2021-01-12 12:00 - 13:00"),
        ("10 i 45 min", "Tue 2021-01-12 10:00 - 10:45"),
        ("10 for 1.5 hours", "Tue 2021-01-12 10:00 - 11:30"),
        ("10 i halvannen time", "Tue 2021-01-12 10:00 - 11:30"),
        # spoken ones
        ("halv to", "Tue 2021-01-12 13:30 - 14:30"),
        ("halv 2", "Tue 2021-01-12 13:30 - 14:30"),
        ("halv 14", "Tue 2021-01-12 13:30 - 14:30"),
        ("kvart over to", "Tue 2021-01-12 14:15 - 15:15"),
        ("kvart på ti", "Tue 2021-01-12 09:45 - 10:45"),
        ("to kvart over to", f"{THURSDAY} 14:15 - 15:15"),
        ("to to", f"{THURSDAY} 14:00 - 15:00"),
        ("kl to", "Tue 2021-01-12 14:00 - 15:00"),
        ("ti på to", "Tue 2021-01-12 13:50 - 14:50"),
        ("fem på halv tre", "Tue 2021-01-12 14:25 - 15:25"),
        ("halv åtte", "Tue 2021-01-12 19:30 - 20:30"),
        ("åtte", "Tue 2021-01-12 08:00 - 09:00"),
        ("to til halv fire", "Tue 2021-01-12 14:00 - 15:30"),
        ("ti til åtte", "Tue 2021-01-12 10:00 - 20:00"),
        ("half past two tomorrow", "Wed 2021-01-13 14:30 - 15:30"),
        ("quarter to three", "Tue 2021-01-12 14:45 - 15:45"),
        # from now
        ("nå", "Tue 2021-01-12 10:00 - 11:00"),
        ("now until 12", "Tue 2021-01-12 10:00 - 12:00"),
        ("om 2 timer", "Tue 2021-01-12 12:00 - 13:00"),
        ("om to timer i en halv time", "Tue 2021-01-12 12:00 - 12:30"),
        ("om et kvarter", "Tue 2021-01-12 10:15 - 11:15"),
        ("in half an hour", "Tue 2021-01-12 10:30 - 11:30"),
        # over midnight
        ("fredag 22-02", "Fri 2021-01-15 22:00 - 2021-01-16 02:00"),
        ("fredag 20-24", "Fri 2021-01-15 20:00 - 2021-01-16 00:00"),
        ("fredag 13-00", "Fri 2021-01-15 13:00 - 2021-01-16 00:00"),
        ("fredag 22 - lørdag 2", "Fri 2021-01-15 22:00 - 2021-01-16 02:00"),
        ("mandag 22 - tirsdag 23", "Mon 2021-01-18 22:00 - 2021-01-19 23:00"),
        ("14.1. 22 til 15.1. 9", f"{THURSDAY} 22:00 - 2021-01-15 09:00"),
    ],
)
def test_what_people_type_is_understood(text: str, meant: str) -> None:
    assert read(text) == meant
    assert read(f"  {text.upper()} ") == meant


UNKNOWN = "{found} was not understood"
NO_CLOCK = "The time of day is missing"
NO_END = "The end is missing"


@pytest.mark.parametrize(
    ("text", "told", "found"),
    [
        ("", "Write when", None),
        (" \t", "Write when", None),
        ("hva", UNKNOWN, '"hva"'),
        ("torsdag kl fjorten", UNKNOWN, '"fjorten"'),
        ("to 14-15 xyz", UNKNOWN, '"xyz"'),
        ("9" * 500, UNKNOWN, f'"{"9" * 60}…"'),
        ("i dag 14-15 " + " " * 200 + "x", UNKNOWN, None),
        ("2021-01", UNKNOWN, None),
        ("to", NO_CLOCK, None),
        ("ti", NO_CLOCK, None),
        ("i morgen", NO_CLOCK, None),
        ("14.1.", NO_CLOCK, None),
        ("14.1", NO_CLOCK, None),
        ("14. januar 2021", NO_CLOCK, None),
        ("2021-01-14", NO_CLOCK, None),
        ("fredag om en uke", NO_CLOCK, None),
        ("to 14-", NO_END, None),
        ("14 til", NO_END, None),
        ("14 to", NO_END, None),
        ("nå til", NO_END, None),
        ("31.2. 13", "There is no day {found}", '"31.2."'),
        ("29.2. 13", "There is no day {found}", '"29.2."'),
        ("1/14 13", "There is no day {found}", '"1/14"'),
        ("2021-02-31T13:00", "There is no day {found}", None),
        ("i dag 25", "There is no time of day {found}", '"25"'),
        ("i dag 24", "There is no time of day {found}", '"24"'),
        ("i dag 12:75", "There is no time of day {found}", '"12:75"'),
        ("9:75-2pm", "There is no time of day {found}", '"9:75"'),
        ("i dag 13-14:75", "There is no time of day {found}", '"14:75"'),
        ("i dag 13pm", "There is no time of day {found}", '"13pm"'),
        ("fredag 14.1. 10", "{date} is another day of the week than {found}", '"fredag"'),
        ("15-14", "The end, {end}, is not after the start", None),
        ("14-14", "The end, {end}, is not after the start", None),
        ("13-02", "The end, {end}, is not after the start", None),
        ("15.1. 10 - 14.1. 11", "The end, {end}, is not after the start", None),
        ("+1d", "There is no earlier time that {found} could move", '"+1d"'),
        ("1850-01-01 10", "Found {found}; only the years", '"1850-01-01"'),
        ("1.1.9999 10", "Found {found}; only the years", '"1.1.9999"'),
        ("31.12.2199 23-24", "Found {found}; only the years", None),
    ],
)
def test_what_is_not_understood_is_told(text: str, told: str, found: str | None) -> None:
    message = read_when(text, now=NOW, zone=OSLO)
    assert isinstance(message, Message)
    assert message.text.startswith(told)
    assert "example" in message.text or "years" in message.text
    if found is not None:
        assert message.values["found"] == found


def test_messages_can_be_written() -> None:
    texts = Texts("en")
    message = read_when("15-14", now=NOW, zone=OSLO)
    assert isinstance(message, Message)
    assert texts.sentence(message).startswith("The end, 14:00, is not after the start, 15:00;")
    message = read_when("28.3. 2:30", now=NOW, zone=OSLO)
    assert isinstance(message, Message)
    assert texts.sentence(message) == (
        "There is no 28 March 2021 at 02:30 in Europe/Oslo: the clock was put forward over it"
    )


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("+1d", "Thu 2021-01-21 13:00 - 15:30"),
        ("+1u", "Wed 2021-01-27 13:00 - 15:30"),
        ("+ 2 uker", "Wed 2021-02-03 13:00 - 15:30"),
        ("+1w", "Wed 2021-01-27 13:00 - 15:30"),
        ("-1 dag", "Tue 2021-01-19 13:00 - 15:30"),
        ("+30 min", "Wed 2021-01-20 13:30 - 16:00"),
        ("−1t", "Wed 2021-01-20 12:00 - 14:30"),
        ("14-15", "Wed 2021-01-20 14:00 - 15:00"),
        ("i dag 14-15", "Tue 2021-01-12 14:00 - 15:00"),
    ],
)
def test_the_earlier_time_is_moved_or_gives_the_day(text: str, meant: str) -> None:
    assert read(text, previous=PREVIOUS) == meant


def test_a_move_by_days_keeps_the_wall_clock() -> None:
    """Over the clock change of 28 March 2021; by hours it is elapsed time."""
    night = (moment("2021-03-27T23:00"), moment("2021-03-28T01:00"))
    assert read("+1d", previous=night) == "Sun 2021-03-28 23:00 - 2021-03-29 01:00"
    assert read("+4t", previous=night) == "Sun 2021-03-28 04:00 - 06:00"
    early = (moment("2021-03-27T02:30"), moment("2021-03-27T04:00"))
    assert read("+1d", previous=early).startswith("There is no {found} in {zone}")


@pytest.mark.parametrize(
    ("now", "text", "meant"),
    [
        ("2021-12-20T10:00", "4.1. 13", "Tue 2022-01-04 13:00 - 14:00"),
        ("2021-12-20T10:00", "19.12. 13", "Sun 2021-12-19 13:00 - 14:00"),
        ("2021-12-20T10:00", "31.12. 22 - 1.1. 2", "Fri 2021-12-31 22:00 - 2022-01-01 02:00"),
        ("2021-03-10T10:00", "7.1. 13", "Thu 2021-01-07 13:00 - 14:00"),
        ("2021-03-10T10:00", "6.1. 13", "Thu 2022-01-06 13:00 - 14:00"),
        ("2024-01-12T10:00", "29.2. 13", "Thu 2024-02-29 13:00 - 14:00"),
        ("2021-01-14T10:00", "to 11", "Thu 2021-01-14 11:00 - 12:00"),
        ("2021-01-14T10:00", "to 9", "Thu 2021-01-21 09:00 - 10:00"),
        ("2021-01-31T10:00", "den 30. 9", "Tue 2021-03-30 09:00 - 10:00"),
        ("2021-01-12T10:07:31", "om 2 timer", "Tue 2021-01-12 12:07 - 13:07"),
        ("2021-10-31T00:30", "om 3 timer", "Sun 2021-10-31 02:30 - 03:30"),
    ],
)
def test_it_depends_on_the_day(now: str, text: str, meant: str) -> None:
    assert read(text, now=datetime.fromisoformat(now).replace(tzinfo=OSLO)) == meant


def test_now_may_be_told_in_any_zone() -> None:
    late = datetime(2021, 1, 12, 23, 30, tzinfo=UTC)  # already the 13th in Oslo
    assert read("i dag 10", now=late) == "Wed 2021-01-13 10:00 - 11:00"


def test_a_time_that_comes_twice_is_the_first() -> None:
    when = read_when("31.10. 2:30", now=NOW, zone=OSLO)
    assert isinstance(when, When)
    assert when.start == datetime(2021, 10, 31, 0, 30, tzinfo=UTC)
    assert when.end - when.start == timedelta(hours=1)


def test_a_time_without_an_end_is_as_long_as_said() -> None:
    assert read("10", length=timedelta(minutes=30)) == "Tue 2021-01-12 10:00 - 10:30"
    assert read("10", length=timedelta()).startswith("The end, {end}, is not after")


# Writing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "nb", "en"),
    [
        ("2021-01-12T14:00", "2021-01-12T15:30", "i dag 14-15:30", "today 14-15:30"),
        ("2021-01-12T08:00", "2021-01-12T09:05", "i dag 8-9:05", "today 8-9:05"),
        ("2021-01-13T10:00", "2021-01-13T11:00", "i morgen 10-11", "tomorrow 10-11"),
        ("2021-01-11T10:00", "2021-01-11T11:00", "i går 10-11", "yesterday 10-11"),
        ("2021-01-16T10:00", "2021-01-16T11:00", "lørdag 10-11", "Saturday 10-11"),
        ("2021-01-19T10:00", "2021-01-19T11:00", "19.1. 10-11", "19 January 10-11"),
        ("2021-01-05T10:00", "2021-01-05T11:00", "5.1. 10-11", "5 January 10-11"),
        ("2022-03-01T10:00", "2022-03-01T11:00", "1.3.2022 10-11", "1 March 2022 10-11"),
        ("2021-01-15T20:00", "2021-01-16T00:00", "fredag 20-24", "Friday 20-24"),
        ("2021-01-15T22:00", "2021-01-16T02:30", "fredag 22-2:30", "Friday 22-2:30"),
        ("2021-01-13T00:00", "2021-01-13T00:30", "i morgen 00-0:30", "tomorrow 00-0:30"),
        (
            "2021-01-14T10:00", "2021-01-15T12:00",
            "14.1. 10 - 15.1. 12", "14 January 10 - 15 January 12",
        ),
    ],
)  # fmt: skip
def test_it_is_written_as_people_would(start: str, end: str, nb: str, en: str) -> None:
    times = moment(start), moment(end)
    assert write_when(*times, now=NOW, zone=OSLO, language="nb") == nb
    assert write_when(*times, now=NOW, zone=OSLO, language="en") == en


def test_the_second_of_two_times_is_written_with_its_offset() -> None:
    start = to_moment(datetime.fromisoformat("2021-10-31T02:30+01:00"), OSLO)[0]
    end = to_moment(datetime.fromisoformat("2021-10-31T03:00+01:00"), OSLO)[0]
    text = write_when(start, end, now=NOW, zone=OSLO, language="nb")
    assert text == "2021-10-31T02:30:00+01:00 - 2021-10-31T03:00:00+01:00"


zones = st.sampled_from(
    [OSLO, ZoneInfo("UTC"), ZoneInfo("America/St_Johns"), ZoneInfo("Australia/Lord_Howe"),
     ZoneInfo("Europe/Amsterdam"), ZoneInfo("Pacific/Apia")]
)  # fmt: skip
languages: st.SearchStrategy[Language] = st.sampled_from(["nb", "en"])
nows = st.datetimes(datetime(2019, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))
minutes = st.integers(-60 * 24 * 20, 60 * 24 * 20).map(lambda n: timedelta(minutes=n))
lengths = st.integers(1, 60 * 36).map(lambda n: timedelta(minutes=n))


def in_utc(value: datetime) -> Moment:
    return to_moment(value.astimezone(UTC), OSLO)[0]


@given(nows, minutes, lengths, zones, languages, st.booleans())
def test_what_is_written_is_read_as_the_same(
    now: datetime, ahead: timedelta, length: timedelta, zone: ZoneInfo, language: Language,
    quarters: bool,
) -> None:  # fmt: skip
    start = in_utc((now + ahead).replace(second=0, microsecond=0))
    if quarters:
        start = in_utc(start.replace(minute=start.minute // 15 * 15))
    end = in_utc(start + length)
    text = write_when(start, end, now=now, zone=zone, language=language)
    assert read_when(text, now=now, zone=zone) == When(start, end)


@given(
    nows,
    st.datetimes(datetime(1900, 1, 3), datetime(2199, 12, 1), timezones=st.just(UTC)),
    st.timedeltas(timedelta(microseconds=1), timedelta(days=20)),
    zones,
    languages,
)
@example(NOW, datetime(1920, 1, 1, 10, tzinfo=UTC), timedelta(hours=1),
         ZoneInfo("Europe/Amsterdam"), "nb")  # fmt: skip
def test_any_moments_are_written_exactly(
    now: datetime, start: datetime, length: timedelta, zone: ZoneInfo, language: Language
) -> None:
    when = When(in_utc(start), in_utc(start + length))
    text = write_when(when.start, when.end, now=now, zone=zone, language=language)
    assert read_when(text, now=now, zone=zone) == when


# Whatever is typed ------------------------------------------------------------------------

PIECES = """
to ti on i dag morgen 14 14.1. 14.1 2021 2021-01-14 - til kl halv kvart over på to tre uke
om en neste next 24 00 99 9999 1 13:30 +1d -1u pm am T13:00 Z +01:00 jan mai 31. 29.2. / , .
den nå 999 u t min midnatt 0 31.12.2199 1.1.1900 forrige fredag for in a half past
"""
pieces = st.sampled_from(PIECES.split())
typed = st.lists(pieces, max_size=7).map(" ".join) | st.lists(pieces, max_size=5).map("".join)


@given(st.text(max_size=150) | typed, nows, zones, st.booleans(), minutes)
@example("٣-٤", NOW, OSLO, False, timedelta(hours=1))
@example("\udc80 14", NOW, OSLO, False, timedelta(hours=1))
@example("İ dag 10", NOW, OSLO, True, timedelta(hours=1))
@example("31.12.2199 23 i 999 uker", NOW, OSLO, True, timedelta(hours=1))
@example("2199-12-31T23:00-14:00", NOW, OSLO, True, timedelta(hours=1))
def test_nothing_raises_and_whatever_is_understood_ends_after_it_starts(
    text: str, now: datetime, zone: ZoneInfo, moving: bool, length: timedelta
) -> None:
    previous = PREVIOUS if moving else None
    when = read_when(text, now=now, zone=zone, length=length, previous=previous)
    if isinstance(when, Message):
        assert Texts("en").sentence(when)
    else:
        assert type(when.start) is type(when.end) is Moment
        assert when.start < when.end

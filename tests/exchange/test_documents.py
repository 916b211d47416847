"""A plan that is written is read back as exactly the same plan."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
import tomli
from hypothesis import example, given
from hypothesis import strategies as st

import glimt_tui
from exchange.plans import plan_of, random_plans, texts_of_a_plan
from glimt_rules.documents.source import Source, read_source
from glimt_rules.documents.times import zone_named
from glimt_rules.moments import FIRST_YEAR, LAST_YEAR, Moment, to_moment
from glimt_rules.plan.model import EVERY_DAY, Centre, OpeningHours, Plan
from glimt_rules.plan.read import PlanDocument, plan_from_raw, read_plan
from glimt_tui.exchange.documents import as_json, as_toml, local_time, plan_values, time_text

OSLO = ZoneInfo("Europe/Oslo")
ZONES = sorted(name for name in available_timezones() if zone_named(name))


def from_toml(plan: Plan) -> PlanDocument:
    return read_plan(Source("p.toml", as_toml(plan), "toml"))


def from_json(plan: Plan) -> PlanDocument:
    return read_plan(Source("p.json", as_json(plan), "json"))


# There and back ----------------------------------------------------------------------------


@pytest.mark.parametrize("chunk", range(4))
def test_every_random_plan_is_read_back_as_it_was(chunk: int) -> None:
    for seed, plan in random_plans(range(chunk * 100, (chunk + 1) * 100)):
        assert from_toml(plan).plan == plan, f"seed {seed}"
        assert from_json(plan).plan == plan, f"seed {seed}"
        assert plan_from_raw(plan_values(plan)).plan == plan, f"seed {seed}"


def test_the_random_plans_go_by_many_clocks_and_hold_every_key() -> None:
    plans = [plan for _, plan in random_plans(range(400))]
    assert {plan.timezone for plan in plans} >= {
        "Europe/Oslo", "America/New_York", "Asia/Kolkata", "Pacific/Fiji",
    }  # fmt: skip
    keys = set[str]().union(*(re.findall(r'"(\w+)":', as_json(plan)) for plan in plans))
    assert keys >= {
        "format", "timezone", "centre", "health_service", "opening_hours", "mon", "rooms",
        "capacity_1m", "washable", "cohorts", "households", "outside_contacts", "phone", "born",
        "fixed_contacts", "comes_with", "symptoms", "from", "cleared", "absent", "host", "link",
        "booked_at", "distance_m", "purpose", "assessed_at", "status", "waivers", "until",
    }  # fmt: skip


def test_plans_of_every_zone_are_read_back_as_they_were() -> None:
    hours = (datetime(2021, month, 1, tzinfo=UTC) for month in (1, 4, 7, 10))
    visits = [
        {"start": start.isoformat(), "end": (start + timedelta(minutes=30)).isoformat()}
        for start in hours
    ]
    for zone in ZONES:
        plan = plan_of(*visits, timezone=zone)
        assert from_toml(plan).plan == from_json(plan).plan == plan, zone


@given(title=texts_of_a_plan, name=texts_of_a_plan, centre=texts_of_a_plan)
@example(title='"""', name="'''", centre="\\")
@example(title="]", name="#", centre="x = 1")
@example(title="\u00ad\u200b", name="\ufeff", centre="\U0001f3b8")
def test_texts_are_read_back_letter_by_letter(title: str, name: str, centre: str) -> None:
    people = [{"id": "a", "name": name}]
    plan = plan_of({"title": title}, people=people, centre={"name": centre})
    assert from_toml(plan).plan == from_json(plan).plan == plan


def test_the_demonstration_is_read_back_as_it_was() -> None:
    path = Path(glimt_tui.__file__).parent / "demo" / "plan.toml"
    plan = read_plan(read_source(path)).plan
    assert from_toml(plan).plan == from_json(plan).plan == plan


def test_an_empty_plan_is_its_format_alone() -> None:
    plan = Plan(format=1)
    assert plan_values(plan) == {"format": 1}
    assert as_toml(plan) == "format = 1\n"
    assert as_json(plan) == '{\n "format": 1\n}\n'
    assert from_toml(plan).plan == from_json(plan).plan == plan


# What is written ---------------------------------------------------------------------------


def test_keys_with_their_default_value_are_left_out_and_others_never() -> None:
    values = plan_values(
        plan_of(
            {"masks": False, "distance_m": 0, "kind": "activity", "absent": [], "public": False},
            centre={"cleaning_minutes": 0, "washing_minutes": 10},
            people=[{"id": "a", "role": "participant", "risk_group": False, "mask_exempt": False}],
            rooms=[{"id": "r", "cleaning_minutes": 0}],
            equipment=[{"id": "e", "washable": True}, {"id": "f", "washable": False}],
        )
    )
    assert values == {
        "format": 1,
        "centre": {"cleaning_minutes": 0},
        "rooms": [{"id": "r", "cleaning_minutes": 0}],
        "equipment": [{"id": "e"}, {"id": "f", "washable": False}],
        "people": [{"id": "a", "risk_group": False}],
        "visits": [
            {
                "id": "v0",
                "start": datetime(2021, 1, 12, 13),
                "end": datetime(2021, 1, 12, 14),
                "people": ["a"],
                "masks": False,
                "distance_m": 0.0,
            }
        ],
    }


@pytest.mark.parametrize(
    ("hours", "written"),
    [
        (EVERY_DAY, None),
        (OpeningHours(), {}),
        (OpeningHours(sun=("12:00-24:00",)), {"sun": ["12:00-24:00"]}),
        (OpeningHours(mon=("08:00-21:00",)), {"mon": ["08:00-21:00"]}),
    ],
)
def test_closed_days_stay_closed(hours: OpeningHours, written: object) -> None:
    plan = Plan(format=1, centre=Centre(opening_hours=hours))
    assert plan_values(plan).get("centre", {}).get("opening_hours") == written
    assert from_toml(plan).plan == from_json(plan).plan == plan


def test_a_toml_document_is_laid_out_as_people_write_it() -> None:
    plan = plan_of(
        {"title": "Band «Støy»", "people": ["ane", "bo"], "distance_m": 1.5},
        {"start": "2021-01-13T13:00:30", "end": "2021-01-13T14:00:00.000001", "masks": True},
        centre={"opening_hours": {"mon": ["10:00-12:00", "13:00-17:00"], "sun": []}},
        households=[{"id": "h", "outside_contacts": {"2021-W02": 3}}, {"id": "tom"}],
        people=[
            {"id": "ane", "symptoms": [{"from": "2021-01-04", "cleared": "2021-01-06"},
                                       {"from": "2021-01-08"}]},
            {"id": "bo"},
        ],
    )  # fmt: skip
    assert as_toml(plan) == (
        """\
format = 1

[centre.opening_hours]
mon = ["10:00-12:00", "13:00-17:00"]

[[households]]
id = "h"

[households.outside_contacts]
2021-W02 = 3

[[households]]
id = "tom"

[[people]]
id = "ane"
symptoms = [{ from = 2021-01-04, cleared = 2021-01-06 }, { from = 2021-01-08 }]

[[people]]
id = "bo"

[[visits]]
id = "v0"
start = 2021-01-12T13:00:00
end = 2021-01-12T14:00:00
people = ["ane", "bo"]
title = "Band «Støy»"
distance_m = 1.5

[[visits]]
id = "v1"
start = 2021-01-13T13:00:30
end = 2021-01-13T14:00:00.000001
people = ["ane"]
masks = true
"""
    )


def test_lists_that_are_too_long_for_a_line_stand_below_each_other() -> None:
    people = [{"id": f"somebody-{n}"} for n in range(9)]
    plan = plan_of({"people": [one["id"] for one in people]}, people=people)
    text = as_toml(plan)
    assert '\npeople = [\n    "somebody-0",\n    "somebody-1",\n' in text
    assert from_toml(plan).plan == plan


def test_a_json_document_has_letters_and_times_as_they_are() -> None:
    times = {"start": "2021-01-12T13:00", "end": "2021-01-12T14:00:05", "title": "Øving"}
    people = [{"id": "å", "born": "2001-02-03"}]
    text = as_json(plan_of(times, people=people))
    assert json.loads(text) == {
        "format": 1,
        "people": people,
        "visits": [
            {"id": "v0", "start": times["start"], "end": times["end"], "people": ["å"],
             "title": "Øving"},
        ],
    }  # fmt: skip
    assert '"Øving"' in text
    assert text.endswith("\n}\n")


def test_lines_are_found_in_what_was_written() -> None:
    plan = plan_of({}, {"title": "]]"}, {})
    lines = as_toml(plan).split("\n")
    document = from_toml(plan)
    for index in range(3):
        line = document.line_of_visit(index)
        assert line is not None
        assert lines[line - 1 : line + 1] == ["[[visits]]", f'id = "v{index}"']


# Times -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("utc", "written"),
    [
        ("2021-10-30T22:30", "2021-10-31T00:30"),
        ("2021-10-31T00:30", "2021-10-31T02:30+02:00"),
        ("2021-10-31T01:30", "2021-10-31T02:30+01:00"),
        ("2021-10-31T02:00", "2021-10-31T03:00"),
        ("2021-03-28T01:00", "2021-03-28T03:00"),
        ("2021-01-12T12:00:30", "2021-01-12T13:00:30"),
        ("2021-01-12T12:00:30.000010", "2021-01-12T13:00:30.000010"),
    ],
)
def test_times_are_local_with_an_offset_where_they_come_twice(utc: str, written: str) -> None:
    moment = Moment.fromisoformat(f"{utc}+00:00")
    assert time_text(local_time(moment, OSLO)) == written


def test_what_was_written_needs_no_notes_about_times_that_come_twice() -> None:
    visits = [
        {"start": "2021-10-31T02:15:00", "end": "2021-10-31T02:15:00+01:00"},
        {"start": "2021-10-31T02:30:00+01:00", "end": "2021-10-31T03:00:00"},
    ]
    plan = plan_of(*visits)
    for document in (from_toml(plan), from_json(plan)):
        assert document.plan == plan
        assert document.notes == ()


moments = st.datetimes(
    datetime(FIRST_YEAR, 1, 2), datetime(LAST_YEAR, 12, 30), timezones=st.just(UTC)
)


@given(at=moments, zone=st.sampled_from(ZONES))
@example(at=datetime(1940, 2, 20, 11, 40, tzinfo=UTC), zone="Africa/Monrovia")
@example(at=datetime(1972, 1, 7, 0, 44, 29, tzinfo=UTC), zone="Africa/Monrovia")
@example(at=datetime(2020, 12, 26, 22, 30, tzinfo=UTC), zone="Europe/Volgograd")
@example(at=datetime(1937, 6, 30, 23, 59, 50, tzinfo=UTC), zone="Europe/Amsterdam")
def test_a_moment_of_any_zone_and_year_is_read_as_it_was(at: datetime, zone: str) -> None:
    moment = Moment.fromtimestamp(0, UTC) + (at - datetime(1970, 1, 1, tzinfo=UTC))
    there = ZoneInfo(zone)
    written = local_time(moment, there)
    assert type(written) is datetime
    read = datetime.fromisoformat(time_text(written))
    assert to_moment(read, there) == (moment, False)
    assert tomli.loads(f"at = {written.isoformat()}") == {"at": written}


@pytest.mark.parametrize("zone", ["Europe/Oslo", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("offset", [timedelta(hours=-23), timedelta(0), timedelta(hours=23)])
@pytest.mark.parametrize("year", [FIRST_YEAR, LAST_YEAR])
def test_the_first_and_last_moments_that_can_be_read_can_be_written(
    year: int, offset: timedelta, zone: str
) -> None:
    there = ZoneInfo(zone)
    edge = datetime(year, 1, 1) if year == FIRST_YEAR else datetime(year, 12, 31, 23, 59)
    sign = "-" if offset < timedelta(0) else "+"
    text = f"{edge.isoformat()}{sign}{abs(offset) // timedelta(hours=1):02d}:59"
    moment, _ = to_moment(datetime.fromisoformat(text), there)
    assert to_moment(local_time(moment, there), there) == (moment, False)


def test_a_moment_that_no_document_can_hold_is_refused() -> None:
    with pytest.raises(ValueError):
        local_time(Moment(1800, 1, 1, tzinfo=UTC), OSLO)


def test_days_are_days() -> None:
    waiver = {"rule": "senter.mask", "visit": "v0", "reason": "r", "by": "b", "until": "2021-02-01"}
    plan = plan_of({}, waivers=[waiver])
    assert plan_values(plan)["waivers"] == [{**waiver, "until": date(2021, 2, 1)}]
    assert "until = 2021-02-01\n" in as_toml(plan)

"""Plan documents as a whole, in both formats."""

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glimt_rules.documents.source import source_from_bytes
from glimt_rules.errors import InputError, Problem
from glimt_rules.moments import Moment
from glimt_rules.plan.model import EVERY_DAY
from glimt_rules.plan.read import PlanDocument, plan_from_raw, read_plan

TOML = """\
format = 1

[[rooms]]
id = "felles"

[[people]]
id = "anne"

[[visits]]
id = "v1"
start = 2021-01-04T10:00:00
end = "2021-01-04T11:30"
people = ["anne"]
"""


def toml(text: str) -> PlanDocument:
    return read_plan(source_from_bytes("plan.toml", text.encode()))


def as_json(**visit: object) -> PlanDocument:
    return read_plan(source_from_bytes("plan.json", json.dumps(raw(**visit), indent=1).encode()))


def raw(**visit: object) -> dict[str, Any]:
    basic = {"id": "v1", "start": "2021-01-04T10:00", "end": "2021-01-04T11:30", "people": ["anne"]}
    return {
        "format": 1,
        "rooms": [{"id": "felles"}],
        "people": [{"id": "anne"}],
        "visits": [basic | visit],
    }


def problems(text: str, name: str = "plan.toml") -> list[tuple[int | None, str]]:
    with pytest.raises(InputError) as caught:
        read_plan(source_from_bytes(name, text.encode()))
    assert all(problem.file == name for problem in caught.value.problems)
    return [(problem.line, problem.where) for problem in caught.value.problems]


def said(problem: Problem) -> str:
    return problem.message.text.format_map(problem.message.values)


def test_a_plan_is_the_same_in_both_formats():
    document = toml(TOML)
    assert document.plan == as_json().plan == plan_from_raw(raw()).plan
    (visit,) = document.plan.visits
    assert visit.start == datetime(2021, 1, 4, 9, tzinfo=UTC)
    assert type(visit.start) is Moment
    assert document.notes == ()


def test_visits_have_lines():
    assert toml(TOML).line_of_visit(0) == 9
    assert as_json().line_of_visit(0) == 14
    assert plan_from_raw(raw()).line_of_visit(0) is None


def test_the_smallest_plan_is_one_line():
    assert toml("format = 1").plan.visits == ()
    assert problems("# nothing") == [(1, "format")]


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_lines():
    text = """\
format = 2
timezone = "Europe/Olso"
zone = "x"

[centre]
cleaning_minutes = -1

[[rooms]]
id = "felles"
capacity_1m = "4"

[[people]]
id = "anne"
nmae = "Anne"

[[people]]
id = "anne"

[[visits]]
id = "v1"
start = 2021-03-28T02:30:00
end = 2021-03-28
people = ["anne", "anna", 5]
room = "feles"
kind = "activty"
distance_m = nan

[[visits]]
start = 12:00
people = []
"""
    assert problems(text) == [
        (1, "format"),
        (2, "timezone"),
        (3, "zone"),
        (6, "centre.cleaning_minutes"),
        (10, "rooms[0].capacity_1m"),
        (14, "people[0].nmae"),
        (17, "people[1].id"),
        (21, "visits[0].start"),
        (22, "visits[0].end"),
        (23, "visits[0].people[2]"),
        (23, "visits[0].people[1]"),
        (24, "visits[0].room"),
        (25, "visits[0].kind"),
        (26, "visits[0].distance_m"),
        (28, "visits[1].id"),
        (28, "visits[1].end"),
        (29, "visits[1].start"),
        (30, "visits[1].people"),
    ]


def test_the_same_is_told_of_json_with_its_lines():
    text = """{"format": 1,
"people": [{"id": "anne"}, {"id": "anne"}],
"visits": [
 {"id": "v1", "start": "2021-03-28T02:30", "end": null,
  "people": ["kari"],
  "mask": true}
]}"""
    assert problems(text, "plan.json") == [
        (2, "people[1].id"),
        (4, "visits[0].start"),
        (4, "visits[0].end"),
        (5, "visits[0].people[0]"),
        (6, "visits[0].mask"),
    ]


def test_both_places_of_an_id_that_comes_twice_are_told():
    with pytest.raises(InputError) as caught:
        toml(TOML + '[[rooms]]\nid = "felles"\n')
    (problem,) = caught.value.problems
    assert problem.line == 15
    assert "rooms[0] on line 4" in said(problem)


def test_a_time_that_the_clock_change_leaves_out_is_an_error():
    for start in ("2021-03-28T02:30:00", '"2021-03-28T02:00"'):
        text = TOML.replace("2021-01-04T10:00:00", start).replace("01-04T11:30", "03-28T03:30")
        assert problems(text) == [(11, "visits[0].start")]


def test_the_times_around_the_gap_exist():
    (visit,) = as_json(start="2021-03-28T01:59:59", end="2021-03-28T03:00").plan.visits
    assert visit.end - visit.start == timedelta(seconds=1)


def test_a_time_that_comes_twice_is_the_first_and_that_is_noted():
    text = TOML.replace("2021-01-04T10:00:00", "2021-10-31T02:30:00")
    document = toml(text.replace("2021-01-04T11:30", "2021-10-31T03:30"))
    (visit,) = document.plan.visits
    assert visit.start == datetime(2021, 10, 31, 0, 30, tzinfo=UTC)
    (note,) = document.notes
    assert (note.file, note.line, note.where) == ("plan.toml", 11, "visits[0].start")
    assert "the first" in said(note)


def test_a_time_with_an_offset_never_comes_twice():
    document = as_json(start="2021-10-31T02:30+01:00", end="2021-10-31T02:30:00Z")
    (visit,) = document.plan.visits
    assert visit.start == datetime(2021, 10, 31, 1, 30, tzinfo=UTC)
    assert document.notes == ()


def test_the_plans_zone_is_that_of_its_times():
    plan = plan_from_raw(raw() | {"timezone": "Asia/Tokyo"}).plan
    assert plan.visits[0].start == datetime(2021, 1, 4, 1, tzinfo=UTC)


def test_with_a_wrong_zone_the_rest_is_told_too():
    with pytest.raises(InputError) as caught:
        plan_from_raw(raw(start="2021-03-28T02:30", room="x") | {"timezone": "Mars/Base"})
    assert {problem.where for problem in caught.value.problems} == {
        "timezone",
        "visits[0].start",
        "visits[0].room",
    }


@pytest.mark.parametrize("start", ["2021-01-04", "10:00:00", "5", "true", '"4. januar"', '""'])
def test_what_is_no_time_is_an_error(start):
    assert problems(TOML.replace("2021-01-04T10:00:00", start)) == [(11, "visits[0].start")]


def test_toml_takes_times_without_seconds():
    assert toml(TOML.replace("10:00:00", "10:00")).plan == toml(TOML).plan
    assert toml(TOML.replace("10:00:00", "10:00")).line_of_visit(0) == 9


def test_the_configuration_fills_in_what_the_plans_centre_leaves_out():
    source = source_from_bytes("a.toml", b"format = 1\n[centre]\ncleaning_minutes = 20\n")
    centre = {"name": "New York", "cleaning_minutes": 5, "opening_hours": {"mon": ["10:00-12:00"]}}
    found = read_plan(source, centre=centre).plan.centre
    assert (found.name, found.cleaning_minutes, found.washing_minutes) == ("New York", 20, 10)
    assert found.opening_hours.mon == ("10:00-12:00",)
    assert found.opening_hours.tue == ()
    assert plan_from_raw({"format": 1}).plan.centre.opening_hours == EVERY_DAY


def test_null_is_the_same_as_a_key_that_is_left_out_where_it_may_be():
    assert as_json(room=None, masks=None).plan == as_json().plan
    with pytest.raises(InputError):
        as_json(public=None)


def test_a_plan_that_is_no_table_is_an_error():
    with pytest.raises(InputError):
        plan_from_raw([])  # type: ignore[arg-type]


def test_a_misspelt_list_of_visits_is_told_once():
    assert problems(TOML.replace("[[visits]]", "[[visit]]")) == [(9, "visit")]


def test_unknown_keys_in_any_order_are_all_told():
    text = "b = 1\nformat = 1\na = 2\n[centre]\nz = 1\ny = 2\n"
    assert problems(text) == [(1, "b"), (3, "a"), (5, "centre.z"), (6, "centre.y")]


@given(st.integers(0, 2**32))
def test_any_one_broken_place_is_an_error_at_that_place_and_no_crash(seed):
    chance = random.Random(seed)
    document = raw(absent=[], equipment=[], host=None, masks=True)
    place: Any = document
    path = ""
    while isinstance(place, dict | list) and place:
        steps = list(place) if isinstance(place, dict) else list(range(len(place)))
        step = chance.choice(steps)
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
        holder, place = place, place[step]
        if chance.random() < 0.3:
            break
    holder[step] = object()
    with pytest.raises(InputError) as caught:
        plan_from_raw(document)
    assert [problem.where for problem in caught.value.problems] == [path]


def test_twenty_thousand_visits_are_read_quickly():
    import time

    text = json.dumps(
        raw() | {"visits": [raw(id=f"v{i}")["visits"][0] for i in range(20_000)]}, indent=1
    )
    source = source_from_bytes("plan.json", text.encode())
    began = time.perf_counter()
    assert len(read_plan(source).plan.visits) == 20_000
    assert time.perf_counter() - began < 2

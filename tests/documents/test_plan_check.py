"""What the types of a plan cannot say."""

import copy
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glimt_rules.documents.times import zone_named
from glimt_rules.errors import InputError
from glimt_rules.plan.forms import hours_fault, id_fault, text_fault
from glimt_rules.plan.read import plan_from_raw

PLAN: dict[str, Any] = {
    "format": 1,
    "centre": {"name": "New York", "opening_hours": {"mon": ["10:00-17:00"]}},
    "rooms": [{"id": "felles"}, {"id": "musikkrom"}],
    "equipment": [{"id": "gitar", "room": "musikkrom"}, {"id": "piano"}],
    "cohorts": [{"id": "k1"}],
    "households": [{"id": "h1", "outside_contacts": {"2020-W53": 3}}],
    "people": [
        {"id": "anne", "household": "no-entry", "cohort": "none-either"},
        {"id": "bjørn", "comes_with": "anne", "fixed_contacts": ["anne"]},
        {"id": "cato", "symptoms": [{"from": "2021-01-04", "cleared": "2021-01-04"}]},
    ],
    "visits": [
        {
            "id": "v1",
            "start": "2021-01-04T10:00",
            "end": "2021-01-04T11:00",
            "people": ["anne", "bjørn"],
            "absent": ["bjørn"],
            "room": "felles",
            "equipment": ["gitar"],
        },
        {
            "id": "v2",
            "start": "2021-01-04T10:00",
            "end": "2021-01-05T10:00",
            "people": ["anne", "cato"],
            "setting": "home",
            "host": "cato",
        },
    ],
    "waivers": [{"rule": "a.b", "visit": "v1", "reason": "r", "by": "x", "until": "2021-02-01"}],
}


def told(*changes: tuple[str, object]) -> list[tuple[str, str]]:
    """What is said of the plan with some places changed ("visits.0.room")."""
    raw = copy.deepcopy(PLAN)
    for path, value in changes:
        *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
        place: Any = raw
        for step in way:
            place = place[step]
        if value is DROP:
            del place[last]
        elif isinstance(place, list) and last == len(place):
            place.append(value)
        else:
            place[last] = value
    try:
        plan_from_raw(raw)
    except InputError as error:
        return [(p.where, p.message.text.format_map(p.message.values)) for p in error.problems]
    return []


DROP = object()


def test_a_plan_in_order_has_nothing_wrong():
    assert told() == []


@pytest.mark.parametrize(
    ("path", "value", "where", "said"),
    [
        ("timezone", "Europe/Olso", "timezone", 'did you mean "Europe/Oslo"'),
        ("timezone", "../../etc/passwd", "timezone", "no time zone"),
        ("timezone", "/etc/localtime", "timezone", "no time zone"),
        ("timezone", "", "timezone", "no time zone"),
        ("timezone", "Europe", "timezone", "no time zone"),
        ("timezone", "right/Europe/Oslo", "timezone", "no time zone"),
        ("timezone", "a\0b", "timezone", "no time zone"),
        ("timezone", "\ud800", "timezone", "no time zone"),
        ("centre.name", "a\nb", "centre.name", "line break"),
        ("centre.opening_hours.mon", ["9-17"], "centre.opening_hours.mon[0]", "10:00-17:00"),
        ("centre.opening_hours.mon", ["17:00-17:00"], "centre.opening_hours.mon[0]", "end before"),
        ("rooms.2", {"id": "felles"}, "rooms[2].id", "rooms[0]"),
        ("rooms.2", {"id": "a b"}, "rooms[2].id", '" "'),
        ("rooms.0.name", "a\u2028b", "rooms[0].name", "line break"),
        ("equipment.0.room", "muskrom", "equipment[0].room", 'did you mean "musikkrom"'),
        ("equipment.1.name", "\u202e", "equipment[1].name", "direction mark"),
        ("cohorts.0.name", "\x07", "cohorts[0].name", "control character"),
        ("cohorts.1", {"id": "k1"}, "cohorts[1].id", "cohorts[0]"),
        ("households.1", {"id": "h1"}, "households[1].id", "households[0]"),
        (
            "households.0.outside_contacts",
            {"2021-W53": 1},
            "households[0].outside_contacts.2021-W53",
            "no week",
        ),
        ("people.0.household", "no entry", "people[0].household", '" "'),
        ("people.0.cohort", "", "people[0].cohort", "empty"),
        ("people.0.fixed_household", "x" * 65, "people[0].fixed_household", "65 characters"),
        ("people.0.name", "\ud800", "people[0].name", "half of a character"),
        ("people.0.phone", "\x1b[2J", "people[0].phone", "control character"),
        ("people.0.comes_with", "anne", "people[0].comes_with", "somebody else"),
        ("people.0.comes_with", "ane", "people[0].comes_with", 'did you mean "anne"'),
        ("people.0.fixed_contacts", ["anne"], "people[0].fixed_contacts[0]", "somebody else"),
        ("people.0.fixed_contacts", ["kari"], "people[0].fixed_contacts[0]", "in people"),
        (
            "people.0.fixed_contacts",
            ["cato", "cato"],
            "people[0].fixed_contacts[1]",
            "more than once",
        ),
        (
            "people.2.symptoms.0.cleared",
            "2021-01-03",
            "people[2].symptoms[0].cleared",
            "before they began",
        ),
        ("visits.1.id", "v1", "visits[1].id", "visits[0]"),
        ("visits.0.end", "2021-01-04T10:00", "visits[0].end", "ends when it starts"),
        ("visits.0.end", "2021-01-04T09:59", "visits[0].end", "ends before it starts"),
        ("visits.1.end", "2021-01-05T10:00:01", "visits[1].end", "longer than 24 hours"),
        ("visits.0.room", "fells", "visits[0].room", 'did you mean "felles"'),
        ("visits.1.room", "felles", "visits[1].room", "setting centre only"),
        ("visits.1.kind", "shift", "visits[1].setting", "setting centre only"),
        ("visits.0.host", "anne", "visits[0].host", "setting home only"),
        ("visits.1.host", DROP, "visits[1].host", "missing"),
        ("visits.1.host", "bjørn", "visits[1].host", "not among the people"),
        ("visits.1.host", "catto", "visits[1].host", 'did you mean "cato"'),
        ("visits.1.absent", ["cato"], "visits[1].host", "absent"),
        ("visits.0.people.0", "anna", "visits[0].people[0]", 'did you mean "anne"'),
        ("visits.0.people.2", "anne", "visits[0].people[2]", "more than once"),
        ("visits.0.absent", ["cato"], "visits[0].absent[0]", "not among the people"),
        ("visits.0.absent", ["anne", "bjørn"], "visits[0].absent", "Everybody is absent"),
        ("visits.0.absent", ["bjørn", "bjørn"], "visits[0].absent[1]", "more than once"),
        ("visits.0.equipment", ["gitra"], "visits[0].equipment[0]", 'did you mean "gitar"'),
        ("visits.0.equipment", ["gitar", "gitar"], "visits[0].equipment[1]", "more than once"),
        ("visits.0.title", "a\tb", "visits[0].title", "control character"),
        ("visits.0.link", "\u2066", "visits[0].link", "direction mark"),
        ("visits.0.title", "x" * 201, "visits[0].title", "201 characters"),
        ("visits.0.distance_m", float("inf"), "visits[0].distance_m", "finite"),
        ("waivers.0.visit", "V1", "waivers[0].visit", 'did you mean "v1"'),
        ("waivers.0.reason", " ", "waivers[0].reason", "blank"),
        ("waivers.0.by", "", "waivers[0].by", "blank"),
        ("waivers.0.rule", "a\x00", "waivers[0].rule", "control character"),
    ],
)
def test_a_mistake_is_told_at_its_place(path, value, where, said):
    ((found_where, text),) = told((path, value))
    assert found_where == where
    assert said in text


def test_a_visit_may_be_a_day_and_a_night_by_elapsed_time():
    short_night = [("visits.1.start", "2021-03-27T10:00"), ("visits.1.end", "2021-03-28T11:00")]
    long_night = [("visits.1.start", "2021-10-30T10:00"), ("visits.1.end", "2021-10-31T10:00")]
    assert told(*short_night) == []
    assert [where for where, _ in told(*long_night)] == ["visits[1].end"]


def test_references_are_checked_beside_values_of_a_wrong_kind():
    found = told(("visits.0.masks", "yes"), ("visits.0.room", "fells"), ("people.0.born", 5))
    assert {where for where, _ in found} == {
        "visits[0].masks",
        "visits[0].room",
        "people[0].born",
    }


@pytest.mark.parametrize(
    "change",
    [
        ("visits.1.host", 5),
        ("visits.0.start", 5),
        ("visits.0.people", 5),
        ("visits.1.setting", "hjem"),
        ("visits.0.absent", 5),
        ("visits.0", 5),
        ("rooms", 5),
        ("people", 5),
        ("people.0.id", 5),
        ("visits", 5),
        ("centre", 5),
        ("centre.opening_hours", 5),
        ("people.2.symptoms.0.from", 5),
        ("people.2.symptoms.0", 5),
        ("waivers.0", 5),
        ("waivers.0.reason", 5),
        ("timezone", 5),
        ("households.0.outside_contacts", 5),
    ],
)
def test_what_could_not_be_read_is_told_once_and_nothing_follows_from_it(change):
    assert len(told(change)) == 1


def test_a_misspelt_list_is_told_once_and_nothing_follows_from_it():
    assert [where for where, _ in told(("peopel", PLAN["people"]), ("people", DROP))] == ["peopel"]


@pytest.mark.parametrize("id_", ["a", "Åse-1", "x_y.z", "东京", "x" * 64, "é"])
def test_ids_are_letters_digits_and_three_marks(id_):
    assert id_fault(id_) is None


@pytest.mark.parametrize(
    "id_", ["", "a b", "a/b", "e\u0301", "x" * 65, "a\n", "\u0660", "\ud800", "²"]
)
def test_other_ids_are_refused(id_):
    assert id_fault(id_) is not None


@given(st.text(max_size=70))
def test_an_id_is_accepted_exactly_where_the_form_says_so(text):
    wanted = (
        1 <= len(text) <= 64
        and all(unicodedata.category(c)[0] == "L" or c in "0123456789-_." for c in text)
        and unicodedata.normalize("NFC", text) == text
    )
    assert (id_fault(text) is None) == wanted


MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@given(st.text(max_size=8) | st.text(alphabet="a\x85\u2028\u2029\ufeff\xa0" + MARKS, max_size=4))
def test_a_text_is_accepted_exactly_where_it_holds_nothing_invisible_that_does_harm(text):
    harmful = any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in MARKS for c in text)
    assert (text_fault(text) is not None) == harmful


@pytest.mark.parametrize("hours", ["00:00-24:00", "08:00-08:01", "23:59-24:00"])
def test_opening_hours_end_after_they_start_and_may_end_at_midnight(hours):
    assert hours_fault(hours) is None


@pytest.mark.parametrize(
    "hours",
    ["24:00-24:00", "10:00-24:01", "9:00-10:00", "10:00-25:00", "10:60-11:00", "10:00–11:00", ""],
)
def test_other_opening_hours_are_refused(hours):
    assert hours_fault(hours) is not None


@given(
    st.text(max_size=12) | st.sampled_from(["localtime", "tzdata.zi", "zone.tab", "Europe/", "."])
)
def test_no_name_whatever_breaks_the_reading_of_zones(name):
    zone = zone_named(name)
    assert zone is None or zone.key == name

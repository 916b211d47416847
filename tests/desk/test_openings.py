"""When somebody could come in a week, found by trying."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import structs

from desk.house import house
from glimt_rules.judge import judge
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Plan, Visit
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.openings import LENGTH, Opening, openings
from glimt_tui.desk.view import View

MONDAY = date(2021, 1, 11)


def centre(**more: object) -> Plan:
    raw = {
        "format": 1,
        "centre": {"opening_hours": {"tue": ["10:00-14:00"], "wed": ["10:00-12:00"]}},
        "rooms": [{"id": "stua", "capacity_1m": 4, "capacity_2m": 2}],
        "people": [
            {"id": "per", "name": "Per Prøve", "phone": "40612345", "cohort": "a"},
            {"id": "eli", "name": "Eli", "phone": "40612346", "cohort": "a", "role": "staff"},
            {"id": "kim", "name": "Kim", "phone": "40612347", "cohort": "a"},
        ],
        "visits": [],
        **more,
    }
    return plan_from_raw(raw).plan


def visit(id_: str, start: str, end: str, *people: str, **more: object) -> dict[str, object]:
    return {
        "id": id_,
        "start": f"2021-01-{start}",
        "end": f"2021-01-{end}",
        "people": list(people),
        "booked_at": "2021-01-05T10:00",
        "room": "stua",
        **more,
    }


def told(view: View, found: list[Opening]) -> list[str]:
    return [
        f"{each.first.astimezone(view.zone):%a %H:%M}-{each.last.astimezone(view.zone):%H:%M}"
        for each in found
    ]


def of(plan: Plan, book: RuleBook, person: str = "per") -> list[str]:
    with house(plan, book) as made:
        view = made.view()
        return told(view, openings(view, view.people[person], MONDAY))


def test_an_empty_week_is_open_from_now_on(book: RuleBook) -> None:
    """It is Tuesday, 11:40."""
    assert of(centre(), book) == ["Tue 12:00-14:00", "Wed 10:00-12:00"]


def test_a_room_in_use_and_its_cleaning_are_no_opening(book: RuleBook) -> None:
    plan = centre(visits=[visit("v", "13T10:00", "13T10:30", "kim")])
    assert of(plan, book) == ["Tue 12:00-14:00", "Wed 11:00-12:00"]


def test_nobody_is_in_two_places(book: RuleBook) -> None:
    outdoors = {"setting": "outdoors", "room": None, "distance_m": 2}
    mine = {**visit("v", "13T10:00", "13T11:00", "per", "kim"), **outdoors}
    mine.pop("room")
    assert of(centre(visits=[mine]), book) == ["Tue 12:00-14:00", "Wed 11:00-12:00"]
    theirs = {**mine, "people": ["eli", "kim"]}
    assert of(centre(visits=[theirs]), book) == ["Tue 12:00-14:00", "Wed 11:00-12:00"]


def test_what_is_found_may_be_booked(book: RuleBook) -> None:
    busy = [visit(f"v{n}", f"12T1{n}:00", f"12T1{n}:20", "kim") for n in range(2, 4)]
    plan = centre(visits=busy)
    with house(plan, book) as made:
        view = made.view()
        found = openings(view, view.people["per"], MONDAY)
    assert found
    for each in found:
        start = each.first
        while start + LENGTH <= each.last:
            booked = Visit(
                id="ny", start=start, end=_at(start + LENGTH), people=("per", each.staff or "eli"),
                room=each.room, booked_at=_at(start - timedelta(hours=1)),
            )  # fmt: skip
            after = judge(structs.replace(plan, visits=(*plan.visits, booked)), book)
            assert after.verdicts["ny"] != "violation"
            start = _at(start + timedelta(minutes=30))


def _at(moment: object) -> Moment:
    assert isinstance(moment, Moment)
    return moment

"""Wishes documents are read strictly: every error at once, with its line and its key."""

from __future__ import annotations

import pytest

from glimt_rules.documents.source import Source
from glimt_rules.errors import InputError
from glimt_rules.texts import Texts
from glimt_rules.wishes.read import read_wishes
from planning.weeks import person, plan_of, plan_table

PLAN = plan_of(plan_table(person("ane"), person("bo"), person("kari", role="staff")))
EN = Texts("en")

GOOD = """
format = 1
week = "2021-W02"
booked_at = 2021-01-08T15:00:00

[[wishes]]
id = "gitar"
people = ["ane"]
with = ["bo"]
times = 2
importance = 3
minutes = 45
when = { mon = ["10:00-12:00"], thu = ["10:00-12:00", "13:00-17:00"] }
preferably = ["tue", "13:00", "thu 14:30"]
title = "Gitar"
kind = "leisure"
settings = ["centre", "outdoors", "home"]
rooms = ["stor"]
equipment = ["gitar"]
host = "bo"
masks = true
distance_m = 2
"""


def problems(text: str, *, with_plan: bool = True) -> list[tuple[int | None, str, str]]:
    with pytest.raises(InputError) as caught:
        read_wishes(Source("w.toml", text, "toml"), PLAN if with_plan else None)
    return [(p.line, p.where, EN.sentence(p.message)) for p in caught.value.problems]


def test_a_good_document_is_read_with_every_key() -> None:
    (wish,) = read_wishes(Source("w.toml", GOOD, "toml"), PLAN).wishes.wishes
    assert wish.company == ("bo",)
    assert wish.times == 2
    assert wish.preferably == ("tue", "13:00", "thu 14:30")


def test_every_error_is_told_at_once_with_line_and_key() -> None:
    text = """
format = 1
week = "2021-W54"

[[wishes]]
id = "one two"
people = ["anne", "ane", "ane"]
with = "everybody"
times = 8
when = { mon = ["10-12"], wendsday = [] }

[[wishes]]
id = "b"
people = ["bo"]
with = ["bo", "ole"]
preferably = ["someday"]
rooms = ["kjeller"]
equipment = ["banjo"]
settings = ["outdoors", "home"]
wishes = 3
"""
    found = problems(text)
    assert {where for _, where, _ in found} == {
        "week",
        "wishes[0].id",
        "wishes[0].people[0]",
        "wishes[0].people[2]",
        "wishes[0].with",
        "wishes[0].times",
        "wishes[0].when.wendsday",
        "wishes[0].when.mon[0]",
        "wishes[1].host",
        "wishes[1].with[0]",
        "wishes[1].with[1]",
        "wishes[1].preferably[0]",
        "wishes[1].rooms[0]",
        "wishes[1].rooms",
        "wishes[1].equipment[0]",
        "wishes[1].wishes",
    }
    assert [line for line, _, _ in found] == sorted(line or 0 for line, _, _ in found)
    lines = {where: line for line, where, _ in found}
    assert lines["week"] == 3
    assert lines["wishes[0].people[0]"] == 7
    assert lines["wishes[1].wishes"] == 20
    texts = {where: text for _, where, text in found}
    assert texts["wishes[0].people[0]"] == 'There is no "anne" in people; did you mean "ane"?'
    assert "nobody" in texts["wishes[0].with"]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (("2021-W02", "2021-W00"), "week"),
        (("booked_at = 2021-01-08", "booked_at = 2021-01-18"), "booked_at"),
        (('id = "gitar"', f'id = "{"x" * 51}"'), "wishes[0].id"),
        (('with = ["bo"]', "with = []"), "wishes[0].with"),
        (('with = ["bo"]', 'with = ["ane"]'), "wishes[0].with[0]"),
        (("times = 2", "times = 0"), "wishes[0].times"),
        (("importance = 3", "importance = 10"), "wishes[0].importance"),
        (("minutes = 45", "minutes = 45.5"), "wishes[0].minutes"),
        (('"13:00"', '"25:00"'), "wishes[0].preferably[1]"),
        (('"13:00"', '""'), "wishes[0].preferably[1]"),
        (('"13:00"', '"tue "'), "wishes[0].preferably[1]"),
        (('kind = "leisure"', 'kind = "shift"'), "wishes[0].kind"),
        (('host = "bo"', 'host = "kari"'), "wishes[0].host"),
        (('host = "bo"', ""), "wishes[0].host"),
        (('settings = ["centre", "outdoors", "home"]', 'settings = ["centre"]'), "wishes[0].host"),
        (('"centre", "outdoors"', '"centre", "centre"'), "wishes[0].settings[1]"),
        (("distance_m = 2", "distance_m = nan"), "wishes[0].distance_m"),
        (("mon = [", "x = ["), "wishes[0].when.x"),
    ],
)
def test_what_is_wrong_is_told_at_its_key(change: tuple[str, str], where: str) -> None:
    assert change[0] in GOOD
    assert where in [found for _, found, _ in problems(GOOD.replace(*change))]


def test_a_week_on_which_no_day_is_possible_is_an_error() -> None:
    text = 'format = 1\nweek = "2021-W02"\n[[wishes]]\nid = "a"\npeople = ["ane"]\nwhen = {}\n'
    assert [where for _, where, _ in problems(text)] == ["wishes[0].when"]


def test_without_a_plan_references_are_not_looked_up_but_forms_are() -> None:
    text = GOOD.replace('people = ["ane"]', 'people = ["somebody"]').replace(
        "times = 2", "times = 9"
    )
    assert [where for _, where, _ in problems(text, with_plan=False)] == ["wishes[0].times"]

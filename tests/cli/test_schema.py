"""``glimt schema``: what it accepts is what Glimt reads, as far as a schema can see."""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import pytest
from jsonschema import Draft202012Validator

from cli.writing import Run
from glimt_rules.documents.source import Source
from glimt_rules.errors import InputError
from glimt_rules.plan.forms import hours_fault, id_fault, text_fault
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.cases import case_plan
from glimt_tui.cli.schema import DOCUMENTS, schema_of, schema_text
from glimt_tui.cli.schema_forms import FILLED, HOURS, ID, TEXT, TOGETHER, ZONE
from glimt_tui.cli.schema_keys import KEYS
from glimt_tui.config import read_config
from oracle.random_plans import random_plan

CHECKOUT = Path(__file__).parents[2]
BLOCK = re.compile(r"```(toml|json)\n(.*?)```", re.DOTALL)
PLAN = Draft202012Validator(schema_of("plan"))
CONFIG = Draft202012Validator(schema_of("config"))


def as_json(value: Any) -> Any:
    """The values of a document as an editor hands them to a schema."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def errors(validator: Draft202012Validator, document: Any) -> list[str]:
    return [f"{e.json_path}: {e.message}" for e in validator.iter_errors(as_json(document))]


# The schemas themselves --------------------------------------------------------------------


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_committed_schema_is_what_the_command_prints(glimt: Run, document: str) -> None:
    printed = glimt("schema", document).stdout
    assert printed == schema_text(document)
    committed = (CHECKOUT / "docs" / f"{document}.schema.json").read_text("utf-8")
    assert committed == printed, f"glimt schema {document} > docs/{document}.schema.json"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_schema_is_valid_and_no_table_takes_other_keys(document: str) -> None:
    schema = schema_of(document)
    Draft202012Validator.check_schema(schema)
    for table in (schema, *schema["$defs"].values()):
        assert table["title"]
        if table["type"] == "object":
            assert table["additionalProperties"] is False
            assert all(value["description"] for value in table["properties"].values())


def test_the_descriptions_are_of_exactly_the_keys_that_there_are() -> None:
    types: dict[str, type] = {}

    def collect(info: Any) -> None:
        if isinstance(info, msgspec.inspect.StructType) and info.cls.__name__ not in types:
            types[info.cls.__name__] = info.cls
            for field in info.fields:
                collect(field.type)
        for part in ("item_type", "types", "value_type"):
            inner = getattr(info, part, ())
            for one in inner if isinstance(inner, tuple) else (inner,):
                collect(one)

    for type_, _ in DOCUMENTS.values():
        collect(msgspec.inspect.type_info(type_))
    assert {
        name: {field.encode_name for field in msgspec.structs.fields(type_)}
        for name, type_ in types.items()
    } == {name: set(keys) for name, keys in KEYS.items()}
    assert set(TOGETHER) <= set(KEYS)
    assert get_type_hints(schema_of)  # the annotations can be resolved


def test_no_description_says_more_than_a_few_words() -> None:
    for keys in KEYS.values():
        for key in keys.values():
            assert len(key.text) <= 150
            assert key.text.endswith((".", "1."))


@pytest.mark.parametrize(
    ("form", "fault"), [(ID, id_fault), (TEXT, text_fault)], ids=["ids", "texts"]
)
def test_what_the_program_takes_as_a_character_the_pattern_takes_too(
    form: dict[str, Any], fault: Callable[[str], object]
) -> None:
    pattern = re.compile(form["pattern"])
    for code in range(0x30000):
        char = f"a{chr(code)}a"
        if fault(char) is None:
            assert pattern.search(char), hex(code)
        elif code < 0x100:
            assert not pattern.search(char), hex(code)


def test_the_patterns_of_hours_zones_and_blank_texts() -> None:
    for hours in ("10:00-17:00", "00:00-24:00", "9:00-10:00", "10:00-24:30", "25:00-26:00", ""):
        assert bool(re.search(HOURS["pattern"], hours)) == (hours_fault(hours) is None), hours
    for zone in ("Europe/Oslo", "Etc/GMT+5", "America/Argentina/Ushuaia", "UTC"):
        assert re.search(ZONE["pattern"], zone)
    assert not re.search(ZONE["pattern"], "../etc/passwd")
    assert re.search(FILLED["pattern"], " a b ")
    for blank in ("", " ", "\u00a0", "a\nb"):
        assert not re.search(FILLED["pattern"], blank)


# What is accepted --------------------------------------------------------------------------


def documents() -> Iterator[tuple[str, Any]]:
    """The plans that stand in files and pages, and are in order."""
    files = [CHECKOUT / "glimt_tui" / "demo" / "plan.toml"]
    files += sorted((CHECKOUT / "tests" / "data" / "cases").rglob("*.toml"))
    for file in files:
        yield file.name, tomllib.loads(file.read_text("utf-8"))
    for file in sorted((CHECKOUT / "tests" / "data" / "cases").rglob("*.json")):
        if not file.name.endswith(".expect.json"):
            yield file.name, json.loads(file.read_text("utf-8"))
    for kind, block in BLOCK.findall((CHECKOUT / "docs" / "plan.md").read_text("utf-8")):
        if block.startswith(("format", "{\n")) and "studoi" not in block:
            if kind == "toml":
                yield "plan.md", tomllib.loads(block)
            elif '"format"' in block:
                yield "plan.md", json.loads(block)


@pytest.mark.parametrize(("name", "document"), list(documents()), ids=lambda value: str(value)[:20])
def test_plans_that_are_in_order_are_accepted(name: str, document: Any) -> None:
    assert errors(PLAN, document) == []


def test_the_cases_of_all_rule_sets_are_accepted(book: RuleBook) -> None:
    for rule_set in book.rule_sets:
        for rule in rule_set.rules:
            for case in rule.cases:
                assert errors(PLAN, case_plan(case)) == [], f"{rule.id}: {case.name.en}"


def test_random_plans_are_accepted() -> None:
    for seed in range(250):
        assert errors(PLAN, random_plan(random.Random(seed))) == [], seed


def test_the_sample_configuration_is_accepted_with_all_that_it_shows() -> None:
    text = (CHECKOUT / "sample_config.toml").read_text("utf-8")
    assert errors(CONFIG, tomllib.loads(text)) == []
    shown = re.sub(r"^# (?=\[?[a-z_.]+(\]$| = ))", "", text, flags=re.MULTILINE)
    whole = tomllib.loads(shown)
    assert set(whole) == set(KEYS["Config"])
    assert errors(CONFIG, whole) == []


@pytest.mark.parametrize(
    "time",
    ["2021-01-12T17:00", "2021-01-12T17:00:30.5", "2021-01-12T17:00Z", "2021-01-12T17:00:00+01:00",
     "2021-01-12T17:00+0100", "2021-01-12T17:00+01", "2199-12-31T23:59"],
)  # fmt: skip
def test_times_are_accepted_as_they_may_be_written(time: str) -> None:
    assert errors(PLAN, {"format": 1, "visits": [visit(start=time)]}) == []


# What is refused ---------------------------------------------------------------------------


def visit(**more: object) -> dict[str, Any]:
    start, end = "2021-01-12T17:00", "2021-01-12T18:00"
    return {"id": "v", "start": start, "end": end, "people": ["ane"], **more}


def plan(**more: object) -> dict[str, Any]:
    return {"format": 1, "people": [{"id": "ane"}, {"id": "bo"}], "visits": [visit()], **more}


def waiver(**more: object) -> dict[str, Any]:
    given = {"rule": "senter.cohort", "visit": "v", "reason": "r", "by": "b", "until": "2021-01-31"}
    return plan(waivers=[{**given, **more}])


WRONG: dict[str, dict[str, Any]] = {
    "another format": plan(format=2),
    "no format": {"visits": []},
    "an unknown key": plan(romms=[]),
    "a misspelt key of a room": plan(rooms=[{"id": "r", "capacity_3m": 3}]),
    "a number for a text": plan(people=[{"id": "ane", "phone": 40612345}]),
    "a text for a truth": plan(visits=[visit(masks="yes")]),
    "an id with a space": plan(people=[{"id": "ane b"}], visits=[]),
    "an empty id": plan(people=[{"id": ""}], visits=[]),
    "a long id": plan(people=[{"id": "a" * 65}], visits=[]),
    "a long text": plan(people=[{"id": "ane", "name": "a" * 201}]),
    "a text of two lines": plan(people=[{"id": "ane", "name": "a\nb"}]),
    "a capacity of 0": plan(rooms=[{"id": "r", "capacity_1m": 0}]),
    "minutes below 0": plan(centre={"cleaning_minutes": -1}),
    "half a minute": plan(centre={"cleaning_minutes": 0.5}),
    "hours of no form": plan(centre={"opening_hours": {"mon": ["10-17"]}}),
    "a day that is none": plan(centre={"opening_hours": {"man": []}}),
    "a role that is none": plan(people=[{"id": "ane", "role": "particpant"}]),
    "three fixed contacts": plan(
        people=[{"id": "ane", "fixed_contacts": ["b", "c", "d"]}, *({"id": i} for i in "bcd")]
    ),
    "a week of no form": plan(households=[{"id": "h", "outside_contacts": {"2021-2": 1}}]),
    "a week 54": plan(households=[{"id": "h", "outside_contacts": {"2021-W54": 1}}]),
    "symptoms from no day": plan(people=[{"id": "ane", "symptoms": [{"from": "i går"}]}]),
    "symptoms without a start": plan(people=[{"id": "ane", "symptoms": [{}]}]),
    "a birthday in month 13": plan(people=[{"id": "ane", "born": "1988-13-01"}]),
    "a visit without an end": plan(visits=[{"id": "v", "start": "2021-01-12T17:00"}]),
    "nobody": plan(visits=[visit(people=[])]),
    "somebody twice": plan(visits=[visit(people=["ane", "ane"])]),
    "a date for a time": plan(visits=[visit(start="2021-01-12")]),
    "an hour 25": plan(visits=[visit(start="2021-01-12T25:00")]),
    "a year out of reach": plan(visits=[visit(start="0021-01-12T17:00")]),
    "null for a time": plan(visits=[visit(start=None)]),
    "a distance below 0": plan(visits=[visit(distance_m=-1)]),
    "a home without a host": plan(visits=[visit(setting="home")]),
    "a home whose host is null": plan(visits=[visit(setting="home", host=None)]),
    "a host elsewhere": plan(visits=[visit(host="ane")]),
    "a room outdoors": plan(rooms=[{"id": "r"}], visits=[visit(setting="outdoors", room="r")]),
    "a shift online": plan(visits=[visit(setting="online", kind="shift")]),
    "a blank reason": waiver(reason=" "),
    "a waiver by nobody": waiver(by=""),
    "a waiver until some time": waiver(until="2021-01-31T12:00"),
    "a zone that is a path": plan(timezone="../Oslo"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_refused_by_the_schema_and_by_glimt(wrong: str) -> None:
    assert errors(PLAN, plan()) == errors(PLAN, waiver()) == []
    assert errors(PLAN, WRONG[wrong])
    with pytest.raises(InputError):
        plan_from_raw(deepcopy(WRONG[wrong]))


@pytest.mark.parametrize(
    "wrong",
    ['language = "nn"', "families = []", 'familes = ["nasjonal"]', "rule_directories = [1]",
     "[centre]\nwashing_minutes = -1", '[centre.opening_hours]\nmon = ["8-9"]'],
)  # fmt: skip
def test_a_wrong_configuration_is_refused_by_the_schema_and_by_glimt(wrong: str) -> None:
    assert errors(CONFIG, tomllib.loads(wrong))
    with pytest.raises(InputError):
        read_config(Source(name="glimt.toml", text=wrong, format="toml"))

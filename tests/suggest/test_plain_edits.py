"""Changes of a visit as edits of the text: what is read afterwards is the changed plan."""

from __future__ import annotations

import random
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from glimt_rules.documents.source import source_from_bytes
from glimt_rules.plan.model import Plan, Visit
from glimt_rules.plan.read import PlanDocument, plan_from_raw, read_plan
from glimt_rules.suggest.changes import Changes, changed
from glimt_rules.suggest.search import differing
from glimt_rules.suggest.weights import Weights
from glimt_tui.exchange.documents import as_json, as_toml
from glimt_tui.reports.plain_edits import PlainEdits, Replacement
from oracle.random_plans import random_plan
from suggest.applying import applied


def read(text: str, name: str = "plan.toml") -> PlanDocument:
    return read_plan(source_from_bytes(name, text.encode()))


def edits(document: PlanDocument, visit: Visit) -> list[Replacement] | None:
    assert document.source is not None
    before = next(each for each in document.plan.visits if each.id == visit.id)
    return PlainEdits(document.plan, document.source).of(visit, differing(before, visit))


def made(text: str, name: str = "plan.toml", visit: str = "v", **values: Any) -> str | None:
    """The text with a visit changed; None where that takes more than plain edits."""
    document = read(text, name)
    before = next(each for each in document.plan.visits if each.id == visit)
    after = structs.replace(before, **values)
    found = edits(document, after)
    if found is None:
        return None
    new = applied(document.source.text if document.source else "", list(map(as_sarif, found)))
    assert read(new, name).plan == with_visit(document.plan, after)
    return new


def as_sarif(edit: Replacement) -> dict[str, Any]:
    region = {
        "startLine": edit.start[0], "startColumn": edit.start[1],
        "endLine": edit.end[0], "endColumn": edit.end[1],
    }  # fmt: skip
    return {"deletedRegion": region, "insertedContent": {"text": edit.text}}


def with_visit(plan: Plan, visit: Visit) -> Plan:
    visits = tuple(visit if each.id == visit.id else each for each in plan.visits)
    return structs.replace(plan, visits=visits)


HEAD = """format = 1
[[rooms]]
id = "studio"
[[people]]
id = "ane"
[[people]]
id = "bo"
"""
VISIT = """[[visits]]  # først
id = "v"  # ett
start = 2021-01-06T12:00:00  # tolv
end = 2021-01-06T13:00:00
room = "studio"
people = ["ane", "bo"]
"""
AFTER = '[[visits]]\nid = "w"\nstart = 2021-01-06 15:00:00\nend = 2021-01-06 16:00:00\n' + (
    'people = ["bo"]\n'
)
OUTDOORS = {"setting": "outdoors", "room": None}


def test_a_value_is_replaced_and_what_stands_beside_it_stays() -> None:
    assert made(HEAD + VISIT + AFTER, people=("bo",)) == (HEAD + VISIT + AFTER).replace(
        '["ane", "bo"]', '["bo"]'
    )


def test_a_key_that_goes_takes_its_line_and_a_new_one_stands_below_the_id() -> None:
    wanted = VISIT.replace('room = "studio"\n', "").replace(
        "# ett\n", '# ett\nsetting = "outdoors"\n'
    )
    assert made(HEAD + VISIT + AFTER, **OUTDOORS) == HEAD + wanted + AFTER


def test_the_other_visit_of_the_same_people_is_not_touched() -> None:
    new = made(HEAD + VISIT + AFTER, visit="w", masks=True)
    assert new == HEAD + VISIT + AFTER.replace('"w"\n', '"w"\nmasks = true\n')


def test_times_are_written_as_the_document_writes_them() -> None:
    def moved(text: str, name: str = "plan.toml") -> str:
        first = read(text, name).plan.visits[0]
        later = {"start": first.end, "end": first.end + (first.end - first.start)}
        new = made(text, name, **later)
        assert new is not None
        return next(line for line in new.splitlines() if "start" in line).strip()

    for start, end in (
        ("2021-01-06T12:00:00", "2021-01-06T13:00:00"),
        ("2021-01-06 12:00:00", "2021-01-06 13:00:00"),
        ('"2021-01-06T12:00"', '"2021-01-06T13:00"'),
        ('"2021-01-06T12:00:00"', '"2021-01-06T13:00:00"'),
    ):
        text = HEAD + VISIT.replace("2021-01-06T12:00:00", start)
        assert moved(text) == f"start = {end}  # tolv"
    elsewhere = HEAD + VISIT.replace("2021-01-06T12:00:00", "2021-01-06T11:00:00Z")
    assert moved(elsewhere) == "start = 2021-01-06T13:00:00  # tolv"
    # an hour that comes twice: only an offset says that the second of the two is meant
    autumn = VISIT.replace("2021-01-06T12:00:00", "2021-10-31T02:00:00+02:00").replace(
        "2021-01-06T13:00:00", "2021-10-31T02:00:00+01:00"
    )
    assert moved(HEAD + autumn) == "start = 2021-10-31T02:00:00+01:00  # tolv"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n"])
def test_lines_end_as_they_did_and_the_last_one_may_lack_its_end(line_end: str, last: str) -> None:
    lines = VISIT.splitlines()
    lines.append(lines.pop(4))  # the room last
    text = (HEAD + "\n".join(lines)).replace("\n", line_end) + last.replace("\n", line_end)
    new = made(text, **OUTDOORS)
    assert new is not None
    assert new.endswith(f'people = ["ane", "bo"]{line_end}' if last else 'people = ["ane", "bo"]')
    assert f'# ett{line_end}setting = "outdoors"{line_end}' in new
    assert new.count("\r") == new.count("\n") * (line_end == "\r\n")


def test_the_id_may_stand_on_the_last_line_before_what_goes() -> None:
    lines = VISIT.splitlines()
    text = HEAD + "\n".join([lines[0], *lines[2:4], lines[5], lines[1], lines[4]])
    new = made(text, **OUTDOORS)
    assert new is not None
    assert new.endswith('id = "v"  # ett\nsetting = "outdoors"')


def test_columns_are_counted_in_code_units_of_utf_16() -> None:
    text = HEAD + VISIT.replace("start =", '"st\\u0061rt" =').replace(
        'room = "studio"', 'title = "🎸🎸" # 🎸\n\troom = "studio"'
    )
    assert made(text, **OUTDOORS) is not None
    in_json = as_json(read(text).plan).replace('"title": "🎸🎸",', '"title": "🎸🎸", ')
    assert made(in_json, "plan.json", title="🎸 øving") is not None
    one_line = re.sub(r'\n +"title"', ' "title"', in_json)
    assert made(one_line, "plan.json", title="øving") is None
    found = edits(read(text), structs.replace(read(text).plan.visits[0], title="øving"))
    assert found == [Replacement((12, 9), (12, 15), '"øving"')]


@pytest.mark.parametrize(
    "text",
    [
        HEAD + VISIT.replace('["ane", "bo"]', '[\n  "ane",\n  "bo",\n]'),
        HEAD.replace(
            "[[rooms]]",
            'visits = [{id = "v", start = 2021-01-06T12:00:00, end = 2021-01-06T13:00:00,'
            ' people = ["ane", "bo"]}]\n[[rooms]]',
        ),
    ],
    ids=["a value of several lines", "an inline table"],
)
def test_what_shares_a_line_or_takes_several_is_left_to_people(text: str) -> None:
    assert made(text, people=("bo",)) is None


JSON = """{
  "format": 1,
  "people": [{"id": "ane"}, {"id": "bo"}],
  "rooms": [{"id": "studio"}],
  "visits": [
    {
      "start": "2021-01-06T12:00", "end": "2021-01-06T13:00",
      "people": ["ane", "bo"],
      "id": "v",
      "masks": true,
      "room": "studio"
    }
  ]
}
"""


def test_commas_stay_between_the_keys_of_json() -> None:
    last = made(JSON, "plan.json", **OUTDOORS)
    assert last == JSON.replace(
        '"v",\n      "masks": true,\n      "room": "studio"\n',
        '"v",\n      "setting": "outdoors",\n      "masks": true\n',
    )
    both = made(JSON, "plan.json", masks=None, **OUTDOORS)
    assert both == JSON.replace(
        '"v",\n      "masks": true,\n      "room": "studio"\n',
        '"v",\n      "setting": "outdoors"\n',
    )
    first = made(JSON, "plan.json", masks=None)
    assert first == JSON.replace('      "masks": true,\n', "")
    assert made(JSON, "plan.json", people=("bo",)) == JSON.replace('["ane", "bo"]', '["bo"]')


def test_commas_at_the_beginning_of_a_line_are_left_to_people() -> None:
    odd = JSON.replace('"v",\n      "masks": true,\n      ', '"v"\n      ,"masks": true\n      ,')
    assert made(odd, "plan.json", masks=None) is None
    two = JSON.replace('true,\n      "room"', 'true, "room"')
    assert made(two, "plan.json", room=None) is None


@pytest.mark.parametrize("seed", range(40))
def test_random_changes_of_random_plans_are_read_back(seed: int) -> None:
    rng = random.Random(seed)
    plan = plan_from_raw(random_plan(rng)).plan
    texts = {"plan.toml": as_toml(plan), "plan.json": as_json(plan)}
    if seed % 2:
        texts = {name: text.replace("\n", "\r\n") for name, text in texts.items()}
    edited = 0
    for visit in rng.sample(plan.visits, min(8, len(plan.visits))):
        changes = Changes(plan, visit, ZoneInfo(plan.timezone), Weights(), None).all()
        by_part = {change.part: change for change in rng.sample(changes, min(40, len(changes)))}
        some = rng.sample(sorted(by_part), min(len(by_part), rng.randint(1, 3)))
        after = changed(visit, [by_part[part] for part in some])
        for name, text in texts.items():
            values = differing(visit, after)
            edited += made(text, name, visit.id, **values) is not None
    assert edited > 0

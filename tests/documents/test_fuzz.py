"""Some million bytes of spoilt plans: each is judged or refused, and none is passed by mistake.

Spoilt at random, a plan may still be a right one; then the published schema, which was
written apart from the reader, has to accept it too. Spoilt on purpose it must be refused.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tomli

from glimt_rules.documents.source import parse, source_from_bytes
from glimt_rules.errors import InputError
from glimt_rules.judge import judge
from glimt_rules.plan.read import plan_from_raw, read_plan
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.texts import Texts

CHECKOUT = Path(__file__).parents[2]
SEEDS = [
    path.read_bytes()
    for path in (
        CHECKOUT / "glimt_tui" / "demo" / "plan.toml",
        *sorted((CHECKOUT / "tests" / "data" / "cases").glob("*.toml")),
        *sorted((CHECKOUT / "tests" / "data" / "cases").glob("offsets.json")),
    )
]
SCHEMA = jsonschema.Draft202012Validator(
    json.loads((CHECKOUT / "docs" / "plan.schema.json").read_text("utf-8"))
)
#: How many bytes are tried in all; over several tests, so that they run side by side.
BYTES, PARTS = 6_000_000, 4
EN = Texts("en")

SCRAPS = [
    b"", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\n", b'"', b"'", b'"""', b"[", b"]", b"[[", b"{",
    b"}", b",", b"=", b":", b"#", b"\\", b"nan", b"inf", b"-inf", b"1e999", b"-1", b"0", b"1.5",
    b"9" * 5000, b"true", b"null", b'""', b"[]", b"{}", b"[" * 3000, b'{"a":' * 3000,
    "\u202e".encode(), "é".encode("utf-16-le"), b"\\u0000", b"\\ud800",
    b"2021-02-30T10:00:00", b"2021-03-28T02:30:00", b"0001-01-01T00:00:00Z",
    b"9999-12-31T23:59:59", b'"2021-W54"', b"[[visits]]\n", b'id = "x"\n', b"format = 2\n",
    b'"format": 1,', b'[[waivers]]\nrule = "senter.mask"\n',
]  # fmt: skip


def spoilt(rng: random.Random, seed: bytes) -> bytes:
    """A plan with one to four random changes, some of which may leave it a plan."""
    data = bytearray(seed)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        at = rng.randrange(len(data) + 1)
        to = min(len(data), at + rng.choice((0, 1, 1, 3, 10, 40)))
        kind = rng.randrange(7)
        if kind == 0:
            del data[at:to]
        elif kind == 1:
            data[at:to] = rng.choice(SCRAPS)
        elif kind == 2:  # a line, twice or gone
            lines = data.split(b"\n")
            line = rng.randrange(len(lines))
            lines[line : line + 1] = rng.choice(([], [lines[line]] * 2))
            data = bytearray(b"\n".join(lines))
        elif kind == 3:  # two lines change places
            lines = data.split(b"\n")
            one, two = rng.randrange(len(lines)), rng.randrange(len(lines))
            lines[one], lines[two] = lines[two], lines[one]
            data = bytearray(b"\n".join(lines))
        elif kind == 4:  # another digit, another letter
            at = next((i for i in range(at, len(data)) if chr(data[i]).isalnum()), None)
            if at is not None:
                data[at] = rng.choice(b"0123456789" if chr(data[at]).isdigit() else b"aeibdnr")
        elif kind == 5 and data:
            data[min(at, len(data) - 1)] ^= 1 << rng.randrange(8)
        else:
            data[at:at] = data[at:to]
    if rng.random() < 0.05:
        del data[rng.randrange(len(data) + 1) :]
    return bytes(data)


def as_json(value: Any) -> Any:
    """TOML's values as JSON has them."""
    if isinstance(value, dict):
        return {key: as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    return value.isoformat() if isinstance(value, datetime | date) else value


def told(error: InputError, data: bytes) -> None:
    """Every problem has words that a terminal can show, and a line that is there."""
    assert error.problems
    for problem in error.problems:
        assert EN.sentence(problem.message).isprintable(), problem
        assert problem.line is None or 1 <= problem.line <= data.count(b"\n") + 1


@pytest.mark.parametrize("part", range(PARTS))
def test_a_spoilt_plan_is_judged_or_refused_with_every_problem_told(
    part: int, book: RuleBook
) -> None:
    rng = random.Random(part)
    tried = accepted = 0
    while tried < BYTES // PARTS:
        seed = rng.choice(SEEDS)
        data = spoilt(rng, seed)
        tried += len(data)
        name = "plan.json" if seed.lstrip().startswith(b"{") else "plan.toml"
        try:
            source = source_from_bytes(name, data)
            document = read_plan(source)
            judgement = judge(document.plan, book)
        except InputError as error:
            told(error, data)
            continue
        accepted += 1
        assert judgement.complete
        SCHEMA.validate(as_json(parse(source)))
    assert accepted > 20  # otherwise nothing but the parsers is tried


Spoil = Callable[[random.Random, dict[str, Any]], None]


def _visit(rng: random.Random, plan: dict[str, Any]) -> dict[str, Any]:
    visit: dict[str, Any] = rng.choice(plan["visits"])
    return visit


def _person(rng: random.Random, plan: dict[str, Any]) -> dict[str, Any]:
    person: dict[str, Any] = rng.choice(plan["people"])
    return person


WRONG: dict[str, Spoil] = {
    "a key too many": lambda rng, plan: _visit(rng, plan).update(kindd="activity"),
    "a key too many at the top": lambda rng, plan: plan.update(visit=[]),
    "an id twice": lambda rng, plan: plan["people"].append(dict(_person(rng, plan))),
    "nobody of that name": lambda rng, plan: _visit(rng, plan)["people"].append("nobody"),
    "no people": lambda rng, plan: _visit(rng, plan).update(people=[]),
    "somebody twice": lambda rng, plan: (v := _visit(rng, plan)).update(people=v["people"] * 2),
    "everybody absent": lambda rng, plan: (v := _visit(rng, plan)).update(absent=v["people"]),
    "no end": lambda rng, plan: _visit(rng, plan).pop("end"),
    "an end before the start": lambda rng, plan: (v := _visit(rng, plan)).update(end=v["start"]),
    "no such setting": lambda rng, plan: _visit(rng, plan).update(setting="moon", room=None),
    "no such room": lambda rng, plan: _visit(rng, plan).update(setting="centre", room="loft"),
    "a word for a truth": lambda rng, plan: _visit(rng, plan).update(masks="true"),
    "a truth for a number": lambda rng, plan: _visit(rng, plan).update(distance_m=True),
    "less than nothing": lambda rng, plan: _visit(rng, plan).update(distance_m=-0.1),
    "a time that is none": lambda rng, plan: _visit(rng, plan).update(start="2021-01-05"),
    "a time left out": lambda rng, plan: _visit(rng, plan).update(
        start="2021-03-28T02:30", end="2021-03-28T04:00"
    ),
    "a host elsewhere": lambda rng, plan: (v := _visit(rng, plan)).update(
        setting="outdoors", room=None, host=v["people"][0]
    ),
    "no room has so little": lambda rng, plan: plan["rooms"][0].update(capacity_1m=0),
    "a week that is none": lambda rng, plan: plan["households"].append(
        {"id": "ny", "outside_contacts": {"2021-W53": 1}}
    ),
    "a diagnosis": lambda rng, plan: _person(rng, plan).update(diagnosis="x"),
    "one's own companion": lambda rng, plan: (p := _person(rng, plan)).update(comes_with=p["id"]),
    "a mark of direction": lambda rng, plan: _person(rng, plan).update(name="Ane\u202e"),
    "a line break": lambda rng, plan: _visit(rng, plan).update(title="to\nlinjer"),
    "another format": lambda rng, plan: plan.update(format=2),
    "a zone that is none": lambda rng, plan: plan.update(timezone="../etc/passwd"),
    "a waiver without a reason": lambda rng, plan: plan["waivers"][0].update(reason=" "),
    "a waiver of the law": lambda rng, plan: plan["waivers"][0].update(rule="kommunal.mask"),
    "a waiver of nothing known": lambda rng, plan: plan["waivers"][0].update(rule="senter.masks"),
}


def demo_plans() -> Iterator[dict[str, Any]]:
    plan = as_json(tomli.loads(SEEDS[0].decode()))
    while True:
        yield copy.deepcopy(plan)


@pytest.mark.parametrize("spoil", WRONG.values(), ids=WRONG)
def test_what_should_be_refused_is_refused_wherever_it_stands(spoil: Spoil, book: RuleBook) -> None:
    plans = demo_plans()
    for seed in range(8):
        plan = next(plans)
        judge(plan_from_raw(plan).plan, book)
        spoil(random.Random(seed), plan)
        with pytest.raises(InputError):
            judge(plan_from_raw(plan).plan, book)

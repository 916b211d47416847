"""A rule of somebody else's kind that hangs, explodes or crashes takes nothing with it."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from conftest import Run
from glimt_rules.judge import judge
from glimt_rules.live import Put, Session
from glimt_rules.plan.model import Visit
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.plugins import load_book

PLUGIN = '''
import itertools, os, re, time
from glimt_rules.hooks import hookimpl, files_beside
from glimt_rules.kinds.base import BROKEN, Description, Fault, VisitKindOfRule
from glimt_rules.message import say


def told(facts, slot):
    return facts.visits[slot].title or ""


class Odd(VisitKindOfRule, frozen=True, kw_only=True):
    """Does what a visit's title says."""

    name = "odd"

    def faults(self, facts, slots):
        for slot in slots:
            title = told(facts, slot)
            if title == "loop":
                while True:
                    try:
                        time.sleep(0.01)
                    except Exception:
                        pass
            if title == "count":
                sum(itertools.repeat(1))
            if title == "match":
                re.match(r"(a+)+$", "a" * 40 + "b")
            if title == "memory":
                bytearray(1 << 40)
            if title == "crash":
                os.abort()
            if title == "leave":
                raise SystemExit(0)
            if title == "print":
                print("nothing to see here", flush=True)
            if title == "deep":
                deep(0)
            if title in ("print", "bad"):
                yield Fault(slot, BROKEN, None, len(facts.people[slot]))

    def describe(self, facts, fault):
        people = facts.people[fault.slot]
        message = say("{who} came", who=facts.names(people))
        return Description(message, 0, "persons", people, (fault.slot,))

    def kept(self, facts, slot):
        return say("nothing odd")


def deep(n):
    return deep(n + 1)


@hookimpl
def glimt_rule_kinds():
    return [Odd]


@hookimpl
def glimt_rule_sets():
    return files_beside(__file__)
'''

RULES = """
format = 1
family = "odd"
version = "2021-01-01"
authority = { nb = "Noen", en = "Somebody" }
jurisdiction = { nb = "Her", en = "Here" }
decided = 2021-01-01
in_force = 2021-01-01
source = { title = { nb = "Ingen", en = "None" } }

[rules.odd]
kind = "odd"
force = "house"
title = { nb = "Noe rart", en = "Something odd" }
demand = { nb = "Ingenting rart skjer.", en = "Nothing odd happens." }

[[rules.odd.cases]]
name = { nb = "Rart.", en = "Odd." }
expect = { a = "violation", b = "kept" }
visits = [
  { id = "a", title = "bad", people = ["p"], start = "2021-01-12T12:00", end = "2021-01-12T13:00" },
  { id = "b", start = 2021-01-12T14:00:00, end = 2021-01-12T15:00:00, people = ["p"] },
]
"""

FAMILIES = ("senter", "odd")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the plugin, as pip install --target leaves it."""
    folder = tmp_path_factory.mktemp("site")
    package = folder / "glimt_odd"
    package.mkdir()
    (package / "__init__.py").write_text(PLUGIN, "utf-8")
    (package / "2021-01-01.toml").write_text(RULES, "utf-8")
    info = folder / "glimt_odd-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: glimt-odd\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[glimt.rules]\nodd = glimt_odd\n")
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


@pytest.fixture
def book(installed: Path) -> RuleBook:
    return load_book(FAMILIES, seconds=1)


def document(*titles: str) -> dict[str, object]:
    return {
        "format": 1,
        "people": [{"id": "p", "name": "Per Prøve", "phone": "40612345", "cohort": "a"}],
        "visits": [
            {
                "id": f"v{n}",
                "title": title,
                "start": f"2021-01-12T{10 + n}:00",
                "end": f"2021-01-12T{10 + n}:30",
                "people": ["p"],
            }
            for n, title in enumerate(titles)
        ],
    }


def test_what_it_finds_is_told_as_if_it_had_been_asked_here(book: RuleBook) -> None:
    judgement = judge(plan_from_raw(document("", "bad", "print")).plan, book)
    found = [finding for finding in judgement.findings if finding.rule.family == "odd"]
    assert [(f.visit, f.measured, f.subject.people) for f in found] == [
        ("v1", 1, ("p",)),
        ("v2", 1, ("p",)),
    ]
    assert judgement.complete


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("loop", "no answer within 1 s"),
        ("count", "no answer within 1 s"),
        ("match", "no answer within 1 s"),
        ("crash", "SIGABRT"),
        ("memory", "MemoryError"),
        ("leave", "SystemExit"),
        ("deep", "RecursionError"),
    ],
)
def test_a_rule_that_fails_there_is_undecided_here_and_the_others_judge(
    book: RuleBook, title: str, told: str
) -> None:
    plan = plan_from_raw(document("", title)).plan
    began = time.monotonic()
    judgement = judge(plan, book)
    assert time.monotonic() - began < 8
    assert not judgement.complete
    assert {failure.rule.id for failure in judgement.failures} == {"odd.odd"}
    assert told in str(judgement.failures[0].message.values["error"])
    assert judgement.verdicts["v1"] != "ok"
    others = {finding.rule.family for finding in judgement.findings}
    assert "senter" in others


def test_a_rule_that_did_not_answer_once_is_not_waited_for_again(book: RuleBook) -> None:
    judge(plan_from_raw(document("loop")).plan, book)
    began = time.monotonic()
    judgement = judge(plan_from_raw(document("", "")).plan, book)
    assert time.monotonic() - began < 0.5
    assert not judgement.complete


def test_while_it_hangs_everybody_else_goes_on(book: RuleBook) -> None:
    plan = plan_from_raw(document("count")).plan
    asking = threading.Thread(target=judge, args=(plan, book))
    began = time.monotonic()
    asking.start()
    longest, last = 0.0, began
    while asking.is_alive():
        time.sleep(0.005)
        now = time.monotonic()
        longest, last = max(longest, now - last), now
    assert last - began > 0.5
    assert longest < 0.5


def test_a_session_asks_there_too(book: RuleBook) -> None:
    session = Session(plan_from_raw(document("", "")).plan, book)
    visit = session.visit("v0")
    assert isinstance(visit, Visit)
    change = session.apply(Put(structs.replace(visit, title="bad")))
    assert [found.rule.id for found in change.appeared] == ["odd.odd"]
    assert session.findings == judge(session.plan, book, known_at=date(2021, 6, 1)).findings


def test_the_command_says_that_its_answer_is_not_complete(
    installed: Path, tmp_path: Path, glimt: Run
) -> None:
    (tmp_path / "glimt.toml").write_text('families = ["senter", "odd"]\nrule_seconds = 1\n')
    (tmp_path / "plan.json").write_text(json.dumps(document("", "count")))
    env = {**os.environ, "PYTHONPATH": str(installed)}
    done = glimt("--lang", "en", "check", "plan.json", env=env)
    assert done.returncode == 3
    assert "Something odd" in done.stderr
    assert "no answer within 1 s" in done.stderr
    assert "senter." in done.stdout or "visitor" in done.stdout

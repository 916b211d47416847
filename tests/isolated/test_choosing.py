"""A kind that says for itself which visits it judges says so in the worker, and there alone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from msgspec import structs

from glimt_rules.explain import explain
from glimt_rules.judge import judge
from glimt_rules.judgement import Judgement
from glimt_rules.live import Put, Session
from glimt_rules.plan.model import Visit
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from isolated.conftest import Made
from isolated.wild import KINDS, noted, plan

SETTINGS = ("centre", "outdoors", "online")
WILD = "vill.wild"


def said(judgement: Judgement | Session) -> list[tuple[str, str]]:
    return [(f.visit, f.level) for f in judgement.findings if f.rule.id == WILD]


def asked_of(book: RuleBook) -> tuple[Judgement, Session]:
    """Both ways of judging, explanations and an edit."""
    document = plan_from_raw(plan(*SETTINGS)).plan
    judgement = judge(document, book)
    for visit in judgement.verdicts:
        explain(judgement, visit)
    session = Session(document, book)
    visit = session.visit("v0")
    assert isinstance(visit, Visit)
    session.apply(Put(structs.replace(visit, title="Moved")))
    session.apply(Put(visit))
    return judgement, session


@pytest.mark.parametrize("kind", KINDS)
def test_none_of_its_code_runs_in_glimts_own_process(made: Made, notes: Path, kind: str) -> None:
    judgement, session = asked_of(made(kind))
    where = ["centre", "outdoors"] if kind == "wild" else ["centre"]
    expected = [(f"v{SETTINGS.index(setting)}", "violation") for setting in where]
    assert said(judgement) == said(session) == expected
    assert judgement.complete
    assert {place for _, place, _ in noted(notes)} == {"there"}


def test_what_never_changes_is_asked_once(made: Made, notes: Path) -> None:
    book = made("wild-where")
    document = plan_from_raw(plan(*SETTINGS)).plan
    for _ in range(3):
        assert said(judge(document, book)) == said(Session(document, book)) == [("v0", "violation")]
    what = [each[0] for each in noted(notes)]
    assert what.count("in_settings") == what.count("of_kinds") == 1


@pytest.mark.parametrize(
    ("kind", "method"),
    [("wild-where", "in_settings"), ("wild-which", "judges"), ("wild-own", "candidates")],
)
@pytest.mark.parametrize("fails", ["", "not "])
def test_one_that_fails_to_say_is_undecided_everywhere(
    made: Made, kind: str, method: str, fails: str
) -> None:
    began = time.monotonic()
    judgement, session = asked_of(made(kind, fails + method))
    assert time.monotonic() - began < 5
    every = [(f"v{n}", "unknown") for n in range(len(SETTINGS))]
    assert said(judgement) == said(session) == every
    assert not judgement.complete
    assert any(finding.rule.family == "senter" for finding in judgement.findings)


@pytest.mark.parametrize("kind", KINDS)
def test_one_that_is_given_up_while_it_judges_leaves_the_answer_of_the_others(
    made: Made, kind: str
) -> None:
    judgement, session = asked_of(made(kind, "faults"))
    assert said(judgement)
    assert {level for _, level in said(judgement)} == {"unknown"}
    assert ("v0", "unknown") in said(session)
    assert any(finding.rule.family == "senter" for finding in judgement.findings)
    assert "no answer within 1 s" in str(judgement.failures[0].message.values["error"])

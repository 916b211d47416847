"""Every suggestion for random plans keeps its promise: it is applied, written, read and judged."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from glimt_rules.documents.source import Source
from glimt_rules.judge import Judgement, judge
from glimt_rules.plan.model import Plan
from glimt_rules.plan.read import plan_from_raw, read_plan
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.suggest.search import Suggestion, suggest
from glimt_tui.cli.suggest import change_values
from glimt_tui.exchange.documents import as_json
from oracle.random_plans import random_plan

Found = dict[tuple[str, str, str], str]
LEVELS = ("violation", "unknown", "advice", "waived")


def read(text: str) -> Plan:
    return read_plan(Source(name="plan.json", text=text, format="json")).plan


def found_in(judgement: Judgement) -> Found:
    """The findings, each with its level; one that is waived is one, too."""
    visits = judgement.facts.visits
    found: Found = {}
    for each in judgement.faults:
        key = (visits[each.slot].id, each.rule_id, each.subject)
        level = "waived" if each.waived else each.level
        found[key] = min(level, found.get(key, "waived"), key=LEVELS.index)
    return found


def applied(plan: Plan, visit: str, suggestion: Suggestion) -> Plan:
    document: dict[str, Any] = json.loads(as_json(plan))
    (there,) = [each for each in document["visits"] if each["id"] == visit]
    before = dict(there)
    for key, value in json.loads(json.dumps(change_values(plan, suggestion))).items():
        if value is None:
            del there[key]
        else:
            there[key] = value
        assert there.get(key) != before.get(key), key
    return read(json.dumps(document))


@pytest.mark.parametrize("seed", range(24))
def test_every_suggestion_keeps_its_promise(seed: int, book: RuleBook) -> None:
    plan = plan_from_raw(random_plan(random.Random(seed))).plan
    judgement = judge(plan, book)
    before = found_in(judgement)
    at_fault = [v for v, level in judgement.verdicts.items() if level in ("violation", "unknown")]
    for visit in at_fault[:4]:
        found = suggest(plan, book, visit, budget=60)
        distances = [each.distance for each in found.suggestions]
        assert distances == sorted(distances)
        for suggestion in found.suggestions:
            after = judge(applied(plan, visit, suggestion), book)
            assert after.verdicts[visit] == suggestion.verdict
            for key, level in found_in(after).items():
                if key[0] == visit:
                    assert level != "violation"
                    assert level != "unknown" or before.get(key) == "unknown"
                else:
                    assert key in before
                    assert LEVELS.index(level) >= LEVELS.index(before[key])

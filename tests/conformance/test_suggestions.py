"""Every suggestion for random plans keeps its promise: it is applied, written, read and judged."""

from __future__ import annotations

import json
import random
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from glimt_rules.documents.source import Source
from glimt_rules.judge import judge
from glimt_rules.judgement import Judgement
from glimt_rules.plan.model import Plan
from glimt_rules.plan.read import plan_from_raw, read_plan
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.suggest.changes import Changes, changed
from glimt_rules.suggest.search import FARTHEST_PAIR, Suggestion, suggest
from glimt_rules.suggest.weights import Weights
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


def at_fault(judgement: Judgement) -> list[str]:
    return [v for v, level in judgement.verdicts.items() if level in ("violation", "unknown")]


@pytest.mark.parametrize("batch", range(40))
def test_on_a_thousand_plans_every_suggestion_keeps_its_promise(batch: int, book: RuleBook) -> None:
    for seed in range(batch * 25, batch * 25 + 25):
        rng = random.Random(seed)
        plan = plan_from_raw(random_plan(rng)).plan
        judgement = judge(plan, book)
        before = found_in(judgement)
        for visit in rng.sample(them := at_fault(judgement), min(1, len(them))):
            found = suggest(plan, book, visit, most=3, budget=150)
            distances = [each.distance for each in found.suggestions]
            assert distances == sorted(distances)
            for suggestion in found.suggestions:
                after = judge(applied(plan, visit, suggestion), book)
                assert after.verdicts[visit] == suggestion.verdict
                assert worse(before, found_in(after), visit) == []
                assert farther_off(judgement, after, visit) == []


def off_the_limit(judgement: Judgement) -> dict[tuple[str, str, str], float]:
    """How far what was counted is off: more people or contacts, less time or distance."""
    return {
        (each.visit, each.rule.id, each.subject.household or each.subject.equipment or ""): (
            each.measured if each.unit in ("persons", "contacts") else -each.measured
        )
        for each in judgement.findings
        if each.measured is not None
    }


def farther_off(before: Judgement, after: Judgement, visit: str) -> list[tuple[str, str, str]]:
    """The findings at other visits that are there still, and worse than they were."""
    was, is_ = off_the_limit(before), off_the_limit(after)
    levels, now = found_in(before), found_in(after)
    return [
        key
        for key in was.keys() & is_.keys()
        if key[0] != visit and levels.get(key) == now.get(key) and is_[key] > was[key]
    ]


def worse(before: Found, after: Found, visit: str) -> list[tuple[str, str, str]]:
    """The findings that an alternative must not have."""
    found = []
    for key, level in after.items():
        if key[0] == visit:
            if level == "violation" or (level == "unknown" and before.get(key) != "unknown"):
                found.append(key)
        elif key not in before or LEVELS.index(level) < LEVELS.index(before[key]):
            found.append(key)
    return found


@pytest.mark.parametrize("seed", range(30, 54))
def test_what_trying_everything_finds_is_found_and_the_nearest_of_it(
    seed: int, book: RuleBook
) -> None:
    rng = random.Random(seed)
    raw = random_plan(rng)
    raw["centre"] = {**raw.get("centre", {}), "opening_hours": {"tue": ["10:00-12:00"]}}
    plan = plan_from_raw(raw).plan
    judgement = judge(plan, book)
    if not (them := at_fault(judgement)):
        return
    chosen = rng.choice(them)
    visit = next(each for each in plan.visits if each.id == chosen)
    before, was = found_in(judgement), judgement.verdicts[visit.id]
    weights, zone = Weights(), ZoneInfo(plan.timezone)
    singles = Changes(plan, visit, zone, weights, None).all()
    pairs = [
        pair
        for pair in combinations(singles, 2)
        if pair[0].part != pair[1].part and pair[0].distance + pair[1].distance <= FARTHEST_PAIR
    ]
    allowed = []
    for changes in [*((change,) for change in singles), *pairs]:
        other = changed(visit, changes)
        visits = tuple(other if each is visit else each for each in plan.visits)
        after = judge(structs.replace(plan, visits=visits), book)
        now = after.verdicts[visit.id]
        better = now == "ok" or LEVELS.index(now) > LEVELS.index(was)
        if (
            better
            and not worse(before, found_in(after), visit.id)
            and not farther_off(judgement, after, visit.id)
        ):
            slot = after.facts.slot_of[visit.id]
            advice = sum(
                judged.slot == slot and judged.level == "advice" and not judged.waived
                for judged in after.faults
            )
            asked = sum(change.distance for change in changes)
            allowed.append(round(asked + weights.advice * advice, 2))
    found = suggest(plan, book, visit.id)
    assert bool(found.suggestions) == bool(allowed)
    if allowed:
        assert found.suggestions[0].distance == min(allowed)

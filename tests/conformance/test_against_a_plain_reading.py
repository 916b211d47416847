"""The engine and a brute-force reading of the contract agree on random plans.

The two were written apart; the reading scans the whole plan for every visit and rule.
"""

from __future__ import annotations

import random
from typing import Any

import pytest

from glimt_rules.finding import Finding
from glimt_rules.judge import judge
from glimt_rules.judgement import Judgement
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.texts import Texts
from glimt_tui.reports import json
from glimt_tui.reports.answer import Answer
from oracle import contract_reading as reading
from oracle.random_plans import random_options, random_plan, shuffled

CHUNK, CHUNKS = 300, 10


def judged(plan: dict[str, Any], book: RuleBook, options: dict[str, Any]) -> Judgement:
    return judge(plan_from_raw(plan).plan, book, **options)


def told(finding: Finding) -> reading.Found:
    return reading.Found(
        visit=finding.visit,
        rule=finding.rule.id,
        level=finding.level,
        subject=finding.subject.household or finding.subject.equipment,
        waived=finding.waived,
        measured=finding.measured,
        limit=finding.limit,
        unit=finding.unit,
        people=finding.subject.people,
        evidence=finding.evidence,
    )


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_engine_and_plain_reading_find_the_same(chunk: int, book: RuleBook) -> None:
    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        rng = random.Random(seed)
        plan, options = random_plan(rng), random_options(rng)
        judgement = judged(plan, book, options)
        # As text, in which 2 and 2.0 differ: so they do in a report.
        found = sorted(repr(told(finding)) for finding in judgement.findings)
        read = reading.judge(plan, **options)
        assert found == sorted(map(repr, read)), f"seed {seed}"
        assert judgement.verdicts == reading.verdicts(plan, read, **options), f"seed {seed}"
        assert judgement.complete, f"seed {seed}"


def test_the_order_of_a_plans_lists_changes_not_one_byte(book: RuleBook) -> None:
    texts = Texts("en")
    for seed in range(200):
        rng = random.Random(seed)
        plan, options = random_plan(rng), random_options(rng)
        other = shuffled(rng, plan)
        one, two = (
            json.render([Answer(plan="p", judgement=judged(p, book, options))], texts)
            for p in (plan, other)
        )
        assert one == two, f"seed {seed}"

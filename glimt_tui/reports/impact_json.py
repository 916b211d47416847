"""What a change of the rules does to a plan, as JSON; names stand in its call list alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from glimt_rules.errors import Problem
from glimt_rules.facts import Facts
from glimt_rules.impact import Call
from glimt_rules.judgement import Judgement
from glimt_rules.plan.model import Plan
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.suggest.search import Suggestion
from glimt_rules.texts import Texts
from glimt_tui.exchange.documents import visit_values
from glimt_tui.language import texts_in
from glimt_tui.reports.answer import Answer
from glimt_tui.reports.impact import Told
from glimt_tui.reports.impact_words import reasons, turned
from glimt_tui.reports.json import as_object as as_report
from glimt_tui.reports.places import in_utf8


def as_json(told: Told, texts: Texts) -> str:
    """What the change does as one JSON object; names stand in its call list alone."""
    encoded = msgspec.json.encode(as_object(told, texts))
    return msgspec.json.format(encoded, indent=2).decode()


def as_object(told: Told, texts: Texts) -> dict[str, Any]:
    """What the change does as plain values."""
    found = told.impact
    nameless = texts_in(texts.language, names=False)
    before = _findings(told, found.before, nameless)
    after = _findings(told, found.after, nameless)
    object_: dict[str, Any] = {
        "format": 1,
        "plan": None if told.plan is None else in_utf8(told.plan),
        "complete": not told.problems,
        "added": [rule_set.id for rule_set in _sorted(told.change.added)],
        "removed": [rule_set.id for rule_set in _sorted(told.change.removed)],
        "summary": turned(found),
        "visits": [
            {
                "id": each.visit.id,
                "turn": each.turn,
                "before": each.before,
                "after": each.after,
                "appear": [after[id(finding)] for finding in each.appear],
                "go": [before[id(finding)] for finding in each.go],
                "suggestions": [
                    _suggestion(told.document.plan, suggestion, nameless)
                    for suggestion in told.suggestions.get(each.visit.id, ())
                ],
            }
            for each in found.visits
        ],
        "refused_waivers": [
            _waiver(told.document.plan, place, problem, nameless)
            for place, problem in found.refused
        ],
    }
    if told.with_calls:
        object_["call_list"] = [
            _call(call, found.after.facts, texts) for _, calls in told.calls for call in calls
        ]
    return {
        **object_,
        "errors": [
            {"where": problem.where, "message": nameless.sentence(problem.message)}
            for problem in told.problems
        ],
    }


def _findings(told: Told, judgement: Judgement, texts: Texts) -> dict[int, Any]:
    """Each finding as ``check`` tells it, by its identity."""
    answer = Answer(plan=told.plan, document=told.document, judgement=judgement)
    objects = as_report(answer, texts, named=False)["findings"]
    return {id(f): each for f, each in zip(judgement.findings, objects, strict=True)}


def _sorted(rule_sets: Iterable[RuleSet]) -> list[RuleSet]:
    return sorted(rule_sets, key=lambda rule_set: (rule_set.family, rule_set.version))


def _suggestion(plan: Plan, suggestion: Suggestion, texts: Texts) -> dict[str, Any]:
    """An alternative as ``suggest`` tells it."""
    values = visit_values(suggestion.visit, ZoneInfo(plan.timezone))
    return {
        "change": {name: values.get(name) for name in suggestion.change},
        "text": texts.sentence(suggestion.text),
        "verdict": suggestion.verdict,
        "distance": suggestion.distance,
    }


def _waiver(plan: Plan, place: int, problem: Problem, texts: Texts) -> dict[str, Any]:
    waiver = plan.waivers[place]
    message = texts.sentence(problem.message)
    return {"rule": waiver.rule, "visit": waiver.visit, "message": message}


def _call(call: Call, facts: Facts, texts: Texts) -> dict[str, Any]:
    start = facts.local(facts.start[facts.slot_of[call.affected.visit.id]])
    return {
        "person": call.person.id,
        "name": call.person.name,
        "phone": call.person.phone,
        "visit": call.affected.visit.id,
        "day": start.date().isoformat(),
        "time": texts.clock(start.time()),
        "reason": list(map(texts.sentence, reasons(call.affected))),
        "proposal": list(map(texts.sentence, call.proposals)),
    }

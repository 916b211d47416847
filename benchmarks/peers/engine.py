"""Our own engine, with the same checks: from the plan itself, to findings with their texts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from msgspec import structs

from benchmarks.peers.checks import CHECKS, LEVELS, Fault
from glimt_rules.judge import judge
from glimt_rules.judgement import Judgement
from glimt_rules.live import Found
from glimt_rules.pause import collector_paused
from glimt_rules.plan.model import Plan
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.texts import Texts
from glimt_tui.plugins import BUILT_IN, load_book

RULES = Path(__file__).resolve().parent.parent / "rules"


class Engine:
    """The engine with the checks that everybody decides, and with all rules."""

    def __init__(self) -> None:
        shipped = load_book(tuple(BUILT_IN), [RULES])
        if shipped.problems:
            raise SystemExit(f"the rules could not be loaded: {shipped.problems}")
        self.all_rules = shipped
        self.checks = _only(shipped, CHECKS)
        self.texts = Texts("nb")

    def judge(self, plan: Plan) -> Judgement:
        """Decide the checks at every visit of a plan."""
        return judge(plan, self.checks)

    def explain(self, plan: Plan) -> object:
        """Decide them, explain every finding, and write its message."""
        return self._explained(plan, self.checks)

    def explain_all_rules(self, plan: Plan) -> object:
        """The same with every rule of the four families."""
        return self._explained(plan, self.all_rules)

    def _explained(self, plan: Plan, book: RuleBook) -> object:
        with collector_paused():  # as `glimt check` does
            judgement = judge(plan, book)
            sentence = self.texts.sentence
            return judgement, [sentence(finding.message) for finding in judgement.findings]

    def missing(self, fact: str) -> str:
        """What it says of a visit of two people who come close, where a fact is missing."""
        room = {"id": "stue"} | ({} if fact == "capacity_1m" else {"capacity_1m": 1})
        start, end = "2021-01-05T12:00", "2021-01-05T13:00"
        visit = {"id": "besøk", "start": start, "end": end, "people": ["a", "b"], "room": "stue"}
        plan = plan_from_raw({
            "format": 1, "rooms": [room], "people": [{"id": "a"}, {"id": "b"}], "visits": [visit],
        }).plan  # fmt: skip
        rule = {"masks": "kommunal.mask", "capacity_1m": "nasjonal.distance"}[fact]
        said = [level for _, check, level in self.faults(plan) if check == rule]
        return LEVELS[said[0]] if said else "fine"

    def faults(self, plan: Plan) -> list[Fault]:
        """What it finds, as it is compared."""
        judgement = self.judge(plan)
        if not judgement.complete:
            raise SystemExit(f"the engine could not judge: {judgement.failures}")
        visits = judgement.facts.visits
        return [
            (visits[judged.slot].id, judged.rule_id, LEVELS.index(judged.level))
            for judged in judgement.faults
        ]


def as_faults(found: Iterable[Found]) -> list[Fault]:
    """What a session has found, as it is compared."""
    return [(each.visit, each.rule.id, LEVELS.index(each.level)) for each in found]


def _only(book: RuleBook, rules: Collection[str]) -> RuleBook:
    """The same rule sets, with some of their rules.

    The cap on rooms stands in no version that is in force throughout, so it is taken from the
    one that has it.
    """
    _, cap = book.rules_called("senter.room-cap")[-1]
    sets = []
    for rule_set in book.rule_sets:
        own = [rule for rule in rule_set.rules if rule.id in rules]
        if rule_set.family == cap.family and all(rule.id != cap.id for rule in own):
            own.append(structs.replace(cap, version=rule_set.version))
        sets.append(structs.replace(rule_set, rules=tuple(own)))
    return RuleBook(sets, active=book.active)

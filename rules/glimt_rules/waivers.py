"""Waivers: recorded exceptions from house and advice rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, say
from glimt_rules.plan.model import Waiver
from glimt_rules.rulesets.model import Rule

if TYPE_CHECKING:
    from glimt_rules.judge import Judgement


class Waivers:
    """The waivers of a plan, checked against the rules in force at their visits."""

    def __init__(self, judgement: Judgement) -> None:
        """Raises InputError for waivers of binding and of unknown rules."""
        self._judgement = judgement
        self._expired: list[int] = []
        self._valid: dict[tuple[str, str], list[int]] = {}
        self._rules: frozenset[str] = frozenset()
        waivers = judgement.facts.plan.waivers
        if waivers:
            self._check(waivers)

    def _check(self, waivers: tuple[Waiver, ...]) -> None:
        facts = self._judgement.facts
        problems = []
        for place, waiver in enumerate(waivers):
            message = self._refusal(waiver)
            if message is not None:
                problems.append(Problem(message=message, where=f"waivers[{place}].rule"))
                continue
            slot = facts.slot_of.get(waiver.visit)
            if slot is not None and waiver.until < facts.date_of(slot):
                self._expired.append(place)
            else:
                self._valid.setdefault((waiver.rule, waiver.visit), []).append(place)
        if problems:
            raise InputError(problems)
        self._rules = frozenset(rule for rule, _ in self._valid)

    def _refusal(self, waiver: Waiver) -> Message | None:
        """Why a waiver cannot be, or None."""
        book = self._judgement.book
        called = book.rules_called(waiver.rule)
        if not called:
            if book.problems:  # it may be in the rule set that could not be loaded
                return None
            return _no_such_rule(
                waiver.rule,
                sorted(rule.id for rule_set in book.rule_sets for rule in rule_set.rules),
            )
        slot = self._judgement.facts.slot_of.get(waiver.visit)
        in_force = [
            rule.rule
            for rule in self._judgement.rules
            if slot is not None and rule.rule.id == waiver.rule and rule.judges(slot)
        ]
        rules = in_force or [rule for _, rule in called]
        if all(rule.force == "binding" for rule in rules):
            return say(
                "{rule} is binding and cannot be waived; only house rules and advice can",
                rule=waiver.rule,
            )
        return None

    def of(self, rule: Rule) -> bool:
        """Whether there is any waiver of this rule."""
        return rule.force != "binding" and rule.id in self._rules

    def covers(self, rule: Rule, slot: int) -> bool:
        """Whether the rule is waived at a visit."""
        return (rule.id, self._judgement.facts.visits[slot].id) in self._valid

    def covering(self, rule: Rule, visit: str) -> Waiver:
        """The waiver of a rule at a visit; KeyError where there is none."""
        return self._judgement.facts.plan.waivers[self._valid[rule.id, visit][0]]

    def notes(self) -> list[Problem]:
        """The waivers that do nothing: expired, or without anything to waive."""
        judgement = self._judgement
        waivers = judgement.facts.plan.waivers
        used = {
            (judged.rule_id, judgement.facts.visits[judged.slot].id)
            for judged in judgement.faults
            if judged.waived
        }
        notes = {
            place: say(
                "the waiver of {rule} at {visit} has expired ({until}) and does not count",
                rule=waivers[place].rule,
                visit=waivers[place].visit,
                until=waivers[place].until,
            )
            for place in self._expired
        }
        judged_visits = judgement.verdicts
        for key, places in self._valid.items():
            slot = judgement.facts.slot_of.get(key[1])
            left_out = key[0].partition(".")[0] not in judgement.book.active or (
                slot is not None and key[1] not in judged_visits
            )
            if key not in used and not left_out:
                for place in places:
                    notes[place] = say(
                        "the waiver of {rule} at {visit} has nothing to waive",
                        rule=key[0],
                        visit=key[1],
                    )
        return [Problem(message=notes[place], where=f"waivers[{place}]") for place in sorted(notes)]


def _no_such_rule(rule: str, known: list[str]) -> Message:
    from glimt_rules.documents.similar import closest

    meant = closest(rule, known)
    if meant is None:
        return say("there is no rule {rule}", rule=rule)
    return say("there is no rule {rule}; did you mean {meant}?", rule=rule, meant=meant)

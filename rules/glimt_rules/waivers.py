"""Waivers: recorded exceptions from house and advice rules."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from zoneinfo import ZoneInfo

from glimt_rules.errors import InputError, Problem
from glimt_rules.facts import Facts
from glimt_rules.house import House
from glimt_rules.message import Message, say
from glimt_rules.plan.model import Visit, Waiver
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import Rule
from glimt_rules.rulesets.timeline import rule_at


def refusal(
    waiver: Waiver, visit: Visit, zone: ZoneInfo, book: RuleBook, known_at: date | None
) -> Message | None:
    """Why a waiver cannot be at a visit, or None."""
    called = [rule for _, rule in book.rules_called(waiver.rule)]
    if not called:
        if book.problems:  # it may be in the rule set that could not be loaded
            return None
        return book.no_such_rule(waiver.rule)
    family = book.families[called[0].family]
    ruling = rule_at(family, waiver.rule, visit.start, zone, known_at)
    rules = called if ruling is None else [ruling]
    if all(rule.force == "binding" for rule in rules):
        return say(
            "{rule} is binding and cannot be waived; only house rules and advice can",
            rule=waiver.rule,
        )
    return None


def expired(waiver: Waiver, visit: Visit, house: House) -> bool:
    """Whether a waiver has run out when the visit starts; it then counts no longer."""
    return waiver.until < house.local(visit.start.ticks).date()


class Waivers:
    """The waivers of a plan, checked against the rules in force at their visits."""

    def __init__(self, facts: Facts, book: RuleBook, known_at: date | None) -> None:
        """Raises InputError for waivers of binding and of unknown rules."""
        self._facts = facts
        self._book = book
        self._known_at = known_at
        self._expired: list[int] = []
        self._valid: dict[tuple[str, str], list[int]] = {}
        if facts.plan.waivers:
            self._check(facts.plan.waivers)
        self._rules = frozenset(rule for rule, _ in self._valid)

    def _check(self, waivers: tuple[Waiver, ...]) -> None:
        visits = {visit.id: visit for visit in self._facts.plan.visits}
        problems = []
        for place, waiver in enumerate(waivers):
            visit = visits[waiver.visit]
            message = refusal(waiver, visit, self._facts.zone, self._book, self._known_at)
            if message is not None:
                problems.append(Problem(message=message, where=f"waivers[{place}].rule"))
            elif expired(waiver, visit, self._facts):
                self._expired.append(place)
            else:
                self._valid.setdefault((waiver.rule, waiver.visit), []).append(place)
        if problems:
            raise InputError(problems)

    def of(self, rule: Rule) -> bool:
        """Whether there is any waiver of this rule."""
        return rule.force != "binding" and rule.id in self._rules

    def covers(self, rule: Rule, visit: str) -> bool:
        """Whether the rule is waived at a visit."""
        return (rule.id, visit) in self._valid

    def covering(self, rule: Rule, visit: str) -> Waiver:
        """The waiver of a rule at a visit; KeyError where there is none."""
        return self._facts.plan.waivers[self._valid[rule.id, visit][0]]

    def notes(self, used: Container[tuple[str, str]], judged: Container[str]) -> list[Problem]:
        """The waivers that do nothing: expired, or without anything to waive.

        ``used`` are the waived rules with their visits, ``judged`` the visits that were
        judged. Of rules and visits that nobody asked about nothing is said.
        """
        waivers = self._facts.plan.waivers
        notes: dict[int, Message] = {}
        for place in self._expired:
            if self._asked(waivers[place].rule):
                notes[place] = say(
                    "the waiver of {rule} at {visit} has expired ({until}) and does not count",
                    rule=waivers[place].rule,
                    visit=waivers[place].visit,
                    until=waivers[place].until,
                )
        for (rule, visit), places in self._valid.items():
            left_out = visit in self._facts.slot_of and visit not in judged
            if (rule, visit) in used or left_out or not self._asked(rule):
                continue
            for place in places:
                notes[place] = say(
                    "the waiver of {rule} at {visit} has nothing to waive", rule=rule, visit=visit
                )
        return [Problem(message=notes[place], where=f"waivers[{place}]") for place in sorted(notes)]

    def _asked(self, rule: str) -> bool:
        return rule.partition(".")[0] in self._book.active

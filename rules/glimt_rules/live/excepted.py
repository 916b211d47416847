"""The waivers of a plan that is judged as it changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from glimt_rules.errors import InputError, Problem
from glimt_rules.house import House
from glimt_rules.plan.model import Visit, Waiver
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import Rule
from glimt_rules.waivers import expired, refusal


class LiveWaivers:
    """Which rules are waived at which visits."""

    def __init__(self, book: RuleBook, known_at: date | None) -> None:
        self._book = book
        self._known_at = known_at
        self._of_visit: dict[str, tuple[Waiver, ...]] = {}
        self._valid: dict[str, frozenset[str]] = {}

    def at(self, visit: str) -> tuple[Waiver, ...]:
        """The waivers at a visit, valid or expired."""
        return self._of_visit.get(visit, ())

    def all(self) -> Iterable[Waiver]:
        """Every waiver."""
        return (waiver for waivers in self._of_visit.values() for waiver in waivers)

    def put(self, visit: Visit, waivers: tuple[Waiver, ...], house: House) -> None:
        """Say which waivers there are at a visit as it is now.

        Raises InputError, and changes nothing, where one cannot be.
        """
        problems = []
        valid = set()
        for place, waiver in enumerate(waivers):
            message = refusal(waiver, visit, house.zone, self._book, self._known_at)
            if message is not None:
                problems.append(Problem(message=message, where=f"waivers[{place}].rule"))
            elif not expired(waiver, visit, house):
                valid.add(waiver.rule)
        if problems:
            raise InputError(problems)
        self.remove(visit.id)
        if waivers:
            self._of_visit[visit.id] = waivers
        if valid:
            self._valid[visit.id] = frozenset(valid)

    def remove(self, visit: str) -> None:
        """Take the waivers at a visit away."""
        self._of_visit.pop(visit, None)
        self._valid.pop(visit, None)

    def of(self, rule: Rule) -> bool:
        """Whether there may be any waiver of this rule."""
        return bool(self._valid) and rule.force != "binding"

    def covers(self, rule: Rule, visit: str) -> bool:
        """Whether the rule is waived at a visit."""
        return rule.id in self._valid.get(visit, ())

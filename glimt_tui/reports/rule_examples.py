"""Cases as examples for a new rule set: small ones, which hold once it is in force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import msgspec
from msgspec import structs

from glimt_rules.errors import InputError
from glimt_rules.message import Bilingual
from glimt_rules.moments import LocalTime, iso_week, parse_week
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.cases import run_case
from glimt_rules.rulesets.model import Case, Rule, RuleSet

_WEEK = timedelta(days=7)
_BREAKS = frozenset({"violation", "advice"})
_ABOUT_DATES = "not-in-force"


class OwnRule(NamedTuple):
    """A rule that shows how a new one is written."""

    name: str
    table: dict[str, Any]


EXAMPLE = OwnRule(
    "two-at-most",
    {
        "kind": "gathering-size",
        "force": "house",
        "limit": 2,
        "settings": ["centre"],
        "title": Bilingual("Høyst to sammen", "At most two together"),
        "demand": Bilingual(
            "Høyst to møtes på senteret, om de ikke bor sammen.",
            "At most two meet at the centre, unless they live together.",
        ),
    },
)
_OWN_CASES = (
    (Bilingual("Tre er én for mye.", "Three are one too many."), "violation", ["ane", "bo", "cai"]),
    (Bilingual("To kan møtes.", "Two may meet."), "kept", ["ane", "bo"]),
)


class Examples:
    """Finds for each rule a small case that breaks it, and a small one that keeps it.

    They are the base's own, or those of the version from which it has the rule, moved by whole
    weeks to where the new rule set is in force. Each was tried: it holds as it is written.
    """

    def __init__(self, book: RuleBook, base: RuleSet | None, in_force: LocalTime | None) -> None:
        self._book = book
        self._base = base
        self._in_force = in_force

    def of(self, rule: Rule) -> list[Case]:
        """A case that breaks a rule of the base, and one that keeps it, where there are any."""
        cases = list(self._cases(rule))
        found = (
            next(self._moved(rule, sorted(filter(wanted, cases), key=_smallest)), None)
            for wanted in (_breaks, _keeps)
        )
        return [case for case in found if case is not None]

    def of_own_rule(self) -> list[Case]:
        """The cases of the rule that shows how a new one is written."""
        first = self._in_force or LocalTime(2021, 1, 20)
        start = datetime.combine(first.date() + timedelta(days=1), time(12))
        end = start + timedelta(hours=1)
        return [
            Case(
                name=name,
                expect={"a": what},  # type: ignore[dict-item]  # one of the words
                visits=[{"id": "a", "start": start, "end": end, "people": people}],
            )
            for name, what, people in _OWN_CASES
        ]

    def _cases(self, rule: Rule) -> Iterator[Case]:
        """The cases of a rule, where it was last written out; none where they cannot be read."""
        for rule_set in reversed(self._book.families.get(rule.family, ())):
            for other in rule_set.rules:
                if other.name == rule.name and other.kind == rule.kind and not other.inherited:
                    try:
                        cases = other.cases
                    except InputError:
                        cases = ()
                    for case in cases:
                        if case.known_at is None and _ABOUT_DATES not in case.expect.values():
                            yield case

    def _moved(self, rule: Rule, cases: list[Case]) -> Iterator[Case]:
        """The cases that hold of a rule as it is taken over, moved to when it is in force."""
        if self._base is None:
            return
        rules = [structs.replace(each, in_force=None, until=None) for each in self._base.rules]
        in_force = self._in_force or self._base.in_force
        taken_over = structs.replace(self._base, in_force=in_force, ends=(), rules=tuple(rules))
        (own,) = (each for each in rules if each.name == rule.name)
        for case in cases:
            moved = _case_from(case, in_force)
            if not run_case(taken_over, own, moved, "").problems:
                yield moved


def _breaks(case: Case) -> bool:
    return not _BREAKS.isdisjoint(case.expect.values())


def _keeps(case: Case) -> bool:
    return not _breaks(case)


def _smallest(case: Case) -> tuple[bool, int]:
    """Small ones come first, those that say what is kept before all others."""
    return "kept" not in case.expect.values(), len(repr(case))


def _case_from(case: Case, first: datetime) -> Case:
    """A case moved on by as many whole weeks as it takes for all its visits to be after this.

    Weeks, so that it stays the same case: weekends, and who met whom within one week. What it
    says of the rule's force is left out, for that may be what changes.
    """
    values = {
        key: value
        for key in case.__struct_fields__
        if key != "force" and (value := getattr(case, key)) is not msgspec.UNSET
    }
    starts = [
        visit["start"].replace(tzinfo=None)
        for visit in values["visits"]
        if isinstance(visit.get("start"), datetime)
    ]
    late = first - min(starts, default=first)
    weeks = max(0, -(-late // _WEEK))
    return Case(**{
        key: value if key in ("name", "expect") else _later(value, weeks * _WEEK)
        for key, value in values.items()
    })  # fmt: skip


def _later(value: Any, by: timedelta) -> Any:
    """The same value with all its days, times and weeks so much later."""
    if isinstance(value, dict):
        return {_week_later(key, by): _later(each, by) for key, each in value.items()}
    if isinstance(value, list):
        return [_later(each, by) for each in value]
    return value + by if isinstance(value, date) else value


def _week_later(key: str, by: timedelta) -> str:
    return iso_week(parse_week(key) + by) if re.fullmatch(r"\d{4}-W\d\d", key) else key

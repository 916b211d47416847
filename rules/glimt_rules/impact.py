"""What a change of the rules does to a plan: which visits it makes a violation, which it allows.

The plan is judged by the rules as they are and as they would be, and the two judgements are held
against each other, visit by visit. Nothing is written anywhere, and nothing here knows a screen or
a command line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Literal

from msgspec import Struct, structs

from glimt_rules.errors import InputError, Problem
from glimt_rules.facts import Facts
from glimt_rules.finding import Finding
from glimt_rules.judge import judge
from glimt_rules.judgement import Judgement
from glimt_rules.live import Session
from glimt_rules.message import Message, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Person, Plan, Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.suggest.search import Suggestion, suggest_in
from glimt_rules.suggest.weights import Weights
from glimt_rules.waivers import Waivers

#: What becomes of a visit: it is a violation now, it is one no longer, or something else changes.
Turn = Literal["violation", "allowed", "other"]
TURNS: tuple[Turn, ...] = ("violation", "allowed", "other")

#: How many alternatives are shown for each visit.
MOST_ALTERNATIVES = 2


class Affected(Struct, frozen=True, kw_only=True):
    """A visit to which the change does something, and why."""

    visit: Visit
    turn: Turn
    #: the verdicts before and after
    before: str
    after: str
    #: the findings that are there only after, and only before
    appear: tuple[Finding, ...]
    go: tuple[Finding, ...]

    @property
    def calls(self) -> bool:
        """Whether somebody has to be called: it is still to come, and a rule is broken anew."""
        return self.visit.status == "planned" and any(
            finding.level == "violation" and not finding.waived for finding in self.appear
        )


class Impact:
    """The two judgements of a plan, and the visits at which they differ, in order of arrival."""

    def __init__(
        self, before: Judgement, after: Judgement, refused: Sequence[tuple[int, Problem]]
    ) -> None:
        self.before = before
        self.after = after
        #: the waivers (by their place in the plan) that only the new rules refuse, and why
        self.refused = tuple(refused)
        #: one search at a time: each tries its alternatives in the same session
        self._searching = Lock()

    @cached_property
    def visits(self) -> tuple[Affected, ...]:
        """The visits at which anything changes."""
        olds, news = _by_visit(self.before), _by_visit(self.after)
        facts = self.after.facts
        affected = []
        for id_, verdict in self.after.verdicts.items():
            old, new = olds.get(id_, {}), news.get(id_, {})
            appear = tuple(finding for key, finding in new.items() if key not in old)
            go = tuple(finding for key, finding in old.items() if key not in new)
            if appear or go:
                was = str(self.before.verdicts[id_])
                affected.append(
                    Affected(
                        visit=facts.visits[facts.slot_of[id_]],
                        turn=_turn(was, verdict),
                        before=was,
                        after=verdict,
                        appear=appear,
                        go=go,
                    )
                )
        return tuple(affected)

    def of(self, turn: Turn) -> list[Affected]:
        """The visits of which the same becomes."""
        return [affected for affected in self.visits if affected.turn == turn]

    @property
    def complete(self) -> bool:
        """Whether every rule set was loaded, and every rule could judge, both times."""
        return self.before.complete and self.after.complete

    def alternatives(
        self,
        affected: Affected,
        *,
        most: int = MOST_ALTERNATIVES,
        weights: Weights | None = None,
        not_before: Moment | None = None,
    ) -> tuple[Suggestion, ...]:
        """The nearest alternatives under the new rules, where somebody has to be called."""
        if not affected.calls:
            return ()
        with self._searching:
            return suggest_in(
                self._session,
                affected.visit.id,
                most=most,
                weights=weights,
                not_before=not_before,
            ).suggestions

    @cached_property
    def _session(self) -> Session:
        """The plan under the new rules, in which alternatives are tried."""
        after = self.after
        return Session(after.facts.plan, after.book, known_at=after.known_at)


def impact(
    plan: Plan,
    before: RuleBook,
    after: RuleBook,
    *,
    known_at: date | None = None,
    date_from: date | None = None,
    date_to: date | None = None,
) -> Impact:
    """Judge a plan by the rules before and after a change; the days are those of ``judge``.

    A waiver that only one of the two accepts is left out where it is refused. Raises InputError
    for one that both refuse.
    """
    olds, news = _refused(plan, before, known_at), _refused(plan, after, known_at)
    if both := [problem for place, problem in news.items() if place in olds]:
        raise InputError(both)
    old, new = (
        judge(
            _without(plan, refused),
            book,
            known_at=known_at,
            date_from=date_from,
            date_to=date_to,
        )
        for book, refused in ((before, olds), (after, news))
    )
    return Impact(old, new, tuple(news.items()))


class Books(Struct, frozen=True):
    """The rules before and after a change, and which rule sets make the difference."""

    before: RuleBook
    after: RuleBook
    #: what only the rules after, and only those before, hold; a version that takes the place of
    #: another of the same name stands in both
    added: tuple[RuleSet, ...]
    removed: tuple[RuleSet, ...]
    #: the family that is switched as a whole, and whether it judges after; None where none is
    switched: tuple[str, bool] | None = None


def books(
    book: RuleBook,
    *,
    added: Iterable[RuleSet] = (),
    named: Iterable[RuleSet] = (),
    without: Iterable[RuleSet] = (),
    problems: Iterable[Problem] = (),
) -> Books:
    """The rules before and after a change of those that are there.

    ``added`` come to the rules, or take the place of a version of the same name. ``named`` are
    there already: what they do is seen by leaving them out before. ``without`` are taken out.
    """
    added, named, without = tuple(added), tuple(named), tuple(without)
    ids = {rule_set.id for rule_set in added}
    replaced = tuple(rule_set for rule_set in book.rule_sets if rule_set.id in ids)
    gone = {rule_set.id for rule_set in (*without, *replaced)}
    hidden = {rule_set.id for rule_set in named}
    kept = [rule_set for rule_set in book.rule_sets if rule_set.id not in gone]
    active = {*book.active, *(rule_set.family for rule_set in (*added, *named))}
    return Books(
        before=RuleBook(
            [rule_set for rule_set in book.rule_sets if rule_set.id not in hidden],
            active=book.active,
            problems=book.problems,
        ),
        after=RuleBook([*kept, *added], active=active, problems=[*book.problems, *problems]),
        added=(*added, *named),
        removed=(*replaced, *without),
    )


class Call(Struct, frozen=True, kw_only=True):
    """Somebody to be called about a visit."""

    person: Person
    affected: Affected
    suggestions: tuple[Suggestion, ...]

    @property
    def proposals(self) -> list[Message]:
        """What can be proposed to them, and nothing that says anything of somebody else.

        Whoever is to be left out, and by which rule, is nobody's business on the phone.
        """
        told = [
            say("{changes}", changes=each.what)
            for each in self.suggestions
            if "people" not in each.parts
        ]
        if self.suggestions and not told:
            return [say("only with other people; the visit itself says with whom")]
        return told


def call_list(
    found: Impact, suggestions: Mapping[str, tuple[Suggestion, ...]]
) -> list[tuple[Person, list[Call]]]:
    """Whom to call about which visits: each person once, by the first of their visits.

    ``suggestions`` are the alternatives by the visit's id. Who is known not to come is not called.
    """
    people = {person.id: person for person in found.after.facts.plan.people}
    calls: dict[str, list[Call]] = {}
    for affected in found.visits:
        visit = affected.visit
        for id_ in sorted(set(visit.people) - set(visit.absent)) if affected.calls else ():
            call = Call(
                person=people[id_],
                affected=affected,
                suggestions=suggestions.get(visit.id, ()),
            )
            calls.setdefault(id_, []).append(call)
    return [(people[id_], theirs) for id_, theirs in calls.items()]


# Two judgements ----------------------------------------------------------------------------

#: What makes a finding the same one before and after: all that is told of it but its version.
_Same = tuple[object, ...]


def _by_visit(judgement: Judgement) -> dict[str, dict[_Same, Finding]]:
    found: dict[str, dict[_Same, Finding]] = {}
    for finding in judgement.findings:
        found.setdefault(finding.visit, {})[_same(finding)] = finding
    return found


def _same(finding: Finding) -> _Same:
    subject, message = finding.subject, finding.message
    return (
        finding.rule.id,
        subject.household,
        subject.equipment,
        finding.level,
        finding.force,
        finding.waived,
        finding.measured,
        finding.limit,
        message.text,
        repr(message),  # values may be lists and dicts, which no key holds
    )


def _turn(before: str, after: str) -> Turn:
    if after == "violation" and before != "violation":
        return "violation"
    if before == "violation" and after in ("ok", "advice"):
        return "allowed"
    return "other"


# Waivers -----------------------------------------------------------------------------------


def _refused(plan: Plan, book: RuleBook, known_at: date | None) -> dict[int, Problem]:
    """The waivers that a rule book refuses, by their place in the plan."""
    if not plan.waivers:
        return {}
    try:
        Waivers(Facts(plan), book, known_at)
    except InputError as error:
        return {_place(problem): problem for problem in error.problems}
    return {}


def _place(problem: Problem) -> int:
    found = re.fullmatch(r"waivers\[(\d+)\].*", problem.where)
    assert found is not None
    return int(found[1])


def _without(plan: Plan, refused: Mapping[int, Problem]) -> Plan:
    if not refused:
        return plan
    kept = (waiver for place, waiver in enumerate(plan.waivers) if place not in refused)
    return structs.replace(plan, waivers=tuple(kept))

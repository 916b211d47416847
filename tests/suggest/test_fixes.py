"""The least change that would satisfy one rule alone: it does, and nothing nearer would."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from cli.writing import Table, fine, gathering, plan, visit
from glimt_rules.facts import Facts
from glimt_rules.finding import Finding
from glimt_rules.judge import judge
from glimt_rules.judgement import Judgement
from glimt_rules.kinds.base import BROKEN, Description, Fault, Group, Kind, Record, Scope
from glimt_rules.live import Session
from glimt_rules.message import say
from glimt_rules.plan.model import Plan, Visit
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.suggest.changes import Changes, changed
from glimt_rules.suggest.fixes import Fix, Fixes, fix
from glimt_rules.suggest.weights import Weights
from glimt_rules.texts import Texts
from oracle.random_plans import random_plan

LEVELS = ("violation", "unknown", "advice")
TEXTS = Texts("en")
Found = dict[tuple[str, str], int]


def read(tables: Table) -> Plan:
    tables["visits"] = [
        {key: value for key, value in each.items() if value is not None}
        for each in tables["visits"]
    ]
    return plan_from_raw(tables).plan


def fixes_of(
    tables: Table, book: RuleBook, visit_id: str, **more: Any
) -> dict[str, tuple[str | None, dict[str, Any]]]:
    """What is said of each rule that finds something at a visit, and the keys that differ."""
    judgement = judge(read(tables), book)
    fixes = Fixes(judgement, **more)
    found: dict[str, tuple[str | None, dict[str, Any]]] = {}
    for finding in judgement.findings:
        if finding.visit == visit_id and not finding.waived:
            least = fixes.of(finding)
            found[finding.rule.id] = (None, {}) if least is None else told(least)
    return found


def told(least: Fix) -> tuple[str, dict[str, Any]]:
    sentences = [TEXTS.sentence(text) for text in (least.text, *least.also)]
    return " ".join(sentences), dict(least.values)


def found_by(judgement: Judgement, rule: str) -> Found:
    """What a rule finds: by visit and household or thing, how bad it is."""
    visits = judgement.facts.visits
    found: Found = {}
    for each in judgement.faults:
        if each.rule_id == rule:
            key = visits[each.slot].id, each.subject
            level = LEVELS.index(each.level)
            found[key] = min(level, found.get(key, level))
    return found


def satisfies(plan: Plan, other: Visit, rule: str, book: RuleBook, before: Found) -> bool:
    """Whether a rule finds nothing at a changed visit, and is broken at no other by that."""
    visits = tuple(other if each.id == other.id else each for each in plan.visits)
    after = found_by(judge(structs.replace(plan, visits=visits), book), rule)
    return all(
        key[0] != other.id
        and (level == LEVELS.index("unknown") or level >= before.get(key, len(LEVELS)))
        for key, level in after.items()
    )


def some_findings(judgement: Judgement, rng: random.Random, most: int) -> list[Finding]:
    """Some of those that are not waived, one of each rule first."""
    findings = [each for each in judgement.findings if not each.waived]
    rng.shuffle(findings)
    by_rule = {each.rule.id: each for each in findings}
    rest = [each for each in findings if each not in by_rule.values()]
    return [*by_rule.values(), *rest][:most]


@pytest.mark.parametrize("seed", range(40))
def test_the_least_change_satisfies_its_rule_in_the_whole_plan(seed: int, book: RuleBook) -> None:
    rng = random.Random(seed)
    plan = plan_from_raw(random_plan(rng)).plan
    judgement = judge(plan, book)
    fixes = Fixes(judgement)
    session = Session(plan, book)
    for finding in some_findings(judgement, rng, 10):
        least = fixes.of(finding)
        (found,) = [
            each
            for each in session.found_at(finding.visit)
            if each.rule.id == finding.rule.id
            and each.judged.subject in (finding.subject.household, finding.subject.equipment, "")
        ]
        assert fix(session, found) == least
        if finding.level == "unknown":
            assert least is not None
            assert least.text == finding.questions[0].text
            assert least.asks
        if least is None or least.visit is None:
            continue
        before = next(each for each in plan.visits if each.id == finding.visit)
        assert structs.replace(before, **least.values) == least.visit != before
        known = found_by(judgement, finding.rule.id)
        assert satisfies(plan, least.visit, finding.rule.id, book, known), finding


@pytest.mark.parametrize("seed", range(100, 120))
def test_no_nearer_change_would_satisfy_it(seed: int, book: RuleBook) -> None:
    rng = random.Random(seed)
    raw = random_plan(rng)
    raw["centre"] = {**raw.get("centre", {}), "opening_hours": {"tue": ["10:00-12:00"]}}
    plan = plan_from_raw(raw).plan
    judgement = judge(plan, book)
    fixes, zone = Fixes(judgement), ZoneInfo(plan.timezone)
    for finding in some_findings(judgement, rng, 5):
        least, rule = fixes.of(finding), finding.rule.id
        if least is not None and not (least.visit and least.values.keys() <= SEARCHED):
            continue  # a question, or something to record
        before = next(each for each in plan.visits if each.id == finding.visit)
        known = found_by(judgement, rule)
        changes = sorted(Changes(plan, before, zone, Weights(), None).all(), key=distance)
        for change in changes:
            other = changed(before, (change,))
            if satisfies(plan, other, rule, book, known):
                assert least is not None
                assert least.visit is not None
                same = [c for c in changes if changed(before, (c,)) == least.visit]
                assert min(map(distance, same)) == change.distance
                break
        else:
            assert least is None


SEARCHED = {"start", "end", "room", "setting", "host", "people", "absent", "equipment", "masks"}


def distance(change: Any) -> float:
    return float(change.distance)


def test_masks_are_no_help_against_too_many_contacts(book: RuleBook) -> None:
    guests = [f"p{n}" for n in range(11)]
    week = [
        fine(f"v{n}", f"{10 + n}:00", f"{10 + n}:30", people=["ane", guest], masks=None)
        for n, guest in enumerate(guests)
    ]
    least = fixes_of(plan(*week), book, "v10")["kommunal.contacts"]
    assert least == ("Outdoors", {"setting": "outdoors", "room": None})


def test_what_only_passes_the_fault_on_is_no_fix(book: RuleBook) -> None:
    crowd = fine("crowd", "10:00", "11:00", people=[f"p{n}" for n in range(6)])
    late = fine("late", "10:15", "11:15", people=[f"q{n}" for n in range(6)], room="sal")
    tables = plan(crowd, late, centre={"opening_hours": {"wed": ["09:45-11:15"]}})
    # at 9:45 the visit would come first, and the other one would be at fault
    assert fixes_of(tables, book, "late")["nasjonal.indoor-persons"] == (
        "Outdoors",
        {"setting": "outdoors", "room": None},
    )


def test_a_week_that_is_not_known_whole_is_still_to_be_kept_small(book: RuleBook) -> None:
    week = [
        fine(f"v{n:02}", f"{n + 8:02}:00", f"{n + 8:02}:30", people=["ane", f"p{n}"], distance_m=1)
        for n in range(11)
    ]
    known = [{"id": f"p{n}", "outside_contacts": {"2021-W01": 0}} for n in range(11)]
    found = fixes_of(plan(*week, households=known), book.only(["kommunal"]), "v10")
    assert found == {"kommunal.contacts": ("Without P10", {"people": ("ane",)})}


def test_every_fact_that_is_missing_is_asked_for(book: RuleBook) -> None:
    walk = visit(
        "walk", "2021-04-13T12:00", "2021-04-13T13:00", ["ane", "bo"],
        kind="support_contact", setting="outdoors",
    )  # fmt: skip
    assert fixes_of(plan(walk), book, "walk")["stottekontakt.assessment"] == (
        "Should Ane be counted as being in a risk group?"
        " Should Bo be counted as being in a risk group?",
        {},
    )


def test_what_may_be_so_without_being_recorded_is_to_be_recorded(book: RuleBook) -> None:
    done = fine("v", status="done", handwashed=False, booked_at=None)
    nameless = [{"id": "bo", "name": " "}]
    found = fixes_of(plan(done, people=nameless), book, "v")
    assert found == {
        "senter.after-use": (
            "Tick off that surfaces were wiped after use, if they were",
            {"surfaces_cleaned": True},
        ),
        "senter.booked-ahead": ("Record when it was arranged, if that was before it starts", {}),
        "senter.handwash": (
            "Tick off that hands were washed on arrival, if they were",
            {"handwashed": True},
        ),
        "senter.visitor-list": ("Record a name and a valid phone number for bo", {}),
    }


def test_a_visit_that_was_arranged_too_late_is_moved(book: RuleBook) -> None:
    late = fine("v", booked_at="2021-01-06T10:20")
    text, values = fixes_of(plan(late), book, "v")["senter.booked-ahead"]
    assert text == "At 10:30–11:30"
    assert values.keys() == {"start", "end"}


def test_moving_a_visit_to_where_it_is_excepted_satisfies_nothing(book: RuleBook) -> None:
    waiver = {"rule": "senter.cohort", "visit": "v", "reason": "x", "by": "y"}
    mixed = fine("v", "2021-01-08T10:00", "2021-01-08T11:00", people=["ane", "cai"])
    others = [{"id": "cai", "cohort": "red"}]
    tables = plan(mixed, people=others, waivers=[{**waiver, "until": "2021-01-07"}])
    near = Weights(day=0.1, hour=0.1)
    assert fixes_of(tables, book, "v", weights=near)["senter.cohort"] == (
        "Outdoors",
        {"setting": "outdoors", "room": None},
    )


def test_the_centres_own_weights_decide_what_is_nearest(book: RuleBook) -> None:
    party = plan(gathering())
    assert fixes_of(party, book, "party")["nasjonal.private-gathering"][0] == "Without P2"
    talking = fixes_of(party, book, "party", weights=Weights(phone=1))
    assert talking["nasjonal.private-gathering"][0] == "By phone"


@pytest.mark.parametrize("budget", [0, 1, 4])
def test_no_more_is_tried_than_the_budget_allows(
    budget: int, book: RuleBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []
    really = Session.try_visit

    def counted(self: Session, visit: Visit, *args: Any) -> Any:
        tried.append(visit)
        return really(self, visit, *args)

    monkeypatch.setattr(Session, "try_visit", counted)
    crowd = fine("crowd", "08:00", "20:00", people=[f"p{n}" for n in range(12)])
    nasjonal = book.only(["nasjonal"])
    assert fixes_of(plan(crowd), nasjonal, "crowd", budget=budget) == {
        "nasjonal.indoor-persons": (None, {})
    }
    assert len(tried) == budget
    assert fixes_of(plan(crowd), nasjonal, "crowd")["nasjonal.indoor-persons"][0] == "Outdoors"


# Kinds that somebody else has written ---------------------------------------------------------


class Odd(Kind, frozen=True, kw_only=True):
    """Finds every visit that is not in the room ``sal`` at fault."""

    name = "odd"
    scope: ClassVar[Scope] = Scope.VISIT

    def judge(self, facts: Facts, groups: Iterable[Group], judged: bytearray) -> Iterator[Fault]:
        for _, slots in groups:
            for slot in slots:
                if facts.visits[slot].room != "sal":
                    yield Fault(slot, BROKEN)

    def describe(self, facts: Facts, fault: Fault) -> Description:
        return Description(say("odd"), evidence=(fault.slot,))


class Failing(Odd, frozen=True, kw_only=True):
    def to_record(self, facts: Facts, fault: Fault) -> Record | None:
        raise ZeroDivisionError("oh no")


class Misspelt(Odd, frozen=True, kw_only=True):
    def to_record(self, facts: Facts, fault: Fault) -> Record | None:
        return Record(say("no such key"), {"romm": "sal"})


class Impossible(Odd, frozen=True, kw_only=True):
    def to_record(self, facts: Facts, fault: Fault) -> Record | None:
        return Record(say("no such room"), {"room": "nowhere"})


class NoHelp(Odd, frozen=True, kw_only=True):
    def to_record(self, facts: Facts, fault: Fault) -> Record | None:
        return Record(say("that does not help"), {"masks": None})


@pytest.mark.parametrize("kind", [Failing(), Misspelt(), Impossible(), NoHelp()])
def test_what_a_kind_would_have_recorded_has_to_help(kind: Kind, book: RuleBook) -> None:
    (senter,) = [each for each in book.rule_sets if each.id == "senter@2021-01-04"]
    rule = structs.replace(senter.rules[0], kind=kind, force="house")
    odd = RuleBook([structs.replace(senter, rules=(rule,))])
    tables = plan(fine("v"), fine("w", "12:00", "13:00", room="sal"))
    assert fixes_of(tables, odd, "v") == {rule.id: ("In sal", {"room": "sal"})}

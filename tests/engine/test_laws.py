"""Laws that hold for every plan."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from unittest.mock import Mock, patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glimt_rules.explain import Status, explain
from glimt_rules.facts import Facts
from glimt_rules.headcount import at_once
from glimt_rules.judge import judge
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.texts import Texts
from oracle.random_plans import random_options, random_plan

VISITS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 12), st.frozensets(st.integers(0, 5), min_size=1)),
    max_size=14,
)


@given(VISITS)
def test_people_at_once_are_counted_as_the_contract_counts_them(
    visits: list[tuple[int, int, frozenset[int]]],
) -> None:
    visits = sorted(visits, key=lambda visit: visit[0])
    start = [s for s, _, _ in visits]
    end = [s + length for s, length, _ in visits]
    people = [p for _, _, p in visits]
    counted, in_use_until = at_once([range(len(visits))], start, end, people)
    assert in_use_until == [max(end[:slot], default=None) for slot in range(len(visits))]
    for slot in range(len(visits)):
        there = {p for o in range(slot) if end[o] > start[slot] for p in people[o]}
        assert counted[slot] == len(there | people[slot])


CROWDS = st.lists(
    st.tuples(
        st.integers(-40, 40), st.integers(1, 60), st.frozensets(st.integers(0, 30), max_size=9)
    ),
    max_size=60,
)


@given(CROWDS, st.integers(1, 3), st.integers(1, 20))
def test_sets_count_people_as_one_count_a_person_does(
    visits: list[tuple[int, int, frozenset[int]]], rooms: int, block: int
) -> None:
    """Also before 1970, in crowds, in several rooms, and where nobody came."""
    visits = sorted(visits, key=lambda visit: visit[0])
    start = [s for s, _, _ in visits]
    end = [s + length for s, length, _ in visits]
    groups = [range(room, len(visits), rooms) for room in range(rooms)]
    with patch("glimt_rules.headcount.BLOCK", block):  # however few are taken at a time
        counted, in_use_until = at_once(groups, start, end, [people for _, _, people in visits])
    for group in groups:
        for place, slot in enumerate(group):
            before = [end[other] for other in group[:place]]
            assert in_use_until[slot] == max(before, default=None)
            here: Counter[int] = Counter()
            for other in group:
                if other == slot or (other < slot and end[other] > start[slot]):
                    here.update(visits[other][2])
            assert counted[slot] == len(here)


def test_columns_that_are_asked_once_a_party_say_what_each_visit_would() -> None:
    for seed in range(60):
        facts = Facts(plan_from_raw(random_plan(random.Random(seed))).plan)
        size = Mock(side_effect=len)
        sizes = facts.by_party("sizes", size)
        for slot, visit in enumerate(facts.visits):
            present = [person for person in visit.people if person not in visit.absent]
            assert facts.ids(facts.people[slot]) == tuple(sorted(present))
            assert sizes[slot] == len(present)
            assert facts.of_one_household[slot] == facts.live_together(facts.people[slot])
        assert facts.by_party("sizes", len) is sizes
        assert size.call_count == len(facts.parties)
        assert [(facts.start[slot], v.id) for slot, v in enumerate(facts.visits)] == sorted(
            (v.start.ticks, v.id) for v in facts.visits
        )


@pytest.mark.parametrize("block", [1, 2, 5])
def test_however_few_visits_are_taken_at_a_time_the_same_is_found(
    block: int, book: RuleBook
) -> None:
    for seed in range(60):
        rng = random.Random(seed)
        plan = plan_from_raw(random_plan(rng)).plan
        options = random_options(rng)
        whole = judge(plan, book, **options)
        with (
            patch("glimt_rules.judge.BLOCK", block),
            patch("glimt_rules.facts.BLOCK", block),
            patch("glimt_rules.headcount.BLOCK", block),
        ):
            in_pieces = judge(plan, book, **options)
            assert in_pieces.findings == whole.findings
        assert in_pieces.verdicts == whole.verdicts


@pytest.mark.parametrize("chunk", range(4))
def test_every_finding_and_every_explanation_hangs_together(chunk: int, book: RuleBook) -> None:
    texts = Texts("en")
    for seed in range(10_000 + chunk * 60, 10_060 + chunk * 60):
        plan = random_plan(random.Random(seed))
        judgement = judge(plan_from_raw(plan).plan, book)
        for finding in judgement.findings:
            assert finding.visit in finding.evidence
            assert list(finding.evidence) == sorted(
                finding.evidence, key=judgement.facts.slot_of.__getitem__
            )
            assert bool(finding.questions) == (finding.level == "unknown")
            assert (finding.measured is None) == (finding.unit is None)
            assert "{" not in texts(finding.message)
        for visit in judgement.verdicts:
            lines = explain(judgement, visit)
            broken = {
                (line.rule.id, line.finding.level) for line in lines if line.finding is not None
            }
            assert broken == {(f.rule.id, f.level) for f in judgement.findings if f.visit == visit}
            for line in lines:
                if line.status in (Status.KEPT, Status.NOT_APPLICABLE):
                    assert "{" not in texts(line.message)
                    # what does not concern a visit is never broken by it
                    assert line.rule.id not in {rule for rule, _ in broken}


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32), st.integers(0, 20), st.integers(0, 8))
def test_what_is_left_out_of_the_days_still_counts(seed: int, first: int, length: int) -> None:
    """Judging some days finds what judging all finds there, but for the weekly question."""
    from glimt_tui.plugins import BUILT_IN, load_book

    book = load_book(BUILT_IN)
    plan = plan_from_raw(random_plan(random.Random(seed))).plan
    whole = judge(plan, book)
    if not whole.verdicts:
        return
    day = whole.facts.date_of(0) + timedelta(days=first)
    part = judge(plan, book, date_from=day, date_to=day + timedelta(days=length))

    def told(findings: list[object]) -> set[tuple[str, str, str]]:
        return {
            (f.visit, f.rule.id, f.level)  # type: ignore[attr-defined]
            for f in findings
            if f.visit in part.verdicts  # type: ignore[attr-defined]
            and not (f.level == "unknown" and f.rule.name == "contacts")  # type: ignore[attr-defined]
        }

    assert told(part.findings) == told(whole.findings)  # type: ignore[arg-type]


def test_judging_needs_no_clock_and_changes_nothing(book: RuleBook) -> None:
    for seed in range(40):
        rng = random.Random(seed)
        document = random_plan(rng)
        options = random_options(rng)
        plan = plan_from_raw(document).plan
        one, two = judge(plan, book, **options), judge(plan, book, **options)
        assert one.findings == two.findings
        assert one.verdicts == two.verdicts


def test_a_plan_without_visits_is_judged(book: RuleBook) -> None:
    judgement = judge(plan_from_raw({"format": 1}).plan, book)
    assert judgement.summary["visits"] == 0
    assert judgement.complete
    assert judgement.not_in_force == []


def test_the_last_day_of_the_calendar_is_no_trouble(book: RuleBook) -> None:
    judgement = judge(plan_from_raw({"format": 1}).plan, book, date_to=date.max)
    assert judgement.findings == []

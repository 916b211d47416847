"""A judgement that lives is at every step that of the whole plan, judged anew."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from engine.random_edits import random_edit
from glimt_rules.errors import InputError
from glimt_rules.facts import Facts
from glimt_rules.finding import Finding
from glimt_rules.judge import judge
from glimt_rules.judgement import Judgement
from glimt_rules.kinds.base import BROKEN, Fault, Group, Kind, Scope
from glimt_rules.kinds.contacts import ContactsPerWeek
from glimt_rules.live import Change, Edit, Found, Put, PutWaivers, Remove, Session
from glimt_rules.message import Message, say
from glimt_rules.plan.model import Household, Plan, Room, Visit, Waiver
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import RuleSet
from glimt_tui.plugins import BUILT_IN, load_book
from oracle.random_plans import random_plan


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_book(tuple(BUILT_IN))


@pytest.fixture(scope="module")
def stirred(book: RuleBook) -> RuleBook:
    """The shipped rules, with contacts counted in some settings and kinds of visits only."""
    places = ContactsPerWeek(limit=2, settings=("home", "centre"))
    kinds = ContactsPerWeek(limit=1, visit_kinds=("leisure", "support_contact"))

    def changed(rule_set: RuleSet) -> RuleSet:
        kind = places if rule_set.family == "senter" else kinds
        rules = tuple(
            structs.replace(rule, kind=kind) if isinstance(rule.kind, ContactsPerWeek) else rule
            for rule in rule_set.rules
        )
        return structs.replace(rule_set, rules=rules)

    return RuleBook(map(changed, book.rule_sets), active=book.active)


def some_plan(rng: random.Random) -> Plan:
    return plan_from_raw(random_plan(rng)).plan


def same(session: Session, whole: Judgement) -> None:
    """To the last field, the explanations included."""
    assert session.findings == whole.findings
    assert session.verdicts == whole.verdicts


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=25))
def test_after_any_edits_it_says_what_judging_the_whole_plan_says(
    book: RuleBook, seed: int, edits: list[int]
) -> None:
    try:
        session = Session(some_plan(random.Random(seed)), book)
    except InputError:  # a waiver that cannot be
        return
    for edit in edits:
        rng = random.Random(edit)
        before = session.findings
        try:
            change = session.apply(random_edit(rng, session.plan))
        except InputError:
            assert session.findings == before
            continue
        same(session, judge(session.plan, book))
        if rng.random() < 0.3:
            session.apply(*change.undo)
            assert session.findings == before


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_rules_that_count_some_visits_only_are_kept_up_with(
    stirred: RuleBook, seed: int, edits: list[int]
) -> None:
    try:
        session = Session(some_plan(random.Random(seed)), stirred)
    except InputError:
        return
    for edit in edits:
        try:
            session.apply(random_edit(random.Random(edit), session.plan))
        except InputError:
            continue
        same(session, judge(session.plan, stirred))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=8))
def test_what_if_tells_what_would_come_and_go_and_keeps_nothing(
    book: RuleBook, seed: int, edits: list[int]
) -> None:
    try:
        session = Session(some_plan(random.Random(seed)), book)
    except InputError:
        return
    for edit in edits:
        plan, findings = session.plan, session.findings
        asked = random_edit(random.Random(edit), plan)
        try:
            told = session.what_if(asked)
        except InputError:
            told = None
        assert ids(session.plan) == ids(plan)
        same(session, judge(plan, book))
        assert session.findings == findings
        if told is not None:
            done = session.apply(asked)
            assert keys(told.appeared) == keys(done.appeared)
            assert keys(told.disappeared) == keys(done.disappeared)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_several_edits_at_once_come_to_the_same(
    book: RuleBook, seed: int, batches: list[int]
) -> None:
    try:
        session = Session(some_plan(random.Random(seed)), book)
    except InputError:
        return
    for batch in batches:
        before = session.findings
        edits = fitting(random.Random(batch), session.plan, book)
        told, done = session.what_if(*edits), session.apply(*edits)
        assert keys(told.appeared) == keys(done.appeared)
        assert keys(told.disappeared) == keys(done.disappeared)
        same(session, judge(session.plan, book))
        came_and_went(before, session.findings, done)
        session.apply(*done.undo)
        assert session.findings == before


def fitting(rng: random.Random, plan: Plan, book: RuleBook) -> list[Edit]:
    """Edits that can be applied one after the other: people come, move and go among them."""
    session, edits = Session(plan, book), []
    for _ in range(rng.randint(2, 4)):
        edit = random_edit(rng, session.plan)
        try:
            session.apply(edit)
        except InputError:
            continue
        edits.append(edit)
    return edits


def came_and_went(before: list[Finding], after: list[Finding], change: Change) -> None:
    was, now = set(map(key, before)), set(map(key, after))
    assert set(keys(change.appeared)) == now - was
    assert set(keys(change.disappeared)) == was - now


def key(finding: Finding) -> object:
    subject = finding.subject.household or finding.subject.equipment or ""
    return finding.visit, finding.rule.id, subject, finding.level, finding.waived


def ids(plan: Plan) -> set[str]:
    return {visit.id for visit in plan.visits}


def keys(found: Iterable[Found]) -> list[object]:
    return [each.key for each in found]


@pytest.mark.parametrize("known_at", [date(2021, 1, 4), date(2021, 1, 18), None])
def test_it_judges_by_what_was_decided_on_a_day(book: RuleBook, known_at: date | None) -> None:
    session = Session(some_plan(random.Random(3)), book, known_at=known_at)
    for edit in range(30):
        try:
            session.apply(random_edit(random.Random(edit), session.plan))
        except InputError:
            continue
    same(session, judge(session.plan, book, known_at=known_at))


CROWD: dict[str, object] = {
    "format": 1,
    "rooms": [{"id": "sal", "capacity_1m": 2, "capacity_2m": 2, "cleaning_minutes": 15}],
    "people": [
        {"id": f"p{n}", "name": f"Person {n}", "phone": "40612345", "cohort": "a"} for n in range(3)
    ],
    "visits": [
        {
            "id": f"v{n}",
            "start": f"2021-01-12T1{n}:00",
            "end": f"2021-01-12T1{n}:40",
            "room": "sal",
            "people": [f"p{n}"],
            "booked_at": "2021-01-10T12:00",
        }
        for n in range(3)
    ],
}


@pytest.fixture
def session(book: RuleBook) -> Session:
    return Session(plan_from_raw(CROWD).plan, book.only(["senter"]))


def put(session: Session, visit: str, **keys: object) -> Put:
    return Put(structs.replace(session.visit(visit), **keys))


def test_an_edit_tells_what_came_and_what_went_elsewhere_too(session: Session) -> None:
    later = session.visit("v0").end.replace(minute=58)
    change = session.apply(put(session, "v0", end=later))
    assert [(f.visit, f.rule.id) for f in change.appeared] == [("v1", "senter.cleaning")]
    (finding,) = [found.finding() for found in change.appeared]
    assert (finding.measured, finding.limit, finding.evidence) == (2, 15, ("v0", "v1"))
    assert session.verdict("v1") == "violation"
    back = session.apply(*change.undo)
    assert [(f.visit, f.rule.id) for f in back.disappeared] == [("v1", "senter.cleaning")]
    assert session.verdict("v1") == "ok"


def test_a_room_that_takes_longer_to_clean_touches_all_who_use_it(session: Session) -> None:
    change = session.apply(Put(Room(id="sal", capacity_1m=2, capacity_2m=2, cleaning_minutes=30)))
    assert [(f.visit, f.rule.id) for f in change.appeared] == [
        ("v1", "senter.cleaning"),
        ("v2", "senter.cleaning"),
    ]


def test_what_a_household_tells_answers_what_was_unknown(session: Session) -> None:
    together = put(session, "v0", people=("p0", "p1"))
    change = session.apply(together)
    unknown = {found.judged.subject for found in change.appeared if found.level == "unknown"}
    assert unknown == {"p0", "p1"}
    told = session.apply(Put(Household(id="p0", outside_contacts={"2021-W02": 3})))
    assert [f.judged.subject for f in told.disappeared] == ["p0"]


def test_visits_that_change_places_change_who_is_one_too_many(stirred: RuleBook) -> None:
    book = stirred.only(["senter"])
    session = Session(plan_from_raw(CROWD).plan, book)
    session.apply(put(session, "v0", people=("p0", "p1")), put(session, "v1", people=("p0", "p2")))
    session.apply(Put(Household(id="p0", outside_contacts={"2021-W02": 1})))

    def too_many() -> list[str]:
        rule = "senter.contacts"
        return [f.visit for f in session.found if f.rule.id == rule and f.level == "violation"]

    assert too_many() == ["v1"]
    session.apply(moved(session, "v0", hours=3), moved(session, "v1", hours=-3))
    assert too_many() == ["v0"]  # neither came past where the other is now
    same(session, judge(session.plan, book))


def test_a_visit_that_is_moved_can_outlast_its_waiver(session: Session, book: RuleBook) -> None:
    session.apply(put(session, "v0", people=("p0", "p1")))
    waiver = Waiver(
        rule="senter.contacts", visit="v0", reason="Akutt", by="Eli", until=date(2021, 1, 12)
    )
    session.apply(PutWaivers("v0", (waiver,)))
    assert [f.waived for f in session.found_at("v0") if f.rule.id == waiver.rule] == [True, True]
    later = moved(session, "v0", hours=48)
    told = session.what_if(later)
    assert keys(told.appeared) == keys(session.apply(later).appeared)
    assert [f.waived for f in session.found_at("v0") if f.rule.id == waiver.rule] == [False, False]
    same(session, judge(session.plan, book.only(["senter"])))


def moved(session: Session, visit: str, hours: int) -> Put:
    there, by = session.visit(visit), timedelta(hours=hours)
    return put(session, visit, start=there.start + by, end=there.end + by)


def test_a_waiver_comes_and_goes_with_its_visit(session: Session) -> None:
    session.apply(put(session, "v0", booked_at=None))
    waiver = Waiver(
        rule="senter.booked-ahead", visit="v0", reason="Akutt", by="Eli", until=date(2021, 1, 12)
    )
    session.apply(PutWaivers("v0", (waiver,)))
    assert [(f.rule.id, f.waived) for f in session.found_at("v0")] == [
        ("senter.booked-ahead", True)
    ]
    assert session.verdict("v0") == "ok"
    change = session.apply(Remove("visits", "v0"))
    assert not session.plan.waivers
    session.apply(*change.undo)
    assert session.plan.waivers == (waiver,)


@pytest.mark.parametrize(
    ("edit", "where"),
    [
        (lambda s: put(s, "v0", room="et-rom-til"), "visits[0].room"),
        (lambda s: put(s, "v0", people=("p0", "ukjent")), "visits[0].people[1]"),
        (lambda s: put(s, "v0", end=s.visit("v0").start), "visits[0].end"),
        (lambda s: Remove("visits", "v9"), "visits"),
        (lambda s: Remove("people", "p0"), "people"),
        (lambda s: Remove("rooms", "sal"), "rooms"),
        (lambda s: PutWaivers("v9", ()), "visits"),
    ],
)
def test_what_would_leave_no_plan_is_refused_and_changes_nothing(
    session: Session, edit: object, where: str
) -> None:
    before = session.plan
    first = put(session, "v2", title="Ny tittel")
    with pytest.raises(InputError) as raised:
        session.apply(first, edit(session))  # type: ignore[operator]
    assert [problem.where for problem in raised.value.problems] == [where]
    assert session.plan == before


class Sees(Kind, frozen=True, kw_only=True):
    """Whoever comes after the first in a room, ever; it says nothing of how far it looks."""

    name = "sees"
    scope = Scope.ROOM

    def judge(self, facts: Facts, groups: Iterable[Group], judged: bytearray) -> Iterator[Fault]:
        for _, slots in groups:
            for slot in slots:
                room = facts.visits[slot].room
                if room is not None and facts.rooms[room][0] < slot:
                    yield Fault(slot, BROKEN, measured=len(facts.rooms[room]))

    def kept(self, facts: Facts, slot: int) -> Message:
        return say("it is the first")


def test_a_kind_that_does_not_say_how_far_it_looks_is_asked_of_all_that_come_later(
    book: RuleBook,
) -> None:
    rule_set = book.families["senter"][-1]
    rule = structs.replace(rule_set.rules[0], kind=Sees(), until=None)
    other = RuleBook([structs.replace(rule_set, rules=(rule,), ends=())])
    visits = [
        {**visit, "start": f"2021-01-{day}T10:00", "end": f"2021-01-{day}T11:00"}
        for visit, day in zip(CROWD["visits"], ("05", "12", "28"), strict=True)  # type: ignore[call-overload]
    ]
    session = Session(plan_from_raw({**CROWD, "visits": visits}).plan, other)
    assert [found.visit for found in session.found] == ["v1", "v2"]
    change = session.apply(Remove("visits", "v0"))
    assert [found.visit for found in change.disappeared] == ["v0", "v1"] or [
        found.visit for found in change.disappeared
    ] == ["v1"]
    assert [found.visit for found in session.found] == ["v2"]


class Raises(Sees, frozen=True, kw_only=True):
    """Cannot stand a visit that is called off the wall."""

    name = "raises"

    def judge(self, facts: Facts, groups: Iterable[Group], judged: bytearray) -> Iterator[Fault]:
        for _, slots in groups:
            for slot in slots:
                if facts.visits[slot].title == "Au":
                    raise ZeroDivisionError("au")
        yield from ()


def test_where_a_rule_fails_it_is_told_as_by_the_whole_and_it_can_be_mended(
    book: RuleBook,
) -> None:
    rule_set = book.families["senter"][-1]
    rule = structs.replace(rule_set.rules[0], kind=Raises())
    other = RuleBook([structs.replace(rule_set, rules=(rule, *rule_set.rules[1:]))])
    session = Session(plan_from_raw(CROWD).plan, other)
    change = session.apply(put(session, "v1", title="Au"))
    assert not session.complete
    assert [(f.visit, f.level) for f in change.appeared] == [("v1", "unknown")]
    assert not session.what_if(put(session, "v2", title="Au")).disappeared
    same(session, judge(session.plan, other))
    session.apply(*change.undo)
    assert session.complete


def test_trying_a_visit_stops_at_what_is_enough_to_know(session: Session) -> None:
    worse: Visit = structs.replace(session.visit("v1"), booked_at=None)
    found = session.try_visit(worse, lambda found: found.level == "violation").stopped_by
    assert found is not None
    assert found.rule.id == "senter.booked-ahead"
    fine = session.try_visit(session.visit("v1"), lambda found: True)
    assert fine.stopped_by is None
    assert session.verdict("v1") == "ok"

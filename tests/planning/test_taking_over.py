"""Taking over a proposal: one action of the journal, all of it or some, and taken back as one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import UTC

import pytest
from msgspec import structs

from desk.house import House, house
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.desk import Desk
from glimt_tui.desk.proposing import ACTION, accepting, visits_and_cohorts, why_not_accepted
from glimt_tui.planning.proposal import Outcome, Proposal
from glimt_tui.screen.demo import demo_session
from glimt_tui.store.errors import Refused
from glimt_tui.store.words import ACTIONS
from planning.weeks import person, plan_of, plan_table
from screen.screens import FixedClock

PLAN = plan_of(
    plan_table(person("ane"), person("bo"), person("cai", None), person("kari", role="staff"))
)


def slot(id_: str, hour: int, *people: str, room: str = "liten", **more: object) -> Visit:
    visit = Visit(
        id=id_,
        start=Moment(2021, 1, 13, hour, tzinfo=UTC),
        end=Moment(2021, 1, 13, hour + 1, tzinfo=UTC),
        people=people,
        room=room,
        booked_at=Moment(2021, 1, 12, 8, tzinfo=UTC),
    )
    return structs.replace(visit, **more)


def proposal(*visits: Visit, cohorts: Mapping[str, str] | None = None) -> Proposal:
    outcomes = tuple(Outcome(wish=visit.id, times=1, visits=(visit.id,)) for visit in visits)
    return Proposal(
        week="2021-W02", plan=PLAN, visits=visits, cohorts=cohorts or {}, verdicts={},
        outcomes=outcomes, goals=(), ended="best", seconds=0.0, first_after=0.0,
        step=15, candidates=0, left_out=0,
    )  # fmt: skip


BOTH = proposal(slot("a", 10, "ane", "kari"), slot("c", 12, "cai", "kari"), cohorts={"cai": "bla"})


def test_all_some_or_none_is_taken_over_with_the_cohorts_that_go_with_it() -> None:
    visits, cohorts = visits_and_cohorts(BOTH)
    assert ([visit.id for visit in visits], cohorts) == (["a", "c"], {"cai": "bla"})
    visits, cohorts = visits_and_cohorts(BOTH, {"a"})
    assert ([visit.id for visit in visits], cohorts) == (["a"], {})
    assert visits_and_cohorts(BOTH, ()) == ((), {})


def test_it_is_written_as_one_entry_and_taken_back_as_one(book: RuleBook) -> None:
    clock = FixedClock()

    async def run() -> None:
        desk = Desk(demo_session(PLAN, clock), book, clock)
        view = await desk.open()
        assert why_not_accepted(view, BOTH) is None
        await desk.save(accepting(view, BOTH), name=ACTION)
        after = await desk.view()
        assert {"a", "c"} <= set(after.visits)
        assert after.people["cai"].cohort == "bla"
        entry = await desk.undo()
        assert entry is not None
        assert entry.action == ACTION
        assert {(change.kind, change.id) for change in entry.changes} == {
            ("visit", "a"), ("visit", "c"), ("person", "cai"),
        }  # fmt: skip
        again = await desk.view()
        assert {"a", "c"}.isdisjoint(again.visits)
        assert again.people["cai"].cohort is None
        assert await desk.undo() is None  # it was one
        await desk.close()

    asyncio.run(run())
    assert ACTION in ACTIONS


@pytest.fixture
def there(book: RuleBook) -> Iterator[House]:
    with house(PLAN, book) as made:
        yield made


def test_what_the_rules_forbid_by_now_is_not_written(book: RuleBook) -> None:
    clock = FixedClock()
    many = [f"p{n}" for n in range(11)]
    people = (*PLAN.people, *(plan_of(plan_table(*map(person, many))).people))
    plan = structs.replace(PLAN, people=people)

    async def run() -> None:
        desk = Desk(demo_session(plan, clock), book, clock)
        view = await desk.open()
        crowd = proposal(slot("a", 10, *many, room="stor", distance_m=2))
        with pytest.raises(Refused):
            await desk.save(accepting(view, crowd), name=ACTION)
        assert await desk.undo() is None
        await desk.close()

    asyncio.run(run())


def test_it_is_said_why_something_cannot_be_taken_over(there: House) -> None:
    view = there.view()
    assert why_not_accepted(view, BOTH, ()) is not None
    assert why_not_accepted(view, proposal(slot("x", 10, "gone"))) is not None
    assert why_not_accepted(view, proposal(slot("x", 10, "ane", room="gone"))) is not None
    other = proposal(slot("x", 10, "ane", "kari"), cohorts={"ane": "gul"})
    assert why_not_accepted(view, other) is not None
    with there.session.store.action(ACTION) as action:
        edit = accepting(view, BOTH)
        for value in edit.put:
            action.put(value, next(iter(edit.seen.values())) if value.id == "cai" else None)
    again = there.view()
    assert why_not_accepted(again, BOTH) is not None
    assert again.people["cai"].cohort == "bla"
    assert accepting(again, proposal(slot("z", 14, "cai", "kari"), cohorts={"cai": "bla"})).put == (
        slot("z", 14, "cai", "kari"),
    )

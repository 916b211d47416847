"""Deciding on a proposal: what is marked is judged together, and once more as it is written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec import structs

from desk.house import House, house
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.deciding import Marks, Standing, TakenOver, standing_of, take_over
from glimt_tui.desk.proposing import ACTION
from glimt_tui.desk.view import View
from glimt_tui.planning.proposal import Outcome, Proposal
from glimt_tui.store.records import Key
from planning.test_taking_over import BOTH, PLAN, proposal, slot
from planning.weeks import person, plan_of, plan_table


@pytest.fixture
def there(book: RuleBook) -> Iterator[House]:
    with house(PLAN, book) as made:
        yield made


def written_by_a_colleague(there: House, *values: object) -> None:
    with there.session.store.action("book") as action:
        for value in values:
            record = action.get(Key("person", getattr(value, "id", "")))
            action.put(value, record.version if record else None)  # type: ignore[arg-type]


def taking_over(there: House, view: View, what: Proposal, seen: Standing) -> TakenOver:
    return take_over(there.session, there.book, there.clock(), view, what, seen)


def journal(there: House) -> list[str]:
    with there.session.store.reading() as reading:
        last = reading.last_entry()
        entries = [reading.entry(seq) for seq in range(1, last.seq + 1 if last else 1)]
        return [entry.action for entry in entries if entry is not None]


# Marks --------------------------------------------------------------------------------------


def test_all_is_marked_at_first_and_each_may_be_left_out() -> None:
    marks = Marks(BOTH)
    assert marks.chosen == {"a", "c"}
    marks.toggle("a")
    assert marks.chosen == {"c"}
    assert marks.cohorts == {"cai": "bla"}
    marks.toggle("nothing")
    marks.toggle_person("cai")
    assert (marks.chosen, marks.cohorts) == (frozenset(), {})
    marks.toggle_person("cai")
    assert marks.chosen == {"c"}
    marks.mark_all()
    assert marks.chosen == {"a", "c"}
    marks.mark_none()
    assert marks.chosen == frozenset()


def test_wishes_are_met_by_what_is_marked_and_by_what_was_there() -> None:
    outcome = Outcome(wish="w", times=3, visits=("old", "a", "c"), before=1)
    marks = Marks(structs.replace(BOTH, outcomes=(outcome,)))
    assert marks.met(outcome) == 3
    marks.toggle("a")
    assert marks.met(outcome) == 2
    assert marks.wishes_of("a") == [0]
    assert marks.wishes_of("b") == []


# Standing -----------------------------------------------------------------------------------


def test_what_is_marked_is_judged_together_and_written_as_one_action(there: House) -> None:
    view = there.view()
    seen = standing_of(view, BOTH, {"a", "c"})
    assert (seen.worst, seen.can_be, seen.others) == ("ok", True, ())
    before = journal(there)
    assert taking_over(there, view, BOTH, seen).is_written
    assert journal(there) == [*before, ACTION]
    after = there.view()
    assert {"a", "c"} <= after.visits.keys()
    assert after.people["cai"].cohort == "bla"
    again = standing_of(after, BOTH, {"a", "c"})
    assert again.gone.keys() == {"a", "c"}
    assert not taking_over(there, after, BOTH, again).is_written


def test_what_is_not_marked_is_not_judged(there: House) -> None:
    many = [f"p{n}" for n in range(11)]
    people = plan_of(plan_table(*map(person, many))).people
    homes = plan_of(plan_table(*map(person, many))).households
    written_by_a_colleague(there, *homes, *people)
    view = there.view()
    crowd = slot("crowd", 15, *many, room="stor", distance_m=2.0)
    what = proposal(slot("a", 10, "ane", "kari"), crowd)
    some = standing_of(view, what, {"a"})
    assert (some.can_be, some.level("a")) == (True, "ok")
    every = standing_of(view, what, {"a", "crowd"})
    assert not every.can_be
    assert every.level("crowd") == every.worst == "violation"
    assert every.in_the_way == ["crowd"]
    none = standing_of(view, what, ())
    assert (none.worst, none.can_be) == ("ok", True)
    assert not taking_over(there, view, what, none).is_written
    assert not taking_over(there, view, what, every).is_written


@pytest.mark.parametrize(
    "theirs",
    [
        slot("x", 10, "bo"),  # the room
        slot("x", 10, "kari", "bo", room="stor"),  # somebody
    ],
)
def test_what_is_taken_meanwhile_is_not_written(there: House, theirs: object) -> None:
    view = there.view()
    seen = standing_of(view, BOTH, {"a", "c"})
    assert seen.can_be
    written_by_a_colleague(there, theirs)
    done = taking_over(there, view, BOTH, seen)
    assert not done.is_written
    assert done.standing.in_the_way == ["a"]
    assert {"a", "c"}.isdisjoint(there.view().visits)
    rest = standing_of(there.view(), BOTH, {"c"})
    assert taking_over(there, there.view(), BOTH, rest).is_written


def test_what_has_become_worse_without_being_seen_is_not_written(there: House) -> None:
    view = there.view()
    seen = standing_of(view, BOTH, {"a"})
    (home,) = (home for home in view.plan.households if home.id == "ane")
    with there.session.store.action("contacts") as action:  # not known any more
        key = Key("household", "ane")
        action.put(structs.replace(home, outside_contacts={}), view.versions[key])
    done = taking_over(there, view, BOTH, seen)
    assert not done.is_written
    assert done.standing.level("a") == "unknown"
    assert done.standing.can_be
    # looked at, it may be written like any booking with something unknown
    assert taking_over(there, there.view(), BOTH, done.standing).is_written


def test_what_would_have_begun_is_not_written(there: House) -> None:
    view = there.view()
    seen = standing_of(view, BOTH, {"a"})
    there.clock.advance(days=1)
    done = taking_over(there, view, BOTH, seen)
    assert not done.is_written
    assert done.standing.gone.keys() == {"a"}

"""A month in figures: the same before and after its people are forgotten, and never a name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from msgspec import structs

from desk.house import House, house
from glimt_rules.plan.model import Plan, Waiver
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.cancelled import NO_RULE, NOT_KNOWN
from glimt_tui.desk.stats import Figures, figures_of
from glimt_tui.store.records import Key
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.retention.purging import purge
from glimt_tui.store.undo import undo
from screen.screens import PEOPLE, FixedClock, at, person, plan_of, visit

FIRST, LAST = date(2021, 1, 1), date(2021, 1, 31)


def figures(there: House, first: date = FIRST, last: date = LAST) -> Figures:
    with there.session.store.reading() as reading:
        return figures_of(reading, there.book, None, there.clock(), first, last)


def month() -> Plan:
    """Two visits, a walk and a shift that took place, and what did not."""
    done: dict[str, Any] = {"status": "done", "handwashed": True}
    return plan_of(
        visit("a", "10:00", "11:00", "ane", "bo", "kari", day=5, **done),
        visit("b", "10:00", "12:00", "ane", "bo", absent=("bo",), day=6),  # nobody closed it
        visit("tur", "13:00", "14:00", "ane", "cai", setting="outdoors", room=None, day=6),
        visit("vakt", "09:00", "17:00", "kari", kind="shift", room=None, day=6, **done),
        visit("nei", "10:00", "11:00", "bo", day=7, status="no_show"),
        visit("av", "10:00", "11:00", "bo", day=7, status="cancelled"),
        visit("kommer", "10:00", "11:00", "bo", day=20),
    )


@pytest.fixture
def there(book: RuleBook) -> Iterator[House]:
    with house(month(), book) as made:
        yield made


def cancel(there: House, id_: str, **changes: Any) -> None:
    with there.session.store.action("cancel") as action:
        record = action.get(Key("visit", id_))
        assert record is not None
        action.put(structs.replace(record.value, status="cancelled", **changes), record.version)


def forget(there: House, day: int) -> None:
    """Purge as it is done at noon on a day of February."""
    there.clock.now = at("12:00", 12).replace(month=2, day=day)
    session = there.session
    purge(session.repository, session.keys, Keeping(), who="cron", clock=there.clock)


def test_what_took_place_is_counted_and_what_is_to_come_is_not(there: House) -> None:
    found = figures(there)
    assert found.held == 3
    assert found.kinds == {"activity": 3}
    assert found.settings == {"centre": 2, "outdoors": 1}
    assert (found.no_shows, found.cancelled) == (1, 1)


def test_people_are_counted_once_hours_for_each_and_staff_are_not_visitors(there: House) -> None:
    found = figures(there)
    assert found.people == 3  # ane, bo, cai
    assert found.person_days == 4  # ane and bo on the 5th, ane and cai on the 6th
    assert found.minutes == 3 * 60 + 120 + 2 * 60 + 8 * 60


def test_days_outside_are_not_counted(there: House) -> None:
    assert figures(there, date(2021, 1, 6), date(2021, 1, 6)).held == 2
    assert figures(there, date(2020, 12, 1), date(2020, 12, 31)).held == 0


def test_forgetting_the_people_changes_no_figure_that_does_not_need_them(there: House) -> None:
    there.clock.now = at("12:00", 12).replace(month=2, day=1)
    before = figures(there)
    assert (before.people, before.people_from) == (3, FIRST)
    forget(there, 3)  # the people of the 5th
    after = figures(there)
    assert (after.people, after.people_from) == (3, date(2021, 1, 6))
    forget(there, 10)
    later = figures(there)
    for found in (after, later):
        for name in ("held", "kinds", "settings", "person_days", "minutes", "no_shows"):
            assert getattr(found, name) == getattr(before, name)
        assert found.cancelled == before.cancelled
    # bo, who came on the 20th
    assert (later.people, later.people_from) == (1, date(2021, 1, 8))
    forget(there, 28)
    assert (figures(there).people, figures(there).people_from) == (0, date(2021, 1, 21))
    assert figures(there, FIRST, date(2021, 1, 20)).people is None


def test_exceptions_are_counted_by_rule(book: RuleBook) -> None:
    plan = structs.replace(
        month(),
        waivers=tuple(
            Waiver(rule="senter.cohort", visit=id_, reason="x", by="kari", until=LAST)
            for id_ in ("a", "b")
        ),
    )
    with house(plan, book) as there:
        assert figures(there).waivers == {"senter.cohort": 2}


# For which rule ----------------------------------------------------------------------------


def crowd(*extra: Any) -> Plan:
    """Eleven in the house at once, the last of them one too many; and a quiet visit."""
    people = tuple(person(f"p{n:02d}", f"Person {n}", 20 + n) for n in range(12))
    ids = [one.id for one in people]
    return plan_of(
        visit("ti", "10:00", "12:00", *ids[:10], day=11),
        visit("en", "10:30", "11:30", ids[10], day=11),
        visit("rolig", "15:00", "16:00", ids[11], day=11),
        *extra,
        people=(*PEOPLE, *people),
    )


def test_a_booking_is_counted_for_the_rule_that_it_would_have_broken(book: RuleBook) -> None:
    with house(crowd(), book, FixedClock(at("09:00", 11))) as there:
        cancel(there, "en")
        cancel(there, "rolig")
        there.clock.now = at("20:00", 11)
        found = figures(there).cancelled_for
        assert found == {"nasjonal.indoor-persons": 1, NO_RULE: 1}


def test_it_is_the_house_of_that_moment_that_tells_not_that_of_today(book: RuleBook) -> None:
    with house(crowd(), book, FixedClock(at("09:00", 11))) as there:
        cancel(there, "en")
        cancel(there, "ti")  # by now there would be room for the other
        there.clock.now = at("20:00", 11)
        assert figures(there).cancelled_for == {"nasjonal.indoor-persons": 1, NO_RULE: 1}


def test_only_what_had_been_decided_by_then_counts(book: RuleBook) -> None:
    with house(crowd(), book, FixedClock(at("09:00", 2))) as there:
        cancel(there, "en")  # on the 2nd, nobody knew of what was decided on the 3rd
        there.clock.now = at("20:00", 11)
        assert figures(there).cancelled_for == {NO_RULE: 1}


def test_what_was_taken_back_and_cancelled_again_is_counted_once_as_it_was_last(
    book: RuleBook,
) -> None:
    with house(crowd(), book, FixedClock(at("09:00", 11))) as there:
        cancel(there, "en")
        with there.session.store.reading() as reading:
            last = reading.last_entry()
        assert last is not None
        undo(there.session.store, last.seq)
        cancel(there, "ti")
        cancel(there, "en")  # alone in the house: for no rule
        there.clock.now = at("20:00", 11)
        assert figures(there).cancelled == 2
        assert figures(there).cancelled_for == {NO_RULE: 2}


def test_an_exception_is_no_reason(book: RuleBook) -> None:
    late = visit("uten", "18:00", "19:00", "ane", day=11, booked_at=None)
    waiver = Waiver(rule="senter.booked-ahead", visit="uten", reason="x", by="kari", until=LAST)
    for waivers, expected in (((), {"senter.booked-ahead": 1}), ((waiver,), {NO_RULE: 1})):
        plan = structs.replace(crowd(late), waivers=waivers)
        with house(plan, book, FixedClock(at("09:00", 11))) as there:
            cancel(there, "uten")
            there.clock.now = at("20:00", 11)
            assert figures(there).cancelled_for == expected


def test_where_the_journal_tells_nothing_more_it_is_not_known(book: RuleBook) -> None:
    with house(crowd(), book, FixedClock(at("09:00", 11))) as there:
        cancel(there, "en")
        forget(there, 20)
        assert figures(there).cancelled == 1
        assert figures(there).cancelled_for == {NOT_KNOWN: 1}


def test_what_came_in_as_cancelled_is_not_known(there: House) -> None:
    assert figures(there).cancelled_for == {NOT_KNOWN: 1}

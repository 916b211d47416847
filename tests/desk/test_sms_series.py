"""What a message tells of a booking of a series that is called otherwise by now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from desk.house import House, house
from desk.series_house import WED, a_plan, change, make, write_it
from glimt_rules.plan.model import Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.series.outlook import Carry
from glimt_tui.desk.sms.texts import fitting, known_of
from glimt_tui.store.journal import Entry
from glimt_tui.store.records import Key
from glimt_tui.store.undo import undo
from screen.screens import at


@pytest.fixture
def there(book: RuleBook) -> Iterator[House]:
    with house(a_plan(), book) as made:
        yield made


@pytest.fixture
def made(there: House) -> House:
    assert write_it(there, make()).is_written
    return there


def was(there: House, id_: str) -> datetime | None:
    """When a booking was before, if its message says that it is changed."""
    visit: Visit = there.view().visits[id_]
    with there.session.store.reading() as reading:
        known = known_of(reading, visit)
    assert fitting(visit, known) == ("confirmation" if known.was is None else "change")
    return known.was.start if known.was is not None else None


def last(there: House) -> Entry:
    with there.session.store.reading() as reading:
        entry = reading.last_entry()
    assert entry is not None
    return entry


def carried(there: House, *, to: datetime, scope: str = "following") -> None:
    """The third booking is moved, and those after it, or all, with it."""
    id_ = f"s-band.{WED[2]}"
    change(there, id_, start=to, end=to + timedelta(hours=1))
    asked = Carry(id="s-two", visit=id_, scope=scope)  # type: ignore[arg-type]
    assert write_it(there, asked).is_written


def old(day: date) -> datetime:
    return at("13:00", 13) + (day - WED[0])


def test_those_that_were_changed_together_are_told_of_the_change(made: House) -> None:
    carried(made, to=at("15:00", 27))
    for day in WED[2:]:
        assert was(made, f"s-two.{day}") == old(day)
    for day in WED[:2]:
        assert was(made, f"s-band.{day}") is None


@pytest.mark.parametrize("scope", ["following", "all"])
def test_those_that_went_to_another_day_are_told_of_their_own(made: House, scope: str) -> None:
    carried(made, to=at("13:00", 28), scope=scope)
    days = WED[2:] if scope == "following" else WED
    for day in days:
        assert was(made, f"s-two.{day + timedelta(days=1)}") == old(day)


def test_what_is_called_otherwise_and_nothing_else_is_no_change(made: House) -> None:
    id_ = f"s-band.{WED[2]}"
    change(made, id_, title="Kor")
    assert write_it(made, Carry(id="s-two", visit=id_, scope="following")).is_written
    assert [was(made, f"s-two.{day}") for day in WED[2:]] == [None, None, None]


def test_a_change_from_before_is_still_told(made: House) -> None:
    change(made, f"s-band.{WED[3]}", start=old(WED[3]) - timedelta(hours=1))
    change(made, f"s-band.{WED[2]}", title="Kor")
    asked = Carry(id="s-two", visit=f"s-band.{WED[2]}", scope="following")
    assert write_it(made, asked).is_written
    assert was(made, f"s-two.{WED[2]}") is None
    assert was(made, f"s-two.{WED[3]}") == old(WED[3])


def test_what_was_split_and_taken_back_is_as_it_was(made: House) -> None:
    carried(made, to=at("15:00", 27))
    split = last(made).seq
    undo(made.session.store, split)
    assert was(made, f"s-band.{WED[2]}") == old(WED[2])  # which was moved before the split
    assert was(made, f"s-band.{WED[3]}") is None
    undo(made.session.store, split - 1)
    assert was(made, f"s-band.{WED[2]}") is None
    undo(made.session.store, last(made).seq)
    undo(made.session.store, split + 1)
    assert [was(made, f"s-two.{day}") for day in WED[2:]] == [old(day) for day in WED[2:]]


def test_what_is_forgotten_of_the_first_leaves_the_others_theirs(made: House) -> None:
    carried(made, to=at("13:00", 28))
    with made.session.repository.writing() as writing:
        writing.forget([Key("visit", f"s-band.{WED[2]}")])
    assert was(made, f"s-two.{WED[2] + timedelta(days=1)}") is None
    assert was(made, f"s-two.{WED[3] + timedelta(days=1)}") == old(WED[3])


def test_a_booking_that_was_moved_and_then_repeated_is_told_of_the_move(there: House) -> None:
    change(there, "band", start=at("12:00", 13), end=at("13:00", 13))
    assert write_it(there, make()).is_written
    assert was(there, f"s-band.{WED[0]}") == at("13:00", 13)
    assert [was(there, f"s-band.{day}") for day in WED[1:]] == [None] * 4

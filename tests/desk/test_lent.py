"""What bookings are warned of because a thing is on loan, or has not rested since it came back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import structs

from desk.house import House, house
from glimt_rules.plan.model import Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.clash import Clash
from glimt_tui.desk.day import day_of
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.loans import hand_out, take_back
from glimt_tui.desk.preview import preview_of
from glimt_tui.desk.series.outlook import Make
from glimt_tui.desk.series.writing import look
from glimt_tui.desk.which_field import field_of_clash
from glimt_tui.language import texts_in
from glimt_tui.store.daybook import Loan
from glimt_tui.store.records import Key
from screen.screens import FixedClock, at, plan_of, visit

THING, GUITAR = "reim", "gitar"


@pytest.fixture
def there(book: RuleBook) -> Iterator[House]:
    """A strap that cannot be washed and rests for 48 hours, and a guitar that can."""
    with house(plan_of(), book, FixedClock(at("11:40"))) as made:
        yield made


def lend(there: House, thing: str = THING, person: str = "bo") -> Loan:
    return hand_out(there.session.store, thing, person, there.clock())


def back(there: House, loan: Loan) -> None:
    with there.session.store.reading() as reading:
        record = reading.get(Key("loan", loan.id))
    assert record is not None
    take_back(there.session.store, loan.id, record.version, there.clock())


def wanted(start: str = "13:00", end: str = "14:00", *people: str, **details: Any) -> Visit:
    given = {"day": 12, "equipment": (THING,), **details}
    return visit("ny", start, end, *(people or ("ane",)), **given)


def warned(there: House, visit: Visit) -> list[Clash]:
    return [each for each in there.view().clashes.of(visit) if each.what == "loan"]


def told(there: House, visit: Visit, language: str = "en") -> list[str]:
    clashes = there.view().clashes
    texts = texts_in(language)
    return [texts.sentence(said) for clash, said in clashes.told(visit) if clash.what == "loan"]


# Handed out ----------------------------------------------------------------------------------


def test_what_is_handed_out_is_told_of_bookings_of_today_and_tomorrow(there: House) -> None:
    loan = lend(there)
    (clash,) = warned(there, wanted())
    assert (clash.start, clash.end, clash.ids) == (at("13:00"), at("14:00"), (THING,))
    assert (clash.other, clash.loan) == (None, loan)
    assert told(there, wanted()) == ["Gitarreim i skinn is handed out to Bo Påhitt"]
    assert told(there, wanted(), "nb") == ["Gitarreim i skinn er utlevert til Bo Påhitt"]
    assert told(there, wanted("23:30", "23:50", day=13))


def test_of_later_bookings_only_where_it_could_not_rest_if_it_came_back_now(there: House) -> None:
    lend(there)
    lend(there, GUITAR)
    assert warned(there, wanted("11:39", "12:00", day=14))
    assert not warned(there, wanted("11:40", "12:00", day=14))
    assert warned(there, wanted(day=13, equipment=(GUITAR,)))
    assert not warned(there, wanted("00:10", "01:00", day=14, equipment=(GUITAR,)))


def test_whoever_has_it_may_use_it_in_their_booking(there: House) -> None:
    lend(there)
    assert not warned(there, wanted("13:00", "14:00", "ane", "bo"))
    assert warned(there, wanted("13:00", "14:00", "ane", "bo", absent=("bo",)))


def test_of_somebody_who_was_erased_no_name_is_told_and_anybody_else_is_warned(
    there: House,
) -> None:
    with there.session.store.action("hand_out") as action:
        action.put(Loan(id="l", thing=THING, out=there.clock()))
    assert told(there, wanted()) == ["Gitarreim i skinn is handed out"]


@pytest.mark.parametrize("status", ["done", "cancelled", "no_show"])
def test_what_is_over_or_does_not_take_place_is_not_told_of(there: House, status: str) -> None:
    lend(there)
    assert not warned(there, wanted(status=status))
    assert not warned(there, wanted("11:00", "11:40"))
    assert warned(there, wanted("11:00", "11:41"))
    assert not warned(there, wanted(equipment=()))


# Back ----------------------------------------------------------------------------------------


def test_after_its_return_it_rests_for_as_long_as_the_rules_ask(there: House) -> None:
    loan = lend(there)
    there.clock.now = at("12:30")
    back(there, loan)
    (clash,) = warned(there, wanted(day=13))
    assert (clash.start, clash.end) == (at("13:00", 13), at("12:30", 14))
    assert told(there, wanted(day=13)) == [
        "Gitarreim i skinn is back from a loan, and set aside until "
        "Thursday 14 January 2021 at 12:30"
    ]
    assert warned(there, wanted("12:29", "13:00", day=14))
    assert not warned(there, wanted("12:30", "13:00", day=14))
    assert not warned(there, wanted("13:00", "14:00", "bo"))


def test_what_can_be_washed_takes_the_minutes_that_that_takes(there: House) -> None:
    loan = lend(there, GUITAR)
    back(there, loan)
    things = (GUITAR,)
    assert warned(there, wanted("11:49", "12:30", equipment=things))
    assert not warned(there, wanted("11:50", "12:30", equipment=things))


def test_where_no_rule_asks_for_a_rest_only_what_is_out_is_told(there: House) -> None:
    there.book = there.book.only(["nasjonal"])
    loan = lend(there)
    assert warned(there, wanted())
    assert not warned(there, wanted(day=14))
    back(there, loan)
    assert not warned(there, wanted("11:41", "12:00"))


def test_the_warning_is_as_the_equipment_page_has_it(there: House) -> None:
    """Of two loans the one after which it rests longest is told; a later one is none yet."""
    for now, person in (("11:40", "bo"), ("11:50", "cai")):
        there.clock.now = at(now)
        back(there, lend(there, THING, person))
    (clash,) = warned(there, wanted(day=13))
    assert clash.loan is not None
    assert (clash.loan.person, clash.end) == ("cai", at("11:50", 14))
    there.clock.now = at("11:45")
    (clash,) = warned(there, wanted(day=13))
    assert clash.end == at("11:40", 14)


# Where it is told ----------------------------------------------------------------------------


def test_it_is_told_under_the_equipment_and_on_today_and_of_each_day_of_a_series(
    there: House,
) -> None:
    lend(there)
    lend(there, GUITAR, "cai")
    with there.session.store.action("book") as action:
        action.put(wanted(equipment=(GUITAR, THING)))
    view = there.view()
    noted = [each for each in day_of(view).to_note if each.clash.what == "loan"]
    assert [each.clash.ids for each in noted] == [(GUITAR,), (THING,)]
    assert {field_of_clash(each.clash) for each in noted} == {"equipment"}
    asked = Make(id="s", visit="ny", weeks=1, last=at("12:00", 26).date())
    days = look(there.session.store, view, asked).days
    handed = [any("handed out" in note.text for note in day.notes) for day in days]
    assert handed == [True, False, False]


def test_it_is_no_finding_and_hinders_nothing(there: House) -> None:
    lend(there)
    before = structs.replace(wanted(), equipment=())
    found = [
        preview_of(there.view(), Edit(put=(each,))).findings("ny") for each in (before, wanted())
    ]
    assert [[each.rule.id for each in one if each.level == "violation"] for one in found] == [
        [each.rule.id for each in found[0] if each.level == "violation"]
    ] * 2

"""Series of bookings: made, changed and ended, each day judged by the rules of its own day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from desk.house import House, house
from desk.series_house import (
    WED,
    a_plan,
    band,
    bookings,
    change,
    everything,
    make,
    seen,
    series,
    write_it,
)
from glimt_rules.message import say
from glimt_rules.plan.model import Centre, OpeningHours, Waiver
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.series.asking import outlook
from glimt_tui.desk.series.days import days_of, left_out, visit_id
from glimt_tui.desk.series.outlook import Carry, End, Outlook
from glimt_tui.desk.series.words import listed
from glimt_tui.desk.series.writing import look, write
from glimt_tui.store.records import Key
from glimt_tui.store.undo import undo
from screen.screens import FixedClock, at, visit


@pytest.fixture
def there(book: RuleBook) -> Iterator[House]:
    with house(a_plan(), book) as made:
        yield made


@pytest.fixture
def made(there: House) -> House:
    """The band on five Wednesdays."""
    assert write_it(there, make()).is_written
    return there


def fates(found: Outlook) -> list[str]:
    return [day.fate for day in found.days]


def rules(found: Outlook, day: date) -> list[str]:
    return [each.rule.id for one in found.days if one.day == day for each in one.broken]


def last_seq(there: House) -> int:
    with there.session.store.reading() as reading:
        entry = reading.last_entry()
    assert entry is not None
    return entry.seq


# Making --------------------------------------------------------------------------------------


def test_a_booking_becomes_the_first_of_its_series(there: House) -> None:
    assert write_it(there, make()).is_written
    found = bookings(there)
    assert list(found) == WED
    assert "band" not in there.view().visits
    first, second = found[WED[0]], found[WED[1]]
    assert first == structs.replace(band(), id=first.id)
    assert second == structs.replace(
        first, id=second.id, start=at("13:00", 20), end=at("14:00", 20), booked_at=there.clock()
    )
    with there.session.store.reading() as reading:
        entry = reading.last_entry()
    assert entry is not None
    assert (entry.action, len(entry.changes)) == ("series_make", 1 + 1 + len(WED))


def test_every_other_week_until_a_day_between_two(there: House) -> None:
    write_it(there, make(date(2021, 2, 9), weeks=2))
    assert list(bookings(there)) == [WED[0], WED[2]]
    record = series(there)
    assert record is not None
    assert (record.weeks, record.first, record.last) == (2, WED[0], date(2021, 2, 9))


def test_a_day_that_is_taken_out_is_skipped(there: House) -> None:
    found = seen(there, make(without={WED[2]}))
    assert fates(found) == ["made", "made", "taken_out", "made", "made"]
    write_it(there, make(without={WED[2]}))
    record = series(there)
    assert record is not None
    assert record.skipped == (WED[2],)
    assert days_of(record) == list(bookings(there)) == [*WED[:2], *WED[3:]]


def test_the_booking_itself_may_be_left_out_and_stays_as_it_is(there: House) -> None:
    write_it(there, make(without={WED[0]}))
    assert there.view().visits["band"] == band()
    record = series(there)
    assert record is not None
    assert (record.first, record.skipped) == (WED[1], ())


def test_each_day_is_judged_by_the_rules_of_its_own_day(book: RuleBook) -> None:
    party = band(kind="private_gathering", setting="outdoors", room=None)
    people = ("ane", "bo", "cai", "kari", "p5", "p6")
    plan = a_plan(structs.replace(party, people=people))
    extra = tuple(structs.replace(plan.people[0], id=id_, name=id_) for id_ in people[4:])
    with house(structs.replace(plan, people=(*plan.people, *extra)), book) as there:
        found = seen(there, make())
        # the sixth person is too many until 20 January, when that rule set ends
        assert [each.rule.id for each in found.days[0].findings if each.level == "violation"] == [
            "nasjonal.private-gathering"
        ]
        assert not any(
            each.rule.id == "nasjonal.private-gathering"
            for day in found.days[1:]
            for each in day.findings
        )
        # the booking is as bad as it was before: that is no reason to leave it out
        assert fates(found) == ["made"] * 5


def test_a_day_on_which_a_rule_would_be_broken_is_left_out_and_told(book: RuleBook) -> None:
    taken = visit("annen", "13:30", "14:30", "cai", day=20)
    with house(a_plan(band(), taken), book) as there:
        found = seen(there, make())
        assert fates(found) == ["made", "broken", "made", "made", "made"]
        assert rules(found, WED[1]) == ["senter.cleaning"]
        assert found.why_not is None
        assert write_it(there, make()).is_written
        record = series(there)
        assert record is not None
        assert record.skipped == (WED[1],)
        assert there.view().visits["annen"] == taken


def test_what_a_day_does_to_somebody_elses_booking_leaves_it_out_as_well(book: RuleBook) -> None:
    later = visit("annen", "14:05", "15:00", "cai", day=20)  # too soon to have cleaned before
    with house(a_plan(band(), later), book) as there:
        found = seen(there, make())
        assert fates(found)[1] == "broken"
        assert [each.visit for each in found.days[1].broken] == ["annen"]
        assert found.others == ()


def test_a_thing_that_is_set_aside_into_the_next_week_blames_the_day_it_was_used(
    book: RuleBook,
) -> None:
    sunday = band(day=17, equipment=("reim",))
    monday = visit("annen", "10:00", "11:00", "cai", day=25, room="studio", equipment=("reim",))
    with house(a_plan(sunday, monday), book) as there:
        found = seen(there, make(date(2021, 2, 7)))
        assert fates(found) == ["made", "broken", "made", "made"]
        assert [(each.visit, each.rule.id) for each in found.days[1].broken] == [
            ("annen", "senter.equipment-quarantine")
        ]
        assert write_it(there, make(date(2021, 2, 7))).is_written


def test_clashes_closed_days_and_holidays_are_told_and_forbid_nothing(book: RuleBook) -> None:
    busy = visit("ring", "13:00", "13:30", "ane", day=27, setting="phone", room=None)
    hours = Centre(opening_hours=OpeningHours(wed=("10:00-17:00",)))
    with house(structs.replace(a_plan(band(), busy), centre=hours), book) as there:
        found = seen(there, make(date(2021, 5, 19)))
        by_day = {day.day: day for day in found.days}
        assert any("also at" in note.text for note in by_day[WED[2]].notes)
        assert {day.fate for day in found.days} == {"made"}
    plan = structs.replace(a_plan(band(day=14)), centre=hours)
    with house(plan, book) as there:
        found = seen(there, make(date(2021, 4, 1)))
        assert say("the centre is closed on that day") in found.days[0].notes
        holiday = found.days[-1].holiday
        assert found.days[-1].day == date(2021, 4, 1)
        assert holiday is not None
        assert (holiday.nb, holiday.en) == ("Skjærtorsdag", "Maundy Thursday")
        assert [day.holiday for day in found.days[:-1]] == [None] * (len(found.days) - 1)


def test_a_time_that_the_clock_leaves_out_makes_no_booking(book: RuleBook) -> None:
    clock = FixedClock(at("11:00", 15))
    night = structs.replace(
        band(), start=at("02:30", 17), end=at("02:50", 17), setting="phone", room=None
    )
    with house(a_plan(night), book, clock) as there:
        found = seen(there, make(date(2021, 4, 4)))
        (left_out,) = [day for day in found.days if day.fate == "impossible"]
        assert left_out.day == date(2021, 3, 28)
        assert left_out.visit is None
        assert left_out.why is not None
        write_it(there, make(date(2021, 4, 4)))
        record = series(there)
        assert record is not None
        assert record.skipped == (date(2021, 3, 28),)


def test_a_day_that_is_longer_than_a_booking_may_be_is_left_out_alone(book: RuleBook) -> None:
    day_and_night = structs.replace(
        band(), start=at("12:00", 16), end=at("12:00", 17), setting="outdoors", room=None
    )
    with house(a_plan(day_and_night), book) as there:
        found = seen(there, make(date(2021, 11, 6)))
        (left_out_,) = [day for day in found.days if day.fate == "impossible"]
        assert left_out_.day == date(2021, 10, 30)
        assert "24 hours" in str(left_out_.why)
        assert write_it(there, make(date(2021, 11, 6))).is_written
        record = series(there)
        assert record is not None
        assert date(2021, 10, 30) in record.skipped
        assert date(2021, 11, 6) in bookings(there)


def test_what_has_begun_stays_as_it_is_and_the_next_is_the_first(there: House) -> None:
    there.clock.now = at("13:20", 13)
    change(there, "band", status="arrived")
    write_it(there, make())
    assert there.view().visits["band"].status == "arrived"
    assert list(bookings(there)) == WED[1:]
    record = series(there)
    assert record is not None
    assert record.first == WED[1]
    assert record.masks is None  # what was recorded that day says nothing of the next


def test_an_old_booking_repeated_today_begins_with_today_where_that_is_to_come(
    there: House,
) -> None:
    there.clock.now = at("12:00", 27)
    assert seen(there, make()).days[0].day == WED[2]
    there.clock.now = at("13:00", 27)
    assert seen(there, make()).days[0].day == WED[3]


def test_a_booking_for_which_somebody_has_come_keeps_its_id(there: House) -> None:
    there.clock.now = at("12:50", 13)
    there.arrive("ane", "band")
    change(there, "band", status="planned")
    write_it(there, make())
    assert "band" in there.view().visits
    assert list(bookings(there)) == WED[1:]


def test_an_exception_goes_along_with_its_booking_and_excepts_no_other(book: RuleBook) -> None:
    late = structs.replace(band(), booked_at=None)  # against a rule of the house
    waiver = Waiver(
        rule="senter.booked-ahead", visit="band", reason="Ringt inn", by="kari", until=WED[0]
    )
    with house(structs.replace(a_plan(late), waivers=(waiver,)), book) as there:
        before = everything(there)
        found = seen(there, make())
        assert [each.waived for each in found.days[0].findings] == [True]
        write_it(there, make())
        view = there.view()
        assert view.plan.waivers == (structs.replace(waiver, visit=visit_id("s-band", WED[0])),)
        undo(there.session.store, last_seq(there))
        assert everything(there) == before


def test_an_exception_that_is_not_made_anew_leaves_the_others_out(book: RuleBook) -> None:
    mixed = structs.replace(band(), people=("ane", "fremmed"))
    waiver = Waiver(rule="senter.cohort", visit="band", reason="Avtalt", by="kari", until=WED[0])
    plan = a_plan(mixed)
    stranger = structs.replace(plan.people[0], id="fremmed", name="Fia Fremmed", cohort=None)
    plan = structs.replace(plan, people=(*plan.people, stranger), waivers=(waiver,))
    with house(plan, book) as there:
        found = seen(there, make())
        assert fates(found) == ["made", "broken", "broken", "made", "made"]  # in force till 30 Jan.
        assert rules(found, WED[1]) == ["senter.cohort"]


@pytest.mark.parametrize(
    ("changes", "last", "why"),
    [
        ({"status": "cancelled"}, WED[-1], "does not take place"),
        ({"status": "no_show"}, WED[-1], "does not take place"),
        ({}, WED[1] - timedelta(days=1), "nothing comes again until then"),
        ({}, WED[0] - timedelta(days=9), "nothing comes again until then"),
        ({}, date(2022, 1, 15), "a year at most"),
    ],
)
def test_what_cannot_be_repeated_says_why(
    there: House, changes: dict[str, object], last: date, why: str
) -> None:
    change(there, "band", **changes)
    before = everything(there)
    found = seen(there, make(last))
    assert found.why_not is not None
    assert why in found.why_not.text
    assert not write_it(there, make(last)).is_written
    assert everything(there) == before


def test_a_booking_of_a_series_is_not_repeated_again(made: House) -> None:
    asked = structs.replace(make(), id="s-2", visit=visit_id("s-band", WED[1]))
    why_not = seen(made, asked).why_not
    assert why_not is not None
    assert "belongs to a series" in why_not.text
    assert seen(made, make()).why_not is not None  # "band" is called otherwise now


def test_nothing_is_made_where_no_day_is_left(there: House) -> None:
    found = seen(there, make(without=set(WED)))
    assert found.why_not is not None
    assert fates(found) == ["taken_out"] * 5
    assert seen(there, make(without=set(WED[1:]))).why_not == found.why_not  # one is no series
    assert seen(there, make(without={WED[0], *WED[2:]})).why_not is None


def test_what_a_colleague_has_booked_meanwhile_is_looked_at_again(there: House) -> None:
    view = there.view()
    found = look(there.session.store, view, make())
    with there.session.store.action("book") as action:
        action.put(visit("annen", "13:30", "14:30", "cai", day=20))
    done = write(there.session.store, there.book, there.clock(), view, found)
    assert not done.is_written
    assert fates(done.outlook)[1] == "broken"
    assert series(there) is None
    again = write(there.session.store, there.book, there.clock(), view, done.outlook)
    assert again.is_written


# Changing ------------------------------------------------------------------------------------


def carry(day: date, scope: str = "following", id_: str = "s-ny") -> Carry:
    return Carry(id=id_, visit=visit_id("s-band", day), scope=scope)  # type: ignore[arg-type]


def test_a_change_is_carried_to_this_and_what_follows(made: House) -> None:
    change(made, visit_id("s-band", WED[2]), start=at("15:00", 27), end=at("16:30", 27))
    write_it(made, carry(WED[2]))
    assert list(bookings(made)) == WED[:2]
    later = bookings(made, "s-ny")
    assert list(later) == WED[2:]
    assert {each.start.hour for each in later.values()} == {14}  # in UTC
    assert {each.end - each.start for each in later.values()} == {timedelta(minutes=90)}
    before, after = series(made), series(made, "s-ny")
    assert before is not None
    assert after is not None
    assert before.last == WED[2] - timedelta(days=1)
    assert (after.first, after.last, after.minutes) == (WED[2], WED[-1], 90)
    assert days_of(before) + days_of(after) == WED


def test_a_change_is_carried_to_all_that_is_to_come(made: House) -> None:
    made.clock.now = at("15:00", 13)
    change(made, visit_id("s-band", WED[0]), status="done")
    change(made, visit_id("s-band", WED[2]), room="studio", people=("ane", "bo"))
    write_it(made, carry(WED[2], "all"))
    found = bookings(made)
    assert list(found) == WED
    assert [each.room for each in found.values()] == ["felles", *["studio"] * 4]
    assert found[WED[3]].people == ("ane", "bo")
    record = series(made)
    assert record is not None
    assert (record.first, record.last, record.room) == (WED[0], WED[-1], "studio")


def test_what_follows_is_no_series_of_its_own_where_nothing_comes_before_it(made: House) -> None:
    change(made, visit_id("s-band", WED[0]), title="Øving")
    write_it(made, carry(WED[0]))
    assert list(bookings(made)) == WED
    assert series(made, "s-ny") is None
    assert {each.title for each in bookings(made).values()} == {"Øving"}


def test_what_was_changed_about_one_booking_alone_stays_as_it_was_changed(made: House) -> None:
    change(made, visit_id("s-band", WED[1]), room="studio")
    change(made, visit_id("s-band", WED[2]), start=at("10:00", 28), end=at("11:00", 28))
    change(made, visit_id("s-band", WED[3]), title="Konsert")
    change(
        made, visit_id("s-band", WED[0]),
        start=at("15:00", 13), end=at("16:00", 13), room="studio", title="Øving",
    )  # fmt: skip
    write_it(made, carry(WED[0], "all"))
    found = bookings(made)
    assert [each.room for each in found.values()] == ["studio"] * 5
    assert found[WED[1]].start == at("15:00", 20)
    assert found[WED[2]].start == at("10:00", 28)  # keeps its day and its id
    assert found[WED[2]].title == "Øving"
    assert found[WED[3]].title == "Konsert"
    assert found[WED[3]].start.hour == 14


def test_what_was_called_off_or_has_begun_is_not_touched(made: House) -> None:
    made.clock.now = at("13:10", 20)
    change(made, visit_id("s-band", WED[1]), status="arrived")
    change(made, visit_id("s-band", WED[3]), status="cancelled")
    change(made, visit_id("s-band", WED[2]), title="Øving")
    before = bookings(made)
    write_it(made, carry(WED[2], "all"))
    after = bookings(made)
    assert [after[day] == before[day] for day in WED] == [True, True, True, True, False]
    assert after[WED[4]].title == "Øving"


def test_a_booking_that_was_moved_to_another_weekday_takes_the_others_along(made: House) -> None:
    change(made, visit_id("s-band", WED[1]), start=at("13:00", 21), end=at("14:00", 21))
    write_it(made, carry(WED[1]))
    thursdays = [day + timedelta(days=1) for day in WED[1:]]
    assert list(bookings(made)) == WED[:1]
    found = bookings(made, "s-ny")
    assert list(found) == thursdays == [made.view().day_of(each) for each in found.values()]
    record = series(made, "s-ny")
    assert record is not None
    assert days_of(record) == thursdays


def test_a_day_that_the_change_would_break_stays_as_it_is_and_is_told(made: House) -> None:
    with made.session.store.action("book") as action:
        action.put(visit("annen", "15:30", "16:30", "cai", day=27))
    change(made, visit_id("s-band", WED[1]), start=at("15:00", 20), end=at("16:00", 20))
    found = seen(made, carry(WED[1]))
    assert fates(found) == ["same", "broken", "changed", "changed"]
    assert rules(found, WED[2]) == ["senter.cleaning"]
    write_it(made, carry(WED[1]))
    later = bookings(made, "s-ny")
    assert later[WED[2]].start == at("13:00", 27)  # of the new series, at its old time
    assert later[WED[3]].start.hour == 14


def test_a_change_that_does_not_go_with_ones_own_leaves_that_booking_alone(made: House) -> None:
    change(made, visit_id("s-band", WED[2]), people=("ane", "kari"))
    change(
        made,
        visit_id("s-band", WED[1]),
        setting="home",
        room=None,
        host="bo",
        people=("bo", "kari"),
    )
    found = seen(made, carry(WED[1]))
    assert [day.fate for day in found.days if day.day == WED[2]] == ["impossible"]
    write_it(made, carry(WED[1]))
    assert bookings(made, "s-ny")[WED[2]].setting == "centre"


def test_nothing_is_moved_to_where_it_would_have_begun_by_now(made: House) -> None:
    made.clock.now = at("12:00", 20)
    change(made, visit_id("s-band", WED[2]), start=at("13:00", 26), end=at("14:00", 26))
    found = seen(made, carry(WED[2], "all"))
    assert fates(found) == ["impossible", "same", "changed", "changed"]
    assert found.days[0].why == say("the booking would be moved to a time that is past")
    assert write_it(made, carry(WED[2], "all")).is_written
    view = made.view()
    starts = [visit.start for visit in view.visits.values() if visit.id.startswith("s-ny")]
    assert starts[:2] == [at("13:00", 20), at("13:00", 26)]
    assert min(starts) > view.now


def test_what_has_begun_or_somebody_has_come_for_carries_nothing_on(made: House) -> None:
    made.clock.now = at("15:00", 13)
    change(made, visit_id("s-band", WED[0]), status="done")
    change(made, visit_id("s-band", WED[2]), start=at("15:00", 27), end=at("16:00", 27))
    assert write_it(made, carry(WED[2], "all")).is_written
    before = everything(made)
    for scope in ("all", "following"):  # nobody has changed it: the series was, since
        assert "has begun" in str(seen(made, carry(WED[0], scope)).why_not)
        assert not write_it(made, carry(WED[0], scope)).is_written
    assert everything(made) == before


def test_a_booking_for_which_somebody_has_come_is_no_longer_to_come(made: House) -> None:
    made.clock.now = at("12:50", 13)
    made.arrive("ane", visit_id("s-band", WED[0]))
    change(made, visit_id("s-band", WED[0]), status="planned")
    change(made, visit_id("s-band", WED[1]), title="Øving")
    found = seen(made, carry(WED[1], "all"))
    assert [day.day for day in found.days] == WED[1:]
    assert [day.day for day in seen(made, end("all")).days] == WED[1:]
    change(made, visit_id("s-band", WED[0]), title="Konsert")
    assert "has begun" in str(seen(made, carry(WED[0], "all")).why_not)


def test_a_day_that_was_planned_again_is_not_told_as_left_out(made: House) -> None:
    write_it(made, end("one", WED[2]))
    record, view = series(made), made.view()
    assert record is not None
    assert left_out(record, view.visits.values()) == [WED[2]]
    assert any(told.text == "not on {days}" for told in listed(view, record))
    change(made, visit_id("s-band", WED[2]), status="planned")
    view = made.view()
    assert left_out(record, view.visits.values()) == []
    assert not any(told.text == "not on {days}" for told in listed(view, record))


def test_there_must_be_something_to_carry_and_somebody_to_take_it(made: House) -> None:
    assert "nothing to carry" in str(seen(made, carry(WED[1])).why_not)
    change(made, visit_id("s-band", WED[4]), title="Øving")
    assert "no other booking" in str(seen(made, carry(WED[4])).why_not)
    change(made, visit_id("s-band", WED[4]), status="cancelled")
    assert "does not take place" in str(seen(made, carry(WED[4])).why_not)
    gone = Carry(id="s", visit="band", scope="all")
    assert "no series" in str(seen(made, gone).why_not)


# Ending --------------------------------------------------------------------------------------


def end(scope: str, day: date | None = None) -> End:
    return End(series="s-band", scope=scope, day=day)  # type: ignore[arg-type]


def statuses(there: House) -> list[str]:
    return [each.status for each in bookings(there).values()]


def test_one_is_called_off_and_skipped(made: House) -> None:
    write_it(made, end("one", WED[2]))
    assert statuses(made) == ["planned", "planned", "cancelled", "planned", "planned"]
    record = series(made)
    assert record is not None
    assert (record.skipped, record.last) == ((WED[2],), WED[-1])


def test_this_and_what_follows_is_called_off_and_the_series_ends_before(made: House) -> None:
    write_it(made, end("following", WED[2]))
    assert statuses(made) == ["planned", "planned", *["cancelled"] * 3]
    record = series(made)
    assert record is not None
    assert days_of(record) == WED[:2]


def test_all_are_called_off_but_what_has_begun_or_happened(made: House) -> None:
    made.clock.now = at("13:10", 20)
    change(made, visit_id("s-band", WED[0]), status="done")
    write_it(made, end("all"))
    assert statuses(made) == ["done", "planned", *["cancelled"] * 3]
    record = series(made)
    assert record is not None
    assert days_of(record) == WED[:2]


def test_what_has_taken_place_stays_in_its_series_whatever_day_it_is_ended_from(
    made: House,
) -> None:
    made.clock.now = at("13:10", 27)
    for day in WED[:2]:
        change(made, visit_id("s-band", day), status="done")
    found = write_it(made, end("following", WED[0] + timedelta(days=1))).outlook
    assert [day.day for day in found.days] == WED[3:]
    record = series(made)
    assert record is not None
    assert days_of(record) == WED[:3]  # the third goes on
    assert (record.first, record.last) == (WED[0], WED[3] - timedelta(days=1))


def test_a_series_of_which_all_was_called_off_one_by_one_ends_not_before_today(
    made: House,
) -> None:
    made.clock.now = at("13:10", 20)
    for day in WED[2:]:
        change(made, visit_id("s-band", day), status="cancelled")
    assert write_it(made, end("following", WED[0])).is_written
    record = series(made)
    assert record is not None
    assert days_of(record) == WED[:2]


def test_a_series_of_which_nothing_is_left_is_gone(made: House) -> None:
    write_it(made, end("all"))
    assert series(made) is None
    assert statuses(made) == ["cancelled"] * 5


def test_what_is_over_cannot_be_called_off(made: House) -> None:
    made.clock.now = at("13:10", 13)
    assert "not to come" in str(seen(made, end("one", WED[0])).why_not)
    assert "nothing of this series" in str(
        seen(made, end("following", WED[-1] + timedelta(days=3))).why_not
    )
    gone = End(series="nothing", scope="all")
    assert "no such series" in str(seen(made, gone).why_not)


def test_calling_off_asks_no_rule_and_tells_what_is_worse_elsewhere(made: House) -> None:
    assert {day.fate for day in seen(made, end("all")).days} == {"cancelled"}


# Taking back ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked", [end("one", WED[1]), end("following", WED[1]), end("all"), carry(WED[1])]
)
def test_whatever_is_done_to_a_series_is_taken_back_as_a_whole(
    made: House, asked: End | Carry
) -> None:
    if isinstance(asked, Carry):
        change(made, visit_id("s-band", WED[1]), start=at("13:00", 21), end=at("14:00", 21))
    before = everything(made)
    assert write_it(made, asked).is_written
    assert everything(made) != before
    undo(made.session.store, last_seq(made))
    assert everything(made) == before


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    weeks=st.integers(1, 3),
    length=st.integers(7, 120),
    out=st.sets(st.integers(0, 16)),
    taken=st.sets(st.integers(13, 31), max_size=4),
)
def test_making_and_taking_back_leaves_the_database_as_it_was(
    book: RuleBook, weeks: int, length: int, out: set[int], taken: set[int]
) -> None:
    others = [visit(f"v{day}", "13:30", "14:30", "cai", day=day) for day in sorted(taken)]
    with house(a_plan(band(), *others), book) as there:
        last = WED[0] + timedelta(days=length)
        without = {WED[0] + timedelta(weeks=each) for each in out}
        asked = make(last, weeks=weeks, without=without)
        before, found = everything(there), seen(there, asked)
        done = write_it(there, asked)
        assert done.is_written == (found.why_not is None)
        if not done.is_written:
            assert everything(there) == before
            return
        record, made = series(there), bookings(there)
        assert record is not None
        assert days_of(record) == list(made) == [each.day for each in found.written]
        for day in made:
            assert record.first <= day <= record.last
            assert (day - record.first).days % (7 * weeks) == 0
            assert day not in record.skipped
            assert day not in without
        undo(there.session.store, last_seq(there))
        assert everything(there) == before


# What it takes -------------------------------------------------------------------------------


def test_looking_writes_nothing(there: House) -> None:
    before, entry = everything(there), last_seq(there)
    seen(there, make())
    assert (everything(there), last_seq(there)) == (before, entry)


def test_an_outlook_names_the_entry_by_which_it_stands(there: House) -> None:
    view = there.view()
    assert outlook(view, {}, make()).seq == view.seq
    assert Key("visit", "band") in view.versions

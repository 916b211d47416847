"""What the next shift is told: messages that hold, and what was decided on a day and why."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs

from desk.house import House, house
from glimt_rules.plan.model import Waiver
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.access import User
from glimt_tui.desk import reception
from glimt_tui.desk.decided import Decision
from glimt_tui.desk.desk import Desk
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.handover import (
    handover_of,
    notices,
    remove_notice,
    unseen,
    write_notice,
)
from glimt_tui.desk.house import edit_of, something_new, written
from glimt_tui.desk.series.outlook import Make
from glimt_tui.desk.series.writing import look, write
from glimt_tui.language import texts_in
from glimt_tui.screen.demo import demo_session
from glimt_tui.store.daybook import Notice
from glimt_tui.store.errors import Refused, Stale
from glimt_tui.store.families import switch
from glimt_tui.store.records import Key, key_of
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.retention.purging import purge
from glimt_tui.store.store import Store
from glimt_tui.store.undo import last_to_redo, last_to_undo, undo
from screen.screens import FixedClock, plan_of, small_plan, visit

TODAY = date(2021, 1, 12)
TOMORROW = TODAY + timedelta(days=1)


def decided(there: House, day: date = TODAY) -> list[Decision]:
    view = there.view()
    with there.session.store.reading() as reading:
        return list(handover_of(reading, view, day).decisions)


def told(there: House, day: date = TODAY) -> list[str]:
    texts = texts_in("en")
    return [texts.sentence(each.told) for each in decided(there, day)]


def by(there: House, who: str) -> Store:
    return Store(there.session.repository, who, there.clock)


def put(there: House, value: Any, action: str = "change", *, who: str = "kari") -> None:
    with by(there, who).action(action) as doing:
        key = Key("visit", value.id)
        record = doing.get(key)
        doing.put(value, record.version if record else None)


def texts_of(there: House, day: date = TODAY) -> list[str]:
    with there.session.store.reading() as reading:
        found = [record.value for record in notices(reading, day)]
    return [each.text for each in found if isinstance(each, Notice)]


def take_back(there: House, who: str, find: Any = last_to_undo) -> None:
    store = by(there, who)
    with store.reading() as reading:
        seq = find(reading, who)
    undo(store, seq)


# Messages --------------------------------------------------------------------------------------


def test_a_message_holds_through_its_last_day_the_newest_first(book: RuleBook) -> None:
    with house(small_plan(), book) as there:
        write_notice(there.session.store, " nøkkelen er i skuffen ", TOMORROW, TODAY)
        there.clock.advance(minutes=1)
        write_notice(by(there, "kari"), "vinduet lekker", TODAY, TODAY)
        assert texts_of(there) == ["vinduet lekker", "nøkkelen er i skuffen"]
        assert texts_of(there, TOMORROW) == ["nøkkelen er i skuffen"]
        assert texts_of(there, TOMORROW + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("text", "until", "where"),
    [
        ("  ", TOMORROW, ["text"]),
        ("x" * 201, TOMORROW, ["text"]),
        ("a\nb", TODAY - timedelta(days=1), ["text", "until"]),
        ("x", TODAY + timedelta(days=29), ["until"]),
    ],
)
def test_what_is_wrong_with_a_message_is_told_and_nothing_is_written(
    book: RuleBook, text: str, until: date, where: list[str]
) -> None:
    with house(small_plan(), book) as there:
        with pytest.raises(Refused) as refused:
            write_notice(there.session.store, text, until, TODAY)
        assert [problem.where for problem in refused.value.problems] == where
        assert texts_of(there) == []


def test_a_message_is_removed_once_and_that_is_taken_back(book: RuleBook) -> None:
    with house(small_plan(), book) as there:
        write_notice(there.session.store, "vinduet lekker", TODAY, TODAY)
        with there.session.store.reading() as reading:
            (record,) = notices(reading, TODAY)
        remove_notice(by(there, "kari"), record)
        assert texts_of(there) == []
        with pytest.raises((Refused, Stale)):
            remove_notice(there.session.store, record)
        take_back(there, "kari")
        assert texts_of(there) == ["vinduet lekker"]


def test_new_is_what_others_left_since_one_wrote_anything_oneself(book: RuleBook) -> None:
    with house(small_plan(), book) as there:

        def new(who: str, day: date = TODAY) -> int:
            with there.session.store.reading() as reading:
                return unseen(reading, who, day)

        assert new("bo") == 0
        write_notice(by(there, "kari"), "en", TOMORROW, TODAY)
        put(there, visit("a", "16:00", "16:30", "ane"), "book", who="bo")
        assert (new("bo"), new("ny")) == (0, 1)
        write_notice(by(there, "kari"), "to", TODAY, TODAY)
        assert (new("bo"), new("kari"), new("ny")) == (1, 0, 2)
        assert (new("bo", TOMORROW), new("ny", TOMORROW)) == (0, 1)
        with by(there, "bo").action("purge", arrivals=1):
            pass  # as the screen does before anybody has seen anything
        with by(there, "bo").action("missing", people=1):
            pass  # nor that somebody is missed
        assert new("bo") == 1


# Decisions -------------------------------------------------------------------------------------


def test_a_booking_saved_over_a_house_rule_is_told_with_its_reason(book: RuleBook) -> None:
    async def work(desk: Desk) -> tuple[Decision, ...]:
        await desk.view()
        booked = visit("ny", "14:10", "14:50", "bo", title="Hemmelig", room="studio")
        await desk.save(
            Edit(put=(booked,)), name="book",
            reasons={"senter.cleaning": "vi lufter og vasker selv"},
        )  # fmt: skip
        view = await desk.view()

        def look() -> tuple[Decision, ...]:
            with desk.session.store.reading() as reading:
                return handover_of(reading, view, TODAY).decisions

        return await desk.ask(look)

    async def run() -> tuple[Decision, ...]:
        clock = FixedClock()
        desk = Desk(demo_session(small_plan(), clock), book, clock)
        await desk.open()
        try:
            return await work(desk)
        finally:
            await desk.close()

    (found,) = asyncio.run(run())
    assert (found.who, found.what, found.visit, found.rule, found.reason) == (
        "demo", "exception", "ny", "senter.cleaning", "vi lufter og vasker selv",
    )  # fmt: skip
    assert texts_in("en").sentence(found.told) == (
        "Exception from «Cleaning between activities»: «Hemmelig» on 12 January 2021 at 14:10"
    )


WAIVER = Waiver(
    rule="senter.booked-ahead", visit="snarvisitt", reason="ringte i dag", by="kari", until=TODAY
)


def waive(there: House) -> None:
    with by(there, "kari").action("change") as action:
        action.put(WAIVER)


def test_an_exception_that_goes_along_with_its_booking_is_not_decided_anew(
    book: RuleBook,
) -> None:
    with house(small_plan(), book) as there:
        with by(there, "kari").action("change") as action:
            action.put(structs.replace(WAIVER, visit="imorgen"))
        assert [each.who for each in decided(there)] == ["kari"]
        view = there.view()
        asked = Make(visit="imorgen", weeks=1, last=TODAY + timedelta(days=30), id="s-ny")
        seen = look(there.session.store, view, asked)
        assert write(by(there, "bo"), book, there.clock(), view, seen).is_written
        with there.session.store.reading() as reading:
            (entry, *_) = reading.entries_back()
        kinds = [(change.kind, change.after is None) for change in entry.changes]
        assert (("waiver", True) in kinds, ("waiver", False) in kinds) == (True, True)
        assert [each.who for each in decided(there)] == ["kari"]  # once, by whom it was made
        (found,) = decided(there)
        assert found.visit == "s-ny.2021-01-13"  # what it is called now
        assert told(there)[0].endswith("«Dagen etter» on 13 January 2021 at 10:00")
        take_back(there, "bo")
        assert [each.who for each in decided(there)] == ["kari"]


def test_an_exception_with_another_reason_is_decided_although_one_was_taken_away(
    book: RuleBook,
) -> None:
    with house(small_plan(), book) as there:
        waive(there)
        with by(there, "bo").action("change") as action:
            record = action.get(key_of(WAIVER))
            assert record is not None
            action.remove(record.key, record.version)
            action.put(structs.replace(WAIVER, visit="imorgen", reason="en annen"))
        assert [each.reason for each in decided(there)] == ["ringte i dag", "en annen"]


def test_what_was_imported_was_not_decided(book: RuleBook) -> None:
    with house(structs.replace(small_plan(), waivers=(WAIVER,)), book) as there:
        assert told(there) == []


def test_what_was_taken_back_on_the_same_day_was_not_decided_until_it_is_done_again(
    book: RuleBook,
) -> None:
    with house(small_plan(), book) as there:
        waive(there)
        assert len(told(there)) == 1
        take_back(there, "kari")
        assert told(there) == []
        take_back(there, "kari", last_to_redo)
        assert len(told(there)) == 1


def test_taking_back_what_another_day_decided_is_decided_today(book: RuleBook) -> None:
    with house(small_plan(), book) as there:
        waive(there)
        there.clock.advance(days=1)
        assert told(there, TOMORROW) == []
        take_back(there, "kari")
        (found,) = decided(there, TOMORROW)
        assert (found.what, found.who, found.reason) == ("taken_back", "kari", "ringte i dag")
        assert told(there, TOMORROW)[0].startswith("Taken back: exception from «Arrange before")
        assert len(told(there)) == 1  # on its day it was decided, whatever came of it


def test_doing_again_on_another_day_what_was_taken_back_is_decided_then(book: RuleBook) -> None:
    with house(small_plan(), book) as there:
        switch(by(there, "kari"), User("kari", "admin", "kari"), book, {}, "senter", active=False)
        take_back(there, "kari")
        there.clock.advance(days=1)
        take_back(there, "kari", last_to_redo)
        assert told(there, TOMORROW) == ["Done again: switched off the rules of senter"]
        assert decided(there, TOMORROW)[0].what == "done_again"
        take_back(there, "kari")
        assert told(there, TOMORROW) == []


def test_a_day_is_the_centres_own(book: RuleBook) -> None:
    with house(small_plan(), book) as there:
        there.clock.advance(hours=12)  # 23.40
        waive(there)
        there.clock.advance(minutes=30)
        with by(there, "kari").action("change") as action:
            action.put(structs.replace(WAIVER, visit="imorgen"))
        assert told(there) == [
            "Exception from «Arrange before you come»: «Uten avtale» on 12 January 2021 at 15:00"
        ]
        assert len(told(there, TOMORROW)) == 1


def test_of_a_visit_that_is_forgotten_it_is_said_that_it_is(book: RuleBook) -> None:
    with house(small_plan(), book) as there:
        waive(there)
        there.clock.advance(days=40)
        purge(there.session.repository, there.session.keys, Keeping(), who="kari",
              clock=there.clock)  # fmt: skip
        assert told(there) == ["An exception, of which the details had to be forgotten"]


def test_what_is_written_down_afterwards_and_breaks_a_rule_is_told_once(book: RuleBook) -> None:
    began = visit("band", "10:00", "11:00", "ane", "bo", title="Bandøving", status="arrived",
                  handwashed=True)  # fmt: skip
    with house(plan_of(began), book) as there:
        crowded = structs.replace(began, people=("ane", "bo", "cai"), room="studio",
                                  distance_m=0.5, masks=False)  # fmt: skip
        put(there, crowded)
        put(there, structs.replace(crowded, masks=True), who="bo")
        (found,) = decided(there)
        assert (found.what, found.who, found.visit) == ("breach", "bo", "band")
        (line,) = told(there)
        assert line.startswith("Written down afterwards: «Bandøving» on 12 January 2021 at 10:00;")
        assert line.endswith("it breaks: «At least 1 metre apart»")


def test_what_is_only_ticked_off_or_breaks_nothing_is_no_decision(book: RuleBook) -> None:
    began = visit("v", "10:00", "11:00", "ane", "bo", status="arrived", handwashed=False)
    with house(plan_of(began), book) as there:
        view = there.view()
        assert view.findings["v"]
        edit = reception.done(view, view.visits["v"], False)
        put(there, edit.put[0], "done")
        assert told(there) == []
    planned = visit("v", "15:00", "16:00", "ane", "bo")
    with house(plan_of(planned), book) as there:
        put(there, structs.replace(planned, booked_at=None))
        assert there.view().findings["v"]
        assert told(there) == []
    fine = visit("v", "10:00", "11:00", "ane", "bo", status="arrived", handwashed=True)
    with house(plan_of(fine), book) as there:
        put(there, structs.replace(fine, title="Annet"))
        assert told(there) == []


def test_a_breach_that_is_excepted_is_told_as_an_exception(book: RuleBook) -> None:
    began = visit("v", "10:00", "11:00", "ane", "bo", status="arrived", handwashed=True)
    with house(plan_of(began), book) as there:
        put(there, structs.replace(began, booked_at=None))
        assert [each.what for each in decided(there)] == ["breach"]
        with by(there, "kari").action("change") as action:
            action.put(structs.replace(WAIVER, visit="v"))
        assert [each.what for each in decided(there)] == ["exception"]


def test_families_that_were_switched_and_rule_sets_that_were_added_are_told(
    book: RuleBook,
) -> None:
    with house(small_plan(), book) as there:
        admin = User("kari", "admin", "kari")
        switch(by(there, "kari"), admin, book, {}, "senter", active=False)
        with by(there, "kari").action("rules_add", rule_set="nasjonal@2021-01-18", file="ny.toml"):
            pass
        assert told(there) == [
            "Switched off the rules of senter", "Added a rule set: nasjonal@2021-01-18",
        ]  # fmt: skip
        assert [(each.what, each.who) for each in decided(there)] == [
            ("family", "kari"), ("rules", "kari"),
        ]  # fmt: skip


def test_a_title_that_may_hold_a_name_can_be_hidden(book: RuleBook) -> None:
    from glimt_tui.screen.words import MASK, Words

    with house(small_plan(), book) as there:
        waive(there)
        (found,) = decided(there)
        words = Words(texts_in("en"), masked=True)
        assert "Uten avtale" not in words(found.told)
        assert f"«{MASK}»" in words(found.told)


def test_what_was_changed_of_the_house_is_told_in_a_word(book: RuleBook) -> None:
    def save(there: House, sort: Any, id_: str = "", **values: Any) -> None:
        view = there.view()
        form = written(view, sort, id_) or something_new(sort)
        edit = edit_of(structs.replace(form, value=structs.replace(form.value, **values)), view)
        assert edit is not None
        with by(there, "kari").action("house") as action:
            for value in edit.put:
                action.put(value, edit.seen.get(key_of(value)))

    with house(small_plan(), book) as there:
        save(there, "room", "studio", capacity_1m=1)
        save(there, "hours", mon=("10:00-17:00",))
        save(there, "centre", washing_minutes=5)
        save(there, "cohort", "x", name="Verkstedet")
        with by(there, "kari").action("house_remove") as action:
            record = action.get(Key("equipment", "gitar"))
            assert record is not None
            action.remove(record.key, record.version)
        assert told(there) == [
            "Changed the house: rooms",
            "Changed the house: opening hours",
            "Changed the house: the centre",
            "Changed the house: cohorts",
            "Removed something of the house: things",
        ]
        assert {(each.what, each.who) for each in decided(there)} == {("house", "kari")}
        take_back(there, "kari")
        assert len(decided(there)) == 4

"""Who is to be called, why, and in which order; and what is written down of a call."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Centre, OpeningHours, Person, Plan, Visit
from glimt_tui.desk.following_up import (
    CallMade,
    ToCall,
    next_open_day,
    to_call,
    why_words,
    write_call,
)
from glimt_tui.language import texts_in
from glimt_tui.store.daybook import Call, Outcome
from glimt_tui.store.errors import Refused
from glimt_tui.store.memory import MemoryRepository
from glimt_tui.store.plans import take_in
from glimt_tui.store.records import Arrival
from glimt_tui.store.store import Store
from glimt_tui.store.undo import last_to_undo, undo
from screen.screens import PEOPLE, FixedClock, at, person, plan_of

TODAY = date(2021, 1, 12)
DAYS = 14


def on(days_ago: int, who: str = "ane", *, status: str = "done", **details: object) -> Visit:
    """A visit so many days before today, at ten in the morning; later where it is negative."""
    start = at("10:00") - timedelta(days=days_ago)
    start = Moment.combine(start.date(), start.time(), start.tzinfo)
    end = Moment.combine(start.date(), (start + timedelta(hours=1)).time(), start.tzinfo)
    people = details.pop("people", (who,))
    id_ = f"{who}.{days_ago}.{status}"
    return Visit(id=id_, start=start, end=end, people=people, status=status, **details)  # type: ignore[arg-type]


def ahead(days: int, who: str = "ane") -> Visit:
    return on(-days, who, status="planned")


class Desk:
    """A database of one's own, and the calls made from it."""

    def __init__(self, *visits: Visit, people: Iterable[Person] = PEOPLE) -> None:
        self.clock = FixedClock()
        self.store = Store(MemoryRepository(), "kari", self.clock)
        plan: Plan = plan_of(*visits, people=tuple(people))
        take_in(self.store, plan)

    @property
    def today(self) -> date:
        return self.clock().date()

    def found(self, days: int = DAYS, also: str | None = None) -> list[ToCall]:
        with self.store.reading() as reading:
            return to_call(reading, self.clock(), days, also=also)

    def names(self, days: int = DAYS) -> list[tuple[str, str]]:
        return [(each.person.id, each.why) for each in self.found(days)]

    def call(self, who: str, outcome: Outcome, **details: object) -> Call:
        self.clock.advance(seconds=1)
        return write_call(self.store, who, CallMade(outcome=outcome, **details), self.today)  # type: ignore[arg-type]

    def in_days(self, days: int) -> date:
        return self.today + timedelta(days=days)


def often(*days_ago: int, who: str = "ane") -> list[Visit]:
    return [on(n, who) for n in days_ago]


# Did not come --------------------------------------------------------------------------------


def test_whoever_did_not_come_is_called() -> None:
    assert Desk(on(1, status="no_show")).names() == [("ane", "missed")]


def test_of_several_only_the_one_who_was_absent_is_called() -> None:
    assert Desk(on(1, people=("ane", "bo"), absent=("bo",))).names() == [("bo", "missed")]


@pytest.mark.parametrize("days_ago", [1, 13, 14, 27])
def test_who_stayed_away_is_listed_however_long_nobody_calls(days_ago: int) -> None:
    assert Desk(on(days_ago, status="no_show")).names() == [("ane", "missed")]


@pytest.mark.parametrize("outcome", ["reached", "no_answer", "put_off"])
def test_whoever_was_called_since_is_not_called_for_it_again(outcome: Outcome) -> None:
    desk = Desk(on(1, status="no_show"))
    desk.call("ane", outcome, again_on=None if outcome == "reached" else desk.in_days(3))
    assert desk.names() == []


def test_a_call_before_it_has_nothing_to_do_with_it() -> None:
    desk = Desk(ahead(1), on(-2, "bo", status="planned"))
    desk.call("ane", "reached")
    with desk.store.action("no_show") as action:
        record = action.get(record_of(ahead(1)))
        assert record is not None
        action.put(structs.replace(record.value, status="no_show"), record.version)
    desk.clock.advance(days=1)
    assert desk.names() == [("ane", "missed")]


def record_of(visit: Visit) -> object:
    from glimt_tui.store.records import Key

    return Key("visit", visit.id)


def test_whoever_has_been_here_since_has_been_met() -> None:
    assert Desk(on(3, status="no_show"), on(1)).names() == []
    desk = Desk(on(1, status="no_show"))
    with desk.store.action("arrive") as action:  # without a booking
        action.put(Arrival(id="a", person="ane", day=TODAY, arrived=desk.clock(), sealed=b""))
    assert desk.names() == []


@pytest.mark.parametrize(("days", "expected"), [(0, 0), (6, 0), (7, 1)])
def test_whoever_comes_this_week_is_met_then(days: int, expected: int) -> None:
    coming = on(-days, status="planned")
    coming = structs.replace(coming, start=at("15:00", 12 + days), end=at("16:00", 12 + days))
    assert len(Desk(on(1, status="no_show"), coming).names()) == expected


def test_what_was_cancelled_is_missed_by_nobody() -> None:
    assert Desk(on(1, status="cancelled", people=("ane", "bo"), absent=("bo",))).names() == []


def test_whoever_has_said_that_they_will_not_come_is_not_called_before_it() -> None:
    told = structs.replace(ahead(8), people=("ane", "bo"), absent=("ane",))
    assert Desk(told).names() == []


# Used to come --------------------------------------------------------------------------------


def test_whoever_used_to_come_and_has_not_been_here_for_so_many_days_is_called() -> None:
    (found,) = Desk(*often(14, 17, 20)).found()
    assert (found.person.id, found.why, found.day) == ("ane", "silent", date(2020, 12, 29))


@pytest.mark.parametrize(
    "days_ago", [(13, 17, 20, 23), (14, 17), (14, 17, 42), (1, 14, 17, 20)],
    ids=["not for so long", "seldom", "long ago", "yesterday"],
)  # fmt: skip
def test_nobody_else_is_missed(days_ago: tuple[int, ...]) -> None:
    assert Desk(*often(*days_ago)).names() == []


@pytest.mark.parametrize(("days", "expected"), [(7, 1), (8, 0)])
def test_after_how_many_days_is_for_the_house_to_say(days: int, expected: int) -> None:
    assert len(Desk(*often(7, 9, 11, 13)).names(days)) == expected


def test_whoever_has_anything_coming_is_not_missed() -> None:
    assert Desk(*often(14, 17, 20), ahead(60)).names() == []


@pytest.mark.parametrize("role", ["staff", "guest", "support_contact"])
def test_only_participants_are_missed(role: str) -> None:
    other = structs.replace(PEOPLE[0], role=role)
    assert Desk(*often(14, 17, 20), people=(other, *PEOPLE[1:])).names() == []


@pytest.mark.parametrize(
    ("one", "listed"),
    [(person("x", "X", 50, role="support_contact"), True), (person("x", "X", 50), True),
     (person("x", "X", 50, role="staff"), False), (person("x", "X", 50, role="guest"), False),
     (Person(id="erased-7", role="guest"), False)],
    ids=["support contact", "participant", "staff", "guest", "stand-in"],
)  # fmt: skip
def test_who_is_followed_up(one: Person, listed: bool) -> None:
    desk = Desk(on(1, one.id, status="no_show"), people=(*PEOPLE, one))
    assert bool(desk.names()) == listed


# Again ---------------------------------------------------------------------------------------


def test_whoever_is_put_off_waits_until_that_day_and_is_called_from_then_on() -> None:
    desk = Desk(*often(14, 17, 20), ahead(30, "bo"))
    desk.call("ane", "put_off", again_on=desk.in_days(3))
    desk.clock.advance(days=2)
    assert desk.names() == []
    for _ in range(3):
        desk.clock.advance(days=1)
        assert desk.names() == [("ane", "again")]
    desk.call("ane", "reached")
    assert desk.names() == []


def test_whoever_is_put_off_waits_even_if_they_stay_away_meanwhile() -> None:
    desk = Desk(ahead(1))
    desk.call("ane", "put_off", again_on=desk.in_days(3))
    with desk.store.action("no_show") as action:
        action.put(
            structs.replace(ahead(1), status="no_show"), action.get(record_of(ahead(1))).version
        )  # type: ignore[arg-type, union-attr]
    desk.clock.advance(days=2)
    assert desk.names() == []
    desk.clock.advance(days=1)
    assert desk.names() == [("ane", "again")]


def test_a_day_that_was_agreed_on_holds_whatever_else_is_coming() -> None:
    desk = Desk(ahead(2))
    desk.call("ane", "reached", again_on=desk.in_days(1))
    desk.clock.advance(days=1)
    assert desk.names() == [("ane", "again")]


def test_of_two_calls_at_one_moment_the_later_counts() -> None:
    desk = Desk(on(1, status="no_show"))
    for outcome, again in (("put_off", desk.in_days(1)), ("no_answer", desk.in_days(0))) * 3:
        write_call(desk.store, "ane", CallMade(outcome=outcome, again_on=again), desk.today)  # type: ignore[arg-type]
    assert desk.names() == [("ane", "again")]


def test_once_spoken_with_somebody_is_left_in_peace_for_as_long_as_it_takes_to_miss_them() -> None:
    desk = Desk(*often(14, 15, 16))
    desk.call("ane", "reached")
    desk.clock.advance(days=13)
    assert desk.names() == []
    desk.clock.advance(days=1)
    assert desk.names() == [("ane", "silent")]


# Order, and what is told ---------------------------------------------------------------------


def test_the_most_pressing_comes_first() -> None:
    desk = Desk(
        *often(14, 17, 20), *often(15, 17, 20, who="dag"), on(2, "bo", status="no_show"),
        on(1, "eli", status="no_show"),
        people=(*PEOPLE, person("dag", "Dag", 44), person("eli", "Eli", 45)),
    )  # fmt: skip
    desk.call("cai", "no_answer", again_on=desk.in_days(0))
    assert desk.names() == [
        ("cai", "again"), ("bo", "missed"), ("eli", "missed"), ("dag", "silent"),
        ("ane", "silent"),
    ]  # fmt: skip


def test_somebody_who_is_asked_for_comes_first_without_being_on_the_list() -> None:
    desk = Desk(on(2, "bo", status="no_show"))
    assert [(e.person.id, e.why) for e in desk.found(also="ane")] == [
        ("ane", "asked"), ("bo", "missed"),
    ]  # fmt: skip
    assert [(e.person.id, e.why) for e in desk.found(also="bo")] == [("bo", "missed")]
    with desk.store.action("book") as action:
        action.put(on(4, "cai", status="no_show"))
    assert [e.person.id for e in desk.found(also="bo")] == ["bo", "cai"]
    assert [e.person.id for e in desk.found(also="kari")] == ["cai", "bo"]  # a colleague


def test_why_is_told_with_the_day() -> None:
    desk = Desk(*often(14, 17, 20), on(2, "bo", status="no_show"))
    desk.call("cai", "no_answer", again_on=desk.in_days(0))
    texts = texts_in("en")
    told = [texts.sentence(why_words(each, lambda day: day)) for each in desk.found(also="kari")]
    assert told == [
        "Was to be called again on 12 January 2021",
        "Did not come on 10 January 2021",
        "Used to come; was here last on 29 December 2020",
    ]


def test_a_note_is_told_through_its_last_day() -> None:
    desk = Desk()
    desk.call(
        "ane", "no_answer", again_on=desk.in_days(1), note=" ring etter tre ",
        note_until=desk.in_days(2),
    )  # fmt: skip
    desk.clock.advance(days=2)
    (found,) = desk.found()
    assert found.last is not None
    assert found.last.note == "ring etter tre"
    desk.clock.advance(days=1)
    (found,) = desk.found()
    assert found.last is not None
    assert (found.last.note, found.last.note_until) == (None, None)


def test_the_last_day_of_no_note_is_not_written_down() -> None:
    desk = Desk()
    call = desk.call("ane", "reached", note="  ", note_until=desk.in_days(2))
    assert (call.note, call.note_until) == (None, None)


# Writing it down -----------------------------------------------------------------------------


def test_the_next_day_that_is_open_is_proposed() -> None:
    weekdays = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("10:00-17:00",))
    centre = Centre(opening_hours=OpeningHours(**weekdays))
    assert next_open_day(centre, TODAY) == date(2021, 1, 13)
    assert next_open_day(centre, date(2021, 1, 15)) == date(2021, 1, 18)  # a Friday
    assert next_open_day(Centre(opening_hours=OpeningHours()), TODAY) == date(2021, 1, 13)


@pytest.mark.parametrize(
    ("called", "where"),
    [
        (CallMade(outcome="no_answer"), ["again_on"]),
        (CallMade(outcome="put_off"), ["again_on"]),
        (CallMade(outcome="put_off", again_on=TODAY), ["again_on"]),
        (CallMade(outcome="no_answer", again_on=TODAY - timedelta(days=1)), ["again_on"]),
        (CallMade(outcome="reached", again_on=TODAY + timedelta(days=366)), ["again_on"]),
        (CallMade(outcome="reached", note="x"), ["note_until"]),
        (CallMade(outcome="reached", note="x" * 201, note_until=TODAY), ["note"]),
        (CallMade(outcome="reached", note="a\nb", note_until=TODAY), ["note"]),
        (CallMade(outcome="reached", note="x", note_until=TODAY - timedelta(days=1)),
         ["note_until"]),
        (CallMade(outcome="reached", note="x", note_until=TODAY + timedelta(days=29)),
         ["note_until"]),
        (CallMade(outcome="put_off", note="a\tb"), ["again_on", "note", "note_until"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_once_and_nothing_is_written(
    called: CallMade, where: list[str]
) -> None:
    desk = Desk()
    with pytest.raises(Refused) as refused:
        write_call(desk.store, "ane", called, TODAY)
    assert [problem.where for problem in refused.value.problems] == where
    with desk.store.reading() as reading:
        assert reading.all("call") == []


@pytest.mark.parametrize("who", ["kari", "nobody"])
def test_calls_are_written_down_of_those_only_who_are_followed_up(who: str) -> None:
    desk = Desk()
    with pytest.raises(Refused):
        desk.call(who, "reached")


def test_undo_takes_a_call_back() -> None:
    desk = Desk(on(1, status="no_show"))
    desk.call("ane", "reached")
    with desk.store.reading() as reading:
        seq = last_to_undo(reading, "kari")
    assert seq is not None
    undo(desk.store, seq)
    assert desk.names() == [("ane", "missed")]


# Nobody is forgotten, and nobody is nagged -----------------------------------------------------

WHO = ("ane", "bo", "cai")
#: What happens on a day to somebody: they come, stay away, or are called.
HAPPENS = st.sampled_from(["came", "no_show", "reached", "no_answer", "put_off", "books"])
EVENTS = st.lists(
    st.tuples(st.sampled_from(WHO), HAPPENS, st.integers(1, 5), st.integers(0, 6)), max_size=25
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EVENTS)
def test_nobody_is_forgotten_and_nobody_is_nagged(
    events: list[tuple[str, str, int, int]],
) -> None:
    desk = Desk()
    again: dict[str, date] = {}
    spoken: dict[str, Moment] = {}
    stayed_away: dict[str, Moment] = {}
    for n, (who, what, again_in, passing) in enumerate(events):
        desk.clock.advance(minutes=5)
        now = desk.clock()
        if what in ("came", "no_show", "books"):
            later = what == "books"
            with desk.store.action("book") as action:
                start = now + timedelta(days=3) if later else now - timedelta(minutes=2)
                start = Moment.combine(start.date(), start.time(), start.tzinfo)
                status = {"came": "done", "books": "planned"}.get(what, what)
                end = start + timedelta(minutes=1)
                end = Moment.combine(end.date(), end.time(), end.tzinfo)
                action.put(Visit(id=f"v{n}", start=start, end=end, people=(who,), status=status))  # type: ignore[arg-type]
                if what == "no_show":
                    stayed_away[who] = start
        else:
            day = None if what == "reached" else desk.in_days(again_in)
            call = desk.call(who, what, again_on=day)  # type: ignore[arg-type]
            again.pop(who, None)
            spoken.pop(who, None)
            if day is not None:
                again[who] = day
            else:
                spoken[who] = call.at
        desk.clock.advance(days=passing)
        listed = dict(desk.names())
        today = desk.today
        for one, day in again.items():
            assert (listed.get(one) == "again") == (day <= today)  # not forgotten, nor too early
        for one, moment in spoken.items():
            is_recent = (today - moment.date()).days < DAYS
            if is_recent and stayed_away.get(one, moment) <= moment:
                assert one not in listed  # not nagged

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
from glimt_tui.desk.calls import CalledSince, CallMade, newest_records, next_open_day, write_call
from glimt_tui.desk.following_up import ToCall, to_call, why_words
from glimt_tui.desk.missed import keep_missed
from glimt_tui.language import texts_in
from glimt_tui.store.daybook import Call, Outcome
from glimt_tui.store.errors import Refused
from glimt_tui.store.memory import MemoryRepository
from glimt_tui.store.plans import take_in
from glimt_tui.store.records import Arrival, Key
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.retention.purging import purge
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
        return self.write(who, CallMade(outcome=outcome, **details))  # type: ignore[arg-type]

    def write(self, who: str, called: CallMade) -> Call:
        """Write a call, by a list that was read just now."""
        with self.store.reading() as reading:
            seen = newest_records(reading).get(who)
        return write_call(self.store, who, called, self.today, seen=seen and seen.id)

    def night(self) -> int:
        """What is done once a day: who is missed is kept, then what is due is forgotten."""
        n = keep_missed(self.store, self.clock(), DAYS, Keeping())
        purge(self.store.repository, None, Keeping(), who="cron", clock=self.clock)
        return n

    def tick_off(self, visit: Visit, status: str) -> None:
        """A booking that is there gets another status."""
        with self.store.action("done") as action:
            record = action.get(Key("visit", visit.id))
            assert record is not None
            action.put(structs.replace(visit, status=status), record.version)  # type: ignore[arg-type]

    def words(self) -> list[Call]:
        """What is written down of who is missing."""
        with self.store.reading() as reading:
            calls = [record.value for record in reading.all("call")]
        return [call for call in calls if isinstance(call, Call) and call.outcome == "missing"]

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
    "days_ago", [(13, 17, 20, 23), (14,), (14, 42), (1, 14, 17, 20)],
    ids=["not for so long", "once", "seldom", "yesterday"],
)  # fmt: skip
def test_nobody_else_is_missed(days_ago: tuple[int, ...]) -> None:
    assert Desk(*often(*days_ago)).names() == []


@pytest.mark.parametrize(("days", "expected"), [(7, 1), (8, 0)])
def test_after_how_many_days_is_for_the_house_to_say(days: int, expected: int) -> None:
    assert len(Desk(*often(7, 9, 11, 13)).names(days)) == expected


@pytest.mark.parametrize("days_ago", [(14, 17), (14, 28), (14, 41), (40, 60)])
def test_two_visits_in_four_weeks_are_enough_counted_back_from_the_last(
    days_ago: tuple[int, ...],
) -> None:
    assert Desk(*often(*days_ago)).names() == [("ane", "silent")]


@pytest.mark.parametrize(("days", "expected"), [(0, 0), (13, 0), (14, 1), (200, 1)])
def test_whoever_comes_before_they_would_be_missed_anew_is_not_missed(
    days: int, expected: int
) -> None:
    coming = structs.replace(ahead(days), start=at("15:00"), end=at("16:00"))
    shift = timedelta(days=days)
    start, end = coming.start + shift, coming.end + shift
    coming = structs.replace(
        coming,
        start=Moment.combine(start.date(), start.time(), start.tzinfo),
        end=Moment.combine(end.date(), end.time(), end.tzinfo),
    )
    assert len(Desk(*often(14, 17, 20), coming).names()) == expected


# Who was here --------------------------------------------------------------------------------


def test_a_booking_that_is_over_and_that_nobody_ticked_off_tells_nothing() -> None:
    planned = [on(n, status="planned") for n in (1, 3, 8)]
    assert Desk(*planned).names() == []
    assert Desk(*often(14, 17), *planned).names() == [("ane", "silent")]
    assert Desk(on(4, status="no_show"), *planned).names() == [("ane", "missed")]
    assert Desk(*[on(n, status="planned") for n in (14, 17, 20)]).names() == []


def test_whoever_is_ticked_off_was_here() -> None:
    planned = on(3, status="planned")
    desk = Desk(on(4, status="no_show"), planned)
    desk.tick_off(planned, "arrived")
    assert desk.names() == []


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
        desk.write("ane", CallMade(outcome=outcome, again_on=again))  # type: ignore[arg-type]
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
        write_call(desk.store, "ane", called, TODAY, seen=None)
    assert [problem.where for problem in refused.value.problems] == where
    with desk.store.reading() as reading:
        assert reading.all("call") == []


@pytest.mark.parametrize("who", ["kari", "nobody"])
def test_calls_are_written_down_of_those_only_who_are_followed_up(who: str) -> None:
    desk = Desk()
    with pytest.raises(Refused):
        desk.call(who, "reached")


def test_a_call_that_was_not_seen_is_not_written_over() -> None:
    desk = Desk(on(1, status="no_show"))
    (shown,) = desk.found()
    theirs = desk.call("ane", "reached", again_on=desk.in_days(10))
    mine = CallMade(outcome="no_answer", again_on=desk.in_days(1))
    with pytest.raises(CalledSince) as since:
        write_call(desk.store, "ane", mine, desk.today, seen=shown.last and shown.last.id)
    assert since.value.call == theirs
    assert "kari" in texts_in("en").sentence(since.value.problems[0].message)
    desk.clock.advance(days=1)
    assert desk.names() == []
    write_call(desk.store, "ane", mine, TODAY, seen=theirs.id)
    assert desk.names() == [("ane", "again")]


def test_that_somebody_is_missing_is_no_call_that_could_come_between() -> None:
    desk = Desk(*often(14, 17))
    (shown,) = desk.found()
    assert desk.night() == 1
    assert shown.last is None
    write_call(desk.store, "ane", CallMade(outcome="reached"), desk.today, seen=None)
    assert desk.names() == []


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


# Nobody is forgotten with the bookings ----------------------------------------------------------

WEEKLY, FORTNIGHTLY = (0, 7, 14, 21, 28), (0, 14)


@pytest.mark.parametrize("days_ago", [WEEKLY, FORTNIGHTLY, (0, 2, 4)])
def test_whoever_used_to_come_is_listed_every_day_until_they_are_called(
    days_ago: tuple[int, ...],
) -> None:
    desk = Desk(*often(*days_ago))
    last = desk.today
    for n in range(1, 61):
        desk.clock.advance(days=1)
        before = desk.names()
        assert desk.night() == (n == 14)
        listed = [("ane", "silent")] if n >= 14 else []
        assert before == desk.names() == listed, n
        if listed:
            (found,) = desk.found()
            assert found.last is None  # nobody called
            is_held = n <= Keeping().booking_days
            assert found.day == (last if is_held else None)
            assert (found.missing_since or last + timedelta(days=14)) == last + timedelta(days=14)
    assert texts_in("en").sentence(why_words(found, lambda day: day)) == (
        "Used to come; missed since 26 January 2021"
    )
    desk.call("ane", "reached")
    for _ in range(60):
        assert desk.names() == []
        desk.clock.advance(days=1)
        desk.night()
    assert desk.words() == []  # nothing stays of it


def test_it_is_kept_once_in_one_entry_by_whoever_runs_it() -> None:
    desk = Desk(*often(14, 17), *often(14, 17, who="bo"))
    assert [desk.night(), desk.night()] == [2, 0]
    assert [(call.person, call.by, call.again_on) for call in desk.words()] == [
        ("ane", "kari", desk.today), ("bo", "kari", desk.today),
    ]  # fmt: skip
    with desk.store.reading() as reading:
        entries = [entry for entry in reading.entries() if entry.action == "missing"]
        assert [entry.who for entry in entries] == ["kari"]
        assert last_to_undo(reading, "kari") != entries[0].seq  # nothing that ``u`` takes back


def test_where_nobody_is_missed_nothing_is_written() -> None:
    desk = Desk(*often(13, 17), ahead(1, "bo"))
    with desk.store.reading() as reading:
        before = reading.entries_ever()
    assert keep_missed(desk.store, desk.clock(), DAYS, Keeping()) == 0
    with desk.store.reading() as reading:
        assert reading.entries_ever() == before


def test_who_was_missing_comes_off_as_they_come_and_is_missed_anew() -> None:
    desk = Desk(*often(14, 17))
    desk.night()
    desk.clock.advance(days=6)
    with desk.store.action("book") as action:
        action.put(structs.replace(on(-6, status="done"), id="back"))
    came = desk.today
    for n in range(40):
        desk.night()
        assert desk.names() == ([("ane", "silent")] if n >= 14 else []), n
        if n >= 14:
            assert desk.found()[0].missing_since == came + timedelta(days=14)
        desk.clock.advance(days=1)


def test_who_is_ticked_off_late_was_not_missing() -> None:
    planned = on(1, status="planned")
    desk = Desk(*often(14, 17), planned)
    desk.night()
    assert desk.names() == [("ane", "silent")]
    desk.tick_off(planned, "done")
    assert desk.names() == []


def test_who_did_not_come_either_is_missed_when_that_is_forgotten() -> None:
    desk = Desk(*often(14, 17), on(7, status="no_show"))
    for n in range(40):
        desk.night()
        assert desk.names() == [("ane", "missed" if n <= 21 else "silent")], n
        desk.clock.advance(days=1)


def test_a_call_about_staying_away_holds_although_they_are_missing_since() -> None:
    desk = Desk(*often(14, 20), on(7, status="no_show"))
    desk.clock.advance(days=-6)
    desk.call("ane", "reached")
    desk.clock.advance(days=21)
    assert (desk.night(), desk.names()) == (1, [("ane", "silent")])


def test_a_house_that_was_closed_for_long_forgets_nobody() -> None:
    desk = Desk(*often(0, 7))
    desk.clock.advance(days=50)
    assert desk.names() == [("ane", "silent")]
    assert desk.night() == 1
    assert desk.names() == [("ane", "silent")]


# Who comes seldom ---------------------------------------------------------------------------------


def expected(desk: Desk) -> list[date | None]:
    """From which days on somebody is missed, as it is written down beforehand."""
    with desk.store.reading() as reading:
        calls = [record.value for record in reading.all("call")]
    return [c.again_on for c in calls if isinstance(c, Call) and c.outcome == "expected"]


def comes(desk: Desk) -> None:
    """Ane is here today."""
    with desk.store.action("book") as action:
        action.put(structs.replace(on(0), **_today(desk), id=f"v{desk.today}"))


def _today(desk: Desk) -> dict[str, Moment]:
    start, end = desk.clock(), desk.clock() + timedelta(minutes=30)
    return {
        "start": Moment.combine(start.date(), start.time(), start.tzinfo),
        "end": Moment.combine(end.date(), end.time(), end.tzinfo),
    }


@pytest.mark.parametrize("every", [7, 14, 15, 21, 27])
@pytest.mark.parametrize("times", [2, 3])
def test_however_seldom_somebody_comes_they_are_missed_once_they_do_not(
    every: int, times: int
) -> None:
    desk = Desk()
    last = every * (times - 1)
    for n in range(last + 91):
        desk.night()
        if n <= last and n % every == 0:
            comes(desk)
        listed = desk.names()
        silent = n >= last + DAYS or (n > every and n <= last and n % every >= 14)
        assert listed == ([("ane", "silent")] if silent else []), n
        desk.clock.advance(days=1)
    (found,) = desk.found()
    assert found.day is None  # no booking is held any more
    assert found.missing_since == TODAY + timedelta(days=last + DAYS)
    desk.call("ane", "reached")
    for _ in range(60):
        assert desk.names() == []
        desk.clock.advance(days=1)
        desk.night()
    with desk.store.reading() as reading:
        assert reading.all("call") == []  # nothing stays of it


@pytest.mark.parametrize("every", [16, 21, 27])
def test_only_the_day_from_which_on_they_are_missed_is_written_down_and_that_once(
    every: int,
) -> None:
    desk = Desk()
    for n in range(every + 40):
        desk.night()
        if n in (0, every):
            comes(desk)
        forgotten = 29  # the first day on which the first visit has lost its people
        due = [TODAY + timedelta(days=every + DAYS)] if n >= forgotten else []
        assert expected(desk) == due, n
        with desk.store.reading() as reading:
            details = [c.after for e in reading.entries() if e.action == "missing"
                       for c in e.changes]  # fmt: skip
        assert len(details) == (1 if n >= forgotten else 0)  # one entry, not one a night
        desk.clock.advance(days=1)


def test_what_was_written_down_goes_as_the_bookings_tell_it_again() -> None:
    desk = Desk()
    days = {0, 21, 42, 49, 56}
    seen = {}
    for n in range(70):
        desk.night()
        if n in days:
            comes(desk)
        seen[n] = expected(desk)
        desk.clock.advance(days=1)
    in_days = {n: [TODAY + timedelta(days=21 + DAYS)] for n in range(29, 43)}
    assert {n: days for n, days in seen.items() if days} == in_days


def test_whoever_comes_seldom_and_stays_away_from_what_is_booked_is_not_forgotten() -> None:
    desk = Desk(ahead(42))
    for n in range(90):
        desk.night()
        if n in (0, 21):
            comes(desk)
        if n == 42:
            desk.tick_off(ahead(42), "no_show")
        why = "missed" if 42 <= n <= 70 else "silent" if n > 70 else None
        assert desk.names() == ([("ane", why)] if why else []), n
        desk.clock.advance(days=1)


@pytest.mark.parametrize("called", [25, 29, 33])
def test_who_comes_seldom_is_left_in_peace_after_a_call_and_missed_after_that(called: int) -> None:
    desk = Desk()
    for n in range(90):
        desk.night()
        if n in (0, 21):
            comes(desk)
        if n == called:
            desk.call("ane", "reached")
        assert desk.names() == ([("ane", "silent")] if n >= called + DAYS else []), n
        desk.clock.advance(days=1)


def test_a_day_that_was_agreed_on_holds_for_whoever_comes_seldom() -> None:
    desk = Desk()
    for n in range(80):
        desk.night()
        if n in (0, 21):
            comes(desk)
        if n == 5:
            desk.call("ane", "reached", again_on=desk.in_days(55))
        assert desk.names() == ([("ane", "again")] if n >= 60 else []), n
        assert expected(desk) == []
        desk.clock.advance(days=1)


def test_where_it_takes_longer_to_miss_somebody_than_bookings_are_kept_nothing_is_written() -> None:
    desk = Desk(*often(0, 21))
    for _ in range(60):
        desk.clock.advance(days=1)
        assert keep_missed(desk.store, desk.clock(), 29, Keeping()) == 0
        purge(desk.store.repository, None, Keeping(), who="cron", clock=desk.clock)
    with desk.store.reading() as reading:
        assert reading.all("call") == []


#: On which days from the first somebody comes, and on which they are called.
COMES = st.lists(st.integers(1, 13), min_size=1, max_size=8)
CALLED = st.lists(
    st.tuples(st.integers(1, 70), st.sampled_from(["reached", "no_answer", "put_off"]),
              st.integers(1, 9)),
    max_size=3, unique_by=lambda each: each[0],
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COMES, CALLED)
def test_who_used_to_come_stands_on_the_list_from_then_on_whatever_is_forgotten(
    gaps: list[int], called: list[tuple[int, Outcome, int]]
) -> None:
    desk = Desk()
    days = {0}
    for gap in gaps:
        days.add(max(days) + gap)
    last, calls = max(days), {n: rest for n, *rest in called}
    spoken: int | None = None
    again: int | None = None
    for n in range(last + 80):
        desk.night()
        if n in days:
            with desk.store.action("book") as action:
                action.put(structs.replace(on(-n, status="done"), id=f"v{n}"))
        if n in calls:
            outcome, wait = calls[n]
            spoken, again = (n, None) if outcome == "reached" else (None, n + wait)
            desk.call("ane", outcome, again_on=None if again is None else desk.in_days(wait))  # type: ignore[arg-type]
        listed = desk.names()
        if again is not None:
            assert listed == ([("ane", "again")] if again <= n else []), n
        elif spoken is not None and (n - spoken < DAYS or n - last < DAYS):
            assert listed == []  # in peace, or here
        elif n - last < DAYS:
            assert listed == []  # comes
        elif spoken is None or spoken < last:
            assert listed == [("ane", "silent")], n  # not forgotten
        desk.clock.advance(days=1)

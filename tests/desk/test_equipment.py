"""The equipment at a moment: free, in use, handed out, to be washed, or set aside until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from msgspec import structs

from desk.house import House, house
from glimt_rules.judge import judge
from glimt_rules.kinds.between_uses import EquipmentRest
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Centre, Equipment, Plan, Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import RuleSet
from glimt_tui.desk.day import Aside, day_of
from glimt_tui.desk.equipment import STATES, Hindrance, Stock, Thing
from glimt_tui.desk.equipment_words import hindrance_of, need_of, state_of
from glimt_tui.desk.loans import correct, hand_out, take_back, wash
from glimt_tui.desk.view import View
from glimt_tui.language import texts_in
from glimt_tui.paper.views import repository_of
from glimt_tui.store.daybook import Loan
from glimt_tui.store.errors import Refused, Stale
from glimt_tui.store.records import Key, Record
from glimt_tui.store.undo import last_to_undo, undo
from screen.screens import PEOPLE, FixedClock, at, plan_of, visit

NB, EN = texts_in("nb"), texts_in("en")


def stock(there: House) -> Stock:
    """The equipment as the house has it at its moment."""
    with there.session.store.reading() as reading:
        loans = reading.all("loan")
    return Stock(there.view(), loans)


def thing(there: House, id_: str) -> Thing:
    found = stock(there).thing(id_)
    assert found is not None
    return found


def told(there: House, id_: str) -> str:
    return EN(state_of(there.view(), thing(there, id_)))


def wanted(there: House, id_: str) -> str:
    need = need_of(there.view(), thing(there, id_), "Alene")
    assert need is not None
    return EN(need)


def version(there: House, loan: str) -> int:
    with there.session.store.reading() as reading:
        record = reading.get(Key("loan", loan))
    assert record is not None
    return record.version


@pytest.fixture
def there(book: RuleBook) -> Iterator[House]:
    """Two rooms, a guitar that can be washed, and a strap that cannot; nothing is booked."""
    with house(plan_of(), book, FixedClock(at("11:40"))) as made:
        yield made


@pytest.fixture
def busy(book: RuleBook) -> Iterator[House]:
    """Cai has had the strap until 11.00; Ane has the guitar until 12.30, Bo wants both at 13."""
    plan = plan_of(
        visit("sang", "10:00", "11:00", "cai", title="Sang", status="done", equipment=("reim",)),
        visit("band", "11:30", "12:30", "ane", title="Band", equipment=("gitar",)),
        visit("alene", "13:00", "14:00", "bo", title="Alene", equipment=("gitar", "reim")),
    )
    with house(plan, book, FixedClock(at("11:40"))) as made:
        yield made


# The state of a thing -----------------------------------------------------------------------


def test_what_nobody_has_used_is_free(there: House) -> None:
    assert [each.state for each in stock(there).things] == ["free", "free"]
    assert told(there, "gitar") == "free"


def test_a_thing_is_in_use_in_a_booking_until_that_ends(busy: House) -> None:
    assert (thing(busy, "gitar").state, thing(busy, "gitar").until) == ("in_use", at("12:30"))
    assert told(busy, "gitar") == "in use until 12:30 today"


def test_what_cannot_be_washed_is_set_aside_for_as_long_as_the_rule_in_force_asks(
    busy: House,
) -> None:
    assert (thing(busy, "reim").state, thing(busy, "reim").until) == ("aside", at("11:00", 14))
    assert thing(busy, "reim").why == "quarantine"
    assert told(busy, "reim") == ("set aside until Thursday 14 January 2021 at 11:00 (quarantine)")
    busy.clock.now = at("11:00", 14)
    there = thing(busy, "reim")  # Bo's booking has begun since
    assert there.until == at("14:00", 14)


def test_what_can_be_washed_is_set_aside_for_the_centres_minutes(busy: House) -> None:
    busy.clock.now = at("12:30")
    assert (thing(busy, "gitar").state, thing(busy, "gitar").until) == ("aside", at("12:40"))
    assert thing(busy, "gitar").why == "wash"
    busy.clock.now = at("12:40")
    assert thing(busy, "gitar").state == "free"


def test_without_a_rule_in_force_nothing_is_set_aside_and_nothing_waits_for_washing(
    busy: House,
) -> None:
    busy.book = RuleBook(busy.book.rule_sets, active=["nasjonal"])
    assert thing(busy, "reim").state == "free"
    loan = hand_out(busy.session.store, "reim", "cai", at("11:41"))
    take_back(busy.session.store, loan.id, version(busy, loan.id), at("11:42"))
    busy.clock.now = at("11:43")
    assert thing(busy, "reim").state == "free"


def test_a_rest_ends_where_the_rule_ends(book: RuleBook) -> None:
    """The centre's rule set ends with January 30; from then on nothing asks for 48 hours."""
    plan = plan_of(visit("sang", "12:00", "13:00", "cai", day=29, equipment=("reim",)))
    (senter,) = (each for each in book.rule_sets if each.id == "senter@2021-01-04")
    end = senter.until(None)
    assert end is not None
    with house(plan, book, FixedClock(at("13:30", 29))) as made:
        until = thing(made, "reim").until
        assert until is not None
        assert until.astimezone(made.view().zone).replace(tzinfo=None) == end
        assert until < at("13:00", 31)


def test_the_hours_are_those_of_the_rule_and_not_of_the_program(
    busy: House, book: RuleBook
) -> None:
    busy.book = with_hours(book, 3)
    assert thing(busy, "reim").until == at("14:00")


def test_an_ended_booking_is_a_use_until_its_end_even_where_they_went_early(book: RuleBook) -> None:
    plan = plan_of(visit("sang", "11:00", "12:00", "cai", status="done", equipment=("gitar",)))
    with house(plan, book, FixedClock(at("11:40"))) as made:
        assert (thing(made, "gitar").state, thing(made, "gitar").until) == ("aside", at("12:10"))


# The page of today says the same ---------------------------------------------------------------


def of_today(there: House) -> list[Aside]:
    """What today's page has set aside, which is what rests by the equipment, too."""
    found = list(day_of(there.view()).set_aside)
    resting = [each for each in stock(there).things if each.why == "quarantine"]
    assert sorted((each.thing.id, each.until) for each in resting) == sorted(
        (each.id, each.until) for each in found
    )
    return found


def test_today_tells_what_rests_after_a_loan_and_what_is_out_rests_no_more(busy: House) -> None:
    (after_sang,) = of_today(busy)
    assert after_sang.after is not None
    assert (after_sang.until, after_sang.after.id) == (at("11:00", 14), "sang")
    loan = hand_out(busy.session.store, "reim", "cai", at("11:40"))
    assert of_today(busy) == []
    busy.clock.now = at("12:00")
    take_back(busy.session.store, loan.id, version(busy, loan.id), at("12:00"))
    assert of_today(busy) == [Aside("reim", at("12:00", 14), None)]


def test_today_lets_nothing_rest_after_the_rules_end(book: RuleBook) -> None:
    plan = plan_of(visit("sang", "12:00", "13:00", "cai", day=29, equipment=("reim",)))
    with house(plan, book, FixedClock(at("13:30", 29))) as made:
        assert [each.until for each in of_today(made)] == [at("00:00", 30)]
        made.clock.now = at("00:00", 30)
        assert of_today(made) == []


def test_today_does_not_take_what_is_in_use_for_set_aside(busy: House) -> None:
    busy.clock.now = at("13:30")
    assert thing(busy, "reim").state == "in_use"
    assert of_today(busy) == []


def test_whoever_came_early_has_the_things_of_their_booking(busy: House) -> None:
    busy.arrive("bo", "alene")
    assert (thing(busy, "reim").state, thing(busy, "reim").until) == ("in_use", at("14:00"))


@pytest.mark.parametrize("status", ["cancelled", "no_show"])
def test_a_booking_that_did_not_take_place_is_no_use(book: RuleBook, status: str) -> None:
    plan = plan_of(visit("sang", "11:00", "12:00", "cai", status=status, equipment=("reim",)))
    with house(plan, book, FixedClock(at("11:40"))) as made:
        assert thing(made, "reim").state == "free"


# Loans --------------------------------------------------------------------------------------


def test_a_thing_is_handed_out_comes_back_is_washed_and_is_free(there: House) -> None:
    store, clock = there.session.store, there.clock
    loan = hand_out(store, "gitar", "ane", at("11:40"))
    assert thing(there, "gitar").state == "out"
    assert told(there, "gitar") == "handed out to Ane Eksempel, since 11:40 today"
    clock.now = at("12:00", 13)
    assert told(there, "gitar").endswith("since Tuesday 12 January 2021 at 11:40")
    take_back(store, loan.id, version(there, loan.id), clock.now)
    assert told(there, "gitar") == "back since 12:00 today, to be washed"
    clock.now = at("15:00", 13)  # however long it lies there
    assert thing(there, "gitar").state == "to_wash"
    wash(store, loan.id, version(there, loan.id), clock.now)
    assert thing(there, "gitar").state == "free"


def test_washing_takes_its_minutes_after_a_loan_as_after_a_booking(there: House) -> None:
    store = there.session.store
    loan = hand_out(store, "gitar", "ane", at("11:40"))
    take_back(store, loan.id, version(there, loan.id), at("11:50"))
    wash(store, loan.id, version(there, loan.id), at("11:52"))
    there.clock.now = at("11:52")
    assert (thing(there, "gitar").state, thing(there, "gitar").until) == ("aside", at("12:00"))


def test_a_loan_of_what_cannot_be_washed_sets_it_aside_in_whole_minutes(there: House) -> None:
    store = there.session.store
    loan = hand_out(store, "reim", "ane", at("11:40"))
    take_back(store, loan.id, version(there, loan.id), at("11:50") + timedelta(seconds=27))
    there.clock.now = at("12:00")
    assert (thing(there, "reim").state, thing(there, "reim").until) == ("aside", at("11:51", 14))


def test_at_a_moment_that_is_past_what_came_later_has_not_happened(there: House) -> None:
    store = there.session.store
    loan = hand_out(store, "gitar", "ane", at("11:40"))
    take_back(store, loan.id, version(there, loan.id), at("12:00"))
    wash(store, loan.id, version(there, loan.id), at("12:30"))
    states = []
    for moment in ("11:39", "11:40", "12:00", "12:30"):
        there.clock.now = at(moment)
        states.append(thing(there, "gitar").state)
    assert states == ["free", "out", "to_wash", "free"]


def test_whoever_was_erased_leaves_a_loan_that_rests_for_everybody(there: House) -> None:
    lent = Loan(id="l", thing="reim", person=None, out=at("10:00"), back=at("11:00"))
    with there.session.store.action("hand_out") as action:
        action.put(lent)
    assert thing(there, "reim").state == "aside"
    assert stock(there).hindrances("reim", "ane")


def test_nobody_is_handed_what_somebody_has_already(there: House) -> None:
    store = there.session.store
    hand_out(store, "gitar", "ane", at("11:40"))
    with pytest.raises(Refused, match="handed out already"):
        hand_out(store, "gitar", "bo", at("11:41"))
    hand_out(store, "reim", "bo", at("11:41"))


def test_of_two_who_take_a_thing_back_the_second_is_told(there: House) -> None:
    store = there.session.store
    loan = hand_out(store, "gitar", "ane", at("11:40"))
    seen = version(there, loan.id)
    take_back(store, loan.id, seen, at("11:50"))
    with pytest.raises(Stale):
        take_back(store, loan.id, seen, at("11:55"))


def test_each_step_is_taken_back_by_undoing(there: House) -> None:
    store = there.session.store
    loan = hand_out(store, "gitar", "ane", at("11:30"))
    take_back(store, loan.id, version(there, loan.id), at("11:35"))
    wash(store, loan.id, version(there, loan.id), at("11:36"))
    states = []
    for _ in range(3):
        with store.reading() as reading:
            seq = last_to_undo(reading, store.who)
        assert seq is not None
        undo(store, seq)
        states.append(thing(there, "gitar").state)
    assert states == ["to_wash", "out", "free"]


def test_a_mistake_is_corrected_step_by_step_whatever_was_done_since(there: House) -> None:
    store = there.session.store
    loan = hand_out(store, "gitar", "ane", at("11:30"))
    take_back(store, loan.id, version(there, loan.id), at("11:35"))
    wash(store, loan.id, version(there, loan.id), at("11:36"))
    hand_out(store, "reim", "bo", at("11:37"))
    states = []
    for _ in range(3):
        correct(store, loan.id, version(there, loan.id))
        states.append(thing(there, "gitar").state)
    assert states == ["to_wash", "out", "free"]
    with pytest.raises(Refused, match="not there any more"):
        correct(store, loan.id, 1)
    assert thing(there, "reim").state == "out"


def test_what_is_handed_out_again_cannot_be_with_the_one_before_too(there: House) -> None:
    store = there.session.store
    first = hand_out(store, "reim", "ane", at("11:30"))
    take_back(store, first.id, version(there, first.id), at("11:35"))
    hand_out(store, "reim", "bo", at("11:36"))
    with pytest.raises(Refused, match="handed out again"):
        correct(store, first.id, version(there, first.id))


# Who wants it next --------------------------------------------------------------------------


def test_the_next_booking_of_today_is_told_with_whether_the_thing_is_ready(busy: House) -> None:
    guitar, strap = thing(busy, "gitar").next, thing(busy, "reim").next
    assert guitar is not None
    assert strap is not None
    assert (guitar.visit.id, guitar.is_ready) == ("alene", True)  # 12.30, and ten minutes
    assert (strap.visit.id, strap.is_ready) == ("alene", False)
    assert wanted(busy, "gitar") == ("wanted next for «Alene» (13:00 today), and ready by then")
    assert wanted(busy, "reim").endswith("and NOT ready by then")
    assert [each.thing.id for each in stock(busy).things] == ["reim", "gitar"]  # it comes first
    busy.clock.now = at("20:00", 11)
    assert thing(busy, "gitar").next is None  # that is tomorrow


def test_a_booking_of_whoever_had_the_thing_need_not_wait(book: RuleBook) -> None:
    plan = plan_of(
        visit("a", "10:00", "11:30", "ane", status="done", equipment=("reim",)),
        visit("b", "12:00", "13:00", "ane", "bo", equipment=("reim",)),
    )
    with house(plan, book) as made:
        need = thing(made, "reim").next
        assert need is not None
        assert need.is_ready


def test_two_bookings_of_the_same_people_may_share_a_thing_and_others_may_not(
    book: RuleBook,
) -> None:
    for person, is_ready in (("ane", True), ("bo", False)):
        plan = plan_of(
            visit("a", "11:00", "12:30", "ane", equipment=("gitar",)),
            visit("b", "12:00", "13:00", person, equipment=("gitar",)),
        )
        with house(plan, book) as made:
            need = thing(made, "gitar").next
            assert need is not None
            assert (need.visit.id, need.is_ready) == ("b", is_ready)


def test_what_is_handed_out_must_be_back_in_time_for_washing(busy: House) -> None:
    hand_out(busy.session.store, "gitar", "cai", at("11:40"))
    need = thing(busy, "gitar").next
    assert need is not None
    assert (need.is_ready, need.back_by) == (False, at("12:50"))
    assert "must be back by 12:50 today" in wanted(busy, "gitar")
    busy.clock.now = at("12:55")
    need = thing(busy, "gitar").next
    assert need is not None
    assert (need.is_ready, need.back_by) == (False, None)


def test_whoever_has_it_already_brings_it_to_their_booking(busy: House) -> None:
    busy.clock.now = at("12:35")
    hand_out(busy.session.store, "gitar", "bo", at("12:35"))
    need = thing(busy, "gitar").next
    assert need is not None
    assert need.is_ready


def test_what_waits_for_washing_is_to_be_washed_before_it_is_wanted(busy: House) -> None:
    busy.clock.now = at("12:40")
    store = busy.session.store
    loan = hand_out(store, "gitar", "cai", at("12:40"))
    take_back(store, loan.id, version(busy, loan.id), at("12:45"))
    busy.clock.now = at("12:45")
    assert wanted(busy, "gitar") == "wanted next for «Alene» (13:00 today); wash it before"


# Handing out --------------------------------------------------------------------------------


def test_what_is_free_may_be_handed_out_to_anybody(there: House) -> None:
    assert stock(there).hindrances("gitar", "ane") == []
    assert stock(there).hindrances("no-such-thing", "ane") == []


def test_what_is_set_aside_is_told_with_why_and_until_when(busy: House) -> None:
    (found,) = [each for each in stock(busy).hindrances("reim", "ane") if each.what == "aside"]
    assert (found.until, found.why) == (at("11:00", 14), "quarantine")
    assert EN(hindrance_of(busy.view(), found, "")) == (
        "it cannot be washed, and is set aside until Thursday 14 January 2021 at 11:00"
    )


def test_whoever_had_it_last_may_have_it_again(busy: House) -> None:
    assert [each.what for each in stock(busy).hindrances("reim", "cai")] == ["needed"]


def test_a_booking_ahead_that_could_not_have_it_any_more_speaks_against_it(busy: House) -> None:
    (found,) = [each for each in stock(busy).hindrances("reim", "ane") if each.what == "needed"]
    assert found.visit is not None
    assert found.visit.id == "alene"
    assert [each.what for each in stock(busy).hindrances("reim", "bo")] == ["aside"]


def test_what_others_use_and_what_is_not_washed_is_told(busy: House) -> None:
    assert stock(busy).hindrances("gitar", "ane") == []  # she has it
    (found,) = stock(busy).hindrances("gitar", "cai")
    assert (found.what, found.until) == ("in_use", at("12:30"))
    store = busy.session.store
    busy.clock.now = at("15:00")
    loan = hand_out(store, "gitar", "ane", at("15:00"))
    take_back(store, loan.id, version(busy, loan.id), at("15:01"))
    busy.clock.now = at("18:00")
    assert stock(busy).hindrances("gitar", "cai") == [Hindrance(what="to_wash", why="wash")]
    assert stock(busy).hindrances("gitar", "ane") == []


def test_everything_is_said_in_norwegian_too(busy: House) -> None:
    view = busy.view()
    for found in stock(busy).things:
        told = state_of(view, found)
        assert NB(told) != EN(told)
        need = need_of(view, found, "x")
        assert need is not None
        assert NB(need) != EN(need)
        for hindrance in stock(busy).hindrances(found.thing.id, "kari"):
            told = hindrance_of(view, hindrance, "x")
            assert NB(told) != EN(told)


# What is told holds before the engine -------------------------------------------------------

THINGS = (
    Equipment(id="gitar"),
    Equipment(id="reim", washable=False),
)
FIRST = at("08:00", 9)
WHO = [one.id for one in PEOPLE[:3]]
#: Somebody who has used nothing.
NEW = structs.replace(PEOPLE[0], id="ny", household="ny")
RULES = {"senter.equipment-washing", "senter.equipment-quarantine"}
PLAN = structs.replace(plan_of(people=(*PEOPLE, NEW)), equipment=THINGS)

quarters = st.integers(0, 4 * 24 * 3).map(lambda n: FIRST + timedelta(minutes=15 * n))


@st.composite
def bookings(draw: st.DrawFn) -> list[Visit]:
    """Bookings of a few days with things in them, some of them cancelled or elsewhere."""
    found = []
    for n in range(draw(st.integers(1, 6))):
        start = draw(quarters)
        people = draw(st.lists(st.sampled_from(WHO), min_size=1, max_size=3, unique=True))
        found.append(
            Visit(
                id=f"v{n}", start=start, end=start + timedelta(minutes=draw(st.integers(1, 300))),
                people=tuple(people),
                absent=tuple(people[1:]) if draw(st.booleans()) else (),
                setting=draw(st.sampled_from(["centre", "outdoors"])),
                status=draw(st.sampled_from(["planned", "done", "cancelled"])),
                equipment=tuple(draw(st.sets(st.sampled_from(["gitar", "reim"])))),
            )
        )  # fmt: skip
    return found


@st.composite
def loans(draw: st.DrawFn) -> list[Loan]:
    """Loans, some of them still out, or not washed."""
    found = []
    for n in range(draw(st.integers(0, 3))):
        out = draw(quarters)
        back = out + timedelta(minutes=draw(st.integers(1, 900)))
        back = draw(st.sampled_from([None, back, back, back]))
        washed = back + timedelta(minutes=draw(st.integers(0, 60))) if back else None
        found.append(
            Loan(
                id=f"l{n}", thing=draw(st.sampled_from(["gitar", "reim"])),
                person=draw(st.sampled_from(WHO)), out=out, back=back,
                washed=draw(st.sampled_from([washed, None])),
            )
        )  # fmt: skip
    return found


def breaks(plan: Plan, book: RuleBook, thing: str, start: Moment) -> bool:
    """Whether a booking of somebody new with a thing breaks a rule about it, says the engine."""
    booking = Visit(id="zzz", start=start, end=start + timedelta(minutes=5), people=("ny",),
                    equipment=(thing,))  # fmt: skip
    found = judge(structs.replace(plan, visits=(*plan.visits, booking)), book).findings
    return any(each.visit == "zzz" and each.rule.id in RULES for each in found)


def with_hours(book: RuleBook, hours: int) -> RuleBook:
    """The rules of the centre, with another figure for what cannot be washed."""

    def changed(rule_set: RuleSet) -> RuleSet:
        rules = [
            structs.replace(rule, kind=EquipmentRest(hours=hours, settings=rule.kind.settings))
            if isinstance(rule.kind, EquipmentRest) and rule.kind.hours
            else rule
            for rule in rule_set.rules
        ]
        return structs.replace(rule_set, rules=tuple(rules))

    return RuleBook(map(changed, book.rule_sets), active=book.active)


def as_visits(lent: Sequence[Loan], now: Moment) -> list[Visit]:
    """Loans that were returned by a moment as the uses that they are."""
    return [
        Visit(id=each.id, start=each.out, end=each.back, people=(each.person or "",),
              setting="outdoors", equipment=(each.thing,))
        for each in lent if each.back is not None and each.back <= now
    ]  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    visits=bookings(), lent=loans(), data=st.data(), washing=st.sampled_from([0, 10, 90]),
    hours=st.sampled_from([1, 24, 48, 60]),
)  # fmt: skip
def test_what_is_told_of_each_thing_holds_before_the_engine(
    book: RuleBook, visits: list[Visit], lent: list[Loan], data: st.DataObject, washing: int,
    hours: int,
) -> None:  # fmt: skip
    near = [*(each.start for each in visits), *(each.end for each in visits)]
    near += [each.back for each in lent if each.back]
    since = st.one_of(st.integers(-30, 120), st.integers(0, 3600))
    now = data.draw(st.sampled_from(near)) + timedelta(minutes=data.draw(since))
    book = with_hours(book, hours)
    centre = Centre(washing_minutes=washing)
    plan = structs.replace(PLAN, centre=centre, visits=tuple(visits))
    with repository_of(plan, lambda: now).reading() as reading:
        view = View(reading, book, now=now)
    records = [Record("loan", each.id, each, 1) for each in lent]
    found = Stock(view, records)
    assert sorted(each.thing.id for each in found.things) == ["gitar", "reim"]
    uses = [*visits, *as_visits(lent, now)]
    begun = structs.replace(plan, visits=tuple(each for each in uses if each.start <= now))
    for each in found.things:
        event(each.state)
        assert each.state in STATES
        id_ = each.thing.id
        if each.state == "free":
            assert not breaks(structs.replace(plan, visits=tuple(uses)), book, id_, now)
        elif each.state == "aside":
            until = each.until
            assert until is not None
            assert until > now
            assert breaks(begun, book, id_, until - timedelta(minutes=1))
            assert not breaks(begun, book, id_, until)
        if each.next is not None:
            wanting = each.next.visit
            judged = judge(structs.replace(plan, visits=tuple(uses)), book).findings
            wanted = {
                finding.visit for finding in judged
                if finding.rule.id in RULES and finding.subject.equipment == id_
            }  # fmt: skip
            is_out = any(use.thing == id_ and use.back is None for use in lent)
            if each.next.is_ready:
                assert wanting.id not in wanted
            elif wanting.setting == "centre" and not is_out:
                assert wanting.id in wanted

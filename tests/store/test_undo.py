"""Taking back, doing again, and when neither may be done."""

from __future__ import annotations

import pytest
from msgspec import structs

from glimt_rules.plan.model import Household, Person, Plan, Waiver
from glimt_tui.store.errors import Refused
from glimt_tui.store.journal import Entry, verify
from glimt_tui.store.plans import take_in
from glimt_tui.store.records import Key, Value
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.retention.purging import purge
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.store import Store
from glimt_tui.store.terms import named
from glimt_tui.store.trace import trace
from glimt_tui.store.undo import last_to_redo, last_to_undo, undo
from glimt_tui.store.visitors import arrive
from store.places import KARI, MORNING, OLA, STUDIO, FakeClock, at, fill, visit

KARI_KEY = Key("person", "kari")


def everything(store: Store) -> list[Value]:
    with store.reading() as reading:
        assert verify(reading) is None
        return [record.value for record in reading.everything()]


def edit(store: Store, value: Value, key: Key) -> None:
    with store.action("edit") as action:
        record = action.get(key)
        assert record is not None
        action.put(value, record.version)


def call(store: Store, phone: str) -> None:
    edit(store, structs.replace(KARI, phone=phone), KARI_KEY)


def newest(store: Store) -> Entry:
    with store.reading() as reading:
        entry = reading.last_entry()
    assert entry is not None
    return entry


def undo_last(store: Store) -> None:
    with store.reading() as reading:
        seq = last_to_undo(reading, store.who)
    assert seq is not None
    undo(store, seq)


def redo_last(store: Store) -> None:
    with store.reading() as reading:
        seq = last_to_redo(reading, store.who)
    assert seq is not None
    undo(store, seq)


def refusal(store: Store, seq: int) -> dict[str, object]:
    """The values of the message with which taking back is refused; it leaves no entry."""
    last = newest(store).seq
    with pytest.raises(Refused) as raised:
        undo(store, seq)
    assert newest(store).seq == last
    assert verify_is_clean(store)
    return dict(raised.value.problems[0].message.values)


def verify_is_clean(store: Store) -> bool:
    with store.reading() as reading:
        return verify(reading) is None


def test_what_was_added_is_removed_again_by_an_entry_of_its_own(store: Store) -> None:
    fill(store, KARI)
    assert undo(store, 1).seq == 1
    assert everything(store) == []
    entry = newest(store)
    assert (entry.seq, entry.action, entry.undoes, entry.who) == (2, "undo", 1, store.who)


def test_what_was_changed_is_changed_back(store: Store) -> None:
    fill(store, KARI)
    call(store, "40000001")
    undo(store, 2)
    assert everything(store) == [KARI]


def test_what_was_removed_is_there_again_with_all_that_went_with_it(store: Store) -> None:
    waiver = Waiver(rule="r", visit="v1", reason="r", by="b", until=at(20, 0).date())
    fill(store, KARI, visit(), waiver)
    before = everything(store)
    with store.action("remove") as action:
        for key in (Key("waiver", "v1 r 2021-01-20"), Key("visit", "v1"), KARI_KEY):
            action.remove(key, 1)
    assert everything(store) == []
    undo(store, 2)
    assert everything(store) == before


def test_an_import_is_taken_back_as_a_whole(store: Store) -> None:
    fill(store, KARI)
    plan = Plan(format=1, rooms=(STUDIO,), people=(KARI, OLA), visits=(visit(room="studio"),))
    take_in(store, plan)
    assert len(everything(store)) == 4
    undo(store, 2)
    assert everything(store) == [KARI]


def test_an_import_is_not_taken_back_in_part(store: Store) -> None:
    take_in(store, Plan(format=1, rooms=(STUDIO,), people=(KARI, OLA)))
    edit(store, structs.replace(OLA, name="Ola P."), Key("person", "ola"))
    before = everything(store)
    refusal(store, 1)
    assert everything(store) == before


def test_it_is_refused_with_the_name_of_who_has_changed_the_same_thing_since(store: Store) -> None:
    fill(store, KARI)
    call(store, "40000001")
    call(Store(store.repository, "ola", store.clock), "40000002")
    told = refusal(store, 2)
    assert told == {"who": "ola", "thing": named("person", "kari"), "seq": 3}


def test_whoever_has_changed_something_else_is_not_in_the_way(store: Store) -> None:
    fill(store, KARI, OLA)
    call(store, "40000001")
    edit(
        Store(store.repository, "ola", store.clock),
        structs.replace(OLA, phone="4"),
        Key("person", "ola"),
    )
    undo(store, 2)
    assert everything(store) == [KARI, structs.replace(OLA, phone="4")]


def test_once_the_later_change_is_taken_back_the_earlier_one_can_be_too(store: Store) -> None:
    fill(store, KARI)
    call(store, "40000001")
    call(store, "40000002")
    refusal(store, 2)
    undo(store, 3)
    undo(store, 2)
    assert everything(store) == [KARI]


def test_adding_somebody_who_has_a_visit_since_is_not_taken_back(store: Store) -> None:
    fill(store, KARI)
    fill(store, visit())
    assert refusal(store, 1) == {"thing": named("visit", "v1")}


def test_removing_a_visit_is_not_taken_back_once_its_person_is_removed(store: Store) -> None:
    fill(store, KARI)
    fill(store, visit())
    with store.action("remove") as action:
        action.remove(Key("visit", "v1"), 2)
    with store.action("remove") as action:
        action.remove(KARI_KEY, 1)
    refusal(store, 3)
    assert everything(store) == []


def test_the_same_is_not_taken_back_twice(store: Store) -> None:
    fill(store, KARI)
    undo(store, 1)
    refusal(store, 1)


def test_taking_back_what_took_back_does_it_again_and_so_on(store: Store) -> None:
    fill(store, KARI)
    for _ in range(20):
        undo(store, newest(store).seq)
        assert everything(store) == []
        undo(store, newest(store).seq)
        assert everything(store) == [KARI]
    assert newest(store).action == "redo"


def test_undo_and_redo_step_through_what_somebody_did(store: Store) -> None:
    steps = [structs.replace(KARI, phone=phone) for phone in ("0", "1", "2", "3")]
    fill(store, steps[0])
    for step in steps[1:]:
        edit(store, step, KARI_KEY)
    for _ in range(3):
        for step in reversed(steps[:-1]):
            undo_last(store)
            assert everything(store) == [step]
        for step in steps[1:]:
            redo_last(store)
            assert everything(store) == [step]


def test_what_was_done_since_leaves_nothing_to_do_again(store: Store) -> None:
    fill(store, KARI)
    call(store, "1")
    undo_last(store)
    call(store, "2")
    with store.reading() as reading:
        assert last_to_redo(reading, store.who) is None
        assert last_to_undo(reading, store.who) == 4


def test_looking_and_forgetting_leave_what_can_be_done_again(store: Store, keys: DayKeys) -> None:
    fill(store, KARI)
    call(store, "1")
    undo_last(store)
    trace(store, keys, "kari", MORNING.date(), MORNING.date())
    redo_last(store)
    assert everything(store) == [structs.replace(KARI, phone="1")]


def test_everybody_takes_back_their_own(store: Store) -> None:
    ola = Store(store.repository, "ola", store.clock)
    fill(store, KARI)
    fill(ola, OLA)
    fill(store, STUDIO)
    with store.reading() as reading:
        assert last_to_undo(reading, store.who) == 3
        assert last_to_undo(reading, "ola") == 2
        assert last_to_undo(reading, "per") is None
        assert last_to_redo(reading, "ola") is None
    undo_last(ola)
    undo_last(store)
    assert everything(store) == [KARI]
    redo_last(ola)
    redo_last(store)
    assert everything(store) == [STUDIO, KARI, OLA]


def test_what_somebody_else_took_back_is_not_ones_own_to_do_again(store: Store) -> None:
    fill(store, KARI)
    undo(Store(store.repository, "ola", store.clock), 1)
    with store.reading() as reading:
        assert last_to_undo(reading, store.who) is None
        assert last_to_redo(reading, store.who) is None
        assert last_to_redo(reading, "ola") == 2


def test_an_arrival_is_taken_back_with_what_it_did_to_the_visit(
    store: Store, keys: DayKeys
) -> None:
    fill(store, KARI, visit())
    arrive(store, keys, "kari", visit_id="v1", handwashed=True)
    undo_last(store)
    assert everything(store) == [KARI, visit()]
    redo_last(store)
    assert len(everything(store)) == 3


def test_there_is_no_such_entry(store: Store) -> None:
    with pytest.raises(Refused):
        undo(store, 7)


def test_what_was_forgotten_is_not_taken_back(
    store: Store, keys: DayKeys, clock: FakeClock
) -> None:
    fill(store, OLA)
    clock.move(days=11)
    purge(store.repository, keys, Keeping(), who="cron", clock=clock)
    assert everything(store) == []
    refusal(store, 1)
    refusal(store, 2)


def test_what_somebody_had_changed_and_was_forgotten_is_not_taken_back(
    store: Store, keys: DayKeys, clock: FakeClock
) -> None:
    fill(store, KARI, Household(id="kari", outside_contacts={"2021-W02": 3}))
    clock.move(days=60)
    purge(store.repository, keys, Keeping(), who="cron", clock=clock)
    assert everything(store) == [Household(id="kari"), KARI]
    refusal(store, 1)


def test_looking_at_somebody_cannot_be_taken_back(store: Store, keys: DayKeys) -> None:
    fill(store, Person(id="kari"))
    trace(store, keys, "kari", MORNING.date(), MORNING.date())
    assert refusal(store, 2) == {"action": "trace"}
    with store.reading() as reading:
        assert last_to_undo(reading, store.who) == 1

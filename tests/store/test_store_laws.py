"""Whatever people do, in whatever order, both repositories say the same of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import ExitStack
from datetime import time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec import structs

from glimt_rules.plan.model import (
    Equipment,
    Household,
    Person,
    Room,
    Symptoms,
    Visit,
    Waiver,
)
from glimt_tui.store.daybook import OUTCOMES, Call, Language, Loan, Notice, Series
from glimt_tui.store.erasing import erase, foresee
from glimt_tui.store.errors import StoreError
from glimt_tui.store.held import held
from glimt_tui.store.journal import verify
from glimt_tui.store.records import Arrival, Family, Key, Kind, Value, decode, encode, key_of
from glimt_tui.store.repository import Reading
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.retention.purging import purge
from glimt_tui.store.seal import DayKeys
from glimt_tui.store.store import Store
from glimt_tui.store.trace import trace
from glimt_tui.store.undo import last_to_redo, last_to_undo, undo
from glimt_tui.store.visitors import arrive, depart, visitors
from store.places import MORNING, FakeClock, new_repository

KINDS = ("memory", "sqlite")
PEOPLE = ("ada", "bo", "cy")
VISITS = ("v1", "v2", "v3")
WHO = ("kari", "ola")
TODAY = MORNING.date()

people = st.sampled_from(PEOPLE)
hands = st.sampled_from([True, False, None])
#: Days from the morning on which all begins.
days = st.integers(-40, 40)
hours = st.integers(-12, 30)


def _at(day: int, hour: int) -> Any:
    moved = MORNING + timedelta(days=day, hours=hour)
    return type(MORNING).combine(moved.date(), moved.timetz())


@st.composite
def symptoms(draw: st.DrawFn) -> tuple[Symptoms, ...]:
    since = TODAY + timedelta(days=draw(days))
    cleared = draw(st.sampled_from([None, since, since + timedelta(days=5)]))
    return draw(st.sampled_from([(), (Symptoms(since=since, cleared=cleared),)]))


@st.composite
def values(draw: st.DrawFn) -> Any:
    """Something to write, which may refer to what is not there, or not be valid at all."""
    start = _at(draw(days), draw(hours))
    visit = st.builds(
        Visit,
        id=st.sampled_from(VISITS),
        start=st.just(start),
        end=st.just(start + timedelta(hours=draw(st.sampled_from([1, 2, 3] * 3 + [0, 30])))),
        people=st.sampled_from([("ada",), ("bo",), ("ada", "bo"), ("bo", "cy"), ()]),
        absent=st.sampled_from([(), (), (), ("ada",)]),
        room=st.sampled_from([None, None, "studio"]),
        equipment=st.sampled_from([(), (), ("drum",)]),
        status=st.sampled_from(["planned", "done", "cancelled", "no_show"]),
        handwashed=hands,
    )
    person = st.builds(
        Person,
        id=people,
        name=st.sampled_from([None, *["Åse", "Øy"] * 4, "x" * 201]),
        role=st.sampled_from(["guest", "guest", "participant", "staff"]),
        comes_with=st.sampled_from([None, None, None, "ada", "bo"]),
        fixed_contacts=st.sampled_from([(), (), ("cy",)]),
        symptoms=symptoms(),
    )
    waiver = st.builds(
        Waiver,
        rule=st.just("r"),
        visit=st.sampled_from(VISITS),
        reason=st.sampled_from(["because", "so", " "]),
        by=st.just("b"),
        until=days.map(lambda n: TODAY + timedelta(days=n)),
    )
    household = st.builds(
        Household,
        id=st.just("h"),
        outside_contacts=st.dictionaries(
            st.sampled_from(["2020-W50", "2021-W02", "2021-W09", "2021-W99"]), st.integers(0, 3)
        ),
    )
    room = st.builds(Room, id=st.just("studio"), capacity_1m=st.sampled_from([None, 4]))
    thing = st.builds(Equipment, id=st.just("drum"), room=st.sampled_from([None, "studio"]))
    family = st.builds(Family, id=st.just("nasjonal"), active=st.booleans())
    plan = (person, person, visit, visit, waiver, household, room, thing)
    return draw(st.one_of(*plan, family, beside(start)))


def beside(at: Any) -> Any:
    """Something that is held beside the plan."""
    day = days.map(lambda n: TODAY + timedelta(days=n))
    later = st.sampled_from([None, at, at + timedelta(hours=1), at - timedelta(hours=1)])
    return st.one_of(
        st.builds(
            Series,
            id=st.just("s"),
            first=day,
            last=day,
            weeks=st.sampled_from([0, 1, 2]),
            starts=st.just(time(10)),
            minutes=st.just(60),
            room=st.sampled_from([None, "studio"]),
            people=st.sampled_from([("ada",), ("ada", "bo")]),
            host=st.sampled_from([None, None, "ada"]),
            equipment=st.sampled_from([(), ("drum",)]),
        ),
        st.builds(
            Loan,
            id=st.sampled_from(["l1", "l2"]),
            thing=st.just("drum"),
            person=people,
            out=st.just(at),
            back=later,
            washed=later,
        ),
        st.builds(
            Call,
            id=st.sampled_from(["c1", "c2"]),
            person=people,
            at=st.just(at),
            by=st.sampled_from(WHO),
            outcome=st.sampled_from(OUTCOMES),
            again_on=st.none() | day,
            note=st.sampled_from([None, "ring Ada", "x" * 201]),
            note_until=st.none() | day,
        ),
        st.builds(
            Notice,
            id=st.just("n"),
            text=st.sampled_from(["Åse ringte", "nøkkelen"]),
            by=st.sampled_from(WHO),
            at=st.just(at),
            until=day,
        ),
        people.flatmap(
            lambda id_: st.builds(
                Language,
                id=st.just(id_),
                person=st.just(id_),
                language=st.sampled_from(["nb", "en"]),
            )
        ),
    )


keys_of_records = st.one_of(
    people.map(lambda id_: Key("person", id_)),
    st.sampled_from(VISITS).map(lambda id_: Key("visit", id_)),
    st.sampled_from(
        [
            Key("room", "studio"),
            Key("equipment", "drum"),
            Key("household", "h"),
            Key("family", "nasjonal"),
            Key("series", "s"),
            Key("loan", "l1"),
            Key("call", "c1"),
            Key("notice", "n"),
            Key("language", "ada"),
        ]
    ),
)


class BothRepositories(RuleBasedStateMachine):
    """The same people do the same, with the file and with its twin."""

    def __init__(self) -> None:
        super().__init__()
        self.exit = ExitStack()
        self.folder = Path(self.exit.enter_context(TemporaryDirectory()))
        self.clock = FakeClock()
        self.stores: dict[str, Store] = {}
        self.keys: dict[str, DayKeys] = {}
        self.drawn = 0

    @initialize()
    def open(self) -> None:
        for kind in KINDS:
            folder = self.folder / kind
            folder.mkdir()
            repository = new_repository(kind, folder)
            self.exit.callback(repository.close)
            if kind == "sqlite":  # nothing here is to survive the machine
                repository._connection.execute("PRAGMA synchronous = OFF")  # type: ignore[attr-defined]
            self.stores[kind] = Store(repository, WHO[0], self.clock)
            self.keys[kind] = DayKeys(folder)
        self.both(self._everybody)

    def teardown(self) -> None:
        self.exit.close()

    @staticmethod
    def _everybody(store: Store, _: DayKeys) -> None:
        with store.action("begin") as action:
            action.put(Person(id="ada", name="Ada"))
            action.put(Person(id="bo", name="Bo", role="guest"))
            start = _at(0, 0)
            end = start + timedelta(hours=2)
            action.put(Visit(id="v1", start=start, end=end, people=("ada", "bo")))

    def both(self, do: Callable[[Store, DayKeys], object]) -> None:
        """Do something with each; the outcome is the same, or the same kind of refusal."""
        self.drawn += 1
        outcomes = []
        for kind in KINDS:
            ids = iter(range(100))
            with patch.object(secrets, "token_hex", lambda _, ids=ids: f"{self.drawn}-{next(ids)}"):
                try:
                    outcomes.append(do(self.stores[kind], self.keys[kind]))
                except StoreError as error:
                    outcomes.append((type(error), [p.where for p in error.problems]))
        assert outcomes[0] == outcomes[1]

    @rule(minutes=st.sampled_from([1, 30, 60, 60, 24 * 60, 6 * 24 * 60, 15 * 24 * 60, -24 * 60]))
    def time_goes_by(self, minutes: int) -> None:
        self.clock.move(minutes=minutes)

    @rule(who=st.sampled_from(WHO))
    def somebody_else_takes_over(self, who: str) -> None:
        for store in self.stores.values():
            store.who = who

    @rule(written=st.lists(values(), min_size=1, max_size=2), stale=st.integers(0, 9))
    def write(self, written: list[Value], stale: int) -> None:
        def do(store: Store, _: DayKeys) -> None:
            with store.action("write") as action:
                for value in written:
                    record = action.get(key_of(value))
                    version = record.version if record else None
                    action.put(value, version if stale else 1)

        self.both(do)

    @rule(keys=st.lists(keys_of_records, min_size=1, max_size=2), stale=st.integers(0, 9))
    def remove(self, keys: list[Key], stale: int) -> None:
        def do(store: Store, _: DayKeys) -> None:
            with store.action("remove") as action:
                for key in keys:
                    record = action.get(key)
                    action.remove(key, record.version if record and stale else 1)

        self.both(do)

    @rule(back=st.integers(0, 3))
    def take_back(self, back: int) -> None:
        def do(store: Store, _: DayKeys) -> object:
            with store.reading() as reading:
                seq = reading.entries_ever() - back
            return _bare(undo(store, seq).changes)

        self.both(do)

    @rule()
    def undo(self) -> None:
        self.both(lambda store, _: self._step(store, last_to_undo))

    @rule()
    def redo(self) -> None:
        self.both(lambda store, _: self._step(store, last_to_redo))

    @staticmethod
    def _step(store: Store, last: Callable[[Reading, str], int | None]) -> int | None:
        with store.reading() as reading:
            seq = last(reading, store.who)
        return seq and undo(store, seq).seq

    @rule(
        person=people,
        visit=st.sampled_from([None, None, "v1", "v2"]),
        hands=hands,
        ago=st.sampled_from([0] * 9 + [30, -30, 20_000]),
    )
    def arrive(self, person: str, visit: str | None, hands: bool | None, ago: int) -> None:
        at = type(MORNING).combine(self.clock.now.date(), self.clock.now.timetz())
        at -= timedelta(minutes=ago)

        def do(store: Store, keys: DayKeys) -> object:
            return _unsealed(arrive(store, keys, person, visit_id=visit, at=at, handwashed=hands))

        self.both(do)

    @rule(number=st.integers(0, 2), stayed=st.sampled_from([0, 20, 600, 24 * 60]))
    def depart(self, number: int, stayed: int) -> None:
        self.clock.move(minutes=stayed)
        here = [v.arrival for v in visitors(self.stores["memory"], self.keys["memory"])]
        person = [*PEOPLE, *(each.person for each in here if each.left is None)][-1 - number]
        self.both(lambda store, _: _unsealed(depart(store, person)))

    @rule(retention=st.sampled_from([10, 10, 0, 30]), booking=st.sampled_from([28, 28, 0, 5]))
    def purge(self, retention: int, booking: int) -> None:
        keeping = Keeping(retention_days=retention, booking_days=booking)

        def do(store: Store, keys: DayKeys) -> object:
            done = purge(store.repository, keys, keeping, who="cron", clock=self.clock)
            again = purge(store.repository, keys, keeping, who="cron", clock=self.clock)
            assert again == type(again)()
            return done

        self.both(do)

    @rule(person=people, retention=st.sampled_from([10, 10, 0]))
    def erase(self, person: str, retention: int) -> None:
        keeping = Keeping(retention_days=retention)

        def do(store: Store, keys: DayKeys) -> object:
            with store.reading() as reading:
                foreseen = foresee(reading, held(reading, keys, person), keeping, self.clock())
            done = erase(
                store.repository, None, person, keeping,
                who=store.who, clock=self.clock, keys=keys,
            )  # fmt: skip
            assert done == foreseen
            with store.reading() as reading:
                told = [c for e in reading.entries() for c in e.changes if c.is_whole]
                records = [encode(record.value) for record in reading.everything()]
            for text in [*records, *(t for c in told for t in (c.id, c.before, c.after) if t)]:
                assert f'"{person}"' not in text
            return done

        self.both(do)

    @rule(person=people, first=days, length=st.integers(-1, 20))
    def trace(self, person: str, first: int, length: int) -> None:
        start = TODAY + timedelta(days=first)
        last = start + timedelta(days=length)
        self.both(lambda store, keys: trace(store, keys, person, start, last))

    @invariant()
    def they_say_the_same(self) -> None:
        one, other = (_all_of(store, self.keys[kind]) for kind, store in self.stores.items())
        assert one == other

    @invariant()
    def the_journal_is_whole(self) -> None:
        for store in self.stores.values():
            with store.reading() as reading:
                assert verify(reading) is None


def _all_of(store: Store, keys: DayKeys) -> list[object]:
    with store.reading() as reading:
        records = [
            (record.key, record.version, _unsealed(record.value)) for record in reading.everything()
        ]
        journal = [
            (e.seq, e.at, e.who, e.action, e.facts, e.undoes, _bare(e.changes))
            for e in reading.entries()
        ]
        named = [
            [record.id for record in reading.visits_of(Key(kind, id_))] for kind, id_ in _NAMED
        ]
        rest = [
            reading.day_counts(),
            reading.entries_ever(),
            [w.id for w in reading.waivers_of("v1")],
        ]
    held = [(v.arrival.id, v.name, v.phone) for v in visitors(store, keys)]
    return [records, journal, named, rest, held, keys.days()]


_NAMED: list[tuple[Kind, str]] = [
    *(("person", id_) for id_ in PEOPLE),
    ("room", "studio"),
    ("equipment", "drum"),
]


def _bare(changes: Any) -> list[object]:
    """Changes without what differs by chance."""
    return [
        (c.kind, c.id, c.day, _read(c.kind, c.before), _read(c.kind, c.after), c.is_whole)
        for c in changes
    ]


def _read(kind: Kind, text: str | None) -> Value | None:
    return None if text is None else _unsealed(decode(kind, text))


def _unsealed(value: Value) -> Value:
    return structs.replace(value, sealed=b"") if isinstance(value, Arrival) else value


TestBothRepositories = BothRepositories.TestCase
TestBothRepositories.settings = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

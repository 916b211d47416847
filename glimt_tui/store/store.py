"""The store: actions on the records, each one whole, written down, and taken back if need be.

Whoever changes something opens an action, reads and writes records in it, and leaves::

    with store.action("move") as action:
        visit = action.get(Key("visit", "v1"))
        action.put(structs.replace(visit.value, room="studio"), visit.version)

Nothing is written where the block raises, where a record has changed since its version was
read (``Stale``), or where what would stand there is no valid part of a plan (``Refused``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from glimt_rules.documents.faults import quoted
from glimt_rules.documents.times import zone_named
from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import DEFAULT_TIMEZONE
from glimt_tui.store import journal
from glimt_tui.store.days import Days
from glimt_tui.store.errors import Refused, Stale
from glimt_tui.store.journal import Change
from glimt_tui.store.records import HOUSE, House, Key, Record, Value, decode, encode, key_of
from glimt_tui.store.references import check_references
from glimt_tui.store.repository import Reading, Repository, Writing

Clock = Callable[[], Moment]


def system_clock() -> Moment:
    """The moment that the machine's clock shows."""
    now = datetime.now(UTC)
    return Moment.combine(now.date(), now.time(), UTC)


class Store:
    """A repository, and somebody at work with it."""

    def __init__(self, repository: Repository, who: str, clock: Clock = system_clock) -> None:
        """``who`` is the name that the journal gives; ``clock`` says what time it is."""
        self.repository = repository
        self.who = who
        self.clock = clock

    def reading(self) -> AbstractContextManager[Reading]:
        """Read at one moment."""
        return self.repository.reading()

    @contextmanager
    def action(
        self, name: str, *, undoes: int | None = None, **facts: str | int
    ) -> Iterator[Action]:
        """Do something as one whole, with an entry in the journal.

        ``facts`` tell of nobody: they stay when the details of the action must go. An action
        that changes nothing leaves no entry, unless it has facts to tell.
        """
        with self.repository.writing() as writing:
            action = Action(writing, self.who, self.clock())
            yield action
            action.finish(name, undoes, {**facts, **action.facts})


class Action:
    """What somebody does as one whole; see ``Store.action``."""

    def __init__(self, writing: Writing, who: str, now: Moment) -> None:
        self.writing = writing
        self.now = now
        self.facts: dict[str, str | int] = {}
        self._who = who
        self._before: dict[Key, Record | None] = {}
        self._after: dict[Key, Value | None] = {}
        self._looked_at: list[Record] = []

    def get(self, key: Key) -> Record | None:
        """A record as this action has left it; None where there is none."""
        if key in self._after:
            value = self._after[key]
            before = self._before[key]
            version = before.version if before else 0
            return None if value is None else Record(key.kind, key.id, value, version)
        return self.writing.get(key)

    def put(self, value: Value, version: int | None = None) -> Key:
        """Write a record; ``version`` is the one that was read, None for a new record.

        Raises Stale where the record has another version by now, is gone, or, for a new one,
        is there already, and Refused where it is not what its type allows.
        """
        key = key_of(value)
        self._touch(key, value, version)
        try:  # what the types forbid must not be found out by whoever reads it back
            self._after[key] = decode(key.kind, encode(value))
        except (ValueError, OverflowError) as error:
            message = say("this cannot be written down ({error})", error=quoted(str(error)))
            raise Refused(Problem(message=message, where=f"{key.kind}.{key.id}")) from error
        return key

    def remove(self, key: Key, version: int) -> None:
        """Remove a record; raises Stale as ``put`` does."""
        record = self.get(key)
        if record is None:
            raise Refused(
                Problem(message=say("There is no such record"), where=f"{key.kind}.{key.id}")
            )
        self._touch(key, record.value, version)
        self._after[key] = None

    def look_at(self, record: Record) -> None:
        """Have the entry tell that a record was looked at, though it stays as it is."""
        self._looked_at.append(record)

    def _touch(self, key: Key, mine: Value, version: int | None) -> None:
        if key in self._after:
            return
        record = self.writing.get(key)
        if (record.version if record else None) != version:
            raise Stale(Record(key.kind, key.id, mine, version or 0), record)
        self._before[key] = record

    def finish(self, name: str, undoes: int | None, facts: Mapping[str, str | int]) -> None:
        """Check what would stand there, write it, and write it down."""
        changed = {
            key: value
            for key, value in self._after.items()
            if value != (before.value if (before := self._before[key]) else None)
        }
        if not changed and not facts:
            return
        check_references(self.writing, changed)
        last = self.writing.last_entry()
        seq = self.writing.entries_ever() + 1
        days = Days(self.zone(), self.get)
        changes = [self._change(key, value, days) for key, value in changed.items()]
        changes += [self._look(record) for record in self._looked_at]
        for key, value in changed.items():
            if value is None:
                self.writing.remove(key)
            else:
                self.writing.write(key, value, seq)
        self.writing.append(
            journal.entry(
                last,
                seq=seq,
                at=self.now,
                who=self._who,
                action=name,
                facts=facts,
                undoes=undoes,
                changes=changes,
            )
        )

    def _change(self, key: Key, value: Value | None, days: Days) -> Change:
        before = self._before[key]
        return journal.change(
            key.kind,
            key.id,
            days.about(before.value if before else None, value, self.now),
            None if before is None else encode(before.value),
            None if value is None else encode(value),
        )

    def _look(self, record: Record) -> Change:
        """A record before and after nobody changed it; counted from today, since it is over."""
        told = encode(record.value)
        return journal.change(record.kind, record.id, self.today(), told, told)

    def zone(self) -> ZoneInfo:
        """The zone whose clock the centre goes by."""
        return zone_of(self.get(Key("house", HOUSE)))

    def today(self) -> date:
        """The local day of the action."""
        return self.now.astimezone(self.zone()).date()


def zone_of(house: Record | None) -> ZoneInfo:
    """The zone whose clock the centre goes by."""
    named = house.value.timezone if house and isinstance(house.value, House) else DEFAULT_TIMEZONE
    return zone_named(named) or ZoneInfo(DEFAULT_TIMEZONE)

"""The desk: everything that the screen asks of the database and of the rules.

One thread owns the connection and does one thing after the other, so the screen never waits, and
two answers never mix. Whoever asks gets a future's value; a question that has been overtaken by a
newer one of the same kind is not answered at all (``Overtaken``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct, structs

from glimt_rules.errors import Problem
from glimt_rules.explain import Line, explain
from glimt_rules.finding import Finding
from glimt_rules.judge import Judgement
from glimt_rules.message import say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Centre, Plan, Visit, Waiver
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.decision import Decision, decide
from glimt_tui.desk.edits import Edit, edited
from glimt_tui.desk.view import View, judge_days
from glimt_tui.store.errors import Refused
from glimt_tui.store.journal import Entry
from glimt_tui.store.records import Arrival, Key, key_of
from glimt_tui.store.retention import Keeping
from glimt_tui.store.session import Session
from glimt_tui.store.store import Action
from glimt_tui.store.trace import Traced, trace
from glimt_tui.store.undo import last_to_redo, last_to_undo, undo
from glimt_tui.store.upkeep import Upkeep, upkeep
from glimt_tui.store.visitors import Visitor, arrive, depart, visitors
from glimt_tui.store.watch import Watch

T = TypeVar("T")
#: How often saving begins anew because somebody else wrote meanwhile.
_ATTEMPTS = 5


class Overtaken(Exception):  # noqa: N818 no error: a newer question of the same kind was asked
    """The answer is not wanted any more."""


class Preview(Struct, frozen=True):
    """What an edit would do, by the database as it was at entry ``seq``."""

    edit: Edit
    plan: Plan
    judgement: Judgement
    decision: Decision
    seq: int

    def findings(self, visit: str) -> list[Finding]:
        """What the rules would say of a visit."""
        return [finding for finding in self.judgement.findings if finding.visit == visit]


class Explained(Struct, frozen=True):
    """What the rules say of one visit, and the judgement in which they say it."""

    judgement: Judgement
    lines: list[Line]


class Desk:
    """The database and the rules, for one screen."""

    def __init__(
        self,
        open_session: Callable[[], Any],
        book: RuleBook,
        clock: Callable[[], Moment],
        centre: Centre | None = None,
    ) -> None:
        """``open_session`` opens the session, in the desk's own thread."""
        self.book = book
        self.clock = clock
        self._centre = centre
        self._open = open_session
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self._newest: dict[str, int] = {}
        self._numbers = count(1)
        self._session: Session
        self._watch: Watch
        self._view: View | None = None
        self._opening: Future[View] | None = None

    # Asking --------------------------------------------------------------------------------

    async def ask(self, call: Callable[[], T], *, kind: str | None = None) -> T:
        """Have something done in the desk's thread.

        Of the questions of one ``kind``, only the newest is answered; raises Overtaken for the
        others. Raises whatever the call raises.
        """
        number = next(self._numbers)
        if kind is not None:
            self._newest[kind] = number

        def run() -> T:
            if kind is not None and self._newest[kind] != number:
                raise Overtaken
            return call()

        answer = await asyncio.get_running_loop().run_in_executor(self._thread, run)
        if kind is not None and self._newest[kind] != number:
            raise Overtaken
        return answer

    async def beside(self, call: Callable[[], T], *, kind: str) -> T:
        """Have something worked out that needs no database, while the desk does other things.

        Raises Overtaken where something of the same kind was asked for meanwhile.
        """
        number = self._newest[kind] = next(self._numbers)
        answer = await asyncio.get_running_loop().run_in_executor(None, call)
        if self._newest[kind] != number:
            raise Overtaken
        return answer

    def begin(self) -> None:
        """Begin to open the database, while whoever wants to see it is getting ready."""
        self._opening = self._thread.submit(self._open_and_look)

    async def open(self) -> View:
        """What is near in the database, as it is opened; raises GlimtError where it cannot be."""
        if self._opening is None:
            self.begin()
        assert self._opening is not None
        return await asyncio.wrap_future(self._opening)

    def _open_and_look(self) -> View:
        self._do_open()
        return self._read(near=True)

    def _do_open(self) -> None:
        self._context = self._open()
        self._session = self._context.__enter__()
        self._watch = Watch(self._session.repository)

    async def close(self) -> None:
        """Let go of the database."""
        await self.ask(self._do_close)
        self._thread.shutdown(wait=False)

    def _do_close(self) -> None:
        if hasattr(self, "_context"):
            self._context.__exit__(None, None, None)

    @property
    def who(self) -> str:
        """Who is at work."""
        return self._session.user.name

    @property
    def database(self) -> Path:
        """The file that is worked on."""
        return self._session.path

    @property
    def keeping(self) -> Keeping:
        """For how many days things are kept."""
        return self._session.keeping

    async def upkeep(self) -> Upkeep:
        """Forget what is due, and keep a copy of the day; see ``store.upkeep``."""
        return await self.ask(lambda: upkeep(self._session))

    # Reading -------------------------------------------------------------------------------

    async def view(
        self, first: date | None = None, last: date | None = None, *, near: bool = False
    ) -> View:
        """The database as it is now, judged for the days from ``first`` to ``last``."""
        return await self.ask(lambda: self._read(first, last, near=near), kind="view")

    def _read(
        self, first: date | None = None, last: date | None = None, *, near: bool = False
    ) -> View:
        with self._session.store.reading() as reading:
            view = View(
                reading,
                self.book,
                now=self.clock(),
                centre=self._centre,
                first=first,
                last=last,
                near=near,
            )
        _ = view.findings  # judged here, not on the screen's thread
        self._view = None if near else view
        return view

    async def news(self) -> list[Entry]:
        """The entries that others have written since this was asked last; cheap to ask."""
        return await self.ask(self._do_news)

    def _do_news(self) -> list[Entry]:
        if not self._watch.changed():
            return []
        with self._session.store.reading() as reading:
            return self._watch.news(reading)

    async def author(self, seq: int) -> str | None:
        """Who wrote an entry of the journal: whose change it was that came in between."""
        return await self.ask(lambda: self._author(seq))

    def _author(self, seq: int) -> str | None:
        with self._session.store.reading() as reading:
            entry = reading.entry(seq)
        return entry.who if entry else None

    async def visitors(self) -> list[Visitor]:
        """The visitor list, with names."""
        return await self.ask(lambda: visitors(self._session.store, self._session.keys))

    async def trace(self, person: str, first: date, last: date) -> Traced:
        """Who was with somebody on some days; leaves an entry in the journal."""
        return await self.ask(
            lambda: trace(self._session.store, self._session.keys, person, first, last)
        )

    # Editing -------------------------------------------------------------------------------

    async def preview(self, edit: Edit) -> Preview:
        """What an edit would do; raises Overtaken where a newer one was asked about."""
        return await self.ask(lambda: self._do_preview(edit), kind="preview")

    def _do_preview(self, edit: Edit) -> Preview:
        view = self._view or self._read()
        with self._session.store.reading() as reading:
            entry = reading.last_entry()
        if entry is not None and entry.seq != view.seq:
            view = self._read(view.first, view.last)
        return preview_of(view, edit)

    async def save(
        self, edit: Edit, *, name: str, reasons: dict[str, str] | None = None
    ) -> Preview:
        """Write an edit, with a waiver for each house rule that has a reason.

        It is judged once more, by the database as it is then: raises Refused where it may not
        be saved, and Stale where somebody has changed the same thing since it was read.
        """
        return await self.ask(lambda: self._do_save(edit, name, reasons or {}))

    def _do_save(self, edit: Edit, name: str, reasons: dict[str, str]) -> Preview:
        for _ in range(_ATTEMPTS):
            preview = self._do_preview(edit)
            decision = preview.decision
            if decision.forbidding:
                raise Refused(
                    Problem(message=finding.message, where=finding.rule.id)
                    for finding in decision.forbidding
                )
            waivers = [
                self._waiver(finding, preview, reasons)
                for finding in _once_a_rule(decision.to_waive)
            ]
            with self._session.store.action(name) as action:
                entry = action.writing.last_entry()
                if (entry.seq if entry else 0) != preview.seq:
                    continue  # judged by what is no longer there; nothing was written yet
                _write(action, edit, waivers)
            self._view = None
            return preview
        raise Refused(Problem(message=say("Others write all the time; try once more")))

    def _waiver(self, finding: Finding, preview: Preview, reasons: dict[str, str]) -> Waiver:
        reason = reasons.get(finding.rule.id, "").strip()
        if not reason:
            raise Refused(
                Problem(
                    message=say(
                        "{rule} is broken; it takes a reason to make an exception",
                        rule=finding.rule.title,
                    ),
                    where=finding.rule.id,
                )
            )
        visit = next(visit for visit in preview.plan.visits if visit.id == finding.visit)
        zone = self._view.zone if self._view else None
        until = visit.start.astimezone(zone).date()
        return Waiver(rule=finding.rule.id, visit=visit.id, reason=reason, by=self.who, until=until)

    async def record(self, edit: Edit, *, name: str) -> None:
        """Write down what has happened, or is so: no rule is asked whether it may be.

        Raises Stale where somebody has changed the same thing since it was read.
        """

        def write() -> None:
            with self._session.store.action(name) as action:
                _write(action, edit, [])
            self._view = None

        await self.ask(write)

    async def explained(self, view: View, visit: str) -> Explained:
        """What every rule in force says of a visit, whichever day it is on.

        Raises LookupError for a visit that is not there, or does not take place.
        """

        def tell() -> Explained:
            day = view.day_of(view.visits[visit])
            judgement = view.judgement
            if not view.first <= day <= view.last:
                judgement = judge_days(view.plan, view.book, view.zone, day, day)
            return Explained(judgement, explain(judgement, visit))

        return await self.ask(tell)

    # The visitor list, and taking back -----------------------------------------------------

    async def arrive(self, person: str, **details: Any) -> Arrival:
        """Receive somebody; see ``store.visitors.arrive``."""

        def receive() -> Arrival:
            session = self._session
            details.setdefault("at", min(self.clock(), session.store.clock()))
            return arrive(session.store, session.keys, person, **details)

        return await self.ask(receive)

    async def depart(self, person: str) -> Arrival:
        """See somebody off."""
        return await self.ask(lambda: depart(self._session.store, person, at=None))

    async def depart_all(self, people: Collection[str]) -> list[Arrival]:
        """See several off as one action; those who are not here stay as they are."""

        def leave() -> list[Arrival]:
            left = []
            with self._session.store.action("depart") as action:
                since = action.today() - timedelta(days=1)
                for record in action.writing.arrivals(first=since):
                    there = record.value
                    if isinstance(there, Arrival) and there.left is None and there.person in people:
                        left.append(structs.replace(there, left=action.now))
                        action.put(left[-1], record.version)
            return left

        return await self.ask(leave)

    async def undo(self) -> Entry | None:
        """Take back one's own last action; None where there is nothing to take back."""
        return await self.ask(lambda: self._take_back(last_to_undo))

    async def redo(self) -> Entry | None:
        """Do again what one took back last; None where there is nothing."""
        return await self.ask(lambda: self._take_back(last_to_redo))

    def _take_back(self, find: Callable[..., int | None]) -> Entry | None:
        with self._session.store.reading() as reading:
            seq = find(reading, self.who)
        if seq is None:
            return None
        entry = undo(self._session.store, seq)
        with self._session.store.reading() as reading:
            # taking back what was taken back is doing the first thing again
            return reading.entry(entry.undoes) if entry.undoes is not None else entry


def preview_of(view: View, edit: Edit) -> Preview:
    """What an edit would do to a view."""
    plan = edited(view.plan, edit)
    days = [view.day_of(value) for value in edit.put if isinstance(value, Visit)]
    days += [
        view.day_of(view.visits[key.id])
        for key in edit.keys
        if key.kind == "visit" and key.id in view.visits
    ]
    # what an edit does to others shows in the same week, or in the days after it
    first = min([view.first, *(day - timedelta(days=day.weekday()) for day in days)])
    last = max([view.last, *(day + timedelta(days=7) for day in days)])
    before = view.judgement
    if (first, last) != (view.first, view.last):
        before = judge_days(view.plan, view.book, view.zone, first, last)
    after = judge_days(plan, view.book, view.zone, first, last)
    visits = {visit.id: visit for visit in plan.visits}
    decision = decide(before.findings, after.findings, visits)
    return Preview(edit, plan, after, decision, view.seq)


def _once_a_rule(findings: tuple[Finding, ...]) -> list[Finding]:
    """One finding for each rule at each visit: a waiver covers all its subjects."""
    return list({(finding.visit, finding.rule.id): finding for finding in findings}.values())


def _write(action: Action, edit: Edit, waivers: list[Waiver]) -> None:
    for key in edit.remove:
        action.remove(key, edit.seen[key])
    for value in edit.put:
        action.put(value, edit.seen.get(key_of(value)))
    for waiver in waivers:
        there = action.get(Key("waiver", key_of(waiver).id))
        action.put(waiver, there.version if there else None)

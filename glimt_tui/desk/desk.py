"""The desk: everything that the screen asks of the database and of the rules.

One thread owns the connection and does one thing after the other, so the screen never waits, and
two answers never mix (``asking``). What it shows is read in ``reading``; what is written, and how
it is judged before, stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Any

from msgspec import Struct, structs

from glimt_rules.errors import Problem
from glimt_rules.explain import Line, explain
from glimt_rules.finding import Finding
from glimt_rules.judgement import Judgement
from glimt_rules.message import say
from glimt_rules.plan.model import Waiver
from glimt_tui.desk.asking import Overtaken, go_on
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.preview import Preview, preview_of
from glimt_tui.desk.reading import ReadingDesk, own_kinds
from glimt_tui.desk.view import View
from glimt_tui.store.centre import require_may_write
from glimt_tui.store.errors import Refused
from glimt_tui.store.families import require_may_take_back
from glimt_tui.store.journal import Entry
from glimt_tui.store.records import Arrival, Key, key_of
from glimt_tui.store.retention.daybook import only_about
from glimt_tui.store.store import Action
from glimt_tui.store.trace import Traced, trace
from glimt_tui.store.undo import last_to_redo, last_to_undo, undo
from glimt_tui.store.visitors import Visitor, arrive, depart, visitors

__all__ = ["Desk", "Explained", "Overtaken", "Preview", "go_on", "own_kinds", "preview_of"]

#: How often saving begins anew because somebody else wrote meanwhile.
_ATTEMPTS = 5


class Explained(Struct, frozen=True):
    """What the rules say of one visit, and the judgement in which they say it."""

    judgement: Judgement
    lines: list[Line]


class Desk(ReadingDesk):
    """The database and the rules, for one screen."""

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
                require_may_write(self._session.user, action.get, edit.put, self._centre)
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
                require_may_write(self._session.user, action.get, edit.put, self._centre)
                _write(action, edit, [])
            self._view = None

        await self.ask(write)

    async def explained(self, view: View, visit: str) -> Explained:
        """What every rule in force says of a visit, whichever day it is on.

        Raises LookupError for a visit that is not there, or does not take place.
        """

        def tell() -> Explained:
            day = view.day_of(view.visits[visit])
            is_judged = view.first <= day <= view.last
            judgement = view.judgement if is_judged else view.judged(day, day)
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
            require_may_take_back(self._session.user, reading, seq, self._centre)
        entry = undo(self._session.store, seq)
        with self._session.store.reading() as reading:
            # taking back what was taken back is doing the first thing again
            return reading.entry(entry.undoes) if entry.undoes is not None else entry


def _once_a_rule(findings: tuple[Finding, ...]) -> list[Finding]:
    """One finding for each rule at each visit: a waiver covers all its subjects."""
    return list({(finding.visit, finding.rule.id): finding for finding in findings}.values())


def _write(action: Action, edit: Edit, waivers: list[Waiver]) -> None:
    for key in edit.remove:
        action.remove(key, edit.seen[key])
        for own in only_about(action.writing, key.id) if key.kind == "person" else ():
            if (record := action.get(own)) is not None:
                action.remove(own, record.version)
    for value in edit.put:
        action.put(value, edit.seen.get(key_of(value)))
    for waiver in waivers:
        there = action.get(Key("waiver", key_of(waiver).id))
        action.put(waiver, there.version if there else None)

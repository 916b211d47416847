"""A database with a plan, for tests of what the desk makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from glimt_rules.plan.model import Plan
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.view import View
from glimt_tui.screen.demo import demo_session
from glimt_tui.store.session import Session
from glimt_tui.store.visitors import arrive, depart
from screen.screens import FixedClock


class House:
    """A database with a plan, at a moment that may be moved."""

    def __init__(self, session: Session, book: RuleBook, clock: FixedClock) -> None:
        self.session = session
        self.book = book
        self.clock = clock

    def view(self) -> View:
        with self.session.store.reading() as reading:
            return View(reading, self.book, now=self.clock())

    def arrive(self, person: str, visit_id: str | None = None, **details: Any) -> None:
        arrive(self.session.store, self.session.keys, person, visit_id=visit_id, **details)

    def depart(self, person: str) -> None:
        depart(self.session.store, person)


@contextmanager
def house(plan: Plan, book: RuleBook, clock: FixedClock | None = None) -> Iterator[House]:
    clock = clock or FixedClock()
    with demo_session(plan, clock)() as session:  # type: ignore[attr-defined]
        yield House(session, book, clock)

"""A desk as far as it reads: the database opened, looked at, and looked at anew."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from datetime import date
from pathlib import Path
from typing import Any

from glimt_rules.kinds import KINDS
from glimt_rules.kinds.base import Kind
from glimt_rules.message import Message
from glimt_rules.moments import Moment
from glimt_rules.pause import collector_paused
from glimt_rules.plan.model import Centre
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.suggest.weights import Weights
from glimt_tui.config import Config, Sms
from glimt_tui.desk.asking import Asking
from glimt_tui.desk.missed import keeping_missed
from glimt_tui.desk.rule_watch import RuleWatch
from glimt_tui.desk.view import View
from glimt_tui.isolated import isolated
from glimt_tui.store.journal import Entry
from glimt_tui.store.retention.keeping import Keeping
from glimt_tui.store.session import Session
from glimt_tui.store.upkeep import Upkeep, upkeep
from glimt_tui.store.watch import Watch


def own_kinds() -> Mapping[str, type[Kind]]:
    """The kinds of rules that come with Glimt."""
    return {kind.name: kind for kind in KINDS}


class ReadingDesk(Asking):
    """The database and the rules, for one screen that looks at them."""

    def __init__(
        self,
        open_session: Callable[[], Any],
        book: RuleBook,
        clock: Callable[[], Moment],
        centre: Centre | None = None,
    ) -> None:
        """``open_session`` opens the session, in the desk's own thread."""
        super().__init__()
        self.book = book
        self.clock = clock
        #: where rule sets may lie that are tried out, and the kinds of rules that they may use
        self.rule_folders: tuple[Path, ...] = ()
        self.rule_kinds: Callable[[], Mapping[str, type[Kind]]] = own_kinds
        #: makes of them those whose rules of other packages' kinds are asked in a worker
        self.shielded: Callable[[Iterable[RuleSet]], Sequence[RuleSet]] = isolated
        #: looks after the folders of rule sets, where the configuration names some
        self.rule_watch: RuleWatch | None = None
        #: how much each change asks that an alternative makes
        self.weights = Weights()
        #: after how many days somebody is missed who used to come
        self.follow_up_days = Config().follow_up_days
        #: the centre's own texts for messages to people
        self.sms = Sms()
        #: whether the days are made up: what is written to files goes with them, too
        self.is_made_up = False
        self._centre = centre
        self._open = open_session
        self._session: Session
        self._watch: Watch
        self._view: View | None = None
        self._opened: Future[None] | None = None
        self._first_look: Future[View] | None = None

    # Opening -------------------------------------------------------------------------------

    def begin(self) -> None:
        """Begin to open the database, while whoever wants to see it is getting ready."""
        opened = self._opened = self._thread.submit(self._do_open)

        def look() -> View:
            opened.result()  # has ended, but perhaps by raising
            return self._read(near=True)

        self._first_look = self._thread.submit(look)

    def wait_until_open(self) -> None:
        """Wait until the database is open, though not read yet; raises GlimtError where it cannot.

        Nothing is left running then.
        """
        assert self._opened is not None
        try:
            self._opened.result()
        except BaseException:
            self._thread.shutdown()
            raise

    def first_look(self) -> View | None:
        """What is near in the database, where it has been read by now; not judged yet."""
        look = self._first_look
        return look.result() if look is not None and look.done() and not look.exception() else None

    async def open(self) -> View:
        """What is near in the database, not judged yet; raises GlimtError where that cannot be."""
        if self._first_look is None:
            self.begin()
        assert self._first_look is not None
        return await asyncio.wrap_future(self._first_look)

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
    def session(self) -> Session:
        """The session on the database; what is done with it is asked of the desk's thread."""
        return self._session

    @property
    def database(self) -> Path:
        """The file that is worked on."""
        return self._session.path

    @property
    def files(self) -> Path:
        """The folder for what is written to files: that of made-up days, else the working one."""
        return self.database.parent if self.is_made_up else Path.cwd()

    @property
    def keeping(self) -> Keeping:
        """For how many days things are kept."""
        return self._session.keeping

    async def upkeep(self) -> Upkeep:
        """Forget what is due, and keep a copy of the day; see ``store.upkeep``.

        Who is missed is written down before it is forgotten that they used to come.
        """
        return await self.ask(self._do_upkeep)

    def _do_upkeep(self) -> Upkeep:
        session = self._session
        who, clock = session.user.name, session.store.clock
        first = keeping_missed(who, clock, self.follow_up_days, session.keeping)
        return upkeep(session, first)

    # Reading -------------------------------------------------------------------------------

    async def view(
        self, first: date | None = None, last: date | None = None, *, near: bool = False
    ) -> View:
        """The database as it is now, judged for the days from ``first`` to ``last``."""
        return await self.ask(lambda: self._read(first, last, near=near), kind="view")

    def _read(
        self, first: date | None = None, last: date | None = None, *, near: bool = False
    ) -> View:
        with collector_paused():
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
            if near:
                self._view = None
            else:
                _ = view.findings  # judged here, not on the screen's thread
                self._view = view
        return view

    async def judged(self, view: View) -> None:
        """Judge what was read at the first look."""
        await self.ask(lambda: view.findings)

    async def news(self) -> list[Entry]:
        """The entries that others have written since this was asked last; cheap to ask."""
        return await self.ask(self._do_news)

    def _do_news(self) -> list[Entry]:
        if not self._watch.changed():
            return []
        with self._session.store.reading() as reading:
            return self._watch.news(reading)

    async def rules_anew(self) -> Message | None:
        """Read the rules anew where a folder of rule sets has changed, and what to say of it.

        Costs nothing more often than once a second, and else a few system calls.
        """
        watch = self.rule_watch
        if watch is None or not watch.is_due:
            return None
        return await self.ask(lambda: self._do_rules_anew(watch))

    def _do_rules_anew(self, watch: RuleWatch) -> Message | None:
        found = watch.look(self.book)
        if found is None:
            return None
        self.book, self._view = found.book, None
        return found.told

    async def author(self, seq: int) -> str | None:
        """Who wrote an entry of the journal: whose change it was that came in between."""
        return await self.ask(lambda: self._author(seq))

    def _author(self, seq: int) -> str | None:
        with self._session.store.reading() as reading:
            entry = reading.entry(seq)
        return entry.who if entry else None

"""The finder of people, made when somebody is looked for, and anew only when people change."""

from __future__ import annotations

import asyncio

from glimt_rules.plan.model import Person
from glimt_tui.desk.folk import how_often
from glimt_tui.desk.view import View
from glimt_tui.screen.finding import Finder


class Finders:
    """Holds the finder of the people that there are."""

    def __init__(self) -> None:
        self._people: tuple[Person, ...] | None = None
        self._finder: Finder | None = None

    async def of(self, view: View) -> Finder:
        """The finder for a view; made off the screen's thread, which goes on meanwhile."""
        finder = self.ready(view)
        if finder is None:
            finder = await asyncio.to_thread(lambda: Finder(view.plan.people, how_often(view)))
            self._people, self._finder = view.plan.people, finder
        return finder

    def ready(self, view: View) -> Finder | None:
        """The finder for a view, if it is made."""
        return self._finder if self._people == view.plan.people else None

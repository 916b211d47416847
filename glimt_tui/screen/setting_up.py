"""Setting up: on a new database, the house is asked for step by step, each of which may wait.

Every step is one of the panels that change the house later on, so what has been written stays,
wherever somebody leaves. Afterwards the screen is what it always is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from glimt_rules.message import Message, say
from glimt_tui.keyboard.actions import BY_ID, PAGES, Page, key_name
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.house.panel import HousePanel
from glimt_tui.screen.overlay import Overlay
from glimt_tui.screen.setting_up_steps import FamiliesStep, PeopleStep
from glimt_tui.screen.steps import ListPanel, Step


class _Part(Struct, frozen=True):
    """A step: its title, what is to be done, the page beside it, and its panel."""

    title: Message
    told: Message
    make: Callable[[Step], ListPanel]
    page: Page = "today"


_PARTS: tuple[_Part, ...] = (
    _Part(
        say("The centre"),
        say(
            "What is the centre called, and when is it open? Enter opens a line. Every step may be"
            " passed over, and all of it can be changed later."
        ),
        lambda step: HousePanel(("centre", "hours"), step=step),
    ),
    _Part(
        say("Rooms"),
        say("Which rooms are booked, and for how many is there room at 1 m and at 2 m?"),
        lambda step: HousePanel(("room",), step=step),
    ),
    _Part(
        say("Equipment"),
        say("What is lent out, and can it be washed between two people?"),
        lambda step: HousePanel(("equipment",), step=step),
    ),
    _Part(
        say("Cohorts"),
        say("Which fixed groups are there, of those who meet without keeping their distance?"),
        lambda step: HousePanel(("cohort",), step=step),
    ),
    _Part(
        say("People"),
        say("Who comes here, and who works here? Write them down one by one, or paste a table."),
        lambda step: PeopleStep(step=step),
        "people",
    ),
    _Part(
        say("Families of rules"),
        say("Whose rules hold here? Enter switches a family on or off."),
        lambda step: FamiliesStep(step=step),
        "rules",
    ),
)


class SettingUpApp(GlimtApp):
    """The screen on a new database: the steps come first, one beside the page at a time."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        #: which step is open, from 0; None once they are over
        self.step: int | None = 0
        self._is_stepping = False

    async def _start(self) -> None:
        await super()._start()
        if self.view is not None:
            await self._show_step(0)

    async def _show_step(self, number: int) -> None:
        """Open the panel of a step beside its page."""
        part = _PARTS[number]
        self.step, self._is_stepping = number, True
        try:
            if self.page != part.page:
                await super().go_to_page(part.page)
            await self.open_panel(part.make(self._step_of(number)))
        finally:
            self._is_stepping = False

    def _step_of(self, number: int) -> Step:
        is_last = number + 1 == len(_PARTS)
        return Step(
            number=number + 1,
            of=len(_PARTS),
            title=_PARTS[number].title,
            told=_PARTS[number].told,
            following=None if is_last else _PARTS[number + 1].title,
            go=self._go,
            leave=self._leave,
        )

    async def _go(self, by: int) -> None:
        """Go on to another step; after the last one, to the screen."""
        number = (self.step or 0) + by
        if number == len(_PARTS):
            await self._leave()
        elif number >= 0:
            await self._show_step(number)

    async def _leave(self) -> None:
        """End it, and say how to come back to each."""
        self.step = None
        await super().go_to_page("today")
        house, paste = (key_name(self.keys_of(BY_ID[id_])) for id_ in ("house", "people_paste"))
        rules = key_name(self.keys_of(BY_ID["page_rules"]))
        told = say(
            "{house}: the house · {paste} on «{page}»: paste people · {key}: rules",
            house=house,
            paste=paste,
            page=PAGES["people"],
            key=rules,
        )
        self.say(told)

    # Whoever opens something else comes back to the step when that is closed -----------------

    async def close_panel(self) -> None:
        """Close what is open; what was opened from a step gives way to that step again."""
        panel = self.panel
        await super().close_panel()
        if self.step is None or self._is_stepping or panel is None or isinstance(panel, Overlay):
            return
        await self._show_step(self.step)

    async def go_to_page(self, page: Page) -> None:
        """Open another page; whoever does so has had enough of the steps."""
        if self.step is not None:
            await self._leave()
        await super().go_to_page(page)

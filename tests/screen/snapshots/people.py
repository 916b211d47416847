"""People at the door, and in the register."""

from __future__ import annotations

from textual.pilot import Pilot

from glimt_tui.screen.app import GlimtApp
from screen.screens import press, write
from screen.snapshots.setting import scene, stand_on


@scene("arrival", main=True)
async def arrival(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Those of a visit are received."""
    stand_on(app, "visit:band-tirsdag-2")
    await press(pilot, "k")


@scene("arrival-symptoms")
async def arrival_symptoms(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Somebody at the door has symptoms and unwashed hands."""
    stand_on(app, "visit:band-tirsdag-2")
    await press(pilot, "k", "h", "s")


@scene("arrival-number")
async def arrival_number(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Somebody without a valid number."""
    await press(pilot, "3")
    stand_on(app, "person:emil")
    await press(pilot, "k")


@scene("ask")
async def ask(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A question with a key for each answer."""
    stand_on(app, "visit:strikkekafe-2")
    await press(pilot, "g")


@scene("person-new")
async def person_new(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Somebody is registered."""
    await press(pilot, "3", "p")
    await write(pilot, "Turid Utkast")


@scene("person-change")
async def person_change(app: GlimtApp, pilot: Pilot[int]) -> None:
    """What is recorded of somebody."""
    await press(pilot, "3")
    stand_on(app, "person:mia")
    await press(pilot, "e")


@scene("person-remove")
async def person_remove(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Somebody whom nothing needs is removed, after a question."""
    await press(pilot, "3", "p")
    await write(pilot, "Turid Utkast")
    await press(pilot, "ctrl+s", "D")


@scene("arrival-writing")
async def arrival_writing(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Another number is written down at the door."""
    stand_on(app, "visit:band-tirsdag-2")
    await press(pilot, "k", "e", "enter", "ctrl+u")
    await write(pilot, "40612")


@scene("ask-clean")
async def ask_clean(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A visit is over: whether surfaces are clean."""
    stand_on(app, "visit:strikkekafe-2")
    await press(pilot, "f")


@scene("person-wrong")
async def person_wrong(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Somebody without a name cannot be written down."""
    await press(pilot, "3", "p", "ctrl+s")

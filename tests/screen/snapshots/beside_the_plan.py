"""What the day holds beside the plan: series, equipment, calls, handover, messages, the house."""

from __future__ import annotations

from textual.events import Paste
from textual.pilot import Pilot

from glimt_tui.screen.app import GlimtApp
from screen.screens import press, settle, write
from screen.snapshots.setting import keys, scene, stand_on

keys("equipment", "e")
keys("equipment-hand-out", "e", "l")
keys("handover", "b")
keys("handover-writing", "b", "n")
keys("house", "H")
keys("house-room", "H", *["down"] * 6, "enter", "tab", "tab", "tab", "3", "0")
keys("paste", "3", "P")


@scene("series-new")
async def series_new(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A booking that is to come back until after Easter."""
    await press(pilot, "2", *["right"] * 3, "enter", "r", "tab")
    await write(pilot, "16.4.")
    await press(pilot, "tab", *["down"] * 11, "space")


@scene("equipment-set-aside")
async def equipment_set_aside(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Something that cannot be washed, as it comes back."""
    await press(pilot, "e", *["down"] * 6, "l", "b", "j", "enter", "r")


@scene("follow-up")
async def follow_up(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Somebody of whom a call is to be written down, though they are on no list."""
    await press(pilot, "3")
    stand_on(app, "person:ane")
    await press(pilot, "l")


@scene("follow-up-writing")
async def follow_up_writing(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Nobody answered."""
    await follow_up(app, pilot)
    await press(pilot, "i", "tab")
    await write(pilot, "etter tre")


@scene("sms")
async def sms(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Words for the first of those who practise."""
    stand_on(app, "visit:band-tirsdag-2")
    await press(pilot, "s")
    await settle(pilot)


@scene("paste-table")
async def paste_table(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A table with somebody new, somebody known, a slip, and a column that is refused."""
    await press(pilot, "3", "P")
    assert app.focused is not None
    app.focused.post_message(
        Paste(
            "Navn\tMobil\tRolle\tDiagnose\nÅse Eksempel\t406 12 399\tdeltaker\tx\n"
            "Brit Tenkt\t\t\t\nKim Påhitt\t406 12 398\tsjef\t\n"
        )
    )
    await settle(pilot)

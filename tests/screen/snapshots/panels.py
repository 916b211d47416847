"""What is opened from a page: a visit, a person, a rule, a trace, and what is opened everywhere."""

from __future__ import annotations

from textual.pilot import Pilot

from glimt_tui.screen.app import GlimtApp
from screen.screens import press, settle, write
from screen.snapshots.picture import still
from screen.snapshots.setting import keys, scene, stand_on


@scene("visit", main=True)
async def visit(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A visit that a rule forbids."""
    await press(pilot, "r", "r")
    stand_on(app, "visit:perler")
    await press(pilot, "enter")


@scene("visit-all-rules")
async def visit_all_rules(app: GlimtApp, pilot: Pilot[int]) -> None:
    """What every rule in force says of a visit."""
    stand_on(app, "visit:tomatsuppe")
    await press(pilot, "enter", "p")


@scene("visit-exception")
async def visit_exception(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A visit for which the house has made an exception."""
    await app.open_visit("trommekurs")
    await settle(pilot)


@scene("person")
async def person(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Somebody who has met many this week."""
    await press(pilot, "3")
    stand_on(app, "person:roy")
    await press(pilot, "enter")


@scene("rule", main=True)
async def rule(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A rule of the municipality."""
    await app.open_rule("kommunal.contacts")
    await settle(pilot)


@scene("trace")
async def trace(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Whom somebody was with."""
    await press(pilot, "5", "v")
    stand_on(app, "person:lise")
    await press(pilot, "t", "enter")


keys("find", "slash")
keys("help", "question_mark")
keys("palette", "ctrl+p")
keys("nothing-to-take-back", "u")


@scene("find-typed")
async def find_typed(app: GlimtApp, pilot: Pilot[int]) -> None:
    """People and bookings by a few letters."""
    await press(pilot, "slash")
    await write(pilot, "br")


@scene("help-to-its-end")
async def help_to_its_end(app: GlimtApp, pilot: Pilot[int]) -> None:
    """What the keys do on the page of rules, and what the signs mean."""
    await press(pilot, "4", "question_mark")
    await still(pilot)
    await press(pilot, "end")


@scene("palette-typed")
async def palette_typed(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Actions by a few letters; one of them cannot be done now."""
    await press(pilot, "ctrl+p")
    await write(pilot, "fl")


@scene("written")
async def written(app: GlimtApp, pilot: Pilot[int]) -> None:
    """What was done last stands on the state line."""
    stand_on(app, "person:lise")
    await press(pilot, "g")


@scene("visit-cancelled")
async def visit_cancelled(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A visit that does not take place."""
    await app.open_visit("samtale-mia")
    await settle(pilot)


@scene("visit-masked")
async def visit_masked(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A visit that a rule forbids, without names."""
    await press(pilot, "x")
    await app.open_visit("bursdag")
    await settle(pilot)


@scene("trace-asked")
async def trace_asked(app: GlimtApp, pilot: Pilot[int]) -> None:
    """The days of a trace, the first of them not understood."""
    await press(pilot, "3")
    stand_on(app, "person:lise")
    await press(pilot, "t", "ctrl+u")
    await write(pilot, "engang")
    await press(pilot, "enter")


@scene("find-nothing")
async def find_nothing(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Letters that fit nobody and nothing."""
    await press(pilot, "slash")
    await write(pilot, "xyz")


@scene("help-of-a-panel")
async def help_of_a_panel(app: GlimtApp, pilot: Pilot[int]) -> None:
    """What the keys do in what is open beside the page."""
    await press(pilot, "3", "enter", "question_mark")


@scene("palette-nothing")
async def palette_nothing(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Letters of no action."""
    await press(pilot, "ctrl+p")
    await write(pilot, "xyz")


@scene("find-a-rule")
async def find_a_rule(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Letters that are in the name of a rule as well."""
    await press(pilot, "slash")
    await write(pilot, "munnbind")

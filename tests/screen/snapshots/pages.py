"""The pages, and the states that matter of each."""

from __future__ import annotations

from msgspec import structs
from textual.pilot import Pilot

from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.screen.app import GlimtApp
from screen.screens import FixedClock, press, settle, write
from screen.snapshots.picture import still
from screen.snapshots.setting import by_a_colleague, keys, scene, stand_on


def with_a_problem(book: RuleBook) -> RuleBook:
    """The same rules, and a file that could not be read."""
    message = say("Found the byte {found}, which is not UTF-8; save it as UTF-8", found="0xe6")
    problem = Problem(message=message, file="regler/huset.toml", line=7)
    return RuleBook(book.rule_sets, problems=[problem])


keys("today", main=True)
keys("today-by-room", "r")
keys("today-masked", "x")
keys("today-cannot", "i")
keys("week", "2", main=True)
keys("week-day", "2", "d", main=True)
keys("people", "3", main=True)
keys("rules", "4", main=True)
keys("rules-of-a-version", "4", "enter")
keys("visitors", "5")
keys("visitors-revealed", "5", "v", main=True)


@scene("today-empty", plan=lambda plan: structs.replace(plan, visits=(), waivers=()))
async def today_empty(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Nothing is arranged."""


@scene("week-carrying")
async def week_carrying(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A booking in hand, over another one."""
    await press(pilot, "2")
    stand_on(app, "visit:studio-kaja-2")
    await settle(pilot)
    await press(pilot, "m", "up", "left")


@scene("people-finding")
async def people_finding(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A few letters of a name."""
    await press(pilot, "3", "slash")
    await write(pilot, "si")


@scene("people-week-after")
async def people_week_after(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Everybody's contacts of the week after."""
    await press(pilot, "3", "right_square_bracket")


@scene("people-contacts")
async def people_contacts(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Outside contacts of a household, about to be written down."""
    await press(pilot, "3")
    stand_on(app, "person:henrik")
    await settle(pilot)
    await press(pilot, "o")


@scene("today-changed-by-a-colleague")
async def today_changed_by_a_colleague(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Somebody else has written something, and is named."""
    assert app.view is not None
    await by_a_colleague(app, structs.replace(app.view.visits["perler"], title="Perling"))


@scene("week-copying")
async def week_copying(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A copy in hand, in the week after."""
    await press(pilot, "2")
    stand_on(app, "visit:studio-kaja-2")
    await settle(pilot)
    await press(pilot, "c", "right_square_bracket")


@scene("week-reason")
async def week_reason(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A house rule is in the way of where a booking is put down."""
    await press(pilot, "2")
    stand_on(app, "visit:studio-kaja-2")
    await settle(pilot)
    await press(pilot, "m", "right", "up")
    await still(pilot)
    await press(pilot, "enter")


@scene("week-free")
async def week_free(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Where nothing stands, with how many there is room for."""
    await press(pilot, "2", "d", "shift+right", "right", "down")


@scene("week-masked")
async def week_masked(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A day without names, the cursor on a booking."""
    await press(pilot, "2")
    stand_on(app, "visit:bursdag")
    await settle(pilot)
    await press(pilot, "x")


@scene("people-nobody-found")
async def people_nobody_found(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Letters that are in nobody's name."""
    await press(pilot, "3", "slash")
    await write(pilot, "xyz")


@scene("people-masked")
async def people_masked(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Everybody, without a name, and one of them beside."""
    await press(pilot, "3", "x")
    stand_on(app, "person:roy")
    await press(pilot, "enter")


@scene("rules-not-loaded", book=with_a_problem)
async def rules_not_loaded(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A rule set of the house that could not be read."""
    await press(pilot, "4")


@scene("visitors-empty", plan=lambda plan: structs.replace(plan, visits=(), waivers=()))
async def visitors_empty(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Nobody has come."""
    await press(pilot, "5")


@scene("visitors-to-be-forgotten")
async def visitors_to_be_forgotten(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Entries that should have been forgotten by now."""
    assert isinstance(app.desk.clock, FixedClock)
    app.desk.clock.advance(days=11)
    await press(pilot, "5")
    await app.renew()


@scene("rules-what-if")
async def rules_what_if(app: GlimtApp, pilot: Pilot[int]) -> None:
    """What there is to ask about: rule sets to leave out, families to switch."""
    await press(pilot, "4", "h")


@scene("rules-without-a-version")
async def rules_without_a_version(app: GlimtApp, pilot: Pilot[int]) -> None:
    """What would come of it if a version were not there."""
    await press(pilot, "4", "h")
    await write(pilot, "senter@2021")
    await press(pilot, "enter")


@scene("rules-switch")
async def rules_switch(app: GlimtApp, pilot: Pilot[int]) -> None:
    """What switching a family off would do, before it is done."""
    await press(pilot, "4", "s")


@scene("rules-switched-off")
async def rules_switched_off(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A family that is switched off, and who did that."""
    await press(pilot, "4", "s")
    await still(pilot)
    await press(pilot, "j")

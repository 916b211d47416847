"""What the tests of the page of people, and of its panels, look at and press."""

from __future__ import annotations

from textual.pilot import Pilot

from glimt_rules.plan.model import Person, Plan
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.pages.people import PeoplePage
from screen.screens import PEOPLE, lines, plan_of, settle

ANE, BO, CAI, KARI = (one.label for one in PEOPLE)


def page_of(app: GlimtApp) -> PeoplePage:
    return app.query_one(PeoplePage)


def line_of(app: GlimtApp, name: str) -> str:
    return next(line for line in lines(app) if name in line[:26])


def person_in(app: GlimtApp, id_: str) -> Person:
    assert app.view is not None
    return app.view.people[id_]


def one_called(app: GlimtApp, name: str) -> Person:
    assert app.view is not None
    return next(one for one in app.view.people.values() if one.name == name)


def told_in(app: GlimtApp, household: str) -> dict[str, int]:
    assert app.view is not None
    homes = {home.id: home.outside_contacts for home in app.view.plan.households}
    return homes.get(household, {})


def plan_with(*people: Person) -> Plan:
    return plan_of(people=(*PEOPLE, *people))


async def hit(pilot: Pilot[int], *keys: str) -> None:
    """Press keys as quickly as somebody types; wait at the end."""
    await pilot.press(*keys)
    await settle(pilot)

"""The house on the screen: what there is of it, changing it, and what that does to bookings."""

from __future__ import annotations

import pytest
from msgspec import structs
from textual.events import Paste
from textual.pilot import Pilot

from glimt_rules.plan.model import Centre, Cohort, Equipment, Plan, Room
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.house.panel import HousePanel
from glimt_tui.store.records import Key
from glimt_tui.store.store import Store
from screen.conftest import MakeApp
from screen.screens import (
    LARGE,
    SMALL,
    lines,
    plan_of,
    press,
    running,
    settle,
    shown,
    small_plan,
    visit,
)


def plan_in(app: GlimtApp) -> Plan:
    assert app.view is not None
    return app.view.plan


def panel_in(app: GlimtApp) -> HousePanel:
    assert isinstance(app.panel, HousePanel)
    return app.panel


def told(app: GlimtApp) -> str:
    """What stands in the panel, without line breaks."""
    column = next(line.index("│") for line in lines(app) if "│" in line)
    return " ".join(" ".join(line[column + 1 :] for line in lines(app)[1:-2]).split())


async def choose(app: GlimtApp, pilot: Pilot[int], row: str) -> None:
    """Open what a row of the list is for."""
    assert panel_in(app).rows.go_to(row), row
    await press(pilot, "enter")


async def fill(pilot: Pilot[int], *texts: str) -> None:
    """Write texts into the fields one after the other, in place of what stands there."""
    for text in texts:
        await pilot.press("ctrl+u")
        assert pilot.app.focused is not None
        pilot.app.focused.post_message(Paste(text))
        await pilot.pause()
        await pilot.press("enter")
    await settle(pilot)


async def save(pilot: Pilot[int]) -> None:
    await pilot.press("ctrl+s")
    await settle(pilot)


async def test_the_house_is_shown_on_every_page(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        for page in "12345":
            await press(pilot, page, "H")
            text = told(small_app)
            for wanted in ("The centre", "Mo–Su 08:00–21:00", "Fellesrommet 12 at 1 m, 6 at 2 m",
                           "Studio 3 at 1 m, 2 at 2 m, 30 min", "Westerngitar"):  # fmt: skip
                assert wanted in text
            panel_in(small_app).rows.action_end(1)
            await pilot.pause()
            assert "Gitarreim i skinn not washable" in told(small_app)
            assert "Musikkgruppa 4 members" in told(small_app)
            await press(pilot, "escape")
            assert small_app.panel is None


async def test_a_room_a_thing_and_a_cohort_are_made_and_taken_back(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        before = plan_in(small_app)
        await press(pilot, "H")
        await choose(small_app, pilot, "new:room")
        await fill(pilot, "Øverom 2", "4", "2", "")
        await press(pilot, "enter")
        assert plan_in(small_app).rooms[-1] == Room(
            id="øverom-2", name="Øverom 2", capacity_1m=4, capacity_2m=2
        )
        assert panel_in(small_app).rows.here == "new:room"
        await choose(small_app, pilot, "new:equipment")
        await fill(pilot, "Trommer")
        await press(pilot, "right", "enter", "left")
        await save(pilot)
        assert plan_in(small_app).equipment[-1] == Equipment(
            id="trommer", name="Trommer", washable=False, room="øverom-2"
        )
        await choose(small_app, pilot, "new:cohort")
        await fill(pilot, "Verkstedet")
        await save(pilot)
        assert plan_in(small_app).cohorts[-1] == Cohort(id="verkstedet", name="Verkstedet")
        await press(pilot, "u", "u", "u")
        assert "Taken back: changed the house" in shown(small_app)
        assert plan_in(small_app) == before


async def test_the_centre_and_its_hours_are_changed(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "H")
        await choose(small_app, pilot, "centre:")
        await fill(pilot, "Prøvesenteret")
        await press(pilot, "space", "enter")
        await fill(pilot, "20", "5")
        await save(pilot)
        await choose(small_app, pilot, "hours:")
        await fill(pilot, "10-17", "9-24", "10:00-15:00, 18-21", "stengt")
        await save(pilot)
        centre = plan_in(small_app).centre
        assert (centre.name, centre.health_service) == ("Prøvesenteret", True)
        assert (centre.cleaning_minutes, centre.washing_minutes) == (20, 5)
        hours = centre.opening_hours
        assert (hours.mon, hours.tue, hours.wed, hours.thu, hours.fri) == (
            ("10:00-17:00",), ("09:00-24:00",), ("10:00-15:00", "18:00-21:00"), (),
            Centre().opening_hours.fri,
        )  # fmt: skip
        assert "We 10:00–15:00, 18:00–21:00 Th closed Fr–Su" in told(small_app)


async def test_faults_are_told_beside_their_fields_and_nothing_is_written(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        before = plan_in(small_app)
        await press(pilot, "H")
        await choose(small_app, pilot, "new:room")
        await save(pilot)
        assert "a name is missing" in told(small_app)
        await fill(pilot, "Studio", "2", "mange")
        assert "there is one of this name already" in told(small_app)
        assert 'Found "mange"; a whole number, 1 or more, is wanted' in told(small_app)
        await save(pilot)
        await press(pilot, "escape", "escape")
        await choose(small_app, pilot, "hours:")
        await fill(pilot, "17-10")
        assert "end before they start" in told(small_app)
        await save(pilot)
        assert plan_in(small_app) == before


async def test_what_a_change_does_to_bookings_is_told_before_it_is_saved(
    make_app: MakeApp,
) -> None:
    app = make_app(
        plan_of(
            visit("to", "13:00", "14:00", "ane", "bo", title="Duett", distance_m=None),
            visit("sent", "19:00", "20:00", "cai", title="Kveld", room="studio"),
        )
    )
    async with running(app) as pilot:
        await press(pilot, "H")
        await choose(app, pilot, "room:felles")
        await press(pilot, "enter")
        await fill(pilot, "1", "1")
        assert "1 coming booking breaks a rule then: · Tu 12.1. 13:00 Duett" in told(app)
        await save(pilot)
        assert "Look at what it does to bookings; ^s once more saves it" in shown(app)
        assert plan_in(app).rooms[0].capacity_1m == 12
        await save(pilot)
        assert plan_in(app).rooms[0].capacity_1m == 1
        await choose(app, pilot, "hours:")
        await press(pilot, "down")
        await fill(pilot, "10-17")
        assert "1 coming booking lies outside the hours then: · Tu 12.1. 19:00 Kveld" in told(app)
        await press(pilot, "up")
        await fill(pilot, "10-19")
        await save(pilot)
        assert plan_in(app).centre == Centre()  # of just this, nobody has been told before saving


async def test_another_edit_is_told_of_anew(make_app: MakeApp) -> None:
    plan = plan_of(visit("to", "13:00", "14:00", "ane", "bo", distance_m=None))
    app = make_app(plan)
    async with running(app) as pilot:
        await press(pilot, "H")
        await choose(app, pilot, "room:felles")
        await press(pilot, "enter")
        await fill(pilot, "1", "1")
        await save(pilot)
        await press(pilot, "up", "up", "up")
        await fill(pilot, "1")
        await press(pilot, "down")
        await fill(pilot, "7")
        await save(pilot)
        assert plan_in(app).rooms[0].capacity_1m == 12
        await save(pilot)
        assert plan_in(app).rooms[0].cleaning_minutes == 7


async def test_what_is_needed_stays_and_says_by_what(small_app: GlimtApp) -> None:
    async with running(small_app, LARGE) as pilot:
        await press(pilot, "H")
        panel_in(small_app).rows.go_to("room:studio")
        await press(pilot, "D")
        wanted = "It is still needed by 2 booked visits and 1 thing; change that first"
        assert wanted in shown(small_app)
        panel_in(small_app).rows.go_to("equipment:gitar")
        await press(pilot, "D")
        assert "Westerngitar is removed; u takes it back" in shown(small_app)
        assert [thing.id for thing in plan_in(small_app).equipment] == ["reim"]
        await press(pilot, "u")
        assert plan_in(small_app) == small_plan()
        panel_in(small_app).rows.go_to("hours:")
        await press(pilot, "D")
        assert "put the cursor on a room" in shown(small_app).lower()


async def test_escape_says_once_that_what_is_typed_gets_lost_and_then_closes_the_form(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "H")
        await choose(small_app, pilot, "room:studio")
        await fill(pilot, "Et annet navn")
        await press(pilot, "escape")
        assert "Esc once more throws away what you have typed" in shown(small_app)
        assert "Et annet navn" in told(small_app)
        await press(pilot, "down", "escape")  # whoever goes on in the form is asked anew
        assert "Et annet navn" in told(small_app)
        await press(pilot, "escape")
        assert "Opening hours" in told(small_app)
        await press(pilot, "escape")
        assert small_app.panel is None
        assert plan_in(small_app).rooms == small_plan().rooms


@pytest.mark.parametrize("row", ["room:studio", "hours:", "centre:", "new:room"])
async def test_escape_closes_a_form_at_once_in_which_nothing_stands_to_lose(
    small_app: GlimtApp, row: str
) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "H")
        await choose(small_app, pilot, row)
        await press(pilot, "x", "backspace", "escape")
        assert panel_in(small_app).rows.display


async def test_what_is_half_typed_is_not_lost_by_one_escape(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "H")
        await choose(small_app, pilot, "room:studio")
        await press(pilot, "enter", "x", "escape")
        assert "3x" in told(small_app)
        await press(pilot, "escape")
        assert panel_in(small_app).rows.display


async def test_what_a_colleague_changes_meanwhile_is_kept(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "H")
        await choose(small_app, pilot, "room:studio")
        await fill(pilot, "Lydstudio")

        def colleague() -> None:
            store = Store(small_app.desk.session.repository, "ola", small_app.desk.clock)
            with store.action("house") as action:
                there = action.get(Key("room", "studio"))
                assert there is not None
                action.put(
                    structs.replace(there.value, name="Studioet", capacity_2m=1), there.version
                )

        await small_app.desk.ask(colleague)
        await save(pilot)  # too late: what stands there now is shown
        assert "Somebody has changed this meanwhile" in shown(small_app)
        assert "somebody else has written something else here" in told(small_app)
        await save(pilot)
        room = plan_in(small_app).rooms[1]
        assert (room.name, room.capacity_2m) == ("Lydstudio", 1)


async def test_what_is_half_typed_stays_when_a_colleague_writes(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "H")
        await choose(small_app, pilot, "room:studio")
        await press(pilot, "enter")
        await fill(pilot, "mange")
        await fill(pilot, "få")

        def colleague(**values: object) -> None:
            store = Store(small_app.desk.session.repository, "ola", small_app.desk.clock)
            with store.action("house") as action:
                there = action.get(Key("room", "studio"))
                assert there is not None
                action.put(structs.replace(there.value, **values), there.version)

        await small_app.desk.ask(lambda: colleague(name="Studioet", cleaning_minutes=11))
        await small_app.renew()
        for wanted in ("Studioet", "mange", "få", "11"):
            assert wanted in told(small_app)
        assert "somebody else has written" not in told(small_app)
        await small_app.desk.ask(lambda: colleague(capacity_2m=1))
        await small_app.renew()
        assert "få" in told(small_app)
        assert "somebody else has written something else here" in told(small_app)


async def test_whether_it_is_a_health_service_is_an_admins_to_say(small_app: GlimtApp) -> None:
    async with running(small_app, SMALL) as pilot:
        session = small_app.desk.session
        user = structs.replace(session.user, role="staff", admins=("kari",))
        small_app.desk._session = structs.replace(session, user=user)
        await press(pilot, "H")
        await choose(small_app, pilot, "centre:")
        await press(pilot, "enter")
        assert "Only an admin changes this: " in told(small_app)
        assert "‹" not in told(small_app)
        await press(pilot, "right")
        assert "Only an admin may say whether the centre is a health service" in shown(small_app)
        await press(pilot, "enter")
        await fill(pilot, "20")
        await save(pilot)
        centre = plan_in(small_app).centre
        assert (centre.health_service, centre.cleaning_minutes) == (False, 20)

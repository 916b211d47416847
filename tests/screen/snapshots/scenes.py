"""What the screen is looked at in: every page, every panel, and the states that matter of each.

Each scene starts on the page of today at 11.40 on Tuesday 12 January 2021, on the made-up weeks
of ``glimt demo``, and presses what a person would press to get there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec import structs
from textual.pilot import Pilot

from glimt_rules.plan.model import Plan, Visit
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.form.panel import BookingForm
from glimt_tui.store.records import Key
from glimt_tui.store.store import Store
from screen.screens import at, press, settle, write
from screen.snapshots.picture import still

Scene = Callable[[GlimtApp, Pilot[int]], Awaitable[None]]
#: Every scene by its name.
SCENES: dict[str, Scene] = {}
#: Those that are looked at in every theme and in English, too.
MAIN: list[str] = []
#: Those that are looked at without colours: the pages, and the form.
PLAIN: list[str] = []
#: Scenes on a plan of their own.
PLANS: dict[str, Callable[[Plan], Plan]] = {}


def scene(
    name: str,
    *,
    main: bool = False,
    plain: bool = False,
    plan: Callable[[Plan], Plan] | None = None,
) -> Callable[[Scene], Scene]:
    """Make a scene known."""

    def add(make: Scene) -> Scene:
        SCENES[name] = make
        if main or plain:
            MAIN.append(name)
        if plain:
            PLAIN.append(name)
        if plan is not None:
            PLANS[name] = plan
        return make

    return add


def keys(name: str, *pressed: str, plain: bool = False) -> None:
    """A scene that some keys lead to."""

    async def make(app: GlimtApp, pilot: Pilot[int]) -> None:
        await press(pilot, *pressed)

    scene(name, plain=plain)(make)


def stand_on(app: GlimtApp, id_: str) -> None:
    """Put the cursor of the page on something."""
    assert app.current.go_to(id_), id_


async def judged(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Wait until the rules have answered, and where they are in the way, also alternatives."""
    from glimt_tui.screen.form.alternatives import is_at_fault

    for _ in range(300):
        await pilot.pause(0.01)
        await settle(pilot)
        form = form_of(app)
        if form.state.preview is None and form.state.booking.people:
            continue
        if not is_at_fault(form.state) or form.state.alternatives is not None:
            return
    raise AssertionError("the rules do not answer")


def form_of(app: GlimtApp) -> BookingForm:
    """The booking form that is open."""
    assert isinstance(app.panel, BookingForm)
    return app.panel


# Pages -----------------------------------------------------------------------------------------

keys("today", plain=True)
keys("today-by-room", "r")
keys("today-masked", "x")
keys("today-cannot", "i")
keys("week", "2", plain=True)
keys("week-day", "2", "d", plain=True)
keys("people", "3", plain=True)
keys("rules", "4", plain=True)
keys("rules-of-a-version", "4", "enter")
keys("visitors", "5")
keys("visitors-revealed", "5", "v", plain=True)


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


# What is there: a visit, a person, a rule, a trace ---------------------------------------------


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


# The booking form ------------------------------------------------------------------------------


@scene("form-new")
async def form_new(app: GlimtApp, pilot: Pilot[int]) -> None:
    """An empty form, with those who come most offered."""
    await press(pilot, "n")


@scene("form-finding-somebody")
async def form_finding_somebody(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A few letters of a name in the form."""
    await press(pilot, "n")
    await write(pilot, "si")


@scene("form-fine")
async def form_fine(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A booking against which nothing can be said."""
    await app.book(person="kaja", room="studio", start=at("12:00", 14), end=at("13:30", 14))
    form_of(app).state.go_to("what")
    await write(pilot, "Ny låt")
    await judged(app, pilot)


@scene("form-findings", plain=True)
async def form_findings(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A booking that is not allowed, with what is allowed instead."""
    await app.edit_visit("bursdag")
    await judged(app, pilot)


@scene("form-alternatives")
async def form_alternatives(app: GlimtApp, pilot: Pilot[int]) -> None:
    """The end of the form: the nearest that is allowed, a key each."""
    await app.edit_visit("bursdag")
    await judged(app, pilot)
    await press(pilot, *["pagedown"] * 4)


@scene("form-rule")
async def form_rule(app: GlimtApp, pilot: Pilot[int]) -> None:
    """The rules about the field with the cursor."""
    await app.edit_visit("bursdag")
    await judged(app, pilot)
    await press(pilot, "f1")


@scene("form-question")
async def form_question(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A fact that is missing, asked for in the form."""
    await app.edit_visit("tomatsuppe")
    await judged(app, pilot)
    await press(pilot, "down", "down", "down", "down")


@scene("form-reason")
async def form_reason(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A house rule is in the way: the form asks for the reason of an exception."""
    await app.book(person="kaja", room="hobbyrom", start=at("15:00", 14), end=at("16:00", 14))
    await write(pilot, "solveig")
    await press(pilot, "enter")
    await judged(app, pilot)
    await press(pilot, "ctrl+s")
    await settle(pilot)


@scene("form-difference")
async def form_difference(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A colleague has changed the booking meanwhile."""
    await app.edit_visit("perler")
    form_of(app).state.go_to("what")
    await write(pilot, "!")
    await judged(app, pilot)
    assert app.view is not None
    there = app.view.visits["perler"]
    await by_a_colleague(app, structs.replace(there, title="Perling", start=at("15:15")))
    await app.renew()
    await judged(app, pilot)
    await press(pilot, "ctrl+o")


@scene("form-draft")
async def form_draft(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A draft is there from before, and offered."""
    await press(pilot, "n")
    await write(pilot, "kaja")
    await press(pilot, "enter", "tab")
    await write(pilot, "to 12-13:30")
    await press(pilot, "escape", "n")


@scene("form-more")
async def form_more(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A walk in the woods, with what is seldom needed unfolded."""
    await app.edit_visit("skitur-2")
    await judged(app, pilot)
    for _ in range(20):
        if form_of(app).state.focus == "more":
            break
        await press(pilot, "down")
    await press(pilot, "enter")


@scene("form-what-has-happened")
async def form_what_has_happened(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A visit that goes on: it is recorded as it is."""
    await app.edit_visit("strikkekafe-2")
    await judged(app, pilot)


async def by_a_colleague(app: GlimtApp, changed: Visit, who: str = "kari") -> None:
    """Somebody else writes, behind the back of what is on the screen."""
    store = Store(app.desk._session.repository, who, app.desk.clock)

    def write_it() -> None:
        with store.action("change") as action:
            there = action.get(Key("visit", changed.id))
            assert there is not None
            action.put(changed, there.version)

    await app.desk.ask(write_it)


# People: at the door, and in the register ------------------------------------------------------


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


# Everywhere ------------------------------------------------------------------------------------

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

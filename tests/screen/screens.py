"""Helpers for tests of the screen: a clock that stands, made-up plans, an app at work on them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

from textual.pilot import Pilot

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Cohort, Equipment, Household, Person, Plan, Room, Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.texts import Language
from glimt_tui.desk.desk import Desk
from glimt_tui.language import texts_in
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.demo import DEMO_NOW, demo_session
from screen.waiting import has_messages, is_unpainted

#: The terminals that everything is made for: the small one first.
SMALL, LARGE = (80, 24), (120, 40)
SIZES = (SMALL, LARGE)
#: Names that must break nothing. (What controls a terminal the store refuses; see FORBIDDEN.)
NASTY = (
    "[bold]x[/]",
    "a[/]b",
    "[@click=app.quit]q[/]",
    "علي بن חיים",
    "a\u200bb zero-width",
    "Æ" * 200,
    "👩\u200d👩\u200d👧 Familien 🎸",
)
#: What nobody may write down, but somebody may type or paste.
FORBIDDEN = ("\u202eabc", "\x1b[31mred", "tab\there")


class FixedClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: Moment = DEMO_NOW) -> None:
        self.now = now

    def __call__(self) -> Moment:
        return self.now

    def advance(self, **elapsed: float) -> None:
        later = self.now + timedelta(**elapsed)
        self.now = Moment.combine(later.date(), later.time(), UTC)


def at(clock: str, day: int = 12) -> Moment:
    """A time of a day in January 2021 by the clock on the wall in Trondheim."""
    moment = datetime.fromisoformat(f"2021-01-{day:02d}T{clock}+01:00").astimezone(UTC)
    return Moment.combine(moment.date(), moment.time(), UTC)


def visit(id_: str, start: str, end: str, *people: str, day: int = 12, **details: object) -> Visit:
    """A visit that was arranged beforehand, in the common room unless said otherwise."""
    given: dict[str, object] = {
        "booked_at": at("09:00", 4),
        "masks": True,
        "room": "felles",
        "distance_m": 2.0,
        **details,
    }
    return Visit(id=id_, start=at(start, day), end=at(end, day), people=people, **given)  # type: ignore[arg-type]


def person(id_: str, name: str, number: int, **details: object) -> Person:
    """Somebody of the music group with a valid number."""
    given: dict[str, object] = {"cohort": "musikk", **details}
    return Person(id=id_, name=name, phone=f"406 12 3{number:02d}", **given)  # type: ignore[arg-type]


PEOPLE = (
    person("ane", "Ane Eksempel", 11),
    person("bo", "Bo Påhitt", 12),
    person("cai", "Cai Oppdiktet", 13),
    person("kari", "Kari Vakt", 1, role="staff"),
)


def plan_of(*visits: Visit, people: tuple[Person, ...] = PEOPLE) -> Plan:
    """Two rooms, two things, one group that may meet; nobody has met anybody outside."""
    return Plan(
        format=1,
        rooms=(
            Room(id="felles", name="Fellesrommet", capacity_1m=12, capacity_2m=6),
            Room(id="studio", name="Studio", capacity_1m=3, capacity_2m=2, cleaning_minutes=30),
        ),
        equipment=(
            Equipment(id="gitar", name="Westerngitar", room="studio"),
            Equipment(id="reim", name="Gitarreim i skinn", washable=False),
        ),
        cohorts=(Cohort(id="musikk", name="Musikkgruppa"),),
        households=tuple(
            Household(id=one.lives_in, outside_contacts={"2021-W02": 0, "2021-W03": 0})
            for one in {one.lives_in: one for one in people}.values()
        ),
        people=people,
        visits=visits,
    )


def small_plan() -> Plan:
    """Tuesday 12 January 2021 as it may look at 11.40: somebody is late, more is to come."""
    return plan_of(
        visit(
            "tidlig", "09:30", "10:30", "cai", title="Sang", room="studio", status="done",
            handwashed=True, equipment=("reim",),
        ),
        visit("band", "11:30", "12:30", "ane", "bo", title="Bandøving"),
        visit("alene", "13:00", "14:00", "cai", title="Øver alene", room="studio"),
        visit("snarvisitt", "15:00", "15:30", "ane", title="Uten avtale", booked_at=None),
        visit("imorgen", "10:00", "11:00", "ane", "bo", day=13, title="Dagen etter"),
    )  # fmt: skip


def app_on(
    plan: Plan, book: RuleBook, clock: FixedClock | None = None, language: Language = "en"
) -> GlimtApp:
    """The app on a database of its own; whoever has arrived by the plan is on the list."""
    clock = clock or FixedClock()
    desk = Desk(demo_session(plan, clock), book, clock)
    return GlimtApp(desk, texts_in(language), is_other_day=True)


@asynccontextmanager
async def running(app: GlimtApp, size: tuple[int, int] = SMALL) -> AsyncIterator[Pilot[int]]:
    """The app at work on a terminal of that size, with its first view shown."""
    try:
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            assert app.view is not None
            yield pilot
    finally:
        with suppress(RuntimeError):  # a test that quits has closed the desk already
            await app.desk.close()


async def settle(pilot: Pilot[int]) -> None:
    """Wait until everything that has been set going is done."""
    await pilot.pause()
    await _finish(pilot)


async def _finish(pilot: Pilot[int]) -> None:
    """Wait for workers, for those that they start in turn, and until that is painted."""
    while working := [worker for worker in pilot.app.workers if not worker.is_finished]:
        await pilot.app.workers.wait_for_complete(working)
        await pilot.pause()
    if is_unpainted(pilot.app) or has_messages(pilot.app):
        await pilot.pause()


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys one after the other, each when the one before has done its work."""
    for key in keys:
        await pilot.press(key)  # waits until the app is idle
        await _finish(pilot)


async def write(pilot: Pilot[int], text: str) -> None:
    """Type a text into whatever has the focus."""
    names = {" ": "space", ":": "colon", ".": "full_stop", "-": "minus", "+": "plus"}
    await pilot.press(*(names.get(letter, letter) for letter in text))
    await settle(pilot)


def lines(app: GlimtApp) -> list[str]:
    """What stands on the screen, line by line, without the blanks at the end."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def shown(app: GlimtApp) -> str:
    """What stands on the screen."""
    return "\n".join(lines(app))

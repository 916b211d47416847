"""What the tests of series begin with: a band that meets, and what stands there afterwards."""

from __future__ import annotations

from datetime import date

from msgspec import structs

from desk.house import House
from glimt_rules.plan.model import Household, Plan, Visit
from glimt_tui.desk.series.days import bookings_of, series_there
from glimt_tui.desk.series.outlook import Asked, Make, Outlook
from glimt_tui.desk.series.writing import Written, look, write
from glimt_tui.store.daybook import Series
from glimt_tui.store.records import Key
from screen.screens import PEOPLE, plan_of, visit

#: The band's first Wednesday, and those after it.
WED = [date(2021, 1, day) for day in (13, 20, 27)] + [date(2021, 2, day) for day in (3, 10)]


def band(**details: object) -> Visit:
    """Three people, one of them staff, at a distance, with masks, in the common room."""
    given: dict[str, object] = {"day": 13, "title": "Bandøving", **details}
    return visit("band", "13:00", "14:00", "ane", "bo", "kari", **given)  # type: ignore[arg-type]


def a_plan(*visits: Visit) -> Plan:
    """A plan in which nobody has met anybody outside for ten weeks."""
    weeks = {f"2021-W{week:02d}": 0 for week in range(1, 20)}
    plan = plan_of(*(visits or (band(),)))
    homes = tuple(Household(id=one.lives_in, outside_contacts=weeks) for one in PEOPLE)
    return structs.replace(plan, households=homes)


def make(last: date = WED[-1], *, weeks: int = 1, without: set[date] | None = None) -> Make:
    return Make(id="s-band", visit="band", weeks=weeks, last=last, without=frozenset(without or ()))


def seen(there: House, asked: Asked) -> Outlook:
    return look(there.session.store, there.view(), asked)


def write_it(there: House, asked: Asked) -> Written:
    view = there.view()
    found = look(there.session.store, view, asked)
    return write(there.session.store, there.book, there.clock(), view, found)


def series(there: House, id_: str = "s-band") -> Series | None:
    with there.session.store.reading() as reading:
        record = series_there(reading).get(id_)
    return record.value if record else None  # type: ignore[return-value]


def bookings(there: House, id_: str = "s-band") -> dict[date, Visit]:
    """What a series has made, by day; also where there is no such series any more."""
    there_is = series(there, id_) or Series(
        id=id_, first=WED[0], last=WED[0], starts=WED_TIME, minutes=60, people=("ane",)
    )
    return bookings_of(there_is, there.view().visits.values())


WED_TIME = band().start.time()


def change(there: House, id_: str, **changes: object) -> None:
    """A booking is changed by itself, as the form does it."""
    with there.session.store.action("change") as action:
        record = action.get(Key("visit", id_))
        assert record is not None
        action.put(structs.replace(record.value, **changes), record.version)


def everything(there: House) -> dict[Key, object]:
    """All records but the journal."""
    with there.session.store.reading() as reading:
        return {record.key: record.value for record in reading.everything()}

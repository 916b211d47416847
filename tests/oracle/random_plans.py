"""Small, nasty, valid plans out of a seed, to hold two readings of the contract together.

Times are crowded around the days and boundaries that the rules turn on, and every key of the
document is there in some plans and not in others. The same seed gives the same plan.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

Table = dict[str, Any]

# Days on which something comes into force, ends or is made known, and the days of clock changes.
DAYS_OF_FORCE = [
    date(2020, 12, 26),
    date(2021, 1, 1),
    date(2021, 1, 3),
    date(2021, 1, 4),
    date(2021, 1, 5),
    date(2021, 1, 10),
    date(2021, 1, 18),
    date(2021, 1, 19),
    date(2021, 1, 20),
    date(2021, 1, 30),
    date(2021, 2, 1),
    date(2021, 2, 2),
    date(2021, 2, 3),
    date(2021, 2, 4),
    date(2021, 4, 12),
]
CLOCK_CHANGES = [date(2020, 10, 25), date(2021, 3, 28), date(2021, 10, 31)]
# Elsewhere clocks changed while rules about hours, minutes and midnights were in force.
CHANGED_ELSEWHERE = {
    "Europe/Volgograd": date(2020, 12, 27),
    "Pacific/Fiji": date(2021, 1, 17),
    "Africa/Juba": date(2021, 2, 1),
}
# What a plan is mostly about, and the days it gathers around. All else occurs in it too.
ABOUT = {
    "anything": DAYS_OF_FORCE + CLOCK_CHANGES,
    "crowd": [date(2021, 1, 4), date(2021, 1, 7), date(2021, 1, 18), date(2021, 1, 19)],
    "christmas": [date(2020, 12, 26), date(2021, 1, 2), date(2021, 1, 3), date(2020, 12, 31)],
    "rooms": [date(2021, 1, 4), date(2021, 1, 9), date(2021, 1, 20), date(2021, 1, 29)],
    "things": [date(2021, 1, 4), date(2021, 1, 14), date(2021, 1, 22), date(2021, 1, 29)],
    "contacts": [date(2020, 12, 26), date(2021, 1, 3), date(2021, 1, 17), date(2021, 1, 30)],
    "homes": [date(2021, 1, 3), date(2021, 1, 4), date(2021, 1, 12), date(2021, 1, 19)],
    "assignments": [date(2021, 4, 11), date(2021, 4, 12), date(2021, 4, 14), date(2021, 1, 6)],
    "edges": DAYS_OF_FORCE,
    "clocks": [*CLOCK_CHANGES, date(2021, 10, 31), date(2021, 10, 31)],
    "clocks elsewhere": [],
}
ZONES = ["Europe/Oslo", "Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"]
NAMED_ROOMS = ["felles", "musikkrom", "kunstrom", "new-york", "bali"]
OTHER_ROOMS = ["studio", "hobbyrom", "Felles", "øvingsrom"]
SETTINGS = [
    "centre",
    "outdoors",
    "home",
    "cafe",
    "shopping_centre",
    "crowded_place",
    "other_indoors",
    "online",
    "phone",
]
KINDS = ["activity", "conversation", "support_contact", "private_gathering", "leisure", "shift"]
PHONES = ["40612345", "+47 406 12 345", "0047 40612345", "22 22 55 55", "+46 70 123 45 67"]
NO_PHONES = ["", " ", "11111111", "4061234", "ring meg", "+47", "+46 12", "90001234567"]
NAMES = ["Ane", "Bo", "Åse-Marie Øye", "Liv [/b]", "X"]
NO_NAMES = ["", " ", "\u00a0 "]
WAIVABLE = [
    "nasjonal.home-visits",
    "nasjonal.leisure",
    "nasjonal.symptoms",
    "senter.room-cap",
    "senter.booked-ahead",
    "senter.mask",
    "senter.cohort",
    "senter.distance",
    "senter.distance-2m",
    "senter.cleaning",
    "senter.equipment-washing",
    "senter.equipment-quarantine",
    "senter.contacts",
    "senter.visitor-list",
    "senter.handwash",
    "senter.after-use",
    "stottekontakt.venue",
    "stottekontakt.assessment",
    "stottekontakt.prefer-remote",
]
MINUTES = [0, 0, 1, 5, 10, 14, 15, 16, 30, 45]
SHORT_STEPS = [
    timedelta(0),
    timedelta(seconds=30),
    *(timedelta(minutes=minutes) for minutes in (1, 5, 9, 10, 11, 14, 15, 16, 29, 30, 31, 60)),
]
LONG_STEPS = [
    timedelta(hours=24),
    timedelta(hours=47),
    timedelta(hours=47, minutes=59),
    timedelta(hours=48),
    timedelta(hours=48),
    timedelta(hours=48, minutes=1),
]
LENGTHS = [
    *(timedelta(minutes=minutes) for minutes in (1, 15, 30, 45, 60, 60, 90, 120, 120, 180)),
    timedelta(minutes=44, seconds=30),
    timedelta(hours=8),
    timedelta(hours=24),
]


def chance(rng: random.Random, odds: float) -> bool:
    """True that often."""
    return rng.random() < odds


def some(rng: random.Random, of: list[str], least: int, most: int) -> list[str]:
    """Different ones, between so many and so many where there are enough."""
    most = min(most, len(of))
    return rng.sample(of, rng.randint(min(least, most), most))


def iso_week(day: date) -> str:
    """The ISO week of a day, as `outside_contacts` writes it."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


# --- Times ---------------------------------------------------------------------------------------


def the_zone(plan: Table) -> ZoneInfo:
    """The timezone of a plan's local times."""
    return ZoneInfo(plan.get("timezone", "Europe/Oslo"))


def written(rng: random.Random, moment: datetime, zone: ZoneInfo) -> str:
    """A moment as a document writes it: local mostly, with an offset where it must or may."""
    local = moment.astimezone(zone)
    another_clock = local.utcoffset() != (local + timedelta(days=1)).utcoffset()
    if local.fold or chance(rng, 0.4 if another_clock else 0.06):
        elsewhere = timezone(timedelta(minutes=rng.choice([-300, 0, 60, 120, 330])))
        local = moment.astimezone(rng.choice([elsewhere, zone]))
        text = local.isoformat()
        return text.replace("+00:00", "Z") if chance(rng, 0.5) else text
    naive = local.replace(tzinfo=None)
    if naive.second == 0 and chance(rng, 0.3):
        return naive.isoformat(timespec="minutes")
    return naive.isoformat()


def some_moment(rng: random.Random, about: str, days: list[date], zone: ZoneInfo) -> datetime:
    """A start near one of the days, often on the hour or about a midnight or a clock change."""
    day = rng.choice(days) + timedelta(days=rng.choice([0, 0, 0, 0, -1, 1, 1, 2]))
    what = rng.random()
    if about.startswith("clocks"):
        day = rng.choice(days)
    if what < {"edges": 0.5, "clocks elsewhere": 0.2}.get(about, 0.08):
        around = datetime.combine(rng.choice([day, *days]), time(0), zone).astimezone(UTC)
        return around + timedelta(minutes=rng.choice([-60, -30, -15, -1, 0, 0, 1, 15]))
    if what < (0.8 if about.startswith("clocks") else 0.14):
        clock = time(rng.choice([0, 1, 1, 2, 2, 2, 3]), rng.choice([0, 15, 30, 45]))
        first = datetime.combine(day, clock, zone).astimezone(UTC)
        return first + timedelta(hours=rng.choice([0, 0, 1]))
    clock = time(rng.choice([10, 11, 11, 12, 12, 12, 13, 17]), rng.choice([0, 0, 0, 15, 30]))
    return datetime.combine(day, clock, zone).astimezone(UTC)


def next_start(
    rng: random.Random,
    about: str,
    taken: list[tuple[datetime, datetime]],
    days: list[date],
    zone: ZoneInfo,
) -> datetime:
    """Anew, or just beside a visit that is there already."""
    if not taken or chance(rng, 0.15 if about == "things" else 0.4):
        return some_moment(rng, about, days, zone)
    start, end = taken[-1] if about == "things" else rng.choice(taken)
    if chance(rng, 0.6 if about == "things" else 0.2):
        return end + rng.choice(LONG_STEPS)
    return rng.choice([start, end, end, end]) + rng.choice(SHORT_STEPS) * rng.choice([1, 1, 1, -1])


# --- Who and what there is -----------------------------------------------------------------------


def random_person(
    rng: random.Random, own: str, ids: list[str], shared: list[str], days: list[date]
) -> Table:
    """A person; each key but the id is sometimes left out."""
    person: Table = {"id": own}
    for key, good, bad in (("name", NAMES, NO_NAMES), ("phone", PHONES, NO_PHONES)):
        if chance(rng, 0.95):
            person[key] = rng.choice(bad if chance(rng, 0.06) else good)
    if chance(rng, 0.4):
        person["role"] = rng.choice(["participant", "staff", "support_contact", "guest"])
    if chance(rng, 0.95 if len(shared) == 1 else 0.4):
        person["household"] = rng.choice(shared + rng.sample(ids, len(shared) // 2))
    if chance(rng, 0.85):
        person["cohort"] = rng.choice(["A", "A", "A", "B", "ukjent"])
    if chance(rng, 0.15):
        day = rng.choice(days)
        shift = timedelta(days=rng.choice([-400, -1, 0, 0, 0, 1, 2, 400, 2000]))
        person["born"] = (day.replace(year=day.year - 12) + shift).isoformat()
    for key in ("lives_alone", "mask_exempt"):
        if chance(rng, 0.45):
            person[key] = chance(rng, 0.6)
    if chance(rng, 0.6):
        person["risk_group"] = chance(rng, 0.4)
    if chance(rng, 0.12):
        person["symptoms"] = [random_symptoms(rng, days) for _ in range(rng.choice([1, 1, 2]))]
    return person | random_ties(rng, [one for one in ids if one != own], shared)


def random_ties(rng: random.Random, others: list[str], shared: list[str]) -> Table:
    """Whom somebody has fixed, and comes with."""
    ties: Table = {}
    if chance(rng, 0.5):
        ties["fixed_contacts"] = some(rng, others, 0, 2)
    if chance(rng, 0.35):
        ties["fixed_household"] = rng.choice([*shared, *shared, rng.choice(others), "ingen"])
    if chance(rng, 0.3):
        ties["comes_with"] = rng.choice(others)
    return ties


def random_symptoms(rng: random.Random, days: list[date]) -> Table:
    """Symptoms that begin or end about a day on which there are visits."""
    begun = rng.choice(days) + timedelta(days=rng.choice([-3, -1, 0, 0, 1, 2]))
    told: Table = {"from": begun.isoformat()}
    if chance(rng, 0.6):
        told["cleared"] = (begun + timedelta(days=rng.choice([0, 1, 1, 2, 3]))).isoformat()
    return told


def random_people(rng: random.Random, about: str, days: list[date]) -> list[Table]:
    """3 to 15 people, some of them living together."""
    least, most = {
        "crowd": (11, 15),
        "contacts": (9, 15),
        "things": (3, 5),
        "homes": (3, 6),
    }.get(about, (3, 15))
    style = rng.choice(["p{}", "p{:02}", "{}", "Ærlig-{}", "p.{}_x"])
    ids = [style.format(number) for number in range(rng.randint(least, most))]
    shared = some(rng, ["h0", "h1", "h2", "Hjemme"], 2, 4)[: 1 if chance(rng, 0.12) else 4]
    return [random_person(rng, own, ids, shared, days) for own in ids]


def random_households(
    rng: random.Random, about: str, people: list[Table], days: list[date]
) -> list[Table]:
    """What households tell of their weeks: nothing, none, some, nearly ten, too many."""
    names = sorted({str(person.get("household", person["id"])) for person in people} | {"tom"})
    weeks = sorted({iso_week(day + timedelta(days=more)) for day in days for more in (-1, 0, 1)})
    usual = rng.choice([[0, 0, 1, 4], [7, 8, 9, 10], [0, 5, 8, 9, 10, 11, 30]])
    known = 0.8 if about == "contacts" else 0.6
    households: list[Table] = []
    for name in names:
        if chance(rng, 0.75):
            told = {week: rng.choice(usual) for week in weeks if chance(rng, known)}
            households.append({"id": name, "outside_contacts": told} if told else {"id": name})
    return households


def random_rooms(rng: random.Random, about: str) -> list[Table]:
    """Rooms with caps of their own and others, with capacities and without."""
    rooms: list[Table] = []
    most = 1 if about == "rooms" else 4
    for own in some(rng, NAMED_ROOMS, 1, most) + some(rng, OTHER_ROOMS, 0, 2):
        room: Table = {"id": own}
        if chance(rng, 0.5):
            room["name"] = own.capitalize()
        if chance(rng, 0.7):
            room["capacity_1m"] = rng.choice([1, 2, 3, 4, 5, 6, 8, 12])
        if chance(rng, 0.7):
            room["capacity_2m"] = rng.choice([1, 1, 2, 3, 4, 6])
        if chance(rng, 0.3):
            room["cleaning_minutes"] = rng.choice(MINUTES)
        rooms.append(room)
    return rooms


def random_equipment(rng: random.Random, about: str, rooms: list[Table]) -> list[Table]:
    """Things, washable and not."""
    equipment: list[Table] = []
    most = 2 if about == "things" else 4
    for own in some(rng, ["mikrofon", "gitarreim", "e1", "e2"], 1, most):
        thing: Table = {"id": own}
        if chance(rng, 0.7):
            thing["washable"] = chance(rng, 0.4)
        if chance(rng, 0.3):
            thing["room"] = rng.choice(rooms)["id"]
        equipment.append(thing)
    return equipment


def random_centre(rng: random.Random) -> Table:
    """The centre's own figures, now and then."""
    centre: Table = {}
    if chance(rng, 0.3):
        centre["name"] = "Senteret"
    if chance(rng, 0.5):
        centre["health_service"] = chance(rng, 0.5)
    if chance(rng, 0.35):
        centre["cleaning_minutes"] = rng.choice(MINUTES)
    if chance(rng, 0.35):
        centre["washing_minutes"] = rng.choice(MINUTES)
    if chance(rng, 0.2):
        centre["opening_hours"] = {"mon": ["10:00-12:00", "13:00-17:00"], "sun": []}
    return centre


# --- Visits --------------------------------------------------------------------------------------


def random_kind_and_setting(rng: random.Random, about: str) -> tuple[str | None, str | None]:
    """What a visit is and where; None where the default is left to stand."""
    kind = rng.choice(KINDS) if chance(rng, 0.2 if about == "things" else 0.5) else None
    setting = rng.choice(SETTINGS) if chance(rng, 0.45) else None
    if about in ("crowd", "christmas", "rooms", "things", "clocks elsewhere") and chance(rng, 0.7):
        setting = rng.choice([None, "centre"])
    if about == "crowd" and chance(rng, 0.3):
        kind = rng.choice(["shift", "private_gathering"])
        setting = (
            None if kind == "shift" else rng.choice(["outdoors", "outdoors", "cafe", "online"])
        )
    if about == "homes" and chance(rng, 0.7):
        setting = "home"
    if about in ("assignments", "clocks") and chance(rng, 0.7):
        kind = "support_contact"
        setting = rng.choice(SETTINGS)
    if kind == "shift":
        setting = rng.choice([None, "centre"])
    return kind, setting


def random_attendance(rng: random.Random, about: str, ids: list[str]) -> Table:
    """Who is meant to come, and who does not."""
    most = {"crowd": 12, "christmas": 9, "contacts": 6, "things": 2}.get(about, 5)
    least = {"crowd": 3, "christmas": 3}.get(about, 1) if chance(rng, 0.6) else 1
    most = len(ids) if chance(rng, 0.05) else most
    people = some(rng, ids, least, most)
    attendance: Table = {"people": people}
    if len(people) > 1 and chance(rng, 0.15):
        attendance["absent"] = some(rng, people, 1, min(2, len(people) - 1))
    elif chance(rng, 0.03):
        attendance["absent"] = []
    return attendance


def random_home(rng: random.Random, people: list[Table]) -> Table:
    """A host, and guests who are near to the host or not, or housemates."""
    host = rng.choice(people)
    home = host.get("household", host["id"])
    near = [
        one["id"]
        for one in people
        if one["id"] in host.get("fixed_contacts", [])
        or one.get("household", one["id"]) in (home, host.get("fixed_household"))
        or host["id"] in one.get("fixed_contacts", [])
        or one.get("fixed_household") == home
    ]
    others = near if chance(rng, 0.7) else [one["id"] for one in people]
    others = [one for one in others if one != host["id"]]
    there = [host["id"], *some(rng, others, 1, 3)]
    rng.shuffle(there)
    attendance: Table = {"people": there, "host": host["id"]}
    if len(there) > 1 and chance(rng, 0.1):
        attendance["absent"] = some(rng, [one for one in there if one != host["id"]], 1, 1)
    return attendance


def random_visit(
    rng: random.Random, about: str, own: str, span: tuple[datetime, datetime], plan: Table
) -> Table:
    """A visit; what the contract lets be absent is absent now and then."""
    start, end = span
    zone = the_zone(plan)
    visit: Table = {
        "id": own,
        "start": written(rng, start, zone),
        "end": written(rng, end, zone),
    }
    kind, setting = random_kind_and_setting(rng, about)
    if kind is not None:
        visit["kind"] = kind
    if setting is not None:
        visit["setting"] = setting
    if setting == "home":
        visit |= random_home(rng, plan["people"])
    else:
        visit |= random_attendance(rng, about, [person["id"] for person in plan["people"]])
    if setting in (None, "centre") and chance(rng, 0.8):
        visit["room"] = rng.choice(plan["rooms"])["id"]
    if chance(rng, 0.8 if about == "things" else 0.25):
        visit["equipment"] = some(rng, [one["id"] for one in plan["equipment"]], 0, 2)
    visit |= random_record(rng)
    visit |= random_arrangements(rng, start, zone)
    return visit


def random_record(rng: random.Random) -> Table:
    """What is recorded of how a visit is to go, or went."""
    told: Table = {}
    if chance(rng, 0.5):
        told["masks"] = chance(rng, 0.4)
    if chance(rng, 0.35):
        told["distance_m"] = rng.choice([0, 0.5, 0.99, 1, 1.0, 1.5, 1.99, 2, 2.0, 3])
    if chance(rng, 0.08):
        told["purpose"] = rng.choice(["necessary_home_service", "end_of_life"])
    if chance(rng, 0.5):
        told["status"] = rng.choices(
            ["planned", "arrived", "done", "cancelled", "no_show"], [2, 3, 3, 1, 1]
        )[0]
    for key in ("handwashed", "surfaces_cleaned"):
        if chance(rng, 0.6):
            told[key] = chance(rng, 0.7)
    if chance(rng, 0.1):
        told["title"] = rng.choice(["Band", "Tur, med kaffe", "Ærend"])
    if chance(rng, 0.1):
        told["public"] = chance(rng, 0.5)
    if chance(rng, 0.05):
        told["link"] = "https://example.org/m"
    return told


def random_arrangements(rng: random.Random, start: datetime, zone: ZoneInfo) -> Table:
    """When it was arranged and weighed: before, at the very start, or after."""
    about_start = [
        timedelta(0),
        timedelta(seconds=1),
        *(timedelta(minutes=minutes) for minutes in (1, 30, 60)),
    ]
    told: Table = {}
    if chance(rng, 0.75):
        before = timedelta(days=1) if chance(rng, 0.7) else rng.choice(about_start)
        told["booked_at"] = written(rng, start - before * rng.choice([1, 1, 1, -1]), zone)
    if chance(rng, 0.4):
        before = rng.choice([*about_start, timedelta(days=2)])
        told["assessed_at"] = written(rng, start - before * rng.choice([1, 1, -1]), zone)
    return told


def random_visits(rng: random.Random, about: str, plan: Table, days: list[date]) -> list[Table]:
    """4 to 30 visits, close to each other."""
    zone = the_zone(plan)
    style = rng.choice(["v{}", "v{:02}", "{}", "Besøk-{}", "v.{}"])
    numbers = list(range(rng.choice([4, 6, 8] if about == "things" else [4, 6, 8, 12, 16, 20, 30])))
    rng.shuffle(numbers)
    spans: list[tuple[datetime, datetime]] = []
    visits: list[Table] = []
    for number in numbers:
        start = next_start(rng, about, spans, days, zone)
        spans.append((start, start + rng.choice(LENGTHS)))
        visits.append(random_visit(rng, about, style.format(number), spans[-1], plan))
    return visits


def random_waivers(rng: random.Random, visits: list[Table], days: list[date]) -> list[Table]:
    """Exceptions: in good time, expired the day before, for visits that need none."""
    waivers: list[Table] = []
    for visit in visits:
        for rule in some(rng, WAIVABLE, 0, 6) if chance(rng, 0.2) else []:
            day = datetime.fromisoformat(visit["start"]).date()
            until = day + timedelta(days=rng.choice([-1, 0, 0, 0, 1, 30]))
            until = rng.choice(days) if chance(rng, 0.1) else until
            waiver = {"rule": rule, "visit": visit["id"], "reason": "Avtalt", "by": "vakt"}
            waivers.append(waiver | {"until": until.isoformat()})
            if chance(rng, 0.1):
                waivers.append(waiver | {"until": (day - timedelta(days=2)).isoformat()})
    rng.shuffle(waivers)
    return waivers


# --- What is asked for ---------------------------------------------------------------------------


def random_plan(rng: random.Random) -> Table:
    """A valid plan document, as JSON gives it."""
    about = rng.choice(list(ABOUT))
    plan: Table = {"format": 1}
    if about == "clocks elsewhere":
        plan["timezone"] = rng.choice(list(CHANGED_ELSEWHERE))
        days = [CHANGED_ELSEWHERE[plan["timezone"]]]
    else:
        days = rng.choices(ABOUT[about], k=rng.choice([1, 1, 2, 3]))
    if about != "clocks elsewhere" and chance(rng, 0.2):
        plan["timezone"] = rng.choice(ZONES)
    centre = random_centre(rng)
    if centre:
        plan["centre"] = centre
    plan["rooms"] = random_rooms(rng, about)
    plan["equipment"] = random_equipment(rng, about, plan["rooms"])
    plan["cohorts"] = [{"id": "A", "name": "Kohort A"}, {"id": "B"}]
    plan["people"] = random_people(rng, about, days)
    plan["households"] = random_households(rng, about, plan["people"], days)
    plan["visits"] = random_visits(rng, about, plan, days)
    waivers = random_waivers(rng, plan["visits"], days)
    if waivers:
        plan["waivers"] = waivers
    return plan


def random_options(rng: random.Random) -> dict[str, date]:
    """`known_at`, `date_from` and `date_to`, each now and then."""

    def near_a_day_of_force() -> date:
        return rng.choice(DAYS_OF_FORCE) + timedelta(days=rng.choice([-1, 0, 0, 1]))

    options: dict[str, date] = {}
    if chance(rng, 0.4):
        options["known_at"] = near_a_day_of_force()
    first, last = sorted([near_a_day_of_force(), near_a_day_of_force()])
    if chance(rng, 0.3):
        options["date_from"] = first
    if chance(rng, 0.3):
        options["date_to"] = last
    return options


def shuffled(rng: random.Random, plan: Table) -> Table:
    """The same plan with its lists in another order: in none of them the order has a meaning."""

    def reordered(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: reordered(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return rng.sample([reordered(inner) for inner in value], len(value))
        return value

    answer: Table = reordered(plan)
    return answer

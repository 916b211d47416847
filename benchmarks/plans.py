"""A plan document as a real centre would have kept it over years, of any size.

Some forty visits a day, Monday to Saturday. Whoever plans them mostly keeps the rules: no
room is booked twice, there is time to clean, few are in the premises at once, people
meet their own group. Now and then somebody slips. The same size and seed give the same
plan, in time linear in its size.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

Table = dict[str, Any]

FIRST_DAY = date(2021, 1, 4)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat")
OPENING = {
    "mon": ["10:00-17:00"],
    "tue": ["10:00-17:00"],
    "wed": ["10:00-17:00"],
    "thu": ["10:00-20:00"],
    "fri": ["10:00-16:00"],
    "sat": ["11:00-16:00"],
}
COHORTS = {"musikk": "Musikkgruppa", "verksted": "Verkstedgruppa", "hverdag": "Hverdagsgruppa"}
PER_COHORT = 20
BAND = 5  # participants who do things together, within their cohort
STAFF_PER_COHORT = 2

#: id, name, capacity at 1 m and at 2 m, own cleaning minutes
ROOMS: tuple[tuple[str, str, int | None, int | None, int | None], ...] = (
    ("felles", "Fellesrommet", 12, 6, None),
    ("studio", "Studio", 3, 2, 30),
    ("musikkrom", "Musikkrommet", 6, 4, None),
    ("hobbyrom", "Hobbyrommet", 6, 4, None),
    ("kunstrom", "Kunstrommet", 6, 4, None),
    ("samtalerom", "Samtalerommet", 3, 2, None),
    ("kjokken", "Kjøkkenet", None, None, None),
)
#: id, name, whether it can be washed, its room
THINGS: tuple[tuple[str, str, bool, str], ...] = (
    ("mikrofon", "Sangmikrofon", True, "musikkrom"),
    ("gitar", "Westerngitar", True, "musikkrom"),
    ("keyboard", "Keyboard", True, "musikkrom"),
    ("gitarreim", "Gitarreim i skinn", False, "musikkrom"),
    ("trommestikker", "Trommestikker", False, "musikkrom"),
    ("mikrofon-studio", "Studiomikrofon med popfilter", True, "studio"),
    ("hodetelefoner", "Hodetelefoner med stoffputer", False, "studio"),
    ("effektpedal", "Effektpedal", True, "studio"),
    ("pensler", "Pensler og palettkniver", True, "kunstrom"),
    ("kullstifter", "Kullstifter", False, "kunstrom"),
    ("staffeli", "Staffeli", True, "kunstrom"),
    ("vev", "Bordvev med renning", False, "hobbyrom"),
    ("strikketøy", "Felles strikketøy", False, "hobbyrom"),
    ("perlebrett", "Perlebrett og tenger", True, "hobbyrom"),
    ("brettspill", "Brettspill", False, "felles"),
)
FIRST_NAMES = [
    "Ane",
    "Bjørn",
    "Kaja",
    "Sindre",
    "Oda",
    "Henrik",
    "Solveig",
    "Per",
    "Lise",
    "Amir",
    "Tuva",
    "Gunnar",
    "Aud",
    "Nils",
    "Fatima",
    "Roy",
    "Brit",
    "Emil",
    "Ylva",
    "Svein",
]
LAST_NAMES = ["Eksempel", "Påhitt", "Oppdiktet", "Tenkt", "Prøve", "Liksom", "Utkast"]
#: participants who never gave a number that is one
NO_PHONE = frozenset({17, 33, 41})


def realistic_plan(visits: int, seed: int = 1) -> Table:
    """A plan document with so many visits, from 4 January 2021 on."""
    centre = _Centre(random.Random(seed))
    return centre.plan(visits)


class _Centre:
    """The centre and its people, and a planner who goes through the days."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.people: list[Table] = []
        self.cohort_of: dict[str, str] = {}
        self.staff: dict[str, list[str]] = {}
        self.bands: list[list[str]] = []
        self.band_of: dict[str, list[str]] = {}
        self.household_of: dict[str, str] = {}
        self._people()
        self.participants = [one for band in self.bands for one in band]
        self.things_in: dict[str, list[str]] = {}
        self.rest: dict[str, timedelta] = {}
        for thing, _, washable, room in THINGS:
            self.things_in.setdefault(room, []).append(thing)
            self.rest[thing] = timedelta(minutes=10) if washable else timedelta(hours=48)
        #: until when each thing rests, in minutes since the first day, and who had it
        self.rests: dict[str, tuple[int, frozenset[str]]] = {}
        self.outside: dict[str, Table] = {}
        #: whom each household has met this week
        self.met: dict[str, set[str]] = {}
        self.told: dict[str, int] = {}
        self.visits: list[Table] = []

    # Who there is ------------------------------------------------------------------------

    def _person(self, own: str, cohort: str | None, **more: Any) -> None:
        number = len(self.people)
        person: Table = {
            "id": own,
            "name": f"{FIRST_NAMES[number % 20]} {LAST_NAMES[number % 7]}",
            "phone": f"406 12 3{number % 100:02d}",
            **more,
        }
        if cohort is not None:
            person["cohort"] = cohort
        self.people.append(person)
        self.household_of[own] = str(more.get("household", own))

    def _people(self) -> None:
        for n, cohort in enumerate(COHORTS):
            names = [f"ansatt-{n * STAFF_PER_COHORT + k + 1}" for k in range(STAFF_PER_COHORT)]
            self.staff[cohort] = names
            for name in names:
                self._person(name, cohort, role="staff")
                self.cohort_of[name] = cohort
        for n in range(PER_COHORT * len(COHORTS)):
            self._participant(n)
        for n in range(4):
            self._person(f"stotte-{n + 1}", None, role="support_contact", risk_group=False)
        for n in range(4):
            companion = f"deltaker-{n * 13 + 1:02d}"
            self._person(
                f"gjest-{n + 1}",
                None,
                role="guest",
                comes_with=companion,
                **({"born": "2012-05-20"} if n == 0 else {}),
            )
        by_id = {person["id"]: person for person in self.people}
        for n in (5, 18, 33, 46):
            by_id[f"deltaker-{n:02d}"]["fixed_contacts"] = [f"deltaker-{n + 1:02d}"]

    def _participant(self, n: int) -> None:
        rng = self.rng
        cohort = list(COHORTS)[n // PER_COHORT]
        own = f"deltaker-{n + 1:02d}"
        more: Table = {"risk_group": rng.random() < 0.2} if rng.random() < 0.85 else {}
        if n % 10 in (2, 3) and n < 50:
            more["household"] = f"hjem-{n // 10 + 1}"
        elif rng.random() < 0.5:
            more["lives_alone"] = True
        if rng.random() < 0.05:
            more["mask_exempt"] = True
        if rng.random() < 0.5:
            more["symptoms"] = self._symptoms()
        self._person(own, cohort, **more)
        if n in NO_PHONE:
            self.people[-1]["phone"] = "406 12 3"
        self.cohort_of[own] = cohort
        if n % BAND == 0:
            self.bands.append([])
        self.bands[-1].append(own)
        self.band_of[own] = self.bands[-1]

    def _symptoms(self) -> list[Table]:
        """A cold or two in the years that are planned; the days off are mostly kept."""
        stretches = []
        for _ in range(self.rng.choice([1, 2, 3])):
            begun = FIRST_DAY + timedelta(days=self.rng.randrange(1, 2000))
            cleared = begun + timedelta(days=self.rng.randrange(3, 9))
            stretches.append({"from": begun.isoformat(), "cleared": cleared.isoformat()})
        return stretches

    # Days and weeks ----------------------------------------------------------------------

    def plan(self, visits: int) -> Table:
        """Go on day by day for as long as it takes."""
        day, number = FIRST_DAY, 0
        while len(self.visits) < visits:
            if day.weekday() == 0:
                self._new_week(day)
            if day.weekday() < len(DAYS):
                self.visits += _Day(self, day, number).visits
            day += timedelta(days=1)
            number += 1
        del self.visits[visits:]
        self._statuses()
        return {
            "format": 1,
            "timezone": "Europe/Oslo",
            "centre": {
                "name": "Eksempel recoverysenter",
                "health_service": False,
                "cleaning_minutes": 15,
                "washing_minutes": 10,
                "opening_hours": OPENING,
            },
            "rooms": [
                {
                    key: value
                    for key, value in zip(
                        ("id", "name", "capacity_1m", "capacity_2m", "cleaning_minutes"),
                        room,
                        strict=True,
                    )
                    if value is not None
                }
                for room in ROOMS
            ],
            "equipment": [
                {"id": own, "name": name, "washable": washable, "room": room}
                for own, name, washable, room in THINGS
            ],
            "cohorts": [{"id": own, "name": name} for own, name in COHORTS.items()],
            "households": [
                {"id": own, "outside_contacts": weeks} for own, weeks in self.outside.items()
            ],
            "people": self.people,
            "visits": self.visits,
        }

    def _new_week(self, monday: date) -> None:
        """Every household tells how many it met; few forget."""
        year, week, _ = monday.isocalendar()
        rng = self.rng
        for household in dict.fromkeys(self.household_of.values()):
            self.met[household] = set()
            self.told[household] = rng.choice((0, 1, 1, 2, 2, 3, 3, 4, 4, 6))
            weeks = self.outside.setdefault(household, {})
            if rng.random() < 0.985:
                weeks[f"{year}-W{week:02d}"] = self.told[household]

    def _statuses(self) -> None:
        """What is over is done and ticked off, mostly; the last fortnight lies ahead."""
        rng = self.rng
        for place, visit in enumerate(self.visits):
            if len(self.visits) - place < 80 or rng.random() < 0.03:
                if rng.random() < 0.04:
                    visit["status"] = "cancelled"
                continue
            chance = rng.random()
            visit["status"] = "cancelled" if chance < 0.03 else "no_show"
            if chance >= 0.045:
                visit["status"] = "done"
                if visit.get("setting", "centre") == "centre" and visit.get("kind") != "shift":
                    if rng.random() < 0.965:
                        visit["handwashed"] = True
                    if rng.random() < 0.965:
                        visit["surfaces_cleaned"] = True
                if len(visit["people"]) > 2 and rng.random() < 0.05 and "host" not in visit:
                    visit["absent"] = [visit["people"][-1]]

    def too_many_contacts(self, people: list[str]) -> bool:
        """Whether some household would get above ten contacts this week."""
        for own in people:
            household = self.household_of[own]
            if own.startswith("ansatt"):
                continue
            new = {one for one in people if self.household_of[one] != household}
            if len(new | self.met[household]) + self.told[household] > 10:
                return True
        return False

    def meet(self, people: list[str]) -> None:
        """Note who has met whom."""
        for own in people:
            household = self.household_of[own]
            self.met[household].update(one for one in people if self.household_of[one] != household)


class _Day:
    """One day of the plan; minutes are counted from its midnight."""

    def __init__(self, centre: _Centre, day: date, number: int) -> None:
        self.centre = centre
        self.rng = centre.rng
        self.day = day.isoformat()
        self.before = (day - timedelta(days=self.rng.randrange(1, 4))).isoformat()
        self.midnight = number * 24 * 60
        self.opens, self.closes = _minutes(OPENING[DAYS[day.weekday()]][0])
        #: (start, end, people) of what is in the premises
        self.inside: list[tuple[int, int, list[str]]] = []
        self.busy: dict[str, list[tuple[int, int]]] = {}
        self.planned: list[tuple[int, Table]] = []
        self._shifts()
        self._rooms()
        self._elsewhere()
        self.planned.sort(key=lambda one: one[0])
        self.visits = []
        for place, (_, visit) in enumerate(self.planned):
            self.visits.append({"id": f"{self.day}-{place + 1:02d}", **visit})

    # Putting something into the day --------------------------------------------------------

    def free(self, own: str, start: int, end: int) -> bool:
        """Whether somebody has nothing else to do then."""
        return all(last <= start or first >= end for first, last in self.busy.get(own, ()))

    def put(self, start: int, end: int, people: list[str], **more: Any) -> None:
        """Put a visit into the day."""
        visit = {"start": self.at(start), "end": self.at(end), "people": people, **more}
        if more.get("kind") != "shift":
            title = _TITLES.get(more.get("setting", "centre"), "Avtale")
            visit["title"] = f"{title} {self.midnight // 1440 % 28 + 1}"
            if self.rng.random() < 0.975:
                clock = 9 * 60 + self.rng.randrange(0, 400, 5)
                visit["booked_at"] = f"{self.before}T{clock // 60:02d}:{clock % 60:02d}"
            for own in people:
                self.busy.setdefault(own, []).append((start, end))
        if more.get("setting", "centre") == "centre":
            self.inside.append((start, end, people))
        self.planned.append((start, visit))

    def at(self, minutes: int) -> str:
        """A time of this day, as the document writes it."""
        return f"{self.day}T{minutes // 60:02d}:{minutes % 60:02d}"

    def there(self, minute: int) -> set[str]:
        """Who is in the premises."""
        return {own for first, last, who in self.inside if first <= minute < last for own in who}

    # What there is in a day ------------------------------------------------------------------

    def _shifts(self) -> None:
        """Two on duty, one in the morning and one from noon."""
        names = [one for staff in self.centre.staff.values() for one in staff]
        first, second = self.rng.sample(names, 2)
        noon = (self.opens + self.closes) // 2
        self.put(self.opens - 30, noon, [first], kind="shift")
        self.put(noon, self.closes, [second], kind="shift")

    def _rooms(self) -> None:
        """Fill the rooms in order of time, with pauses for cleaning."""
        rng = self.rng
        ready = {
            room: (self.opens + rng.randrange(0, 90, 15), cleaning or 15)
            for room, _, _, _, cleaning in ROOMS
        }
        while ready:
            room, (start, cleaning) = min(ready.items(), key=lambda one: one[1][0])
            end = start + rng.choice((45, 45, 60, 60, 75, 90))
            if end > self.closes:
                del ready[room]
                continue
            if not self._in_room(room, start, end):
                ready[room] = start + 15, cleaning
                continue
            pause = cleaning + rng.choice((0, 0, 5, 15, 30, 45))
            if rng.random() < 0.025:
                pause = rng.choice((0, 5, 10, -15))
            ready[room] = max(end + pause, start + 15), cleaning

    def _in_room(self, room: str, start: int, end: int) -> bool:
        """Let somebody use a room; False where nobody can, or the house is full."""
        rng, centre = self.rng, self.centre
        people, kind = self._who(room)
        for own in people:
            if not self.free(own, start, end):
                return False
        there = self.there(start)
        if len(there.union(people)) > 10 and rng.random() < 0.8:
            return False
        if len(people) > 1 and centre.too_many_contacts(people) and rng.random() < 0.45:
            return False
        more: Table = {"room": room}
        if kind is not None:
            more["kind"] = kind
        things = self._things(room, start, end, people)
        if things:
            more["equipment"] = things
        if len(people) > 1:
            centre.meet(people)
            chance = rng.random()
            if chance < 0.9:
                more["masks"] = chance > 0.06
            if room == "kjokken" and rng.random() < 0.95:
                more["distance_m"] = 2 if rng.random() < 0.8 else 1
            elif rng.random() < 0.3:
                more["distance_m"] = rng.choice((2, 2, 2, 2.5, 3, 1.5))
        self.put(start, end, people, **more)
        return True

    def _who(self, room: str) -> tuple[list[str], str | None]:
        """Who uses a room, and for what."""
        rng, centre = self.rng, self.centre
        chance = rng.random()
        own = rng.choice(centre.participants)
        staff = centre.staff[centre.cohort_of[own]]
        if room == "samtalerom" or chance < 0.12:
            return [rng.choice(staff), own], "conversation"
        if room == "studio" or chance < 0.38:
            if chance < 0.03:
                return [own, rng.choice(centre.participants[:1] + staff)], None
            return [own], None
        band = centre.band_of[own]
        most = 5 if room == "felles" else 4 if rng.random() < 0.4 else 3
        people = [one for one in band if rng.random() < 0.88][:most] or [own]
        if rng.random() < 0.4:
            people.append(
                centre.participants[
                    (centre.participants.index(own) + BAND) % len(centre.participants)
                ]
            )
        people = list(dict.fromkeys(people))
        if rng.random() < 0.5:
            people.append(rng.choice(staff))
        if rng.random() < 0.03:
            other = rng.choice(centre.participants)
            if other not in people:
                people.append(other)
        if rng.random() < 0.02:
            guest = f"gjest-{rng.randrange(1, 5)}"
            people.append(guest)
        if rng.random() < 0.006:
            return people, "leisure"
        return people, None

    def _things(self, room: str, start: int, end: int, people: list[str]) -> list[str]:
        """What they use of the room's things; what rests is mostly left alone."""
        rng, centre = self.rng, self.centre
        taken = []
        for thing in centre.things_in.get(room, ()):
            if rng.random() < 0.3:
                until, users = centre.rests.get(thing, (0, frozenset()))
                rests = until > self.midnight + start and not users <= set(people)
                if rests and rng.random() < 0.9:
                    continue
                taken.append(thing)
                rest = int(centre.rest[thing].total_seconds()) // 60
                centre.rests[thing] = self.midnight + end + rest, frozenset(people)
        return taken

    def _elsewhere(self) -> None:
        """Walks, calls, meetings on the net, cafés, homes and assignments."""
        rng, centre = self.rng, self.centre
        for _ in range(rng.choice((4, 5, 5, 6))):
            self._walk()
        for _ in range(rng.choice((7, 8, 9))):
            own = rng.choice(centre.participants)
            staff = centre.staff[centre.cohort_of[own]]
            self._try([rng.choice(staff), own], 30, setting="phone", kind="conversation")
        for _ in range(rng.choice((1, 2, 2))):
            people = rng.sample(centre.participants, rng.randrange(3, 7))
            self._try(people, 60, setting="online", link="https://zoom.example/prat", public=True)
        if rng.random() < 0.8:
            self._try(list(rng.choice(centre.bands)[:3]), 60, setting="cafe", **self._close())
        if rng.random() < 0.35:
            self._at_home()
        if rng.random() < 0.15:
            people = list(rng.choice(centre.bands))
            if rng.random() < 0.2:
                people += [one for one in rng.choice(centre.bands) if one not in people]
            self._try(people, 90, kind="private_gathering", setting="outdoors", distance_m=2)
        for _ in range(rng.choice((1, 1, 2, 3))):
            self._assignment()

    def _close(self) -> Table:
        if self.rng.random() < 0.06:
            return {"distance_m": 0.5, "masks": self.rng.random() < 0.5}
        return {"distance_m": 1, "masks": True}

    def _walk(self) -> None:
        rng, centre = self.rng, self.centre
        band = rng.choice(centre.bands)
        people = [
            *rng.sample(band, rng.choice((1, 2, 3))),
            centre.staff[centre.cohort_of[band[0]]][1],
        ]
        self._try(people, 75, setting="outdoors", distance_m=2 if rng.random() < 0.96 else 1)

    def _at_home(self) -> None:
        rng, centre = self.rng, self.centre
        host = rng.choice(centre.participants)
        staff = centre.staff[centre.cohort_of[host]]
        more: Table = {"purpose": "necessary_home_service"} if rng.random() < 0.85 else {}
        self._try([host, rng.choice(staff)], 60, setting="home", host=host, **more)

    def _assignment(self) -> None:
        rng, centre = self.rng, self.centre
        own = rng.randrange(1, 5)
        participant = centre.participants[(own * 7 + rng.randrange(6)) % len(centre.participants)]
        setting = rng.choice(("phone", "phone", "outdoors", "outdoors", "online", "cafe"))
        more: Table = {"distance_m": 2} if setting == "outdoors" else {}
        if rng.random() < 0.8:
            more["assessed_at"] = f"{self.before}T12:00"
        self._try(
            [f"stotte-{own}", participant], 60, setting=setting, kind="support_contact", **more
        )

    def _try(self, people: list[str], length: int, **more: Any) -> None:
        """Find a time for people, in a few attempts."""
        apart = more.get("setting") in ("phone", "online") or more.get("distance_m", 0) >= 2
        centre, rng = self.centre, self.rng
        if not apart and centre.too_many_contacts(people) and rng.random() < 0.45:
            return
        for _ in range(4):
            start = rng.randrange(self.opens, self.closes, 15)
            end = start + length
            if all(self.free(own, start, end) for own in people):
                if not apart:
                    centre.meet(people)
                self.put(start, end, people, **more)
                return


_TITLES = {
    "centre": "Åpent hus, uke",
    "outdoors": "Tur på Ladestien",
    "phone": "Telefonsamtale",
    "online": "Åpen prat på Zoom",
    "cafe": "Kaffe i byen",
    "home": "Hjemmebesøk",
}


def _minutes(hours: str) -> tuple[int, int]:
    """Opening and closing time in minutes from midnight."""
    first, last = hours.split("-")
    return _clock(first), _clock(last)


def _clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)

"""The same rules as the four families hold, checked by hand: what the engine is held against.

The limits and the texts stand in the code, and everything that can be known of a group of
people is found out once a group. One loop goes through the visits by order of arrival and
writes each finding where it belongs in the answer, so nothing is sorted afterwards. Sets
of people are numbers, one bit a person. It judges every visit by the rules of ``kommunal``,
``nasjonal``, ``senter@2021-01-04`` and ``stottekontakt``; it knows no waivers, no other
versions, and cannot explain why a visit is fine.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers

from glimt_rules.plan.model import Plan, Visit

#: visit, rule, level, message, measured, limit, unit, household or thing, room, people, evidence
Finding = tuple[
    str,
    str,
    str,
    str,
    float | None,
    float | None,
    str | None,
    str | None,
    str | None,
    tuple[str, ...],
    tuple[str, ...],
]

#: somebody's end, who they are, and their visit
_There = tuple[datetime, int, str]
#: message, measured, limit, unit, people, evidence
_Close = tuple[str, float, float, str, tuple[str, ...], tuple[str, ...]]

MOST_CONTACTS = 10
MOST_INDOORS = 10
MOST_AT_A_GATHERING = 5
QUARANTINE_HOURS = 48
MASKS_FROM_AGE = 12
ASSIGNMENTS_FROM = date(2021, 4, 12)

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_NOTHING = timedelta(0)
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_CLOCKS = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(24 * 60)]
_MONTHS = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
]

_NOT_LIVE = frozenset({"cancelled", "no_show"})
_NO_MASKS = frozenset({"outdoors", "home"})
_VENUES = frozenset({"cafe", "shopping_centre", "crowded_place"})

_HANDS = "Det er ikke krysset av for håndvask ved ankomst"
_SURFACES = "Det er ikke krysset av for at flater er tørket av etter bruk"
_NOT_BOOKED = "Besøket var ikke avtalt på forhånd"
_BOOKED_LATE = "Besøket ble ikke avtalt før det begynte"
_NO_DISTANCE = "Det er ikke oppgitt om det går an å holde 1 m avstand"
_LEISURE = "Organiserte fritids- og kulturaktiviteter innendørs bør utsettes"
_PAUSED = "Støttekontaktoppdrag kan ikke utføres før 12. april 2021"
_VENUE = (
    "Et støttekontaktoppdrag bør ikke legges til kafé, kjøpesenter eller steder der mange samles"
)
_REMOTE = "Når noen er i en risikogruppe, er en telefonsamtale eller en tur ute å foretrekke"
_NOT_WEIGHED = "et ble ikke vurdert på forhånd hvordan oppdraget kan gjennomføres"


class _Group:
    """Those who are in one visit or in many, and what the rules need to know of them."""

    __slots__ = ("apart", "bits", "meetings", "mixed", "n", "unmasked", "unreachable")
    n: int
    bits: int
    #: whether they are of two or more households
    apart: bool
    #: for each household that meets others: its number, whom it meets, whom of them off work,
    #: and whether the centre's own rule judges it
    meetings: list[tuple[int, int, int, bool]]
    #: whether the centre's rule about cohorts is broken
    mixed: bool
    #: those who are not exempt from masks, and those without a name or a number
    unmasked: int
    unreachable: int


class _Household:
    """One household in one week."""

    __slots__ = ("broken", "broken_off_work", "meetings", "met", "off_work", "outside", "room")

    def __init__(self, outside: int | None) -> None:
        self.met = 0
        #: the visits in which somebody is met, and in which somebody who is not at work
        self.meetings: list[str] = []
        self.off_work: list[str] = []
        self.outside = outside
        self.room = MOST_CONTACTS - (outside or 0)
        self.broken = self.broken_off_work = False


class _Room:
    """A room as the visits go by."""

    __slots__ = (
        "capacity_1m",
        "capacity_2m",
        "cleaning",
        "history",
        "latest",
        "minutes",
        "name",
        "there",
        "until",
    )

    def __init__(self, name: str, minutes: int, one: int | None, two: int | None) -> None:
        self.name = name
        self.minutes = minutes
        self.cleaning = timedelta(minutes=minutes)
        self.capacity_1m = one
        self.capacity_2m = two
        #: when the last of the visits so far ends
        self.until = _LONG_AGO
        #: the visits that were going on as the last one started, and it
        self.there: list[_There] = []
        #: (end, id, latest end so far) of all
        self.history: list[tuple[datetime, str, datetime]] = []


class _Thing:
    """A thing as its uses go by."""

    __slots__ = ("id", "name", "rest", "until", "uses", "washable")

    def __init__(self, own: str, name: str, washable: bool, rest: timedelta) -> None:
        self.id = own
        self.name = name
        self.washable = washable
        self.rest = rest
        self.until = _LONG_AGO
        #: (end, id, people, latest end so far)
        self.uses: list[tuple[datetime, str, int, datetime]] = []


@lru_cache(maxsize=8192)
def _valid_phone(phone: str) -> bool:
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(phone, "NO")))
    except phonenumbers.NumberParseException:
        return False


def _listing(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} og {texts[-1]}"


def _number(number: float) -> str:
    return str(number).removesuffix(".0").replace(".", ",")


def _whole(number: float) -> float:
    return int(number) if number.is_integer() else number


def _elapsed(gap: timedelta, unit: timedelta) -> float:
    """A gap in minutes or hours, to the hundredth below."""
    return 0 if gap < _NOTHING else _whole(gap * 100 // unit / 100)


def _date_and_clock(local: datetime) -> str:
    return (
        f"{local.day}. {_MONTHS[local.month - 1]} {local.year}"
        f" kl. {local.hour:02d}:{local.minute:02d}"
    )


class _People:
    """The people of a plan, and the groups that they form."""

    def __init__(self, plan: Plan) -> None:
        self.persons = persons = sorted(plan.people, key=attrgetter("id"))
        self.label = [(person.name or "").strip() or person.id for person in persons]
        lives_in = [
            person.id if person.household is None else person.household for person in persons
        ]
        self.households = sorted(set(lives_in))
        number = {household: n for n, household in enumerate(self.households)}
        self.home_of = [number[household] for household in lives_in]
        self.members = [0] * len(self.households)
        self.staff = self.risk = self.unknown_risk = self.exempt = 0
        self.nameless = self.unreachable = self.without_cohort = 0
        #: bit, household and cohort
        self.person: dict[str, tuple[int, int, str | None]] = {}
        self.comes_with = {person.id: person.comes_with for person in persons}
        #: from when, until when and who
        self.symptoms: list[tuple[date, date, int]] = []
        bit = 1
        for person, home in zip(persons, self.home_of, strict=True):
            self.members[home] |= bit
            self.person[person.id] = bit, home, person.cohort
            if person.cohort is None:
                self.without_cohort |= bit
            if person.role == "staff":
                self.staff |= bit
            if person.risk_group:
                self.risk |= bit
            elif person.risk_group is None and person.role == "participant":
                self.unknown_risk |= bit
            if person.mask_exempt:
                self.exempt |= bit
            for stretch in person.symptoms:
                self.symptoms.append((stretch.since, stretch.cleared or date.max, bit))
            if not (person.name and person.name.strip()):
                self.nameless |= bit
                self.unreachable |= bit
            elif not (person.phone and _valid_phone(person.phone)):
                self.unreachable |= bit
            bit <<= 1
        self.cohort_names = {cohort.id: cohort.name or cohort.id for cohort in plan.cohorts}
        self._ids: dict[int, tuple[str, ...]] = {}
        self._names: dict[int, str] = {}

    @staticmethod
    def numbers(bits: int) -> list[int]:
        """The numbers of the people, in order of their ids."""
        found = []
        while bits:
            low = bits & -bits
            found.append(low.bit_length() - 1)
            bits ^= low
        return found

    def ids(self, bits: int) -> tuple[str, ...]:
        """The ids of the people, in order."""
        found = self._ids.get(bits)
        if found is None:
            persons = self.persons
            found = self._ids[bits] = tuple([persons[n].id for n in self.numbers(bits)])
        return found

    def names(self, bits: int) -> str:
        """The people as a sentence names them."""
        found = self._names.get(bits)
        if found is None:
            label = self.label
            found = self._names[bits] = _listing([label[n] for n in self.numbers(bits)])
        return found

    def ill_on(self, day: date) -> int:
        """Those who have symptoms on a day."""
        ill = 0
        for since, cleared, bit in self.symptoms:
            if since <= day < cleared:
                ill |= bit
        return ill

    def group(self, people: tuple[str, ...]) -> _Group:
        """All that the rules need to know of some people."""
        group = _Group()
        group.n = len(people)
        bits = 0
        homes, cohorts = set(), set()
        for person in people:
            bit, home, cohort = self.person[person]
            bits |= bit
            homes.add(home)
            cohorts.add(cohort)
        group.bits = bits
        group.unreachable = bits & self.unreachable
        group.unmasked = bits & ~self.exempt
        group.apart = apart = len(homes) > 1
        group.mixed = False
        if apart:
            group.meetings = self._meetings(bits, homes)
            if len(cohorts) > 1 or None in cohorts:
                group.mixed = not self._together(people)
        return group

    def _meetings(self, bits: int, homes: set[int]) -> list[tuple[int, int, int, bool]]:
        found = []
        off_work = bits & ~self.staff
        for home in sorted(homes):
            own = self.members[home]
            others_off_work = off_work & ~own if off_work & own else 0
            if not own & self.staff:
                found.append((home, bits & ~own, others_off_work, True))
            elif others_off_work:  # judged by the municipality alone, and off work
                found.append((home, others_off_work, others_off_work, False))
        return found

    def _together(self, people: tuple[str, ...]) -> bool:
        """Whether they are two, and one comes with the other."""
        if len(people) != 2:
            return False
        one, other = people
        return self.comes_with[one] == other or self.comes_with[other] == one

    def mixed(self, bits: int) -> tuple[str, tuple[str, ...]]:
        """Who is of no cohort, or which cohorts meet."""
        people = [self.persons[n] for n in self.numbers(bits)]
        without = bits & self.without_cohort
        if without:
            return f"{self.names(without)} er ikke i noen kohort", self.ids(without)
        cohorts = sorted({person.cohort or "" for person in people})
        names = [self.cohort_names.get(own, own) for own in cohorts]
        return f"Folk fra ulike kohorter møtes: {_listing(names)}", self.ids(bits)

    def lacking(self, bits: int) -> str:
        """Whose name or number is missing."""
        nameless, numberless = bits & self.nameless, bits & ~self.nameless
        if not nameless:
            return f"{self.names(numberless)} står uten gyldig telefonnummer"
        if not numberless:
            return f"{self.names(nameless)} står uten navn"
        return (
            f"{self.names(nameless)} står uten navn, og {self.names(numberless)}"
            " uten gyldig telefonnummer"
        )


def _told(plan: Plan, households: list[str]) -> dict[tuple[int, str], int]:
    """How many a household met outside, by household and week."""
    number = {household: n for n, household in enumerate(households)}
    return {
        (number[household.id], week): met
        for household in plan.households
        if household.id in number
        for week, met in household.outside_contacts.items()
    }


def check(plan: Plan) -> list[Finding]:
    """Every finding, by (start, visit, rule, household or thing)."""
    # Nothing here refers back to itself, so the collector of cycles would walk it for nothing.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _check(plan)
    finally:
        if collecting:
            gc.enable()


def _check(plan: Plan) -> list[Finding]:  # noqa: C901 - one loop: calls cost time
    zone = ZoneInfo(plan.timezone)
    who = _People(plan)
    make, ids = who.group, who.ids
    off_work = ~who.staff
    told = _told(plan, who.households)
    rooms, things = _rooms(plan), _things(plan)
    health_service = plan.centre.health_service
    assignments_from = datetime.combine(ASSIGNMENTS_FROM, time(), zone).astimezone(UTC)

    visits = [visit for visit in plan.visits if visit.status not in _NOT_LIVE]
    visits.sort(key=attrgetter("id"))
    visits.sort(key=attrgetter("start"))

    found: list[Any] = []
    put = found.append
    groups: dict[tuple[str, ...], _Group] = {}
    there: list[_There] = []  # who is in the premises
    inside, soonest = 0, _NEVER  # all of them, and when the first of them leaves
    today, tomorrow = date.min, _LONG_AGO
    ahead: int | None = 0  # the local clock's minutes, or None where it is changed today
    ill_today = 0
    week, number = "", 0
    nobody: list[_Household | None] = [None] * len(who.households)
    met = nobody.copy()  # whom the households have met this week
    #: who has not told of this week, and the finding that holds unless something is broken
    asked: list[tuple[_Household, bool, int]] = []
    dropped: list[int] = []

    def clock() -> str:
        if ahead is None:
            return f"{start.astimezone(zone):%H:%M}"
        return _CLOCKS[(start.hour * 60 + start.minute + ahead) % 1440]

    close: _Close | None
    close_2m: _Close | None
    house: list[tuple[Finding, _Household | None]] | None
    for visit in visits:
        start: datetime = visit.start
        if start >= tomorrow:
            today, tomorrow, ahead = _new_day(start, zone)
            ill_today = who.ill_on(today)
            year, number, _ = today.isocalendar()
            this_week = f"{year:04d}-W{number:02d}"
            if this_week != week:
                dropped += _answered(asked)
                week, met, asked = this_week, nobody.copy(), []
        people = visit.people
        if visit.absent:
            absent = visit.absent
            people = tuple([person for person in people if person not in absent])
        group = groups.get(people)
        if group is None:
            group = groups[people] = make(people)
        setting, kind = visit.setting, visit.kind
        if setting == "phone" or setting == "online":
            if visit.equipment:
                _use(things, visit, group)
            continue
        own, bits, apart = visit.id, group.bits, group.apart
        in_centre = setting == "centre"

        if kind == "shift":
            close = close_2m = house = None
            not_known = visited = False
        else:
            visited = in_centre

            # Whom the households meet.
            distance = visit.distance_m
            house = None
            if apart and (setting != "outdoors" or distance is None or distance < 2):
                for home, others, others_off_work, by_the_house in group.meetings:
                    state = met[home]
                    if state is None:
                        state = met[home] = _Household(told.get((home, week)))
                    if by_the_house:
                        state.meetings.append(own)
                    if others_off_work:
                        state.off_work.append(own)
                    new = others & ~state.met
                    if not new:
                        continue
                    state.met |= new
                    if state.met.bit_count() > state.room:
                        n = (state.met & off_work).bit_count()
                        if new & off_work and n > state.room:
                            state.broken_off_work = True
                            seen = tuple(state.off_work)
                            put(
                                _too_many(own, 0, who, home, state, new & off_work, n, number, seen)
                            )
                        if by_the_house:
                            n = state.met.bit_count()
                            state.broken = True
                            seen = tuple(state.meetings)
                            if house is None:
                                house = []
                            finding = _too_many(own, 1, who, home, state, new, n, number, seen)
                            house.append((finding, None))
                    if state.outside is None:
                        if others_off_work and len(state.off_work) == 1:
                            asked.append((state, True, len(found)))
                            put(_not_told(own, "kommunal.contacts", who, home, number))
                        if by_the_house and len(state.meetings) == 1:
                            if house is None:
                                house = []
                            finding = _not_told(own, "senter.contacts", who, home, number)
                            house.append((finding, state))

            # Who is in the room, and whether they come closer than 1 m or 2 m:
            # message, measured, limit, unit, people, evidence.
            close = close_2m = None
            not_known = unclean = False
            name = visit.room
            if name is not None:
                room = rooms[name]
                until, end = room.until, visit.end
                if until <= start:
                    present: list[_There] = []
                    before, n = 0, group.n
                    room.there = [(end, bits, own)]
                    room.until = end
                    unclean = start - until < room.cleaning
                else:
                    present = [one for one in room.there if one[0] > start]
                    before = 0
                    for one in present:
                        before |= one[1]
                    n = (before | bits).bit_count()
                    room.there = [*present, (end, bits, own)]
                    if end > until:
                        room.until = end
                    unclean = True
            if distance is not None:
                if distance < 2:
                    reason = f"{_number(distance)} m mellom folk; kravet er minst "
                    measured = _whole(distance)
                    close_2m = f"{reason}2 m", measured, 2, "metres", ids(bits), (own,)
                    if distance < 1:
                        close = f"{reason}1 m", measured, 1, "metres", ids(bits), (own,)
            elif name is not None:
                capacity = room.capacity_1m
                if capacity is None:
                    not_known = True
                elif n > capacity:
                    close = (
                        f"{n} personer samtidig i rommet «{room.name}» kl. {clock()};"
                        f" med 1 m avstand er det plass til {capacity}",
                        n, capacity, "persons", ids(bits & ~before or bits),
                        (*[one[2] for one in present], own),
                    )  # fmt: skip
                capacity = room.capacity_2m
                if capacity is not None and n > capacity:
                    close_2m = (
                        f"{n} personer samtidig i rommet «{room.name}» kl. {clock()};"
                        f" med 2 m avstand er det plass til {capacity}",
                        n, capacity, "persons", ids(bits & ~before or bits),
                        (*[one[2] for one in present], own),
                    )  # fmt: skip
            else:
                not_known = in_centre
            if close is not None and not visit.masks and setting not in _NO_MASKS:
                _masks(put, visit, who, group, today, close)
            if apart:
                if close is not None:
                    put(_close(own, "nasjonal.distance", "violation", name, close))
                elif not_known:
                    put(_no_distance(own, "nasjonal.distance", name))
                if setting == "home":
                    _at_home(put, visit, who, group)

        # Who is in the premises.
        if in_centre:
            end = visit.end
            if soonest <= start:
                stayed = []
                before, soonest = 0, _NEVER
                for one in there:
                    leaves = one[0]
                    if leaves > start:
                        stayed.append(one)
                        before |= one[1]
                        if leaves < soonest:
                            soonest = leaves
                there = stayed
            else:
                before = inside
            inside = before | bits
            n = inside.bit_count()
            if n > MOST_INDOORS:
                message = f"{n} personer samtidig i lokalene kl. {clock()}; høyst 10 er tillatt"
                put((
                    own, "nasjonal.indoor-persons", "violation", message, n, MOST_INDOORS,
                    "persons", None, None, ids(bits & ~before or bits),
                    (*[one[2] for one in there], own),
                ))  # fmt: skip
            there.append((end, bits, own))
            if end < soonest:
                soonest = end

        if kind == "leisure":
            if setting != "outdoors" and not health_service:
                put(_plain(own, "nasjonal.leisure", "advice", _LEISURE, ids(bits)))
        elif kind == "private_gathering" and apart and setting != "home":
            n = group.n
            if n > MOST_AT_A_GATHERING:
                message = (
                    f"{n} personer på en privat sammenkomst; høyst 5 er tillatt utenfor hjemmet"
                )
                put((
                    own, "nasjonal.private-gathering", "violation", message,
                    n, MOST_AT_A_GATHERING, "persons", None, None, ids(bits), (own,),
                ))  # fmt: skip
        ill = bits & ill_today
        if ill:
            put(_plain(own, "nasjonal.symptoms", "advice", _ill(who, ill), ids(ill)))

        if visited:
            status, booked = visit.status, visit.booked_at
            if status == "done" and not visit.surfaces_cleaned:
                put(_plain(own, "senter.after-use", "violation", _SURFACES, ids(bits)))
            if booked is None or booked >= start:
                message = _NOT_BOOKED if booked is None else _BOOKED_LATE
                put(_plain(own, "senter.booked-ahead", "violation", message, ids(bits)))
            if name is not None:
                if unclean:
                    put(_unclean(room, visit, until, ids(bits), today, clock(), zone))
                room.history.append((end, own, room.until))
            if group.mixed:
                message, those = who.mixed(bits)
                put(_plain(own, "senter.cohort", "violation", message, those))
        if house is not None:
            for finding, unanswered in house:
                if unanswered is not None:
                    asked.append((unanswered, False, len(found)))
                put(finding)
        if visited:
            if apart:
                if close is not None:
                    put(_close(own, "senter.distance", "violation", name, close))
                elif not_known:
                    put(_no_distance(own, "senter.distance", name))
                if close_2m is not None:
                    put(_close(own, "senter.distance-2m", "advice", name, close_2m))
            if visit.equipment:
                found += _take(things, visit, who, group, zone)
            if not visit.handwashed and (status == "done" or status == "arrived"):
                put(_plain(own, "senter.handwash", "violation", _HANDS, ids(bits)))
            if group.unmasked and visit.masks is False:
                message = f"{who.names(group.unmasked)} bør bruke munnbind"
                put(_plain(own, "senter.mask", "advice", message, ids(group.unmasked)))
            if group.unreachable:
                message = who.lacking(group.unreachable)
                put(
                    _plain(own, "senter.visitor-list", "violation", message, ids(group.unreachable))
                )
        elif visit.equipment:
            _use(things, visit, group)

        if kind == "support_contact":
            if start < assignments_from:
                put(_plain(own, "stottekontakt.paused", "violation", _PAUSED, ids(bits)))
            else:
                found += _assignment(visit, who, group, ill)
        elif ill and start >= assignments_from:
            put(_plain(own, "stottekontakt.symptoms", "violation", _ill(who, ill), ids(ill)))

    dropped += _answered(asked)
    if dropped:
        for place in dropped:
            found[place] = None
        found = [finding for finding in found if finding is not None]
    return found


def _rooms(plan: Plan) -> dict[str, _Room]:
    centre = plan.centre.cleaning_minutes
    return {
        room.id: _Room(
            room.name or room.id,
            centre if room.cleaning_minutes is None else room.cleaning_minutes,
            room.capacity_1m,
            room.capacity_2m,
        )
        for room in plan.rooms
    }


def _things(plan: Plan) -> dict[str, _Thing]:
    washing = timedelta(minutes=plan.centre.washing_minutes)
    quarantine = timedelta(hours=QUARANTINE_HOURS)
    return {
        thing.id: _Thing(
            thing.id,
            thing.name or thing.id,
            thing.washable,
            washing if thing.washable else quarantine,
        )
        for thing in plan.equipment
    }


def _new_day(start: datetime, zone: ZoneInfo) -> tuple[date, datetime, int | None]:
    """The local day, the moment at which it ends, and by how much its clock is ahead of UTC."""
    today = start.astimezone(zone).date()
    first = datetime.combine(today, time(), zone)
    last = datetime.combine(today + _DAY, time(), zone)
    offset = first.utcoffset() or _NOTHING
    even = offset == last.utcoffset() and not offset % _MINUTE
    return today, last.astimezone(UTC), offset // _MINUTE if even else None


def _answered(asked: list[tuple[_Household, bool, int]]) -> list[int]:
    """The findings that ask a household of which something worse is known."""
    return [
        place
        for state, off_work, place in asked
        if (state.broken_off_work if off_work else state.broken)
    ]


def _plain(own: str, rule: str, level: str, message: str, people: tuple[str, ...]) -> Finding:
    return own, rule, level, message, None, None, None, None, None, people, (own,)


def _ill(who: _People, ill: int) -> str:
    return f"Det er registrert symptomer hos {who.names(ill)} den dagen"


def _too_many(
    own: str,
    house: int,
    who: _People,
    home: int,
    state: _Household,
    new: int,
    n: int,
    week: int,
    seen: tuple[str, ...],
) -> Finding:
    outside = state.outside
    if outside is None:
        met = f"minst {n} kontakter i uke {week}, utenom dem utenfor senteret, som ikke er oppgitt"
    else:
        n += outside
        met = f"{n} kontakter i uke {week}, {outside} av dem utenfor senteret"
    return (
        own, ("kommunal.contacts", "senter.contacts")[house], "violation",
        f"{who.names(who.members[home])} møter {who.names(new)} og kommer opp i {met};"
        " høyst 10 er tillatt",
        n, MOST_CONTACTS, "contacts", who.households[home], None, who.ids(new), seen,
    )  # fmt: skip


def _close(own: str, rule: str, level: str, room: str | None, close: _Close) -> Finding:
    message, measured, limit, unit, people, seen = close
    return own, rule, level, message, measured, limit, unit, None, room, people, seen


def _no_distance(own: str, rule: str, room: str | None) -> Finding:
    return own, rule, "unknown", _NO_DISTANCE, None, None, None, None, room, (), (own,)


def _not_told(own: str, rule: str, who: _People, home: int, week: int) -> Finding:
    message = (
        f"Det er ikke oppgitt hvor mange {who.names(who.members[home])} møtte utenfor senteret"
        f" i uke {week}; høyst 10 kontakter til sammen er tillatt"
    )
    return own, rule, "unknown", message, None, None, None, who.households[home], None, (), (own,)


def _masks(
    put: Callable[[Finding], None],
    visit: Visit,
    who: _People,
    group: _Group,
    today: date,
    close: _Close,
) -> None:
    reason, measured, limit, unit, _, seen = close
    without = 0
    if visit.masks is None:
        level, message = "unknown", f"{reason}, og det er ikke oppgitt om det brukes munnbind"
    else:
        for number in who.numbers(group.bits & ~who.exempt):
            born = who.persons[number].born
            if born is None or _age(born, today) >= MASKS_FROM_AGE:
                without |= 1 << number
        if not without:
            return
        level, message = "violation", f"{reason}, så {who.names(without)} må bruke munnbind"
    put((
        visit.id, "kommunal.mask", level, message, measured, limit, unit, None, visit.room,
        who.ids(without), seen,
    ))  # fmt: skip


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _at_home(put: Callable[[Finding], None], visit: Visit, who: _People, group: _Group) -> None:
    """Note guests at home; people of two or more households are there."""
    if visit.purpose is not None:
        return
    number = who.person[visit.host or ""][0].bit_length() - 1
    host = who.persons[number]
    guests = group.bits & ~who.members[who.home_of[number]]
    home = who.households[who.home_of[number]]
    people = [who.persons[guest] for guest in who.numbers(guests)]
    if host.lives_alone and (
        all(guest.id in host.fixed_contacts for guest in people)
        or all(guest.lives_in == host.fixed_household for guest in people)
    ):
        return
    if all(
        guest.lives_alone and (host.id in guest.fixed_contacts or guest.fixed_household == home)
        for guest in people
    ):
        return
    message = f"{who.names(guests)} er på besøk hjemme hos {who.label[number]}"
    put(_plain(visit.id, "nasjonal.home-visits", "advice", message, who.ids(guests)))


def _unclean(
    room: _Room,
    visit: Visit,
    until: datetime,
    people: tuple[str, ...],
    today: date,
    clock: str,
    zone: ZoneInfo,
) -> Finding:
    start: datetime = visit.start
    measured: float = 0
    if until > start:
        local = until.astimezone(zone)
        text = f"{local:%H:%M}" if local.date() == today else _date_and_clock(local)
        message = f"{room.name} er i bruk til kl. {text}"
    else:
        measured = _elapsed(start - until, _MINUTE)
        minutes = "minutt" if int(measured) == 1 else "minutter"
        message = (
            f"{int(measured)} {minutes} til å rengjøre {room.name} før kl. {clock};"
            f" det trengs {room.minutes}"
        )
    seen = [visit.id]
    after = start - room.cleaning
    for end, other, latest in reversed(room.history):
        if latest <= after:
            break
        if end > after:
            seen.append(other)
    seen.reverse()
    return (
        visit.id, "senter.cleaning", "violation", message, measured, room.minutes, "minutes",
        None, visit.room, people, tuple(seen),
    )  # fmt: skip


def _use(things: dict[str, _Thing], visit: Visit, group: _Group) -> None:
    """Note who uses which things."""
    if visit.kind == "shift":
        return
    end = visit.end
    for name in visit.equipment:
        thing = things[name]
        if end > thing.until:
            thing.until = end
        thing.uses.append((end, visit.id, group.bits, thing.until))


def _take(
    things: dict[str, _Thing], visit: Visit, who: _People, group: _Group, zone: ZoneInfo
) -> list[Finding]:
    """What is used before it is washed, or set aside for long enough; and note the uses."""
    start: datetime = visit.start
    found: list[Finding] = []
    own, taken_until, bits = visit.id, visit.end, group.bits
    for name in visit.equipment:
        thing = things[name]
        too_soon = start - thing.until < thing.rest
        if taken_until > thing.until:
            thing.until = taken_until
        thing.uses.append((taken_until, own, bits, thing.until))
        if not too_soon:
            continue
        after = start - thing.rest
        seen: list[str] = []
        last, others = _LONG_AGO, 0
        for end, other, people, latest in reversed(thing.uses):
            if latest <= after:
                break
            if end > after and people & ~bits:
                seen.append(other)
                if end >= last:
                    last, others = end, people & ~bits
        if not seen:
            continue
        seen.reverse()
        ready = _date_and_clock((last + thing.rest).astimezone(zone))
        limit: float
        if thing.washable:
            rule, limit, unit = "senter.equipment-washing", thing.rest // _MINUTE, "minutes"
            measured = _elapsed(start - last, _MINUTE)
            message = (
                f"{thing.name} må vaskes etter {who.names(others)}, og kan brukes igjen fra {ready}"
            )
        else:
            rule, limit, unit = "senter.equipment-quarantine", QUARANTINE_HOURS, "hours"
            measured = _elapsed(start - last, _HOUR)
            message = (
                f"{thing.name} kan ikke vaskes og må stå ubrukt i 48 timer etter"
                f" {who.names(others)}, til {ready}"
            )
        found.append((
            own, rule, "violation", message, measured, limit, unit, name, None,
            who.ids(bits), (*seen, own),
        ))  # fmt: skip
    if len(found) > 1:
        found.sort(key=itemgetter(1, 7))
    return found


def _assignment(visit: Visit, who: _People, group: _Group, ill: int) -> list[Finding]:
    """The rules about support contacts, of a visit in person from 12 April on."""
    own = visit.id
    found: list[Finding] = []
    if visit.assessed_at is None or visit.assessed_at > visit.start:
        if group.bits & who.risk:
            level, people = "violation", group.bits & who.risk
            message = f"{who.names(people)} er i en risikogruppe, og d{_NOT_WEIGHED}"
        elif group.bits & who.unknown_risk:
            level, people = "unknown", group.bits & who.unknown_risk
            message = (
                f"D{_NOT_WEIGHED}, og det er ikke oppgitt om {who.names(people)}"
                " er i en risikogruppe"
            )
        else:
            level, people = "advice", group.bits
            message = f"D{_NOT_WEIGHED}"
        found.append(_plain(own, "stottekontakt.assessment", level, message, who.ids(people)))
    if group.bits & who.risk and visit.setting != "outdoors":
        people = group.bits & who.risk
        found.append(_plain(own, "stottekontakt.prefer-remote", "advice", _REMOTE, who.ids(people)))
    if ill:
        message = _ill(who, ill)
        found.append(_plain(own, "stottekontakt.symptoms", "violation", message, who.ids(ill)))
    if visit.setting in _VENUES:
        found.append(_plain(own, "stottekontakt.venue", "advice", _VENUE, who.ids(group.bits)))
    return found

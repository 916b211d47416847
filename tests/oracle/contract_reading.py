"""The contract read aloud: every rule in the plainest Python, sentence by sentence.

Nothing here is fast, clever or shared with an engine: each rule scans the whole plan for each
visit. What it is for is to be held beside the contract and beside a faster engine's answers.

Where the contract leaves room, the worked cases hold these readings:

* `distance` outside the centre with no `distance_m`: kept, not unknown. "People of two or more
  households" are the visit's own people, not those of other visits in the same room.
* A phone number is valid where it is, read as from Norway: a foreign one with its country code is.
* A household without staff is one in which nobody in the plan is staff, there or not.
* A shift is passed over among contacts.

No case tells these apart from another reading; here they are read so:

* Order of arrival: "one that adds nobody new while there are too many already is", namely blamed.
* "Somebody there" of the mask rule: the visit's own people.
* Guests in a home are the people from outside the host's household.
* A shift is passed over as a use of a thing and in rooms, too.
* Judged visits are those within `--from` and `--to`, also in *contacts*: the finding of level
  unknown stands at the first of them, and a fault outside them does not take its place.
* A waiver of a house rule covers its findings of every level.

What a finding tells besides, where section 4 leaves room:

* A headcount is broken because of those whom the visit adds, or of all of its people where it
  adds nobody; a distance in metres, a pause that is too short and every rule whose row names
  nobody, because of everybody in the visit. Of those whom a row names it is these alone: the mask
  rules those who should wear one, `cohort` those without a cohort if there are any.
* Where a rule is undecided, nobody has broken it: there are no people, but for `assessment`, whose
  row names those of whom it is not recorded. A mask rule that is undecided has its figures, since
  the distance was decided; a distance that is not recorded and a sum that is not known have none.
* Visits in which a household meets somebody who counts are evidence also where they are not judged
  and where nobody in them is new.
* Between two uses lies what has gone by since the end of the last earlier one, or 0 where that is
  still going on. What was compared is the earlier ones that break the rule by themselves.
* A length of time is told rounded down to hundredths, so that no pause which is too short reads as
  if it were long enough; a whole figure of any unit is an integer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import phonenumbers

# --- The plan document ---------------------------------------------------------------------------


class Symptoms(NamedTuple):
    """When somebody's symptoms began, and when they were cleared."""

    begun: date
    cleared: date | None


class Person(NamedTuple):
    """A person, with the defaults filled in."""

    id: str
    name: str
    phone: str
    role: str
    household: str
    cohort: str | None
    born: date | None
    lives_alone: bool
    mask_exempt: bool
    risk_group: bool | None
    fixed_contacts: tuple[str, ...]
    fixed_household: str | None
    comes_with: str | None
    symptoms: tuple[Symptoms, ...]


class Visit(NamedTuple):
    """A visit, with the defaults filled in; `people` without those who did not come."""

    id: str
    start: datetime  # a moment, in UTC
    end: datetime  # a moment, in UTC
    day: date  # the local start date
    kind: str
    setting: str
    room: str | None
    people: tuple[Person, ...]
    host: str | None
    booked_at: datetime | None
    equipment: tuple[str, ...]
    masks: bool | None
    distance_m: float | None
    purpose: str | None
    assessed_at: datetime | None
    status: str
    handwashed: bool | None
    surfaces_cleaned: bool | None


class Found(NamedTuple):
    """One finding: the subject is a household, a thing or nothing."""

    visit: str
    rule: str
    level: str
    subject: str | None
    waived: bool
    measured: float | None
    limit: float | None
    unit: str | None
    people: tuple[str, ...]  # ids, sorted
    evidence: tuple[str, ...]  # ids of visits, in order of arrival


def the_day(value: str | date) -> date:
    """A date as JSON or TOML gives it."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def the_moment(value: str | datetime, zone: ZoneInfo) -> datetime:
    """Local unless it carries an offset; a local time that comes twice is the first."""
    told = datetime.fromisoformat(value) if isinstance(value, str) else value
    if told.tzinfo is None:
        told = told.replace(tzinfo=zone, fold=0)
    return told.astimezone(UTC)


def a_moment_or_none(value: str | datetime | None, zone: ZoneInfo) -> datetime | None:
    """The same, where it may be absent."""
    return None if value is None else the_moment(value, zone)


def read_person(told: dict[str, Any]) -> Person:
    """A person out of the document."""
    return Person(
        id=told["id"],
        name=told.get("name", ""),
        phone=told.get("phone", ""),
        role=told.get("role", "participant"),
        household=told.get("household", told["id"]),
        cohort=told.get("cohort"),
        born=the_day(told["born"]) if "born" in told else None,
        lives_alone=told.get("lives_alone", False),
        mask_exempt=told.get("mask_exempt", False),
        risk_group=told.get("risk_group"),
        fixed_contacts=tuple(told.get("fixed_contacts", [])),
        fixed_household=told.get("fixed_household"),
        comes_with=told.get("comes_with"),
        symptoms=tuple(
            Symptoms(the_day(one["from"]), the_day(one["cleared"]) if "cleared" in one else None)
            for one in told.get("symptoms", [])
        ),
    )


def read_visit(told: dict[str, Any], people: list[Person], zone: ZoneInfo) -> Visit:
    """A visit out of the document; the absent are as if they were not in `people`."""
    start = the_moment(told["start"], zone)
    return Visit(
        id=told["id"],
        start=start,
        end=the_moment(told["end"], zone),
        day=start.astimezone(zone).date(),
        kind=told.get("kind", "activity"),
        setting=told.get("setting", "centre"),
        room=told.get("room"),
        people=tuple(
            person
            for person in people
            if person.id in told["people"] and person.id not in told.get("absent", [])
        ),
        host=told.get("host"),
        booked_at=a_moment_or_none(told.get("booked_at"), zone),
        equipment=tuple(told.get("equipment", [])),
        masks=told.get("masks"),
        distance_m=told.get("distance_m"),
        purpose=told.get("purpose"),
        assessed_at=a_moment_or_none(told.get("assessed_at"), zone),
        status=told.get("status", "planned"),
        handwashed=told.get("handwashed"),
        surfaces_cleaned=told.get("surfaces_cleaned"),
    )


class Reading:
    """A plan and the days it is judged for: what a rule may look at."""

    def __init__(
        self,
        plan: dict[str, Any],
        known_at: date | None,
        date_from: date | None,
        date_to: date | None,
    ) -> None:
        """Read the document; leave it as it is."""
        self.plan = plan
        self.known_at = known_at
        self.date_from = date_from
        self.date_to = date_to
        self.zone = ZoneInfo(plan.get("timezone", "Europe/Oslo"))
        self.people = [read_person(told) for told in plan.get("people", [])]
        self.visits = [read_visit(told, self.people, self.zone) for told in plan.get("visits", [])]
        going = [one for one in self.visits if one.status not in ("cancelled", "no_show")]
        self._live = sorted(going, key=lambda one: (one.start, one.id))
        self.in_force: dict[tuple[str, datetime], dict[str, Rule]] = {}  # seen already

    def live(self) -> list[Visit]:
        """All visits but the cancelled ones and the no-shows, in order of arrival."""
        return self._live

    def live_but_shifts(self) -> list[Visit]:
        """What all rules count but `nasjonal.indoor-persons` and the `symptoms` rules."""
        return [one for one in self.live() if one.kind != "shift"]

    def judged(self) -> list[Visit]:
        """Live, and within `--from` and `--to`: local start dates, both included."""
        return [
            one
            for one in self.live()
            if (self.date_from is None or one.day >= self.date_from)
            and (self.date_to is None or one.day <= self.date_to)
        ]

    def health_service(self) -> bool:
        """Whether the centre is defined as giving health care."""
        return bool(self.plan.get("centre", {}).get("health_service", False))

    def centre_minutes(self, key: str, default: int) -> int:
        """The centre's own figure, or the default."""
        return int(self.plan.get("centre", {}).get(key, default))

    def room_figure(self, room: str | None, key: str) -> int | None:
        """What the document says of a room."""
        for told in self.plan.get("rooms", []):
            if told["id"] == room:
                figure: int | None = told.get(key)
                return figure
        return None

    def washable(self, thing: str) -> bool:
        """Whether a thing can be washed."""
        for told in self.plan.get("equipment", []):
            if told["id"] == thing:
                return bool(told.get("washable", True))
        raise KeyError(thing)

    def outside_contacts(self, household: str, week: str) -> int | None:
        """How many the household itself tells that it met outside the centre that week."""
        for told in self.plan.get("households", []):
            if told["id"] == household:
                figure: int | None = told.get("outside_contacts", {}).get(week)
                return figure
        return None

    def has_staff(self, household: str) -> bool:
        """Whether anybody of the household is staff."""
        return any(one.household == household and one.role == "staff" for one in self.people)


# --- Words ---------------------------------------------------------------------------------------


def in_person(visit: Visit) -> bool:
    """Unless the setting is online or phone."""
    return visit.setting not in ("online", "phone")


def arrives_before(one: Visit, other: Visit) -> bool:
    """Order of arrival: by start as a moment, then by id."""
    return (one.start, one.id) < (other.start, other.id)


def overlap(one: Visit, other: Visit) -> bool:
    """Each starts before the other ends."""
    return one.start < other.end and other.start < one.end


def iso_week(day: date) -> str:
    """The ISO week of a day, as `outside_contacts` writes it."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def still_going_on(visit: Visit, others: list[Visit]) -> list[Visit]:
    """The earlier ones that are still going on at the moment it starts."""
    return [other for other in others if arrives_before(other, visit) and other.end > visit.start]


def people_at_once(visit: Visit, others: list[Visit]) -> int:
    """At the moment it starts: the people of all earlier ones still going on, and its own."""
    there = {person.id for person in visit.people}
    for other in still_going_on(visit, others):
        there |= {person.id for person in other.people}
    return len(there)


def added_by(visit: Visit, others: list[Visit]) -> list[Person]:
    """Those whom it adds to the people of all earlier ones still going on; all, if it adds none."""
    there = {person.id for other in still_going_on(visit, others) for person in other.people}
    return [person for person in visit.people if person.id not in there] or list(visit.people)


def in_the_room(reading: Reading, room: str | None) -> list[Visit]:
    """The live visits in a room, those on duty passed over."""
    return [one for one in reading.live_but_shifts() if one.room is not None and one.room == room]


def of_one_household(people: tuple[Person, ...]) -> bool:
    """Those who have the same household live together."""
    return len({person.household for person in people}) == 1


def under_12(person: Person, day: date) -> bool:
    """Under 12 on that day; without a date of birth an adult."""
    if person.born is None:
        return False
    had_birthday = (day.month, day.day) >= (person.born.month, person.born.day)
    return day.year - person.born.year - (0 if had_birthday else 1) < 12


def has_symptoms(person: Person, day: date) -> bool:
    """`from` on or before the day, and `cleared` absent or after it."""
    return any(
        one.begun <= day and (one.cleared is None or one.cleared > day) for one in person.symptoms
    )


def at_risk(person: Person) -> bool:
    """In a risk group, as far as it is recorded."""
    return person.risk_group is True


def time_between(earlier: list[Visit], visit: Visit, unit: timedelta) -> float:
    """Since the end of the last of them, in that unit; 0 where it overlaps."""
    gap = visit.start - max(one.end for one in earlier)
    hundredths = max(gap, timedelta(0)) // (unit / 100)
    return whole(hundredths / 100)


def whole(figure: float) -> float:
    """A whole figure as an integer."""
    return int(figure) if figure == int(figure) else figure


def valid_phone(phone: str) -> bool:
    """A valid number, as libphonenumber judges it for region NO."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(phone, "NO"))
    except phonenumbers.NumberParseException:
        return False


# --- Rules ---------------------------------------------------------------------------------------

BROKEN = "broken"
UNDECIDED = "undecided"  # what the rule needs to be decided is not recorded
ADVISED = "advised"  # of level advice whatever the rule's force


class Figures(NamedTuple):
    """What was measured, against what, in what; nothing where the rule counts nothing."""

    measured: float | None = None
    limit: float | None = None
    unit: str | None = None


class Outcome(NamedTuple):
    """What a rule says of a visit."""

    outcome: str
    people: list[Person]  # because of whom the rule is broken
    evidence: list[Visit]  # what was counted or compared with, in order of arrival
    figures: Figures = Figures()
    subject: str | None = None  # the household or thing that it is about


# Nothing where the rule is kept or not about the visit, or one for each reason.
Outcomes = Iterator[Outcome]


def everybody(visit: Visit) -> Outcome:
    """A rule that counts nothing and whose row names nobody is broken."""
    return Outcome(BROKEN, list(visit.people), [visit])


def those_who(visit: Visit, condition: Callable[[Person], bool]) -> list[Person]:
    """Those in the visit whom a row names."""
    return [person for person in visit.people if condition(person)]


def crowd(visit: Visit, others: list[Visit], limit: int) -> Outcome:
    """A headcount that is above the limit."""
    return Outcome(
        BROKEN,
        added_by(visit, others),
        [*still_going_on(visit, others), visit],
        Figures(people_at_once(visit, others), limit, "persons"),
    )


def kommunal_contacts(reading: Reading, visit: Visit) -> Outcomes:
    """At most 10; a pair in which either is staff is at work and does not count."""

    def counts(member: Person, other: Person) -> bool:
        return member.role != "staff" and other.role != "staff"

    for household in sorted({person.household for person in visit.people}):
        yield from contacts(reading, visit, household, "kommunal", counts)


def senter_contacts(reading: Reading, visit: Visit) -> Outcomes:
    """At most 10; everybody counts, staff too; judged for households without staff."""

    def counts(member: Person, other: Person) -> bool:
        return True

    for household in sorted({person.household for person in visit.people}):
        if not reading.has_staff(household):
            yield from contacts(reading, visit, household, "senter", counts)


def contacts(
    reading: Reading,
    visit: Visit,
    household: str,
    family: str,
    counts: Callable[[Person, Person], bool],
) -> Outcomes:
    """*Contacts*: what the household's week says of this visit, with limit 10."""
    outside = reading.outside_contacts(household, iso_week(visit.day))
    met: set[str] = set()
    at_fault: list[str] = []
    meetings: list[str] = []
    counted: list[Visit] = []
    for one in reading.live_but_shifts():
        if iso_week(one.day) != iso_week(visit.day) or not in_person(one):
            continue
        if one.setting == "outdoors" and one.distance_m is not None and one.distance_m >= 2:
            continue
        meets = {
            other.id
            for member in one.people
            for other in one.people
            if member.household == household
            and other.household != household
            and counts(member, other)
        }
        new = meets - met
        met |= new
        if meets:
            counted.append(one)
        if one not in reading.judged() or "contacts" not in rules_in_force(reading, family, one):
            continue
        if meets:
            meetings.append(one.id)
        if new and len(met) + (outside or 0) > 10:
            at_fault.append(one.id)
            if one.id == visit.id:
                those_new = [person for person in visit.people if person.id in new]
                figures = Figures(len(met) + (outside or 0), 10, "contacts")
                yield Outcome(BROKEN, those_new, list(counted), figures, household)
    if outside is None and not at_fault and visit.id in meetings[:1]:
        up_to_here = [one for one in counted if not arrives_before(visit, one)]
        yield Outcome(UNDECIDED, [], up_to_here, subject=household)


def too_close(reading: Reading, visit: Visit, metres: float, capacity_key: str) -> Outcome | None:
    """Why so many metres cannot be kept; None where they can, or where neither is recorded."""
    capacity = reading.room_figure(visit.room, capacity_key)
    if visit.distance_m is not None:
        if visit.distance_m < metres:
            figures = Figures(whole(visit.distance_m), metres, "metres")
            return Outcome(BROKEN, list(visit.people), [visit], figures)
    elif capacity is not None:
        others = in_the_room(reading, visit.room)
        if people_at_once(visit, others) > capacity:
            return crowd(visit, others, capacity)
    return None


def kommunal_mask(reading: Reading, visit: Visit) -> Outcomes:
    """Masks indoors where distance cannot be kept."""
    if visit.setting not in ("centre", "cafe", "shopping_centre", "crowded_place", "other_indoors"):
        return
    close = too_close(reading, visit, 1, "capacity_1m")
    if close is None:
        return
    without = those_who(
        visit, lambda person: not person.mask_exempt and not under_12(person, visit.day)
    )
    if visit.masks is None:
        yield Outcome(UNDECIDED, [], close.evidence, close.figures)
    elif not visit.masks and without:
        yield Outcome(BROKEN, without, close.evidence, close.figures)


def nasjonal_indoor_persons(reading: Reading, visit: Visit) -> Outcomes:
    """More than 10 people at once in the premises, staff included, by order of arrival."""
    if visit.setting != "centre":
        return
    in_the_premises = [one for one in reading.live() if one.setting == "centre"]
    if people_at_once(visit, in_the_premises) > 10:
        yield crowd(visit, in_the_premises, 10)


def distance(reading: Reading, visit: Visit, metres: float, capacity_key: str) -> Outcomes:
    """`nasjonal.distance`, with so many metres and that capacity."""
    if not in_person(visit) or of_one_household(visit.people):
        return
    close = too_close(reading, visit, metres, capacity_key)
    if close is not None:
        yield close
    elif (
        visit.setting == "centre"
        and visit.distance_m is None
        and reading.room_figure(visit.room, capacity_key) is None
    ):
        yield Outcome(UNDECIDED, [], [visit])


def distance_1m(reading: Reading, visit: Visit) -> Outcomes:
    """At least 1 m, or no more than `capacity_1m`."""
    yield from distance(reading, visit, 1, "capacity_1m")


def distance_2m(reading: Reading, visit: Visit) -> Outcomes:
    """At least 2 m, or no more than `capacity_2m`."""
    yield from distance(reading, visit, 2, "capacity_2m")


def nasjonal_home_visits(reading: Reading, visit: Visit) -> Outcomes:
    """No guests at home, with exceptions for those who live alone and for a purpose."""
    if visit.setting != "home":
        return
    [host] = [person for person in visit.people if person.id == visit.host]
    guests = [person for person in visit.people if person.household != host.household]
    if not guests:
        return
    if visit.purpose is not None:
        return
    if host.lives_alone and (
        all(guest.id in host.fixed_contacts for guest in guests)
        or all(guest.household == host.fixed_household for guest in guests)
    ):
        return
    if all(
        guest.lives_alone
        and (host.id in guest.fixed_contacts or guest.fixed_household == host.household)
        for guest in guests
    ):
        return
    yield Outcome(BROKEN, guests, [visit])


def nasjonal_private_gathering(reading: Reading, visit: Visit) -> Outcomes:
    """More than 5 at a private gathering outside the home, unless all are of one household."""
    if visit.kind != "private_gathering" or not in_person(visit) or visit.setting == "home":
        return
    if len(visit.people) > 5 and not of_one_household(visit.people):
        figures = Figures(len(visit.people), 5, "persons")
        yield Outcome(BROKEN, list(visit.people), [visit], figures)


def nasjonal_leisure(reading: Reading, visit: Visit) -> Outcomes:
    """Organised leisure indoors, where the centre is no health service."""
    indoors = in_person(visit) and visit.setting != "outdoors"
    if visit.kind == "leisure" and indoors and not reading.health_service():
        yield everybody(visit)


def symptoms(reading: Reading, visit: Visit) -> Outcomes:
    """In person, and somebody has symptoms."""
    ill = those_who(visit, lambda person: has_symptoms(person, visit.day))
    if in_person(visit) and ill:
        yield Outcome(BROKEN, ill, [visit])


ROOM_CAPS = {"felles": 8, "musikkrom": 4, "kunstrom": 3, "new-york": 1, "bali": 1}


def senter_room_cap(reading: Reading, visit: Visit) -> Outcomes:
    """More people at once in the room, by order of arrival, than its cap."""
    if visit.room not in ROOM_CAPS:
        return
    others = in_the_room(reading, visit.room)
    if people_at_once(visit, others) > ROOM_CAPS[visit.room]:
        yield crowd(visit, others, ROOM_CAPS[visit.room])


def senter_booked_ahead(reading: Reading, visit: Visit) -> Outcomes:
    """No `booked_at`, or it is not before the start."""
    if visit.booked_at is None or not visit.booked_at < visit.start:
        yield everybody(visit)


def senter_mask(reading: Reading, visit: Visit) -> Outcomes:
    """`masks` is false and somebody is not exempt."""
    without = those_who(visit, lambda person: not person.mask_exempt)
    if visit.masks is False and without:
        yield Outcome(BROKEN, without, [visit])


def senter_cohort(reading: Reading, visit: Visit) -> Outcomes:
    """People do not all share one recorded cohort."""
    cohorts = {person.cohort for person in visit.people}
    if len(cohorts) == 1 and None not in cohorts:
        return
    if len(visit.people) == 1:
        return
    if of_one_household(visit.people):
        return
    if len(visit.people) == 2:
        one, other = visit.people
        if one.comes_with == other.id or other.comes_with == one.id:
            return
    without = those_who(visit, lambda person: person.cohort is None)
    yield Outcome(BROKEN, without or list(visit.people), [visit])


def senter_cleaning(reading: Reading, visit: Visit) -> Outcomes:
    """Too soon after an earlier visit in the same room, or on top of it."""
    minutes = reading.room_figure(visit.room, "cleaning_minutes")
    if minutes is None:
        minutes = reading.centre_minutes("cleaning_minutes", 15)
    too_soon_after = [
        one
        for one in in_the_room(reading, visit.room)
        if arrives_before(one, visit)
        and (visit.start - one.end < timedelta(minutes=minutes) or overlap(one, visit))
    ]
    if too_soon_after:
        measured = time_between(too_soon_after, visit, timedelta(minutes=1))
        figures = Figures(measured, minutes, "minutes")
        yield Outcome(BROKEN, list(visit.people), [*too_soon_after, visit], figures)


def used_by_another_within(
    reading: Reading, visit: Visit, thing: str, pause: timedelta
) -> list[Visit]:
    """What ended less than that before it starts, of earlier uses by somebody not in this visit."""
    return [
        one
        for one in reading.live_but_shifts()
        if thing in one.equipment
        and arrives_before(one, visit)
        and any(person not in visit.people for person in one.people)
        and visit.start - one.end < pause
    ]


def senter_equipment_washing(reading: Reading, visit: Visit) -> Outcomes:
    """A washable thing, sooner than it can have been washed."""
    minutes = reading.centre_minutes("washing_minutes", 10)
    for thing in visit.equipment:
        uses = used_by_another_within(reading, visit, thing, timedelta(minutes=minutes))
        if reading.washable(thing) and uses:
            measured = time_between(uses, visit, timedelta(minutes=1))
            figures = Figures(measured, minutes, "minutes")
            yield Outcome(BROKEN, list(visit.people), [*uses, visit], figures, thing)


def senter_equipment_quarantine(reading: Reading, visit: Visit) -> Outcomes:
    """A thing that cannot be washed, less than 48 hours after."""
    for thing in visit.equipment:
        uses = used_by_another_within(reading, visit, thing, timedelta(hours=48))
        if not reading.washable(thing) and uses:
            figures = Figures(time_between(uses, visit, timedelta(hours=1)), 48, "hours")
            yield Outcome(BROKEN, list(visit.people), [*uses, visit], figures, thing)


def senter_visitor_list(reading: Reading, visit: Visit) -> Outcomes:
    """Somebody has no name or no valid phone number."""
    lacking = those_who(
        visit, lambda person: not person.name.strip() or not valid_phone(person.phone)
    )
    if lacking:
        yield Outcome(BROKEN, lacking, [visit])


def senter_handwash(reading: Reading, visit: Visit) -> Outcomes:
    """Arrived or done, and hands are not known to be washed."""
    if visit.status in ("arrived", "done") and visit.handwashed is not True:
        yield everybody(visit)


def senter_after_use(reading: Reading, visit: Visit) -> Outcomes:
    """Done, and surfaces are not known to be cleaned."""
    if visit.status == "done" and visit.surfaces_cleaned is not True:
        yield everybody(visit)


def stottekontakt_paused(reading: Reading, visit: Visit) -> Outcomes:
    """An assignment in person."""
    if visit.kind == "support_contact" and in_person(visit):
        yield everybody(visit)


def stottekontakt_venue(reading: Reading, visit: Visit) -> Outcomes:
    """An assignment in a café, a shopping centre or a crowd."""
    if visit.kind == "support_contact" and visit.setting in (
        "cafe",
        "shopping_centre",
        "crowded_place",
    ):
        yield everybody(visit)


def stottekontakt_assessment(reading: Reading, visit: Visit) -> Outcomes:
    """An assignment in person that was not weighed at or before its start."""
    if visit.kind != "support_contact" or not in_person(visit):
        return
    if visit.assessed_at is not None and visit.assessed_at <= visit.start:
        return
    not_recorded = those_who(
        visit, lambda person: person.risk_group is None and person.role == "participant"
    )
    if those_who(visit, at_risk):
        yield Outcome(BROKEN, those_who(visit, at_risk), [visit])
    elif not_recorded:
        yield Outcome(UNDECIDED, not_recorded, [visit])
    else:
        yield Outcome(ADVISED, list(visit.people), [visit])


def stottekontakt_prefer_remote(reading: Reading, visit: Visit) -> Outcomes:
    """An assignment with somebody at risk, neither at a distance nor outdoors."""
    if (
        visit.kind == "support_contact"
        and those_who(visit, at_risk)
        and visit.setting not in ("phone", "online", "outdoors")
    ):
        yield Outcome(BROKEN, those_who(visit, at_risk), [visit])


# --- Rule sets and time --------------------------------------------------------------------------


class End(NamedTuple):
    """An end that was given to a version, and the day on which it was made known."""

    decided: date
    until: date


class Version(NamedTuple):
    """When a rule set was decided and in force; its ends one after the other."""

    decided: date
    in_force: date
    ends: tuple[End, ...]


class Rule(NamedTuple):
    """A rule of a version; with a period of its own where it has one."""

    force: str
    says: Callable[[Reading, Visit], Outcomes]
    in_force: date | None = None
    until: date | None = None


VERSIONS: dict[str, dict[str, Version]] = {
    "kommunal": {
        "2020-12-26": Version(
            decided=date(2020, 12, 26),
            in_force=date(2020, 12, 26),
            ends=(
                End(date(2020, 12, 26), date(2021, 1, 10)),
                End(date(2021, 1, 5), date(2021, 2, 1)),
                End(date(2021, 1, 20), date(2021, 2, 4)),
                End(date(2021, 2, 2), date(2021, 2, 3)),
            ),
        ),
    },
    "nasjonal": {
        "2021-01-03": Version(
            decided=date(2021, 1, 3),
            in_force=date(2021, 1, 4),
            ends=(
                End(date(2021, 1, 3), date(2021, 1, 19)),
                End(date(2021, 1, 18), date(2021, 1, 20)),
            ),
        ),
    },
    "senter": {
        "2020-12-26": Version(
            decided=date(2020, 12, 26),
            in_force=date(2020, 12, 26),
            ends=(End(date(2020, 12, 26), date(2021, 1, 10)),),
        ),
        "2021-01-04": Version(
            decided=date(2021, 1, 4),
            in_force=date(2021, 1, 4),
            ends=(End(date(2021, 1, 4), date(2021, 1, 30)),),
        ),
    },
    "stottekontakt": {
        "2021-04-12": Version(
            decided=date(2021, 4, 12),
            in_force=date(2021, 1, 1),
            ends=(),
        ),
    },
}

FAMILIES = tuple(VERSIONS)

RULES: dict[tuple[str, str], dict[str, Rule]] = {
    ("kommunal", "2020-12-26"): {
        "contacts": Rule("binding", kommunal_contacts),
        "mask": Rule("binding", kommunal_mask),
    },
    ("nasjonal", "2021-01-03"): {
        "indoor-persons": Rule("binding", nasjonal_indoor_persons),
        "distance": Rule("binding", distance_1m),
        "home-visits": Rule("advice", nasjonal_home_visits),
        "private-gathering": Rule("binding", nasjonal_private_gathering),
        "leisure": Rule("advice", nasjonal_leisure),
        "symptoms": Rule("advice", symptoms),
    },
    ("senter", "2020-12-26"): {
        "booked-ahead": Rule("house", senter_booked_ahead),
        "cohort": Rule("house", senter_cohort),
        "visitor-list": Rule("house", senter_visitor_list),
        "room-cap": Rule("house", senter_room_cap),
        "distance-2m": Rule("house", distance_2m),
    },
    ("senter", "2021-01-04"): {
        "booked-ahead": Rule("house", senter_booked_ahead),
        "mask": Rule("advice", senter_mask),
        "cohort": Rule("house", senter_cohort),
        "distance": Rule("house", distance_1m),
        "distance-2m": Rule("advice", distance_2m),
        "cleaning": Rule("house", senter_cleaning),
        "equipment-washing": Rule("house", senter_equipment_washing),
        "equipment-quarantine": Rule("house", senter_equipment_quarantine),
        "contacts": Rule("house", senter_contacts),
        "visitor-list": Rule("house", senter_visitor_list),
        "handwash": Rule("house", senter_handwash),
        "after-use": Rule("house", senter_after_use),
    },
    ("stottekontakt", "2021-04-12"): {
        "paused": Rule("binding", stottekontakt_paused, until=date(2021, 4, 12)),
        "symptoms": Rule("binding", symptoms, in_force=date(2021, 4, 12)),
        "venue": Rule("advice", stottekontakt_venue, in_force=date(2021, 4, 12)),
        "assessment": Rule("house", stottekontakt_assessment, in_force=date(2021, 4, 12)),
        "prefer-remote": Rule("advice", stottekontakt_prefer_remote, in_force=date(2021, 4, 12)),
    },
}


def within(start: datetime, in_force: date | None, until: date | None) -> bool:
    """`in_force <= start < until`, at the midnights of the zone that `start` carries."""

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(0), start.tzinfo).astimezone(UTC)

    moment = start.astimezone(UTC)
    return (in_force is None or midnight(in_force) <= moment) and (
        until is None or moment < midnight(until)
    )


def version_in_force(family: str, start: datetime, known_at: date | None) -> str | None:
    """The one with the latest `in_force`; `start` carries the plan's timezone."""
    ruling: list[tuple[date, str]] = []
    for name, version in VERSIONS[family].items():
        if known_at is not None and version.decided > known_at:
            continue
        known = [end for end in version.ends if known_at is None or end.decided <= known_at]
        until = known[-1].until if known else None
        if within(start, version.in_force, until):
            ruling.append((version.in_force, name))
    return max(ruling)[1] if ruling else None


def rules_in_force(reading: Reading, family: str, visit: Visit) -> dict[str, Rule]:
    """The rules of the version in force for the visit's start, each in its own period."""
    start = visit.start.astimezone(reading.zone)
    if (family, start) not in reading.in_force:
        version = version_in_force(family, start, reading.known_at)
        rules = RULES[family, version] if version is not None else {}
        reading.in_force[family, start] = {
            name: rule for name, rule in rules.items() if within(start, rule.in_force, rule.until)
        }
    return reading.in_force[family, start]


# --- Judging -------------------------------------------------------------------------------------


def passed_over(family: str, name: str, visit: Visit) -> bool:
    """What a rule does not judge whatever else it says."""
    if visit.kind == "shift":
        return (family, name) != ("nasjonal", "indoor-persons") and name != "symptoms"
    return family == "senter" and name != "contacts" and visit.setting != "centre"


def level_of(force: str, outcome: str) -> str | None:
    """An advice that is not followed is advice, one that cannot be decided says nothing."""
    if outcome == ADVISED:
        return "advice"
    if force == "advice":
        return "advice" if outcome == BROKEN else None
    return "violation" if outcome == BROKEN else "unknown"


def is_waived(reading: Reading, visit: Visit, rule: str, force: str) -> bool:
    """Whether a waiver that is not expired covers a house or advice rule at that visit."""
    return force in ("house", "advice") and any(
        waiver["visit"] == visit.id
        and waiver["rule"] == rule
        and the_day(waiver["until"]) >= visit.day
        for waiver in reading.plan.get("waivers", [])
    )


def judge(
    plan: dict[str, Any],
    *,
    known_at: date | None = None,
    date_from: date | None = None,
    date_to: date | None = None,
    families: tuple[str, ...] = FAMILIES,
) -> list[Found]:
    """All findings of a valid plan, explained, by visit, rule, level and subject."""
    reading = Reading(plan, known_at, date_from, date_to)
    findings: list[Found] = []
    for visit in reading.judged():
        for family in families:
            for name, rule in rules_in_force(reading, family, visit).items():
                if passed_over(family, name, visit):
                    continue
                rule_id = f"{family}.{name}"
                for said in rule.says(reading, visit):
                    level = level_of(rule.force, said.outcome)
                    if level is not None:
                        finding = Found(
                            visit.id,
                            rule_id,
                            level,
                            said.subject,
                            is_waived(reading, visit, rule_id, rule.force),
                            *said.figures,
                            tuple(sorted(person.id for person in said.people)),
                            tuple(one.id for one in said.evidence),
                        )
                        findings.append(finding)
    return sorted(findings, key=lambda one: (one.visit, one.rule, one.level, one.subject or ""))


def verdicts(
    plan: dict[str, Any],
    findings: Iterable[Found],
    *,
    known_at: date | None = None,
    date_from: date | None = None,
    date_to: date | None = None,
) -> dict[str, str]:
    """The verdict of each judged visit: the worst level that is not waived, or ok."""
    answer: dict[str, str] = {}
    for visit in Reading(plan, known_at, date_from, date_to).judged():
        levels = {one.level for one in findings if one.visit == visit.id and not one.waived}
        worst = [level for level in ("violation", "unknown", "advice") if level in levels]
        answer[visit.id] = worst[0] if worst else "ok"
    return answer

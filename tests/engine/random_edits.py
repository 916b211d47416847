"""Random edits of a plan: whatever somebody at a desk may change in it."""

from __future__ import annotations

import random
from datetime import timedelta

from msgspec import structs

from glimt_rules.live import Edit, Put, PutWaivers, Remove
from glimt_rules.live.edits import ListName
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Household, Person, Plan, Symptoms, Visit, Waiver

SETTINGS = ("centre", "centre", "centre", "outdoors", "home", "cafe", "online", "phone")
KINDS = ("activity", "support_contact", "private_gathering", "leisure", "shift")
WAIVABLE = ("senter.cleaning", "senter.contacts", "senter.cohort", "senter.mask", "senter.handwash")


def random_edit(rng: random.Random, plan: Plan) -> Edit:
    """An edit that may or may not leave the plan a plan."""
    makers = [_visit] * 12 + [_added] * 3 + [_removed] * 2
    makers += [_person, _person, _household, _room, _thing, _waivers, _no_longer]
    return rng.choice(makers)(rng, plan)


def _visit(rng: random.Random, plan: Plan) -> Edit:
    if not plan.visits:
        return _added(rng, plan)
    return Put(_changed(rng, plan, rng.choice(plan.visits)))


def _changed(rng: random.Random, plan: Plan, visit: Visit) -> Visit:
    what = rng.randrange(9)
    ids = [person.id for person in plan.people]
    if what <= 1:
        by = timedelta(minutes=rng.choice([0, 15, 30, -45, 60, -180, 1440, -2880, 10080]))
        return structs.replace(visit, start=_at(visit.start + by), end=_at(visit.end + by))
    if what == 2:
        longer = timedelta(minutes=rng.choice([15, 60, 240, -15, -60]))
        return structs.replace(visit, end=_at(visit.end + longer))
    if what == 3 and ids:
        people = tuple(rng.sample(ids, rng.randint(1, min(6, len(ids)))))
        return structs.replace(visit, people=people, absent=())
    if what == 4:
        room = rng.choice([None, *(room.id for room in plan.rooms)])
        return structs.replace(visit, setting="centre", room=room, host=None)
    if what == 5:
        setting = rng.choice(SETTINGS)
        host = rng.choice(visit.people) if setting == "home" else None
        return structs.replace(visit, setting=setting, room=None, host=host)
    if what == 6:
        things = [thing.id for thing in plan.equipment]
        used = tuple(rng.sample(things, rng.randint(0, min(2, len(things)))))
        return structs.replace(visit, equipment=used)
    if what == 7:
        return structs.replace(
            visit,
            masks=rng.choice([None, True, False]),
            distance_m=rng.choice([None, None, 0.5, 1.0, 2.0]),
            status=rng.choice(["planned", "arrived", "done", "cancelled"]),
            handwashed=rng.choice([None, True]),
            booked_at=rng.choice([None, _at(visit.start - timedelta(days=2))]),
        )
    absent = tuple(rng.sample(visit.people, rng.randint(0, len(visit.people) - 1)))
    return structs.replace(visit, absent=absent, kind=rng.choice(KINDS))


def _at(moment: object) -> Moment:
    assert isinstance(moment, Moment)
    return moment


def _added(rng: random.Random, plan: Plan) -> Edit:
    if not plan.visits:
        return Remove("visits", "nobody-has-booked-this")
    like = _changed(rng, plan, rng.choice(plan.visits))
    return Put(structs.replace(like, id=f"new-{rng.randrange(1000)}"))


def _removed(rng: random.Random, plan: Plan) -> Edit:
    return Remove("visits", rng.choice([visit.id for visit in plan.visits] or ["none"]))


def _person(rng: random.Random, plan: Plan) -> Edit:
    if rng.random() < 0.2 or not plan.people:
        home = rng.choice([None, *(other.lives_in for other in plan.people)])
        role = rng.choice(["participant", "staff"])
        id_ = f"{rng.choice('az')}-{rng.randrange(50)}"  # before everybody else, or after
        return Put(Person(id=id_, name="Nils Nybakken", household=home, role=role))
    person = rng.choice(plan.people)
    homes = [other.lives_in for other in plan.people]
    day = rng.choice([visit.start for visit in plan.visits] or [Moment(2021, 1, 5)]).date()
    what = rng.randrange(6)
    if what == 0:
        person = structs.replace(person, name=rng.choice(["Åse Ås", "", None, "Bo"]))
    elif what == 1:
        person = structs.replace(person, phone=rng.choice(["40612345", None, "1"]))
    elif what == 2:
        person = structs.replace(person, household=rng.choice([None, "et-nytt-hus", *homes]))
    elif what == 3:
        cohort = rng.choice([None, *(cohort.id for cohort in plan.cohorts)])
        person = structs.replace(person, cohort=cohort)
    elif what == 4:
        person = structs.replace(person, symptoms=rng.choice([(), (Symptoms(since=day),)]))
    else:
        role = rng.choice(["participant", "staff", "guest"])
        exempt, risk = rng.random() < 0.3, rng.choice([None, True, False])
        person = structs.replace(person, role=role, mask_exempt=exempt, risk_group=risk)
    return Put(person)


def _household(rng: random.Random, plan: Plan) -> Edit:
    if not plan.people or not plan.visits:
        return Put(Household(id="et-hus", outside_contacts={}))
    home = rng.choice(plan.people).lives_in
    year, week, _ = rng.choice(plan.visits).start.isocalendar()
    known = {each.id: each for each in plan.households}.get(home, Household(id=home))
    told = {**known.outside_contacts, f"{year}-W{week:02d}": rng.randint(0, 12)}
    return Put(structs.replace(known, outside_contacts=told))


def _room(rng: random.Random, plan: Plan) -> Edit:
    if not plan.rooms:
        return Remove("rooms", "none")
    minutes = rng.choice([None, 0, 15, 200])
    room = structs.replace(rng.choice(plan.rooms), cleaning_minutes=minutes)
    space = {"capacity_1m": rng.choice([None, 1, 3]), "capacity_2m": rng.choice([None, 1, 2])}
    return Put(structs.replace(room, name=rng.choice([None, "Storsalen"]), **space))


def _thing(rng: random.Random, plan: Plan) -> Edit:
    if not plan.equipment:
        return Remove("equipment", "none")
    thing = rng.choice(plan.equipment)
    return Put(structs.replace(thing, washable=rng.random() < 0.5, name=rng.choice([None, "Fela"])))


def _waivers(rng: random.Random, plan: Plan) -> Edit:
    if not plan.visits:
        return PutWaivers("none", ())
    visit = rng.choice(plan.visits)
    until = visit.start.date() + timedelta(days=rng.choice([-3, 0, 5]))
    given = [
        Waiver(
            rule=rule, visit=visit.id, reason="Avtalt med legen", by="Kari Eksempel", until=until
        )
        for rule in rng.sample(WAIVABLE, rng.randint(0, 2))
    ]
    return PutWaivers(visit.id, tuple(given))


def _no_longer(rng: random.Random, plan: Plan) -> Edit:
    lists: list[tuple[ListName, list[str]]] = [
        ("people", [person.id for person in plan.people]),
        ("households", [household.id for household in plan.households]),
        ("rooms", [room.id for room in plan.rooms]),
        ("equipment", [thing.id for thing in plan.equipment]),
        ("cohorts", [cohort.id for cohort in plan.cohorts]),
    ]
    name, there = rng.choice(lists)
    return Remove(name, rng.choice(there or ["none"]))

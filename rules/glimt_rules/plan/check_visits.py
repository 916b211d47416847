"""What the types of a visit cannot say.

The loop is written for plans with a hundred thousand visits: a visit that is in order
passes with few calls, and paths are only made where something is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import isfinite

from msgspec import Struct

from glimt_rules.documents.faults import Path, quoted
from glimt_rules.message import say
from glimt_rules.plan.model import Visit
from glimt_rules.plan.report import Register, Report

LONGEST_HOURS = 24
_LONGEST = timedelta(hours=LONGEST_HOURS)
_NONE = timedelta(0)


class Registers(Struct, frozen=True):
    """The lists that visits refer to."""

    rooms: Register
    equipment: Register
    people: Register


def check_visits(report: Report, visits: Sequence[Visit], registers: Registers) -> None:
    """All that is wrong with the visits themselves."""
    people = registers.people.first.keys()
    for index, visit in enumerate(visits):
        if visit is None:
            continue
        start, end = visit.start, visit.end
        if start is not None and end is not None and not _NONE < end - start <= _LONGEST:
            _wrong_times(report, ("visits", index), visit)
        ids = visit.people
        if ids and (len(set(ids)) != len(ids) or not people >= set(ids)):
            _wrong_people(report, ("visits", index), visit, registers.people)
        if visit.setting != "centre" or visit.room is not None or visit.host is not None:
            _check_place(report, ("visits", index), visit, registers)
        if visit.absent:
            _check_absent(report, ("visits", index), visit)
        if visit.equipment:
            _check_equipment(report, ("visits", index), visit, registers.equipment)
        if visit.title is not None or visit.link is not None:
            report.text(("visits", index, "title"), visit.title)
            report.text(("visits", index, "link"), visit.link)
        if visit.distance_m is not None and not isfinite(visit.distance_m):
            report.add(
                ("visits", index, "distance_m"),
                say(
                    "Found {found}; only finite numbers are allowed",
                    found=quoted(visit.distance_m),
                ),
            )


def _wrong_times(report: Report, path: Path, visit: Visit) -> None:
    if visit.end == visit.start:
        message = say("The visit ends when it starts; the end must be later")
    elif visit.end < visit.start:
        message = say("The visit ends before it starts; the end must be later")
    else:
        message = say(
            "The visit is longer than {most} hours, which is the most", most=LONGEST_HOURS
        )
    report.add((*path, "end"), message)


def _wrong_people(report: Report, path: Path, visit: Visit, people: Register) -> None:
    report.repeats((*path, "people"), visit.people)
    for index, id_ in enumerate(visit.people):
        if id_ is not None:
            report.reference((*path, "people", index), id_, people)


def _check_place(report: Report, path: Path, visit: Visit, registers: Registers) -> None:
    """The room and the host, which go with some settings and not with others."""
    setting = visit.setting
    if visit.room is not None:
        report.reference((*path, "room"), visit.room, registers.rooms)
        if setting is not None and setting != "centre":
            message = say(
                "A room goes with the setting centre only; the setting here is {setting}",
                setting=setting,
            )
            report.add((*path, "room"), message)
    if visit.kind == "shift" and setting is not None and setting != "centre":
        message = say(
            "A shift is in the setting centre only; the setting here is {setting}",
            setting=setting,
        )
        report.add((*path, "setting"), message)
    if setting == "home" or visit.host is not None:
        _check_host(report, path, visit, registers.people)


def _check_host(report: Report, path: Path, visit: Visit, people: Register) -> None:
    host, place = visit.host, (*path, "host")
    if host is None:
        if place not in report.bad:
            report.add(
                place,
                say("The key {key} is missing: a visit at home says whose home it is", key="host"),
            )
        return
    if visit.setting is not None and visit.setting != "home":
        message = say(
            "A host goes with the setting home only; the setting here is {setting}",
            setting=visit.setting,
        )
        report.add(place, message)
    if host not in people and people.whole:
        report.reference(place, host, people)
    elif visit.people is not None and None not in visit.people and host not in visit.people:
        report.add(
            place,
            say("The host {found} is not among the people of this visit", found=quoted(host)),
        )
    elif visit.absent and host in visit.absent:
        report.add(
            place,
            say("The host {found} is absent; it takes somebody who is there", found=quoted(host)),
        )


def _check_absent(report: Report, path: Path, visit: Visit) -> None:
    place = (*path, "absent")
    report.repeats(place, visit.absent)
    if visit.people is None or None in visit.people:
        return
    for index, id_ in enumerate(visit.absent):
        if id_ is not None and id_ not in visit.people:
            report.add(
                (*place, index),
                say("{found} is not among the people of this visit", found=quoted(id_)),
            )
    if visit.people and set(visit.people) <= set(visit.absent):
        report.add(place, say("Everybody is absent; somebody must be left (or cancel the visit)"))


def _check_equipment(report: Report, path: Path, visit: Visit, equipment: Register) -> None:
    report.repeats((*path, "equipment"), visit.equipment)
    for index, id_ in enumerate(visit.equipment):
        if id_ is not None:
            report.reference((*path, "equipment", index), id_, equipment)

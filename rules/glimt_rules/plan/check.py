"""What the types of a plan cannot say: what refers to what, and what goes with what."""

from __future__ import annotations

from collections.abc import Collection

from glimt_rules.documents.faults import Fault, LineOf, Path, quoted
from glimt_rules.documents.times import no_zone, zone_named
from glimt_rules.message import say
from glimt_rules.moments import is_iso_week
from glimt_rules.plan.check_visits import Registers, check_visits
from glimt_rules.plan.forms import hours_fault
from glimt_rules.plan.model import WEEKDAYS, Centre, Household, Person, Plan, Waiver
from glimt_rules.plan.report import Register, Report


def check_plan(
    plan: Plan, *, bad: Collection[Path] = frozenset(), line_of: LineOf | None = None
) -> list[Fault]:
    """All that is wrong with a plan; none where the plan is in order.

    The plan may be one that could not be read in full: ``bad`` names the places where None
    stands for something that has been told already. ``line_of`` finds the lines of places
    that a message points to.
    """
    report = Report(bad, line_of)
    if plan.timezone is not None and zone_named(plan.timezone) is None:
        report.add(("timezone",), no_zone(plan.timezone))
    if plan.centre is not None:
        _check_centre(report, plan.centre)
    report.register("cohorts", plan.cohorts)
    report.register("households", plan.households)
    registers = Registers(
        rooms=report.register("rooms", plan.rooms),
        equipment=report.register("equipment", plan.equipment),
        people=report.register("people", plan.people),
    )
    visits = report.register("visits", plan.visits)
    _check_lists(report, plan, registers.rooms)
    for index, person in enumerate(plan.people or ()):
        if person is not None:
            _check_person(report, ("people", index), person, registers.people)
    check_visits(report, plan.visits or (), registers)
    for index, waiver in enumerate(plan.waivers or ()):
        if waiver is not None:
            _check_waiver(report, ("waivers", index), waiver, visits)
    return report.faults


def _check_centre(report: Report, centre: Centre) -> None:
    report.text(("centre", "name"), centre.name)
    if centre.opening_hours is None:
        return
    for day in WEEKDAYS:
        for index, hours in enumerate(getattr(centre.opening_hours, day) or ()):
            if hours is not None:
                report.add(("centre", "opening_hours", day, index), hours_fault(hours))


def _check_lists(report: Report, plan: Plan, rooms: Register) -> None:
    for index, room in enumerate(plan.rooms or ()):
        if room is not None:
            report.text(("rooms", index, "name"), room.name)
    for index, thing in enumerate(plan.equipment or ()):
        if thing is not None:
            report.text(("equipment", index, "name"), thing.name)
            if thing.room is not None:
                report.reference(("equipment", index, "room"), thing.room, rooms)
    for index, cohort in enumerate(plan.cohorts or ()):
        if cohort is not None:
            report.text(("cohorts", index, "name"), cohort.name)
    for index, household in enumerate(plan.households or ()):
        if household is not None:
            _check_weeks(report, ("households", index, "outside_contacts"), household)


def _check_weeks(report: Report, path: Path, household: Household) -> None:
    for week in household.outside_contacts or ():
        if not is_iso_week(week):
            report.add(
                (*path, week),
                say(
                    "There is no week {found}; an ISO week that exists is wanted, such as 2021-W02",
                    found=quoted(week),
                ),
            )


def _check_person(report: Report, path: Path, person: Person, people: Register) -> None:
    report.text((*path, "name"), person.name)
    report.text((*path, "phone"), person.phone)
    report.name((*path, "household"), person.household)
    report.name((*path, "cohort"), person.cohort)
    report.name((*path, "fixed_household"), person.fixed_household)
    if person.comes_with is not None:
        _check_other(report, (*path, "comes_with"), person.comes_with, person, people)
    if person.fixed_contacts:
        report.repeats((*path, "fixed_contacts"), person.fixed_contacts)
        for index, contact in enumerate(person.fixed_contacts):
            if contact is not None:
                _check_other(report, (*path, "fixed_contacts", index), contact, person, people)
    for index, symptoms in enumerate(person.symptoms or ()):
        if symptoms is None or symptoms.since is None or symptoms.cleared is None:
            continue
        if symptoms.cleared < symptoms.since:
            report.add(
                (*path, "symptoms", index, "cleared"),
                say(
                    "The symptoms are cleared on {cleared}, before they began on {since}",
                    cleared=symptoms.cleared,
                    since=symptoms.since,
                ),
            )


def _check_other(report: Report, path: Path, id_: str, person: Person, people: Register) -> None:
    """Somebody else's id: nobody names themselves."""
    if id_ == person.id:
        report.add(path, say("{found} is this person; somebody else is wanted", found=quoted(id_)))
    else:
        report.reference(path, id_, people)


def _check_waiver(report: Report, path: Path, waiver: Waiver, visits: Register) -> None:
    report.text((*path, "rule"), waiver.rule)
    if waiver.visit is not None:
        report.reference((*path, "visit"), waiver.visit, visits)
    for key, text in (("reason", waiver.reason), ("by", waiver.by)):
        if text is None:
            continue
        report.text((*path, key), text)
        if not text.strip():
            report.add(
                (*path, key), say("This is blank; a waiver says why it is there and who gave it")
            )

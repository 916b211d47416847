"""A plan that changes: its visits, waivers and the house, each edit with what takes it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from msgspec import structs

from glimt_rules.documents.faults import Fault, as_problems, quoted
from glimt_rules.errors import InputError
from glimt_rules.facts import Facts
from glimt_rules.house import House
from glimt_rules.kinds import KINDS
from glimt_rules.live.edits import Edit, ListName, Put, PutWaivers, Record, Remove
from glimt_rules.live.excepted import LiveWaivers
from glimt_rules.live.index import Beside, Entry, Index, entry_of
from glimt_rules.live.touched import Reach, Swap, reach_of
from glimt_rules.message import say
from glimt_rules.plan.check import check_plan
from glimt_rules.plan.check_visits import Registers, check_visits
from glimt_rules.plan.model import (
    NOT_LIVE,
    Cohort,
    Equipment,
    Household,
    Person,
    Plan,
    Room,
    Visit,
    Waiver,
)
from glimt_rules.plan.report import Report
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import Rule

#: The list of a plan in which each sort of record stands.
LISTS: Mapping[type, ListName] = {
    Visit: "visits",
    Person: "people",
    Household: "households",
    Room: "rooms",
    Equipment: "equipment",
    Cohort: "cohorts",
}


class Done(NamedTuple):
    """An edit that has been applied."""

    #: which visits it has swapped
    swaps: list[Swap]
    #: the edits that take it back, in the order in which they are to be applied
    undo: tuple[Edit, ...]
    #: whether people or households have other numbers now than in swaps of before
    renumbers: bool = False


class State:
    """The plan as it is now. Every edit is checked as a plan document would be."""

    def __init__(self, facts: Facts, book: RuleBook, known_at: date | None) -> None:
        plan = facts.plan
        self._reach: Reach | None = None
        #: whether all rules are of kinds that are known to look, in the visits of others, at
        #: nothing but the people, the time and the place
        self._all_known = all(
            type(rule.kind) in KINDS for rule_set in book.rule_sets for rule in rule_set.rules
        )
        self.visits = {visit.id: visit for visit in plan.visits}
        self._settle_in(House(structs.replace(plan, visits=(), waivers=())))
        self.waivers = LiveWaivers(book, known_at)
        by_visit: dict[str, list[Waiver]] = {}
        for waiver in plan.waivers:
            by_visit.setdefault(waiver.visit, []).append(waiver)
        for visit, waivers in by_visit.items():
            self.waivers.put(self.visits[visit], tuple(waivers), self.house)
        self.index = Index()
        self.index.fill(facts)

    @property
    def plan(self) -> Plan:
        """The whole plan as it is now."""
        return structs.replace(
            self.house.plan,
            visits=tuple(self.visits.values()),
            waivers=tuple(self.waivers.all()),
        )

    def reach(self, rules: Iterable[Rule]) -> Reach:
        """The longest reach of some rules (always the same ones), as the house is now."""
        if self._reach is None:
            self._reach = reach_of(rules, self.house)
        return self._reach

    def do(self, edit: Edit) -> Done:
        """Apply an edit.

        Raises InputError, and changes nothing, where the plan would not be one afterwards.
        """
        if isinstance(edit, PutWaivers):
            return self._put_waivers(edit)
        if isinstance(edit, Put):
            if isinstance(edit.record, Visit):
                return self._put_visit(edit.record)
            return self._put_record(LISTS[type(edit.record)], edit.record)
        if edit.list == "visits":
            return self._remove_visit(edit.id)
        return self._remove_record(edit.list, edit.id)

    # Visits and their waivers -------------------------------------------------------------

    def _checked_entry(self, visit: Visit) -> Entry | None:
        """A visit's entry, if it takes place. Raises InputError where it cannot be in the plan."""
        report = Report((), None)
        if visit.id not in self.visits:
            report.register("visits", [visit])
        check_visits(report, [visit], self._registers)
        if report.faults:
            raise _wrong(report.faults)
        return None if visit.status in NOT_LIVE else self._entry(visit)

    def tried(self, visit: Visit) -> tuple[Swap, Beside]:
        """What it would swap to put a visit, and the index as it would be then.

        Raises InputError as putting it would, but for waivers.
        """
        new, old = self._checked_entry(visit), self.index.of_visit(visit.id)
        return Swap(old, new, thorough=not self._all_known), Beside(self.index, new, old)

    def _put_visit(self, visit: Visit) -> Done:
        entry = self._checked_entry(visit)
        if waivers := self.waivers.at(visit.id):
            self.waivers.put(visit, waivers, self.house)
        before = self.visits.get(visit.id)
        self.visits[visit.id] = visit
        undo: Edit = Remove("visits", visit.id) if before is None else Put(before)
        return Done([self._swap(visit.id, entry, thorough=bool(waivers))], (undo,))

    def _remove_visit(self, visit_id: str) -> Done:
        if visit_id not in self.visits:
            raise _not_there("visits", visit_id)
        undo: tuple[Edit, ...] = (Put(self.visits.pop(visit_id)),)
        if waivers := self.waivers.at(visit_id):
            undo = (*undo, PutWaivers(visit_id, waivers))
            self.waivers.remove(visit_id)
        return Done([self._swap(visit_id, None)], undo)

    def _swap(self, visit_id: str, new: Entry | None, *, thorough: bool = False) -> Swap:
        """Put a visit's new entry in the place of its old one."""
        old = self.index.swap(visit_id, new)
        return Swap(old, new, thorough or not self._all_known)

    def _entry(self, visit: Visit) -> Entry:
        return entry_of(self.house, visit, self.index.groups_of(visit))

    def _put_waivers(self, edit: PutWaivers) -> Done:
        visit = self.visits.get(edit.visit)
        if visit is None:
            raise _not_there("visits", edit.visit)
        there = structs.replace(self.house.plan, visits=(visit,), waivers=edit.waivers)
        faults = [fault for fault in check_plan(there) if fault.path[0] == "waivers"]
        if faults:
            raise _wrong(faults)
        before = self.waivers.at(visit.id)
        self.waivers.put(visit, edit.waivers, self.house)
        entry = self.index.entries.get(visit.id)
        swaps = [Swap(entry, entry, thorough=True)] if entry is not None else []
        return Done(swaps, (PutWaivers(visit.id, before),))

    # The house ------------------------------------------------------------------------------

    def _put_record(self, name: ListName, record: Record) -> Done:
        before = {each.id: each for each in getattr(self.house.plan, name)}
        old = before.get(record.id)
        after = structs.replace(
            self.house.plan, **{name: tuple({**before, record.id: record}.values())}
        )
        if faults := check_plan(after):
            raise _wrong(faults)
        back: Edit = Remove(name, record.id) if old is None else Put(old)
        return self._move(name, record.id, after, back)

    def _remove_record(self, name: ListName, id_: str) -> Done:
        before = {each.id: each for each in getattr(self.house.plan, name)}
        if id_ not in before:
            raise _not_there(name, id_)
        if user := next((v for v in self.visits.values() if _uses(v, name, id_)), None):
            message = say(
                "{found} is used by the visit {visit}", found=quoted(id_), visit=quoted(user.id)
            )
            raise _wrong([Fault((name,), message)])
        old = before.pop(id_)
        after = structs.replace(self.house.plan, **{name: tuple(before.values())})
        if faults := check_plan(after):
            raise _wrong(faults)
        return self._move(name, id_, after, Put(old))

    def _move(self, name: ListName, id_: str, plan: Plan, undo: Edit) -> Done:
        """Move into a house in which one record differs."""
        before = self.house
        concerned = self._concerned(name, id_)
        house = House(plan) if name == "people" else before.changed(plan)
        if name == "households":
            house.outside_contacts = before.outside_contacts_with(plan, id_)
        self._settle_in(house)
        concerned |= self._concerned(name, id_)
        if (before.number, before.households) != (house.number, house.households):
            return Done(self._renumbered(concerned), (undo,), renumbers=True)
        swaps = [
            self._swap(visit, self._entry(self.visits[visit]), thorough=True)
            for visit in sorted(concerned)
        ]
        return Done(swaps, (undo,))

    def _renumbered(self, concerned: set[str]) -> list[Swap]:
        """Make every entry anew, since people or households have other numbers now."""
        before = self.index.entries
        self.index = Index()
        for visit in before:
            self.index.swap(visit, self._entry(self.visits[visit]))
        # what was counted by the old numbers is of no use; time and place are as they were
        there = [self.index.entries[visit] for visit in sorted(concerned)]
        return [Swap(entry, entry, thorough=True) for entry in there]

    def _concerned(self, name: ListName, id_: str) -> set[str]:
        """The live visits that a record may matter to, as the house is now."""
        house, entries = self.house, self.index.entries.values()
        if name in ("people", "households"):
            homes = {id_}
            if name == "people":
                homes = {person.lives_in for person in house.persons if person.id == id_}
            return self._with(person for person in house.persons if person.lives_in in homes)
        if name == "rooms":
            return {entry.id for entry in entries if entry.visit.room == id_}
        if name == "equipment":
            return {entry.id for entry in entries if id_ in entry.visit.equipment}
        return self._with(person for person in house.persons if person.cohort == id_)

    def _with(self, people: Iterable[Person]) -> set[str]:
        """The live visits in which any of these people take part."""
        of_person = self.index.of_person
        return {visit for person in people for visit in of_person.get(person.id, ())}

    def _settle_in(self, house: House) -> None:
        self.house = house
        self._reach = None
        self.known = dict(house.worked_out())
        report = Report((), None)
        self._registers = Registers(
            rooms=report.register("rooms", house.plan.rooms),
            equipment=report.register("equipment", house.plan.equipment),
            people=report.register("people", house.plan.people),
        )


def _uses(visit: Visit, name: ListName, id_: str) -> bool:
    if name == "people":
        return id_ in visit.people
    return visit.room == id_ if name == "rooms" else name == "equipment" and id_ in visit.equipment


def _not_there(name: ListName, id_: str) -> InputError:
    return _wrong([Fault((name,), say("{found} is not there", found=quoted(id_)))])


def _wrong(faults: list[Fault]) -> InputError:
    return InputError(as_problems(faults, None))

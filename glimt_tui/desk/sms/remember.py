"""What somebody is to remember for a visit: by the rules in force as it begins, and by the plan.

Short and general: which rule it is, and what it says of whom, is nothing for a message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from glimt_rules.facts import Facts
from glimt_rules.kinds.base import Kind
from glimt_rules.kinds.booking import SameCohort
from glimt_rules.kinds.checklist import Checklist
from glimt_rules.kinds.closeness import KEPT, crowding
from glimt_rules.kinds.masks import MasksWhenClose, MasksWorn
from glimt_rules.kinds.symptoms import NoSymptoms
from glimt_rules.message import Message, say
from glimt_rules.plan.model import NOT_LIVE, REMOTE, Person, Visit
from glimt_tui.desk.contacts import in_force
from glimt_tui.desk.sms.guard import plain
from glimt_tui.desk.view import View

MASK = say("Bring a mask.")
HANDS = say("Wash your hands.")
AT_HOME = say("If ill, stay at home.")


def remember(
    view: View, visit: Visit, person: Person, lets: Callable[[str], bool]
) -> tuple[Message, ...]:
    """What a person is to remember for a visit, most important first.

    Nothing for what does not take place, and for what is done without meeting. ``lets`` says
    whether a name that the plan gives may be told.
    """
    if visit.status in NOT_LIVE or visit.setting in REMOTE:
        return ()
    day = view.day_of(visit)
    is_judged = view.first <= day <= view.last
    facts = (view.judgement if is_judged else view.judged(day, day)).facts
    slot = facts.slot_of[visit.id]
    rules = [
        kind
        for kind in (rule.kind for rule, _ in in_force(view, visit.start))
        if Kind.not_applicable(kind, facts, slot) is None
    ]
    return tuple(_told(view, facts, slot, person, rules, lets))


def _told(
    view: View,
    facts: Facts,
    slot: int,
    person: Person,
    rules: list[Kind],
    lets: Callable[[str], bool],
) -> Iterator[Message]:
    if _wears_mask(facts, slot, person, rules):
        yield MASK
    if any(isinstance(kind, Checklist) and kind.item == "handwashed" for kind in rules):
        yield HANDS
    if any(isinstance(kind, NoSymptoms) for kind in rules):
        yield AT_HOME
    if any(isinstance(kind, SameCohort) for kind in rules):
        cohorts: Mapping[str, str | None] = {each.id: each.name for each in view.plan.cohorts}
        name = plain(cohorts.get(person.cohort or ""))
        if name and lets(name):
            yield say("Your group: {cohort}.", cohort=name)


def _wears_mask(facts: Facts, slot: int, person: Person, rules: list[Kind]) -> bool:
    """Whether masks are planned, or a rule wants one of this person that is not needless here."""
    if person.mask_exempt:
        return False
    if facts.visits[slot].masks:
        return True
    for kind in rules:
        if isinstance(kind, MasksWorn):
            return True
        if isinstance(kind, MasksWhenClose) and crowding(facts, 1)[slot] is not KEPT:
            return person.id in facts.ids(kind.without(facts, slot))
    return False

"""What somebody is to remember for a visit: by the rules in force as it begins, and by the plan.

Short and general: which rule it is, and what it says of whom, is nothing for a message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from glimt_rules.facts import Facts
from glimt_rules.kinds.base import Kind
from glimt_rules.kinds.booking import SameCohort
from glimt_rules.kinds.checklist import Checklist
from glimt_rules.kinds.closeness import KEPT, crowding
from glimt_rules.kinds.masks import MasksWhenClose, MasksWorn
from glimt_rules.kinds.symptoms import NoSymptoms
from glimt_rules.message import Message, say
from glimt_rules.plan.model import NOT_LIVE, REMOTE, Cohort, Person, Visit
from glimt_tui.desk.contacts import in_force
from glimt_tui.desk.view import View

MASK = say("Bring a mask.")
HANDS = say("Wash your hands.")
AT_HOME = say("If ill, stay at home.")
OWN_GROUP = say("Keep to your group.")


def remember(
    view: View, visit: Visit, person: Person, name_of: Callable[[Cohort | None], str]
) -> tuple[Message, ...]:
    """What a person is to remember for a visit, most important first.

    Nothing for what does not take place, and for what is done without meeting. ``name_of``
    says what a group is called, and nothing where that may not be told.
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
    return tuple(_told(view, facts, slot, person, rules, name_of))


def _told(
    view: View,
    facts: Facts,
    slot: int,
    person: Person,
    rules: list[Kind],
    name_of: Callable[[Cohort | None], str],
) -> Iterator[Message]:
    if _wears_mask(facts, slot, person, rules):
        yield MASK
    if any(isinstance(kind, Checklist) and kind.item == "handwashed" for kind in rules):
        yield HANDS
    if any(isinstance(kind, NoSymptoms) for kind in rules):
        yield AT_HOME
    if person.cohort is not None and any(isinstance(kind, SameCohort) for kind in rules):
        name = name_of(next((one for one in view.plan.cohorts if one.id == person.cohort), None))
        yield say("Your group: {cohort}.", cohort=name) if name else OWN_GROUP


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

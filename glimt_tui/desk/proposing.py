"""Taking over a proposal for a week: all of it, or some of its visits, as one edit.

The edit is saved like any other: judged once more, written as one entry of the journal, and taken
back as one.
"""

from __future__ import annotations

from collections.abc import Collection

from msgspec import structs

from glimt_rules.message import Message, say
from glimt_rules.plan.model import Person, Visit
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.view import View
from glimt_tui.planning.proposal import Proposal
from glimt_tui.store.records import Key

#: What the journal calls it.
ACTION = "plan_week"


def visits_and_cohorts(
    proposal: Proposal, chosen: Collection[str] | None = None
) -> tuple[tuple[Visit, ...], dict[str, str]]:
    """The visits that are taken over, and the cohorts of people that go with them.

    ``chosen`` are the ids of visits; without it, all are. A cohort goes with the visits in which
    somebody is with others.
    """
    visits = tuple(visit for visit in proposal.visits if chosen is None or visit.id in chosen)
    together = {id_ for visit in visits if len(visit.people) > 1 for id_ in visit.people}
    cohorts = {id_: cohort for id_, cohort in proposal.cohorts.items() if id_ in together}
    return visits, cohorts


def why_not_accepted(
    view: View, proposal: Proposal, chosen: Collection[str] | None = None
) -> Message | None:
    """Why this cannot be taken over by the database as it is; None where it can."""
    visits, cohorts = visits_and_cohorts(proposal, chosen)
    if not visits:
        return say("no visit is chosen")
    rooms = {room.id for room in view.plan.rooms}
    things = {thing.id for thing in view.plan.equipment}
    for visit in visits:
        if Key("visit", visit.id) in view.versions:
            return say("{visit} has been taken over already", visit=visit.id)
        if gone := next((id_ for id_ in visit.people if id_ not in view.people), None):
            return say("{person} is not registered any more", person=gone)
        if (visit.room is not None and visit.room not in rooms) or not things.issuperset(
            visit.equipment
        ):
            return say("what {visit} needs is not there any more", visit=visit.id)
    for id_, cohort in cohorts.items():
        if view.people[id_].cohort not in (None, cohort):
            return say("{person} is of another cohort by now", person=view.people[id_].label)
    return None


def accepting(view: View, proposal: Proposal, chosen: Collection[str] | None = None) -> Edit:
    """What taking over a proposal, or the chosen visits of it, writes.

    Only for what ``why_not_accepted`` has nothing against.
    """
    visits, cohorts = visits_and_cohorts(proposal, chosen)
    people: list[Person] = [
        structs.replace(view.people[id_], cohort=cohort)
        for id_, cohort in cohorts.items()
        if view.people[id_].cohort is None
    ]
    keys = [Key("person", person.id) for person in people]
    return Edit(put=(*people, *visits), seen={key: view.versions[key] for key in keys})

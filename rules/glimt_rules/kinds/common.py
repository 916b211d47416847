"""What several kinds of rules share."""

from __future__ import annotations

from collections.abc import Sequence

from glimt_rules.facts import Facts


def arrivals(facts: Facts, there: Sequence[int], slot: int) -> frozenset[int]:
    """Those whom a visit adds to the ones who are there; all of its people if it adds none.

    ``there`` are the visits that are going on, itself among them.
    """
    people = facts.people
    own = new = people[slot]
    for other in there:
        if other != slot and not own.isdisjoint(people[other]):
            new = new - people[other]
    return new or own


def room_label(facts: Facts, room: str) -> str:
    """What a room is called."""
    return facts.room[room].name or room


def thing_label(facts: Facts, thing: str) -> str:
    """What a thing is called."""
    return facts.thing[thing].name or thing

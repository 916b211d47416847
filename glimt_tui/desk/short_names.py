"""What to call people where as little as can be is to be told: no more than tells them apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from glimt_rules.plan.model import Person


def short_names(people: Iterable[Person]) -> dict[str, str]:
    """The shortest name of each person, by id, that nobody else among them has.

    The first name; where several share it, so much of the last name as tells them apart; then
    the whole name, and with it the id where even that is the same. Small letters and capitals
    are no difference.
    """
    ways = {person.id: _ways(person) for person in people}
    chosen = dict.fromkeys(ways, 0)
    while True:
        alike: dict[str, list[str]] = defaultdict(list)
        for id_, way in chosen.items():
            alike[ways[id_][way].casefold()].append(id_)
        open_ = [
            [id_ for id_ in ids if chosen[id_] + 1 < len(ways[id_])]
            for ids in alike.values()
            if len(ids) > 1
        ]
        # an id says little to whoever reads it: it comes only where names do not help
        moving = [
            id_
            for ids in open_
            for id_ in ([i for i in ids if chosen[i] + 2 < len(ways[i])] or ids)
        ]
        if not moving:
            return {id_: ways[id_][way] for id_, way in chosen.items()}
        for id_ in moving:
            chosen[id_] += 1


def _ways(person: Person) -> list[str]:
    """What somebody can be called, the shortest first."""
    label = " ".join(person.label.split())
    first, *others = label.split()
    last = others[-1] if others else ""
    begun = [f"{first} {last[:n]}." for n in range(1, min(len(last), 4))]
    whole = [f"{first} {last}"] if len(others) > 1 else []
    return list(dict.fromkeys([first, *begun, *whole, label, f"{label} ({person.id})"]))

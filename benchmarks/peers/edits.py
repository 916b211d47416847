"""One edit, and alternatives to a visit, in a plan that is judged as it changes.

By hand the counts are kept and what is touched is decided again; the others are handed the
facts of what is touched, and decide it; our engine is handed the edit.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from itertools import product
from typing import NamedTuple

from msgspec import structs

from benchmarks.live import changed
from benchmarks.peers.by_hand import decide
from benchmarks.peers.checks import Peer, first_difference
from benchmarks.peers.engine import Engine, as_faults
from benchmarks.peers.facts import Facts, live
from benchmarks.peers.hand_kept import HandKept
from benchmarks.peers.measure import timed
from glimt_rules.live import Put, Session
from glimt_rules.plan.model import Plan, Visit

#: Alternatives to one visit: so many other times, in each of the rooms.
OTHER_TIMES = 16


class Work:
    """Edits anywhere in a plan, and alternatives to one of its visits."""

    def __init__(self, plan: Plan, edits: int) -> None:
        rng = random.Random(1)
        visits = live(plan.visits)
        self.plan = plan
        self.edits = [changed(plan, rng, rng.choice(visits)) for _ in range(edits)]
        in_rooms = [visit for visit in visits if visit.room is not None]
        self.alternatives = _alternatives(plan, in_rooms[len(in_rooms) // 2])


def _alternatives(plan: Plan, visit: Visit) -> list[Visit]:
    """A visit at other times, and in other rooms: 112 of them in the plans here."""
    steps = [timedelta(minutes=15 * n) for n in range(-OTHER_TIMES // 2, OTHER_TIMES // 2)]
    return [
        structs.replace(visit, start=visit.start + by, end=visit.end + by, room=room.id)
        for by, room in product(steps, plan.rooms)
    ]


class Measured(NamedTuple):
    """What each edit costs, and all alternatives in each round (seconds)."""

    name: str
    edits: list[float]
    alternatives: list[float]


def by_hand(work: Work, rounds: int) -> tuple[Measured, list[list[Facts]], list[list[Facts]]]:
    """Measure the hand-kept plan; also what its edits and its alternatives touch."""
    kept = HandKept(work.plan)
    touched: list[list[Facts]] = []

    def edit(visit: Visit) -> None:
        anew = kept.put(visit)
        decide(anew)
        touched.append(anew)

    took = [timed(lambda visit=visit: edit(visit)) for visit in work.edits]  # type: ignore[misc]
    kept = HandKept(work.plan)
    tried: list[list[Facts]] = []

    def try_all() -> None:
        tried.clear()
        for visit in work.alternatives:
            before = kept.visits[visit.id]
            anew = kept.put(visit)
            decide(anew)
            tried.append(anew)
            kept.put(before)

    return Measured("by hand", took, [timed(try_all) for _ in range(rounds)]), touched, tried


def by_engine(work: Work, engine: Engine, rounds: int) -> list[Measured]:
    """Measure our engine: judged only, and with what appeared explained."""
    told = []
    for explained in (False, True):
        session = Session(work.plan, engine.checks)

        def edit(visit: Visit, session: Session = session, explained: bool = explained) -> None:
            change = session.apply(Put(visit))
            if explained:
                for found in change.appeared:
                    engine.texts.sentence(found.finding().message)

        def try_all(session: Session = session, explained: bool = explained) -> None:
            for visit in work.alternatives:
                change = session.what_if(Put(visit))
                if explained:
                    for found in change.appeared:
                        engine.texts.sentence(found.finding().message)

        tried = [timed(try_all) for _ in range(rounds)]
        took = [timed(lambda visit=visit: edit(visit)) for visit in work.edits]  # type: ignore[misc]
        what = "judged, explained" if explained else "judged"
        told.append(Measured(f"glimt: {what}", took, tried))
    return told


def by_peer(
    peer: Peer, touched: list[list[Facts]], tried: list[list[Facts]], rounds: int
) -> Measured:
    """Measure a peer on the facts of what is touched: handed over, and decided.

    Alternatives do not depend on each other, so all of theirs are decided in one go.
    """
    together = [facts for each in tried for facts in each]
    decided = [
        timed(lambda facts=facts: peer.decide(peer.hand_over(facts)))  # type: ignore[misc]
        for facts in touched
    ]
    return Measured(
        peer.name,
        decided,
        [timed(lambda: peer.decide(peer.hand_over(together))) for _ in range(rounds)],
    )


def difference(work: Work, engine: Engine, peers: Sequence[Peer]) -> str | None:
    """Where the answers differ first, after every edit and at every alternative."""
    kept, session = HandKept(work.plan), Session(work.plan, engine.checks)
    for visit in work.edits:
        touched = kept.put(visit)
        session.apply(Put(visit))
        for peer in peers:
            found = peer.faults(touched, peer.decide(peer.hand_over(touched)))
            told = first_difference(peer.name, decide(touched), found)
            if told is not None:
                return told
    known = decide(kept.in_order())
    return first_difference("glimt", known, as_faults(session.found)) or _at_alternatives(
        work.alternatives, kept, session
    )


def _at_alternatives(alternatives: Sequence[Visit], kept: HandKept, session: Session) -> str | None:
    for visit in alternatives:
        before = session.visit(visit.id)
        touched = kept.put(visit)
        kept.put(before)
        was = set(decide([kept.facts[facts.visit] for facts in touched]))
        now = set(decide(touched))
        change = session.what_if(Put(visit))
        appeared, disappeared = set(as_faults(change.appeared)), set(as_faults(change.disappeared))
        if (now - was, was - now) != (appeared, disappeared):
            return (
                f"The answers differ at an alternative to {visit.id} ({visit.start}, {visit.room}):"
                f" by hand {sorted(now - was)} come and {sorted(was - now)} go,"
                f" glimt {sorted(appeared)} and {sorted(disappeared)}"
            )
    return None

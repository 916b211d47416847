"""Deciding on a proposal: which of its visits are marked, and how they stand by now.

What is marked is judged together, by the database as it is, and once more as it is written: a
colleague may have booked something meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from glimt_rules.finding import LEVELS, Finding
from glimt_rules.message import Message, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.wishes.taken import Taken
from glimt_tui.desk.decision import about
from glimt_tui.desk.preview import preview_of
from glimt_tui.desk.proposing import ACTION, accepting, visits_and_cohorts, why_not_accepted
from glimt_tui.desk.view import View
from glimt_tui.planning.proposal import Outcome, Proposal
from glimt_tui.store.records import key_of
from glimt_tui.store.session import Session

#: How often writing begins anew because somebody else wrote meanwhile.
_ATTEMPTS = 5


class Marks:
    """The visits of a proposal that are to be taken over; all of them at first."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal
        self._visits = {visit.id: visit for visit in proposal.visits}
        self.chosen = frozenset(self._visits)

    def mark_all(self) -> None:
        """Mark every visit."""
        self.chosen = frozenset(self._visits)

    def mark_none(self) -> None:
        """Mark no visit."""
        self.chosen = frozenset()

    def toggle(self, visit: str) -> None:
        """Mark a visit, or do not."""
        if visit in self._visits:
            self.chosen ^= {visit}

    def toggle_person(self, person: str) -> None:
        """Mark what takes somebody's proposed cohort, or none of it where some is marked."""
        theirs = frozenset(self.with_cohort(person))
        self.chosen = self.chosen - theirs if self.chosen & theirs else self.chosen | theirs

    def with_cohort(self, person: str) -> list[str]:
        """The visits with which a person's proposed cohort goes."""
        return [
            visit.id
            for visit in self.proposal.visits
            if person in visits_and_cohorts(self.proposal, {visit.id})[1]
        ]

    @property
    def cohorts(self) -> Mapping[str, str]:
        """The cohorts that go with what is marked, by person."""
        return visits_and_cohorts(self.proposal, self.chosen)[1]

    def met(self, outcome: Outcome) -> int:
        """How often a wish is met by what is marked, and by what was there before."""
        return outcome.before + sum(id_ in self.chosen for id_ in outcome.visits[outcome.before :])

    def wishes_of(self, visit: str) -> list[int]:
        """Which wishes a visit meets, as places among the outcomes."""
        outcomes = enumerate(self.proposal.outcomes)
        return [place for place, outcome in outcomes if visit in outcome.visits]


class Standing(Struct, frozen=True, kw_only=True):
    """How what is marked stands, by the database as it was at entry ``seq``."""

    seq: int
    chosen: frozenset[str]
    #: why a visit cannot be any more, besides what the rules say of it
    gone: Mapping[str, Message]
    #: what the rules say of each visit that can be
    findings: Mapping[str, list[Finding]]
    #: what is new, or worse than before, at visits that are there already
    others: tuple[Finding, ...]
    #: what is broken newly, at whichever visit
    broken: tuple[Finding, ...]

    def level(self, visit: str) -> str:
        """How bad a marked visit is, the worst that the rules say of it."""
        if visit in self.gone:
            return "violation"
        levels = [each.level for each in self.findings.get(visit, ()) if not each.waived]
        return min(levels, key=LEVELS.index, default="ok")

    @property
    def worst(self) -> str:
        """How bad all of it is together."""
        levels = {self.level(visit) for visit in self.chosen}
        levels |= {finding.level for finding in (*self.others, *self.broken)}
        return min(levels - {"ok"}, key=LEVELS.index, default="ok")

    @property
    def in_the_way(self) -> list[str]:
        """The marked visits that cannot be, those first which the rules have not been asked of."""
        own = [finding.visit for finding in self.broken if finding.visit in self.chosen]
        return list(dict.fromkeys([*self.gone, *own]))

    @property
    def can_be(self) -> bool:
        """Whether it can be written as it is marked."""
        return not self.gone and not self.broken

    def is_worse_than(self, seen: Standing) -> bool:
        """Whether something is told that was not there when this was decided on."""
        return not _told(self) <= _told(seen)


def _told(standing: Standing) -> set[object]:
    findings = [each for found in standing.findings.values() for each in found]
    told: set[object] = set(standing.gone)
    told.update(
        (*about(each), each.level)
        for each in (*findings, *standing.others, *standing.broken)
        if not each.waived
    )
    return told


def standing_of(view: View, proposal: Proposal, chosen: Iterable[str]) -> Standing:
    """Judge what is marked together, as far as it can be at all."""
    wanted = frozenset(chosen)
    visits = [visit for visit in proposal.visits if visit.id in wanted]
    gone = dict(_gone(view, proposal, visits))
    left = frozenset(visit.id for visit in visits) - gone.keys()
    findings: dict[str, list[Finding]] = {}
    others: tuple[Finding, ...] = ()
    broken: tuple[Finding, ...] = ()
    if left:
        preview = preview_of(view, accepting(view, proposal, left))
        for finding in preview.judgement.findings:
            if finding.visit in left:
                findings.setdefault(finding.visit, []).append(finding)
        decision = preview.decision
        broken = (*decision.forbidding, *decision.to_waive)
        others = tuple(
            each for each in decision.appeared if each.visit not in left and not each.waived
        )
    return Standing(
        seq=view.seq, chosen=wanted, gone=gone, findings=findings, others=others, broken=broken
    )


def _gone(view: View, proposal: Proposal, visits: list[Visit]) -> Iterable[tuple[str, Message]]:
    """The visits that cannot be any more, and why."""
    if not visits:
        return
    spans = {visit.id: (visit.start.ticks, visit.end.ticks) for visit in visits}
    first = min(start for start, _ in spans.values())
    taken = Taken(view.plan, first, max(end for _, end in spans.values()))
    cohorts = {cohort.id for cohort in view.plan.cohorts}
    for visit in visits:
        why = why_not_accepted(view, proposal, {visit.id})
        if why is None and not cohorts.issuperset(
            visits_and_cohorts(proposal, {visit.id})[1].values()
        ):
            why = say("its cohort is not there any more")
        if why is None and visit.start < view.now:
            why = say("it would have begun already")
        if why is None and not taken.allows(visit, spans[visit.id]):
            why = say("somebody, the room or a thing is taken by now")
        if why is not None:
            yield visit.id, why


class TakenOver(Struct, frozen=True):
    """What came of taking over: how it stands, and whether it was written."""

    standing: Standing
    is_written: bool


def take_over(
    session: Session, book: RuleBook, now: Moment, view: View, proposal: Proposal, seen: Standing
) -> TakenOver:
    """Write what is marked as one action, where it stands no worse than whoever decided has seen.

    ``view`` is what they looked at, and ``seen`` how what they marked stood by it; it is judged
    once more, by the database as it is. Raises what writing any edit does.
    """
    standing = seen
    for _ in range(_ATTEMPTS):
        with session.store.reading() as reading:
            last = reading.last_entry()
            if (last.seq if last else 0) != view.seq or view.now != now:
                view = View(
                    reading,
                    book,
                    now=now,
                    centre=view.plan.centre,
                    first=view.first,
                    last=view.last,
                )
        standing = standing_of(view, proposal, seen.chosen)
        if not standing.chosen or not standing.can_be or standing.is_worse_than(seen):
            break
        edit = accepting(view, proposal, standing.chosen)
        with session.store.action(ACTION) as action:
            entry = action.writing.last_entry()
            if (entry.seq if entry else 0) != view.seq:
                continue  # judged by what is no longer there; nothing was written yet
            for value in edit.put:
                action.put(value, edit.seen.get(key_of(value)))
        return TakenOver(standing, is_written=True)
    return TakenOver(standing, is_written=False)

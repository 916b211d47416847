"""What came of a search: the visits, how far each wish is met, and what was in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from glimt_rules.wishes.candidates import Candidates
from glimt_rules.wishes.greedy import Choice, Refused, fill
from glimt_tui.planning.proposal import Ended, Goal, Outcome, Proposal
from glimt_tui.planning.watcher import Watcher

#: So long may be looked for what was in the way, when the search is over (seconds).
_LOOKING_BACK = 2.0


def in_the_way(choice: Choice, candidates: Candidates, watcher: Watcher) -> list[Refused]:
    """What was in the way of each wish that is not met in full.

    Nothing more fits beside a choice, unless the time was up; trying it all says why. What does
    fit is added.
    """
    week = candidates.of_week
    refused: list[Refused] = [Counter() for _ in week.wishes]
    until = watcher.seconds + _LOOKING_BACK
    fill(choice, week, candidates.all, lambda: watcher.seconds < until, refused)
    return refused


def told(
    choice: Choice,
    candidates: Candidates,
    refused: Sequence[Refused],
    *,
    week: str,
    goals: tuple[Goal, ...],
    ended: Ended,
    seconds: float,
    first_after: float,
    failed: tuple[str, ...],
) -> Proposal:
    """A choice as a proposal."""
    chosen = sorted(choice.chosen.values(), key=lambda each: (each.span, each.visit.id))
    visits = tuple(each.visit for each in chosen)
    session = choice.trial.session
    wishes = candidates.of_week.wishes
    return Proposal(
        week=week,
        plan=candidates.of_week.plan,
        visits=visits,
        cohorts=dict(sorted(choice.trial.cohorts.items())),
        verdicts={visit.id: session.verdict(visit.id) for visit in visits},
        outcomes=tuple(
            _outcome(number, choice, candidates, refused[number] if refused else Counter())
            for number in range(len(wishes))
        ),
        goals=goals,
        ended=ended,
        seconds=seconds,
        first_after=first_after,
        step=candidates.step,
        candidates=len(candidates.all),
        left_out=candidates.left_out,
        failed=failed,
    )


def _outcome(number: int, choice: Choice, candidates: Candidates, refused: Refused) -> Outcome:
    week = candidates.of_week
    wish, before = week.wishes[number], week.before(number)
    chosen = sorted(
        (each for each in choice.chosen.values() if number in each.wishes),
        key=lambda each: each.span,
    )
    is_met = len(before) + len(chosen) >= wish.times
    rules = Counter({rule: n for rule, n in refused.items() if rule is not None})
    most = rules.most_common(1)
    return Outcome(
        wish=wish.id,
        times=wish.times,
        visits=(*before, *(each.visit.id for each in chosen)),
        before=len(before),
        limited_by=most[0][0] if most and not is_met else None,
        taken=not is_met and refused[None] > (most[0][1] if most else 0),
    )

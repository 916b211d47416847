"""What a proposal for a week looks like: for people, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from glimt_rules.documents.faults import harmless
from glimt_rules.errors import Problem
from glimt_rules.message import Message, Names, PersonName, count, say
from glimt_rules.moments import parse_week
from glimt_rules.plan.model import Plan, Visit
from glimt_rules.terms import SETTINGS
from glimt_rules.texts import Texts
from glimt_tui.exchange.documents import visit_values
from glimt_tui.planning.proposal import Goal, Outcome, Proposal
from glimt_tui.planning.watcher import Progress
from glimt_tui.reports.lines import ReportLines
from glimt_tui.terminal import BOLD, FAINT, GREEN, YELLOW

#: Why a search ended.
ENDED = {
    "best": say("nothing better is possible"),
    "time": say("the time was up; there may be something better"),
    "stopped": say("it was stopped; there may be something better"),
}


class ProposalReport:
    """Writes a proposal for people, who are called by name."""

    def __init__(self, text: ReportLines) -> None:
        self._text = text
        self._texts = text.texts

    def render(self, proposal: Proposal) -> str:
        """The visits by day, the cohorts, the wishes that are not met, and how good it is."""
        blocks = [self._head(proposal), *self._days(proposal)]
        if proposal.cohorts:
            blocks.append(self._cohorts(proposal))
        if not proposal.all_met:
            blocks.append(self._unmet(proposal))
        blocks.append(self._goals(proposal))
        return "\n\n".join(blocks) + "\n"

    def _head(self, proposal: Proposal) -> str:
        met, asked = slots_of(proposal)
        full = sum(outcome.is_met for outcome in proposal.outcomes)
        message = count(
            "week {week} of {year}: {met} of {n} slot, {full} of {wishes} wishes met in full",
            "week {week} of {year}: {met} of {n} slots, {full} of {wishes} wishes met in full",
            asked,
            week=parse_week(proposal.week).isocalendar().week,
            year=proposal.week[:4],
            met=met,
            full=full,
            wishes=len(proposal.outcomes),
        )
        return self._text.paint(self._texts.sentence(message), BOLD)

    def _days(self, proposal: Proposal) -> Iterator[str]:
        zone = ZoneInfo(proposal.plan.timezone)
        by_day: dict[Any, list[Visit]] = {}
        for visit in proposal.visits:
            by_day.setdefault(visit.start.astimezone(zone).date(), []).append(visit)
        for day, visits in by_day.items():
            told = f"{self._texts.weekday(day)} {self._texts.date(day)}"
            lines = [self._text.paint(told[:1].upper() + told[1:], BOLD)]
            for visit in visits:
                lines += self._visit(visit, proposal, zone)
            yield "\n".join(lines)

    def _visit(self, visit: Visit, proposal: Proposal, zone: ZoneInfo) -> Iterator[str]:
        texts = self._texts
        start, end = visit.start.astimezone(zone), visit.end.astimezone(zone)
        parts = [
            f"{texts.clock(start.time())}–{texts.clock(end.time())}",
            harmless(place_of(visit, proposal.plan, texts)),
            harmless(texts.value(names_of(proposal.plan, visit.people))),
        ]
        if visit.title:
            parts.append(f"«{harmless(visit.title)}»")
        verdict = proposal.verdicts.get(visit.id, "ok")
        if verdict != "ok":
            parts.append(self._text.label(verdict))
        yield self._text.indented("  ".join(parts), 2, hang=13)
        yield self._text.indented(self._text.paint(visit.id, FAINT), 15)

    def _cohorts(self, proposal: Proposal) -> str:
        names = {cohort.id: cohort.name or cohort.id for cohort in proposal.plan.cohorts}
        lines = [self._text.paint(self._texts.sentence(say("cohorts proposed")), BOLD)]
        for person, cohort in proposal.cohorts.items():
            name = self._texts.value(names_of(proposal.plan, [person]))
            lines.append(f"  {harmless(name)}: {harmless(names.get(cohort, cohort))}")
        return "\n".join(lines)

    def _unmet(self, proposal: Proposal) -> str:
        heading = self._texts.sentence(say("wishes that are not met in full"))
        lines = [self._text.paint(heading, BOLD)]
        for outcome in proposal.outcomes:
            if not outcome.is_met:
                message = say(
                    "{wish}: {met} of {times}; {why}",
                    wish=outcome.wish,
                    met=outcome.met,
                    times=outcome.times,
                    why=why_not(outcome),
                )
                lines.append(self._text.indented(self._texts(message), 2, hang=2))
        return "\n".join(lines)

    def _goals(self, proposal: Proposal) -> str:
        lines = [self._text.paint(self._texts.sentence(say("how good it is")), BOLD)]
        for goal in proposal.goals:
            if goal.name == "slot" and not goal.value and goal.slot > 1:
                continue
            sign = self._text.paint("✓", GREEN) if goal.is_best else self._text.paint("~", YELLOW)
            lines.append(f"  {sign} {self._texts.sentence(goal_words(goal))}")
        message = say(
            "{ended} ({seconds} s, {candidates} possibilities, starts every {step} minutes)",
            ended=ENDED[proposal.ended],
            seconds=round(proposal.seconds, 1),
            candidates=proposal.candidates,
            step=proposal.step,
        )
        lines.append(self._text.indented(self._texts.sentence(message), 2))
        if proposal.left_out:
            left = count(
                "{n} possibility more was not looked at",
                "{n} possibilities more were not looked at",
                proposal.left_out,
            )
            lines.append(self._text.indented(self._texts.sentence(left), 2))
        return "\n".join(lines)


def slots_of(proposal: Proposal) -> tuple[int, int]:
    """How many slots are met, and how many were wished for."""
    met = sum(outcome.met for outcome in proposal.outcomes)
    return met, sum(outcome.times for outcome in proposal.outcomes)


def names_of(plan: Plan, people: Iterable[str]) -> Names:
    """What to call some people."""
    label = {person.id: person.label for person in plan.people}
    return Names(PersonName(label[id_], id_) for id_ in people)


def place_of(visit: Visit, plan: Plan, texts: Texts) -> str:
    """The room of a visit, or what its setting is called."""
    if visit.room is None:
        return texts(SETTINGS[visit.setting])
    return next((room.name for room in plan.rooms if room.id == visit.room), None) or visit.room


def why_not(outcome: Outcome) -> Message:
    """What was most in the way of meeting a wish more often."""
    if outcome.limited_by is None:
        if outcome.taken:
            return say("somebody, the room or a thing is taken at all other times")
        return say("no time, place or company comes into question")
    if outcome.taken:
        return say(
            "mostly somebody, the room or a thing is taken, and else {rule} is most in the way",
            rule=outcome.limited_by,
        )
    return say("{rule} is most in the way", rule=outcome.limited_by)


def goal_words(goal: Goal) -> Message:
    """What was reached, and what at most could be."""
    if goal.name == "slot":
        return count(
            "{value} of {asked} people have {n} slot or more; {bound} at most could",
            "{value} of {asked} people have {n} slots or more; {bound} at most could",
            goal.slot,
            value=int(goal.value),
            asked=int(goal.asked or 0),
            bound=int(goal.bound),
        )
    if goal.name == "importance":
        return say(
            "importance of what is met: {value} of {asked}; {bound} at most could be",
            value=int(goal.value),
            asked=int(goal.asked or 0),
            bound=int(goal.bound),
        )
    return say(
        "distance from what was preferred: {value}; {bound} at least",
        value=goal.value,
        bound=goal.bound,
    )


def progress_words(progress: Progress) -> Message:
    """How far a search has come."""
    score = progress.score
    so_far = say(
        "{seconds} s: {slots} slots for {people} of {asked} people",
        seconds=round(progress.seconds),
        slots=sum(score.people),
        people=score.people[0] if score.people else 0,
        asked=progress.asked[0] if progress.asked else 0,
    )
    if progress.goal is None:
        return so_far
    return say("{so_far} ({goal})", so_far=so_far, goal=goal_words(progress.goal))


# JSON --------------------------------------------------------------------------------------


def as_object(proposal: Proposal, problems: Iterable[Problem], texts: Texts) -> dict[str, Any]:
    """The report as one object; people are called by their ids."""
    zone = ZoneInfo(proposal.plan.timezone)
    met, asked = slots_of(proposal)
    errors = [
        {"where": problem.where or problem.file, "message": texts.sentence(problem.message)}
        for problem in problems
    ]
    return {
        "format": 1,
        "complete": not errors,
        "week": proposal.week,
        "summary": {
            "wishes": len(proposal.outcomes),
            "met": sum(outcome.is_met for outcome in proposal.outcomes),
            "slots_wished": asked,
            "slots_met": met,
        },
        "goals": [_goal(goal) for goal in proposal.goals],
        "ended": proposal.ended,
        "seconds": round(proposal.seconds, 1),
        "candidates": proposal.candidates,
        "left_out": proposal.left_out,
        "step": proposal.step,
        "wishes": [_outcome(outcome, texts) for outcome in proposal.outcomes],
        "visits": [
            {**visit_values(visit, zone), "verdict": proposal.verdicts.get(visit.id, "ok")}
            for visit in proposal.visits
        ],
        "cohorts": [
            {"person": person, "cohort": cohort} for person, cohort in proposal.cohorts.items()
        ],
        "errors": errors,
    }


def _goal(goal: Goal) -> dict[str, Any]:
    return {
        "goal": goal.name,
        "slot": goal.slot or None,
        "value": goal.value,
        "bound": goal.bound,
        "asked": goal.asked,
        "proven": goal.is_best,
    }


def _outcome(outcome: Outcome, texts: Texts) -> dict[str, Any]:
    return {
        "id": outcome.wish,
        "times": outcome.times,
        "met": outcome.met,
        "visits": list(outcome.visits),
        "before": outcome.before,
        "limited_by": outcome.limited_by,
        "reason": None if outcome.is_met else texts.sentence(why_not(outcome)),
    }


def in_json(value: dict[str, Any]) -> str:
    """An object as it is printed."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode()

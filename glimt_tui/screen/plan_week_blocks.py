"""A proposal for a week, paragraph by paragraph: the visits by day, the cohorts, the wishes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rich.style import Style
from rich.text import Text

from glimt_rules.documents.faults import harmless
from glimt_rules.errors import Problem
from glimt_rules.finding import Finding
from glimt_rules.message import Message, count, say
from glimt_rules.moments import parse_week
from glimt_rules.plan.model import Visit
from glimt_tui.desk.deciding import Marks, Standing
from glimt_tui.desk.view import View
from glimt_tui.planning.proposal import Outcome, Proposal
from glimt_tui.reports.proposal import ENDED, goal_words, why_not
from glimt_tui.screen.reading import BOLD, FAINT, GAP, Block, heading
from glimt_tui.screen.rule_words import problem_of, told
from glimt_tui.screen.words import LOOKS, MASK, Words

#: Where the lines below a row begin: under its time.
_IN = 6


class ProposalBlocks:
    """Tells one proposal; the rows of visits and of cohorts can be marked."""

    def __init__(
        self,
        words: Words,
        view: View,
        marks: Marks,
        standing: Standing | None,
        known: Standing | None,
    ) -> None:
        """``standing`` is the last judgement; ``known``: the same, where it is of these marks."""
        self._words = words
        self._view = view
        self._marks = marks
        self._proposal = marks.proposal
        self._standing = standing
        self._known = known

    def all(self) -> Iterator[Block]:
        """What is marked and how it stands, then the visits, the cohorts and the wishes."""
        yield from self._incomplete()
        yield Block(Text(self._words.sentence(self._summary()), BOLD))
        if self._proposal.visits:
            yield from self._verdict()
        elif not self._proposal.failed:
            yield Block(Text(self._words.sentence(say("nothing could be proposed"))))
        yield from self._days()
        yield from self._cohorts()
        yield GAP
        yield heading(self._words(say("Wishes")))
        for place, outcome in enumerate(self._proposal.outcomes):
            yield self._wish(place, outcome)
        yield from self._goals()

    def _incomplete(self) -> Iterator[Block]:
        """Why this may not be all: rules that failed, or could not be loaded."""
        words = self._words
        for rule in self._proposal.failed:
            message = say("the rule failed, so nothing is proposed")
            yield Block(Text(f"✗ {harmless(rule)}: {words(message)}", Style(color="red")))
        for problem in self._view.book.problems:
            yield Block(Text(f"✗ {problem_of(words, problem)}", Style(color="red")), hang=2)

    def _summary(self) -> Message:
        """How far the wishes are met by what is marked."""
        outcomes, marks = self._proposal.outcomes, self._marks
        return count(
            "{met} of {n} slot, {full} of {wishes} wishes met in full",
            "{met} of {n} slots, {full} of {wishes} wishes met in full",
            sum(outcome.times for outcome in outcomes),
            met=sum(map(marks.met, outcomes)),
            full=sum(marks.met(outcome) >= outcome.times for outcome in outcomes),
            wishes=len(outcomes),
        )

    def _verdict(self) -> Iterator[Block]:
        """What the rules say of all that is marked, together, and of what it does to others."""
        words, known = self._words, self._known
        marked = count(
            "{marked} of {n} visit marked",
            "{marked} of {n} visits marked",
            len(self._proposal.visits),
            marked=len(self._marks.chosen),
        )
        line = Text(f"{words.sentence(marked)}: ")
        if known is None:
            yield Block(line.append("…", FAINT))
            return
        if known.gone:
            cannot = words(say("cannot all be any more"))
            line.append(f"✗ {cannot}", Style(color="red", bold=True))
        elif known.chosen:
            line.append_text(words.verdict(known.worst))
        else:
            line.right_crop(2)
        yield Block(line)
        here = {visit.id for visit in self._proposal.visits}
        others = [each for each in (*known.broken, *known.others) if each.visit not in here]
        for finding in dict.fromkeys(others):
            yield from self._finding(finding, self._other(finding.visit))

    def _other(self, id_: str) -> str:
        """A visit that is there already."""
        view, visit = self._view, self._view.visits.get(id_)
        if visit is None:
            return ""
        title = self._words.title(view, visit)
        return f"{self._words.day(view.day_of(visit))} {self._words.span(view, visit)} {title}: "

    # Visits --------------------------------------------------------------------------------

    def _days(self) -> Iterator[Block]:
        day: date | None = None
        for visit in self._proposal.visits:
            own = self._view.day_of(visit)
            if own != day:
                day = own
                yield GAP
                yield heading(f"{self._words.texts.weekday(day).capitalize()} {_short(day)}")
            yield from self._visit(visit)

    def _visit(self, visit: Visit) -> Iterator[Block]:
        words, view = self._words, self._view
        is_marked = visit.id in self._marks.chosen
        standing = self._standing if is_marked else None
        row = Text(_mark(is_marked))
        if standing is None or visit.id not in standing.chosen:
            level = self._proposal.verdicts.get(visit.id, "ok")
            row.append(LOOKS[level][0], FAINT)
        else:
            level = standing.level(visit.id)
            row.append(LOOKS[level][0], Style(color=LOOKS[level][2], bold=True))
        row.append(f" {words.span(view, visit)} {words.place(view, visit)}", Style(bold=False))
        yield Block(row, f"visit:{visit.id}")
        yield _below(words.people(view, visit))
        wishes = ", ".join(map(self._name, self._marks.wishes_of(visit.id)))
        yield _below(f"{words.title(view, visit)} → {wishes}", FAINT)
        if standing is not None and visit.id in standing.gone:
            message = say("it cannot be any more")
            if not words.masked:  # the reason may name somebody
                message = standing.gone[visit.id]
            yield _below(f"✗ {words.sentence(message)}")
        if standing is not None:
            for finding in standing.findings.get(visit.id, ()):
                yield from self._finding(finding)

    def _finding(self, finding: Finding, before: str = "") -> Iterator[Block]:
        if not finding.waived:
            sign, name, _ = LOOKS[finding.level]
            said = told(self._words, finding)
            rule = harmless(f"{finding.rule.id}@{finding.rule.version}")
            yield _below(f"{sign} {before}{self._words(name)} {rule}: {said}")

    def _name(self, place: int) -> str:
        """What a wish is called; its name may hold somebody's."""
        if self._words.masked:
            return self._words(say("wish {number}", number=place + 1))
        return harmless(self._proposal.outcomes[place].wish)

    # Cohorts and wishes --------------------------------------------------------------------

    def _cohorts(self) -> Iterator[Block]:
        if not self._proposal.cohorts:
            return
        names = {cohort.id: cohort.name or cohort.id for cohort in self._view.plan.cohorts}
        placed = self._marks.cohorts
        yield GAP
        yield heading(self._words.sentence(say("cohorts proposed")))
        for person, cohort in self._proposal.cohorts.items():
            name = self._words.person(self._view, person)
            text = f"{_mark(person in placed)}{name}: {harmless(names.get(cohort, cohort))}"
            yield Block(Text(text), f"cohort:{person}")

    def _wish(self, place: int, outcome: Outcome) -> Block:
        """How far a wish is met by what is marked, and what was in the way of more."""
        words, met = self._words, self._marks.met(outcome)
        is_met = met >= outcome.times
        why = why_not(outcome) if not outcome.is_met else say("not all of it is marked")
        message = say(
            "{wish}: {met} of {times}", wish=self._name(place), met=met, times=outcome.times
        )
        if not is_met:
            message = say("{so_far}; {why}", so_far=message, why=why)
        return Block(Text(f"{'✓' if is_met else '·'} {words(message)}"), hang=2)

    def _goals(self) -> Iterator[Block]:
        """How good the whole proposal is, beside the solver's bounds."""
        words, proposal = self._words, self._proposal
        yield GAP
        yield heading(words.sentence(say("how good it is")))
        for goal in proposal.goals:
            if goal.name != "slot" or goal.value or goal.slot == 1:
                sign = "✓" if goal.is_best else "~"
                yield Block(Text(f"{sign} {words.sentence(goal_words(goal))}"), hang=2)
        ended = say(
            "{ended} ({seconds} s)",
            ended=ENDED[proposal.ended],
            seconds=round(proposal.seconds, 1),
        )
        yield Block(Text(words.sentence(ended), FAINT))


def week_words(proposal: Proposal) -> Message:
    """Which week it is about."""
    monday = parse_week(proposal.week)
    return say(
        "proposal for week {week} of {year}",
        week=monday.isocalendar().week,
        year=monday.isocalendar().year,
    )


def wrong(words: Words, problem: Problem) -> Block:
    """What is wrong with a file of wishes, and where; ids in it may be names."""
    line = None if problem.line is None else str(problem.line)
    place = ":".join(part for part in (problem.file, line) if part)
    where = ": ".join(part for part in (place, problem.where) if part)
    said = MASK if words.masked and place else words.sentence(problem.message)
    return Block(Text(harmless(f"✗ {where}: {said}" if where else f"✗ {said}")), hang=2)


def _short(day: date) -> str:
    return f"{day.day}.{day.month}."


def _mark(is_marked: bool) -> str:
    return "[x] " if is_marked else "[ ] "


def _below(text: str, style: Style | None = None) -> Block:
    return Block(Text(" " * _IN + text, style or Style()), hang=_IN)

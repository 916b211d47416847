"""What a change of the rules does to a plan, for people: visit by visit, and as a call list.

People are called by name in the call list alone. Visits' titles are left out everywhere, since
names stand in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from glimt_rules.documents.faults import harmless
from glimt_rules.errors import Problem
from glimt_rules.facts import Facts
from glimt_rules.finding import Finding
from glimt_rules.impact import TURNS, Affected, Books, Call, Impact, call_list
from glimt_rules.message import Message, count, say
from glimt_rules.plan.model import Person, Visit
from glimt_rules.plan.read import PlanDocument
from glimt_rules.suggest.search import Suggestion
from glimt_rules.texts import Texts
from glimt_tui.language import texts_in
from glimt_tui.reports.impact_words import (
    none_turns,
    reasons,
    switched_words,
    turn_count,
    turn_heading,
    turned,
)
from glimt_tui.reports.lines import LOOKS, ReportLines, period
from glimt_tui.terminal import BOLD, FAINT, GREEN, RED


class Told(NamedTuple):
    """What there is to tell of a change."""

    #: the path as it was given, or None for the centre's own database
    plan: str | None
    document: PlanDocument
    change: Books
    impact: Impact
    #: the alternatives by the visit's id, where there are to be some
    suggestions: Mapping[str, tuple[Suggestion, ...]]
    #: why the answer is not complete
    problems: tuple[Problem, ...]
    with_calls: bool

    @property
    def calls(self) -> list[tuple[Person, list[Call]]]:
        """Whom to call, where that was asked for."""
        return call_list(self.impact, self.suggestions) if self.with_calls else []


class ImpactReport:
    """Writes what a change does for people."""

    def __init__(self, text: ReportLines) -> None:
        self.named = text
        texts = texts_in(text.texts.language, names=False)
        self.text = ReportLines(texts, text.paint, text.width)
        self.texts = texts

    def render(self, told: Told) -> str:
        """What changes of the rules, each visit that turns, how many, and whom to call."""
        found = told.impact
        blocks = ["\n".join(self.text.indented(line, 0) for line in self._asked(told))]
        for turn in TURNS:
            affected = found.of(turn)
            if affected:
                heading = self.texts(turn_heading(turn, len(affected)))
                blocks.append(self.text.paint(heading, BOLD))
                blocks += [self._visit(each, told) for each in affected]
        blocks.append(self._summary(told))
        if told.with_calls:
            blocks += self._calls(told)
        return "\n\n".join(blocks) + "\n"

    def _asked(self, told: Told) -> Iterator[str]:
        change = told.change
        if change.switched is not None:
            yield self.texts.sentence(switched_words(*change.switched))
        taken = {rule_set.id for rule_set in change.removed}
        given = {rule_set.id for rule_set in change.added}
        for rule_set in change.added:
            when = period(
                rule_set.in_force, rule_set.until(told.impact.after.known_at), weekday=True
            )
            message = say("with {rule_set}, {period}", rule_set=rule_set.id, period=when)
            if rule_set.id in taken:
                message = say("{with_it}, in place of the one that is there", with_it=message)
            yield self.texts.sentence(message)
        for rule_set in change.removed:
            if rule_set.id not in given:
                yield self.texts.sentence(say("without {rule_set}", rule_set=rule_set.id))

    # Visits --------------------------------------------------------------------------------

    def _visit(self, affected: Affected, told: Told) -> str:
        """One visit: its verdicts, the findings that go and appear, and what could be instead."""
        text, found = self.text, told.impact
        lines = [
            text.indented(self._where_and_when(found.after.facts, affected.visit), 0, hang=2),
            f"    {text.label(affected.before)} → {text.label(affected.after)}",
            *(self._finding(finding, "−") for finding in affected.go),
            *(self._finding(finding, "+") for finding in affected.appear),
        ]
        if affected.visit.id in told.suggestions:
            lines += self._instead(told.suggestions[affected.visit.id])
        return "\n".join(lines)

    def _where_and_when(self, facts: Facts, visit: Visit) -> str:
        slot = facts.slot_of[visit.id]
        when = self.text.when(facts.local(facts.start[slot]), facts.local(facts.end[slot]))
        return f"{self.text.paint(visit.id, BOLD)}, {when}, {self.text.where(facts, visit)}"

    def _finding(self, finding: Finding, sign: str) -> str:
        texts = self.texts
        mark, word, colour = LOOKS[finding.level]
        waived = " " + texts(say("(waived)")) if finding.waived else ""
        head = f"{mark} {texts(word)}{waived} {finding.rule.id}@{finding.rule.version}"
        line = self.text.indented(f"{sign} {head}: {texts.sentence(finding.message)}", 4, hang=4)
        codes = (FAINT,) if sign == "−" else (colour, BOLD)
        return line.replace(head, self.text.paint(head, *codes), 1)

    def _instead(self, suggestions: tuple[Suggestion, ...]) -> Iterator[str]:
        if not suggestions:
            yield self.text.indented(self.texts.sentence(say("no alternative was found")), 4)
        for number, each in enumerate(suggestions, 1):
            told = f"{number}  {self.texts.sentence(each.text)}"
            yield f"{self.text.indented(told, 4, hang=3)}  {self.text.label(each.verdict)}"

    # The whole -----------------------------------------------------------------------------

    def _summary(self, told: Told) -> str:
        found, texts, paint = told.impact, self.texts, self.text.paint
        counts = turned(found)
        name = harmless(told.plan) if told.plan else texts(say("the database"))
        judged = count(
            "{plan}: {n} visit judged", "{plan}: {n} visits judged", counts["visits"], plan=name
        )
        parts = [texts(none_turns(counts["same"]))]
        if not counts["same"] or counts["same"] != counts["visits"]:
            parts = self._turns(counts)
        lines = [self.text.indented(f"{texts(judged)}: {', '.join(parts)}", 0)]
        if told.problems:
            said = say("The answer is not complete: rules could not be loaded, or failed")
            lines.append(paint(f"✗ {texts(said)}", RED, BOLD))
        return "\n".join(lines)

    def _turns(self, counts: Mapping[str, int]) -> list[str]:
        """How many become what, and how many stay."""
        texts, paint = self.texts, self.text.paint
        return [
            paint(f"✗ {texts(turn_count('violation', counts['violation']))}", RED)
            if counts["violation"]
            else texts(say("none becomes a violation")),
            *(
                paint(f"✓ {texts(turn_count('allowed', n))}", GREEN)
                for n in [counts["allowed"]]
                if n
            ),
            *(texts(turn_count("other", n)) for n in [counts["other"]] if n),
            texts(count("{n} stays as it is", "{n} stay as they are", counts["same"])),
        ]

    # The call list -------------------------------------------------------------------------

    def _calls(self, told: Told) -> Iterator[str]:
        """Each person with their number, and below it the visits to talk about."""
        calls, texts = told.calls, self.named.texts
        if not calls:
            yield texts.sentence(say("nobody needs to be called"))
            return
        n = len(calls)
        heading = count("Call list: {n} person", "Call list: {n} people", n)
        yield self.named.paint(texts(heading), BOLD)
        for person, theirs in calls:
            phone = person.phone or texts(say("no phone number"))
            head = f"{self.named.paint(harmless(person.label), BOLD)}  {harmless(phone)}"
            yield "\n".join([head, *(self._call(call, told) for call in theirs)])

    def _call(self, call: Call, told: Told) -> str:
        texts, facts = self.named.texts, told.impact.after.facts
        visit = self._where_and_when(facts, call.affected.visit)
        rows = [(say("why"), "; ".join(map(texts.sentence, reasons(call.affected))))]
        if call.affected.visit.id in told.suggestions:
            instead = _in_a_row(call.proposals, texts)
            none = texts(say("no alternative was found"))
            rows.append((say("instead"), instead or none))
        return f"{self.named.indented(visit, 2, hang=2)}\n{self.named.rows(rows, 4)}"


def _in_a_row(messages: Iterable[Message], texts: Texts) -> str:
    """Several messages as one sentence, with a capital at its start alone."""
    told = "; ".join(map(texts, messages))
    return told[:1].upper() + told[1:]

"""What a change of the rules does, paragraph by paragraph: visits with why, and whom to call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.style import Style
from rich.text import Text

from glimt_rules.documents.faults import harmless
from glimt_rules.finding import Finding
from glimt_rules.impact import TURNS, Affected, Call, call_list
from glimt_rules.message import count, say
from glimt_rules.plan.model import Person, Visit
from glimt_rules.suggest.search import Suggestion
from glimt_tui.desk.rules import said_by
from glimt_tui.desk.view import View
from glimt_tui.desk.what_if import WhatIf
from glimt_tui.reports.answer import incomplete_problems
from glimt_tui.reports.impact_words import none_turns, reasons, turn_count, turn_heading, turned
from glimt_tui.screen.reading import FAINT, GAP, Block, heading
from glimt_tui.screen.rule_words import problem_of, told
from glimt_tui.screen.words import LOOKS, Words

#: So many visits, and so many people to call, are listed at most; the rest is counted.
MOST = 200


class ImpactBlocks:
    """Tells one answer; a row of a visit can be opened, below it stands why it changes."""

    def __init__(
        self,
        words: Words,
        view: View,
        found: WhatIf,
        suggestions: Mapping[str, tuple[Suggestion, ...]],
        *,
        looking: bool,
    ) -> None:
        """``suggestions`` are the alternatives so far; ``looking``: more are looked for."""
        self._words = words
        self._view = view
        self._impact = found.impact
        self._suggestions = suggestions
        self._looking = looking

    def all(self) -> Iterator[Block]:
        """How many visits change, which and why, and whom to call."""
        yield from self._incomplete()
        yield Block(Text(self._summary(), Style(bold=True)))
        listed = 0
        for turn in TURNS:
            affected = self._impact.of(turn)
            if affected:
                yield GAP
                yield heading(self._words(turn_heading(turn, len(affected))))
                for each in affected[: MOST - listed]:
                    yield from self._visit(each)
                listed = min(MOST, listed + len(affected))
        yield from self._rest(len(self._impact.visits) - listed)
        yield from self._refused()
        if self._impact.visits:
            yield from self._calls()

    def _incomplete(self) -> Iterator[Block]:
        """Why this may not be all."""
        problems = incomplete_problems(self._impact.after)
        if problems:
            said = say("The answer is not complete: rules could not be loaded, or failed")
            yield Block(Text(f"✗ {self._words(said)}", Style(color="red", bold=True)))
        for problem in problems:
            yield Block(Text(problem_of(self._words, problem), FAINT), hang=2)

    def _summary(self) -> str:
        words, counts = self._words, turned(self._impact)
        if counts["same"] and counts["same"] == counts["visits"]:
            return words.sentence(none_turns(counts["same"]))
        parts = [
            f"✗ {words(turn_count('violation', counts['violation']))}"
            if counts["violation"]
            else words(say("none becomes a violation"))
        ]
        if counts["allowed"]:
            parts.append(f"✓ {words(turn_count('allowed', counts['allowed']))}")
        if counts["other"]:
            parts.append(words(turn_count("other", counts["other"])))
        parts.append(words(count("{n} stays as it is", "{n} stay as they are", counts["same"])))
        told = ", ".join(parts)
        return told[:1].upper() + told[1:]

    def _rest(self, left: int) -> Iterator[Block]:
        if left > 0:
            more = count(
                "and {n} more visit; glimt rules impact tells all of them",
                "and {n} more visits; glimt rules impact tells all of them",
                left,
            )
            yield Block(Text(self._words(more), FAINT))

    def _refused(self) -> Iterator[Block]:
        """The exceptions that the new rules would not accept."""
        waivers = self._impact.before.facts.plan.waivers
        for place, problem in self._impact.refused:
            message = say("this waiver would be refused: {why}", why=problem.message)
            reason = "" if self._words.masked else f" ({harmless(waivers[place].reason)})"
            yield Block(Text(f"! {self._words.sentence(message)}{reason}"), hang=2)

    # Visits --------------------------------------------------------------------------------

    def _visit(self, affected: Affected) -> Iterator[Block]:
        words, visit = self._words, affected.visit
        sign, _, colour = LOOKS[affected.after]
        row = Text(sign, Style(color=colour, bold=True))
        yield Block(row.append(f" {self._when(visit)}", Style(bold=False)), f"visit:{visit.id}")
        for finding in affected.go:
            yield self._finding(finding, "−")
        for finding in affected.appear:
            yield self._finding(finding, "+")
        if affected.calls:
            yield from self._instead(visit)
        elif visit.status != "planned":
            told = words(say("it has begun; nobody is called"))
            yield Block(Text(f"  {told}", FAINT), hang=2)

    def _when(self, visit: Visit) -> str:
        """When a visit is, and what it is called where names are shown."""
        words, view = self._words, self._view
        day = words.day(view.day_of(visit))
        return f"{day} {words.span(view, visit)} {words.title(view, visit)}"

    def _finding(self, finding: Finding, sign: str) -> Block:
        words = self._words
        mark, name, _ = LOOKS[said_by(finding)]
        head = (
            f"{sign} {mark} {words(name)} {harmless(f'{finding.rule.id}@{finding.rule.version}')}"
        )
        return Block(Text(f"  {head}: {told(words, finding)}", FAINT), hang=4)

    def _instead(self, visit: Visit) -> Iterator[Block]:
        words = self._words
        if visit.id not in self._suggestions:
            if self._looking:
                told = words(say("looking for alternatives …"))
                yield Block(Text(f"  {told}", FAINT), hang=4)
            return
        found = self._suggestions[visit.id]
        if not found:
            told = words.sentence(say("no alternative was found"))
            yield Block(Text(f"  {told}"), hang=4)
        for number, each in enumerate(found, 1):
            sign = LOOKS[each.verdict][0]
            yield Block(Text(f"  {number} {sign} {words.sentence(each.text)}"), hang=6)

    # The call list -------------------------------------------------------------------------

    def _calls(self) -> Iterator[Block]:
        """Each person with their number, and below it the visits to talk about."""
        words = self._words
        calls = call_list(self._impact, self._suggestions)
        yield GAP
        if not calls:
            yield heading(words.sentence(say("nobody needs to be called")))
            return
        n = len(calls)
        yield heading(words(count("Call list: {n} person", "Call list: {n} people", n)))
        for person, theirs in calls[:MOST]:
            yield from self._person(person, theirs)
        if n > MOST:
            more = count(
                "and {n} more person; glimt rules impact --call-list tells all of them",
                "and {n} more people; glimt rules impact --call-list tells all of them",
                n - MOST,
            )
            yield Block(Text(words(more), FAINT))

    def _person(self, person: Person, theirs: list[Call]) -> Iterator[Block]:
        words, view = self._words, self._view
        phone = words.phone(view, person.id) or words(say("no phone number"))
        name = words.person(view, person.id)
        yield Block(Text(f"{name}  {phone}", Style(bold=True)))
        for call in theirs:
            visit = call.affected.visit
            yield Block(Text(f"  {self._when(visit)}"), f"call:{person.id} {visit.id}")
            why = "; ".join(map(words.sentence, reasons(call.affected)))
            told = words(say("why"))
            yield Block(Text(f"    {told}: {why}", FAINT), hang=4)
            if visit.id in self._suggestions:
                none = words(say("no alternative was found"))
                instead = "; ".join(map(words, call.proposals)) or none
                told = words(say("instead"))
                yield Block(Text(f"    {told}: {instead}", FAINT), hang=4)

"""What a change of the rules does to a plan: for people, as JSON, and as a call list.

People are called by name in the call list alone. Visits' titles are left out everywhere, since
names stand in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from glimt_rules.documents.faults import harmless
from glimt_rules.errors import Problem
from glimt_rules.facts import Facts
from glimt_rules.finding import Finding
from glimt_rules.impact import TURNS, Affected, Books, Call, Impact, Turn, call_list
from glimt_rules.judgement import Judgement
from glimt_rules.message import Message, Names, PersonName, count, say
from glimt_rules.plan.model import Person, Plan, Visit
from glimt_rules.plan.read import PlanDocument
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.suggest.search import Suggestion
from glimt_rules.terms import SETTINGS
from glimt_rules.texts import Texts
from glimt_tui.exchange.documents import visit_values
from glimt_tui.language import texts_in
from glimt_tui.reports.answer import Answer
from glimt_tui.reports.json import as_object as as_report
from glimt_tui.reports.places import in_utf8
from glimt_tui.reports.text import LOOKS, TextReport, period
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

    def __init__(self, text: TextReport) -> None:
        self.named = text
        texts = texts_in(text.texts.language, names=False)
        self.text = TextReport(texts, text.paint, text.width)
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
        texts, start, end = self.texts, *_clock(facts, visit)
        last = texts.clock(end.time())
        if end.date() != start.date():
            last = texts.date_and_clock(end)
        place = texts(SETTINGS[visit.setting])
        if visit.room is not None:
            place = facts.room[visit.room].name or visit.room
        when = f"{texts.weekday(start)} {texts.date_and_clock(start)}–{last}"
        return f"{self.text.paint(visit.id, BOLD)}, {when}, {place}"

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
        rows = [(say("why"), "; ".join(_sentences(reasons(call.affected), texts)))]
        if call.affected.visit.id in told.suggestions:
            instead = in_a_row(call.proposals, texts)
            none = texts(say("no alternative was found"))
            rows.append((say("instead"), instead or none))
        return f"{self.named.indented(visit, 2, hang=2)}\n{self.named.rows(rows, 4)}"


def switched_words(family: str, active: bool) -> Message:
    """What is asked about where a family is switched as a whole."""
    if active:
        return say("with the family {family} switched on", family=family)
    return say("with the family {family} switched off", family=family)


def reasons(affected: Affected) -> list[Message]:
    """What to tell somebody of why a visit cannot be: nothing about anybody by name.

    Where a finding names people, its rule's title stands for it.
    """
    told = [
        Message("{rule}", {"rule": finding.rule.title})
        if _names_somebody(finding.message)
        else finding.message
        for finding in affected.appear
        if finding.level == "violation" and not finding.waived
    ]
    return [message for place, message in enumerate(told) if message not in told[:place]]


def _names_somebody(value: object) -> bool:
    if isinstance(value, Message):
        return any(map(_names_somebody, value.values.values()))
    if isinstance(value, tuple) and not isinstance(value, Names):
        return any(map(_names_somebody, value))
    return isinstance(value, Names | PersonName)


def in_a_row(messages: Iterable[Message], texts: Texts) -> str:
    """Several messages as one sentence, with a capital at its start alone."""
    told = "; ".join(map(texts, messages))
    return told[:1].upper() + told[1:]


def _sentences(messages: Iterable[Message], texts: Texts) -> list[str]:
    return [texts.sentence(message) for message in messages]


def none_turns(n: int) -> Message:
    """What is told where every visit that was judged stays as it is."""
    return count(
        "none becomes a violation; {n} stays as it is",
        "none becomes a violation; all {n} stay as they are",
        n,
    )


def turn_heading(turn: Turn, n: int) -> Message:
    """What stands above the visits of which the same becomes."""
    if turn == "violation":
        return count("{n} visit becomes a violation", "{n} visits become violations", n)
    if turn == "allowed":
        return count("{n} visit becomes allowed", "{n} visits become allowed", n)
    return count("{n} visit changes in another way", "{n} visits change in another way", n)


def turn_count(turn: Turn, n: int) -> Message:
    """The same among other figures, where it is told before that visits are counted."""
    if turn == "violation":
        return count("{n} becomes a violation", "{n} become violations", n)
    if turn == "allowed":
        return count("{n} becomes allowed", "{n} become allowed", n)
    return count("{n} changes in another way", "{n} change in another way", n)


def _clock(facts: Facts, visit: Visit) -> tuple[Any, Any]:
    slot = facts.slot_of[visit.id]
    return facts.local(facts.start[slot]), facts.local(facts.end[slot])


def turned(found: Impact) -> dict[str, int]:
    """How many visits were judged, and what becomes of how many."""
    judged = len(found.after.verdicts)
    turns: dict[str, int] = {turn: len(found.of(turn)) for turn in TURNS}
    return {"visits": judged, **turns, "same": judged - sum(turns.values())}


# As JSON -----------------------------------------------------------------------------------


def as_json(told: Told, texts: Texts) -> str:
    """What the change does as one JSON object; names stand in its call list alone."""
    encoded = msgspec.json.encode(as_object(told, texts))
    return msgspec.json.format(encoded, indent=2).decode()


def as_object(told: Told, texts: Texts) -> dict[str, Any]:
    """What the change does as plain values."""
    found = told.impact
    nameless = texts_in(texts.language, names=False)
    before = _findings(told, found.before, nameless)
    after = _findings(told, found.after, nameless)
    object_: dict[str, Any] = {
        "format": 1,
        "plan": None if told.plan is None else in_utf8(told.plan),
        "complete": not told.problems,
        "added": [rule_set.id for rule_set in _sorted(told.change.added)],
        "removed": [rule_set.id for rule_set in _sorted(told.change.removed)],
        "summary": turned(found),
        "visits": [
            {
                "id": each.visit.id,
                "turn": each.turn,
                "before": each.before,
                "after": each.after,
                "appear": [after[id(finding)] for finding in each.appear],
                "go": [before[id(finding)] for finding in each.go],
                "suggestions": [
                    _suggestion(told.document.plan, suggestion, nameless)
                    for suggestion in told.suggestions.get(each.visit.id, ())
                ],
            }
            for each in found.visits
        ],
        "refused_waivers": [
            _waiver(told.document.plan, place, problem, nameless)
            for place, problem in found.refused
        ],
    }
    if told.with_calls:
        object_["call_list"] = [
            _call(call, found.after.facts, texts) for _, calls in told.calls for call in calls
        ]
    return {
        **object_,
        "errors": [
            {"where": problem.where, "message": nameless.sentence(problem.message)}
            for problem in told.problems
        ],
    }


def _findings(told: Told, judgement: Judgement, texts: Texts) -> dict[int, Any]:
    """Each finding as ``check`` tells it, by its identity."""
    answer = Answer(plan=told.plan, document=told.document, judgement=judgement)
    objects = as_report(answer, texts, named=False)["findings"]
    return {id(f): each for f, each in zip(judgement.findings, objects, strict=True)}


def _sorted(rule_sets: Iterable[RuleSet]) -> list[RuleSet]:
    return sorted(rule_sets, key=lambda rule_set: (rule_set.family, rule_set.version))


def _suggestion(plan: Plan, suggestion: Suggestion, texts: Texts) -> dict[str, Any]:
    """An alternative as ``suggest`` tells it."""
    values = visit_values(suggestion.visit, ZoneInfo(plan.timezone))
    return {
        "change": {name: values.get(name) for name in suggestion.change},
        "text": texts.sentence(suggestion.text),
        "verdict": suggestion.verdict,
        "distance": suggestion.distance,
    }


def _waiver(plan: Plan, place: int, problem: Problem, texts: Texts) -> dict[str, Any]:
    waiver = plan.waivers[place]
    message = texts.sentence(problem.message)
    return {"rule": waiver.rule, "visit": waiver.visit, "message": message}


def _call(call: Call, facts: Facts, texts: Texts) -> dict[str, Any]:
    start, _ = _clock(facts, call.affected.visit)
    return {
        "person": call.person.id,
        "name": call.person.name,
        "phone": call.person.phone,
        "visit": call.affected.visit.id,
        "day": start.date().isoformat(),
        "time": texts.clock(start.time()),
        "reason": _sentences(reasons(call.affected), texts),
        "proposal": _sentences(call.proposals, texts),
    }

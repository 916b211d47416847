"""What the types of a rule set's file cannot say: texts, dates that fit, cases that show."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from glimt_rules.documents.faults import Fault, Path, quoted
from glimt_rules.message import Bilingual, Message, say
from glimt_rules.moments import LocalTime
from glimt_rules.plan.forms import id_fault, text_fault
from glimt_rules.rulesets.model import Case, RuleHead, RuleSetHead, SourceDocument

#: How long a text of a rule set may be, in characters.
LONGEST_TEXT = 2000

_BREAKS = frozenset({"violation", "advice"})
_KEEPS = frozenset({"kept", "not-applicable"})


def head_faults(head: RuleSetHead) -> Iterator[Fault]:
    """What is wrong with the keys of the file itself; missing ones are told elsewhere."""
    for key in ("family", "version"):
        value = getattr(head, key)
        message = None if value is None else id_fault(value)
        if message is not None:
            yield Fault((key,), message)
    if head.family and "." in head.family:
        yield Fault(("family",), say("a family's name has no dot"))
    if not head.rules and head.base is None:
        yield Fault(("rules",), say("a rule set has at least one rule"))
    yield from _text_faults(("authority",), head.authority)
    yield from _text_faults(("jurisdiction",), head.jurisdiction)
    yield from _text_faults(("note",), head.note)
    yield from _source_faults(("source",), head.source)
    yield from _end_faults(head)
    if head.review_by and head.decided and head.review_by < head.decided:
        yield Fault(("review_by",), say("it lies before the day on which it was made known"))


def _end_faults(head: RuleSetHead) -> Iterator[Fault]:
    if head.until is not None and head.ends:
        yield Fault(("until",), say("give either until or ends, not both"))
    yield from _period_faults(("until",), head.in_force, head.until)
    before = head.decided
    for place, end in enumerate(head.ends or ()):
        if end is None:
            continue
        yield from _period_faults(("ends", place, "until"), head.in_force, end.until)
        if end.decided is not None:
            if before is not None and end.decided < before:
                yield Fault(
                    ("ends", place, "decided"),
                    say("ends stand in the order in which they were decided"),
                )
            before = end.decided


def rule_faults(
    path: Path, rule: RuleHead, head: RuleSetHead, *, shown: bool, changed: bool
) -> Iterator[Fault]:
    """What is wrong with a rule.

    ``shown`` where its cases are to stand below it, ``changed`` where it is a rule of the base.
    """
    yield from _text_faults((*path, "title"), rule.title)
    yield from _text_faults((*path, "demand"), rule.demand)
    yield from _text_faults((*path, "note"), rule.note)
    yield from _source_faults((*path, "source"), rule.source)
    if shown:
        yield from case_faults((*path, "cases"), rule.cases or (), changed=changed)
    if rule.in_force and head.in_force and rule.in_force < head.in_force:
        yield Fault((*path, "in_force"), say("the rule set is not in force yet then"))
    yield from _period_faults((*path, "until"), rule.in_force or head.in_force, rule.until)
    last = head.until or (head.ends[-1].until if head.ends and head.ends[-1] else None)
    if rule.until and last and rule.until > last:
        yield Fault((*path, "until"), say("the rule set is no longer in force then"))


def case_faults(path: Path, cases: tuple[Case, ...], *, changed: bool = False) -> Iterator[Fault]:
    """What is wrong with the cases of one rule: too few of them, or with bad names."""
    shown = {what for case in cases if case is not None for what in (case.expect or {}).values()}
    readable = None not in shown and all(case is not None and case.expect for case in cases)
    if readable and not (shown & _BREAKS and shown & _KEEPS):
        yield Fault(path, _too_few(shown, changed))
    for place, case in enumerate(cases):
        yield from _text_faults((*path, place, "name"), None if case is None else case.name)


def _too_few(shown: Collection[str], changed: bool) -> Message:
    """Which case a rule lacks, by what is expected in those that it has."""
    if _BREAKS & {*shown}:
        return say(
            "no case keeps the rule: one needs a visit that is all right, of which {kept} is"
            " expected",
            kept=quoted("kept"),
        )
    if _KEEPS & {*shown}:
        return say(
            "no case breaks the rule: one needs a visit that goes too far, of which {violation}"
            " is expected ({advice} where the rule is advice)",
            violation=quoted("violation"),
            advice=quoted("advice"),
        )
    if changed:
        return say(
            "the rule is changed here, and so needs cases of its own: one that breaks it, and"
            " one that keeps it"
        )
    return say("a rule needs cases: one that breaks it, and one that keeps it")


def _period_faults(path: Path, first: LocalTime | None, last: LocalTime | None) -> Iterator[Fault]:
    if first is not None and last is not None and last <= first:
        yield Fault(
            path,
            say(
                "it ends on {last}, before it comes into force on {first}",
                first=day_or_time(first),
                last=day_or_time(last),
            ),
        )


def day_or_time(local: LocalTime) -> date | LocalTime:
    """A midnight is told as its day, as it was written."""
    return local.date() if local.time() == local.min.time() else local


def _source_faults(path: Path, source: SourceDocument | None) -> Iterator[Fault]:
    if source is not None:
        yield from _text_faults((*path, "title"), source.title)
        message = text_fault(source.url or "", LONGEST_TEXT)
        if message is not None:
            yield Fault((*path, "url"), message)


def _text_faults(path: Path, text: Bilingual | None) -> Iterator[Fault]:
    """Texts reach the terminal, so what it would obey is refused as in a plan."""
    for language in ("nb", "en") if text is not None else ():
        value = getattr(text, language)
        if value is None:
            continue
        if not value.strip():
            yield Fault((*path, language), say("the text is empty"))
        message = text_fault(value, LONGEST_TEXT)
        if message is not None:
            yield Fault((*path, language), message)


def kind_text_faults(path: Path, parameters: object) -> Iterator[Fault]:
    """The same of the texts among a kind's own parameters."""
    for key in getattr(parameters, "__struct_fields__", ()):
        value = getattr(parameters, key)
        if isinstance(value, Bilingual):
            yield from _text_faults((*path, key), value)

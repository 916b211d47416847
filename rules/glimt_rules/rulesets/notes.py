"""What the writer of a rule set should look at once more, though nothing of it is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from glimt_rules.documents.faults import path_text
from glimt_rules.documents.source import read_source
from glimt_rules.documents.where import Lines
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, say
from glimt_rules.rulesets.check import day_or_time
from glimt_rules.rulesets.model import RuleSet


def notes_on(rule_set: RuleSet, base: RuleSet | None) -> list[Problem]:
    """What to look at once more, with file and line; ``base`` is what it builds on, if anything."""
    found = [*_of_dates(rule_set), *(_of_change(rule_set, base) if base is not None else ())]
    if not found:
        return []
    try:
        lines = Lines(read_source(rule_set.file))
    except InputError:  # gone since it was read
        return [_problem(rule_set, path, message, None) for path, message in found]
    return [_problem(rule_set, path, message, lines.line(path)) for path, message in found]


def _problem(
    rule_set: RuleSet, path: tuple[str, ...], message: Message, line: int | None
) -> Problem:
    return Problem(message=message, where=path_text(path), file=rule_set.file, line=line)


def _of_dates(rule_set: RuleSet) -> Iterator[tuple[tuple[str, ...], Message]]:
    if rule_set.in_force.date() < rule_set.decided and rule_set.note is None:
        yield (
            ("in_force",),
            say(
                "in force from {in_force}, before it was made known on {decided}: visits that were"
                " fine then may turn into violations. If that is meant, say why in a note",
                in_force=rule_set.in_force.date(),
                decided=rule_set.decided,
            ),
        )


def _of_change(rule_set: RuleSet, base: RuleSet) -> Iterator[tuple[tuple[str, ...], Message]]:
    olds = {rule.name: rule for rule in base.rules}
    own = [rule for rule in rule_set.rules if not rule.inherited]
    if not own and len(rule_set.rules) == len(olds):
        yield (
            ("base",),
            say("every rule is as in {base}: nothing is changed, added or dropped", base=base.id),
        )
    for rule in rule_set.rules:
        before = olds.get(rule.name)
        until = None if before is None or not rule.inherited else before.until
        if until is not None and until <= rule_set.in_force:
            yield (
                ("base",),
                say(
                    "the rule {rule} ended in {base} on {until}; taken over, it holds again. Name"
                    " it in drop, if that is not meant",
                    rule=rule.name,
                    base=base.id,
                    until=day_or_time(until),
                ),
            )
    for rule in own:
        old = olds.get(rule.name)
        if old is None or (rule.kind, rule.force) == (old.kind, old.force):
            continue
        if "source" in base.tables[rule.name] and rule.source == old.source:
            yield (
                ("rules", rule.name),
                say(
                    "what the rule demands has changed, but its source is that of {base}: {source}."
                    " Give it the one where the change is written down",
                    base=base.id,
                    source=old.source.title,
                ),
            )
        if (rule.title, rule.demand) == (old.title, old.demand):
            yield (
                ("rules", rule.name),
                say(
                    "what the rule demands has changed, but its title and demand are those of"
                    " {base}: {title}. They are what staff read; give new ones",
                    base=base.id,
                    title=old.title,
                ),
            )

"""Reading rule sets from TOML: strictly, and never half.

A file that is wrong in any place gives no rule set at all, and every problem with its
line, so that nothing is judged by half a regulation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from glimt_rules.documents.faults import quoted
from glimt_rules.documents.similar import closest
from glimt_rules.documents.source import Source
from glimt_rules.errors import InputError, Problem
from glimt_rules.kinds.base import Kind
from glimt_rules.message import Message, say
from glimt_rules.rulesets.draft import Draft
from glimt_rules.rulesets.model import RuleSet, RuleSetHead


class Failed(Struct, frozen=True):
    """A file that gave no rule set; ``repeated`` where one of its name is there already."""

    name: str
    problems: tuple[Problem, ...]
    repeated: bool = False

    def told(self) -> Iterator[Problem]:
        """What is wrong with it, as it is told of a file among others: by the file's name."""
        for problem in self.problems:
            message = problem.message
            if problem.where:
                message = say("{place}: {problem}", place=problem.where, problem=problem.message)
            yield Problem(message=message, where=self.name, file=problem.file, line=problem.line)


def read_rule_sets(
    sources: Iterable[Source],
    kinds: Mapping[str, type[Kind]],
    known: Iterable[RuleSet] = (),
) -> tuple[list[RuleSet], list[Failed]]:
    """Read rule sets that may build on each other and on ``known`` ones.

    Returns those that could be read, and the problems of each that could not. A family
    and version that is there already is a problem of the later one.
    """
    done: dict[str, RuleSet] = {rule_set.id: rule_set for rule_set in known}
    read: list[RuleSet] = []
    failed: list[Failed] = []
    waiting: list[Draft] = []
    for source in sources:
        try:
            waiting.append(Draft(source))
        except InputError as error:
            failed.append(Failed(source.name, error.problems))
    while waiting:
        ready = [draft for draft in waiting if not _waits(draft, waiting, done)]
        if not ready:  # each builds on another of them, in a ring
            for draft in waiting:
                draft.fault(("base",), say("the rule sets build on each other in a ring"))
            ready = waiting
        for draft in ready:
            rule_set = _finish(draft, done, kinds, failed)
            if rule_set is not None:
                done[rule_set.id] = rule_set
                read.append(rule_set)
        waiting = [draft for draft in waiting if draft not in ready]
    return read, failed


def _base_id(draft: Draft) -> str | None:
    return f"{draft.head.family}@{draft.head.base}" if draft.head.base else None


def _waits(draft: Draft, waiting: list[Draft], done: Mapping[str, RuleSet]) -> bool:
    """Whether a draft builds on one that is still to be read."""
    base = _base_id(draft)
    return base not in done and any(other.id == base for other in waiting if other is not draft)


def _finish(
    draft: Draft,
    done: Mapping[str, RuleSet],
    kinds: Mapping[str, type[Kind]],
    failed: list[Failed],
) -> RuleSet | None:
    """Make a draft a rule set, or note why it is none."""
    base = _base_id(draft)
    if base is not None and base not in done:
        draft.fault(("base",), _no_base(draft.head, base, done.values()))
    repeated = draft.id in done
    if repeated:
        draft.fault(
            ("version",),
            say(
                "{found} is there already, in {file}; a change of it is a new version, with a"
                " name of its own",
                found=draft.id,
                file=done[draft.id].file,
            ),
        )
    try:
        return draft.finish(done.get(base or ""), kinds)
    except InputError as error:
        failed.append(Failed(draft.name, error.problems, repeated))
        return None


def _no_base(head: RuleSetHead, base: str, done: Iterable[RuleSet]) -> Message:
    versions = tuple(each.version for each in done if each.family == head.family)
    if not versions:
        return say(
            "there is no rule set {found} to build on; the family {family} has none at all",
            found=quoted(base),
            family=quoted(head.family),
        )
    meant = closest(head.base, versions)
    if meant is not None:
        return say(
            "there is no rule set {found} to build on; did you mean {meant}?",
            found=quoted(base),
            meant=quoted(meant),
        )
    return say(
        "there is no rule set {found} to build on; there are: {known}",
        found=quoted(base),
        known=versions,
    )

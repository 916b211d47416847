"""Reading a rule set that is only looked at: beside those that judge, and as safely as them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from glimt_rules.documents.source import Source, read_small_source
from glimt_rules.errors import InputError
from glimt_rules.kinds.base import Kind
from glimt_rules.rulesets.draft import Draft
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.rulesets.read import Failed, read_rule_sets


def read_beside(
    path: str | Path,
    kinds: Mapping[str, type[Kind]],
    known: Iterable[RuleSet],
    shielded: Callable[[Iterable[RuleSet]], Sequence[RuleSet]],
    others: Iterable[str | Path] = (),
) -> tuple[RuleSet | None, Sequence[Failed]]:
    """The rule set in a file, or why it is none.

    It may build on ``known`` ones and on those in the ``others``, and bear the name of a known
    one. ``shielded`` makes of it the rule set whose foreign kinds are asked in a worker.
    """
    try:
        source = read_small_source(path)
    except InputError as error:
        return None, [Failed(str(path), error.problems)]
    own = _id_in(source)
    beside: dict[str, Source] = {}
    for other in others:
        try:
            found = read_small_source(other)
        except InputError:  # which is told where it is read for its own sake
            continue
        if (id_ := _id_in(found)) not in (None, own):
            beside[id_] = found
    there = [each for each in known if each.id != own and each.id not in beside]
    read, failed = read_rule_sets([source, *beside.values()], kinds, there)
    for rule_set in read:
        if rule_set.file == source.name:
            return shielded([rule_set])[0], ()
    return None, [each for each in failed if each.problems[0].file == source.name]


def _id_in(source: Source) -> str | None:
    """The name of the rule set in a file; None where it is none."""
    try:
        return Draft(source).id
    except InputError:
        return None

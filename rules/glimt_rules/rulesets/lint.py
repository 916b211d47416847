"""What looks wrong with rule sets that read well: their dates, their rules, their texts.

Nothing here decides what judges. A finding says what was seen, where, and what to do about
it; its level says how sure it is that something is wrong:

- ``error``: it cannot be meant, as a rule that never has anything to say;
- ``warning``: it is most likely a slip, or somebody has to look at it;
- ``note``: it is as it should be as far as anybody can see, and worth knowing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from itertools import chain
from typing import Literal

from msgspec import Struct

from glimt_rules.documents.faults import Path
from glimt_rules.message import Message
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import RuleSet

LintLevel = Literal["error", "warning", "note"]
LINT_LEVELS: tuple[LintLevel, ...] = ("error", "warning", "note")


class LintFinding(Struct, frozen=True, kw_only=True):
    """One thing that looks wrong, or is worth knowing, of a rule set."""

    level: LintLevel
    rule_set: RuleSet
    #: the rule's name; None where it is about the rule set itself
    rule: str | None = None
    #: where in the file
    path: Path
    what: Message
    #: what to do about it; None where there is nothing to do
    do: Message | None = None


def lint(book: RuleBook, today: date, only: Collection[str] | None = None) -> list[LintFinding]:
    """Look through rule sets as they stand beside each other, by file and place.

    ``only`` are the ids of those to look through; the others are looked at only as their
    neighbours. ``today`` is the day by which reviews are due.
    """
    from glimt_rules.rulesets import lint_opposites, lint_rules, lint_versions

    found: Iterable[LintFinding] = chain(
        chain.from_iterable(
            lint_versions.findings(versions, today) for versions in book.families.values()
        ),
        lint_rules.findings(book),
        lint_opposites.findings(book),
    )
    order = {rule_set.id: place for place, rule_set in enumerate(book.rule_sets)}
    return sorted(
        (each for each in found if only is None or each.rule_set.id in only),
        key=lambda each: (
            order[each.rule_set.id],
            each.rule or "",
            LINT_LEVELS.index(each.level),
            tuple(map(str, each.path)),
        ),
    )

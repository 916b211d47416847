"""The cases of a rule set: in its own file, or in the one beside it.

``2021-01-03.toml`` may keep its cases in ``2021-01-03.cases.toml``, under the same keys.
That file is read only when somebody asks for a case: judging needs none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from glimt_rules.documents.convert import convert
from glimt_rules.documents.faults import Fault, as_problems, quoted
from glimt_rules.documents.similar import closest
from glimt_rules.documents.source import Source, parse, read_small_source
from glimt_rules.documents.times import Times
from glimt_rules.errors import InputError
from glimt_rules.message import Message, say
from glimt_rules.rulesets.check import case_faults
from glimt_rules.rulesets.model import Case, CaseFile


class CaseBook:
    """Gives the cases of each rule, and says where they stand.

    ``own`` are the rules that need some, and whether each changes one of the base;
    ``not_own`` says of the base's others why they have none here.
    """

    def __init__(
        self,
        inline: dict[str, tuple[Case, ...]],
        beside: Path | None,
        own: Mapping[str, bool],
        hook: Times,
        not_own: Mapping[str, Message],
        text: Source | None = None,
    ) -> None:
        """``text`` is what stands in the file ``beside``, where it has been read already."""
        self._cases = inline
        self._text = text
        self._beside = self._file = beside
        self._own = own
        self._hook = hook
        self._not_own = not_own
        #: how many of a rule's cases stand below it, where there is a file beside as well
        self._inline: dict[str, int] = {}

    def of(self, rule: str) -> tuple[Case, ...]:
        """The cases of a rule; raises InputError where the file beside is wrong."""
        if self._beside is not None:
            self._read(self._beside)
            self._beside = None
        return self._cases.get(rule, ())

    def place(self, rule: str, place: int) -> tuple[Path | None, int]:
        """The file beside in which one of a rule's cases stands, and the how manieth it is there.

        The file is None where it is the rule set's own.
        """
        inline = self._inline.get(rule, 0)
        if self._file is None or place < inline:
            return None, place
        return self._file, place - inline

    def _read(self, path: Path) -> None:
        source = self._text or read_small_source(path)
        conversion = convert(parse(source), CaseFile, hook=self._hook, source=source)
        faults = list(conversion.faults)
        if conversion.value is None:
            raise InputError(conversion.problems)
        found = {
            name: (table.cases if table is not None else None) or ()
            for name, table in (conversion.value.rules or {}).items()
        }
        for name in found:
            if name not in self._own:
                message = self._not_own.get(name) or _no_rule(name, self._own)
                faults.append(Fault(("rules", name), message))
        for name, changed in self._own.items():
            below = self._cases.get(name, ())
            self._inline[name] = len(below)
            cases = (*below, *found.get(name, ()))
            faults += case_faults(("rules", name, "cases"), cases, changed=changed)
            self._cases[name] = cases
        if faults:
            from glimt_rules.documents.where import Lines

            raise InputError(as_problems(faults, Lines(source)))


def _no_rule(name: str, own: Collection[str]) -> Message:
    meant = closest(name, own)
    if meant is not None:
        return say(
            "the rule set has no rule {found} of its own; did you mean {meant}?",
            found=quoted(name),
            meant=quoted(meant),
        )
    return say("the rule set has no rule {found} of its own", found=quoted(name))

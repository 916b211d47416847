"""The cases of a rule set: in its own file, or in the one beside it.

``2021-01-03.toml`` may keep its cases in ``2021-01-03.cases.toml``, under the same keys.
That file is read only when somebody asks for a case: judging needs none.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from glimt_rules.documents.convert import convert
from glimt_rules.documents.faults import Fault, as_problems, quoted
from glimt_rules.documents.source import parse, read_source
from glimt_rules.documents.times import Times
from glimt_rules.errors import InputError
from glimt_rules.message import say
from glimt_rules.rulesets.check import case_faults
from glimt_rules.rulesets.model import Case, CaseFile


class CaseBook:
    """Gives the cases of each rule; ``own`` are the rules that need some."""

    def __init__(
        self,
        inline: dict[str, tuple[Case, ...]],
        beside: Path | None,
        own: Collection[str],
        hook: Times,
    ) -> None:
        self._cases = inline
        self._beside = beside
        self._own = own
        self._hook = hook

    def of(self, rule: str) -> tuple[Case, ...]:
        """The cases of a rule; raises InputError where the file beside is wrong."""
        if self._beside is not None:
            self._read(self._beside)
            self._beside = None
        return self._cases.get(rule, ())

    def _read(self, path: Path) -> None:
        source = read_source(path)
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
                message = say("the rule set has no rule {found} of its own", found=quoted(name))
                faults.append(Fault(("rules", name), message))
        for name in self._own:
            cases = (*self._cases.get(name, ()), *found.get(name, ()))
            faults += case_faults(("rules", name, "cases"), cases)
            self._cases[name] = cases
        if faults:
            from glimt_rules.documents.where import Lines

            raise InputError(as_problems(faults, Lines(source)))

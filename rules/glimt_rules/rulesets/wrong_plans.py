"""What is wrong with the plans of cases whose rule set could not be read.

Cases are judged only where the whole rule set is in order. Where it is not, whoever writes it is
told of their plans all the same, so that all that is to be mended is told at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import structs

from glimt_rules.documents.convert import convert
from glimt_rules.documents.source import Source, parse, read_source
from glimt_rules.documents.where import Lines
from glimt_rules.errors import InputError, Problem
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.cases import case_plan, path_of
from glimt_rules.rulesets.draft import hook
from glimt_rules.rulesets.files import cases_beside
from glimt_rules.rulesets.headings import forgotten_headings, with_headings
from glimt_rules.rulesets.model import Case, CaseFile


def wrong_plans(file: Path) -> Iterator[Problem]:
    """The problems of the plans in a rule set's file, and of all that stands in the one beside."""
    beside = cases_beside(str(file))
    try:
        source = read_source(file)
        headings = forgotten_headings(source)  # told already, with what follows from them
        found = with_headings(source, _of_plans(source, parse(source)))
        yield from (problem for problem in found if problem not in headings)
    except InputError:  # told already
        pass
    if beside is None:
        return
    try:
        source = read_source(beside)
        raw = parse(source)
    except InputError as error:
        yield from error.problems
        return
    yield from convert(raw, CaseFile, hook=hook, source=source).problems
    yield from _of_plans(source, raw)


def _of_plans(source: Source, raw: Mapping[str, object]) -> Iterator[Problem]:
    lines = Lines(source)
    for where, given in _cases(raw):
        case = convert(given, Case, hook=hook)
        if case.faults or case.value is None:
            continue
        try:
            plan_from_raw(case_plan(case.value))
        except InputError as error:
            for problem in error.problems:
                place = f"{where}.{problem.where}"
                line = lines.line(path_of(place))
                yield structs.replace(problem, where=place, file=source.name, line=line)


def _cases(raw: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Each case, and where it stands, of what may be no rule set at all."""
    rules = raw.get("rules")
    for name, table in rules.items() if isinstance(rules, Mapping) else ():
        cases = table.get("cases") if isinstance(table, Mapping) else None
        for place, case in enumerate(cases if isinstance(cases, list) else ()):
            yield f"rules.{name}.cases[{place}]", case

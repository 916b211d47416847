"""The report for code hosts and viewers: SARIF 2.1.0, one run for all plans."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from glimt_rules.documents.source import STDIN
from glimt_rules.errors import Problem
from glimt_rules.finding import Failure, Finding
from glimt_rules.judgement import Judgement
from glimt_rules.message import say
from glimt_rules.rulesets.model import Rule
from glimt_tui import __version__
from glimt_tui.reports.answer import Answer, Answers, failed_rules
from glimt_tui.reports.places import in_utf8, inside, uri_of
from glimt_tui.reports.rules import RulesReport
from glimt_tui.reports.sarif_texts import absolute, marked, message, no_placeholders
from glimt_tui.reports.text import TextReport
from glimt_tui.terminal import plain

if TYPE_CHECKING:
    from glimt_tui.reports.sarif_fixes import Changes

Object = dict[str, Any]

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"violation": "error", "unknown": "warning", "advice": "note"}
_SEMANTIC = re.compile(r"\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?")


def render(answers: Answers) -> str:
    """One document; the same plans give the same bytes."""
    encoded = msgspec.json.encode(_Run(answers).document())
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


class _Run:
    """One run of the program: its rules, and what they found in every plan."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.texts = answers.nameless()
        self.text = TextReport(self.texts, plain)
        self.judged = [
            (answer, answer.judgement) for answer in answers.plans if answer.judgement is not None
        ]
        rules = self._rules()
        #: by (id, version): a rule of two versions stands there twice under one id
        self.places = {key: place for place, key in enumerate(sorted(rules))}
        self.rules = [rules[key] for key in self.places]

    def _rules(self) -> dict[tuple[str, str], tuple[Rule, Judgement]]:
        """Every rule that was in force for a judged visit, which all with findings were."""
        rules: dict[tuple[str, str], tuple[Rule, Judgement]] = {}
        for _, judgement in self.judged:
            for in_force in judgement.rules:
                rule = in_force.rule
                rules.setdefault((rule.id, rule.version), (rule, judgement))
        return rules

    def document(self) -> Object:
        """The whole document."""
        driver: Object = {"name": "Glimt", "version": __version__}
        if _SEMANTIC.fullmatch(__version__):
            driver["semanticVersion"] = __version__
        driver["language"] = self.texts.language
        driver["rules"] = [self._descriptor(*rule) for rule in self.rules]
        run: Object = {
            "tool": {"driver": driver},
            "language": self.texts.language,
            "invocations": [self._invocation()],
            "results": [
                result
                for answer, judgement in self.judged
                for result in self._results(answer, judgement)
            ],
        }
        if any(answer.fixes is not None for answer in self.answers.plans):
            run["columnKind"] = "utf16CodeUnits"
        return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}

    # Rules -------------------------------------------------------------------------------

    def _descriptor(self, rule: Rule, judgement: Judgement) -> Object:
        texts = self.texts
        rule_set = judgement.rule_set_of(rule)
        told_of_rule = RulesReport(self.text, judgement.book).rows(
            rule_set, rule, judgement.known_at, judgement.facts.zone
        )
        rows = [(texts(name), told) for name, told in told_of_rule]
        demand = texts.pick(rule.demand)
        plain_rows = "\n".join(f"{name}: {told}" for name, told in rows)
        marked_rows = "\n".join(f"- **{marked(name)}:** {marked(told)}" for name, told in rows)
        url = absolute(rule.source.url)
        return {
            "id": rule.id,
            "name": "".join(part[:1].upper() + part[1:] for part in rule.name.split("-")),
            "shortDescription": message(texts.pick(rule.title)),
            "fullDescription": message(demand),
            "help": {
                **message(f"{demand}\n\n{plain_rows}"),
                "markdown": no_placeholders(f"{marked(demand)}\n\n{marked_rows}"),
            },
            **({"helpUri": url} if url else {}),
            "defaultConfiguration": {"level": "note" if rule.force == "advice" else "error"},
            "properties": {
                "version": rule.version,
                "force": rule.force,
                "authority": texts.pick(rule_set.authority),
                "tags": [rule.family, rule.force],
            },
        }

    def _reference(self, rule: Rule) -> int:
        return self.places[rule.id, rule.version]

    # Findings ----------------------------------------------------------------------------

    def _results(self, answer: Answer, judgement: Judgement) -> Iterable[Object]:
        seen: Counter[str] = Counter()
        line_of = answer.line_of()
        changes = self._changes(answer)
        for finding in judgement.findings:
            print_ = fingerprint(finding)
            seen[print_] += 1
            told = self._result(answer, judgement, finding, line_of, f"{print_}:{seen[print_]}")
            if changes is not None and not finding.waived:
                changes.tell(told, finding)
            yield told

    def _changes(self, answer: Answer) -> Changes | None:
        """What writes the least changes; None where nobody asked for them."""
        if answer.fixes is None:
            return None
        from glimt_tui.reports.sarif_fixes import Changes

        artifact = None if answer.plan is None else self._physical(answer.plan, None)
        return Changes(self.text, answer, artifact)

    def _result(
        self,
        answer: Answer,
        judgement: Judgement,
        finding: Finding,
        line_of: Callable[[str], int | None],
        print_: str,
    ) -> Object:
        others = [visit for visit in finding.evidence if visit != finding.visit]
        result: Object = {
            "ruleId": finding.rule.id,
            "ruleIndex": self._reference(finding.rule),
            "level": "error" if self.answers.fails(finding.level) else _LEVELS[finding.level],
            "message": message(self.texts.sentence(finding.message)),
            "locations": [self._location(answer, line_of(finding.visit), finding.visit)],
        }
        if others:
            result["relatedLocations"] = [
                {
                    "id": number,
                    **self._location(answer, line_of(visit), visit),
                    "message": message(self.text.brief(judgement.facts, [visit])),
                }
                for number, visit in enumerate(others, 1)
            ]
        # GitHub knows the first only, and without it would take the line's text, which is
        # [[visits]] everywhere
        result["partialFingerprints"] = {
            "primaryLocationLineHash": print_,
            "glimtFinding/v1": print_,
        }
        if finding.waived:
            result["suppressions"] = [self._suppression(answer, judgement, finding)]
        result["properties"] = _properties(finding)
        return result

    def _suppression(self, answer: Answer, judgement: Judgement, finding: Finding) -> Object:
        """A waiver stands in the plan itself, as a table of its own.

        Its reason stays there: names and numbers stand in such texts.
        """
        waiver = judgement.waivers.covering(finding.rule, finding.visit)
        suppression: Object = {
            "kind": "external" if answer.plan is None else "inSource",
            "status": "accepted",
        }
        document = answer.document
        if answer.plan is not None and document is not None and document.lines is not None:
            line = document.lines.line(("waivers", document.plan.waivers.index(waiver)))
            suppression["location"] = self._location(answer, line)
        return suppression

    def _location(self, answer: Answer, line: int | None, visit: str | None = None) -> Object:
        location: Object = {}
        if answer.plan is not None:
            location["physicalLocation"] = self._physical(answer.plan, line)
        if visit is not None:
            location["logicalLocations"] = [{"name": visit, "kind": "object"}]
        return location

    def _physical(self, path: str, line: int | None) -> Object:
        artifact: Object = {"uri": path if path == STDIN else uri_of(path)}
        if path == STDIN:
            artifact["description"] = message(self.texts(say("standard input")))
        return {
            "artifactLocation": artifact,
            **({} if line is None else {"region": {"startLine": line}}),
        }

    # What went wrong ----------------------------------------------------------------------

    def _invocation(self) -> Object:
        wrong = [self._wrong(answer, problem) for answer in self.answers.plans
                 for problem in answer.errors]  # fmt: skip
        failed = [
            notification
            for answer, judgement in self.judged
            for notification in self._failed(answer, judgement.failures)
        ]
        configuration = [self._not_loaded(problem) for problem in self.answers.problems]
        invocation: Object = {
            "executionSuccessful": not (wrong or failed or configuration),
            "exitCode": int(self.answers.exit()),
        }
        if wrong or failed:
            invocation["toolExecutionNotifications"] = [*wrong, *failed]
        if configuration:
            invocation["toolConfigurationNotifications"] = configuration
        return invocation

    def _wrong(self, answer: Answer, problem: Problem) -> Object:
        """What is wrong with a plan, at its line."""
        path = problem.file or answer.plan
        return self._notification(
            problem, None if path is None else self._physical(path, problem.line)
        )

    def _failed(self, answer: Answer, failures: Iterable[Failure]) -> Iterable[Object]:
        """The rules that failed while they judged a plan."""
        failures = list(failures)
        rules = {f"{f.rule.id}@{f.rule.version}": f.rule for f in failures}
        for problem in failed_rules(failures):
            rule = rules[problem.where]
            yield {
                **self._notification(problem, self._location(answer, None).get("physicalLocation")),
                "associatedRule": {"id": rule.id, "index": self._reference(rule)},
            }

    def _not_loaded(self, problem: Problem) -> Object:
        """What is wrong with a rule set; where it lies is told only of this folder's files."""
        path = problem.file
        if path is None or inside(path) is None:
            return self._notification(problem, None)
        return self._notification(problem, self._physical(path, problem.line))

    def _notification(self, problem: Problem, physical: Object | None) -> Object:
        told = self.texts.sentence(problem.message)
        if problem.where:
            told = f"{in_utf8(problem.where)}: {told}"
        return {
            "level": "error",
            "message": message(told),
            **({"locations": [{"physicalLocation": physical}]} if physical else {}),
        }


def fingerprint(finding: Finding) -> str:
    """What stays the same of a finding when lines move, limits change or people come along."""
    subject = finding.subject
    about = (finding.visit, finding.rule.id, subject.household or "", subject.equipment or "")
    return hashlib.sha256("\0".join(about).encode()).hexdigest()[:32]


def _properties(finding: Finding) -> Object:
    subject = finding.subject
    found = {
        "visit": finding.visit,
        "version": finding.rule.version,
        "verdict": finding.level,
        "measured": finding.measured,
        "limit": finding.limit,
        "unit": finding.unit,
        "household": subject.household,
        "equipment": subject.equipment,
        "room": subject.room,
        "people": list(subject.people) or None,
    }
    return {name: value for name, value in found.items() if value is not None}

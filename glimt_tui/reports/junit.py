"""The report for test hosts: JUnit's XML, one suite a plan, one test case a visit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from glimt_rules.errors import Problem
from glimt_rules.finding import LEVELS, Finding
from glimt_rules.judgement import Judgement
from glimt_tui.reports.answer import Answer, Answers, incomplete_problems
from glimt_tui.reports.places import file_of, in_utf8
from glimt_tui.reports.text import TextReport
from glimt_tui.terminal import plain

#: Characters that XML cannot hold, and control characters that it should not.
_NO_XML = re.compile("[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(answers: Answers) -> str:
    """A document of test suites, without times: the same plans give the same bytes."""
    text = TextReport(answers.nameless(), plain)
    root = Element("testsuites", name="glimt")
    for answer in answers.plans:
        root.append(_Suite(answer, text, answers).element())
    if answers.problems and any(answer.judgement is None for answer in answers.plans):
        # a judgement tells what it lacks; a plan that is wrong has none
        nobodys = Answer(plan=None, errors=answers.problems)
        root.append(_Suite(nobodys, text, answers).of_rule_sets())
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, 0)) for suite in root)))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def clean(text: str) -> str:
    """A text without what XML cannot hold."""
    return _NO_XML.sub("", text)


class _Suite:
    """One plan as a test suite."""

    def __init__(self, answer: Answer, text: TextReport, answers: Answers) -> None:
        self.answer = answer
        self.text = text
        self.fails = answers.fails
        self.name = "glimt" if answer.plan is None else clean(in_utf8(answer.plan))
        self.file = file_of(answer.plan)
        self.suite = Element("testsuite", name=self.name)

    def element(self) -> Element:
        """The suite with its cases, and how many of them failed."""
        judgement = self.answer.judgement
        if judgement is None:
            lines = [problem.line for problem in self.answer.errors if problem.line is not None]
            self._error(self.name, self.answer.errors, lines[0] if lines else None)
        else:
            self._visits(judgement)
            self._incomplete(incomplete_problems(judgement))
        return self._counted()

    def of_rule_sets(self) -> Element:
        """The suite with a case for each rule set that could not be loaded."""
        self._incomplete(self.answer.errors)
        return self._counted()

    def _counted(self) -> Element:
        self.suite.set("tests", str(len(self.suite)))
        for name in ("failure", "error"):
            self.suite.set(f"{name}s", str(len(self.suite.findall(f"testcase/{name}"))))
        self.suite.set("skipped", "0")
        return self.suite

    def _case(self, name: str, line: int | None) -> Element:
        case = SubElement(self.suite, "testcase", classname=self.name, name=clean(name))
        if self.file is not None:
            case.set("file", clean(self.file))
            if line is not None:
                case.set("line", str(line))
        return case

    def _visits(self, judgement: Judgement) -> None:
        found: dict[str, list[Finding]] = {}
        for finding in judgement.findings:
            found.setdefault(finding.visit, []).append(finding)
        line_of = self.answer.line_of()
        for visit in judgement.verdicts:
            case = self._case(visit, line_of(visit))
            findings = sorted(found.get(visit, ()), key=lambda f: LEVELS.index(f.level))
            failing = [f for f in findings if self.fails(f.level) and not f.waived]
            if failing:
                failure = SubElement(case, "failure", type=clean(failing[0].rule.id))
                failure.set("message", clean(self.text.texts.sentence(failing[0].message)))
                failure.text = self._told(failing, judgement)
            others = [finding for finding in findings if finding not in failing]
            if others:
                SubElement(case, "system-out").text = self._told(others, judgement)

    def _told(self, findings: Iterable[Finding], judgement: Judgement) -> str:
        fixes = self.answer.fixes
        return clean("\n\n".join(self.text.bare(finding, judgement, fixes) for finding in findings))

    def _incomplete(self, problems: Iterable[Problem]) -> None:
        """A case for each rule set that could not be loaded, and each rule that failed."""
        failed: dict[str, list[Problem]] = {}
        for problem in problems:
            failed.setdefault(problem.where or problem.file or "glimt", []).append(problem)
        for where, found in failed.items():
            self._error(in_utf8(where), found, None)

    def _error(self, name: str, problems: Iterable[Problem], line: int | None) -> None:
        told = [clean(self._problem(problem)) for problem in problems]
        error = SubElement(self._case(name, line), "error", message=told[0], type="glimt")
        error.text = "\n".join(told)

    def _problem(self, problem: Problem) -> str:
        message = self.text.texts.sentence(problem.message)
        place = "" if problem.line is None else f"{problem.line}: "
        where = f"{in_utf8(problem.where)}: " if problem.where else ""
        return f"{place}{where}{message}"

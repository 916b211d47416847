"""``glimt check --format junit``: one suite a plan, one test case a visit."""

from __future__ import annotations

from json import loads
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml

from cli.kinds_of_plans import LONG, ODD, as_stdin, every_plan, mixed, nameless_visitor
from cli.writing import (
    FAILING_KIND,
    Run,
    fine,
    line_of,
    plan,
    plugin,
    rules_folder,
    unclear,
    write,
)
from glimt_rules.errors import Problem
from glimt_rules.judge import judge
from glimt_rules.message import say
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.texts import Texts
from glimt_tui.reports import junit
from glimt_tui.reports.answer import Answer, Answers


def check(glimt: Run, *args: str, **more: Any) -> list[Any]:
    """The suites, as the library reads them that most tools use."""
    done = glimt("check", *args, "--format", "junit", "--lang", "en", **more)
    return suites(done.stdout)


def suites(text: str) -> list[Any]:
    read = JUnitXml.fromstring(text.encode())
    found = list(read)
    for whole, parts in ((read, found), *((suite, [suite]) for suite in found)):
        cases = [case for suite in parts for case in suite]
        results = [result for case in cases for result in case.result]
        assert whole.tests == len(cases)
        assert whole.failures == sum(isinstance(result, Failure) for result in results)
        assert whole.errors == sum(isinstance(result, Error) for result in results)
    return found


def case_of(suite: Any, name: str) -> Any:
    (case,) = [case for case in suite if case.name == name]
    return case


def test_a_plan_is_a_suite_and_a_visit_a_test_case(tmp_path: Path, glimt: Run) -> None:
    path = write(tmp_path / "plan.toml", mixed())
    (suite,) = check(glimt, "plan.toml")
    assert suite.name == "plan.toml"
    assert [case.name for case in suite] == ["near", "fine", "party", "unclear", "door", "after"]
    for case in suite:
        assert case.classname == "plan.toml"
        assert case._elem.get("file") == "plan.toml"
        assert case._elem.get("line") == str(line_of(path, f'id = "{case.name}"'))
        assert case.time is None
    assert case_of(suite, "fine").is_passed
    assert case_of(suite, "fine").system_out is None


def test_a_violation_is_a_failure_that_tells_rule_and_source(tmp_path: Path, glimt: Run) -> None:
    write(tmp_path / "plan.toml", mixed())
    (suite,) = check(glimt, "plan.toml")
    (failure,) = case_of(suite, "party").result
    assert isinstance(failure, Failure)
    assert failure.type == "nasjonal.private-gathering"
    assert "at most 5" in failure.message
    for part in (
        "✗ VIOLATION nasjonal.private-gathering", failure.message, "https://www.altinn.no/",
        "(binding, The Norwegian government), in force from 4 January 2021",
    ):  # fmt: skip
        assert part in failure.text
    (cleaning,) = case_of(suite, "after").result
    assert "beside  door (6 Jan 16:00–17:00)" in cleaning.text


def test_several_violations_of_a_visit_are_one_failure(tmp_path: Path, glimt: Run) -> None:
    write(tmp_path / "plan.toml", nameless_visitor(booked_at=None))
    (suite,) = check(glimt, "plan.toml")
    (failure,) = case_of(suite, "fine").result
    assert "senter.booked-ahead" in failure.text
    assert "senter.visitor-list" in failure.text
    assert failure.type == "senter.booked-ahead"


def test_what_is_unknown_advised_or_waived_passes_and_is_told(tmp_path: Path, glimt: Run) -> None:
    write(tmp_path / "plan.toml", mixed())
    (suite,) = check(glimt, "plan.toml")
    for visit, told in (
        ("unclear", "? UNKNOWN nasjonal.distance"),
        ("near", "! ADVICE senter.distance-2m"),
        ("door", "✗ VIOLATION (waived) senter.booked-ahead"),
    ):
        case = case_of(suite, visit)
        assert case.is_passed, visit
        assert told in case.system_out


def test_strict_fails_on_what_is_unknown_and_on_nothing_else(tmp_path: Path, glimt: Run) -> None:
    write(tmp_path / "plan.toml", mixed())
    write(tmp_path / "unknown.toml", plan(unclear()))
    suite, other = check(glimt, "plan.toml", "unknown.toml", "--strict")
    (failure,) = case_of(suite, "unclear").result
    assert "nasjonal.distance" in failure.text
    assert "senter.distance" in failure.text
    assert case_of(suite, "near").is_passed
    assert case_of(suite, "door").is_passed
    assert [suite.failures, other.failures] == [3, 1]


def test_a_wrong_plan_is_an_error_and_the_others_are_judged(tmp_path: Path, glimt: Run) -> None:
    plans = every_plan(tmp_path)
    found = check(glimt, *plans)
    assert [suite.name for suite in found] == plans
    assert [suite.errors for suite in found] == [0, 0, 0, 0, 1, 1]
    assert found[2].tests == 0
    (wrong,) = found[4]
    (error,) = wrong.result
    assert isinstance(error, Error)
    assert wrong.name == wrong.classname == "wrong.toml"
    assert wrong._elem.get("line")
    assert "visits[0].end: " in error.text
    assert "colour: " in error.text
    (gone,) = found[5]
    assert [result.message for result in gone.result] == ["There is no such file"]


def test_an_answer_that_is_not_complete_is_an_error(tmp_path: Path, glimt: Run) -> None:
    rules_folder(tmp_path / "rules", half='format = 1\nfamily = "prove"\nversion = "2021-01-01"\n')
    write(tmp_path / "plan.toml", plan(fine()))
    (suite,) = check(glimt, "plan.toml", "--rules", "rules")
    assert [case.name for case in suite] == ["fine", "prove@2021-01-01"]
    (error,) = case_of(suite, "prove@2021-01-01").result
    assert isinstance(error, Error)
    assert "in_force" in error.text


def test_rule_sets_that_were_not_loaded_are_told_also_where_a_plan_is_wrong(
    tmp_path: Path, glimt: Run
) -> None:
    rules_folder(tmp_path / "rules", half='format = 1\nfamily = "prove"\nversion = "2021-01-01"\n')
    write(tmp_path / "plan.toml", plan(fine()))
    for plans in (["gone.toml"], ["plan.toml", "gone.toml"]):
        *judged, suite = check(glimt, *plans, "--rules", "rules")
        assert [one.name for one in judged] == plans
        assert suite.name == "glimt"
        (case,) = suite
        assert [case.classname, case.name] == ["glimt", "prove@2021-01-01"]
        assert case._elem.get("file") is None
        (error,) = case.result
        assert isinstance(error, Error)
        assert "in_force" in error.text
    json = glimt("check", "gone.toml", "--rules", "rules", "--format", "json").stdout
    assert list(loads(json)) == ["format", "plan", "complete", "errors"]


def test_a_rule_that_failed_is_an_error(tmp_path: Path, glimt: Run) -> None:
    env = plugin(tmp_path / "path", FAILING_KIND, odd=ODD)
    (tmp_path / "glimt.toml").write_text('families = ["prove"]\n')
    write(tmp_path / "plan.toml", plan(fine()))
    (suite,) = check(glimt, "plan.toml", env=env)
    (error,) = case_of(suite, "prove.few@2021-01-01").result
    assert isinstance(error, Error)
    assert "oh no" in error.message


def test_people_are_called_by_their_ids_and_titles_stay_out(tmp_path: Path, glimt: Run) -> None:
    write(tmp_path / "plan.toml", nameless_visitor(title=LONG[:200]))
    text = glimt("check", "plan.toml", "--format", "junit").stdout
    assert suites(text)[0].failures == 1
    assert "Hemmelig" not in text
    assert "Ærlig" not in text


def test_a_plan_from_standard_input_has_no_file(tmp_path: Path, glimt: Run) -> None:
    (suite,) = check(glimt, "-", stdin=as_stdin(tmp_path))
    assert suite.name == "-"
    assert suite.failures == 2
    assert all(case._elem.get("file") is None for case in suite)


def test_a_plan_of_a_database_has_no_file(book: RuleBook) -> None:
    document = plan_from_raw(plan(fine(booked_at=None)) | {})
    answer = Answer(plan=None, document=document, judgement=judge(document.plan, book))
    (suite,) = suites(junit.render(Answers(plans=[answer], texts=Texts("en"))))
    assert [suite.name, suite.failures] == ["glimt", 1]


def test_the_same_plans_give_the_same_bytes(tmp_path: Path, glimt: Run) -> None:
    plans = every_plan(tmp_path)
    texts = {
        glimt("check", *plans, "--format", "junit", env={"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2", "3")
    }
    assert len(texts) == 1
    text = texts.pop()
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n')
    assert "time" not in text


@given(where=st.text(max_size=20), text=st.text(max_size=40))
@example(where="\x00\x1b[31m", text="]]>\ufffe\ud800 <a b='c'>&amp;\"")
@example(where="a\r\nb", text="\x85\u2028\U0001f600")
def test_whatever_is_told_is_xml_that_says_the_same(where: str, text: str) -> None:
    problem = Problem(message=say("{text}", text=text), where=where)
    answers = Answers(plans=[Answer(plan="p", errors=(problem,))], texts=Texts("en"))
    written = junit.render(answers)
    read = ElementTree.fromstring(written.encode())
    told = read.find("testsuite/testcase/error")
    assert told is not None
    wanted = junit.clean(text)
    assert (told.text or "").endswith(wanted)
    assert (told.get("message") or "").endswith(wanted)


@pytest.mark.parametrize("char", ["\0", "\x07", "\x1b", "\x7f", "\x9b", "\ufffe", "\ud800", "\r"])
def test_control_characters_are_taken_out(char: str) -> None:
    assert junit.clean(f"a{char}b\tc\næ😀") == "ab\tc\næ😀"

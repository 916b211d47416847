"""``glimt check --format sarif``: valid, complete, and the same when lines move."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from rfc3986_validator import validate_rfc3986

from cli.kinds_of_plans import (
    ODD,
    WAIVER,
    as_stdin,
    every_plan,
    mixed,
    nameless_visitor,
    two_versions,
)
from cli.writing import (
    FAILING_KIND,
    RULE_SET,
    Run,
    fine,
    line_of,
    plan,
    plugin,
    rules_folder,
    write,
)
from glimt_rules.judge import judge
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.texts import Texts
from glimt_tui import __version__
from glimt_tui.reports import sarif
from glimt_tui.reports.answer import Answer, Answers
from glimt_tui.reports.places import uri_of
from oracle.random_plans import random_plan

SCHEMA = Path(__file__).parents[1] / "data" / "sarif" / "sarif-2.1.0.json"
LEVEL = {"violation": "error", "unknown": "warning", "advice": "note"}


@cache
def validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text("utf-8-sig"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


def valid(text: str) -> Any:
    """The one run of a document that the published schema accepts."""
    document = json.loads(text)
    errors = [f"{e.json_path}: {e.message}" for e in validator().iter_errors(document)]
    assert not errors, errors[:5]
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:  # what no schema can say
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"]
        version = result["properties"]["version"]
        assert rules[result["ruleIndex"]]["properties"]["version"] == version
    return run


def check(glimt: Run, *args: str, lang: str = "en", **more: Any) -> Any:
    return valid(glimt("check", *args, "--format", "sarif", "--lang", lang, **more).stdout)


def by_visit(run: Any, visit: str) -> Any:
    (result,) = [r for r in run["results"] if r["properties"]["visit"] == visit]
    return result


def notes(run: Any, sort: str) -> list[str]:
    (invocation,) = run["invocations"]
    return [one["message"]["text"] for one in invocation.get(f"tool{sort}Notifications", [])]


def test_the_schema_would_refuse_what_is_wrong() -> None:
    broken = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": 1, "helpUri": "x"}}}]}
    assert len(list(validator().iter_errors(broken))) >= 1
    uri = {"version": "2.1.0", "$schema": "no uri", "runs": []}
    assert [error.validator for error in validator().iter_errors(uri)] == ["format"]


def test_one_run_tells_of_all_plans_and_holds_what_the_json_report_finds(
    tmp_path: Path, glimt: Run
) -> None:
    plans = every_plan(tmp_path)
    run = check(glimt, *plans)
    found = [
        (finding["file"], finding["line"], finding["rule"], LEVEL[finding["level"]])
        for line in glimt("check", *plans, "--format", "json", "--lang", "en").stdout.splitlines()
        for finding in json.loads(line).get("findings", [])
    ]
    told = []
    for result in run["results"]:
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        told.append((
            physical["artifactLocation"]["uri"], physical["region"]["startLine"],
            result["ruleId"], result["level"],
        ))  # fmt: skip
    assert told == found
    assert len(told) > 8


def test_the_program_tells_its_name_and_its_version(tmp_path: Path, glimt: Run) -> None:
    write(tmp_path / "plan.toml", plan(fine()))
    driver = check(glimt, "plan.toml")["tool"]["driver"]
    assert [driver[key] for key in ("name", "version", "language")] == ["Glimt", __version__, "en"]
    assert "informationUri" not in driver


def test_a_rule_has_its_texts_its_period_and_its_address(tmp_path: Path, glimt: Run) -> None:
    write(tmp_path / "plan.toml", mixed())
    rules = check(glimt, "plan.toml")["tool"]["driver"]["rules"]
    rule = next(rule for rule in rules if rule["id"] == "nasjonal.indoor-persons")
    assert rule["name"] == "IndoorPersons"
    assert rule["shortDescription"]["text"] == "At most ten people in the premises"
    assert rule["fullDescription"]["text"].startswith("There are at most ten people at once")
    assert rule["helpUri"].startswith("https://www.regjeringen.no/")
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"]["version"] == "2021-01-03"
    for part in (
        rule["fullDescription"]["text"],
        "authority: The Norwegian government",
        "period: In force from 4 January 2021 to 19 January 2021 inclusive",
        "Here everybody counts, as the centre itself has read it.",
    ):
        assert part in rule["help"]["text"]
    assert "- **authority:** The Norwegian government\n" in rule["help"]["markdown"]
    assert f"<{rule['helpUri']}>" in rule["help"]["markdown"]
    levels = {rule["properties"]["force"]: rule["defaultConfiguration"]["level"] for rule in rules}
    assert levels == {"binding": "error", "house": "error", "advice": "note"}


@pytest.mark.parametrize(("day", "last"), [("2021-01-03", 18), (None, 19)])
def test_the_period_of_a_rule_is_the_one_that_was_known(
    tmp_path: Path, glimt: Run, day: str | None, last: int
) -> None:
    write(tmp_path / "plan.toml", mixed())
    known = [] if day is None else ["--known-at", day]
    told = json.loads(glimt("check", "plan.toml", "--format", "json", *known).stdout)
    (until,) = [one["until"] for one in told["rule_sets"] if one["id"] == "nasjonal"]
    assert until == f"2021-01-{last + 1}T00:00:00+01:00"
    rules = check(glimt, "plan.toml", *known)["tool"]["driver"]["rules"]
    rule = next(rule for rule in rules if rule["id"] == "nasjonal.indoor-persons")
    period = f"In force from 4 January 2021 to {last} January 2021 inclusive"
    assert f"period: {period}" in rule["help"]["text"]
    assert period in rule["help"]["markdown"]


def test_what_is_unknown_is_an_error_where_it_fails(tmp_path: Path, glimt: Run) -> None:
    write(tmp_path / "plan.toml", mixed())
    for options, level in (([], "warning"), (["--strict"], "error")):
        found = check(glimt, "plan.toml", *options)["results"]
        levels = {(r["properties"]["verdict"], r["level"]) for r in found}
        assert levels == {("violation", "error"), ("unknown", level), ("advice", "note")}


def test_every_rule_in_force_is_listed_also_where_nothing_was_found(
    tmp_path: Path, glimt: Run
) -> None:
    write(tmp_path / "plan.toml", plan(fine()))
    run = check(glimt, "plan.toml", "--only", "nasjonal", lang="nb")
    assert run["results"] == []
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert "nasjonal.distance" in ids
    assert ids == sorted(ids)
    assert {id_.partition(".")[0] for id_ in ids} == {"nasjonal"}
    assert run["language"] == "nb"
    assert "periode: Gjelder fra" in run["tool"]["driver"]["rules"][0]["help"]["text"]


def test_two_versions_of_a_rule_stand_under_one_id_and_findings_name_theirs(
    tmp_path: Path, glimt: Run
) -> None:
    write(tmp_path / "plan.toml", two_versions())
    run = check(glimt, "plan.toml", "--only", "senter")
    rules = run["tool"]["driver"]["rules"]
    both = [rule for rule in rules if rule["id"] == "senter.cohort"]
    assert [rule["properties"]["version"] for rule in both] == ["2020-12-26", "2021-01-04"]
    assert len(rules) == len({(rule["id"], rule["properties"]["version"]) for rule in rules})
    versions = {rules[result["ruleIndex"]]["properties"]["version"] for result in run["results"]}
    assert "2021-01-04" in versions


def test_what_was_counted_stands_beside_the_message(tmp_path: Path, glimt: Run) -> None:
    path = write(tmp_path / "plan.toml", mixed())
    run = check(glimt, "plan.toml")
    party = by_visit(run, "party")
    assert party["properties"] == {
        "visit": "party", "version": "2021-01-03", "verdict": "violation",
        "measured": 6, "limit": 5, "unit": "persons", "people": ["p6"],
    } | {"people": party["properties"]["people"]}  # fmt: skip
    after = by_visit(run, "after")
    assert after["ruleId"] == "senter.cleaning"
    assert after["properties"]["room"] == "felles"
    (related,) = after["relatedLocations"]
    assert related["message"]["text"].startswith("door (6 Jan 16:00")
    assert related["physicalLocation"]["region"]["startLine"] == line_of(path, 'id = "door"')
    assert by_visit(run, "near")["level"] == "note"


def test_people_are_called_by_their_ids_and_titles_stay_out(tmp_path: Path, glimt: Run) -> None:
    write(tmp_path / "plan.toml", nameless_visitor(title="Samtale med Kari"))
    text = glimt("check", "plan.toml", "--format", "sarif").stdout
    assert by_visit(valid(text), "fine")["message"]["text"].startswith("ane ")
    assert not re.search("Hemmelig|Kari|40 61", text)


def test_a_waived_finding_is_suppressed_in_the_plan_and_its_reason_stays_there(
    tmp_path: Path, glimt: Run
) -> None:
    path = write(tmp_path / "plan.toml", mixed())
    run = check(glimt, "plan.toml")
    (suppression,) = by_visit(run, "door")["suppressions"]
    physical = suppression.pop("location")["physicalLocation"]
    assert suppression == {"kind": "inSource", "status": "accepted"}
    told = glimt("check", "plan.toml", "--format", "sarif").stdout
    assert "Avtalt" in WAIVER["reason"]
    assert not re.search("Avtalt|Ingrid", told)
    assert physical["region"]["startLine"] == line_of(path, 'rule = "senter.booked-ahead"')
    assert [r["properties"]["visit"] for r in run["results"] if "suppressions" in r] == ["door"]


def prints(run: Any) -> list[tuple[str, str]]:
    return sorted(
        (result["properties"]["visit"], value)
        for result in run["results"]
        for value in result["partialFingerprints"].values()
    )


def test_fingerprints_stay_when_lines_move_and_tell_findings_apart(
    tmp_path: Path, glimt: Run
) -> None:
    tables = mixed()
    path = write(tmp_path / "plan.toml", tables)
    before = check(glimt, "plan.toml")
    path.write_text("# a line\n\n\n" + path.read_text("utf-8"), "utf-8")
    moved = check(glimt, "plan.toml")
    assert prints(before) == prints(moved)
    assert len({value for _, value in prints(before)}) == len(before["results"])
    one, other = (run["results"][0]["locations"] for run in (before, moved))
    assert one != other
    tables["visits"].reverse()
    write(path, tables)
    assert prints(check(glimt, "plan.toml", lang="nb")) == prints(before)


def test_a_wrong_plan_is_told_at_its_lines_and_the_others_are_judged(
    tmp_path: Path, glimt: Run
) -> None:
    plans = every_plan(tmp_path)
    done = glimt("check", *plans, "--format", "sarif", "--lang", "en")
    run = valid(done.stdout)
    (invocation,) = run["invocations"]
    assert [invocation["executionSuccessful"], invocation["exitCode"]] == [False, 2]
    assert done.returncode == 2
    found = [
        (physical["artifactLocation"]["uri"], physical.get("region"), one["message"]["text"])
        for one in invocation["toolExecutionNotifications"]
        for physical in [one["locations"][0]["physicalLocation"]]
    ]
    assert len(found) == 3
    assert {uri for uri, _, _ in found} == {"wrong.toml", "gone.toml"}
    assert found[-1] == ("gone.toml", None, "There is no such file")
    assert any(text.startswith("visits[0].end: ") and region for _, region, text in found)


def test_a_run_without_faults_is_successful(tmp_path: Path, glimt: Run) -> None:
    write(tmp_path / "good.toml", plan(fine()))
    write(tmp_path / "mixed.toml", mixed())
    assert check(glimt, "good.toml")["invocations"] == [
        {"executionSuccessful": True, "exitCode": 0}
    ]
    assert check(glimt, "mixed.toml")["invocations"] == [
        {"executionSuccessful": True, "exitCode": 1}
    ]


def test_rule_sets_that_were_not_loaded_are_told_once_also_without_any_plan(
    tmp_path: Path, glimt: Run
) -> None:
    rules_folder(tmp_path / "rules", half='format = 1\nfamily = "prove"\nversion = "2021-01-01"\n')
    write(tmp_path / "plan.toml", plan(fine()))
    for plans in (["plan.toml", "plan.toml"], ["gone.toml"]):
        run = check(glimt, *plans, "--rules", "rules")
        told = notes(run, "Configuration")
        assert told
        assert len(told) == len(set(told))
        assert all(text.startswith("prove@2021-01-01: ") for text in told)
        assert run["invocations"][0]["exitCode"] == 3
        assert not run["invocations"][0]["executionSuccessful"]


def test_a_rule_that_failed_is_told_with_its_rule_and_its_texts_are_no_markup(
    tmp_path: Path, glimt: Run
) -> None:
    env = plugin(tmp_path / "path", FAILING_KIND, odd=ODD)
    (tmp_path / "glimt.toml").write_text('families = ["prove"]\n')
    write(tmp_path / "plan.toml", plan(fine()))
    run = check(glimt, "plan.toml", env=env)
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert told["associatedRule"] == {"id": "prove.few", "index": 0}
    assert told["message"]["text"].startswith("prove.few@2021-01-01: ")
    assert "oh no" in told["message"]["text"]
    assert by_visit(run, "fine")["level"] == "warning"
    assert "{{0}} [x] (1) <b>" in rule["help"]["text"]
    assert r"\{{0\}} \[x\](1) \<b\>" in rule["help"]["markdown"]


def test_a_plan_from_standard_input_and_one_without_visits_are_valid_too(
    tmp_path: Path, glimt: Run
) -> None:
    run = check(glimt, "-", stdin=as_stdin(tmp_path))
    physical = by_visit(run, "party")["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "-"
    assert physical["region"]["startLine"] > 1
    write(tmp_path / "empty.toml", {"format": 1})
    run = check(glimt, "empty.toml")
    assert [run["results"], run["tool"]["driver"]["rules"]] == [[], []]


def test_a_plan_of_a_database_has_no_file_and_is_valid(book: RuleBook) -> None:
    raw = json.loads(json.dumps(mixed()))
    raw["waivers"][0]["until"] = "2021-01-29"
    document = plan_from_raw(raw)
    answer = Answer(plan=None, document=document, judgement=judge(document.plan, book))
    run = valid(sarif.render(Answers(plans=[answer], texts=Texts("en"))))
    door = by_visit(run, "door")
    assert door["locations"] == [{"logicalLocations": [{"name": "door", "kind": "object"}]}]
    assert door["suppressions"] == [{"kind": "external", "status": "accepted"}]


@pytest.mark.skipif(os.name == "nt", reason="such names cannot be there")
def test_addresses_of_plans_are_relative_and_percent_encoded(tmp_path: Path, glimt: Run) -> None:
    (tmp_path / "en mappe").mkdir()
    named = {
        "en mappe/blå #1.toml": "en%20mappe/bl%C3%A5%20%231.toml",
        "./a:b%.toml": "a%3Ab%25.toml",
        "en mappe/../c.toml": "c.toml",
        str(tmp_path / "d.toml"): "d.toml",
        os.fsdecode(b"p\xff.toml"): "p%FF.toml",
    }
    for name in named:
        write(tmp_path / name, plan(fine(booked_at=None)))
    run = check(glimt, *named)
    uris = [
        r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]
    ]
    assert uris == list(named.values())


def test_a_plan_outside_the_folder_has_an_absolute_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert uri_of("../på.toml") == (tmp_path / "på.toml").resolve().as_uri()
    assert uri_of("../here/x.toml") == "x.toml"


def test_the_same_plans_give_the_same_bytes(tmp_path: Path, glimt: Run) -> None:
    plans = every_plan(tmp_path)
    texts = {
        glimt("check", *plans, "--format", "sarif", env={"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2", "3")
    }
    assert len(texts) == 1
    assert str(tmp_path) not in texts.pop()


def test_whatever_a_plan_holds_the_report_is_valid(book: RuleBook) -> None:
    from random import Random

    count = 0
    for seed in range(40):
        raw = json.loads(json.dumps(random_plan(Random(seed)), default=str))
        document = plan_from_raw(raw)
        answer = Answer(
            plan=f"{seed}.toml", document=document, judgement=judge(document.plan, book)
        )
        count += len(valid(sarif.render(Answers(plans=[answer], texts=Texts("nb"))))["results"])
    assert count > 100


anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(path=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
@example(path="a b/ø%41.toml")
@example(path="x:y")
def test_every_path_becomes_an_address_that_leads_back_to_it(path: str) -> None:
    uri = uri_of(path)
    assert validate_rfc3986(uri, rule="URI_reference")
    parts = urlsplit(uri)
    assert not parts.query
    assert not parts.fragment
    where = unquote(parts.path)
    if parts.scheme == "file":
        assert os.path.realpath(where) == os.path.realpath(path)
    else:
        assert os.path.realpath(where) == os.path.realpath(path.rstrip("/"))


@given(text=anything)
@example(text="https://example.org/{x} å|b%zz")
@example(text="https://example.org/a%20b?c=[d]")
def test_an_address_of_a_source_is_a_uri_or_left_out(text: str) -> None:
    url = sarif.absolute(text)
    if url is not None:
        assert validate_rfc3986(url, rule="URI") or re.search(r"[\[\]:#]", url)
        assert unquote(url) == unquote(text) or "%" in text


def test_an_address_that_is_none_is_left_out(tmp_path: Path, glimt: Run) -> None:
    rules = RULE_SET.replace("https://example.org/p", "page 3")
    rules_folder(tmp_path / "rules", prove=rules)
    write(tmp_path / "plan.toml", plan(fine()))
    run = check(glimt, "plan.toml", "--rules", "rules")
    rule = next(r for r in run["tool"]["driver"]["rules"] if r["id"] == "prove.few")
    assert "helpUri" not in rule
    assert "page 3" in rule["help"]["text"]

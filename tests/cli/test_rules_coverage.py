"""``glimt rules test --coverage``: what the cases of rule sets miss."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.writing import RULE_SET, Run
from glimt_rules.message import Message
from glimt_tui.reports.coverage import _HINTS, _KEYS

FORCE = 'expect = { a = "kept" }\nforce = "house"'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "prove.toml"
    path.write_text(RULE_SET, "utf-8")
    return path


def test_what_no_case_notices_is_told_rule_by_rule_in_words(glimt: Run, file: Path) -> None:
    done = glimt("--lang", "en", "rules", "test", "--coverage", str(file))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "prove@2021-01-01: 2 cases, which all hold"
    assert "  few  One at a time" in done.stdout
    assert "· what the rule is: binding instead of house rule" in done.stdout
    assert (
        "· since when it is in force: a day earlier, a day later, a minute earlier and a minute"
        " later than 1 January 2021" in done.stdout
    )
    assert "the limit:" not in done.stdout  # one is fine and two are not: held from both sides
    assert "changes noticed by the cases" in lines[1]
    assert "a case whose key force says so" in done.stdout  # what to write


def test_it_is_told_in_norwegian_too(glimt: Run, file: Path) -> None:
    done = glimt("--lang", "nb", "rules", "test", "--coverage", str(file))
    assert "  few  Én om gangen" in done.stdout
    assert "1. januar 2021" in done.stdout


def test_a_limit_that_is_held_from_one_side_only_is_told(glimt: Run, file: Path) -> None:
    file.write_text(RULE_SET.replace("limit = 1", "limit = 2").replace('"y"]', '"y", "z", "w"]'))
    done = glimt("--lang", "en", "rules", "test", "--coverage", str(file))
    assert "· the limit: 1 and 3 instead of 2" in done.stdout


def test_only_strict_makes_a_failure_of_it(glimt: Run, file: Path) -> None:
    command = ("rules", "test", "--coverage", "--strict")
    assert glimt(*command, str(file)).returncode == 1
    done = glimt("--lang", "en", *command)  # the shipped rule sets miss nothing
    assert done.returncode == 0
    assert "What would notice them" not in done.stdout
    assert "·" not in done.stdout


def test_cases_that_do_not_hold_fail_as_without_coverage(glimt: Run, file: Path) -> None:
    file.write_text(RULE_SET.replace('a = "kept"', 'a = "unknown"').replace("two", "2"))
    broken = glimt("rules", "test", "--coverage", str(file))
    assert broken.returncode == glimt("rules", "test", str(file)).returncode != 0


def test_strict_alone_is_refused(glimt: Run, file: Path) -> None:
    done = glimt("--lang", "en", "rules", "test", "--strict", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert "--strict: It goes with --coverage" in done.stderr


def test_every_key_of_the_kinds_that_glimt_has_is_called_something() -> None:
    from msgspec import inspect

    from glimt_rules.kinds import KINDS

    keys = {
        field.encode_name
        for kind in KINDS
        for field in inspect.type_info(kind).fields  # type: ignore[union-attr]
    }
    assert keys - {"message"} <= set(_KEYS)
    assert all(isinstance(hint, Message) for hint in _HINTS.values())

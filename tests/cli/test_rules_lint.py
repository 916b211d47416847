"""``glimt rules lint``: what looks wrong with rule sets, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.writing import RULE_SET, Run


def gap_after(text: str) -> str:
    """The same rule set with an end two days before the next version begins."""
    return text.replace("in_force = 2021-01-01", "in_force = 2021-01-01\nuntil = 2021-01-10")


NEXT = RULE_SET.replace("2021-01-01", "2021-01-12", 3)
ERROR = RULE_SET.replace("limit = 1", "limit = 1\nsettings = []")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "rules"
    made.mkdir()
    return made


def written(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return folder


def test_a_finding_tells_file_line_rule_what_and_what_to_do(
    glimt: Run, folder: Path, tmp_path: Path
) -> None:
    written(folder, one=gap_after(RULE_SET), two=NEXT)
    done = glimt("--lang", "en", "rules", "lint", str(folder))
    line = line_of_text(folder / "one.toml", "until = 2021-01-10")
    shown = done.stdout.splitlines()
    assert shown[0].endswith(f"one.toml:{line}: ! WARNING prove@2021-01-01")
    assert shown[1] == (
        "  From 10 January 2021 until 12 January 2021, when prove@2021-01-12 comes into force,"
        " no version of the family is in force"
    )
    assert shown[2].startswith("    If that is not meant, move this end")
    assert shown[-1] == "2 rule sets looked through: 0 errors, 1 warning, 0 notes"


def line_of_text(path: Path, text: str) -> int:
    return path.read_text("utf-8").splitlines().index(text) + 1


def test_errors_always_fail_and_warnings_where_it_is_strict(glimt: Run, folder: Path) -> None:
    written(folder, one=gap_after(RULE_SET), two=NEXT)
    assert glimt("rules", "lint", str(folder)).returncode == 0
    assert glimt("rules", "lint", "--strict", str(folder)).returncode == 1
    written(folder, one=ERROR)
    done = glimt("--lang", "en", "rules", "lint", str(folder / "one.toml"))
    assert done.returncode == 1
    assert "✗ ERROR prove@2021-01-01 few" in done.stdout


def test_what_ships_is_clean_even_where_it_is_strict(glimt: Run) -> None:
    done = glimt("--lang", "en", "rules", "lint", "--strict")
    assert done.returncode == 0, done.stdout
    assert "5 rule sets looked through: 0 errors, 0 warnings, 2 notes" in done.stdout


def test_a_file_is_looked_through_as_it_stands_beside_what_is_there(
    glimt: Run, folder: Path
) -> None:
    """Only what is wrong with the file is told, also where that lies in another one."""
    written(folder, two=NEXT)
    later = folder.parent / "one.toml"
    later.write_text(gap_after(RULE_SET), "utf-8")
    done = glimt("--lang", "en", "rules", "lint", str(later), "--rules", str(folder))
    assert "1 rule set looked through: 0 errors, 1 warning, 0 notes" in done.stdout
    done = glimt("--lang", "en", "rules", "lint", str(folder / "two.toml"))
    assert done.stdout == "1 rule set looked through: 0 errors, 0 warnings, 0 notes\n"


def test_today_decides_whether_a_review_is_due(glimt: Run, folder: Path) -> None:
    text = RULE_SET.replace(
        "in_force = 2021-01-01", "in_force = 2021-01-01\nreview_by = 2021-02-01"
    )
    written(folder, one=text)
    done = glimt("--lang", "en", "--today", "2021-02-01", "rules", "lint", str(folder))
    assert "0 warnings" in done.stdout
    done = glimt("--lang", "en", "--today", "2021-02-02", "rules", "lint", str(folder))
    assert "It was to be looked at again by 1 February 2021" in done.stdout


def test_programs_get_one_object(glimt: Run, folder: Path) -> None:
    written(folder, one=gap_after(RULE_SET), two=NEXT)
    done = glimt("rules", "lint", "--format", "json", str(folder))
    report = json.loads(done.stdout)
    assert [*report] == ["format", "rule_sets", "summary", "findings"]
    assert report["rule_sets"] == ["prove@2021-01-01", "prove@2021-01-12"]
    assert report["summary"] == {"error": 0, "warning": 1, "note": 0}
    (finding,) = report["findings"]
    assert [*finding] == [
        "level", "rule_set", "rule", "file", "line", "where", "message", "advice",
    ]  # fmt: skip
    assert (finding["level"], finding["rule"], finding["where"]) == ("warning", None, "until")
    assert finding["line"] == line_of_text(folder / "one.toml", "until = 2021-01-10")


def test_a_file_that_is_no_rule_set_makes_the_answer_incomplete(glimt: Run, folder: Path) -> None:
    written(folder, one=RULE_SET, bad="family = 3")
    done = glimt("--lang", "en", "rules", "lint", str(folder))
    assert done.returncode == 3
    assert "bad.toml" in done.stderr
    assert "1 rule set looked through" in done.stdout


def test_it_is_told_in_norwegian(glimt: Run, folder: Path) -> None:
    written(folder, one=gap_after(RULE_SET), two=NEXT)
    done = glimt("--lang", "nb", "rules", "lint", str(folder))
    assert "10. januar 2021" in done.stdout

"""``glimt rules timeline``: all rule sets on one page."""

from __future__ import annotations

from pathlib import Path

from cli.writing import RULE_SET, Run, on_terminal, without_colours

#: A first version with an end that was moved, a gap, and an open one that is to be reviewed.
FIRST = RULE_SET.replace(
    "in_force = 2021-01-01",
    "in_force = 2021-01-01\n"
    "ends = [{ decided = 2021-01-01, until = 2021-01-06 },"
    " { decided = 2021-01-04, until = 2021-01-10 }]",
)
SECOND = RULE_SET.replace("2021-01-01", "2021-01-12", 3).replace(
    "in_force = 2021-01-12", "in_force = 2021-01-12\nreview_by = 2021-01-20"
)


def page(glimt: Run, folder: Path, *args: str) -> list[str]:
    folder.mkdir(exist_ok=True)
    (folder / "one.toml").write_text(FIRST, "utf-8")
    (folder / "two.toml").write_text(SECOND, "utf-8")
    done = glimt("--lang", "en", "--today", "2021-01-14", "rules", "timeline", str(folder), *args)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def bar(lines: list[str], version: str) -> str:
    return next(line for line in lines if line.strip().startswith(version)).strip()


def column(lines: list[str], version: str, sign: str) -> int:
    row = next(line for line in lines if line.strip().startswith(version))
    return row.index(sign)


def test_each_version_is_a_bar_over_its_days(glimt: Run, tmp_path: Path) -> None:
    lines = page(glimt, tmp_path / "r")
    # a day a column: five days, the old end, then to the 9th, and two days without any
    assert bar(lines, "2021-01-01") == "2021-01-01   █████|███··"
    assert bar(lines, "2021-01-12") == "2021-01-12              ████████◆██→"


def test_today_stands_above_its_day(glimt: Run, tmp_path: Path) -> None:
    lines = page(glimt, tmp_path / "r")
    (above,) = (line for line in lines if line.strip() == "▼")
    assert above.index("▼") == column(lines, "2021-01-12", "█") + 2


def test_dates_ends_gaps_and_reviews_are_told_in_words_too(glimt: Run, tmp_path: Path) -> None:
    text = "\n".join(page(glimt, tmp_path / "r"))
    assert "In force from 1 January 2021 to 9 January 2021 inclusive; decided" in text
    assert "To 5 January 2021 inclusive, made known 1 January 2021" in text
    assert "No version is in force from 10 January 2021 until 12 January 2021" in text
    assert "to be looked at again by 20 January 2021" in " ".join(text.split())
    assert "a column is 1 day" in " ".join(text.split())


def test_the_days_may_be_chosen(glimt: Run, tmp_path: Path) -> None:
    lines = page(glimt, tmp_path / "r", "--from", "2021-01-08", "--to", "2021-01-13")
    assert bar(lines, "2021-01-01") == "2021-01-01  ██··"
    assert bar(lines, "2021-01-12") == "2021-01-12      ██→"
    assert not any(line.strip() == "▼" for line in lines)
    lines = page(glimt, tmp_path / "r", "--from", "2030-01-01")
    assert bar(lines, "2021-01-12").startswith("2021-01-12  █")


def test_it_may_be_shown_as_it_was_known(glimt: Run, tmp_path: Path) -> None:
    lines = page(glimt, tmp_path / "r", "--known-at", "2021-01-03")
    assert bar(lines, "2021-01-01").count("█") == 5
    assert not any(line.strip().startswith("2021-01-12") for line in lines)


def test_without_files_all_families_are_there_within_80_columns(glimt: Run) -> None:
    lines = glimt("--lang", "nb", "rules", "timeline").stdout.splitlines()
    assert [line.split()[0] for line in lines if line[:1].isalpha()][:4] == [
        "kommunal", "nasjonal", "senter", "stottekontakt",
    ]  # fmt: skip
    assert max(map(len, lines)) <= 80


def test_a_wide_terminal_is_used(tmp_path: Path) -> None:
    def width(columns: int) -> int:
        code, shown = on_terminal(tmp_path, "rules", "timeline", columns=columns)
        assert code == 0
        return max(len(line) for line in without_colours(shown).splitlines() if "█" in line)

    assert width(80) <= 80 < width(120) <= 120


def test_a_day_that_is_none_is_refused(glimt: Run) -> None:
    done = glimt("rules", "timeline", "--from", "2021-02-30")
    assert (done.returncode, done.stdout) == (2, "")

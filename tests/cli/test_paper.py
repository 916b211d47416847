"""``glimt today`` and ``glimt week``: paper from the database, or from a plan document."""

from __future__ import annotations

import io
import re
import stat
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from conftest import GLIMT, Run

PLAN = """
format = 1
[centre]
name = "Eksempel recoverysenter"
[[rooms]]
id = "felles"
name = "Fellesrommet"
capacity_1m = 12
[[people]]
id = "ane"
name = "Åse Ørn"
phone = "40612345"
cohort = "a"
[[people]]
id = "odd"
name = "[bold]x[/]"
[[visits]]
id = "maling"
title = "Maling"
public = true
start = {day}T12:00:00
end = {day}T14:00:00
room = "felles"
distance_m = 2.0
booked_at = 2021-01-05T09:00:00
people = ["ane", "odd"]
"""
DAY = "2021-01-12"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN.format(day=DAY), "utf-8")
    return path


@pytest.fixture
def printed(glimt: Run, plan: Path) -> Run:
    """The command in a folder with a plan and a database that holds it."""
    assert glimt("init").returncode == 0
    assert glimt("import", "plan.toml").returncode == 0
    return glimt


@pytest.mark.parametrize("source", [[], ["plan.toml"]])
def test_the_database_and_a_document_give_the_same_paper(printed: Run, source: list[str]) -> None:
    day = printed("--lang", "en", "today", *source, "--day", DAY, "--for", "desk")
    assert day.returncode == 0, day.stderr
    assert "12:00–14:00 Fellesrommet Åse " in day.stdout
    assert "12:00–14:00 Fellesrommet [bold]x[/] " in day.stdout
    week = printed("--lang", "en", "week", *source, "--week", "2021-W02")
    assert "12:00–14:00 Fellesrommet             Maling" in week.stdout
    assert (day.stderr, week.stderr) == ("", "")


def test_nothing_is_asked_for_and_today_comes_for_the_wall(printed: Run) -> None:
    done = printed("--lang", "en", "today")
    assert done.returncode == 0
    assert "for the wall" in done.stdout
    assert "Nothing is booked." in done.stdout
    assert printed("week").returncode == 0


def test_no_name_and_no_number_is_on_the_wall_in_any_format(printed: Run) -> None:
    for command, option in (("today", ["--day", DAY]), ("week", ["--week", "2021-W02"])):
        for form in ("text", "html"):
            done = printed(command, *option, "--format", form)
            assert "Maling" in done.stdout
            assert not re.search(r"Åse|Ørn|bold|406|\bane\b", done.stdout)


def test_names_are_markup_nowhere_and_letters_are_whole(printed: Run) -> None:
    done = printed("today", "--day", DAY, "--for", "desk", "--format", "html", "--phones")
    assert "<bdi>Åse 40612345</bdi>" in done.stdout
    assert "[bold]x[/]" in done.stdout


def test_a_pdf_comes_byte_by_byte_to_a_pipe_and_to_a_file(printed: Run, tmp_path: Path) -> None:
    args = ["today", "--day", DAY, "--for", "desk", "--format", "pdf", "--output", "ark.pdf"]
    done = printed(*args)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    path = tmp_path / "ark.pdf"
    assert "Åse" in PdfReader(path).pages[0].extract_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600  # it has names
    printed("today", "--day", DAY, "--output", "vegg.txt")
    assert stat.S_IMODE((tmp_path / "vegg.txt").stat().st_mode) & 0o044
    command = [GLIMT, "today", "plan.toml", "--day", DAY, "--format", "pdf"]
    piped = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=60)
    assert len(PdfReader(io.BytesIO(piped.stdout)).pages) == 1


def test_forty_visits_a_day_take_some_pages_and_each_has_the_head(
    glimt: Run, tmp_path: Path
) -> None:
    visits = "".join(
        f'[[visits]]\nid = "v{n}"\nstart = {DAY}T{8 + n // 4:02}:00:00\n'
        f'end = {DAY}T{9 + n // 4:02}:00:00\nroom = "felles"\npeople = ["ane", "odd"]\n'
        for n in range(40)
    )
    text = PLAN.format(day="2021-01-13") + visits
    (tmp_path / "plan.toml").write_text(text, "utf-8")
    done = glimt("--lang", "nb", "today", "plan.toml", "--day", DAY, "--for", "desk")
    pages = done.stdout.split("\f")
    assert len(pages) >= 3
    assert all("Tirsdag 12. januar 2021" in page for page in pages)
    assert all(len(page.splitlines()) <= 60 for page in pages)
    assert done.stdout.count("Åse ") == 40


def test_everything_that_is_wrong_is_told_and_nothing_is_written(
    printed: Run, tmp_path: Path
) -> None:
    done = printed(
        "--lang", "en", "today", "--day", "12.1.", "--phones", "--output", "nowhere/ark.txt"
    )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 3
    for told in ("--day", "--phones", "--output"):
        assert f"error: {told}" in done.stderr
    assert done.stdout == ""
    assert printed("week", "--week", "2021-W54").returncode == 2


def test_neither_the_plan_nor_the_database_is_written_over(printed: Run, tmp_path: Path) -> None:
    before = (tmp_path / "plan.toml").read_bytes()
    done = printed("--lang", "en", "today", "plan.toml", "--output", "plan.toml")
    assert "this is a plan, and is not written over" in done.stderr.lower()
    assert (tmp_path / "plan.toml").read_bytes() == before
    database = next(tmp_path.rglob("glimt.db"))
    head = database.read_bytes()[:16]
    done = printed("--lang", "en", "today", "--output", str(database))
    assert done.returncode == 2
    assert "is the database" in done.stderr
    assert database.read_bytes()[:16] == head


def test_without_a_database_it_is_said_what_there_is_to_do(glimt: Run) -> None:
    done = glimt("--lang", "en", "today")
    assert done.returncode == 2
    assert "glimt init" in done.stderr


def test_what_is_forgotten_is_said_to_be_left_out(printed: Run) -> None:
    assert printed("purge").returncode == 0
    done = printed("--lang", "en", "today", "--day", DAY)
    assert "1 visit is left out: it is forgotten who took part" in done.stdout


def test_a_rule_set_that_cannot_be_loaded_makes_the_paper_incomplete(
    printed: Run, tmp_path: Path
) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "x.toml").write_text("no rule set", "utf-8")
    done = printed("today", "--day", DAY, "--rules", "rules")
    assert done.returncode == 3
    assert "Maling" in done.stdout


def test_the_words_are_norwegian_where_that_is_asked_for(printed: Run) -> None:
    done = printed("--lang", "nb", "today", "--day", DAY, "--for", "desk")
    for told in ("Hvem som kommer", "Skal rengjøres", "Regler som gjelder", "makuler"):
        assert told in done.stdout

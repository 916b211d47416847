"""``glimt equipment`` and ``glimt label``: what is free, what is set aside, and labels for it."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from conftest import GLIMT, Run
from glimt_rules.moments import Moment
from glimt_tui.desk.loans import hand_out, take_back
from glimt_tui.store.records import Key
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from screen.screens import at

PLAN = """
format = 1
[[rooms]]
id = "felles"
[[equipment]]
id = "gitar"
name = "Westerngitar"
[[equipment]]
id = "reim"
name = "Gitarreim i skinn"
washable = false
[[equipment]]
id = "vev"
washable = false
[[people]]
id = "ane"
name = "Åse Ørn"
[[people]]
id = "bo"
name = "Bo Påhitt"
[[visits]]
id = "sang"
title = "Åse synger"
start = 2021-01-12T10:00:00
end = 2021-01-12T11:00:00
room = "felles"
people = ["ane"]
equipment = ["gitar", "reim"]
[[visits]]
id = "trommer"
title = "Trommer"
start = 2021-01-12T13:00:00
end = 2021-01-12T14:00:00
room = "felles"
people = ["bo"]
equipment = ["gitar", "reim"]
"""
AT = ("--at", "2021-01-12T11:40")


@pytest.fixture
def held(glimt: Run, tmp_path: Path) -> Run:
    """The command in a folder with a database that holds a plan."""
    (tmp_path / "plan.toml").write_text(PLAN, "utf-8")
    assert glimt("init").returncode == 0
    assert glimt("import", "plan.toml").returncode == 0
    return glimt


def lend(folder: Path, thing: str, person: str, out: Moment, back: Moment | None = None) -> None:
    (database,) = folder.rglob("glimt.db")
    repository = SqliteRepository(database)
    try:
        store = Store(repository, "kari")
        loan = hand_out(store, thing, person, out)
        if back is not None:
            with store.reading() as reading:
                record = reading.get(Key("loan", loan.id))
            assert record is not None
            take_back(store, loan.id, record.version, back)
    finally:
        repository.close()


def things(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    return {each["id"]: each for each in json.loads(done.stdout)["equipment"]}


def test_the_list_tells_each_thing_with_what_needs_attention_first(
    held: Run, tmp_path: Path
) -> None:
    done = held("--lang", "en", "equipment", *AT)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "! reim «Gitarreim i skinn»: set aside until Thursday 14 January 2021 at 11:00 (quarantine)"
        "; wanted next for «Trommer» (13:00 today), and NOT ready by then",
        "✓ gitar «Westerngitar»: free; wanted next for «Trommer» (13:00 today), and ready by then",
        "✓ vev: free",
    ]
    lend(tmp_path, "vev", "bo", at("11:30"))
    told = held("--lang", "nb", "equipment", *AT).stdout
    assert "→ vev: utlevert til Bo Påhitt, siden kl. 11:30 i dag" in told


def test_a_program_is_told_by_ids_and_no_name(held: Run, tmp_path: Path) -> None:
    lend(tmp_path, "vev", "bo", at("11:30"))
    lend(tmp_path, "gitar", "ane", at("11:20"), at("11:35"))
    done = held("equipment", *AT, "--format", "json")
    assert json.loads(done.stdout)["format"] == 1
    assert json.loads(done.stdout)["at"] == "2021-01-12T11:40:00+01:00"
    found = things(done)
    need = {"visit": "trommer", "start": "2021-01-12T13:00:00+01:00", "back_by": None}
    assert found["reim"] == {
        "id": "reim", "state": "aside", "since": None, "until": "2021-01-14T11:00:00+01:00",
        "why": "quarantine", "visit": "sang", "person": None, "next": {**need, "ready": False},
    }  # fmt: skip
    assert found["gitar"] == {
        "id": "gitar", "state": "to_wash", "since": "2021-01-12T11:35:00+01:00", "until": None,
        "why": "wash", "visit": None, "person": "ane", "next": {**need, "ready": True},
    }  # fmt: skip
    assert (found["vev"]["state"], found["vev"]["person"]) == ("out", "bo")
    for name in ("Åse", "Ørn", "Påhitt", "Westerngitar", "Trommer"):
        assert name not in done.stdout


def test_another_moment_gives_another_answer(held: Run) -> None:
    def states(moment: str) -> list[str]:
        done = held("equipment", "--at", moment, "--format", "json")
        found = things(done)
        return [found[id_]["state"] for id_ in ("gitar", "reim", "vev")]

    assert states("2021-01-12T09:59") == ["free", "free", "free"]
    assert states("2021-01-12T10:00") == ["in_use", "in_use", "free"]
    assert states("2021-01-12T11:00") == ["aside", "aside", "free"]
    assert states("2021-01-12T11:10") == ["free", "aside", "free"]
    assert states("2021-01-14T13:59") == ["free", "aside", "free"]
    assert states("2021-01-14T14:00") == ["free", "free", "free"]


def test_without_a_moment_it_is_now_and_without_equipment_it_is_said(glimt: Run) -> None:
    assert glimt("init").returncode == 0
    done = glimt("--lang", "en", "equipment")
    assert (done.returncode, done.stdout) == (0, "No equipment is registered\n")
    assert things(glimt("equipment", "--format", "json")) == {}


@pytest.mark.parametrize("command", [["equipment"], ["label", "reim"]])
@pytest.mark.parametrize("wrong", [["--at", "x"], ["--at", "2021-13-01"], ["--format", "sarif"]])
def test_wrong_options_are_told_and_nothing_is_printed(
    held: Run, command: list[str], wrong: list[str]
) -> None:
    done = held(*command, *wrong)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr


def test_where_a_rule_set_cannot_be_read_the_answer_is_not_taken_for_whole(
    held: Run, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "2021-01-05.toml").write_text("format = 1\n")
    for command in (["equipment"], ["label", "reim"]):
        done = held(*command, *AT, "--rules", "mine")
        assert done.returncode == 3
        assert "reim" in done.stdout.replace(" ", "")
        assert "2021-01-05.toml" in done.stderr


# Labels -------------------------------------------------------------------------------------


def test_a_label_for_a_thing_or_for_all_that_is_set_aside(held: Run, tmp_path: Path) -> None:
    done = held("--lang", "nb", "label", "reim", *AT)
    assert (done.returncode, done.stderr) == (0, "")
    flat = done.stdout.replace("   ", "_").replace(" ", "").replace("_", " ")
    assert "Gitarreim i skinn" in flat
    assert "Satt til side til" in flat
    assert "tors. 14. januar kl. 11:00" in flat
    assert "karantene" in flat
    assert "Westerngitar" not in flat
    lend(tmp_path, "gitar", "ane", at("11:20"), at("11:35"))
    flat = held("--lang", "nb", "label", "--all", *AT).stdout.replace(" ", "")
    assert "Westerngitar" in flat
    assert "denervasket" in flat
    assert "Gitarreim" in flat
    for name in ("Åse", "Ørn", "ane", "synger", "Bo"):
        assert name not in flat.replace("karantene", "").replace("januar", "")


def test_labels_go_to_a_file_as_html_and_as_pdf(held: Run, tmp_path: Path) -> None:
    args = ["--lang", "nb", "label", "--all", *AT]
    done = held(*args, "--format", "html", "--output", "etikett.html")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "tors. 14. januar kl. 11:00" in (tmp_path / "etikett.html").read_text("utf-8")
    done = held(*args, "--format", "pdf", "--output", "etikett.pdf")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "Gitarreim" in PdfReader(tmp_path / "etikett.pdf").pages[0].extract_text()
    (database,) = tmp_path.rglob("glimt.db")
    piped = subprocess.run(
        [GLIMT, "--database", str(database), *args, "--format", "pdf"],
        cwd=tmp_path, capture_output=True, check=True, timeout=60,
        env={"HOME": str(tmp_path), "XDG_CONFIG_DIRS": str(tmp_path)},
    )  # fmt: skip
    assert len(PdfReader(io.BytesIO(piped.stdout)).pages) == 1


def test_the_database_is_not_written_over(held: Run, tmp_path: Path) -> None:
    (database,) = tmp_path.rglob("glimt.db")
    done = held("label", "reim", *AT, "--output", database)
    assert done.returncode == 2
    assert database.read_bytes().startswith(b"SQLite format 3")


def test_what_is_not_set_aside_gets_no_label(held: Run) -> None:
    done = held("--lang", "en", "label", "gitar", *AT)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Westerngitar is not set aside" in done.stderr
    done = held("--lang", "en", "label", "gitar", "reim", *AT)  # the other one is printed
    assert done.returncode == 1
    assert "G i t a r r e i m" in done.stdout
    done = held("--lang", "en", "label", "--all", "--at", "2021-01-11T12:00")
    assert (done.returncode, done.stdout) == (0, "")
    assert "Nothing is set aside" in done.stderr


def test_every_thing_that_is_not_there_is_told_with_what_may_be_meant(held: Run) -> None:
    done = held("--lang", "en", "label", "gitrar", "nothing-of-that-kind", "reim", *AT)
    assert (done.returncode, done.stdout) == (2, "")
    assert 'There is no thing "gitrar"; did you mean gitar?' in done.stderr
    assert "there are: gitar, reim and vev" in done.stderr


@pytest.mark.parametrize("words", [[], ["reim", "--all"]])
def test_it_is_one_or_more_things_or_all(held: Run, words: list[str]) -> None:
    done = held("--lang", "en", "label", *words, *AT)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Name a thing, or --all" in done.stderr

"""``glimt plan``: a proposal as people and programs read it, and how it ends."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.wishes import read, week_of_wishes
from cli.writing import Run, write
from glimt_rules.rulesets.book import RuleBook
from glimt_tui import main as program
from planning.weeks import NOW, ByHand, Table, person, plan_table, wish

SOLVER = "planning needs the solver (pip install 'glimt-tui[plan]')"

HOUR = {"mon": ["10:00-11:00"]}
PEOPLE = (person("ane"), person("bo"), person("cai", None), person("kari", role="staff"))


def wishes(*them: Table, **more: Any) -> Table:
    head = {"format": 1, "week": "2021-W02", "booked_at": "2021-01-08T12:00"}
    return {**head, "wishes": list(them), **more}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "plan.toml", plan_table(*PEOPLE))
    more = {"rooms": ["liten"], "when": HOUR, "title": "Gitar", "with": "staff"}
    write(
        tmp_path / "wishes.json",
        wishes(
            wish("a", "ane", **more), wish("c", "cai", **{**more, "when": {"tue": ["10:00-11:00"]}})
        ),
    )
    write(tmp_path / "crowd.json", wishes(wish("a", "ane", **more), wish("b", "bo", **more)))
    return tmp_path


def test_all_wishes_met_is_0_and_some_not_is_1(glimt: Run, folder: Path) -> None:
    pytest.importorskip("ortools", reason=SOLVER)
    done = glimt("--lang", "en", "plan", "wishes.json", "plan.toml")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Monday 11 January 2021\n  10:00–11:00  liten  Ane and Kari  «Gitar»" in done.stdout
    assert "Cai: bla" in done.stdout
    assert "Nothing better is possible" in done.stdout
    done = glimt("--lang", "en", "plan", "crowd.json", "plan.toml")
    assert done.returncode == 1
    assert ": 0 of 1; somebody, the room or a thing is taken at all other times" in done.stdout
    assert "1 of 2 people have 1 slot or more; 1 at most could" in done.stdout


def test_the_json_report_says_how_far_each_wish_is_met(glimt: Run, folder: Path) -> None:
    pytest.importorskip("ortools", reason=SOLVER)
    done = glimt("plan", "crowd.json", "plan.toml", "--format", "json")
    told = json.loads(done.stdout)
    assert list(told) == [
        "format", "complete", "week", "summary", "goals", "ended", "seconds", "candidates",
        "left_out", "step", "wishes", "visits", "cohorts", "errors",
    ]  # fmt: skip
    assert told["summary"] == {"wishes": 2, "met": 1, "slots_wished": 2, "slots_met": 1}
    assert sorted(each["met"] for each in told["wishes"]) == [0, 1]
    goal = told["goals"][0]
    assert goal == {
        "goal": "slot", "slot": 1, "value": 1, "bound": 1, "asked": 2, "proven": True,
    }  # fmt: skip
    (visit,) = told["visits"]
    assert visit["start"] == "2021-01-11T10:00"
    assert visit["verdict"] == "ok"


@pytest.mark.parametrize("name", ["week.toml", "week.json"])
def test_the_proposal_is_a_plan_that_checks_and_is_taken_in(
    glimt: Run, folder: Path, name: str
) -> None:
    pytest.importorskip("ortools", reason=SOLVER)
    done = glimt("plan", "wishes.json", "plan.toml", "--output", name)
    assert done.returncode == 0
    checked = glimt("check", "--strict", name, "--format", "json")
    assert checked.returncode == 0
    report = json.loads(checked.stdout)
    assert [each["id"] for each in report["visits"]] == ["a.2021-01-11", "c.2021-01-12"]
    assert "Bo" not in (folder / name).read_text("utf-8")  # who is in none of it


def test_without_a_plan_the_centres_database_is_planned(glimt: Run, folder: Path) -> None:
    pytest.importorskip("ortools", reason=SOLVER)
    env = {"GLIMT_DATABASE": str(folder / "glimt.db")}
    for command in (["init"], ["import", "plan.toml"]):
        assert glimt("--database", "glimt.db", *command, env=env).returncode == 0
    done = glimt("--database", "glimt.db", "plan", "wishes.json", "--output", "w.toml", env=env)
    assert done.returncode == 0, done.stderr
    taken = glimt("--database", "glimt.db", "import", "--replace", "w.toml", env=env)
    assert taken.returncode == 0
    again = glimt("--database", "glimt.db", "plan", "wishes.json", "--format", "json", env=env)
    told = json.loads(again.stdout)
    assert told["visits"] == []  # what was taken over counts
    assert [each["before"] for each in told["wishes"]] == [1, 1]
    assert again.returncode == 0


def test_wrong_input_is_2_and_every_error_is_told(glimt: Run, folder: Path) -> None:
    pytest.importorskip("ortools", reason=SOLVER)
    write(folder / "wrong.toml", plan_table(person("ane", role="boss"), *PEOPLE[1:]))
    write(folder / "bad.toml", wishes(wish("a", "ane", times=9), wish("b", "bo", minutes=0)))
    done = glimt("--lang", "en", "plan", "bad.toml", "wrong.toml", "--output", "gone/w.toml")
    assert (done.returncode, done.stdout) == (2, "")
    told = done.stderr.splitlines()
    assert any(line.startswith("wrong.toml:") and "role" in line for line in told)
    assert any(line.startswith("bad.toml:") and "wishes[0].times" in line for line in told)
    assert any(line.startswith("bad.toml:") and "wishes[1].minutes" in line for line in told)
    assert any("--output" in line and "gone" in line for line in told)
    assert len(told) == 4


@pytest.mark.parametrize("name", ["plan.toml", "wishes.json", "."])
def test_what_is_read_is_not_written_over(glimt: Run, folder: Path, name: str) -> None:
    pytest.importorskip("ortools", reason=SOLVER)
    done = glimt("plan", "wishes.json", "plan.toml", "--output", name)
    assert done.returncode == 2
    assert "--output" in done.stderr


def test_rules_that_cannot_be_loaded_make_it_incomplete(glimt: Run, folder: Path) -> None:
    pytest.importorskip("ortools", reason=SOLVER)
    (folder / "more").mkdir()
    (folder / "more" / "broken.toml").write_text("family = ", "utf-8")
    done = glimt("plan", "wishes.json", "plan.toml", "--rules", "more", "--format", "json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["complete"] is False


def test_without_the_solver_it_is_said_how_to_install_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("glimt_tui.planning.solver.find_spec", lambda _: None)
    monkeypatch.chdir(folder)
    assert program.main(["--lang", "en", "plan", "wishes.json", "plan.toml"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "pip install 'glimt-tui[plan]'" in told.err


def test_checking_a_plan_imports_nothing_of_planning(folder: Path) -> None:
    from cli.test_imports import imported, loaded

    names = {"glimt_rules.wishes", "glimt_tui.planning", "glimt_rules.live", "ortools"}
    assert loaded(imported(folder, "check", "plan.toml"), names) == set()


def test_when_the_time_is_up_there_is_something_judged(book: RuleBook) -> None:
    pytest.importorskip("ortools", reason=SOLVER)
    from msgspec import structs

    from glimt_tui.planning.search import propose
    from glimt_tui.planning.watcher import Watcher

    plan, asked, _ = read(*week_of_wishes())
    proposal = propose(asked, plan, book, now=NOW, watcher=Watcher(0))
    assert proposal.ended == "time"
    assert len(proposal.visits) > 50
    people = tuple(
        structs.replace(each, cohort=proposal.cohorts.get(each.id, each.cohort))
        for each in plan.people
    )
    by_hand = ByHand.__new__(ByHand)
    by_hand.plan, by_hand.book, by_hand.wishes = plan, book, asked
    assert by_hand.is_allowed(proposal.visits, structs.replace(plan, people=people))
    assert not any(goal.value > goal.bound for goal in proposal.goals if goal.name != "distance")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such terminal")
def test_ctrl_c_ends_the_search_with_the_best_so_far(tmp_path: Path) -> None:
    pytest.importorskip("ortools", reason=SOLVER)
    import pexpect

    from conftest import GLIMT

    plan, asked = week_of_wishes()
    (tmp_path / "plan.json").write_text(json.dumps(plan), "utf-8")
    (tmp_path / "wishes.json").write_text(json.dumps(asked), "utf-8")
    env = {**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_DIRS": str(tmp_path), "TERM": "xterm"}
    args = ["--lang", "en", "plan", "wishes.json", "plan.json", "--output", "week.toml"]
    run = pexpect.spawn(
        str(GLIMT), args, cwd=str(tmp_path), env=env, encoding="utf-8", timeout=60,
        dimensions=(40, 200),
    )  # fmt: skip
    run.expect("slots for")  # progress, in a line that is written over
    run.sendintr()
    run.expect("It was stopped")
    run.expect(pexpect.EOF)
    run.close()
    assert run.exitstatus == 1
    assert (tmp_path / "week.toml").exists()

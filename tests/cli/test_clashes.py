"""``glimt clashes``: what no rule forbids, and yet cannot be meant."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cli.writing import DAY, Run, fine, plan, visit, write
from glimt_tui.desk.loans import hand_out, take_back
from glimt_tui.main import main
from glimt_tui.store.records import Family, Key
from glimt_tui.store.session import session
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store
from screen.screens import FixedClock

STAFF = {"id": "kari", "name": "Kari Vakt", "role": "staff"}
SHIFT = visit("v", "09:00", "16:00", ["kari"], kind="shift")


def test_whoever_is_in_two_places_at_once_is_listed(glimt: Run, tmp_path: Path) -> None:
    a, b = fine("a", title="Sang"), fine("b", "10:30", "11:30", room="studio")
    write(tmp_path / "plan.toml", plan(SHIFT, a, b, people=[STAFF]))
    done = glimt("clashes", "plan.toml", "--lang", "en")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        "b, Wednesday 6 January 2021 at 10:30–11:30\n  Ane and Bo are also at «Sang» 10:00–11:00\n"
    )
    assert "er også på «Sang» 10:00–11:00" in glimt("clashes", "plan.toml", "--lang", "nb").stdout


def test_a_program_is_told_what_where_and_from_when_to_when(glimt: Run, tmp_path: Path) -> None:
    hours = {"opening_hours": {"wed": ["10:00-12:00"]}}
    write(tmp_path / "p.json", plan(SHIFT, fine("a", "11:30", "12:30"), fine("b", "11:00", "12:00"),
                                    people=[STAFF], centre=hours))  # fmt: skip
    done = glimt("clashes", "p.json", "--format", "json", "--lang", "en")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["format"] == 1
    assert [(each["what"], each["visit"], each["other"]) for each in found["clashes"]] == [
        ("person", "a", "b"), ("room", "a", "b"), ("closed", "a", None),
    ]  # fmt: skip
    assert found["clashes"][2] == {
        "what": "closed", "visit": "a", "ids": [], "other": None,
        "start": f"{DAY}T12:00:00+01:00", "end": f"{DAY}T12:30:00+01:00",
        "message": "Outside the opening hours, 10:00–12:00",
    }  # fmt: skip


def test_nothing_to_tell_is_told_as_well(glimt: Run, tmp_path: Path) -> None:
    write(tmp_path / "plan.toml", plan(SHIFT, fine(), people=[STAFF]))
    done = glimt("clashes", "plan.toml", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Nothing is double-booked, closed or without staff\n"
    done = glimt("clashes", "plan.toml", "--format", "json")
    assert json.loads(done.stdout) == {"format": 1, "clashes": []}


def test_only_the_days_that_are_asked_for_are_looked_at(glimt: Run, tmp_path: Path) -> None:
    write(tmp_path / "plan.toml", plan(fine(), people=[STAFF]))
    asked = ["clashes", "plan.toml", "--lang", "en"]
    assert "Nobody is on duty 10:00–11:00" in glimt(*asked, "--from", DAY, "--to", DAY).stdout
    assert glimt(*asked, "--from", "2021-01-07").returncode == 0
    assert glimt(*asked, "--to", "2021-01-05").returncode == 0


@pytest.mark.parametrize(
    "wrong", [["no.toml"], ["plan.toml", "--from", "x"], ["plan.toml", "--format", "sarif"]]
)
def test_wrong_input_is_told_and_nothing_is_listed(
    glimt: Run, tmp_path: Path, wrong: list[str]
) -> None:
    write(tmp_path / "plan.toml", plan(fine(), fine("b")))
    done = glimt("clashes", *wrong)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr


def test_no_verdict_and_no_report_of_check_says_a_word_of_it(glimt: Run, tmp_path: Path) -> None:
    a = visit("a", "05:00", "06:00", ["ane"], setting="phone")
    b = visit("b", "05:30", "06:30", ["ane"], setting="phone")
    write(tmp_path / "plan.toml", plan(a, b, people=[STAFF]))
    assert glimt("clashes", "plan.toml").returncode == 1
    done = glimt("check", "plan.toml", "--format", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["findings"] == []


def test_the_database_is_looked_at_from_today_on(glimt: Run, tmp_path: Path) -> None:
    write(tmp_path / "plan.toml", plan(fine("a"), fine("b"), people=[STAFF]))
    at = ["--database", str(tmp_path / "g.db")]
    assert glimt("init", *at).returncode == 0
    done = glimt("import", "plan.toml", *at)
    assert done.returncode == 0, done.stderr
    assert glimt("clashes", *at).returncode == 0  # long over
    done = glimt("clashes", *at, "--from", DAY, "--lang", "en")
    assert done.returncode == 1, done.stderr
    assert "Ane and Bo are also at" in done.stdout


def test_of_the_database_loans_are_told_as_well(glimt: Run, tmp_path: Path) -> None:
    soon = datetime.now(ZoneInfo("Europe/Oslo")) + timedelta(days=1)
    wanted = visit("a", "10:00", "11:00", ["ane"], equipment=["reim"])
    wanted |= {"start": f"{soon:%Y-%m-%d}T10:00:00", "end": f"{soon:%Y-%m-%d}T11:00:00"}
    things = [{"id": "reim", "name": "Gitarreim", "washable": False}]
    people = [{"id": "bo", "name": "Bo Påhitt"}, {"id": "ane", "name": "Ane"}]
    write(tmp_path / "plan.toml", plan(wanted, equipment=things, people=people))
    database = tmp_path / "g.db"
    at = ["--database", str(database)]
    assert glimt("init", *at).returncode == 0
    assert glimt("import", "plan.toml", *at).returncode == 0
    assert glimt("clashes", *at).returncode == 0
    repository = SqliteRepository(database)
    store = Store(repository, "kari")
    hand_out(store, "reim", "bo", store.clock())
    try:
        done = glimt("clashes", *at, "--lang", "en", "--format", "json")
        (told,) = json.loads(done.stdout)["clashes"]
        assert (done.returncode, told["what"], told["ids"]) == (1, "loan", ["reim"])
        assert told["message"] == "Gitarreim is handed out to Bo Påhitt"
    finally:
        repository.close()
    (tmp_path / "regler").mkdir()
    (tmp_path / "regler" / "x.toml").write_text("no rules", "utf-8")
    (tmp_path / "glimt.toml").write_text('rule_directories = ["regler"]\n', "utf-8")
    done = glimt("--config", "glimt.toml", "clashes", *at)
    assert (done.returncode, "x.toml" in done.stderr) == (3, True)


def test_a_thing_that_came_back_from_a_loan_rests_as_the_rules_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = FixedClock()
    monkeypatch.setitem(session.__wrapped__.__kwdefaults__, "clock", clock)  # type: ignore[attr-defined]
    reim = {"id": "reim", "name": "Gitarreim", "washable": False}
    wanted = visit("a", "10:00", "11:00", ["ane"], equipment=["reim"])
    day = clock().date() + timedelta(days=1)
    wanted |= {"start": f"{day}T10:00:00", "end": f"{day}T11:00:00"}
    write(tmp_path / "plan.toml", plan(wanted, equipment=[reim], people=[{"id": "bo"}]))
    database = tmp_path / "g.db"
    at = ["--database", str(database)]
    assert main(["init", *at]) == main(["import", str(tmp_path / "plan.toml"), *at]) == 0
    repository = SqliteRepository(database)
    try:
        store = Store(repository, "kari", clock)
        loan = hand_out(store, "reim", "bo", clock())
        with store.reading() as reading:
            record = reading.get(Key("loan", loan.id))
        assert record is not None
        take_back(store, loan.id, record.version, clock())
    finally:
        repository.close()
    asked = ["clashes", *at, "--from", f"{day}", "--lang", "en"]
    capsys.readouterr()
    assert main(asked) == 1
    until = (clock() + timedelta(hours=49)).strftime("%H:%M")  # an hour ahead of UTC
    (told,) = capsys.readouterr().out.splitlines()[1:]
    assert told == (
        f"  Gitarreim is back from a loan, and set aside until Thursday 14 January 2021 at {until}"
    )
    with_off = SqliteRepository(database)
    try:
        store = Store(with_off, "kari", clock)
        with store.action("switch") as action:
            action.put(Family(id="senter", active=False))
    finally:
        with_off.close()
    assert main(asked) == 0
    assert "loan" not in capsys.readouterr().out


@pytest.mark.parametrize("name", ["[bold]x[/]", "علي", "{who}", "%s", "Æ" * 200])
def test_odd_names_are_listed_as_they_are(glimt: Run, tmp_path: Path, name: str) -> None:
    odd = {"id": "x", "name": name}
    a, b = fine("a", people=["x"], title=name), fine("b", people=["x"], room="studio")
    write(tmp_path / "plan.json", plan(SHIFT, a, b, people=[STAFF, odd]))
    done = glimt("clashes", "plan.json", "--lang", "en")
    assert done.stdout.splitlines()[1] == f"  {name} is also at «{name}» 10:00–11:00"

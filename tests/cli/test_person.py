"""The rights of those concerned: to see all that is held about them, and to have it erased."""

from __future__ import annotations

import json
import os
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pexpect
import pytest

from conftest import GLIMT, Run
from glimt_tui.desk.booking import new_booking
from glimt_tui.desk.drafts import Drafts, folder_for

TODAY = date.today()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
WEEK = f"{TODAY:%G-W%V}"
PLAN = f"""
format = 1
[[people]]
id = "ane"
name = "Ane Ærlig Eksempel"
phone = "40612345"
household = "hus"
symptoms = [{{from = {TODAY - timedelta(days=5)}, cleared = {YESTERDAY}}}]
[[people]]
id = "bo"
name = "Bo Prøve"
phone = "40612346"
comes_with = "ane"
[[people]]
id = "kari"
name = "Kari Vakt"
role = "staff"
household = "hus"
[[households]]
id = "hus"
outside_contacts = {{{WEEK} = 2}}
[[visits]]
id = "maling"
title = "Maling med Ane"
start = {YESTERDAY}T12:00:00
end = {YESTERDAY}T14:00:00
people = ["ane", "bo"]
[[visits]]
id = "sang"
start = {TOMORROW}T12:00:00
end = {TOMORROW}T14:00:00
people = ["bo", "ane"]
absent = ["ane"]
[[visits]]
id = "hjemme"
setting = "home"
host = "ane"
start = {TOMORROW}T15:00:00
end = {TOMORROW}T16:00:00
people = ["ane", "bo"]
[[visits]]
id = "annet"
title = "Om Ane Ærlig Eksempel"
start = {TOMORROW}T17:00:00
end = {TOMORROW}T18:00:00
people = ["bo"]
[[waivers]]
rule = "senter.cohort"
visit = "sang"
reason = "Ane trenger følge"
by = "kari"
until = {TOMORROW}
"""
#: What would tell a reader of others.
OF_OTHERS = ("Bo Prøve", '"bo"', "40612346", "Kari Vakt")
OF_HER = ("rlig", "40612345", '"ane"')


@pytest.fixture
def centre(glimt: Run, tmp_path: Path) -> Run:
    """A database in which Ane has done all sorts of things, with a kept copy of it."""
    (tmp_path / "plan.toml").write_text(PLAN, "utf-8")
    for command in (("init",), ("import", "plan.toml"), ("arrive", "ane", "--hands"), ("purge",)):
        done = glimt("--lang", "en", *command)
        assert done.returncode == 0, done.stderr
    (tmp_path / "plan.toml").unlink()
    return glimt


def database(folder: Path) -> Path:
    return folder / ".local/share/glimt/glimt.db"


def exported(glimt: Run, id_: str = "ane") -> dict[str, Any]:
    done = glimt("--lang", "en", "person", "export", id_, "--format", "json")
    assert done.returncode == 0, done.stderr
    values: dict[str, Any] = json.loads(done.stdout)
    return values


def journal(glimt: Run) -> list[dict[str, Any]]:
    done = glimt("journal", "list", "--format", "json")
    return [json.loads(line) for line in done.stdout.splitlines()]


def found_in(folder: Path) -> set[str]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    content = b"".join(file.read_bytes() for file in files)
    return {word for word in OF_HER if word.encode() in content}


def drafts(folder: Path, who: str) -> Drafts:
    path = database(folder)
    return Drafts(folder_for(path), who, path)


def own_name() -> str:
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name


# Seeing it -------------------------------------------------------------------------------


def test_all_that_is_held_is_shown(centre: Run, tmp_path: Path) -> None:
    values = exported(centre)
    assert list(values) == [
        "format", "id", "at", "person", "household", "bookings", "visitor_list", "notes",
        "elsewhere", "journal", "at_work", "drafts", "copies",
    ]  # fmt: skip
    assert datetime.fromisoformat(values["at"]).tzinfo is not None
    assert values["person"] == {
        "id": "ane",
        "name": "Ane Ærlig Eksempel",
        "phone": "40612345",
        "household": "hus",
        "symptoms": [
            {
                "from": str(TODAY - timedelta(days=5)),
                "cleared": str(YESTERDAY),
                "kept_until": str(YESTERDAY + timedelta(days=14)),
            }
        ],
        "role": "participant",
    }
    assert values["household"] == {"id": "hus", "outside_contacts": {WEEK: 2}, "others": 1}
    parts = {each["id"]: (each["part"], each["others"]) for each in values["bookings"]}
    assert parts == {
        "maling": (["people"], 1),
        "sang": (["people", "absent"], 1),
        "hjemme": (["people", "host"], 1),
    }
    assert values["bookings"][0]["kept_until"] == str(YESTERDAY + timedelta(days=28))
    (waiver,) = values["bookings"][1]["waivers"]
    assert (waiver["reason"], waiver["by"]) == ("Ane trenger følge", "kari")
    (entry,) = values["visitor_list"]
    assert (entry["name"], entry["phone"]) == ("Ane Ærlig Eksempel", "40612345")
    assert (entry["handwashed"], entry["kept_until"]) == (True, str(TODAY + timedelta(days=10)))
    assert values["elsewhere"] == [
        {"record": "person", "named_as": ["comes_with"]},
        {"record": "visit", "title": "Om Ane Ærlig Eksempel"},
    ]
    told = [(each["action"], len(each["changes"])) for each in values["journal"]]
    assert told == [("import", 7), ("arrive", 1)]
    (copy,) = values["copies"]
    assert copy["holds"] is True
    assert copy["kept_until"] == str(TODAY + timedelta(days=10))


@pytest.mark.parametrize("options", [(), ("--format", "json")])
def test_it_tells_of_nobody_else(centre: Run, options: tuple[str, ...]) -> None:
    done = centre("--lang", "en", "person", "export", "ane", *options)
    assert not any(word in done.stdout for word in OF_OTHERS)
    assert "may tell of others" in done.stderr


def test_the_text_tells_all_that_json_does(centre: Run) -> None:
    text = centre("--lang", "en", "person", "export", "ane").stdout
    for told in (
        "Ane Ærlig Eksempel",
        "40612345",
        "Maling med Ane",
        "Ane trenger følge",
        "host",
        "absent",
        "who somebody comes with",
        "took in a plan",
        "received somebody",
        "hands washed: yes",
        f"{WEEK}: 2",
        "Nothing is held under: Beside the plan, At work and Drafts",
    ):
        assert told in text, told  # fmt: skip


def test_an_export_leaves_an_entry_that_names_nobody(centre: Run) -> None:
    exported(centre)
    entry = journal(centre)[0]
    assert (entry["action"], entry["changes"]) == ("person_export", [])
    assert "ane" not in json.dumps(entry["facts"])
    assert all(isinstance(value, int) for value in entry["facts"].values())
    assert centre("undo", str(entry["seq"])).returncode == 1


def test_of_staff_it_is_told_what_they_wrote(centre: Run) -> None:
    values = exported(centre, "kari")
    assert values["at_work"] == []
    assert values["elsewhere"] == []


def test_drafts_that_name_somebody_are_told_and_thrown_away(centre: Run, tmp_path: Path) -> None:
    own = drafts(tmp_path, own_name())
    own.keep(new_booking(people=("ane", "bo")))
    own.keep(new_booking(people=("bo",)))
    own.settle()
    (draft,) = exported(centre)["drafts"]
    assert draft["kept_until"] == str(TODAY + timedelta(days=3))
    done = centre("--lang", "en", "person", "erase", "ane", "--yes")
    assert "1 draft of a booking" in done.stdout
    assert [each.booking.people for each in own.all()] == [("bo",)]
    own.close()


def test_nobody_of_that_id_is_told(centre: Run) -> None:
    before = journal(centre)
    for command in (("export", "nobody"), ("erase", "nobody", "--yes")):
        done = centre("--lang", "en", "person", *command)
        assert done.returncode == 1
        assert 'no person "nobody"' in done.stderr
        assert done.stdout == ""
    assert journal(centre) == before


# Erasing it --------------------------------------------------------------------------------


def test_what_goes_and_what_stays_is_told_first(centre: Run) -> None:
    before = journal(centre)
    done = centre("--lang", "en", "person", "erase", "ane")
    assert done.returncode == 2
    assert "--yes" in done.stderr
    told = done.stdout
    assert told.index("What goes:") < told.index("What stays, until when, and why:")
    for line in (
        "the record of the person",
        "1 booking to come, in which nobody else would take part",
        "their place in 1 booking to come, which the others keep",
        "their name in 1 booking that is over",
        "1 other person has them as a companion",
        "1 copy that is kept beside the database",
        "1 entry of the visitor list, with name and number, until",
        "whoever was infected must be traced",
        "somebody without a name in 1 booking that is over, until",
        "belongs to a household",
    ):
        assert line in told, line
    assert journal(centre) == before


def test_who_is_erased_is_nowhere_in_any_file(centre: Run, tmp_path: Path) -> None:
    assert found_in(tmp_path) == set(OF_HER)
    done = centre("--lang", "en", "person", "erase", "ane", "--yes")
    assert done.returncode == 0, done.stderr
    assert "ane is erased" in done.stdout
    assert "destroy those" in done.stderr
    assert found_in(tmp_path) == set()
    assert centre("journal", "verify").returncode == 0
    entry = journal(centre)[0]
    assert (entry["action"], entry["changes"]) == ("erase", [])
    assert "ane" not in json.dumps(entry["facts"])
    assert centre("person", "export", "ane").returncode == 1
    listed = centre("--lang", "en", "visitors", "--names").stdout
    assert "erased-" in listed
    assert "Ane Ærlig Eksempel  40612345" in listed
    for seq in range(2, entry["seq"] + 1):
        refused = centre("--lang", "en", "undo", str(seq))
        assert refused.returncode == 1
        assert "cannot be taken back" in refused.stderr or "could come back" in refused.stderr
    assert centre("purge").returncode == 0
    assert found_in(tmp_path) == set()


def test_a_copy_taken_elsewhere_does_not_bring_them_back(centre: Run, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    assert centre("backup", "stick").returncode == 0
    (copy,) = (tmp_path / "stick").iterdir()
    assert centre("person", "erase", "ane", "--yes").returncode == 0
    done = centre("--lang", "en", "restore", str(copy), "--replace")
    assert done.returncode == 0, done.stderr
    assert "1 person in it had been erased since, and is erased again" in done.stdout
    copy.unlink()
    assert found_in(tmp_path) == set()


def test_the_question_is_asked_on_a_terminal_and_no_is_no(centre: Run, tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "TERM": "xterm", "PYTHONUTF8": "1",
           "XDG_CONFIG_DIRS": str(tmp_path)}  # fmt: skip
    for lang, question, answer, code in (
        ("en", "Erase ane\\?", "no", 1),
        ("en", "Erase ane\\?", "", 1),
        ("nb", "ane", "\x04", 1),
        ("en", "Erase ane\\?", "yes", 0),
    ):
        words = ["--lang", lang, "person", "erase", "ane"]
        asked = pexpect.spawn(str(GLIMT), words, env=env, cwd=str(tmp_path), encoding="utf-8")
        asked.expect(question + ".*: ", timeout=30)
        asked.send(answer if answer == "\x04" else answer + "\r")
        asked.expect(pexpect.EOF, timeout=30)
        asked.close()
        assert asked.exitstatus == code, asked.before
        is_there = centre("person", "export", "ane").returncode == 0
        assert is_there == bool(code)


def test_only_an_admin_may(centre: Run, tmp_path: Path) -> None:
    config = tmp_path / "glimt.toml"
    config.write_text(f'admins = ["sjefen"]\nservice_user = "{own_name()}"\n', "utf-8")
    for command in (("export", "ane"), ("erase", "ane", "--yes")):
        done = centre("--lang", "en", "--config", config, "--as", "vikar", "person", *command)
        assert done.returncode == 1
        assert "Only an admin may" in done.stderr
        assert "sjefen" in done.stderr
        assert done.stdout == ""
        done = centre("--lang", "en", "--config", config, "--as", "sjefen", "person", *command)
        assert done.returncode == 0, done.stderr


def test_the_options_are_read_without_what_they_do() -> None:
    """Whoever asks for help does not wait for the database to be imported."""
    import subprocess

    code = (
        "import sys\nfrom glimt_tui.parser import Commands\n"
        "Commands(None).parser(['person']).parse_args(['person', 'erase', 'ane'])\n"
        "assert not [m for m in sys.modules if m.startswith('glimt_tui.store')], sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# Who is meant ----------------------------------------------------------------------------


def test_somebody_may_be_named_by_their_whole_name(centre: Run) -> None:
    told = centre("person", "export", "ane ærlig eksempel", "--format", "json").stdout
    assert json.loads(told)["id"] == "ane"
    assert centre("person", "erase", "Ane Ærlig Eksempel", "--yes").returncode == 0
    assert centre("person", "export", "ane").returncode == 1


def test_of_several_who_are_called_so_the_ids_are_told(centre: Run, tmp_path: Path) -> None:
    plan = json.loads(centre("export", "--format", "json").stdout)
    plan["people"].append({"id": "ane2", "name": "Ane Ærlig Eksempel"})
    (tmp_path / "two.json").write_text(json.dumps(plan), "utf-8")
    centre("import", "two.json", "--replace")
    for command in (("export",), ("erase", "--yes")):
        done = centre("--lang", "en", "person", *command, "Ane Ærlig Eksempel")
        assert done.returncode == 1
        assert 'everal people are called "Ane Ærlig Eksempel": ane and ane2' in done.stderr

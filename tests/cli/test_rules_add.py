"""``glimt rules add``, ``remove`` and ``lock``: rule sets in force, and out of it again."""

from __future__ import annotations

import json
import os
import pwd
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import structs

from cli.writing import NEXT_NASJONAL, RULE_SET, Run, surroundings, write
from glimt_rules.documents.source import Source
from glimt_tui.access import User
from glimt_tui.cli.rules_add import ADDING
from glimt_tui.config import read_config
from glimt_tui.rule_files import work
from glimt_tui.rule_files.changing import Changes, _locks
from glimt_tui.rule_files.folder import File
from glimt_tui.rule_files.lock import Lock, entries_for, lock_text
from glimt_tui.rule_files.work import at_work
from glimt_tui.store.errors import Refused
from rule_files.folders import STRANGER, as_root, coming, lock, put

TODAY = datetime.now(UTC).date()
START = TODAY + timedelta(days=30)
ID = f"nasjonal@{START}"
NAME = f"{ID}.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir(mode=0o755)
    (tmp_path / "glimt.toml").write_text('language = "en"\nrule_directories = ["rules"]\n')
    put(tmp_path / "next.toml", coming())
    put(tmp_path / "prove.toml", RULE_SET)
    return tmp_path


@pytest.fixture
def house(folder: Path, glimt: Run) -> Path:
    """A folder with a database, in which a gathering of six is planned in six weeks."""
    config = folder / "glimt.toml"
    config.write_text(config.read_text() + 'database = "glimt.db"\n')
    assert glimt("init").returncode == 0
    day = TODAY + timedelta(days=40)
    party = {
        "id": "party", "start": f"{day}T12:00", "end": f"{day}T13:00", "setting": "outdoors",
        "kind": "private_gathering", "people": [f"p{n}" for n in range(6)], "distance_m": 2,
    }  # fmt: skip
    people = [{"id": f"p{n}", "name": f"Prøve {n}"} for n in range(6)]
    write(folder / "plan.toml", {"format": 1, "people": people, "visits": [party]})
    assert glimt("import", "plan.toml").returncode == 0
    return folder


def ids(glimt: Run) -> set[str]:
    """The versions of nasjonal and prove that are there."""
    text = glimt("rules", "list").stdout
    return {word for word in text.split() if word.startswith("rules/") and word.endswith(".toml")}


def journal(glimt: Run) -> list[dict[str, object]]:
    done = glimt("journal", "list", "--format", "json")
    return [json.loads(line) for line in done.stdout.splitlines()]


# Adding ------------------------------------------------------------------------------------


def test_a_rule_set_is_added_with_its_lock_and_judges_from_its_own_time(
    glimt: Run, folder: Path
) -> None:
    done = glimt("rules", "add", "next.toml")
    assert (done.returncode, done.stderr) == (0, "")
    day = f"{START:%A} {START.day} {START:%B %Y}"
    assert done.stdout == (
        f"{ID}: 2 cases, which all hold\n{ID} is added: rules/{NAME}\n{ID}: in force from {day}\n"
    )
    names = sorted(path.name for path in (folder / "rules").iterdir())
    assert names == [".glimt.locked", "glimt.lock", NAME]
    assert (folder / "rules" / NAME).read_text() == coming()
    assert "rules is as its lock says: 1 file\n" in glimt("rules", "lock", "--check").stdout
    assert ids(glimt) == {f"rules/{NAME}"}
    assert glimt("check", "--strict", "plan.toml").returncode == 2  # nothing else is wrong


def test_the_file_of_its_cases_is_taken_along(glimt: Run, folder: Path) -> None:
    head, _, cases = RULE_SET.partition("[[rules.few.cases]]")
    put(folder / "split.toml", head)
    put(folder / "split.cases.toml", "[[rules.few.cases]]" + cases)
    assert glimt("rules", "add", "split.toml", "--past").returncode == 0
    names = sorted(path.name for path in (folder / "rules").iterdir())
    assert names == [
        ".glimt.locked", "glimt.lock", "prove@2021-01-01.cases.toml", "prove@2021-01-01.toml",
    ]  # fmt: skip
    assert glimt("rules", "test").returncode == 0
    put(folder / "rules" / "prove@2021-01-01.cases.toml", "")
    assert glimt("check", "plan.toml").returncode != 0
    assert "prove@2021-01-01.cases.toml" in glimt("rules", "list").stderr


def test_what_it_does_to_planned_visits_is_told_and_it_is_journalled(
    glimt: Run, house: Path
) -> None:
    put(house / "strict.toml", coming(limit=4, days=10))
    done = glimt("rules", "add", "strict.toml")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Of 1 visit from today on: 1 becomes a violation\n" in done.stdout
    (entry,) = [each for each in journal(glimt) if str(each["action"]).startswith("rules")]
    version = TODAY + timedelta(days=10)
    facts = entry["facts"]
    assert isinstance(facts, dict)
    assert (entry["action"], facts["rule_set"]) == ("rules_add", f"nasjonal@{version}")
    assert len(facts["sha256"]) == 64
    assert "added a rule set" in glimt("journal", "list").stdout
    norwegian = glimt("journal", "list", "--lang", "nb").stdout
    assert f"regelsett nasjonal@{version}" in norwegian
    assert f"fil {house}" in norwegian
    assert glimt("journal", "verify").returncode == 0
    assert glimt("undo", str(entry["seq"])).returncode == 1
    assert glimt("check", "--from", str(TODAY)).returncode == 1
    gone = glimt("rules", "remove", f"nasjonal@{version}")
    assert "Of 1 visit from today on: 1 becomes allowed\n" in gone.stdout


@pytest.mark.parametrize(
    ("old", "new", "code", "reason"),
    [
        ("[rules", "[rules.", 2, "next.toml:"),
        ('base = "2021-01-03"', 'base = "2020-01-03"', 2, "to build on"),
        ("limit = 6", "limit = 7", 1, "Nothing was added"),
        ('family = "nasjonal"', 'family = "nasjonal/../x"', 2, "family"),
        ('family = "nasjonal"\n', "", 2, 'The key "family" is missing'),
    ],
)
def test_what_is_wrong_is_not_added(
    glimt: Run, folder: Path, old: str, new: str, code: int, reason: str
) -> None:
    text = coming()
    put(folder / "next.toml", text.replace(old, new, 1))
    done = glimt("rules", "add", "next.toml")
    assert (done.returncode, reason in done.stderr) == (code, True), done.stderr
    assert bool(list((folder / "rules").iterdir())) == (code == 0)


def test_a_version_is_never_added_twice_and_shipped_ones_stay(glimt: Run, folder: Path) -> None:
    glimt("rules", "add", "next.toml")
    before = (folder / "rules" / NAME).read_text()
    put(folder / "next.toml", coming(limit=7))
    done = glimt("rules", "add", "next.toml")
    assert (done.returncode, "is there already" in done.stderr) == (2, True)
    assert (folder / "rules" / NAME).read_text() == before
    shipped = NEXT_NASJONAL.replace('version = "2021-01-05"', 'version = "2021-01-03"')
    put(folder / "shipped.toml", shipped.replace('base = "2021-01-03"\n', ""))
    for more in ([], ["--replace"]):
        done = glimt("rules", "add", "shipped.toml", *more)
        assert (done.returncode, "stays as it is" in done.stderr) == (2, True), done.stderr


def test_only_what_is_not_in_force_yet_is_replaced(glimt: Run, folder: Path) -> None:
    glimt("rules", "add", "next.toml")
    put(folder / "next.toml", coming(limit=7))
    done = glimt("rules", "add", "next.toml", "--replace")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{ID} is in the place of what it was: rules/{NAME}\n" in done.stdout
    assert (folder / "rules" / NAME).read_text() == coming(limit=7)
    done = glimt("rules", "add", "prove.toml", "--past")
    assert "note: It takes effect from 1 January 2021, which is back in time" in done.stderr
    put(folder / "prove.toml", RULE_SET + "# another\n")
    done = glimt("rules", "add", "prove.toml", "--past", "--replace")
    assert (done.returncode, "has been in force since 1 January 2021" in done.stderr) == (1, True)
    assert glimt("rules", "lock", "--check").returncode == 0


def test_what_builds_on_a_version_in_force_keeps_it_as_it_is(glimt: Run, folder: Path) -> None:
    base = coming(version="base")
    head = RULE_SET.split("[rules.few]")[0].replace('"prove"', '"nasjonal"')
    child = head.replace('"2021-01-01"', '"child"\nbase = "base"', 1)
    put(folder / "base.toml", base)
    put(folder / "child.toml", child)
    assert glimt("rules", "add", "base.toml").returncode == 0
    done = glimt("rules", "add", "child.toml", "--past")
    assert done.returncode == 0, done.stderr
    put(folder / "base.toml", coming(version="base", limit=7))
    done = glimt("rules", "add", "base.toml", "--replace")
    assert (done.returncode, "nasjonal@child would judge otherwise" in done.stderr) == (1, True)
    done = glimt("rules", "remove", "nasjonal@base")
    assert (done.returncode, "go first: nasjonal@child" in done.stderr) == (1, True)


def test_without_a_folder_or_with_several_it_is_asked_which(glimt: Run, folder: Path) -> None:
    config = folder / "glimt.toml"
    (folder / "more").mkdir(mode=0o755)
    config.write_text('language = "en"\nrule_directories = ["rules", "more"]\n')
    done = glimt("rules", "add", "next.toml")
    assert (done.returncode, '"rules" and "more"' in done.stderr) == (2, True), done.stderr
    done = glimt("rules", "add", "next.toml", "--into", ".")
    assert (done.returncode, "--into" in done.stderr) == (2, True)
    done = glimt("rules", "add", "next.toml", "--into", str(folder / "more"))
    assert done.returncode == 0, done.stderr
    assert (folder / "more" / NAME).exists()
    config.write_text('language = "en"\n')
    done = glimt("rules", "add", "next.toml")
    assert (done.returncode, "rule_directories" in done.stderr) == (2, True)


def test_as_long_as_a_folder_is_not_in_order_nothing_is_added(glimt: Run, folder: Path) -> None:
    glimt("rules", "add", "prove.toml", "--past")
    put(folder / "rules" / "prove@2021-01-01.toml", RULE_SET + "#")
    done = glimt("rules", "add", "next.toml")
    assert done.returncode == 3
    assert "prove@2021-01-01.toml: error: " in done.stderr
    assert not (folder / "rules" / NAME).exists()


def test_what_was_dropped_there_by_hand_is_locked_with_the_first_that_is_added(
    glimt: Run, folder: Path
) -> None:
    put(folder / "rules" / "mine.toml", RULE_SET)
    done = glimt("rules", "add", "next.toml")
    assert "1 file that was there already is in the lock now: mine.toml\n" in done.stdout
    assert glimt("rules", "lock", "--check").returncode == 0


def test_what_somebody_left_half_way_is_no_hindrance(glimt: Run, folder: Path) -> None:
    head, _, cases = RULE_SET.partition("[[rules.few.cases]]")
    put(folder / "split.toml", head)
    put(folder / "split.cases.toml", "[[rules.few.cases]]" + cases)
    name = "prove@2021-01-01.cases.toml"
    left = File(folder / "rules" / name, b"# half way")
    digests = [(name, left.sha256)]
    entries = tuple(entries_for(digests, ("prove", "2021-01-01"), "kari", datetime.now(UTC)))
    middle, _ = _locks(Lock(), Changes(put=(left,), entries=entries))
    put(folder / "rules" / "glimt.lock", lock_text(middle))
    put(left.path, left.data)
    assert "was begun" in glimt("rules", "lock", "--check").stderr
    done = glimt("rules", "add", "split.toml", "--past")
    assert done.returncode == 0, done.stderr
    assert glimt("rules", "lock", "--check").stderr == ""
    assert glimt("rules", "test").returncode == 0


# Taking out --------------------------------------------------------------------------------


def test_what_was_added_is_taken_out_and_put_back(glimt: Run, folder: Path) -> None:
    glimt("rules", "add", "next.toml")
    done = glimt("rules", "remove", ID)
    assert (done.returncode, done.stderr) == (0, "")
    assert "is taken out; its file is kept in rules/.removed" in done.stdout
    assert ids(glimt) == set()
    assert glimt("rules", "list").returncode == 0  # an empty folder with a lock is fine
    assert glimt("rules", "add", f"rules/.removed/{NAME}").returncode == 0
    assert ids(glimt) == {f"rules/{NAME}"}


def test_what_has_been_in_force_goes_only_where_that_is_said(glimt: Run, folder: Path) -> None:
    glimt("rules", "add", "prove.toml", "--past")
    done = glimt("rules", "remove", "prove@2021-01-01")
    assert (done.returncode, "error: --past: " in done.stderr) == (2, True)
    assert glimt("rules", "remove", "prove@2021-01-01", "--past").returncode == 0


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nasjonal@2021-01-03", "comes with Glimt or a plugin"),
        ("nasjonal@2021-01-04", "did you mean"),
        ("nothing", "There is no rule set"),
    ],
)
def test_what_comes_with_glimt_or_is_not_there_is_not_taken_out(
    glimt: Run, folder: Path, name: str, reason: str
) -> None:
    glimt("rules", "add", "next.toml")
    done = glimt("rules", "remove", name, "--past")
    assert (done.returncode, reason in done.stderr) == (2, True), done.stderr


def test_the_last_version_of_a_family_that_is_to_judge_stays(glimt: Run, folder: Path) -> None:
    glimt("rules", "add", "prove.toml", "--past")
    config = folder / "glimt.toml"
    config.write_text(config.read_text() + 'families = ["nasjonal", "prove"]\n')
    done = glimt("rules", "remove", "prove@2021-01-01", "--past")
    assert done.returncode == 2
    assert (folder / "rules" / "prove@2021-01-01.toml").exists()


# Locking -----------------------------------------------------------------------------------


def test_a_folder_that_was_filled_by_hand_is_locked_showing_what_is_taken_in(
    glimt: Run, folder: Path
) -> None:
    put(folder / "rules" / "a.toml", RULE_SET)
    put(folder / "rules" / "b.toml", coming())
    done = glimt("rules", "lock", "--check")
    assert (done.returncode, done.stdout) == (1, "rules has no lock\n")
    done = glimt("rules", "lock")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-3:] == [
        "rules: 2 files are locked",
        "  + a.toml  prove@2021-01-01",
        f"  + b.toml  {ID}",
    ]
    done = glimt("rules", "lock")
    assert done.stdout == "rules is as its lock says: 2 files\n"


def test_what_does_not_hold_or_is_no_rule_set_is_not_locked(glimt: Run, folder: Path) -> None:
    put(folder / "rules" / "a.toml", RULE_SET.replace("limit = 1", "limit = 2"))
    done = glimt("rules", "lock")
    assert (done.returncode, "Nothing was locked" in done.stderr) == (1, True)
    put(folder / "rules" / "a.toml", RULE_SET.replace("limit = 1", "limit = []"))
    assert glimt("rules", "lock").returncode == 3
    assert not (folder / "rules" / "glimt.lock").exists()


def test_what_was_changed_after_it_was_locked_is_taken_in_only_where_that_is_said(
    glimt: Run, folder: Path
) -> None:
    glimt("rules", "add", "prove.toml", "--past")
    glimt("rules", "add", "next.toml")
    put(folder / "rules" / "prove@2021-01-01.toml", RULE_SET + "#")
    (folder / "rules" / NAME).unlink()
    for args in ([], ["--check"]):
        done = glimt("rules", "lock", *args)
        assert (done.returncode, done.stderr.count(": error: ")) == (3 if args else 2, 2)
    done = glimt("rules", "lock", "--past")
    assert done.stdout.splitlines()[-2:] == [
        f"  − {NAME}",
        "  ~ prove@2021-01-01.toml  prove@2021-01-01",
    ]
    put(folder / "rules" / "glimt.lock", "nonsense")
    assert glimt("rules", "lock").returncode == 2
    assert glimt("rules", "lock", "--past").returncode == 0
    assert glimt("rules", "lock", "--check").returncode == 0


def test_an_empty_folder_is_told_of_until_it_is_locked(glimt: Run, folder: Path) -> None:
    done = glimt("rules", "test", "next.toml")
    assert (done.returncode, "if it is to be empty, glimt rules lock" in done.stderr) == (2, True)
    assert glimt("rules", "lock").stdout == "rules: 0 files are locked\n"
    assert glimt("rules", "test", "next.toml").returncode == 0


# Failing closed ----------------------------------------------------------------------------


@pytest.mark.parametrize("spoil", ["changed", "added", "missing", "lock", "writable"])
def test_whoever_judges_says_that_the_answer_is_not_complete(
    glimt: Run, house: Path, spoil: str
) -> None:
    glimt("rules", "add", "prove.toml", "--past")
    rules = house / "rules"
    if spoil == "changed":
        put(rules / "prove@2021-01-01.toml", RULE_SET + "#")
    elif spoil == "added":
        put(rules / "more.toml", coming())
    elif spoil == "missing":
        (rules / "prove@2021-01-01.toml").unlink()
    elif spoil == "lock":
        put(rules / "glimt.lock", "nonsense")
    else:
        rules.chmod(0o777)
    name = {"changed": "prove@2021-01-01.toml", "missing": "prove@2021-01-01.toml",
            "added": "more.toml", "lock": "glimt.lock", "writable": "rules"}[spoil]  # fmt: skip
    for command in (
        ["check"], ["check", "plan.toml"], ["explain", "party"], ["suggest", "party"],
        ["rules", "list"], ["rules", "test"],
    ):  # fmt: skip
        done = glimt(*command)
        assert done.returncode == 3, (command, done.stderr)
        assert name in done.stderr, command
    told = json.loads(glimt("check", "--format", "json").stdout)
    where = told["errors"][0]["where"]
    assert told["complete"] is False
    assert where in ("prove@2021-01-01", f"rules/{name}", name)


def test_python_in_a_folder_is_named_and_fails_nothing(glimt: Run, folder: Path) -> None:
    glimt("rules", "add", "prove.toml", "--past")
    put(folder / "rules" / "kinds.py", "raise RuntimeError")
    done = glimt("rules", "list")
    assert (done.returncode, "kinds.py: note: This is Python" in done.stderr) == (0, True)
    config = folder / "glimt.toml"
    config.write_text(config.read_text() + "python_in_rule_directories = true\n")
    done = glimt("rules", "list")
    assert (done.returncode, "kinds.py" in done.stderr) == (3, True)


# Who may -------------------------------------------------------------------------------------


@as_root
def test_without_a_database_whoever_owns_the_folder_may_work_on_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (folder / "glimt.toml").read_text()
    config = read_config(Source("glimt.toml", text, "toml"), folder / "glimt.toml")
    monkeypatch.setattr(work, "existing_database", lambda *_: None)
    monkeypatch.setattr(work, "who", lambda *_: User("ola", "staff", "ola"))
    monkeypatch.setattr(os, "geteuid", lambda: STRANGER)
    with pytest.raises(Refused), at_work(config, ADDING, folders=[folder / "rules"]):
        pass
    os.chown(folder / "rules", STRANGER, -1)
    with at_work(config, ADDING, folders=[folder / "rules"]) as found:
        assert (found.user.name, found.session) == ("ola", None)
    service = structs.replace(config, config=structs.replace(config.config, service_user="ola"))
    with pytest.raises(Refused), at_work(service, ADDING, folders=[folder / "rules"]):
        pass


@as_root
def test_a_folder_of_a_stranger_takes_nothing(glimt: Run, folder: Path) -> None:
    os.chown(folder / "rules", STRANGER, -1)
    done = glimt("rules", "add", "next.toml")
    assert (done.returncode, "54321" in done.stderr) == (3, True)
    assert list((folder / "rules").iterdir()) == []
    config = folder / "glimt.toml"
    config.write_text(config.read_text() + 'admins = ["nobody"]\n')
    os.chown(folder / "rules", pwd.getpwnam("nobody").pw_uid, -1)
    assert glimt("rules", "add", "next.toml").returncode == 0


def test_staff_add_nothing_to_the_rules_of_a_database(glimt: Run, house: Path) -> None:
    me = pwd.getpwuid(os.getuid()).pw_name
    config = house / "glimt.toml"
    config.write_text(config.read_text() + f'service_user = "{me}"\nadmins = ["kari"]\n')
    for command in (["add", "next.toml"], ["remove", ID], ["lock"]):
        done = glimt("rules", *command, "--as", "ola")
        assert (done.returncode, "Only an admin may" in done.stderr) == (1, True), done.stderr
    assert glimt("rules", "add", "next.toml", "--as", "kari").returncode == 0
    assert journal_as(glimt, "kari")[0]["who"] == "kari"
    assert 'added_by = "kari"' in (house / "rules" / "glimt.lock").read_text()


def journal_as(glimt: Run, name: str) -> list[dict[str, object]]:
    done = glimt("journal", "list", "--format", "json", "--as", name)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_nothing_of_it_is_imported_where_no_folder_is_configured(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom glimt_tui.main import main\nmain(sys.argv[1:])\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    write(tmp_path / "plan.toml", {"format": 1, "visits": []})
    done = subprocess.run(
        [sys.executable, "-c", script, "check", "plan.toml"], cwd=tmp_path, capture_output=True,
        env=surroundings(tmp_path, PYTHONUTF8="1"), text=True, check=True,
    )  # fmt: skip
    assert "glimt_rules.judge" in done.stderr
    for name in ("glimt_tui.rule_files", "hashlib", "tomli_w", "glimt_rules.documents.bounds"):
        assert f" {name} " not in done.stderr
        assert f" {name}." not in done.stderr


def test_the_lock_is_written_by_tomli_w_and_only_then_is_it_imported(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir(mode=0o755)
    put(rules / "mine.toml", RULE_SET)
    lock(rules)
    (tmp_path / "glimt.toml").write_text('rule_directories = ["rules"]\n')
    write(tmp_path / "plan.toml", {"format": 1, "visits": []})
    script = (
        "import sys\nfrom glimt_tui.main import main\nmain(sys.argv[1:])\n"
        "print('tomli_w' in sys.modules, 'sqlite3' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "check", "plan.toml"], cwd=tmp_path, capture_output=True,
        env=surroundings(tmp_path, PYTHONUTF8="1"), text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "False False", done.stderr

"""The centre's own database from the command line: made, filled, judged, and emptied."""

from __future__ import annotations

import json
import os
import stat
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from conftest import Run

PEOPLE = """
format = 1
[[people]]
id = "ane"
name = "Ane Eksempel"
phone = "40612345"
cohort = "a"
[[people]]
id = "bo"
name = "Bo Prøve"
phone = "40612346"
cohort = "b"
role = "guest"
"""
VISIT = """
[[visits]]
id = "{id}"
start = {start}
end = {end}
booked_at = 2021-01-05T09:00:00
people = {people}
"""


def plan(*visits: str) -> str:
    return PEOPLE + "".join(visits)


def a_visit(
    id_: str = "maling", day: str = "2021-01-06", people: tuple[str, ...] = ("ane",)
) -> str:
    start, end = f"{day}T12:00:00", f"{day}T14:00:00"
    return VISIT.format(id=id_, start=start, end=end, people=json.dumps(people))


@pytest.fixture
def kept(glimt: Run, tmp_path: Path) -> Run:
    """The command in a folder with an empty database."""
    assert glimt("init").returncode == 0
    return glimt


def take(glimt: Run, folder: Path, text: str, *options: str) -> str:
    (folder / "plan.toml").write_text(text, "utf-8")
    done = glimt("--lang", "en", "import", "plan.toml", *options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_new_database_is_nobody_elses_to_read(kept: Run, tmp_path: Path) -> None:
    path = tmp_path / ".local/share/glimt/glimt.db"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_database_that_others_may_read_is_refused(kept: Run, tmp_path: Path) -> None:
    path = tmp_path / ".local/share/glimt/glimt.db"
    path.chmod(0o644)
    done = kept("--lang", "en", "check")
    assert done.returncode == 2
    assert "0644" in done.stderr


def test_a_database_is_not_made_twice(kept: Run) -> None:
    assert kept("init").returncode == 2


def test_without_a_database_it_is_said_how_to_make_one(glimt: Run) -> None:
    done = glimt("check")
    assert done.returncode == 2
    assert "glimt init" in done.stderr


def test_what_is_imported_is_exported_and_imported_the_same(kept: Run, tmp_path: Path) -> None:
    take(kept, tmp_path, plan(a_visit(), a_visit("sang", people=("ane", "bo"))))
    for kind in ("toml", "json"):
        first = kept("export", "--format", kind).stdout
        (tmp_path / f"again.{kind}").write_text(first, "utf-8")
        other = {"GLIMT_DATABASE": str(tmp_path / kind / "other.db")}
        assert kept("init", env=other).returncode == 0
        assert kept("import", f"again.{kind}", env=other).returncode == 0
        assert kept("export", "--format", kind, env=other).stdout == first
        done = kept("--lang", "en", "import", f"again.{kind}")
        assert f"again.{kind}: 0 added, 0 replaced, 4 there already" in done.stdout


def test_an_import_is_all_or_nothing(kept: Run, tmp_path: Path) -> None:
    take(kept, tmp_path, plan(a_visit()))
    before = kept("export").stdout
    other = plan(a_visit("sang"), a_visit(day="2021-01-07"))
    (tmp_path / "other.toml").write_text(other, "utf-8")
    done = kept("--lang", "en", "import", "other.toml")
    assert done.returncode == 2
    assert "other.toml:22: error: visits[1]" in done.stderr
    assert kept("export").stdout == before
    assert "1 added, 1 replaced" in take(kept, tmp_path, other, "--replace")


def test_a_wrong_plan_is_told_with_its_lines(kept: Run, tmp_path: Path) -> None:
    (tmp_path / "wrong.toml").write_text(plan(a_visit(people=("cecilie",))), "utf-8")
    done = kept("import", "wrong.toml")
    assert done.returncode == 2
    assert "wrong.toml:" in done.stderr
    assert kept("export").stdout.strip() == "format = 1"


def test_check_without_a_plan_judges_the_database_from_today_on(kept: Run, tmp_path: Path) -> None:
    coming = (date.today() + timedelta(days=3)).isoformat()
    take(kept, tmp_path, plan(a_visit(), a_visit("sang", coming)))
    report = json.loads(kept("check", "--format", "json").stdout)
    assert [visit["id"] for visit in report["visits"]] == ["sang"]
    done = kept("check", "--from", "2021-01-01", "--format", "json")
    report = json.loads(done.stdout)
    assert [visit["id"] for visit in report["visits"]] == ["maling", "sang"]
    assert done.returncode == 0


def test_a_database_and_its_export_are_judged_alike(kept: Run, tmp_path: Path) -> None:
    text = plan(a_visit(people=("ane", "bo")), a_visit("sang"))
    take(kept, tmp_path, text)
    own = json.loads(kept("check", "--from", "2021-01-01", "--format", "json").stdout)
    (tmp_path / "export.toml").write_text(kept("export").stdout, "utf-8")
    done = kept("check", "export.toml", "--format", "json")
    exported = json.loads(done.stdout)
    for finding in exported["findings"]:
        assert finding.pop("file") == "export.toml"
        assert finding.pop("line") > 0
    for finding in own["findings"]:
        assert (finding.pop("file"), finding.pop("line")) == (None, None)
    assert own == exported
    assert done.returncode == 1
    for kind in ("text", "sarif", "junit", "github"):
        done = kept("check", "--from", "2021-01-01", "--format", kind)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr


def test_explain_takes_a_visit_of_the_database(kept: Run, tmp_path: Path) -> None:
    take(kept, tmp_path, plan(a_visit(people=("ane", "bo"))))
    done = kept("explain", "maling")
    assert done.returncode == 1
    assert "senter.cohort" in done.stdout
    assert kept("explain", "nobody").returncode == 2


def test_the_figures_of_the_configuration_hold_where_the_database_has_none(
    kept: Run, tmp_path: Path
) -> None:
    room = '[[rooms]]\nid = "rom"\n'
    two = [a_visit("a"), a_visit("b").replace("12:00:00", "14:20:00").replace("14:00:", "15:00:")]
    in_room = [text + 'room = "rom"\n' for text in two]
    take(kept, tmp_path, PEOPLE + room + "".join(in_room))
    check = ("check", "--from", "2021-01-01", "--format", "json")

    def cleaning() -> int:
        return kept(*check).stdout.count('"senter.cleaning"')

    assert cleaning() == 0
    (tmp_path / "glimt.toml").write_text("[centre]\ncleaning_minutes = 30\n", "utf-8")
    assert cleaning() == 1


def test_the_list_is_filled_at_the_door_and_masked_until_asked_for(
    kept: Run, tmp_path: Path
) -> None:
    today = date.today().isoformat()
    take(kept, tmp_path, plan(a_visit(day=today)))
    assert kept("arrive", "ane", "maling", "--hands").returncode == 0
    masked = kept("--lang", "en", "visitors").stdout
    assert "Eksempel" not in masked
    assert "10 days left" in masked
    assert "Ane Eksempel  40612345" in kept("visitors", "--names").stdout
    assert kept("depart", "ane").returncode == 0
    assert kept("depart", "ane").returncode == 1
    visit = json.loads(kept("export", "--format", "json").stdout)["visits"][0]
    assert (visit["status"], visit["handwashed"]) == ("arrived", True)


def test_a_trace_tells_who_was_there_and_leaves_an_entry(kept: Run, tmp_path: Path) -> None:
    take(kept, tmp_path, plan(a_visit(people=("ane", "bo"))))
    done = kept("trace", "ane", "--from", "2021-01-01", "--to", "2021-01-31", "--format", "json")
    (meeting,) = json.loads(done.stdout)["meetings"]
    assert meeting["name"] == "Bo Prøve"
    assert meeting["phone"] == "40612346"
    entry = json.loads(kept("journal", "list", "--most", "1", "--format", "json").stdout)
    assert entry["action"] == "trace"
    assert entry["facts"] == {"first": "2021-01-01", "last": "2021-01-31", "found": 1}


def test_a_purge_forgets_what_is_due_and_says_how_much(kept: Run, tmp_path: Path) -> None:
    long_ago = (datetime.now() - timedelta(days=11)).isoformat(timespec="minutes")
    take(kept, tmp_path, plan(a_visit()))
    assert kept("arrive", "ane", "--at", long_ago).returncode == 0
    assert kept("arrive", "bo").returncode == 0
    done = kept("--lang", "en", "purge")
    assert "Forgotten: 1 entry of the visitor list" in done.stdout
    assert "Forgotten: the people of 1 booking" in done.stdout
    assert "nothing to forget" in kept("--lang", "en", "purge").stdout
    assert kept("journal", "verify").returncode == 0
    assert "bo" in kept("visitors").stdout


def test_one_takes_back_ones_own_last_action_and_does_it_again(kept: Run, tmp_path: Path) -> None:
    take(kept, tmp_path, plan(a_visit()))
    assert kept("undo").returncode == 0
    assert "ane" not in kept("export").stdout
    assert kept("undo").returncode == 1
    assert kept("redo").returncode == 0
    assert "ane" in kept("export").stdout
    assert kept("redo").returncode == 1
    assert kept("undo", "99").returncode == 1


def test_a_name_may_be_given_only_by_the_service_user(kept: Run, tmp_path: Path) -> None:
    assert kept("--as", "kari", "journal", "list").returncode == 2
    import pwd

    own = pwd.getpwuid(os.getuid()).pw_name
    (tmp_path / "glimt.toml").write_text(f'service_user = "{own}"\n', "utf-8")
    assert kept("journal", "list").returncode == 2
    take(kept, tmp_path, plan(a_visit()), "--as", "kari")
    assert " kari " in kept("--as", "kari", "journal", "list").stdout


def test_only_an_admin_takes_in_that_the_centre_is_a_health_service(
    kept: Run, tmp_path: Path
) -> None:
    import pwd

    own = pwd.getpwuid(os.getuid()).pw_name
    (tmp_path / "glimt.toml").write_text(f'service_user = "{own}"\nadmins = ["kari"]\n', "utf-8")
    (tmp_path / "plan.toml").write_text("format = 1\n[centre]\nhealth_service = true\n", "utf-8")
    refused = kept("--lang", "en", "--as", "ola", "import", "plan.toml")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Only an admin may say whether the centre is a health service" in refused.stderr
    assert kept("--lang", "en", "--as", "kari", "import", "plan.toml").returncode == 0
    assert (
        kept("--lang", "en", "--as", "ola", "import", "plan.toml").returncode == 0
    )  # it is so already
    taken = kept("--lang", "en", "--as", "ola", "undo", "2")
    assert taken.returncode == 1
    assert "Only an admin may say whether" in taken.stderr


def test_a_backup_is_brought_back_by_an_admin_who_says_so(kept: Run, tmp_path: Path) -> None:
    take(kept, tmp_path, plan(a_visit()))
    (tmp_path / "copies").mkdir()
    assert kept("backup", "copies").returncode == 0
    (copy,) = (tmp_path / "copies").glob("*.db")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert kept("undo").returncode == 0
    assert kept("restore", copy).returncode == 2
    assert kept("restore", copy, "--replace").returncode == 0
    assert "ane" in kept("export").stdout
    assert kept("journal", "verify").returncode == 0
    (tmp_path / "glimt.toml").write_text('admins = ["somebody-else"]\n', "utf-8")
    if os.getuid() != 0:
        assert kept("restore", copy, "--replace").returncode == 1


def test_the_public_calendar_and_the_table_are_printed(kept: Run, tmp_path: Path) -> None:
    public = a_visit() + 'title = "Åpent verksted"\npublic = true\n'
    take(kept, tmp_path, plan(public, a_visit("sang")))
    calendar = kept("export", "--format", "ics").stdout
    assert calendar.count("BEGIN:VEVENT") == 1
    assert "Ane" not in calendar
    table = kept("--lang", "en", "export", "--format", "csv").stdout
    assert len(table.splitlines()) == 3
    assert '"Ane Eksempel"' in table


@pytest.mark.parametrize(
    "args",
    [
        ("trace", "ane", "--from", "0001-01-01"),
        ("trace", "ane", "--to", "9999-12-31"),
        ("journal", "list", "--most", "99999999999999999999"),
        ("undo", "99999999999999999999"),
        ("arrive", b"\xff"),
        ("arrive", "ane", "--name", b"K\xff"),
        ("arrive", "ane", "--name", "K\x1b[31m"),
    ],
)
def test_odd_arguments_are_told_and_change_nothing(
    kept: Run, tmp_path: Path, args: tuple[str | bytes, ...]
) -> None:
    take(kept, tmp_path, plan(a_visit()))
    words = [os.fsdecode(word) if isinstance(word, bytes) else word for word in args]
    done = kept("--lang", "en", *words)
    assert done.returncode in (1, 2), done.stderr
    assert "failed" not in done.stderr
    assert json.loads(kept("journal", "list", "--most", "1", "--format", "json").stdout)["seq"] == 2


def test_a_lost_key_hides_no_other_entry(kept: Run, tmp_path: Path) -> None:
    take(kept, tmp_path, plan())
    yesterday = (datetime.now() - timedelta(days=1)).isoformat(timespec="minutes")
    assert kept("arrive", "ane", "--at", yesterday).returncode == 0
    assert kept("arrive", "bo").returncode == 0
    keys = sorted((tmp_path / ".local/share/glimt/glimt.db.keys").glob("*.key"))
    keys[0].write_bytes(bytes(range(32)))
    done = kept("--lang", "en", "visitors", "--names")
    assert "Bo Prøve" in done.stdout
    assert "does not open it" in done.stderr
    assert kept("trace", "bo").returncode == 0

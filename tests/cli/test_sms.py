"""``glimt sms``: what to send to the people of a booking."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from conftest import Run
from glimt_rules.texts import MONTHS, WEEKDAYS
from glimt_tui.desk.spoken import choose
from glimt_tui.store.sqlite.repository import SqliteRepository
from glimt_tui.store.store import Store

CHECKOUT = Path(__file__).parents[2]
DAY = date.today() + timedelta(days=3)
BEFORE = date.today() - timedelta(days=4)
PLAN = f"""
format = 1
[centre]
name = "Eksempel recoverysenter"
[[rooms]]
id = "studio"
name = "Studio"
capacity_1m = 9
capacity_2m = 9
[[people]]
id = "ane"
name = "Ane Eksempel"
phone = "40612345"
[[people]]
id = "bo"
name = "Bo Prøve"
[[people]]
id = "kari"
name = "Kari Vakt"
role = "staff"
[[visits]]
id = "sang"
title = "Sang med Bo"
kind = "conversation"
start = {DAY}T12:00:00
end = {DAY}T14:00:00
booked_at = {BEFORE}T12:00:00
room = "studio"
people = ["kari", "ane", "bo"]
[[visits]]
id = "av"
start = {DAY}T15:00:00
end = {DAY}T16:00:00
booked_at = {BEFORE}T12:00:00
room = "studio"
status = "cancelled"
people = ["kari", "ane"]
[[visits]]
id = "over"
start = {BEFORE}T15:00:00
end = {BEFORE}T16:00:00
room = "studio"
people = ["kari", "ane"]
"""


def told_day(language: str) -> str:
    dot = "." if language == "nb" else ""
    return f"{WEEKDAYS[language][DAY.weekday()]} {DAY.day}{dot} {MONTHS[language][DAY.month - 1]}"


@pytest.fixture
def centre(glimt: Run, tmp_path: Path) -> Run:
    """The command beside a database with two bookings."""
    path = tmp_path / "data" / "glimt.db"
    assert glimt("init", "--database", str(path)).returncode == 0
    (tmp_path / "plan.toml").write_text(PLAN, "utf-8")
    done = glimt("import", "--database", str(path), "plan.toml")
    assert done.returncode == 0, done.stderr

    def run(*args: str, **more: object) -> subprocess.CompletedProcess[str]:
        return glimt("sms", "--database", str(path), *args, **more)

    return run


def test_one_message_is_nothing_but_the_message(centre: Run) -> None:
    done = centre("sang", "ane", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(
        f"Hei Ane!\nDu har avtale {told_day('nb')} kl. 12:00-14:00, på senteret.\n"
    )
    assert "recovery" not in done.stdout
    assert done.stderr.startswith("note: To 40612345, Norwegian: ")


def test_without_a_person_everybody_gets_one_below_whom_it_goes_to(centre: Run) -> None:
    done = centre("sang", "--lang", "en")
    heads = [line for line in done.stdout.splitlines() if line and not line.startswith(" ")]
    assert [line.split(",")[0] for line in heads] == ["Ane Eksempel", "Bo Prøve", "Kari Vakt"]
    assert "to 40612345, Norwegian: " in heads[0]
    assert "to no number" in heads[1]
    assert done.stdout.count("Du har avtale") == 3


def test_each_message_is_in_the_language_of_who_gets_it(centre: Run, tmp_path: Path) -> None:
    repository = SqliteRepository(tmp_path / "data" / "glimt.db")
    choose(Store(repository, "kari"), "ane", "en")
    repository.close()
    assert f"Your appointment: {told_day('en')} at 12:00" in centre("sang", "ane").stdout
    assert "Du har avtale" in centre("sang", "bo").stdout


def test_for_programs_there_is_json(centre: Run) -> None:
    done = centre("sang", "--format", "json", "--text", "reminder")
    found = json.loads(done.stdout)
    assert (found["format"], found["visit"], len(found["messages"])) == (1, "sang", 3)
    first = found["messages"][0]
    assert first["text"].startswith("Hei Ane!\nHusk avtalen din ")
    assert {key: first[key] for key in ("person", "phone", "language", "kind")} == {
        "person": "ane", "phone": "40612345", "language": "nb", "kind": "reminder",
    }  # fmt: skip
    assert (first["alphabet"], first["used"]) == ("gsm", len(first["text"]))
    assert first["room"] in (160, 306)


def test_what_is_cancelled_is_called_off_with_what_is_possible_instead(centre: Run) -> None:
    told = centre("av", "ane").stdout
    assert "er dessverre avlyst" in told
    assert "Mulig i stedet: " in told
    assert "Husk" not in told


def test_the_centres_own_text_and_name_are_sent(centre: Run, tmp_path: Path) -> None:
    (tmp_path / "glimt.toml").write_text(
        '[sms]\ncentre = "Huset"\n'
        '[sms.nb]\nreminder = "{first_name}, vi ses {day}. {centre}"\n'
        '[sms.en]\nreminder = "{first_name}, see you on {day}. {centre}"\n',
        "utf-8",
    )
    told = centre("sang", "ane", "--text", "reminder").stdout
    assert told == f"Ane, vi ses {told_day('nb')}. Huset\n"
    assert centre("sang", "ane").stdout.endswith("\nHilsen Huset\n")


def test_a_room_is_named_where_the_configuration_says_so(centre: Run, tmp_path: Path) -> None:
    (tmp_path / "glimt.toml").write_text('[sms]\nmay_name = ["studio"]\n', "utf-8")
    assert "kl. 12:00-14:00, Studio.\n" in centre("sang", "ane").stdout
    (tmp_path / "glimt.toml").write_text('[sms]\nmay_name = ["Studio 2"]\n', "utf-8")
    done = centre("sang", "ane", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith('glimt.toml:2: error: sms.may_name[0]: The id "Studio 2" holds')


@pytest.mark.parametrize("more", [[], ["ane"], ["--format", "json"], ["--text", "reminder"]])
def test_that_a_booking_is_over_is_noted_beside_its_message(centre: Run, more: list[str]) -> None:
    over = centre("over", *more, "--lang", "en")
    assert over.returncode == 0
    assert over.stderr.endswith("note: This booking is over\n")
    assert "over" not in over.stdout.replace('"visit": "over"', "")
    assert "is over" not in centre("sang", *more, "--lang", "en").stderr


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["sagn"], 'VISIT: There is no visit "sagn"; did you mean "sang"?'),
        (["xyz"], 'VISIT: There is no visit "xyz"'),
        (["sang", "per"], 'PERSON: "per" is not in this booking; there are: ane, bo and kari'),
    ],
)
def test_what_is_not_there_is_told(centre: Run, args: list[str], told: str) -> None:
    done = centre(*args, "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"error: {told}\n"


def test_the_texts_that_the_guide_shows_are_sent(centre: Run, tmp_path: Path) -> None:
    page = (CHECKOUT / "docs" / "veiledning" / "sms.md").read_text("utf-8")
    (shown,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "glimt.toml").write_text(shown, "utf-8")
    told = centre("sang", "ane", "--text", "reminder").stdout
    assert told.startswith(f"Hei Ane! Husk avtalen din {told_day('nb')} kl. 12:00, på senteret.\n")
    assert told.endswith("Ring 123 45 678 om du ikke kan. Huset\n")


def test_nothing_is_written_by_printing(centre: Run, tmp_path: Path) -> None:
    path = tmp_path / "data" / "glimt.db"
    shutil.copy(path, tmp_path / "before.db")
    assert centre("sang").returncode == 0
    assert path.read_bytes() == (tmp_path / "before.db").read_bytes()


def test_printing_a_message_imports_no_screen() -> None:
    code = "import sys, glimt_tui.cli.sms; assert not {'textual', 'rich'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)

"""``glimt people import``: people from a table, all of them or nobody."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from conftest import Run

TABLE = (
    "Navn;Mobil;Rolle;Født\r\nÅse Eksempel;406 12 311;deltaker;24.12.1980\r\nBo Påhitt;;gjest;\r\n"
)
DATABASE = ("--database", "d.db", "--lang", "en")


@pytest.fixture
def centre(glimt: Run, tmp_path: Path) -> Run:
    """The command, where there is a database."""
    tmp_path.chmod(0o700)
    assert glimt("init", *DATABASE).returncode == 0
    return glimt


def people(glimt: Run) -> list[dict[str, object]]:
    done = glimt("export", "--format", "json", *DATABASE)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout).get("people", [])
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_is_registered_whatever_excel_has_written_it_in(
    centre: Run, tmp_path: Path, encoding: str
) -> None:
    (tmp_path / "folk.csv").write_bytes(TABLE.encode(encoding))
    done = centre("people", "import", "folk.csv", *DATABASE)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "+ 2: Åse Eksempel, 406 12 311, participant\n"
        "+ 3: Bo Påhitt, guest\n"
        "2 people are registered\n"
    )
    assert {(one["name"], one.get("role"), one.get("born")) for one in people(centre)} == {
        ("Åse Eksempel", None, "1980-12-24"), ("Bo Påhitt", "guest", None)
    }  # fmt: skip


def test_undo_says_how_many_it_takes_back(centre: Run, tmp_path: Path) -> None:
    (tmp_path / "folk.csv").write_text(TABLE, "utf-8")
    assert centre("people", "import", "folk.csv", *DATABASE).returncode == 0
    done = centre("undo", *DATABASE)
    assert done.stdout.endswith(" (registered people from a table, 2 people)\n")
    assert people(centre) == []


def test_a_dry_run_writes_nothing(centre: Run, tmp_path: Path) -> None:
    (tmp_path / "folk.csv").write_text(TABLE, "utf-8")
    done = centre("people", "import", "folk.csv", "--dry-run", *DATABASE)
    assert done.returncode == 0
    assert done.stdout.endswith("2 people would be registered\n")
    assert people(centre) == []


def test_one_fault_and_nobody_is_registered(centre: Run, tmp_path: Path) -> None:
    (tmp_path / "folk.csv").write_text(
        "Navn,Rolle,Født\nAne,sjef,1980\nBo,,\n,,\n ,gjest,\n", "utf-8"
    )
    done = centre("people", "import", "folk.csv", *DATABASE)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        'folk.csv:2: error: Rolle: "sjef" is no role; allowed are deltaker, ansatt, støttekontakt,'
        " gjest (participant, staff, support contact, guest)",
        'folk.csv:2: error: Født: "1980" is no day; a day with its year is wanted, such as'
        " 24.12.1980",
        "folk.csv:5: error: Navn: A name is missing",
    ]
    assert people(centre) == []


def test_a_column_is_called_as_the_table_heads_it_or_as_the_option_does(
    centre: Run, tmp_path: Path
) -> None:
    (tmp_path / "folk.csv").write_text(
        "Fornavn;Etternavn;Fødselsdato:\nAne;Eksempel;i går\n;;1.2.1980\n", "utf-8"
    )
    done = centre("people", "import", "folk.csv", *DATABASE)
    assert [line.split(": ")[2] for line in done.stderr.splitlines()] == [
        "Fødselsdato", "Fornavn, Etternavn",
    ]  # fmt: skip
    headless = ("people", "import", "-", "--columns", "name,born", *DATABASE)
    done = centre(*headless, stdin="Ane Eksempel;i går\n")
    assert ': born: "i går" is no day' in done.stderr


def test_doubles_are_left_out_unless_asked_for(centre: Run) -> None:
    table = "Navn;Mobil\nAne;40612311\nane;\n"
    done = centre("people", "import", "-", *DATABASE, stdin=table)
    assert done.returncode == 0
    assert "= 3: ane, participant\n    is called as in line 2\n" in done.stdout
    assert "1 row is left out, since somebody is like it" in done.stderr
    done = centre("people", "import", "-", *DATABASE, stdin=table)
    assert done.stdout.endswith("0 people are registered\n")
    done = centre("people", "import", "-", "--doubles", *DATABASE, stdin=table)
    assert done.stdout.endswith("2 people are registered\n")
    assert len(people(centre)) == 3


def test_columns_of_health_are_refused_by_name_and_unknown_ones_are_named(centre: Run) -> None:
    table = "Navn;Diagnose;E-post\nAne;hemmelig;a@b\n"
    done = centre("people", "import", "-", *DATABASE, stdin=table)
    assert done.stderr.splitlines() == [
        'note: Column "Diagnose" is refused: no health information, reasons or notes about people'
        " are held here",
        'note: Column "E-post" is not known, and not taken in',
    ]
    assert "hemmelig" not in json.dumps(people(centre))
    assert [one["name"] for one in people(centre)] == ["Ane"]


def test_without_a_heading_somebody_says_what_the_columns_hold(centre: Run) -> None:
    table = "40612311,Ane Eksempel,x1\n40612312,Bo Påhitt,\n"
    done = centre("people", "import", "-", *DATABASE, stdin=table)
    assert done.returncode == 2
    assert "Say what they hold with --columns phone,name,-" in done.stderr
    done = centre("people", "import", "-", "--columns", "phone,name,-", *DATABASE, stdin=table)
    assert done.returncode == 0
    assert {one["phone"] for one in people(centre)} == {"40612311", "40612312"}


@pytest.mark.parametrize(
    ("columns", "table", "told"),
    [
        ("navn,phone", "Ane,1\n", '"navn" is nothing that a column holds; there are: name,'),
        ("name,name", "Ane,1\n", "name stands there twice"),
        ("phone,-", "1,Ane\n", "No column is the name"),
        ("name", "Navn\nAne\n", "The file has a heading line"),
    ],
)
def test_columns_that_cannot_be_are_told(centre: Run, columns: str, table: str, told: str) -> None:
    done = centre("people", "import", "-", "--columns", columns, *DATABASE, stdin=table)
    assert done.returncode == 2
    assert told in done.stderr


def test_a_file_that_is_no_table_is_told(centre: Run, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"\x00\x81")
    (tmp_path / "large.csv").write_bytes(b"a" * (4 * 1024 * 1024 + 1))
    for name, told in (
        ("x.csv", "This is no text"), ("borte.csv", "There is no such file"),
        ("large.csv", "This is larger than any table of people"),
    ):  # fmt: skip
        done = centre("people", "import", name, *DATABASE)
        assert done.returncode == 2
        assert told in done.stderr


def test_undo_takes_all_of_them_back(centre: Run) -> None:
    centre("people", "import", "-", *DATABASE, stdin="Navn\nAne\nBo\n")
    done = centre("undo", *DATABASE)
    assert done.returncode == 0, done.stderr
    assert people(centre) == []


def test_whose_household_a_cell_meets_is_told_before_and_after(centre: Run) -> None:
    centre("people", "import", "-", *DATABASE, stdin="Navn;Husstand\nKari Vakt;\n")
    table = "Navn;Husstand\nAne Ny;Kari Vakt\nBo Ny;1\n"
    told = "+ 2: Ane Ny, participant\n    comes to live with Kari Vakt\n+ 3: Bo Ny, participant\n"
    for more in (["--dry-run"], []):
        done = centre("people", "import", "-", *more, *DATABASE, stdin=table)
        assert done.stdout.startswith(told)


def test_a_first_row_that_is_somebody_is_never_lost(centre: Run) -> None:
    table = "Åse Eksempel;deltaker;40612311\nBo Annet;deltaker;40612312\n"
    done = centre("people", "import", "-", *DATABASE, stdin=table)
    assert done.returncode == 2
    assert "Say what they hold with --columns name,role,phone" in done.stderr
    centre("people", "import", "-", "--columns", "name,role,phone", *DATABASE, stdin=table)
    assert {one["name"] for one in people(centre)} == {"Åse Eksempel", "Bo Annet"}


def test_of_two_imports_at_once_one_finds_those_of_the_other(centre: Run, tmp_path: Path) -> None:
    table = "Navn;Mobil\n" + "".join(f"Person {n} X;{40612300 + n}\n" for n in range(60))
    with ThreadPoolExecutor(4) as pool:
        done = pool.map(lambda _: centre("people", "import", "-", *DATABASE, stdin=table), range(4))
        assert all(each.returncode == 0 for each in done)
    assert len(people(centre)) == 60

"""Plans of every sort that a report has to tell of, and a folder with all of them."""

from __future__ import annotations

from pathlib import Path

from cli.writing import ODD_RULE_SET, Table, fine, gathering, plan, unclear, write

LONG = "Ærlig «talt», 100 % & <b>åpent</b>: " + "x" * 164
WAIVER: Table = {
    "rule": "senter.booked-ahead", "visit": "door", "reason": "Avtalt på døra, {0} & <ok>",
    "by": "Ingrid Eksempel", "until": "2021-01-29",
}  # fmt: skip


def mixed() -> Table:
    """One visit of every verdict, one with a waiver, and two that disturb each other."""
    tables = plan(
        fine(),
        gathering() | {"title": "Festen til Kari"},
        unclear(),
        fine("near", "08:00", "08:30", distance_m=1.5, people=["dag", "eli"]),
        fine("door", "16:00", "17:00", booked_at=None, title=LONG[:200]),
        fine("after", "17:05", "18:00", people=["gro"]),
    )
    return tables | {"waivers": [dict(WAIVER)]}


def nameless_visitor(**more: object) -> Table:
    """A visit of somebody without a number, whose name is in no report that ends in logs."""
    secret = {"id": "ane", "name": "Ane Hemmelig", "phone": "1"}
    return plan(fine(**more), people=[secret])


def as_stdin(folder: Path) -> str:
    """The mixed plan as a text."""
    return write(folder / "stdin.toml", mixed()).read_text("utf-8")


def two_versions() -> Table:
    """A visit without an appointment under each of two versions of the house rules."""
    return plan(
        fine("old", "2021-01-02T10:00", "2021-01-02T11:00", booked_at=None, people=["ane"]),
        fine("new", "2021-01-05T10:00", "2021-01-05T11:00", booked_at=None, people=["bo"]),
    )


def every_plan(folder: Path) -> list[str]:
    """Writes a plan of each sort, one of them wrong; their names."""
    write(folder / "mixed.toml", mixed())
    write(folder / "mixed.json", mixed())
    write(folder / "empty.toml", {"format": 1})
    write(folder / "versions.toml", two_versions())
    wrong = plan(fine())
    wrong["visits"][0]["end"] = "2021-01-06T09:00"
    write(folder / "wrong.toml", wrong | {"colour": "red"})
    return ["mixed.toml", "mixed.json", "empty.toml", "versions.toml", "wrong.toml", "gone.toml"]


ODD = ODD_RULE_SET.replace(
    "version = ", 'note = { nb = "{0} [x](1)", en = "{0} [x](1) <b>" }\nversion = '
)

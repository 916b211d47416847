"""Writing plans, rule sets and reading reports, as the tests of the command line need them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import termios
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from glimt_rules.hooks import ENTRY_POINT_GROUP

Table = dict[str, Any]
Run = Callable[..., "CompletedProcess[str]"]

#: A Wednesday on which all families but the support contacts' have most rules in force.
DAY = "2021-01-06"


def visit(id_: str, start: str, end: str, people: Iterable[str], **more: object) -> Table:
    """A visit on ``DAY``, where start and end are nothing but times of day."""
    times = [time if "T" in time else f"{DAY}T{time}" for time in (start, end)]
    return {"id": id_, "start": times[0], "end": times[1], "people": [*people], **more}


def plan(*visits: Table, **more: object) -> Table:
    """A plan with entries for all people, rooms and equipment that the visits name.

    Whoever is in it without an entry breaks no rule: named, reachable, all of one cohort,
    and nobody met outside.
    """
    tables: Table = {"format": 1, **more}
    named = list(dict.fromkeys(person for one in visits for person in one["people"]))
    people = {entry["id"]: entry for entry in tables.pop("people", [])}
    tables["people"] = [
        {"id": id_, "name": id_.title(), "phone": "+47 40 61 23 45", "cohort": "blue"}
        | people.pop(id_, {})
        for id_ in named
    ] + list(people.values())
    if "households" not in tables:
        homes = dict.fromkeys(entry.get("household", entry["id"]) for entry in tables["people"])
        weeks = {"2020-W53": 0, "2021-W01": 0, "2021-W02": 0, "2021-W03": 0}
        tables["households"] = [{"id": home, "outside_contacts": weeks} for home in homes]
    for key, place in (("rooms", "room"), ("equipment", "equipment")):
        entries = tables.get(key, [])
        there = {entry["id"] for entry in entries}
        used = [one.get(place) or [] for one in visits]
        ids = [id_ for given in used for id_ in ([given] if isinstance(given, str) else given)]
        extra = {"capacity_1m": 20, "capacity_2m": 20} if key == "rooms" else {}
        entries = [
            *entries,
            *({"id": id_, **extra} for id_ in dict.fromkeys(ids) if id_ not in there),
        ]
        if entries:
            tables[key] = sorted(entries, key=lambda entry: entry["id"])
    tables["visits"] = list(visits)
    return tables


def fine(id_: str = "fine", start: str = "10:00", end: str = "11:00", **more: object) -> Table:
    """A visit that no rule has anything to say of."""
    people = more.pop("people", ["ane", "bo"])
    given: Table = {"room": "felles", "booked_at": f"{DAY[:-1]}5T12:00", "masks": True}
    return visit(id_, start, end, people, **{**given, "distance_m": 2, **more})  # type: ignore[arg-type]


def gathering(id_: str = "party", start: str = "12:00", end: str = "13:00", n: int = 6) -> Table:
    """A private gathering outdoors, of six where at most five are allowed."""
    return visit(
        id_, start, end, [f"p{k}" for k in range(1, n + 1)], kind="private_gathering",
        setting="outdoors", distance_m=2,
    )  # fmt: skip


def unclear(id_: str = "unclear", start: str = "14:00", end: str = "15:00") -> Table:
    """A visit of which nobody has recorded whether the distance is kept."""
    return fine(id_, start, end) | {"room": None, "distance_m": None}


def write(path: Path, tables: Mapping[str, Any]) -> Path:
    """Write a plan as TOML or as JSON, as the file's name says; None is left out."""
    tables = _without_none(tables)
    text = as_json(tables) if path.suffix == ".json" else as_toml(tables)
    path.write_text(text, encoding="utf-8")
    return path


def as_json(tables: Mapping[str, Any]) -> str:
    return json.dumps(tables, indent=1, ensure_ascii=False) + "\n"


def as_toml(tables: Mapping[str, Any]) -> str:
    """TOML as people write it: lists of tables under headers of their own."""
    lines: list[str] = []
    late: list[str] = []
    for key, value in tables.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for entry in value:
                late += ["", f"[[{key}]]", *(f"{_key(k)} = {_toml(v)}" for k, v in entry.items())]
        else:
            lines.append(f"{_key(key)} = {_toml(value)}")
    return "\n".join([*lines, *late]) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(k)} = {_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)


def _without_none(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_none(v) for key, v in value.items() if v is not None}
    return [_without_none(v) for v in value] if isinstance(value, list) else value


def line_of(path: Path, text: str) -> int:
    """The line of the ``[[visits]]`` header, or opening bracket, above a text."""
    lines = path.read_text("utf-8").splitlines()
    place = next(n for n, line in enumerate(lines) if text in line)
    header = "{" if path.suffix == ".json" else "[["
    return max(n for n in range(place) if lines[n].strip().startswith(header)) + 1


def report(done: CompletedProcess[str]) -> Any:
    """The one JSON object on standard output."""
    return json.loads(done.stdout)


def reports(done: CompletedProcess[str]) -> list[Any]:
    """The JSON objects, one a line."""
    return [json.loads(line) for line in done.stdout.splitlines()]


def broken(found: Any) -> list[tuple[str, str, str]]:
    """(visit, rule, level) of all findings of a report."""
    return [(f["visit"], f["rule"], f["level"]) for f in found["findings"]]


RULE_SET = """
format = 1
family = "prove"
version = "2021-01-01"
authority = { nb = "Prøvenemnda", en = "The trial board" }
jurisdiction = { nb = "Her", en = "Here" }
decided = 2021-01-01
in_force = 2021-01-01
source = { title = { nb = "Prøvevedtaket", en = "The trial decision" }, url = "https://example.org/p" }

[rules.few]
kind = "persons-at-once"
force = "house"
limit = 1
title = { nb = "Én om gangen", en = "One at a time" }
demand = { nb = "Kom én og én.", en = "Come one by one." }

[[rules.few.cases]]
name = { nb = "To er for mange.", en = "Two are too many." }
expect = { a = "violation" }
visits = [
  { id = "a", start = 2021-01-05T12:00:00, end = 2021-01-05T13:00:00, people = ["x", "y"] },
]

[[rules.few.cases]]
name = { nb = "Én er nok.", en = "One is fine." }
expect = { a = "kept" }
visits = [
  { id = "a", start = 2021-01-05T12:00:00, end = 2021-01-05T13:00:00, people = ["x"] },
]
"""  # noqa: E501

NEXT_NASJONAL = """
format = 1
family = "nasjonal"
version = "2021-01-05"
base = "2021-01-03"
authority = { nb = "Regjeringen", en = "The Norwegian government" }
jurisdiction = { nb = "Norge", en = "Norway" }
decided = 2021-01-05
in_force = 2021-01-06
source = { title = { nb = "Nytt vedtak", en = "New decision" }, url = "https://example.org/n" }

[rules.private-gathering]
limit = 6

[[rules.private-gathering.cases]]
name = { nb = "Seks er nok.", en = "Six are fine." }
expect = { six = "kept" }
visits = [
  { id = "six", kind = "private_gathering", setting = "outdoors", start = 2021-01-07T12:00:00, end = 2021-01-07T13:00:00, people = ["a", "b", "c", "d", "e", "f"] },
]

[[rules.private-gathering.cases]]
name = { nb = "Sju er for mange.", en = "Seven are too many." }
expect = { seven = "violation" }
visits = [
  { id = "seven", kind = "private_gathering", setting = "outdoors", start = 2021-01-07T12:00:00, end = 2021-01-07T13:00:00, people = ["a", "b", "c", "d", "e", "f", "g"] },
]
"""  # noqa: E501


def rules_folder(folder: Path, **texts: str) -> Path:
    """A folder of rule sets: each a file of that name."""
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


#: A kind of rule that fails while it judges, and a rule set that uses it.
FAILING_KIND = """
from glimt_rules.hooks import files_beside, hookimpl
from glimt_rules.kinds.base import Kind

class Odd(Kind, frozen=True):
    name = "odd"

    def judge(self, facts, groups, judged):
        raise ZeroDivisionError("oh no")

@hookimpl
def glimt_rule_kinds():
    return [Odd]

@hookimpl
def glimt_rule_sets():
    return files_beside(__file__)
"""
ODD_RULE_SET = RULE_SET.replace("persons-at-once", "odd").replace("limit = 1\n", "")


def plugin(folder: Path, module: str, **rule_sets: str) -> dict[str, str]:
    """A package on the path that brings the family ``prove``; the environment that has it."""
    rules_folder(folder, **rule_sets)
    (folder / "glimt_prove.py").write_text(module, "utf-8")
    packed = folder / "glimt_prove-1.dist-info"
    packed.mkdir()
    (packed / "METADATA").write_text("Metadata-Version: 2.1\nName: glimt-prove\nVersion: 1\n")
    (packed / "entry_points.txt").write_text(f"[{ENTRY_POINT_GROUP}]\nprove = glimt_prove\n")
    return {"PYTHONPATH": str(folder)}


# A terminal ------------------------------------------------------------------------------

GLIMT = Path(sys.executable).with_name("glimt")


def surroundings(home: Path, **more: str) -> dict[str, str]:
    """An environment with nobody's configuration, as the fixture ``glimt`` has it."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("LC_", "LANG", "GLIMT_", "XDG_")) and key != "NO_COLOR"
    }
    return {**kept, "HOME": str(home), "XDG_CONFIG_DIRS": str(home), "TERM": "xterm", **more}


def on_terminal(folder: Path, *args: str, columns: int = 200, **env: str) -> tuple[int, str]:
    """Run the command on a terminal of that width; what it showed, both outputs together."""
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (50, columns))
    with subprocess.Popen(
        [str(GLIMT), *args], stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder,
        env=surroundings(folder, PYTHONUTF8="1", **env),
    ) as running:  # fmt: skip
        os.close(theirs)
        shown = b""
        while True:
            try:
                more = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            shown += more
        os.close(ours)
        code = running.wait(timeout=60)
    return code, shown.decode("utf-8").replace("\r\n", "\n")


def without_colours(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)

"""A centre's database of any size in the middle of its time, for measurements of the screen."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.plans import realistic_plan
from benchmarks.screen_line import PYTHONPATH, Line, line_to

#: The day that the screen shows: a Tuesday on which three families of rules are in force.
TODAY = date(2021, 1, 12)
#: What the command ``glimt`` runs.
GLIMT = (sys.executable, "-c", "from glimt_tui.start import run; run()")
#: Years of bookings keep their people: by the machine's clock all of them lie far back.
CONFIG = 'language = "en"\nbooking_days = 3650\n'


@dataclass(frozen=True, slots=True)
class House:
    """A folder with a database and a configuration, and what stands in the database."""

    folder: Path
    #: from when until when the bookings of today are: ``13:00–14:30``
    spans_today: frozenset[str]

    @property
    def environment(self) -> dict[str, str]:
        """The environment of somebody who has nothing but this database."""
        home = str(self.folder)
        return {
            "HOME": home,
            "XDG_DATA_HOME": home,
            "XDG_STATE_HOME": home,
            "XDG_CONFIG_HOME": home,
            "GLIMT_CONFIG": str(self.folder / "glimt.toml"),
        }

    def open(self) -> AbstractContextManager[Line]:
        """Glimt's screen on this database."""
        return line_to((*GLIMT, "--today", TODAY.isoformat()), self.environment, self.folder)

    def shows_today(self, look: list[str]) -> bool:
        """Whether the first booking of today stands on the screen."""
        return any(line[:11] in self.spans_today for line in look)

    def shows_verdicts(self, look: list[str]) -> bool:
        """Whether the rules have answered for what is shown of today."""
        signs = {line[13:14] for line in look if line[:11] in self.spans_today}
        return bool(signs) and "·" not in signs


def plan_around_today(visits: int) -> dict[str, Any]:
    """A realistic plan of so many visits: half are over, and half are planned ahead of today."""
    plan = realistic_plan(visits)
    middle = date.fromisoformat(plan["visits"][visits // 2]["start"][:10])
    moved = TODAY - (middle - timedelta(days=middle.weekday() - TODAY.weekday()))
    text = re.sub(
        r"\d{4}-\d\d-\d\d",
        lambda found: (date.fromisoformat(found[0]) + moved).isoformat(),
        json.dumps(plan),
    )
    text = re.sub(r"(\d{4})-W(\d\d)", lambda found: _week(found, moved), text)
    around: dict[str, Any] = json.loads(text)
    for visit in around["visits"]:
        if visit["start"] >= TODAY.isoformat() and visit.get("status") != "cancelled":
            for key in ("status", "handwashed", "surfaces_cleaned", "absent"):
                visit.pop(key, None)
    return around


def _week(found: re.Match[str], moved: timedelta) -> str:
    year, week, _ = (date.fromisocalendar(int(found[1]), int(found[2]), 1) + moved).isocalendar()
    return f"{year}-W{week:02d}"


def _spans_on(day: date, plan: dict[str, Any]) -> frozenset[str]:
    return frozenset(
        f"{visit['start'][11:16]}–{visit['end'][11:16]}"
        for visit in plan["visits"]
        if visit["start"].startswith(day.isoformat())
    )


@contextmanager
def house(visits: int) -> Iterator[House]:
    """A database of so many visits in a temporary folder, made as anybody would make it."""
    with TemporaryDirectory(prefix="glimt-bench-") as name:
        plan = plan_around_today(visits)
        made = House(Path(name), _spans_on(TODAY, plan))
        (made.folder / "glimt.toml").write_text(CONFIG)
        (made.folder / "plan.json").write_text(json.dumps(plan))
        for command in (("init",), ("import", "plan.json")):
            subprocess.run(
                [*GLIMT, *command], cwd=made.folder, check=True, stdout=subprocess.DEVNULL,
                env={**os.environ, **made.environment, "PYTHONPATH": PYTHONPATH},
            )  # fmt: skip
        yield made

"""The machine of a made-up centre: a configuration, a database, and what runs on it."""

from __future__ import annotations

import os
import pwd
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from e2e.terminal import terminal_environment

GLIMT = Path(sys.executable).with_name("glimt")
#: Everybody works on the machine as the user who runs the tests.
SERVICE = pwd.getpwuid(os.getuid()).pw_name
_PLAN = """
format = 1
timezone = "{zone}"

[[rooms]]
id = "musikk"
name = "Musikkrommet"
[[rooms]]
id = "verksted"
name = "Verkstedet"

[[people]]
id = "ane"
name = "Ane Eksempel"
phone = "40612345"
[[people]]
id = "bo"
name = "Bo Prøve"
phone = "40612346"
[[people]]
id = "cecilie"
name = "Cecilie Påhitt"
phone = "40612347"

[[visits]]
id = "maling"
title = "Maling"
start = {today}T10:00:00
end = {today}T16:00:00
room = "verksted"
people = ["ane", "bo"]
booked_at = {yesterday}T09:00:00

[[visits]]
id = "skriving"
title = "Skriving"
start = {tomorrow}T10:00:00
end = {tomorrow}T12:00:00
room = "verksted"
people = ["bo"]
booked_at = {yesterday}T09:00:00
"""


def plan_of_today() -> str:
    """A plan of today and tomorrow in a time zone in which it is between 11 and 12 o'clock.

    So no test runs over midnight, and everybody who is awaited at 10 is late.
    """
    now = datetime.now(UTC)
    ahead = 11 - now.hour
    today = (now + timedelta(hours=ahead)).date()
    return _PLAN.format(
        zone=f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT",  # signs are the other way round there
        today=today,
        yesterday=today - timedelta(days=1),
        tomorrow=today + timedelta(days=1),
    )


class House:
    """The folder in which all of it lies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "glimt.toml"
        self.database = folder / "data" / "glimt.db"

    @classmethod
    def made(cls, folder: Path) -> House:
        """Set it up by the program's own commands."""
        house = cls(folder)
        folder.mkdir(mode=0o700)
        house.config.write_text(
            f'database = "data/glimt.db"\nservice_user = "{SERVICE}"\nlanguage = "en"\n', "utf-8"
        )
        (folder / "plan.toml").write_text(plan_of_today(), "utf-8")
        house.glimt("init", "--as", "ane")
        house.glimt("import", "plan.toml", "--as", "ane")
        return house

    def copied(self, folder: Path) -> House:
        """The same once more, for somebody else to change."""
        shutil.copytree(self.folder, folder)
        return House(folder)

    @property
    def environment(self) -> dict[str, str]:
        """What a session on the machine finds in its environment."""
        return {
            "PATH": f"{GLIMT.parent}{os.pathsep}{os.environ['PATH']}",
            "GLIMT_CONFIG": str(self.config),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "LC_ALL": "C.UTF-8",
        }

    def glimt(self, *arguments: str) -> str:
        """Run a command on the machine that has to succeed; returns what it prints."""
        done = subprocess.run(
            [str(GLIMT), *arguments],
            cwd=self.folder,
            env=terminal_environment(**self.environment),
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    # What runs there -----------------------------------------------------------------------

    def processes(self, *arguments: str) -> list[int]:
        """The sessions of the program on this machine that were started with such arguments."""
        mine = f"GLIMT_CONFIG={self.config}".encode()
        wanted = [GLIMT.name.encode(), *(argument.encode() for argument in arguments)]
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # it has ended meanwhile, or is somebody else's
                words = (place / "cmdline").read_bytes().split(b"\0")[:-1]
                words = [word.rpartition(b"/")[2] for word in words]
                if words[1:] == wanted and mine in (place / "environ").read_bytes().split(b"\0"):
                    found.append(int(place.name))
        return found

    def signal(self, number: int, *arguments: str) -> None:
        """Send a signal to the one session that was started with such arguments."""
        (process,) = self.processes(*arguments)
        os.kill(process, number)

    def all_ended(self, *arguments: str, within: float) -> float:
        """Wait until no such session runs any more; returns how long that took."""
        began = time.monotonic()
        while self.processes(*arguments):
            waited = time.monotonic() - began
            assert waited < within, f"still running after {waited:.1f} s"
            time.sleep(0.05)
        return time.monotonic() - began

    def assert_not_locked(self) -> None:
        """Whoever wants to write can do so at once, and the database is whole."""
        with closing(sqlite3.connect(self.database, timeout=0, isolation_level=None)) as line:
            line.execute("BEGIN IMMEDIATE")
            line.execute("ROLLBACK")
            assert line.execute("PRAGMA quick_check").fetchone() == ("ok",)

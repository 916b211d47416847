"""Takes the pictures that the documents show: ``python docs/make_pictures.py [NAME…]``.

Those of the screen are taken of the made-up weeks of ``glimt demo``, on the morning that those are
told for; those of commands show what the commands print of the same weeks.
"""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.text import Text
from textual.events import Paste

from glimt_rules.documents.source import Source
from glimt_rules.plan.read import read_plan
from glimt_tui.cli.demo import PLAN
from glimt_tui.desk.desk import Desk
from glimt_tui.language import texts_in
from glimt_tui.plugins import BUILT_IN, load_book
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.demo import DEMO_NOTES, DEMO_NOW, demo_session

FOLDER = Path(__file__).with_name("pictures")
#: What is pressed, one key after the other, before each picture is taken.
PICTURES: dict[str, list[str | Paste]] = {
    "i-dag": [],
    "ta-imot": ["down", "k"],
    "uke": ["2"],
    "booking": ["n", *"ane", "enter", "tab", *"to 14-15:30", "tab"],
    "folk": ["3", "down", "enter"],
    "regler": ["4"],
    "dobbeltbooking": ["n", *"kaja", "enter", "tab", *"i dag 13-14", "tab"],
    "vakter": ["2"],
    "serier": ["2", *["right"] * 3, "enter", "r", "tab", *"16.4.", "tab", *["down"] * 11, "space"],
    "utstyr": ["e", *["down"] * 6, "l", *"bj", "enter", "r"],
    "folge-opp": [
        "3", "down", "l", "i", "ctrl+u", *"12.1.", "tab", *"Ring etter klokken tre", "enter",
        "escape", "down", "down", "l", "i", "ctrl+u", *"12.1.", "enter", "escape", "1", "l",
    ],
    "vaktskifte": [
        "4", "down", "down", "s", *["down"] * 15, "j", "1", "b", "n",
        *"Nøkkelen til studio ligger i skuffen", "enter",
    ],
    "sms": ["down", "down", "down", "s"],
    "huset": ["H", *["down"] * 6, "enter", "tab", "tab", "tab", *"30"],
    "lim-inn": [
        "3", "P",
        Paste(
            "Navn\tMobil\tRolle\tDiagnose\nÅse Eksempel\t406 12 399\tdeltaker\tx\n"
            "Brit Tenkt\t\t\t\nKim Påhitt\t406 12 398\tsjef\t\n"
        ),
    ],
}  # fmt: skip
#: What is run in an empty folder before each picture of a command; the last one is shown.
COMMANDS: dict[str, list[str]] = {
    "papir": [f"glimt today {PLAN} --day 2021-01-12 --for desk"],
    "rettigheter": [
        "glimt init",
        f"glimt import {PLAN}",
        "glimt person export ane",
    ],
}
SIZE = (100, 30)


async def take(name: str, keys: list[str | Paste]) -> None:
    """Take one picture."""
    plan = read_plan(Source(name=PLAN.name, text=PLAN.read_text("utf-8"), format="toml")).plan
    session = demo_session(plan, lambda: DEMO_NOW, DEMO_NOTES)
    desk = Desk(session, load_book(BUILT_IN), lambda: DEMO_NOW)
    app = GlimtApp(desk, texts_in("nb"), is_other_day=True)
    async with app.run_test(size=SIZE) as pilot:
        while app.view is None:
            await pilot.pause(0.05)
        for key in keys:
            if isinstance(key, Paste):
                assert app.focused is not None
                app.focused.post_message(key)
            else:
                await pilot.press(key)
            await pilot.pause(0.1)
        await pilot.pause(1.0)
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{name}.svg").write_text(app.export_screenshot(title="Glimt"), "utf-8")


def run(name: str, commands: list[str]) -> None:
    """Take a picture of what a command prints."""
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    with TemporaryDirectory() as folder:
        home = {"HOME": folder, "GLIMT_DATABASE": f"{folder}/glimt.db", "PATH": programs}
        for command in commands:
            done = subprocess.run(
                [*command.split()[:1], "--lang", "nb", *command.split()[1:]],
                env={**home, "PYTHONUTF8": "1"}, cwd=folder, capture_output=True, text=True,
                check=True,
            )  # fmt: skip
    width, height = SIZE
    console = Console(record=True, width=width, file=io.StringIO())
    shown = done.stdout.splitlines()[: height - 2]
    typed = " ".join(part.rpartition("/")[2] for part in commands[-1].split())
    console.print(Text("\n".join([f"$ {typed}", *shown, "…"])))
    (FOLDER / f"{name}.svg").write_text(console.export_svg(title="Glimt"), "utf-8")


def main(wanted: list[str]) -> None:
    """Take the pictures of these names; all of them where there is none."""
    for name, keys in PICTURES.items():
        if not wanted or name in wanted:
            asyncio.run(take(name, keys))
    for name, commands in COMMANDS.items():
        if not wanted or name in wanted:
            run(name, commands)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Takes the pictures of the screen that the documents show: ``python docs/make_pictures.py``.

They are taken of the made-up weeks of ``glimt demo``, on the morning that those are told for.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from glimt_rules.documents.source import Source
from glimt_rules.plan.read import read_plan
from glimt_tui.cli.demo import PLAN
from glimt_tui.desk.desk import Desk
from glimt_tui.language import texts_in
from glimt_tui.plugins import BUILT_IN, load_book
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.demo import DEMO_NOW, demo_session

FOLDER = Path(__file__).with_name("pictures")
#: What is pressed, one key after the other, before each picture is taken.
PICTURES: dict[str, list[str]] = {
    "i-dag": [],
    "ta-imot": ["down", "k"],
    "uke": ["2"],
    "booking": ["n", *"ane", "enter", "tab", *"to 14-15:30", "tab"],
    "folk": ["3", "down", "enter"],
    "regler": ["4"],
}
SIZE = (100, 30)


async def take(name: str, keys: list[str]) -> None:
    """Take one picture."""
    plan = read_plan(Source(name=PLAN.name, text=PLAN.read_text("utf-8"), format="toml")).plan
    desk = Desk(demo_session(plan, lambda: DEMO_NOW), load_book(BUILT_IN), lambda: DEMO_NOW)
    app = GlimtApp(desk, texts_in("nb"), is_other_day=True)
    async with app.run_test(size=SIZE) as pilot:
        while app.view is None:
            await pilot.pause(0.05)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.1)
        await pilot.pause(1.0)
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{name}.svg").write_text(app.export_screenshot(title="Glimt"), "utf-8")


def main() -> None:
    """Take all pictures."""
    for name, keys in PICTURES.items():
        asyncio.run(take(name, keys))


if __name__ == "__main__":
    main()

"""What docs/keeping.md shows is what happens, command by command, in an empty folder."""

from __future__ import annotations

import os
import pwd
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "keeping.md"
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def told(text: str, folder: Path) -> str:
    """A text without what is another one each time: the time, the user, the folder."""
    own = pwd.getpwuid(os.getuid()).pw_name
    text = text.replace(f"{folder}/", "").replace(f"  {own}  ", "  kari  ")
    return re.sub(r"20(?!21)\d\d-\d\d-\d\d( \d\d:\d\d|T\d{4})", "NOW", text)


def test_everything_on_the_page_has_been_run(tmp_path: Path) -> None:
    blocks = BLOCK.findall(PAGE.read_text("utf-8"))
    plan = next(text for kind, text in blocks if kind == "toml")
    (tmp_path / "plan.toml").write_text(plan, "utf-8")
    env = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "GLIMT_DATABASE": "glimt.db",
        "PYTHONUTF8": "1",
        "XDG_CONFIG_DIRS": str(tmp_path),
    }
    shown = [text for kind, text in blocks if kind == "console"]
    assert len(shown) > 6
    for block in shown:
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            done = subprocess.run(
                command,
                shell=True,
                cwd=tmp_path,
                env=env,
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
                timeout=60,
            )
            for piece in told(output, tmp_path).split("…\n"):
                assert piece in told(done.stdout + done.stderr, tmp_path), command

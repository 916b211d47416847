"""Runs what a page of the documentation shows, and holds what it prints to what the page says.

A page's blocks are taken in order. ``toml`` blocks are files, named between them and the block
before; ``diff`` blocks are what somebody changes in one; ``console`` blocks are commands and what
they print, where a line ``…`` stands for anything.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
_FILE = re.compile(r"`([\w.-]+\.toml)`")


def run_page(page: Path, folder: Path, told: Callable[[str, Path], str], **env: str) -> int:
    """Do all that a page shows, in an empty folder; the number of commands that were run."""
    text, done, before, file = page.read_text("utf-8"), 0, 0, folder
    for match in BLOCK.finditer(text):
        kind, block = match.groups()
        named = _FILE.findall(text[before : match.start()])
        file, before = folder / named[-1] if named else file, match.end()
        if kind == "toml":
            file.write_text(block, "utf-8")
        elif kind == "diff":
            file.write_text(changed(file.read_text("utf-8"), block), "utf-8")
        elif kind == "console":
            done += run_block(block, folder, told, env)
    return done


def run_block(
    block: str, folder: Path, told: Callable[[str, Path], str], env: dict[str, str]
) -> int:
    """Run the commands of a block, each compared with what stands below it."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    surroundings = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(folder),
        "PYTHONUTF8": "1",
        "XDG_CONFIG_DIRS": str(folder),
        **env,
    }
    for part in parts:
        command, _, output = part.partition("\n")
        done = subprocess.run(
            command,
            shell=True,
            cwd=folder,
            env=surroundings,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )
        printed = told(done.stdout + done.stderr, folder)
        for piece in told(output, folder).split("…\n"):
            assert piece in printed, f"{command}\n{printed}"
    return len(parts)


def changed(text: str, diff: str) -> str:
    """A text after a change: lines with ``-`` go, lines with ``+`` come in their place.

    ``@@ something`` goes on from the next line that begins so. A line that ends in ``…`` stands
    for the one that begins like it.
    """
    lines, at = text.splitlines(), 0
    for line in diff.splitlines():
        sign, wanted = line[:1], line[1:]
        if line.startswith("@@ "):
            at = _next(lines, 0, line[3:] + "…")
        elif sign == "+":
            lines.insert(at, wanted)
            at += 1
        else:
            at = _next(lines, at, wanted)
            if sign == "-":
                del lines[at]
            else:
                at += 1
    return "\n".join(lines) + "\n"


def _next(lines: list[str], at: int, wanted: str) -> int:
    for place in range(at, len(lines)):
        if lines[place] == wanted or (
            wanted.endswith("…") and lines[place].startswith(wanted[:-1])
        ):
            return place
    raise AssertionError(f"no such line from line {at + 1} on: {wanted}")

"""Who exports nothing pays nothing for it."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
import glimt_tui.main, glimt_tui.parser, glimt_tui.cli.check
print(*sys.modules)
"""


def test_judging_imports_neither_the_exchange_nor_its_libraries() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=60
    )
    roots = {name.partition(".")[0] for name in done.stdout.split()}
    assert "glimt_tui.cli.check" in done.stdout.split()
    assert not roots & {"icalendar", "tomli_w"}
    assert not any(name.startswith("glimt_tui.exchange") for name in done.stdout.split())

"""``glimt`` alone: what there is, as long as there is no screen."""

from __future__ import annotations

import sys

from glimt_rules.message import say
from glimt_tui.cli.context import Context
from glimt_tui.exits import Exit
from glimt_tui.terminal import write


def run(context: Context) -> Exit:
    """Say plainly that there is no screen in this version, and what there is instead."""
    texts = context.texts
    for line in (
        say("This version of Glimt has no screen and no database yet."),
        say("It judges plan documents: try «glimt demo», then «glimt check PLAN»."),
        say("«glimt --help» tells the rest."),
    ):
        write(texts(line) + "\n", sys.stderr)
    return Exit.WRONG_INPUT

"""Where the ``glimt`` command starts: before anything large is imported.

Importing makes thousands of objects that stay until the end. The collector of cycles would
walk them again and again as they come, and twice more as the interpreter leaves: together
a tenth of what checking a small plan takes.
"""

from __future__ import annotations

import gc


def run() -> None:
    """Entry point of the ``glimt`` command."""
    gc.disable()
    try:
        from glimt_tui.main import run as run_main

        run_main()
    finally:
        gc.freeze()  # what is left goes with the process


def rest() -> None:
    """Let the collector rest again, for a command that imports much more before it shows anything.

    ``imported`` ends that.
    """
    gc.disable()


def imported() -> None:
    """Let the collector work again, but not on what was imported; called as a command begins."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()

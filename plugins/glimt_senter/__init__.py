"""The recovery centre itself: its own routines, stricter than law where it chose to be.

How people book, with whom they come, and what is cleaned, washed and ticked off.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from glimt_rules.hooks import files_beside, hookimpl


@hookimpl
def glimt_rule_sets() -> Iterable[Path]:
    """The versions of this family, one file each."""
    return files_beside(__file__)

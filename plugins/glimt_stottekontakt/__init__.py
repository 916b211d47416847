"""Indre Østfold municipality: what it asks of support contacts (støttekontakter).

When assignments may be carried out, where, and what is weighed beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from glimt_rules.hooks import files_beside, hookimpl


@hookimpl
def glimt_rule_sets() -> Iterable[Path]:
    """The versions of this family, one file each."""
    return files_beside(__file__)

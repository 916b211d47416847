"""Trondheim municipality: what its executive committee (formannskapet) has decided.

Social contacts a week, and masks where people cannot keep apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from glimt_rules.hooks import files_beside, hookimpl


@hookimpl
def glimt_rule_sets() -> Iterable[Path]:
    """The versions of this family, one file each."""
    return files_beside(__file__)

"""Norway: what the government has laid down for the whole country.

Some of it is law (how many indoors, how far apart), and some of it is advice.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from glimt_rules.hooks import files_beside, hookimpl


@hookimpl
def glimt_rule_sets() -> Iterable[Path]:
    """The versions of this family, one file each."""
    return files_beside(__file__)

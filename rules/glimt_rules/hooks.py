"""What a plugin can offer, by pluggy. Hooks are called once, at start; never while judging.

A plugin is a module (or a package's entry point in the group ``glimt.rules``) with any of
these functions, marked with ``hookimpl``::

    from glimt_rules.hooks import files_beside, hookimpl

    @hookimpl
    def glimt_rule_sets():
        return files_beside(__file__)
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pluggy

from glimt_rules.kinds.base import Kind
from glimt_rules.rulesets.files import rule_set_files

PROJECT = "glimt"
#: The entry-point group in which other packages offer their plugins.
ENTRY_POINT_GROUP = "glimt.rules"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def glimt_rule_sets() -> Iterable[Path]:  # type: ignore[empty-body]
    """The files of the rule sets that the plugin brings, one version a file."""


@hookspec
def glimt_rule_kinds() -> Iterable[type[Kind]]:  # type: ignore[empty-body]
    """The kinds of rules that the plugin brings, beside those of ``glimt_rules.kinds``."""


def files_beside(module_file: str) -> list[Path]:
    """The rule sets in a module's own folder, by name."""
    return rule_set_files(Path(module_file).parent)

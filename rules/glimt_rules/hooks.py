"""What a plugin can offer of rules, by pluggy. Never called while judging.

A plugin is a module (or whatever a package's entry point in the group ``glimt.rules``
leads to) with any of these functions, marked with ``hookimpl``::

    from glimt_rules.hooks import files_beside, hookimpl

    GLIMT_API = 1

    @hookimpl
    def glimt_rule_sets():
        return files_beside(__file__)

The hooks that are about the application, not about rules, are in ``glimt_tui.hooks``.
``docs/plugins.md`` tells how a plugin is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pluggy

from glimt_rules.kinds.base import Kind
from glimt_rules.message import Bilingual, Message
from glimt_rules.rulesets.files import rule_set_files

PROJECT = "glimt"
#: The entry-point group in which other packages offer their plugins.
ENTRY_POINT_GROUP = "glimt.rules"

#: The version of the hooks, and of what ``docs/plugins.md`` says may be relied on. Both are
#: only ever extended: what was written for a smaller number works with a larger one. It
#: grows by one where something is added that a plugin may need. A plugin says by a
#: ``GLIMT_API`` of its own, as a number, which one it was written for; one that needs more
#: than there is is named, and not loaded.
GLIMT_API = 1

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def glimt_rule_sets() -> Iterable[Path]:  # type: ignore[empty-body]
    """The files of the rule sets that the plugin brings, one version a file. Since API 1."""


@hookspec
def glimt_rule_kinds() -> Iterable[type[Kind]]:  # type: ignore[empty-body]
    """The kinds of rules that the plugin brings, beside ``glimt_rules.kinds``. Since API 1."""


def files_beside(module_file: str) -> list[Path]:
    """The rule sets in a module's own folder, by name."""
    return rule_set_files(Path(module_file).parent)


def both(nb: str, en: str) -> Message:
    """A sentence in both languages, for a plugin: its texts are in no catalogue of Glimt's.

    Written with a small letter; where it opens a line it is given a capital.
    """
    # a message within a message, since those are what is given a capital
    return Message("{told}", {"told": Message("{text}", {"text": Bilingual(nb=nb, en=en)})})

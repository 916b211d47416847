"""Exit codes: the one place that maps what happened to a number."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from glimt_rules.errors import GlimtError


class Exit(IntEnum):
    """What a script reads from a command's exit code."""

    OK = 0  #: nothing that fails
    FAILED = 1  #: at least one violation, or whatever the command asks about
    WRONG_INPUT = 2  #: the input, the options or the configuration is wrong
    INCOMPLETE = 3  #: a rule set could not be loaded, or a rule failed


class PluginError(GlimtError):
    """A plugin's format or subcommand failed: what it was to say is not known (exit 3)."""


def worst(exits: Iterable[Exit]) -> Exit:
    """The first that applies, in the order 3, 2, 1, 0."""
    return max(exits, default=Exit.OK)


def exit_for(error: GlimtError) -> Exit:
    """What an error that is explained means: what may not be done is no wrong input."""
    from glimt_tui.store.errors import Refused

    if isinstance(error, PluginError):
        return Exit.INCOMPLETE
    return Exit.FAILED if isinstance(error, Refused) else Exit.WRONG_INPUT

"""Taking the rule sets of folders into a rule book that is being loaded."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from glimt_rules.documents.faults import quoted
from glimt_rules.documents.source import read_small_source
from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_rules.rulesets.files import rule_set_files
from glimt_rules.rulesets.read import Failed

if TYPE_CHECKING:
    from glimt_tui.plugins import Loader
    from glimt_tui.rule_files.folder import Contents


def take(loader: Loader, folder: Path | Contents) -> list[Problem]:
    """Take the rule sets of a folder that an option names, or of one that the configuration does.

    Returns what is wrong with asking for it: that no rule set is there, or one that is there
    already. A file that is no rule set is noted as failed.
    """
    if isinstance(folder, Path):
        return _from_path(loader, folder)
    return _from_contents(loader, folder)


def _from_path(loader: Loader, folder: Path) -> list[Problem]:
    """The TOML files of a folder, or one file."""
    paths = rule_set_files(folder) if folder.is_dir() else [folder]
    if not paths:
        message = say("there is no rule set (*.toml) in {folder}", folder=quoted(str(folder)))
        return [Problem(message=message, where="--rules")]
    return _sorted_out(loader, loader.read_files(paths, read_small_source))


def _from_contents(loader: Loader, contents: Contents) -> list[Problem]:
    """A folder that the configuration names, as it was read and looked at."""
    if contents.modules:
        from glimt_tui.rule_files.python import take_modules

        take_modules(loader, contents.modules)
    for failed in contents.failed:
        loader.problems += failed.told()
    return _sorted_out(loader, loader.read_sources(contents.sources))


def _sorted_out(loader: Loader, failures: Iterable[Failed]) -> list[Problem]:
    """What is there already; files that are no rule set are noted as failed."""
    wrong: list[Problem] = []
    for failed in failures:
        if failed.repeated:
            wrong += failed.problems
        else:
            loader.problems += failed.told()
    return wrong

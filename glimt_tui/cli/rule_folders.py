"""What is wrong with asking for a folder of rule sets, or for one file; and who asked for it."""

from __future__ import annotations

import os
from pathlib import Path

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import Problem
from glimt_rules.message import Message, say
from glimt_rules.rulesets.files import is_rule_set, rule_set_files
from glimt_tui.config import Loaded


def wrong_folder(config: Loaded, place: int, folder: Path) -> Problem | None:
    """What is wrong with the folder that stands at a place; None where nothing is.

    The configuration's stand first, after them those that ``--rules`` names.
    """
    if place < len(config.rule_directories):
        message = _wrong_here(folder)
        return None if message is None else config.problem(message, "rule_directories", place)
    message = _not_there(folder)
    if message is None and folder.is_dir() and not rule_set_files(folder):
        message = say("there is no rule set (*.toml) in {folder}", folder=quoted(str(folder)))
    return None if message is None else Problem(message=message, where="--rules")


def _wrong_here(folder: Path) -> Message | None:
    """What is wrong with a folder, or a file, that the configuration names."""
    if wrong := _not_there(folder):
        return wrong
    if not folder.is_dir():
        return None if is_rule_set(folder.name) else _no_rule_set(folder)
    if rule_set_files(folder) or _is_locked(folder):
        return None
    return say(
        "there is no rule set (*.toml) in {folder}; if it is to be empty, glimt rules lock says so",
        folder=quoted(str(folder)),
    )


def _not_there(folder: Path) -> Message | None:
    if os.path.exists(folder):
        return None
    # also where it may not be searched
    return say("there is no folder of rule sets {folder}", folder=quoted(str(folder)))


def _no_rule_set(file: Path) -> Message:
    return say(
        "{file} can be no rule set: its file ends in .toml, and not in .cases.toml, and does not "
        "begin with a dot",
        file=quoted(str(file)),
    )


def _is_locked(folder: Path) -> bool:
    """Whether a folder has a lock, or had one, and so may well have no rule set any more."""
    from glimt_tui.rule_files.lock import COPY_NAME, FILE_NAME

    return any(os.path.lexists(folder / name) for name in (FILE_NAME, COPY_NAME))

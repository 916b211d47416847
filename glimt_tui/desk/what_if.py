"""What if the rules were others: a rule set more or fewer, or a family switched as a whole.

Tried out on a view of the database, off the screen's thread; nothing is written anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

from msgspec import Struct, structs

from glimt_rules.errors import InputError, Problem
from glimt_rules.impact import Books, Impact, books, impact
from glimt_rules.kinds.base import Kind
from glimt_rules.message import say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.files import looks_like_rule_set, rule_set_files
from glimt_rules.rulesets.model import RuleSet
from glimt_tui.desk.families import switching
from glimt_tui.desk.typed_paths import in_folder
from glimt_tui.desk.view import View, with_accepted_waivers
from glimt_tui.isolated import isolated
from glimt_tui.isolated.beside import read_beside
from glimt_tui.store.families import switched

#: So much of a file is looked at to tell whether it is a rule set.
_HEAD = 64 * 1024
#: How many files are offered at most.
MOST_FILES = 50


class Asked(Struct, frozen=True):
    """What is asked about: a rule set's file more, a version fewer, or a family switched."""

    what: Literal["file", "without", "on", "off"]
    #: the file's path, the version (``nasjonal@2021-01-03``), or the family
    name: str


class RuleFiles(Struct, frozen=True):
    """Where rule sets may lie that are not in force yet, and what they may hold."""

    #: the configured folders of rule sets; the working folder is looked at as well
    folders: tuple[Path, ...] = ()
    #: the kinds of rules that a rule set may use
    kinds: Callable[[], Mapping[str, type[Kind]]] = dict
    #: makes of rule sets those whose rules of other packages' kinds are asked in a worker
    shielded: Callable[[Iterable[RuleSet]], Sequence[RuleSet]] = isolated


class WhatIf(Struct, frozen=True):
    """What a change would do to the coming visits, by the database as it was at entry ``seq``."""

    asked: Asked
    change: Books
    impact: Impact
    seq: int


def what_if(view: View, book: RuleBook, files: RuleFiles, asked: Asked) -> WhatIf:
    """Judge the coming visits by the rules as they are, and as they would be.

    ``book`` is the configuration's. Raises InputError where the file is no rule set, and where
    the version or the family is not there any more.
    """
    change = _change(view, book, files, asked)
    found = with_accepted_waivers(
        view.plan, lambda plan: impact(plan, change.before, change.after, date_from=view.today)
    )
    _ = found.visits  # compared here, not on the screen's thread
    return WhatIf(asked, change, found, view.seq)


def _change(view: View, book: RuleBook, files: RuleFiles, asked: Asked) -> Books:
    if asked.what in ("on", "off"):
        return switching(book, view.switches, asked.name, active=asked.what == "on")
    if asked.what == "without":
        there = [each for each in view.book.rule_sets if each.id == asked.name]
        if not there:
            message = say("{rule_set} is not there any more", rule_set=asked.name)
            raise InputError(Problem(message=message))
        change = books(view.book, without=there)
    else:
        change = _with_file(view.book, Path(os.path.expanduser(asked.name)), files)
    # a family that the database has switched off stays so, whatever comes to it
    return structs.replace(change, after=switched(change.after, view.switches.values()))


def _with_file(book: RuleBook, path: Path, files: RuleFiles) -> Books:
    """The rules with a file; one that has been read already is left out of the rules before."""
    own = os.path.realpath(path)
    there = [each for each in book.rule_sets if os.path.realpath(each.file) == own]
    if there:
        return books(book, named=there)
    return books(book, added=[_read(book, path, files)])


def _read(book: RuleBook, path: Path, files: RuleFiles) -> RuleSet:
    """The rule set in a file, which may bear the name of one that is there."""
    found, failed = read_beside(path, files.kinds(), book.rule_sets, files.shielded)
    if found is None:
        raise InputError(problem for each in failed for problem in each.problems)
    return found


# Files to choose from ----------------------------------------------------------------------


def offered(files: RuleFiles, typed: str) -> list[str]:
    """The files and folders that may be meant by a path as far as it is typed.

    Without a folder in it: the rule sets of the configured folders and of the working folder
    whose names hold these letters, first the one that is called just so. With one: what is in that
    folder, and begins like this.
    """
    found = (
        in_folder(typed, rule_set_files, _is_rule_set)
        if os.sep in typed
        else _in_folders(files, typed)
    )
    return [path for _, path in zip(range(MOST_FILES), found, strict=False)]


def _in_folders(files: RuleFiles, typed: str) -> Iterator[str]:
    wanted = typed.casefold()
    seen: set[str] = set()
    with suppress(OSError, ValueError):
        if typed.endswith(".toml") and _is_rule_set(Path(typed)):
            seen.add(os.path.realpath(typed))
            yield typed
    for folder in (*files.folders, Path()):
        with suppress(OSError):  # a folder that may not be read offers nothing
            for path in rule_set_files(folder):
                own = os.path.realpath(path)
                if wanted in path.name.casefold() and own not in seen and _is_rule_set(path):
                    seen.add(own)
                    yield str(path)


def _is_rule_set(path: Path) -> bool:
    """Whether a file looks like a rule set; one that cannot be read, or is no file, does not."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return looks_like_rule_set(file.read(_HEAD).decode("utf-8", "replace"))

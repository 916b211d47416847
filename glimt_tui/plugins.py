"""Finding and loading the plugins that bring rule sets and kinds of rules.

Every plugin is loaded by itself: one that cannot be imported, misspells a hook or brings
a broken rule set is named, and the others still load. What failed stands in the rule
book's problems, so that no answer is taken for whole without it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy

from glimt_rules import hooks
from glimt_rules.documents.faults import quoted
from glimt_rules.documents.source import Source, read_source
from glimt_rules.errors import InputError, Problem
from glimt_rules.kinds import KINDS
from glimt_rules.kinds.base import Kind
from glimt_rules.message import Message, say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.files import rule_set_files
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.rulesets.read import Failed, read_rule_sets

#: The families that come with Glimt, and the modules that bring them.
BUILT_IN = {
    "kommunal": "glimt_kommunal",
    "nasjonal": "glimt_nasjonal",
    "senter": "glimt_senter",
    "stottekontakt": "glimt_stottekontakt",
}


class Loader:
    """Gathers rule sets and kinds from plugins and folders, and what failed."""

    def __init__(self) -> None:
        self.manager = pluggy.PluginManager(hooks.PROJECT)
        self.manager.add_hookspecs(hooks)
        self.problems: list[Problem] = []
        self.kinds: dict[str, type[Kind]] = {kind.name: kind for kind in KINDS}
        self.rule_sets: list[RuleSet] = []

    def load(self, name: str, find: Callable[[], ModuleType]) -> None:
        """Import and register one plugin; a failure is a problem of that name."""
        try:
            module = find()
            self.manager.register(module, name)
            self.manager.check_pending()
        except (Exception, SystemExit) as error:
            if self.manager.has_plugin(name):
                self.manager.unregister(name=name)
            self.fail(name, say("the plugin could not be loaded: {error}", error=_told(error)))

    def fail(self, name: str, message: Message) -> None:
        """Note what could not be loaded."""
        self.problems.append(Problem(message=message, where=name))

    def offered(self, hook: str) -> list[tuple[str, Any]]:
        """What each plugin offers by a hook, by the plugin's name."""
        offers: list[tuple[str, Any]] = []
        for implementation in getattr(self.manager.hook, hook).get_hookimpls():
            name = implementation.plugin_name
            try:
                offers += [(name, offer) for offer in implementation.function()]
            except (Exception, SystemExit) as error:
                self.fail(
                    name, say("its hook {hook} failed: {error}", hook=hook, error=_told(error))
                )
        return sorted(offers, key=lambda offer: offer[0])

    def take_kinds(self) -> None:
        """Register the kinds of rules that the plugins bring."""
        for name, kind in self.offered("glimt_rule_kinds"):
            if not (isinstance(kind, type) and issubclass(kind, Kind)):
                self.fail(name, say("{found} is no kind of rule", found=quoted(repr(kind))))
            elif not isinstance(getattr(kind, "name", None), str):
                self.fail(name, say("the kind {found} has no name", found=quoted(repr(kind))))
            elif kind.name in self.kinds:
                self.fail(
                    name,
                    say("there is a kind of rule called {kind} already", kind=quoted(kind.name)),
                )
            else:
                self.kinds[kind.name] = kind

    def take_plugin_rule_sets(self) -> None:
        """Read the rule sets that the plugins bring."""
        paths = []
        for name, path in self.offered("glimt_rule_sets"):
            if isinstance(path, Path):
                paths.append(path)
            else:
                self.fail(name, say("{found} is no path of a file", found=quoted(repr(path))))
        for failed in self._read(paths):
            self._note(failed)

    def take_folder(self, folder: Path) -> list[Problem]:
        """Read the TOML files of a folder, or one file.

        Returns what is wrong with asking for it: that no rule set is there, or one that
        is there already. A file that is no rule set is noted as failed.
        """
        paths = rule_set_files(folder) if folder.is_dir() else [folder]
        if not paths:
            message = say("there is no rule set (*.toml) in {folder}", folder=quoted(str(folder)))
            return [Problem(message=message, where="--rules")]
        wrong: list[Problem] = []
        for failed in self._read(paths):
            if failed.repeated:
                wrong += failed.problems
            else:
                self._note(failed)
        return wrong

    def _read(self, paths: Iterable[Path]) -> Sequence[Failed]:
        sources: list[Source] = []
        failures: list[Failed] = []
        for path in paths:
            try:
                sources.append(read_source(path))
            except InputError as error:
                failures.append(Failed(str(path), error.problems))
        read, failed = read_rule_sets(sources, self.kinds, self.rule_sets)
        self.rule_sets += read
        return [*failures, *failed]

    def _note(self, failed: Failed) -> None:
        for problem in failed.problems:
            message = problem.message
            if problem.where:
                message = say("{place}: {problem}", place=problem.where, problem=problem.message)
            self.problems.append(
                Problem(message=message, where=failed.name, file=problem.file, line=problem.line)
            )


def load_book(families: Iterable[str], folders: Iterable[Path] = ()) -> RuleBook:
    """The rule book of the active families; families in ``folders`` are active too.

    Raises InputError for folders without rule sets, rule sets that are there twice, and
    families that nobody brings. A family that is there without a rule set has failed.
    """
    families = list(families)
    loader = Loader()
    for module in sorted(BUILT_IN.values()):
        loader.load(module, lambda module=module: importlib.import_module(module))  # type: ignore[misc]
    others = sorted(set(families) - set(BUILT_IN))
    missing = _load_entry_points(loader, others) if others else []
    loader.take_kinds()
    loader.take_plugin_rule_sets()
    before = len(loader.rule_sets)
    wrong = [problem for folder in folders for problem in loader.take_folder(folder)]
    found = {rule_set.family for rule_set in loader.rule_sets[before:]}
    known = {rule_set.family for rule_set in loader.rule_sets}
    if not loader.problems:
        wrong += [_nobody_brings(family, known) for family in missing if family not in known]
    if wrong:
        raise InputError(wrong)
    if not loader.problems:
        for family in sorted({*families, *BUILT_IN} - known):
            loader.fail(family, say("no rule set of this family is there"))
    return RuleBook(loader.rule_sets, active={*families, *found}, problems=loader.problems)


def _nobody_brings(family: str, known: Iterable[str]) -> Problem:
    message = say(
        "nothing brings the family {family}; there are: {known}",
        family=quoted(family),
        known=tuple(sorted(known)),
    )
    return Problem(message=message, where="families")


def _load_entry_points(loader: Loader, families: Iterable[str]) -> list[str]:
    """Load the installed packages that bring these families; return those without one."""
    from importlib.metadata import entry_points  # slow: only where a family needs it

    missing = []
    for family in families:
        points = list(entry_points(group=hooks.ENTRY_POINT_GROUP, name=family))
        if not points:
            missing.append(family)
        for point in points:
            loader.load(point.name, point.load)
    return missing


def _told(error: BaseException) -> str:
    return quoted(f"{type(error).__name__}: {error}")

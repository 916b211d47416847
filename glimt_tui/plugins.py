"""Loading the plugins that bring rule sets and kinds of rules, and what else they bring.

Every plugin is loaded by itself: one that cannot be imported, misspells a hook or brings
a broken rule set is named, and the others still load. What failed stands in the rule
book's problems, so that no answer is taken for whole without it.
"""

from __future__ import annotations

import importlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy

from glimt_rules import hooks
from glimt_rules.documents.faults import harmless, quoted
from glimt_rules.documents.source import Source, read_source
from glimt_rules.errors import InputError, Problem
from glimt_rules.kinds import KINDS
from glimt_rules.kinds.base import Kind
from glimt_rules.message import Message, say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import RuleHead, RuleSet
from glimt_rules.rulesets.read import Failed, read_rule_sets
from glimt_tui.isolated import SECONDS, isolated

if TYPE_CHECKING:
    from glimt_tui.rule_files.folder import Contents

#: The families that come with Glimt, and the modules that bring them.
BUILT_IN = {
    "kommunal": "glimt_kommunal",
    "nasjonal": "glimt_nasjonal",
    "senter": "glimt_senter",
    "stottekontakt": "glimt_stottekontakt",
}

#: How much of what a plugin raises is repeated.
LONGEST_ERROR = 300
#: What a rule of every kind has, so that no kind can have a key of that name.
_HEAD_KEYS = frozenset(RuleHead.__struct_encode_fields__)


class Loader:
    """Gathers rule sets and kinds from plugins and folders, and what failed."""

    def __init__(self) -> None:
        self.manager = pluggy.PluginManager(hooks.PROJECT)
        self.manager.add_hookspecs(hooks)
        self.problems: list[Problem] = []
        self.kinds: dict[str, type[Kind]] = {kind.name: kind for kind in KINDS}
        self.rule_sets: list[RuleSet] = []
        #: by plugin: the API that it was written for
        self.apis: dict[str, int] = {}
        #: by plugin and hook: the names of what it brings
        self.brought: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(
            lambda: defaultdict(list)
        )
        #: the plugin that brings a file
        self.plugin_of: dict[str, str] = {}

    def load(self, name: str, find: Callable[[], object]) -> None:
        """Import and register one plugin; a failure is a problem of that name."""
        try:
            plugin = find()
            if not self._can_serve(name, getattr(plugin, "GLIMT_API", 1)):
                return
            self.manager.register(plugin, name)
            self.manager.check_pending()
        except (Exception, SystemExit) as error:
            if self.manager.has_plugin(name):
                self.manager.unregister(name=name)
            self.fail(name, say("the plugin could not be loaded: {error}", error=told(error)))

    def _can_serve(self, name: str, api: object) -> bool:
        """Whether a plugin was written for an API that there is; where not, it is named."""
        if type(api) is not int or api < 1:
            self.fail(name, say("its GLIMT_API is {found}; a number is wanted", found=quoted(api)))
            return False
        self.apis[name] = api
        if api > hooks.GLIMT_API:
            message = say(
                "it was written for a newer Glimt, with GLIMT_API {asked}; this one has {has}",
                asked=api,
                has=hooks.GLIMT_API,
            )
            self.fail(name, message)
        return api <= hooks.GLIMT_API

    def fail(self, name: str, message: Message) -> None:
        """Note what could not be loaded."""
        self.problems.append(Problem(message=message, where=name))

    def offered(self, hook: str, of: Collection[str] | None = None) -> list[tuple[str, Any]]:
        """What each plugin offers by a hook, by the plugin's name; or only some plugins."""
        offers: list[tuple[str, Any]] = []
        for implementation in getattr(self.manager.hook, hook).get_hookimpls():
            name = implementation.plugin_name
            if of is not None and name not in of:
                continue
            try:
                offered = implementation.function()
                if isinstance(offered, str):  # which would be taken letter by letter
                    offered = [offered]
                offers += [(name, offer) for offer in offered]
            except (Exception, SystemExit) as error:
                self.fail(
                    name, say("its hook {hook} failed: {error}", hook=hook, error=told(error))
                )
        return sorted(offers, key=lambda offer: offer[0])

    def take_kinds(self, of: Collection[str] | None = None) -> None:
        """Register the kinds of rules that the plugins bring, or only some plugins."""
        for name, kind in self.offered("glimt_rule_kinds", of):
            if not (isinstance(kind, type) and issubclass(kind, Kind)):
                self.fail(name, say("{found} is no kind of rule", found=quoted(repr(kind))))
            elif not isinstance(getattr(kind, "name", None), str):
                self.fail(name, say("the kind {found} has no name", found=quoted(repr(kind))))
            elif kind.name in self.kinds:
                self.fail(
                    name,
                    say("there is a kind of rule called {kind} already", kind=quoted(kind.name)),
                )
            elif taken := _HEAD_KEYS.intersection(kind.__struct_encode_fields__):
                message = say(
                    "the kind {kind} has a key {key}, which every rule has already",
                    kind=quoted(kind.name),
                    key=quoted(min(taken)),
                )
                self.fail(name, message)
            else:
                self.kinds[kind.name] = kind
                self.brought[name]["glimt_rule_kinds"].append(kind.name)

    def take_plugin_rule_sets(self) -> None:
        """Read the rule sets that the plugins bring."""
        paths = []
        for name, path in self.offered("glimt_rule_sets"):
            if isinstance(path, Path):
                paths.append(path)
                self.plugin_of.setdefault(str(path), name)
            else:
                self.fail(name, say("{found} is no path of a file", found=quoted(repr(path))))
        for failed in self.read_files(paths):
            self.problems += failed.told()
        for rule_set in self.rule_sets:
            if plugin := self.plugin_of.get(rule_set.file):
                self.brought[plugin]["glimt_rule_sets"].append(rule_set.id)

    def read_files(
        self, paths: Iterable[Path], read: Callable[[Path], Source] = read_source
    ) -> Sequence[Failed]:
        """Read rule sets from files; returns those that failed, or are there already."""
        sources: list[Source] = []
        failures: list[Failed] = []
        for path in paths:
            try:
                sources.append(read(path))
            except InputError as error:
                failures.append(Failed(str(path), error.problems))
        return [*failures, *self.read_sources(sources)]

    def read_sources(self, sources: Iterable[Source]) -> Sequence[Failed]:
        """Read rule sets from texts; returns those that failed, or are there already."""
        read, failed = read_rule_sets(sources, self.kinds, self.rule_sets)
        self.rule_sets += read
        return failed


def load_book(
    families: Iterable[str],
    folders: Iterable[Path | Contents] = (),
    listed: Sequence[str] | None = None,
    *,
    seconds: float = SECONDS,
) -> RuleBook:
    """The rule book of the active families, as ``load_rule_sets`` loads it.

    Rules of kinds that do not come with Glimt are asked in a process of their own, which has
    so many ``seconds`` for each answer.
    """
    load = (list(families), list(folders), listed)
    book = load_rule_sets(*load)
    rule_sets = isolated(book.rule_sets, load, seconds=seconds, are_loaded=True)
    return RuleBook(rule_sets, active=book.active, problems=book.problems)


def load_rule_sets(
    families: Iterable[str],
    folders: Iterable[Path | Contents] = (),
    listed: Sequence[str] | None = None,
) -> RuleBook:
    """The rule book of the active families; families in ``folders`` are active too.

    ``listed`` are the plugins that may be loaded besides those that come with Glimt; ``None``
    is those that have the name of a family. Raises InputError for folders without rule sets,
    rule sets that are there twice, families that nobody brings and plugins that are not
    installed. A family that is there without a rule set has failed.
    """
    families = list(families)
    loader = Loader()
    load_built_in(loader)
    wrong: list[Problem] = []
    if asks_for_more(families, listed):
        from glimt_tui.entry_points import load_installed
        from glimt_tui.extensions import take_extensions

        wrong += load_installed(loader, families, listed)
        take_extensions(loader)
    loader.take_kinds()
    loader.take_plugin_rule_sets()
    before = len(loader.rule_sets)
    for folder in folders:
        from glimt_tui.rule_files.taking import take  # seldom is there one

        wrong += take(loader, folder)
    found = {rule_set.family for rule_set in loader.rule_sets[before:]}
    known = {rule_set.family for rule_set in loader.rule_sets}
    missing = [family for family in sorted({*families, *BUILT_IN}) if family not in known]
    if not loader.problems:
        nobody = [family for family in missing if not loader.manager.has_plugin(_module(family))]
        if nobody:
            from glimt_tui.entry_points import nobody_brings

            wrong += [nobody_brings(family, known, listed) for family in nobody]
    if wrong:
        raise InputError(wrong)
    if not loader.problems:
        for family in missing:
            loader.fail(family, say("no rule set of this family is there"))
    return RuleBook(loader.rule_sets, active={*families, *found}, problems=loader.problems)


def kinds_for(
    families: Iterable[str], listed: Sequence[str] | None, folders: Iterable[Contents] = ()
) -> Mapping[str, type[Kind]]:
    """The kinds of rules that a rule set of one's own may use: Glimt's, and its plugins'.

    Python in ``folders`` that the configuration names brings kinds as well, where it may.
    What cannot be loaded has been told with the rule book.
    """
    loader = Loader()
    load_built_in(loader)
    if asks_for_more(families, listed):
        from glimt_tui.entry_points import load_installed

        load_installed(loader, families, listed)
    loader.take_kinds()
    for each in folders:
        if each.modules:
            from glimt_tui.rule_files.python import take_modules

            take_modules(loader, each.modules)
    return loader.kinds


def load_built_in(loader: Loader) -> None:
    """Load the plugins that come with Glimt."""
    for module in sorted(BUILT_IN.values()):
        loader.load(module, lambda module=module: importlib.import_module(module))  # type: ignore[misc]


def asks_for_more(families: Iterable[str], listed: Sequence[str] | None) -> bool:
    """Whether the configuration asks for plugins of other packages."""
    return bool(set(families) - set(BUILT_IN) if listed is None else listed)


def _module(family: str) -> str:
    """The name under which the plugin of a family is registered, if there is one."""
    return BUILT_IN.get(family, family)


def told(error: BaseException) -> str:
    """What a plugin raised, as it may stand in a message."""
    return harmless(f"{type(error).__name__}: {error}"[:LONGEST_ERROR])

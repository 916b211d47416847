"""The plugins of other packages that are installed: finding them, and loading some.

Imported only where somebody asks for such a plugin: to look through all packages takes
longer than to judge a small plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import Distribution, EntryPoint, distributions
from typing import NamedTuple

from glimt_rules.documents.faults import harmless, quoted
from glimt_rules.errors import Problem
from glimt_rules.hooks import ENTRY_POINT_GROUP
from glimt_rules.message import Message, say
from glimt_tui import hooks
from glimt_tui.plugins import BUILT_IN, Loader

#: What stands where a package does not say what it is called.
_NAMELESS = "?"


class Installed(NamedTuple):
    """A plugin as its package's entry point names it."""

    name: str
    package: str
    version: str
    #: what it is loaded by; None where the package's list of entry points cannot be read
    point: EntryPoint | None

    @property
    def of(self) -> str:
        """The package and its version."""
        return harmless(f"{self.package} {self.version}")


def installed() -> list[Installed]:
    """Every installed plugin, by name and package; of a package found twice, the first counts."""
    found: list[Installed] = []
    seen: set[str] = set()
    for distribution in distributions():
        if ENTRY_POINT_GROUP not in _list_of(distribution):
            continue
        package, version = _names(distribution)
        if package not in seen:
            seen.update({package} - {_NAMELESS})
            found += _of(distribution, package, version)
    return sorted(found, key=lambda plugin: plugin[:3])


def _list_of(distribution: Distribution) -> str:
    """The list of a package's entry points; empty where it has none, or nobody can read it."""
    try:
        return distribution.read_text("entry_points.txt") or ""
    except (OSError, ValueError):  # of whatever package: it is none of ours
        return ""


def _of(distribution: Distribution, package: str, version: str) -> Iterable[Installed]:
    try:
        points = list(distribution.entry_points.select(group=ENTRY_POINT_GROUP))
    except Exception:  # a list by hand, with a line that is none
        return [Installed(package, package, version, None)]
    return [Installed(point.name, package, version, point) for point in points]


def _names(distribution: Distribution) -> tuple[str, str]:
    """What a package is called, and its version; a package may have lost its own words on it."""
    try:
        metadata = distribution.metadata
        return metadata["Name"] or _NAMELESS, metadata["Version"] or _NAMELESS
    except Exception:
        return _NAMELESS, _NAMELESS


def asked_for(families: Iterable[str], listed: Sequence[str] | None) -> list[str]:
    """The names of the plugins to load: those that are listed, or those of the families."""
    return sorted(set(families) - set(BUILT_IN) if listed is None else set(listed))


def load_installed(
    loader: Loader, families: Iterable[str], listed: Sequence[str] | None
) -> list[Problem]:
    """Load the installed plugins that the configuration asks for.

    Returns what it lists and is not installed; what cannot be loaded is the loader's to tell.
    """
    loader.manager.add_hookspecs(hooks)
    there = installed()
    wrong = []
    for name in asked_for(families, listed):
        plugins = [plugin for plugin in there if plugin.name == name]
        if name in BUILT_IN:
            wrong.append(_listed(say("{name} comes with Glimt and needs no listing", name=name)))
        elif plugins:
            _load_one(loader, plugins)
        elif listed is not None:
            known = tuple(dict.fromkeys(plugin.name for plugin in there))
            wrong.append(_listed(_not_installed(name, known)))
    return wrong


def _load_one(loader: Loader, plugins: Sequence[Installed]) -> None:
    """Load the plugin of a name; of several that have it, the first, and the others are named."""
    first, *others = plugins
    if first.point is None:
        message = say("the list of entry points of {package} cannot be read", package=first.of)
        loader.fail(first.name, message)
    else:
        loader.load(first.name, first.point.load)
    for other in others:
        message = say(
            "{package} has a plugin of this name, too, which is not loaded", package=other.of
        )
        loader.fail(other.name, message)


def _listed(message: Message) -> Problem:
    return Problem(message=message, where="plugins")


def _not_installed(name: str, known: tuple[str, ...]) -> Message:
    if not known:
        return say("no plugin {name} is installed; there is none", name=quoted(name))
    return say("no plugin {name} is installed; there are: {known}", name=quoted(name), known=known)


def nobody_brings(family: str, known: Iterable[str], listed: Sequence[str] | None) -> Problem:
    """What is said of a family that judges, and of which there is no rule set."""
    unlisted = [plugin for plugin in installed() if plugin.name == family]
    if listed is not None and family not in listed and unlisted:
        message = say(
            "the family {family} has a plugin, of {package}, which plugins does not list",
            family=quoted(family),
            package=unlisted[0].of,
        )
    else:
        message = say(
            "nothing brings the family {family}; there are: {known}",
            family=quoted(family),
            known=tuple(sorted(known)),
        )
    return Problem(message=message, where="families")

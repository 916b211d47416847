"""What plugins of other packages bring besides rules: report formats and subcommands.

Imported only where the configuration asks for such a plugin, or somebody for a format or
a subcommand that Glimt does not have itself.
"""

from __future__ import annotations

import re
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import GlimtError, Problem
from glimt_rules.message import Bilingual, Message, say
from glimt_rules.texts import Texts
from glimt_tui import hooks
from glimt_tui.config import Loaded
from glimt_tui.entry_points import asked_for, installed, load_installed
from glimt_tui.exits import PluginError
from glimt_tui.plugins import Loader, asks_for_more, told
from glimt_tui.reports.answer import Answers
from glimt_tui.reports.formats import FORMATS, Render

#: What formats and subcommands may be called.
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_NAME = 32
#: Under which names the command line keeps what is Glimt's own.
_OWN_NAMES = frozenset({"run", "lang", "config", "database", "as_name"})


def take_extensions(loader: Loader) -> tuple[dict[str, Render], list[Offered]]:
    """The formats and subcommands of loaded plugins; what is wrong with one is told by name."""
    formats: dict[str, Render] = {}
    for plugin, format_ in loader.offered("glimt_report_formats"):
        fault = _fault_of_format(format_, formats)
        if fault is None:
            formats[format_.name] = _guarded(plugin, format_)
            loader.brought[plugin]["glimt_report_formats"].append(format_.name)
        else:
            loader.fail(plugin, fault)
    subcommands: list[Offered] = []
    for plugin, subcommand in loader.offered("glimt_subcommands"):
        fault = _fault_of_subcommand(subcommand, subcommands)
        if fault is None:
            subcommands.append(Offered(plugin, subcommand))
            loader.brought[plugin]["glimt_subcommands"].append(subcommand.name)
        else:
            loader.fail(plugin, fault)
    return formats, subcommands


# Formats ---------------------------------------------------------------------------------


def _fault_of_format(offer: Any, taken: Mapping[str, Render]) -> Message | None:
    """Why there can be no such format, or None."""
    if not isinstance(offer, hooks.ReportFormat) or not callable(offer.render):
        return say("{found} is no report format", found=quoted(repr(offer)))
    if not _is_name(offer.name):
        return _no_name(offer.name)
    if offer.name in FORMATS or offer.name in taken:
        return say("there is a report format called {name} already", name=quoted(offer.name))
    return None


def _guarded(plugin: str, format_: hooks.ReportFormat) -> Render:
    """A format that says whose it is where it fails."""

    def render(answers: Answers) -> str:
        try:
            text: object = format_.render(answers)
        except (Exception, SystemExit) as error:
            raise _failed(plugin, format_.name, error) from error
        if not isinstance(text, str):
            raise _failed(plugin, format_.name, TypeError(f"no text, but {text!r}"))
        return text

    return render


# Subcommands -----------------------------------------------------------------------------


class Offered:
    """A subcommand, and the plugin that brings it."""

    def __init__(self, plugin: str, subcommand: hooks.Subcommand) -> None:
        self.plugin = plugin
        self.name = subcommand.name
        self.help = subcommand.help
        self._subcommand = subcommand

    def add_options(self, parser: ArgumentParser, texts: Texts) -> None:
        """Add its arguments and options; what runs it is Glimt's to say."""
        self._subcommand.options(parser, texts)
        parser.set_defaults(run=self.run)

    def run(self, context: Any) -> int:
        """Run it; where it fails, or returns no exit code, say whose it is."""
        from glimt_tui.start import imported

        imported()
        try:
            code: object = self._subcommand.run(context)
        except GlimtError:
            raise
        except (Exception, SystemExit) as error:
            raise _failed(self.plugin, self.name, error) from error
        if not isinstance(code, int) or isinstance(code, bool) or not 0 <= code <= 255:
            raise _failed(self.plugin, self.name, TypeError(f"no exit code, but {code!r}"))
        return int(code)


def _fault_of_subcommand(offer: Any, taken: Iterable[Offered]) -> Message | None:
    """Why there can be no such subcommand, or None."""
    from glimt_tui.options import COMMANDS

    if not (
        isinstance(offer, hooks.Subcommand)
        and callable(offer.run)
        and callable(offer.options)
        and isinstance(offer.help, Bilingual)
    ):
        return say("{found} is no subcommand", found=quoted(repr(offer)))
    if not _is_name(offer.name):
        return _no_name(offer.name)
    if offer.name in COMMANDS or any(offer.name == other.name for other in taken):
        return say("there is a subcommand called {name} already", name=quoted(offer.name))
    return _fault_of_options(offer)


def _fault_of_options(offer: hooks.Subcommand) -> Message | None:
    """What is wrong with a subcommand's options, found by trying them once."""
    from glimt_tui.parser import Commands

    parser = ArgumentParser(parents=[Commands(None).common], add_help=True)
    own = set(parser._actions)
    try:
        offer.options(parser, Texts("en"))
    except (Exception, SystemExit) as error:
        return say(
            "the options of the subcommand {name} cannot be added: {error}",
            name=quoted(offer.name),
            error=told(error),
        )
    for action in parser._actions:
        if action not in own and action.dest in _OWN_NAMES:
            return say(
                "the subcommand {name} has an argument {found}, a name that Glimt keeps for itself",
                name=quoted(offer.name),
                found=quoted(action.dest),
            )
    return None


# What both have in common ----------------------------------------------------------------


def _is_name(name: object) -> bool:
    return isinstance(name, str) and len(name) <= _LONGEST_NAME and bool(_NAME.fullmatch(name))


def _no_name(name: object) -> Message:
    return say(
        "{found} is no name for it; use small letters from a to z, digits and -",
        found=quoted(name),
    )


def _failed(plugin: str, name: str, error: BaseException) -> PluginError:
    message = say("the plugin's {name} failed: {error}", name=quoted(name), error=told(error))
    return PluginError(Problem(message=message, where=plugin))


def asks_for_unknown(argv: Sequence[str]) -> bool:
    """Whether a command line names a subcommand or a format that Glimt does not have itself."""
    from glimt_tui.options import COMMANDS
    from glimt_tui.parser import given

    if given("--format", argv) not in {None, *FORMATS}:
        return True
    values = {given(option, argv) for option in ("--lang", "--config", "--database", "--as")}
    words = [word for word in argv if not word.startswith("-") and word not in values]
    return bool(words) and words[0] not in COMMANDS


class _Taken(NamedTuple):
    formats: Mapping[str, Render] = {}
    subcommands: Sequence[Offered] = ()
    wrong: Sequence[Problem] = ()
    failed: Sequence[Problem] = ()


class Extensions:
    """The formats and subcommands that there are, with those of the configuration's plugins."""

    def __init__(self, config: Loaded) -> None:
        self._config = config
        self._families = config.config.families
        self._listed = config.config.plugins

    @cached_property
    def _taken(self) -> _Taken:
        if not asks_for_more(self._families, self._listed):
            return _Taken()
        loader = Loader()
        wrong = load_installed(loader, self._families, self._listed)
        formats, subcommands = take_extensions(loader)
        placed = [self._config.problem(problem.message, problem.where) for problem in wrong]
        return _Taken(formats, subcommands, placed, loader.problems)

    @property
    def formats(self) -> Mapping[str, Render]:
        """The formats of reports, Glimt's own first."""
        return {**FORMATS, **self._taken.formats}

    @property
    def subcommands(self) -> Sequence[Offered]:
        """The plugins' subcommands."""
        return self._taken.subcommands

    @property
    def wrong(self) -> Sequence[Problem]:
        """What the configuration lists, and is not installed."""
        return self._taken.wrong

    @property
    def failed(self) -> Sequence[Problem]:
        """What could not be loaded."""
        return self._taken.failed

    def not_loaded(self) -> tuple[str, ...]:
        """The plugins that are installed, and that the configuration does not ask for."""
        names = asked_for(self._families, self._listed)
        return tuple(
            dict.fromkeys(plugin.name for plugin in installed() if plugin.name not in names)
        )

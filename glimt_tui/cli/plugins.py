"""``glimt plugins``: which plugins are installed, which are loaded and why, and what they bring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from glimt_rules.documents.faults import harmless
from glimt_rules.errors import Problem
from glimt_rules.hooks import GLIMT_API
from glimt_rules.kinds import KINDS
from glimt_rules.message import Message, say
from glimt_rules.texts import Texts
from glimt_tui import __version__
from glimt_tui.cli.context import Context
from glimt_tui.entry_points import Installed, asked_for, installed, load_installed
from glimt_tui.exits import Exit
from glimt_tui.extensions import take_extensions
from glimt_tui.options import COMMANDS
from glimt_tui.plugins import BUILT_IN, Loader, load_built_in
from glimt_tui.reports.formats import FORMATS
from glimt_tui.reports.problems import tell_errors
from glimt_tui.reports.text import TextReport
from glimt_tui.terminal import BOLD, FAINT, GREEN, RED, write, write_for_programs

PACKAGE = "glimt-tui"

#: What a plugin can bring, by the hook that it brings it by, and the key of it in JSON.
BRINGS = {
    "glimt_rule_sets": (say("rule sets"), "rule_sets"),
    "glimt_rule_kinds": (say("kinds of rules"), "kinds"),
    "glimt_report_formats": (say("report formats"), "formats"),
    "glimt_subcommands": (say("subcommands"), "subcommands"),
}

#: Why a plugin is loaded, or not.
REASONS = {
    "built-in": say("comes with Glimt"),
    "listed": say("loaded, as plugins lists it"),
    "family": say("loaded, as families has its name"),
    "unlisted": say("not loaded, as plugins does not list it"),
    "unnamed": say("not loaded, as neither plugins nor families has its name"),
    "failed": say("could not be loaded"),
    "missing": say("not installed, though plugins lists it"),
}
_LOADED = ("built-in", "listed", "family")


class Row(Struct, frozen=True, kw_only=True):
    """A plugin, and what became of it."""

    name: str
    #: None where it is not installed
    package: str | None = None
    version: str | None = None
    #: one of ``REASONS``
    why: str
    #: what it says that it was written for; None where that is not known
    api: int | None = None
    #: by hook
    brings: Mapping[str, Sequence[str]] = {}
    errors: tuple[Message, ...] = ()


def run(context: Context) -> Exit:
    """Print every plugin; exit code 3 where one that is asked for cannot be loaded."""
    config = context.config.config
    loader = Loader()
    load_built_in(loader)
    wrong = load_installed(loader, config.families, config.plugins)
    take_extensions(loader)
    loader.take_kinds()
    loader.take_plugin_rule_sets()
    rows = [*_built_in(loader), *_others(context, loader)]
    if context.args.format == "json":
        write_for_programs(_as_json(rows, context.texts))
    else:
        write(_as_text(rows, context.text_report()))
    tell_errors([context.config.problem(p.message, p.where) for p in wrong], context.texts)
    if any(row.errors for row in rows):
        return Exit.INCOMPLETE
    return Exit.WRONG_INPUT if wrong else Exit.OK


def _built_in(loader: Loader) -> Iterator[Row]:
    """Glimt itself, and the families that come with it."""
    own = {
        "glimt_rule_kinds": [kind.name for kind in KINDS],
        "glimt_report_formats": list(FORMATS),
        "glimt_subcommands": list(COMMANDS),
    }
    glimt = Row(name="glimt", package=PACKAGE, version=__version__, why="built-in")
    yield replace(glimt, api=GLIMT_API, brings=own)
    for family, module in sorted(BUILT_IN.items()):
        yield _with_what_it_brings(loader, replace(glimt, name=family), module)


def _others(context: Context, loader: Loader) -> Iterator[Row]:
    """The plugins of other packages, by name; and those that are listed and not there."""
    config = context.config.config
    wanted = [name for name in asked_for(config.families, config.plugins) if name not in BUILT_IN]
    there = installed()
    seen: set[str] = set()
    for plugin in there:
        if plugin.name not in wanted:
            yield _row(plugin, "unnamed" if config.plugins is None else "unlisted")
        elif plugin.name in seen:
            message = say("there is a plugin of this name already")
            yield replace(_row(plugin, "failed"), errors=(message,))
        else:
            seen.add(plugin.name)
            why = "family" if config.plugins is None else "listed"
            yield _with_what_it_brings(loader, _row(plugin, why), plugin.name)
    if config.plugins is not None:
        yield from (Row(name=name, why="missing") for name in wanted if name not in seen)


def _row(plugin: Installed, why: str) -> Row:
    return Row(name=plugin.name, package=plugin.package, version=plugin.version, why=why)


def _with_what_it_brings(loader: Loader, row: Row, name: str) -> Row:
    """The same plugin, with what the loader knows of it."""
    return replace(
        row,
        why=row.why if loader.manager.has_plugin(name) else "failed",
        api=loader.apis.get(name),
        brings=loader.brought.get(name, {}),
        errors=tuple(_errors(loader.problems, name, loader.plugin_of)),
    )


def _errors(
    problems: Iterable[Problem], name: str, plugin_of: Mapping[str, str]
) -> Iterator[Message]:
    """What is wrong with a plugin, and with the files that it brings."""
    for problem in problems:
        if problem.file is None and problem.where == name:
            yield problem.message
        elif problem.file is not None and plugin_of.get(problem.file) == name:
            place = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
            yield say("{place}: {problem}", place=harmless(place), problem=problem.message)


# For people ------------------------------------------------------------------------------


def _as_text(rows: Iterable[Row], report: TextReport) -> str:
    return "\n".join(_block(row, report) for row in rows)


def _block(row: Row, report: TextReport) -> str:
    """A plugin: whose it is and whether it is loaded, what it brings, what is wrong with it."""
    texts = report.texts
    mark, colour = ("✓", GREEN) if row.why in _LOADED else ("–", FAINT)
    if row.errors or row.why == "missing":
        mark, colour = "✗", RED
    of = "" if row.package is None else harmless(f" ({row.package} {row.version})")
    head = f"{report.paint(mark, colour)} {report.paint(harmless(row.name), BOLD)}{of}: "
    lines = [head + texts(REASONS[row.why])]
    rows = []
    if row.api is not None and row.why != "built-in":
        rows.append((say("written for"), f"GLIMT_API {row.api}"))
    rows += [
        (label, ", ".join(map(harmless, row.brings[hook])))
        for hook, (label, _) in BRINGS.items()
        if row.brings.get(hook)
    ]
    rows += [(say("wrong"), harmless(texts.sentence(error))) for error in row.errors]
    return "\n".join([*lines, *([report.rows(rows, 4)] if rows else []), ""])


# For programs ----------------------------------------------------------------------------


def _as_json(rows: Iterable[Row], texts: Texts) -> str:
    found = {
        "format": 1,
        "api": GLIMT_API,
        "plugins": [
            {
                "name": row.name,
                "package": row.package,
                "version": row.version,
                "loaded": row.why in _LOADED,
                "why": row.why,
                "api": row.api,
                **{key: list(row.brings.get(hook, ())) for hook, (_, key) in BRINGS.items()},
                "errors": [texts.sentence(error) for error in row.errors],
            }
            for row in rows
        ],
    }
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n"

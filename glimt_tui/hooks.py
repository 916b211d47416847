"""What a plugin can offer of the application, by pluggy: report formats and subcommands.

The hooks that are about rules are in ``glimt_rules.hooks``, with ``hookimpl`` and
``GLIMT_API``. ``docs/plugins.md`` tells how a plugin is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from glimt_rules.hooks import hookspec
from glimt_rules.message import Bilingual

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from glimt_rules.texts import Texts
    from glimt_tui.cli.context import Context
    from glimt_tui.reports.answer import Answers


class ReportFormat(NamedTuple):
    """A format of reports, for ``check --format NAME`` and ``--output NAME=FILE``."""

    #: small letters, digits and hyphens
    name: str
    #: the whole report, from the answers for all plans
    render: Callable[[Answers], str]


def no_options(parser: ArgumentParser, texts: Texts) -> None:
    """A subcommand without arguments and options of its own."""


class Subcommand(NamedTuple):
    """A subcommand: ``glimt NAME``."""

    #: small letters, digits and hyphens
    name: str
    #: what it does, in a few words: a line of ``glimt --help``
    help: Bilingual
    #: does it, and returns the exit code
    run: Callable[[Context], int]
    #: adds its arguments and options to its parser; may be called more than once
    options: Callable[[ArgumentParser, Texts], None] = no_options


@hookspec
def glimt_report_formats() -> Iterable[ReportFormat]:  # type: ignore[empty-body]
    """The formats of reports that the plugin brings. Since API 1."""


@hookspec
def glimt_subcommands() -> Iterable[Subcommand]:  # type: ignore[empty-body]
    """The subcommands that the plugin brings. Since API 1."""

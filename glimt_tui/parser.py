"""The command line: how options are read, what several subcommands share, and help."""

from __future__ import annotations

import argparse
import gettext
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from glimt_rules.documents.faults import harmless
from glimt_rules.message import say
from glimt_rules.plan.model import LARGEST_FIGURE
from glimt_rules.texts import Texts
from glimt_tui.language import CATALOGUES
from glimt_tui.options import COMMANDS
from glimt_tui.reports.formats import FORMATS
from glimt_tui.start import imported
from glimt_tui.terminal import write

if TYPE_CHECKING:
    from glimt_tui.extensions import Extensions


def given(option: str, argv: Sequence[str]) -> str | None:
    """The value of an early option, wherever it stands; None where it is not given."""
    value = None
    for place, word in enumerate(argv):
        if word == "--":
            break
        if word == option and place + 1 < len(argv):
            value = argv[place + 1]
        elif word.startswith(option + "="):
            value = word.partition("=")[2]
    return value


def number(text: str) -> int:
    """An option that counts something: 0 to a thousand million."""
    found = int(text)
    if not 0 <= found <= LARGEST_FIGURE:
        raise ValueError(text)
    return found


def lazily(module: str, function: str) -> Callable[[Any], int]:
    """A subcommand's function, whose module is imported only when it runs."""

    def run(context: Any) -> int:
        command = getattr(importlib.import_module(f"glimt_tui.cli.{module}"), function)
        imported()
        return int(command(context))

    return run


class Parser(argparse.ArgumentParser):
    """An argument parser whose long options must be written in full."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_abbrev=False, **kwargs)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the options, and leave with exit code 2."""
        self.print_usage()
        self.exit(2, f"{self.prog}: {harmless(message)}\n")

    def _print_message(self, message: str, file: Any = None) -> None:
        """Write as everything else is written: a full disk is not passed over."""
        if message:
            write(message, file or sys.stderr)

    def print_usage(self, file: Any = None) -> None:
        """Print the usage; to standard error, unless somebody asks for it elsewhere."""
        super().print_usage(file or sys.stderr)


class NeedsWords(Exception):  # noqa: N818 no error: the other parser goes on
    """A silent parser has something to say, which only one with texts can."""


def _unmeasured(prog: str) -> argparse.HelpFormatter:
    """A formatter that does not ask for the terminal's width, for help that nobody reads."""
    return argparse.HelpFormatter(prog, width=80)


class SilentParser(Parser):
    """Reads a command line that is right; anything else is for the parser with texts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(formatter_class=_unmeasured, **kwargs)

    def error(self, message: str) -> NoReturn:
        """Leave it to the parser with texts."""
        raise NeedsWords(message)

    def print_help(self, file: Any = None) -> None:
        """Leave it to the parser with texts."""
        raise NeedsWords


class Commands:
    """Builds the parsers of the subcommands, in one language or without a word.

    ``extensions`` are the formats and subcommands of plugins; those are not silent.
    """

    def __init__(self, texts: Texts | None, extensions: Extensions | None = None) -> None:
        self._texts = texts
        self._extensions = extensions
        self.common = (SilentParser if texts is None else Parser)(add_help=False)
        self.common.add_argument(
            "--lang",
            choices=("nb", "en"),
            default=argparse.SUPPRESS,
            help=self.t("language of the texts: nb (Norwegian) or en (English)"),
        )
        self.common.add_argument(
            "--config",
            metavar=self.t("FILE"),
            default=argparse.SUPPRESS,
            help=self.t("configuration file to use instead of looking for one"),
        )
        self.common.add_argument(
            "--database",
            metavar=self.t("FILE"),
            default=argparse.SUPPRESS,
            help=self.t("the centre's database, instead of the one that the configuration names"),
        )
        self.common.add_argument(
            "--as",
            dest="as_name",
            metavar=self.t("NAME"),
            default=argparse.SUPPRESS,
            help=self.t("who is at work, where everybody logs in as the same user"),
        )

    def t(self, text: str) -> str:
        """A text of the help, in the chosen language."""
        return "" if self._texts is None else self._texts(say(text))

    @property
    def formats(self) -> tuple[str, ...]:
        """The names of the formats of reports."""
        return tuple(FORMATS if self._extensions is None else self._extensions.formats)

    def parser(self, words: Sequence[str] | None = None) -> Parser:
        """The parser of the whole command line, or of the subcommands among these words."""
        from glimt_tui import __version__

        parser = (SilentParser if self._texts is None else Parser)(
            prog="glimt",
            parents=[self.common],
            description=self.t("Plan the days of a drop-in centre under infection-control rules."),
            epilog=self.t(
                "Exit codes: 0 nothing that fails, 1 a violation, 2 wrong input,"
                " 3 an answer that is not complete."
            ),
        )
        parser.add_argument(
            "--version",
            action="version",
            version=f"glimt {__version__}",
            help=self.t("show program's version number and exit"),
        )
        self.today(parser)
        parser.set_defaults(run=lazily("screen", "run"))
        commands = parser.add_subparsers(
            prog="glimt", metavar=self.t("COMMAND"), title=self.t("commands")
        )
        for name, module in COMMANDS.items():
            if words is None or name in words:
                options = importlib.import_module(f"glimt_tui.options.{module}")
                getattr(options, f"add_{name.replace('-', '_')}")(self, commands)
        if self._extensions is not None and self._texts is not None:
            for subcommand in self._extensions.subcommands:
                own = self.add(commands, subcommand.name, self._texts.pick(subcommand.help))
                subcommand.add_options(own, self._texts)
        return parser

    def add(self, commands: Any, name: str, text: str) -> argparse.ArgumentParser:
        """Add a subcommand; its text is its help, too."""
        parser: argparse.ArgumentParser = commands.add_parser(
            name, parents=[self.common], help=text, description=text
        )
        return parser

    def group(self, commands: Any, name: str, text: str) -> Any:
        """Add a subcommand that has subcommands of its own; returns where to add those."""
        return self.add(commands, name, text).add_subparsers(
            prog=f"glimt {name}",
            metavar=self.t("COMMAND"),
            title=self.t("commands"),
            required=True,
        )

    def today(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--today``."""
        parser.add_argument(
            "--today",
            metavar=self.t("DAY"),
            help=self.t("show the screen as if it were this day; what is written keeps its time"),
        )

    def text_or_json(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--format``, for people or for programs."""
        parser.add_argument(
            "--format",
            choices=("text", "json"),
            default="text",
            help=self.t("text for people, or json (default: text)"),
        )

    def known_at(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--known-at``."""
        parser.add_argument(
            "--known-at",
            metavar=self.t("DAY"),
            help=self.t("judge with what had been decided on that day"),
        )

    def days(self, parser: argparse.ArgumentParser, first: str, last: str) -> None:
        """Add ``--from`` and ``--to``, with what they mean here."""
        parser.add_argument("--from", dest="date_from", metavar=self.t("DAY"), help=first)
        parser.add_argument("--to", dest="date_to", metavar=self.t("DAY"), help=last)

    def rule_folders(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--rules``."""
        parser.add_argument(
            "--rules",
            action="append",
            default=[],
            metavar=self.t("DIR"),
            help=self.t("folder with more rule sets; may be repeated"),
        )

    def only(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--only``."""
        parser.add_argument(
            "--only",
            action="append",
            default=[],
            metavar=self.t("FAMILY"),
            help=self.t("judge by this family of rules only; may be repeated"),
        )


def parse(
    argv: Sequence[str], texts: Texts, extensions: Callable[[], Extensions | None] = lambda: None
) -> argparse.Namespace:
    """Read a command line; help and errors are told in the language, and end the program.

    Most command lines are right, and need neither the help, which takes longest to build, nor
    what plugins bring.
    """
    try:
        return Commands(None).parser(argv).parse_args(argv)
    except NeedsWords:
        return build_parser(texts, extensions()).parse_args(argv)


def build_parser(texts: Texts, extensions: Extensions | None = None) -> argparse.ArgumentParser:
    """The parser of the command line, with argparse's own words in the same language."""
    if texts.language != "en":
        domain, folder = CATALOGUES[-1]
        os.environ["LANGUAGE"] = texts.language
        gettext.bindtextdomain(domain, str(folder))
        gettext.textdomain(domain)
    return Commands(texts, extensions).parser()

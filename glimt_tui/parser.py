"""The command line: every subcommand, its options, and their help."""

from __future__ import annotations

import argparse
import gettext
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from glimt_rules.documents.faults import harmless
from glimt_rules.message import say
from glimt_rules.texts import Texts
from glimt_tui.language import CATALOGUES
from glimt_tui.reports.formats import FORMATS
from glimt_tui.start import imported
from glimt_tui.terminal import write


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
    """Builds the parsers of the subcommands, in one language or without a word."""

    def __init__(self, texts: Texts | None) -> None:
        self._texts = texts
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

    def t(self, text: str) -> str:
        """A text of the help, in the chosen language."""
        return "" if self._texts is None else self._texts(say(text))

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
        parser.set_defaults(run=lazily("screen", "run"))
        commands = parser.add_subparsers(
            prog="glimt", metavar=self.t("COMMAND"), title=self.t("commands")
        )
        for name, add in {
            "check": self._check,
            "explain": self._explain,
            "rules": self._rules,
            "demo": self._demo,
            "config": self._config,
            "schema": self._schema,
            "completion": self._completion,
        }.items():
            if words is None or name in words:
                add(commands)
        return parser

    def _add(self, commands: Any, name: str, text: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = commands.add_parser(
            name, parents=[self.common], help=text, description=text
        )
        return parser

    def _check(self, commands: Any) -> None:
        parser = self._add(commands, "check", self.t("judge plan documents"))
        parser.add_argument(
            "plans",
            nargs="+",
            metavar=self.t("PLAN"),
            help=self.t("plan document, TOML or JSON; - is standard input"),
        )
        parser.add_argument(
            "--format",
            choices=tuple(FORMATS),
            default="text",
            help=self.t("format of the report (default: text)"),
        )
        parser.add_argument(
            "--output",
            action="append",
            default=[],
            metavar=self.t("FORMAT=FILE"),
            help=self.t("write a report to a file, too: sarif=glimt.sarif; may be repeated"),
        )
        self._known_at(parser)
        parser.add_argument(
            "--from",
            dest="date_from",
            metavar=self.t("DAY"),
            help=self.t("judge only visits that start on this day or later"),
        )
        parser.add_argument(
            "--to",
            dest="date_to",
            metavar=self.t("DAY"),
            help=self.t("judge only visits that start on this day or earlier"),
        )
        parser.add_argument(
            "--strict", action="store_true", help=self.t("fail where something is unknown, too")
        )
        self._rule_folders(parser)
        self._only(parser)
        parser.set_defaults(run=lazily("check", "run"))

    def _explain(self, commands: Any) -> None:
        parser = self._add(
            commands, "explain", self.t("show what every rule in force says of one visit")
        )
        parser.add_argument(
            "plan", metavar=self.t("PLAN"), help=self.t("plan document, TOML or JSON")
        )
        parser.add_argument("visit", metavar=self.t("VISIT"), help=self.t("id of the visit"))
        self._known_at(parser)
        self._rule_folders(parser)
        self._only(parser)
        parser.set_defaults(run=lazily("explain", "run"))

    def _rules(self, commands: Any) -> None:
        rules = self._add(commands, "rules", self.t("rule sets: list, show and test them"))
        kinds = rules.add_subparsers(
            prog="glimt rules",
            metavar=self.t("COMMAND"),
            title=self.t("commands"),
            required=True,
        )
        listing = self._add(kinds, "list", self.t("show which rule sets are in force when"))
        self._known_at(listing)
        self._rule_folders(listing)
        self._only(listing)
        listing.set_defaults(run=lazily("rules", "list_rule_sets"))
        show = self._add(kinds, "show", self.t("show one rule, its source and its examples"))
        show.add_argument(
            "rule",
            metavar=self.t("RULE"),
            help=self.t("rule, or rule@version: nasjonal.indoor-persons"),
        )
        self._rule_folders(show)
        show.set_defaults(run=lazily("rules", "show_rule"))
        test = self._add(kinds, "test", self.t("run the cases of rule sets"))
        test.add_argument(
            "files",
            nargs="*",
            metavar=self.t("FILE"),
            help=self.t("rule set files; by default all rule sets that are there"),
        )
        self._rule_folders(test)
        test.set_defaults(run=lazily("rules", "test_rule_sets"))
        pages = self._add(
            kinds, "pages", self.t("write a page for each rule, in both languages, as Markdown")
        )
        pages.add_argument("folder", metavar=self.t("DIR"), help=self.t("folder of the pages"))
        pages.add_argument(
            "--check",
            action="store_true",
            help=self.t("write nothing, but fail where a page is not up to date"),
        )
        self._rule_folders(pages)
        pages.set_defaults(run=lazily("pages", "run"))

    def _demo(self, commands: Any) -> None:
        parser = self._add(
            commands, "demo", self.t("judge two made-up weeks of a centre, without any set-up")
        )
        parser.set_defaults(run=lazily("demo", "run"))

    def _config(self, commands: Any) -> None:
        config = self._add(commands, "config", self.t("the configuration: show what is in effect"))
        kinds = config.add_subparsers(
            prog="glimt config",
            metavar=self.t("COMMAND"),
            title=self.t("commands"),
            required=True,
        )
        show = self._add(
            kinds, "show", self.t("show what is in effect, and which line of which file says so")
        )
        show.add_argument(
            "--format",
            choices=("text", "json"),
            default="text",
            help=self.t("text, which is a configuration itself, or json (default: text)"),
        )
        show.set_defaults(run=lazily("config", "show"))

    def _schema(self, commands: Any) -> None:
        parser = self._add(
            commands, "schema", self.t("print the JSON Schema of a document, for editors")
        )
        parser.add_argument(
            "document",
            choices=("plan", "config"),
            metavar=self.t("DOCUMENT"),
            help=self.t("the document: plan or config"),
        )
        parser.set_defaults(run=lazily("schema", "run"))

    def _completion(self, commands: Any) -> None:
        parser = self._add(
            commands, "completion", self.t("print what a shell needs to complete this command")
        )
        parser.add_argument(
            "shell",
            choices=("bash", "zsh", "fish"),
            metavar=self.t("SHELL"),
            help=self.t("the shell: bash, zsh or fish"),
        )
        parser.set_defaults(run=lazily("completion", "run"))

    def _known_at(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--known-at",
            metavar=self.t("DAY"),
            help=self.t("judge with what had been decided on that day"),
        )

    def _rule_folders(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--rules",
            action="append",
            default=[],
            metavar=self.t("DIR"),
            help=self.t("folder with more rule sets; may be repeated"),
        )

    def _only(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--only",
            action="append",
            default=[],
            metavar=self.t("FAMILY"),
            help=self.t("judge by this family of rules only; may be repeated"),
        )


def parse(argv: Sequence[str], texts: Texts) -> argparse.Namespace:
    """Read a command line; help and errors are told in the language, and end the program.

    Most command lines are right, and need none of the help that takes longest to build.
    """
    try:
        return Commands(None).parser(argv).parse_args(argv)
    except NeedsWords:
        return build_parser(texts).parse_args(argv)


def build_parser(texts: Texts) -> argparse.ArgumentParser:
    """The parser of the command line, with argparse's own words in the same language."""
    if texts.language != "en":
        domain, folder = CATALOGUES[-1]
        os.environ["LANGUAGE"] = texts.language
        gettext.bindtextdomain(domain, str(folder))
        gettext.textdomain(domain)
    return Commands(texts).parser()

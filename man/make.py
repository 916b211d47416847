"""Writes the manual page: ``python man/make.py``; with ``--check``, says whether it is stale.

Commands and options are the parser's, description and exit codes the README's.
"""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from glimt_tui import __version__
from glimt_tui.language import texts_in
from glimt_tui.parser import build_parser

PAGE = Path(__file__).with_name("glimt.1")
README = Path(__file__).parents[1] / "README.md"

FILES = [
    ("glimt.toml", "The configuration, in the working directory."),
    ("~/.config/glimt/glimt.toml", "The user's configuration; in `$XDG_CONFIG_HOME`, if set."),
    ("/etc/xdg/glimt/glimt.toml", "The site's configuration; in `$XDG_CONFIG_DIRS`, if set."),
]
FILES_NOTE = (
    "The first of `--config`, `$GLIMT_CONFIG` and these counts, as a whole;"
    " `glimt config show` tells which, and what is in effect."
)
ENVIRONMENT = [
    ("GLIMT_CONFIG", "The configuration file to use, unless `--config` names one."),
    ("XDG_CONFIG_HOME", "The folder of the user's configuration, instead of `~/.config`."),
    ("XDG_CONFIG_DIRS", "The folders of the site's, by colons, instead of `/etc/xdg`."),
    (
        "LC_ALL, LC_MESSAGES, LANG",
        "The language, where neither `--lang` nor the configuration says: Norwegian or English."
        " In all other locales it is Norwegian.",
    ),
    ("NO_COLOR", "Where it is set, nothing is coloured. So it is where `TERM` is `dumb`."),
]
#: Each runs in a folder with the README's plan, and succeeds; a test sees to that.
EXAMPLES = [
    ("Two made-up weeks of a centre, judged in English:", "glimt --lang en demo"),
    ("Judge a plan, and fail where something is not recorded:", "glimt check --strict plan.toml"),
    ("What every rule in force says of one visit:", "glimt explain plan.toml maling"),
    (
        "Judge with what had been decided on New Year's Day, for a program to read:",
        "glimt check --known-at 2021-01-01 --format json - < plan.toml",
    ),
    ("One rule, its source and its examples:", "glimt rules show nasjonal.indoor-persons"),
    ("Keep what is in effect now as the configuration:", "glimt config show > glimt.toml.new"),
]  # fmt: skip


def page() -> str:
    """The manual page, in the language of man(7)."""
    readme = README.read_text("utf-8")
    parser = build_parser(texts_in("en"))
    common = "All but `--version` stand before or after the command."
    lines = [
        r".\" Written by man/make.py from the parser and the README; do not edit.",
        f'.TH GLIMT 1 "" "glimt {__version__}" "User Commands"',
        *_section("NAME", [f"glimt {_DASH} {_roff(_first_lower(parser.description or ''))}"]),
        *_section("SYNOPSIS", [r"\fBglimt\fP [\fIOPTION\fP]... \fICOMMAND\fP ..."]),
        *_section("DESCRIPTION", _paragraphs(readme)),
        *_section("COMMANDS", _commands(parser)),
        *_section("OPTIONS", [_marked(common), *_common(parser)]),
        *_section("EXIT STATUS", _definitions(_exit_codes(readme))),
        *_section("FILES", [*_definitions(FILES), ".PP", _marked(FILES_NOTE)]),
        *_section("ENVIRONMENT", _definitions(ENVIRONMENT)),
        *_section("EXAMPLES", _examples()),
    ]  # fmt: skip
    return "".join(f"{short}\n" for line in lines for short in _short(line))


def _short(line: str) -> list[str]:
    """Lines of text that are no longer than eighty columns; requests stay whole."""
    if line.startswith("."):
        return [line]
    wrapped = textwrap.wrap(line, 80, break_long_words=False, break_on_hyphens=False)
    return [rf"\&{part}" if part.startswith((".", "'")) else part for part in wrapped]


_DASH = r"\-"
_LETTERS = {
    "\\": r"\e", "-": r"\-", "'": r"\(aq", "^": r"\(ha", "~": r"\(ti", "`": r"\(ga",
    "–": r"\(en", "—": r"\(em", "…": "...", "«": r"\(Fo", "»": r"\(Fc",
}  # fmt: skip


def _roff(text: str) -> str:
    """A text as roff takes it literally."""
    written = "".join(
        _LETTERS.get(char, char if char.isascii() else f"\\[u{ord(char):04X}]") for char in text
    )
    return rf"\&{written}" if written.startswith(".") else written


def _marked(text: str) -> str:
    """A line of Markdown: code in bold, links as their words."""
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)
    parts = re.split(r"`([^`]*)`", text)
    return "".join(
        rf"\fB{_roff(part)}\fP" if place % 2 else _roff(part) for place, part in enumerate(parts)
    )


def _first_lower(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")


def _section(title: str, lines: list[str]) -> list[str]:
    return [f".SH {title}", *lines]


def _paragraphs(readme: str) -> list[str]:
    """The README's own introduction: what stands before its first example."""
    head = readme.partition("```")[0].strip().split("\n\n")[1:]
    return [line for text in head for line in (".PP", _marked(" ".join(text.split())))][1:]


def _exit_codes(readme: str) -> list[tuple[str, str]]:
    found = re.findall(r"(?m)^\| (\d) \| (.*?) \|$", readme)
    assert found, "the README has no table of exit codes"
    return [(code, f"{meaning[:1].upper()}{meaning[1:]}.") for code, meaning in found]


def _definitions(pairs: list[tuple[str, str]]) -> list[str]:
    return [
        line for term, text in pairs for line in (".TP", rf"\fB{_roff(term)}\fP", _marked(text))
    ]


def _examples() -> list[str]:
    return [
        line
        for text, command in EXAMPLES
        for line in (".PP", _roff(text), ".PP", ".RS 4", ".nf", _roff(command), ".fi", ".RE")
    ][1:]


# The parser ------------------------------------------------------------------------------


def _subparsers(
    parser: argparse.ArgumentParser,
) -> Iterator[tuple[argparse.ArgumentParser, str]]:
    """Every command that can be run, with what is said of it."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                further = list(_subparsers(inner))
                told = next(each.help for each in action._choices_actions if each.dest == name)
                yield from further or [(inner, told or "")]


def _commands(parser: argparse.ArgumentParser) -> list[str]:
    common = {action.dest for action in parser._actions}
    lines = []
    for command, told in _subparsers(parser):
        own = [action for action in command._actions if action.dest not in common]
        positional = [action for action in own if not action.option_strings]
        options = [action for action in own if action.option_strings]
        usage = [_roff(command.prog), *(["[OPTION]..."] if options else [])]
        lines += [
            f'.SS "{" ".join([*usage, *map(_usage, positional)])}"',
            f"{_roff(told[:1].upper() + told[1:])}.",
        ]
        for action in [*positional, *options]:
            lines += [".TP", _term(action), _help(command, action)]
    return lines


def _common(parser: argparse.ArgumentParser) -> list[str]:
    lines = []
    for action in parser._actions:
        if action.option_strings:
            lines += [".TP", _term(action), _help(parser, action)]
    return lines


def _name(action: argparse.Action) -> str:
    if isinstance(action.metavar, str):
        return action.metavar
    return "|".join(map(str, action.choices or [])) or action.dest.upper()


def _usage(action: argparse.Action) -> str:
    more = "..." if action.nargs in ("+", "*") else ""
    name = _roff(_name(action)) + more
    return f"[{name}]" if action.nargs in ("?", "*") else name


def _term(action: argparse.Action) -> str:
    value = rf" \fI{_roff(_name(action))}\fP" if action.nargs != 0 else ""
    if not action.option_strings:
        return value.strip()
    return ", ".join(rf"\fB{_roff(option)}\fP" for option in action.option_strings) + value


def _help(parser: argparse.ArgumentParser, action: argparse.Action) -> str:
    told = parser._get_formatter()._expand_help(action)
    return f"{_roff(told[:1].upper() + told[1:])}."


def main(argv: list[str]) -> int:
    """Write the page, or say that it is stale."""
    if "--check" not in argv:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.read_text("utf-8") == page():
        return 0
    sys.stderr.write("man/glimt.1 is out of date; write it again: python man/make.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The options of what is printed: the day and the week on paper, and the month in figures."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from glimt_tui.parser import lazily, number

if TYPE_CHECKING:
    from glimt_tui.parser import Commands


def add_today(build: Commands, commands: Any) -> None:
    """``glimt today``: the day on paper."""
    parser = build.add(
        commands, "today", build.t("print the day: for the wall, or lists for the desk")
    )
    _plan(build, parser)
    parser.add_argument(
        "--day", metavar=build.t("DAY"), help=build.t("print this day (default: today)")
    )
    _paper(build, parser)
    parser.set_defaults(run=lazily("today", "run"))


def add_week(build: Commands, commands: Any) -> None:
    """``glimt week``: the week on paper."""
    parser = build.add(
        commands, "week", build.t("print the week, day by day: for the wall, or for the desk")
    )
    _plan(build, parser)
    parser.add_argument(
        "--week",
        metavar=build.t("WEEK"),
        help=build.t("print this week, such as 2021-W02 (default: this week)"),
    )
    _paper(build, parser)
    parser.set_defaults(run=lazily("week", "run"))


def add_stats(build: Commands, commands: Any) -> None:
    """``glimt stats``: figures that name nobody."""
    parser = build.add(
        commands,
        "stats",
        build.t("print the figures of a month, which name nobody; small ones are hidden"),
    )
    _plan(build, parser)
    parser.add_argument(
        "--month",
        metavar=build.t("MONTH"),
        help=build.t("figures of this month, such as 2021-01 (default: the month before this)"),
    )
    build.days(
        parser,
        build.t("figures from this day on, instead of a month"),
        build.t("figures until this day (default: today)"),
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "csv"),
        default="text",
        help=build.t("text for people, json, or csv for a spreadsheet (default: text)"),
    )
    parser.add_argument(
        "--hide-below",
        type=number,
        default=5,
        metavar=build.t("N"),
        help=build.t("hide what fewer than N stand behind (default: 5)"),
    )
    build.rule_folders(parser)
    parser.set_defaults(run=lazily("stats", "run"))


def _plan(build: Commands, parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "plan",
        nargs="?",
        metavar=build.t("PLAN"),
        help=build.t("plan document, TOML or JSON; without one, the centre's own database"),
    )


def _paper(build: Commands, parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--for",
        dest="reader",
        choices=("wall", "desk"),
        default="wall",
        help=build.t("wall, which names nobody, or desk, which names who comes (default: wall)"),
    )
    parser.add_argument(
        "--phones",
        action="store_true",
        help=build.t("with --for desk: phone numbers beside the names"),
    )
    printed(build, parser)
    build.rule_folders(parser)


def printed(build: Commands, parser: argparse.ArgumentParser) -> None:
    """Add in which form something is printed, and where to."""
    parser.add_argument(
        "--format",
        choices=("text", "html", "pdf"),
        default="text",
        help=build.t("text of 80 columns, html for a browser, or pdf, all for A4 (default: text)"),
    )
    parser.add_argument(
        "--output",
        metavar=build.t("FILE"),
        help=build.t("write to a file instead of standard output"),
    )

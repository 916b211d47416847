"""The options of the visitor list: who comes, who leaves, and whom they were with."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from glimt_tui.parser import lazily

if TYPE_CHECKING:
    from glimt_tui.parser import Commands


def add_arrive(build: Commands, commands: Any) -> None:
    """``glimt arrive``: receive somebody."""
    parser = build.add(
        commands, "arrive", build.t("receive somebody: put them on the visitor list")
    )
    _person(build, parser)
    parser.add_argument(
        "visit",
        nargs="?",
        metavar=build.t("VISIT"),
        help=build.t("the visit that they have come for"),
    )
    parser.add_argument(
        "--hands",
        action=argparse.BooleanOptionalAction,
        default=None,
        help=build.t("whether they have washed their hands"),
    )
    parser.add_argument(
        "--name", metavar=build.t("NAME"), help=build.t("the name that they give at the door")
    )
    parser.add_argument(
        "--phone", metavar=build.t("NUMBER"), help=build.t("the number that they give at the door")
    )
    _at(build, parser)
    parser.set_defaults(run=lazily("visitors", "receive"))


def add_depart(build: Commands, commands: Any) -> None:
    """``glimt depart``: somebody leaves."""
    parser = build.add(commands, "depart", build.t("write down that somebody has left"))
    _person(build, parser)
    _at(build, parser)
    parser.set_defaults(run=lazily("visitors", "leave"))


def add_visitors(build: Commands, commands: Any) -> None:
    """``glimt visitors``: the visitor list."""
    parser = build.add(
        commands, "visitors", build.t("show the visitor list, and how long each entry is kept")
    )
    parser.add_argument(
        "--names",
        action="store_true",
        help=build.t("show names and numbers, which are masked otherwise"),
    )
    parser.set_defaults(run=lazily("visitors", "show"))


def add_trace(build: Commands, commands: Any) -> None:
    """``glimt trace``: whom somebody was with."""
    parser = build.add(
        commands,
        "trace",
        build.t("for the health authorities: who was with somebody, as far as it is still held"),
    )
    _person(build, parser)
    build.days(
        parser,
        build.t("from this day on (default: as far back as the list goes)"),
        build.t("until this day (default: today)"),
    )
    build.text_or_json(parser)
    parser.set_defaults(run=lazily("visitors", "trace_person"))


def _person(build: Commands, parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person", metavar=build.t("PERSON"), help=build.t("id of the person"))


def _at(build: Commands, parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--at",
        metavar=build.t("TIME"),
        help=build.t("when it was, such as 2021-01-12T13:00 (default: now)"),
    )

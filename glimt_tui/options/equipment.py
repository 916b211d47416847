"""The options of ``equipment`` and ``label``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from glimt_tui.options.paper import printed
from glimt_tui.parser import lazily

if TYPE_CHECKING:
    from glimt_tui.parser import Commands


def add_equipment(build: Commands, commands: Any) -> None:
    """``glimt equipment``: the state of every thing."""
    parser = build.add(
        commands,
        "equipment",
        build.t("list the equipment: what is free, who has the rest, what is set aside until when"),
    )
    build.text_or_json(parser)
    _at(build, parser)
    build.rule_folders(parser)
    parser.set_defaults(run=lazily("equipment", "run"), plan=None)


def add_label(build: Commands, commands: Any) -> None:
    """``glimt label``: what to put on a thing that is set aside."""
    parser = build.add(
        commands,
        "label",
        build.t("print labels for what is set aside: until when and why, and nobody's name"),
    )
    parser.add_argument(
        "things",
        nargs="*",
        metavar=build.t("THING"),
        help=build.t("id of a thing that is set aside; may be repeated"),
    )
    parser.add_argument(
        "--all", action="store_true", help=build.t("a label for everything that is set aside")
    )
    printed(build, parser)
    _at(build, parser)
    build.rule_folders(parser)
    parser.set_defaults(run=lazily("label", "run"), plan=None)


def _at(build: Commands, parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--at",
        metavar=build.t("TIME"),
        help=build.t("as it is at that moment, such as 2021-01-12T13:00 (default: now)"),
    )

"""The options of ``check`` and ``explain``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glimt_tui.parser import lazily, number

if TYPE_CHECKING:
    from glimt_tui.parser import Commands


def add_check(build: Commands, commands: Any) -> None:
    """``glimt check``: judge plans."""
    parser = build.add(
        commands, "check", build.t("judge plan documents, or the centre's own database")
    )
    parser.add_argument(
        "plans",
        nargs="*",
        metavar=build.t("PLAN"),
        help=build.t(
            "plan document, TOML or JSON; - is standard input; without one, the centre's own"
            " database is judged from today on"
        ),
    )
    parser.add_argument(
        "--format",
        choices=build.formats,
        default="text",
        help=build.t("format of the report (default: text)"),
    )
    parser.add_argument(
        "--output",
        action="append",
        default=[],
        metavar=build.t("FORMAT=FILE"),
        help=build.t("write a report to a file, too: sarif=glimt.sarif; may be repeated"),
    )
    build.known_at(parser)
    build.days(
        parser,
        build.t("judge only visits that start on this day or later"),
        build.t("judge only visits that start on this day or earlier"),
    )
    parser.add_argument(
        "--strict", action="store_true", help=build.t("fail where something is unknown, too")
    )
    parser.add_argument(
        "--fixes",
        action="store_true",
        help=build.t("tell the least change that would satisfy each rule alone (not in json)"),
    )
    build.rule_folders(parser)
    build.only(parser)
    parser.set_defaults(run=lazily("check", "run"))


def add_explain(build: Commands, commands: Any) -> None:
    """``glimt explain``: every rule in force for one visit."""
    parser = build.add(
        commands, "explain", build.t("show what every rule in force says of one visit")
    )
    parser.add_argument(
        "plan",
        nargs="?",
        metavar=build.t("PLAN"),
        help=build.t("plan document, TOML or JSON; without one, the centre's own database"),
    )
    parser.add_argument("visit", metavar=build.t("VISIT"), help=build.t("id of the visit"))
    build.known_at(parser)
    build.rule_folders(parser)
    build.only(parser)
    parser.set_defaults(run=lazily("explain", "run"))


def add_suggest(build: Commands, commands: Any) -> None:
    """``glimt suggest``: the nearest that is allowed."""
    parser = build.add(
        commands, "suggest", build.t("find the nearest alternatives to a visit that is not allowed")
    )
    parser.add_argument(
        "plan",
        nargs="?",
        metavar=build.t("PLAN"),
        help=build.t("plan document, TOML or JSON; without one, the centre's own database"),
    )
    parser.add_argument("visit", metavar=build.t("VISIT"), help=build.t("id of the visit"))
    parser.add_argument(
        "--most",
        type=number,
        default=5,
        metavar=build.t("N"),
        help=build.t("show at most so many alternatives (default: 5)"),
    )
    build.text_or_json(parser)
    build.known_at(parser)
    build.rule_folders(parser)
    build.only(parser)
    parser.set_defaults(run=lazily("suggest", "run"))

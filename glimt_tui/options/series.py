"""The options of ``series``: bookings that come back every week, or every other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glimt_tui.parser import lazily

if TYPE_CHECKING:
    from glimt_tui.parser import Commands


def add_series(build: Commands, commands: Any) -> None:
    """``glimt series``: what comes back, making it, and ending it."""
    kinds = build.group(
        commands, "series", build.t("list series of bookings, make one of a booking, or end one")
    )
    listed = build.add(kinds, "list", build.t("list the series: when, until when, how many left"))
    build.text_or_json(listed)
    listed.set_defaults(run=lazily("series", "list_them"))
    _make(build, kinds)
    end = build.add(kinds, "end", build.t("call off the bookings of a series that are to come"))
    end.add_argument("series", metavar=build.t("SERIES"), help=build.t("id of the series"))
    end.add_argument(
        "--from",
        dest="date_from",
        metavar=build.t("DAY"),
        help=build.t("call off only those of this day and later"),
    )
    build.text_or_json(end)
    end.set_defaults(run=lazily("series", "end"))


def _make(build: Commands, kinds: Any) -> None:
    make = build.add(
        kinds,
        "make",
        build.t("repeat a booking; days on which a rule would be broken are left out, and told"),
    )
    make.add_argument("visit", metavar=build.t("VISIT"), help=build.t("id of the visit"))
    make.add_argument(
        "--every",
        type=int,
        choices=(1, 2),
        default=1,
        help=build.t("every week (1, the default) or every other week (2)"),
    )
    make.add_argument(
        "--through",
        required=True,
        metavar=build.t("DAY"),
        help=build.t("the last day on which it may come, such as 2021-03-31"),
    )
    make.add_argument(
        "--without",
        action="append",
        default=[],
        metavar=build.t("DAY"),
        help=build.t("leave out this day; may be repeated"),
    )
    build.rule_folders(make)
    build.text_or_json(make)
    make.set_defaults(run=lazily("series", "make"))

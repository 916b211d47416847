"""The options of ``clashes``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glimt_tui.parser import lazily

if TYPE_CHECKING:
    from glimt_tui.parser import Commands


def add_clashes(build: Commands, commands: Any) -> None:
    """``glimt clashes``: what no rule forbids, and yet cannot be meant."""
    parser = build.add(
        commands,
        "clashes",
        build.t(
            "list double bookings, bookings while the centre is closed, and time without staff"
        ),
    )
    parser.add_argument(
        "plan",
        nargs="?",
        metavar=build.t("PLAN"),
        help=build.t(
            "plan document, TOML or JSON; - is standard input; without one, the centre's own"
            " database from today on"
        ),
    )
    build.days(
        parser,
        build.t("list only visits that start on this day or later"),
        build.t("list only visits that start on this day or earlier"),
    )
    build.text_or_json(parser)
    parser.set_defaults(run=lazily("clashes", "run"))

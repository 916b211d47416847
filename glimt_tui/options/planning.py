"""The options of ``plan``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glimt_tui.parser import lazily, number

if TYPE_CHECKING:
    from glimt_tui.parser import Commands


def add_plan(build: Commands, commands: Any) -> None:
    """``glimt plan``: a week of wishes."""
    parser = build.add(
        commands, "plan", build.t("propose visits for a week of wishes, as fairly as the rules let")
    )
    parser.add_argument(
        "wishes", metavar=build.t("WISHES"), help=build.t("wishes document, TOML or JSON")
    )
    parser.add_argument(
        "plan",
        nargs="?",
        metavar=build.t("PLAN"),
        help=build.t(
            "the plan that there is already, TOML or JSON; without one, the centre's own database"
        ),
    )
    parser.add_argument(
        "--output",
        metavar=build.t("FILE"),
        help=build.t(
            "write the proposal as a plan document, too: TOML, or JSON where the name ends in .json"
        ),
    )
    parser.add_argument(
        "--seconds",
        type=number,
        default=60,
        metavar=build.t("N"),
        help=build.t("search for at most so many seconds (default: 60); Ctrl-C ends it sooner"),
    )
    build.text_or_json(parser)
    build.known_at(parser)
    build.rule_folders(parser)
    build.only(parser)
    parser.set_defaults(run=lazily("plan", "run"))

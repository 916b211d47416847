"""The options of ``handover``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glimt_tui.parser import lazily

if TYPE_CHECKING:
    from glimt_tui.parser import Commands


def add_handover(build: Commands, commands: Any) -> None:
    """``glimt handover``: messages for the next shift, and what was decided and why."""
    parser = build.add(
        commands,
        "handover",
        build.t("print messages for the next shift, and what was decided on a day and why"),
    )
    parser.add_argument(
        "--day",
        metavar=build.t("DAY"),
        help=build.t("print what was decided on this day (default: today)"),
    )
    parser.add_argument(
        "--write",
        metavar=build.t("TEXT"),
        help=build.t("leave a message instead; it holds no health information"),
    )
    parser.add_argument(
        "--until",
        metavar=build.t("DAY"),
        help=build.t("the last day on which the message is shown (default: tomorrow)"),
    )
    build.text_or_json(parser)
    parser.set_defaults(run=lazily("handover", "run"))

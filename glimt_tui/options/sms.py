"""The options of ``sms``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glimt_tui.parser import lazily
from glimt_tui.sms_templates import TEXTS

if TYPE_CHECKING:
    from glimt_tui.parser import Commands


def add_sms(build: Commands, commands: Any) -> None:
    """``glimt sms``: what to send to the people of a booking."""
    parser = build.add(
        commands,
        "sms",
        build.t("print what to send to the people of a booking, each in their language"),
    )
    parser.add_argument("visit", metavar=build.t("VISIT"), help=build.t("id of the booking"))
    parser.add_argument(
        "person",
        nargs="?",
        metavar=build.t("PERSON"),
        help=build.t("id of the person; without one, everybody in the booking"),
    )
    parser.add_argument(
        "--text",
        choices=TEXTS,
        help=build.t("what to send (default: what the booking calls for as it stands)"),
    )
    build.text_or_json(parser)
    parser.set_defaults(run=lazily("sms", "run"))

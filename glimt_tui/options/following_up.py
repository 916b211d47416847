"""The options of ``follow-up``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glimt_tui.parser import lazily

if TYPE_CHECKING:
    from glimt_tui.parser import Commands


def add_follow_up(build: Commands, commands: Any) -> None:
    """``glimt follow-up``: who is to be called today, and why."""
    parser = build.add(
        commands,
        "follow-up",
        build.t("list who is to be called today, with number and reason, for whoever calls"),
    )
    build.text_or_json(parser)
    parser.set_defaults(run=lazily("follow_up", "run"))

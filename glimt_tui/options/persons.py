"""The options of the rights of those concerned: what is held about somebody, and erasing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glimt_tui.parser import lazily

if TYPE_CHECKING:
    from glimt_tui.parser import Commands


def add_person(build: Commands, commands: Any) -> None:
    """``glimt person``: the rights of somebody of whom something is held."""
    kinds = build.group(
        commands, "person", build.t("show all that is held about somebody, or erase it")
    )
    export = build.add(
        kinds, "export", build.t("print all that is held about somebody, to be given to them")
    )
    _person(build, export)
    build.text_or_json(export)
    export.set_defaults(run=lazily("person_export", "run"))
    erase = build.add(
        kinds,
        "erase",
        build.t("erase somebody everywhere, but for what must be kept until its day"),
    )
    _person(build, erase)
    erase.add_argument(
        "--yes", action="store_true", help=build.t("erase without asking; what goes is still told")
    )
    erase.set_defaults(run=lazily("person_erase", "run"))


def _person(build: Commands, parser: Any) -> None:
    parser.add_argument(
        "person",
        metavar=build.t("PERSON"),
        help=build.t("id of the person, or their whole name"),
    )

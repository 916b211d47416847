"""The options of ``people``: several people at once, from a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glimt_tui.parser import lazily

if TYPE_CHECKING:
    from glimt_tui.parser import Commands


def add_people(build: Commands, commands: Any) -> None:
    """``glimt people``: several people at once."""
    kinds = build.group(commands, "people", build.t("register people from a table"))
    parser = build.add(
        kinds,
        "import",
        build.t("register the people of a table (CSV), all of them or nobody"),
    )
    parser.add_argument(
        "file",
        metavar=build.t("FILE"),
        help=build.t(
            "table with a heading line in Norwegian or English, separated by commas, semicolons"
            " or tabs; - is standard input"
        ),
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help=build.t("show what each row becomes, and write nothing"),
    )
    parser.add_argument(
        "--columns",
        metavar=build.t("FIELDS"),
        help=build.t(
            "what the columns hold where there is no heading line, such as name,phone,-,role; a"
            " column that is - is not taken in"
        ),
    )
    parser.add_argument(
        "--doubles",
        action="store_true",
        help=build.t("register those, too, who have the name or the phone of somebody else"),
    )
    parser.set_defaults(run=lazily("people_import", "run"))

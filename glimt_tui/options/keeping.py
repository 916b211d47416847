"""The options of what keeps the centre's database: made, filled, copied, and forgotten from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glimt_tui.parser import lazily, number

if TYPE_CHECKING:
    from glimt_tui.parser import Commands


def add_init(build: Commands, commands: Any) -> None:
    """``glimt init``: make the database."""
    parser = build.add(commands, "init", build.t("make the centre's database"))
    parser.set_defaults(run=lazily("init", "run"))


def add_migrate(build: Commands, commands: Any) -> None:
    """``glimt migrate``: bring the database up to date."""
    parser = build.add(
        commands, "migrate", build.t("bring the database of an older version up to date")
    )
    parser.set_defaults(run=lazily("init", "migrate"))


def add_import(build: Commands, commands: Any) -> None:
    """``glimt import``: a plan document into the database."""
    parser = build.add(
        commands, "import", build.t("take a plan document into the database, all or nothing")
    )
    parser.add_argument(
        "plan",
        metavar=build.t("PLAN"),
        help=build.t("plan document, TOML or JSON; - is standard input"),
    )
    parser.add_argument(
        "--replace",
        action="store_true",
        help=build.t("let the document win where the database says something else"),
    )
    parser.set_defaults(run=lazily("exchange", "import_plan"))


def add_export(build: Commands, commands: Any) -> None:
    """``glimt export``: the database as a document."""
    parser = build.add(commands, "export", build.t("print what the database holds as a document"))
    parser.add_argument(
        "--format",
        choices=("toml", "json", "csv", "ics"),
        default="toml",
        help=build.t(
            "toml or json, a plan document; csv, a table of the visits; ics, a calendar of the"
            " public ones that names nobody (default: toml)"
        ),
    )
    build.days(
        parser,
        build.t("only visits that start on this day or later"),
        build.t("only visits that start on this day or earlier"),
    )
    parser.set_defaults(run=lazily("exchange", "export"))


def add_purge(build: Commands, commands: Any) -> None:
    """``glimt purge``: forget what has been kept for long enough."""
    parser = build.add(
        commands, "purge", build.t("forget what has been kept for long enough; for cron, too")
    )
    build.text_or_json(parser)
    parser.set_defaults(run=lazily("purge", "run"))


def add_journal(build: Commands, commands: Any) -> None:
    """``glimt journal``: who did what."""
    kinds = build.group(commands, "journal", build.t("the journal: who did what, and when"))
    listing = build.add(kinds, "list", build.t("show the newest entries"))
    listing.add_argument(
        "--most",
        type=number,
        default=20,
        metavar=build.t("N"),
        help=build.t("show at most so many entries (default: 20)"),
    )
    build.text_or_json(listing)
    listing.set_defaults(run=lazily("journal", "show"))
    verify = build.add(
        kinds, "verify", build.t("find the first entry that was tampered with, if there is one")
    )
    verify.set_defaults(run=lazily("journal", "verify_journal"))


def add_undo(build: Commands, commands: Any) -> None:
    """``glimt undo``: take an action back."""
    parser = build.add(
        commands, "undo", build.t("take back what you did last, or the action of an entry")
    )
    parser.add_argument(
        "entry",
        nargs="?",
        type=number,
        metavar=build.t("ENTRY"),
        help=build.t("number of an entry in the journal"),
    )
    parser.set_defaults(run=lazily("journal", "undo_action"))


def add_redo(build: Commands, commands: Any) -> None:
    """``glimt redo``: do again what was taken back."""
    parser = build.add(commands, "redo", build.t("do again what you took back last"))
    parser.set_defaults(run=lazily("journal", "redo_action"))


def add_backup(build: Commands, commands: Any) -> None:
    """``glimt backup``: a copy that can be relied on."""
    parser = build.add(
        commands, "backup", build.t("write a copy of the database, and see that it can be read")
    )
    parser.add_argument("folder", metavar=build.t("DIR"), help=build.t("folder of the copy"))
    parser.set_defaults(run=lazily("backup", "run"))


def add_restore(build: Commands, commands: Any) -> None:
    """``glimt restore``: the database as a copy holds it."""
    parser = build.add(commands, "restore", build.t("bring back the database from a copy"))
    parser.add_argument("file", metavar=build.t("FILE"), help=build.t("the copy"))
    parser.add_argument(
        "--replace",
        action="store_true",
        help=build.t("replace the database that is there; a copy of it is kept"),
    )
    parser.set_defaults(run=lazily("backup", "restore_copy"))

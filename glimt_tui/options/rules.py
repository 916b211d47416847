"""The options of ``rules`` and its subcommands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glimt_tui.parser import lazily

if TYPE_CHECKING:
    from glimt_tui.parser import Commands


def add_rules(build: Commands, commands: Any) -> None:
    """``glimt rules``: the rule sets."""
    kinds = build.group(commands, "rules", build.t("rule sets: list, show and test them"))
    listing = build.add(kinds, "list", build.t("show which rule sets are in force when"))
    build.known_at(listing)
    build.rule_folders(listing)
    build.only(listing)
    listing.set_defaults(run=lazily("rules", "list_rule_sets"))
    show = build.add(kinds, "show", build.t("show one rule, its source and its examples"))
    show.add_argument(
        "rule",
        metavar=build.t("RULE"),
        help=build.t("rule, or rule@version: nasjonal.indoor-persons"),
    )
    build.rule_folders(show)
    show.set_defaults(run=lazily("rules", "show_rule"))
    test = build.add(kinds, "test", build.t("run the cases of rule sets"))
    test.add_argument(
        "files",
        nargs="*",
        metavar=build.t("FILE"),
        help=build.t("rule set files; by default all rule sets that are there"),
    )
    build.rule_folders(test)
    test.set_defaults(run=lazily("rules", "test_rule_sets"))
    pages = build.add(
        kinds, "pages", build.t("write a page for each rule, in both languages, as Markdown")
    )
    pages.add_argument("folder", metavar=build.t("DIR"), help=build.t("folder of the pages"))
    pages.add_argument(
        "--check",
        action="store_true",
        help=build.t("write nothing, but fail where a page is not up to date"),
    )
    build.rule_folders(pages)
    pages.set_defaults(run=lazily("pages", "run"))

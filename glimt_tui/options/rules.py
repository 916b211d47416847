"""The options of ``rules`` and its subcommands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glimt_tui.parser import lazily

if TYPE_CHECKING:
    import argparse

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
    _add_diff(build, kinds)
    _add_impact(build, kinds)
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


def _add_diff(build: Commands, kinds: Any) -> None:
    """``glimt rules diff``: two rule sets held against each other."""
    diff = build.add(kinds, "diff", build.t("show what differs between two rule sets"))
    for name, text in (
        ("before", build.t("rule set, as family@version or as a file")),
        ("after", build.t("the one to hold against it")),
    ):
        diff.add_argument(name, metavar=build.t("RULE_SET"), help=text)
    _add_format(build, diff)
    build.rule_folders(diff)
    diff.set_defaults(run=lazily("rules_diff", "run"))


def _add_impact(build: Commands, kinds: Any) -> None:
    """``glimt rules impact``: what a change of the rules does to a plan."""
    impact = build.add(
        kinds,
        "impact",
        build.t("show what a change of the rules does to a plan, and change nothing"),
    )
    impact.add_argument(
        "names",
        nargs="*",
        metavar=build.t("RULE_SET|PLAN"),
        help=build.t(
            "rule sets, as files or, where they are there already, as family@version; then perhaps"
            " a plan document, without which the centre's own database is judged from today on"
        ),
    )
    impact.add_argument(
        "--without",
        action="append",
        default=[],
        metavar=build.t("FAMILY@VERSION"),
        help=build.t("a rule set to leave out of the new rules; may be repeated"),
    )
    impact.add_argument(
        "--no-alternatives",
        action="store_true",
        help=build.t("look for no alternatives, which takes the longest"),
    )
    impact.add_argument(
        "--call-list",
        action="store_true",
        help=build.t("list whom to call, with names and phone numbers"),
    )
    _add_format(build, impact)
    build.known_at(impact)
    build.days(
        impact,
        build.t("judge only visits that start on this day or later"),
        build.t("judge only visits that start on this day or earlier"),
    )
    build.rule_folders(impact)
    impact.set_defaults(run=lazily("rules_impact", "run"))


def _add_format(build: Commands, parser: argparse.ArgumentParser) -> None:
    """Add ``--format``."""
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help=build.t("text for people, or json (default: text)"),
    )

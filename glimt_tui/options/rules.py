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
    _add_coverage(build, test)
    build.rule_folders(test)
    test.set_defaults(run=lazily("rules", "test_rule_sets"))
    _add_lint(build, kinds)
    _add_timeline(build, kinds)
    _add_new(build, kinds)
    _add_diff(build, kinds)
    _add_impact(build, kinds)
    _add_switch(build, kinds)
    _add_keeping(build, kinds)
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


def _add_coverage(build: Commands, test: argparse.ArgumentParser) -> None:
    """Options of ``glimt rules test``: what its cases miss."""
    test.add_argument(
        "--coverage",
        action="store_true",
        help=build.t(
            "tell what the cases miss: which limits, dates, exceptions and so on could be"
            " otherwise without any case noticing"
        ),
    )
    test.add_argument(
        "--strict",
        action="store_true",
        help=build.t("with --coverage, fail where the cases miss anything"),
    )


def _add_lint(build: Commands, kinds: Any) -> None:
    """``glimt rules lint``: what looks wrong with rule sets that read well."""
    linting = build.add(
        kinds,
        "lint",
        build.t(
            "look for what is most likely wrong: gaps between versions, rules that never apply or"
            " that contradict each other, texts that tell an old number"
        ),
    )
    linting.add_argument(
        "files",
        nargs="*",
        metavar=build.t("FILE|DIR"),
        help=build.t("rule set files, or folders of them; by default all that are there"),
    )
    linting.add_argument(
        "--strict", action="store_true", help=build.t("fail where there are warnings, too")
    )
    build.text_or_json(linting)
    build.rule_folders(linting)
    linting.set_defaults(run=lazily("rules_lint", "run"))


def _add_timeline(build: Commands, kinds: Any) -> None:
    """``glimt rules timeline``: all of them on one page."""
    timeline = build.add(
        kinds, "timeline", build.t("show all rule sets on one page, as bars over the days")
    )
    timeline.add_argument(
        "files",
        nargs="*",
        metavar=build.t("FILE"),
        help=build.t("rule set files, whose families alone are shown; by default all"),
    )
    build.known_at(timeline)
    build.days(
        timeline,
        build.t("begin the page on this day"),
        build.t("end the page on this day"),
    )
    build.rule_folders(timeline)
    timeline.set_defaults(run=lazily("rules_timeline", "run"))


def _add_new(build: Commands, kinds: Any) -> None:
    """``glimt rules new``: a file for a new rule set, to be filled in."""
    new = build.add(kinds, "new", build.t("write the file of a new rule set, to be filled in"))
    new.add_argument(
        "name",
        metavar=build.t("FAMILY@VERSION"),
        help=build.t("what it is called; the version is best the day on which it was decided"),
    )
    new.add_argument(
        "--base",
        metavar=build.t("VERSION"),
        help=build.t("version whose rules it takes over (default: the family's latest)"),
    )
    new.add_argument(
        "--in-force",
        metavar=build.t("TIME"),
        help=build.t("since when it holds: 2021-01-20, or 2021-01-20T16:00"),
    )
    new.add_argument(
        "--decided",
        metavar=build.t("DAY"),
        help=build.t("day on which it was made known"),
    )
    new.add_argument(
        "--output",
        metavar=build.t("FILE|DIR"),
        help=build.t("where to write it (default: VERSION.toml); - is standard output"),
    )
    build.rule_folders(new)
    new.set_defaults(run=lazily("rules_new", "run"))


def _add_diff(build: Commands, kinds: Any) -> None:
    """``glimt rules diff``: two rule sets held against each other."""
    diff = build.add(kinds, "diff", build.t("show what differs between two rule sets"))
    for name, text in (
        ("before", build.t("rule set, as family@version or as a file")),
        ("after", build.t("the one to hold against it")),
    ):
        diff.add_argument(name, metavar=build.t("RULE_SET"), help=text)
    build.text_or_json(diff)
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
    build.text_or_json(impact)
    build.known_at(impact)
    build.days(
        impact,
        build.t("judge only visits that start on this day or later"),
        build.t("judge only visits that start on this day or earlier"),
    )
    build.rule_folders(impact)
    impact.set_defaults(run=lazily("rules_impact", "run"))


def _add_switch(build: Commands, kinds: Any) -> None:
    """``glimt rules enable`` and ``disable``: a whole family, for the centre's own database."""
    for name, text in (
        ("enable", build.t("let a family of rules judge the centre's own database")),
        ("disable", build.t("let a family of rules judge the centre's own database no longer")),
    ):
        parser = build.add(kinds, name, text)
        parser.add_argument(
            "family", metavar=build.t("FAMILY"), help=build.t("family of rules: kommunal")
        )
        parser.add_argument(
            "--yes",
            action="store_true",
            help=build.t("do it without asking; what it does is shown all the same"),
        )
        parser.add_argument(
            "--no-alternatives",
            action="store_true",
            help=build.t("look for no alternatives, which takes the longest"),
        )
        parser.add_argument(
            "--call-list",
            action="store_true",
            help=build.t("list whom to call, with names and phone numbers"),
        )
        parser.set_defaults(run=lazily("rules_switch", name))


def _add_keeping(build: Commands, kinds: Any) -> None:
    """``glimt rules add``, ``remove`` and ``lock``: the folders that the configuration names."""
    adding = build.add(kinds, "add", build.t("put a rule set in force at its own time"))
    adding.add_argument(
        "file",
        metavar=build.t("FILE"),
        help=build.t("rule set file; the file of its cases beside it is taken along"),
    )
    adding.add_argument(
        "--into",
        metavar=build.t("DIR"),
        help=build.t("folder of the configuration, where it names several"),
    )
    adding.add_argument(
        "--replace",
        action="store_true",
        help=build.t("put it in the place of the same version, which is not in force yet"),
    )
    adding.add_argument(
        "--past",
        action="store_true",
        help=build.t("also where days that are over are judged otherwise by it"),
    )
    adding.set_defaults(run=lazily("rules_add", "run"))
    removing = build.add(kinds, "remove", build.t("take a rule set out; its file is kept beside"))
    removing.add_argument(
        "rule_set", metavar=build.t("FAMILY@VERSION"), help=build.t("rule set to take out")
    )
    removing.add_argument(
        "--past",
        action="store_true",
        help=build.t("also where it has been in force, and what it has judged is judged otherwise"),
    )
    removing.set_defaults(run=lazily("rules_remove", "run"))
    locking = build.add(
        kinds, "lock", build.t("lock folders of rule sets as they are, after changes by hand")
    )
    locking.add_argument(
        "folder",
        nargs="?",
        metavar=build.t("DIR"),
        help=build.t("folder of the configuration; by default all that it names"),
    )
    locking.add_argument(
        "--check",
        action="store_true",
        help=build.t("write nothing, but say whether each folder is as its lock says"),
    )
    locking.add_argument(
        "--past",
        action="store_true",
        help=build.t("also take in locked files that were changed, or are gone"),
    )
    locking.set_defaults(run=lazily("rules_lock", "run"))

"""A made-up choir's rules for singing indoors, as a plugin of Glimt.

This module holds the hooks and nothing else: Glimt imports it at every start that asks for it.
"""

from collections.abc import Iterable
from pathlib import Path

from glimt_choir.report import wall
from glimt_choir.singing import SingingSpace, SingingTime
from glimt_choir.totals import add_options, totals
from glimt_rules.hooks import files_beside, hookimpl
from glimt_rules.kinds.base import Kind
from glimt_rules.message import Bilingual
from glimt_tui.hooks import ReportFormat, Subcommand

GLIMT_API = 1


@hookimpl
def glimt_rule_sets() -> Iterable[Path]:
    """The TOML files beside this module, one version each."""
    return files_beside(__file__)


@hookimpl
def glimt_rule_kinds() -> Iterable[type[Kind]]:
    """What the rule sets may name as their ``kind``."""
    return [SingingTime, SingingSpace]


@hookimpl
def glimt_report_formats() -> Iterable[ReportFormat]:
    """``glimt check --format wall``."""
    return [ReportFormat("wall", wall)]


@hookimpl
def glimt_subcommands() -> Iterable[Subcommand]:
    """``glimt singing``."""
    told = Bilingual(nb="vis hvor lenge det synges i hver uke", en="show how long each week sings")
    return [Subcommand("singing", told, totals, add_options)]

"""Reading wishes documents, as strictly as plans are read."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from msgspec import Struct

from glimt_rules.documents.convert import convert
from glimt_rules.documents.faults import as_problems
from glimt_rules.documents.source import Source, parse
from glimt_rules.documents.times import Times, zone_named
from glimt_rules.documents.where import Lines
from glimt_rules.errors import InputError
from glimt_rules.plan.model import DEFAULT_TIMEZONE, Plan
from glimt_rules.wishes.check import check_wishes
from glimt_rules.wishes.model import Wishes


class WishesDocument(Struct, frozen=True):
    """Wishes, and the text that they were read from."""

    wishes: Wishes
    source: Source | None = None


def read_wishes(source: Source, plan: Plan | None) -> WishesDocument:
    """Read wishes about a plan; without one, what they refer to is not looked up.

    Raises InputError with every problem, in the order of the lines.
    """
    lines = Lines(source)
    zone = zone_named(plan.timezone) if plan is not None else None
    zone = zone or ZoneInfo(DEFAULT_TIMEZONE)
    conversion = convert(parse(source), Wishes, hook=Times(zone))
    faults = list(conversion.faults)
    wishes = conversion.value
    if wishes is not None:
        faults += check_wishes(wishes, plan, zone, bad=conversion.bad, line_of=lines.line)
    if wishes is None or faults:
        raise InputError(as_problems(faults, lines))
    return WishesDocument(wishes, source)

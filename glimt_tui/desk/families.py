"""Switching a whole family of rules: what it would change, and who may do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glimt_rules.impact import Books
from glimt_rules.message import Message
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.access import User, require_admin
from glimt_tui.store.errors import Refused
from glimt_tui.store.families import (
    SWITCHING,
    Switch,
    Switches,
    switch,
    switched,
    why_not_switched,
)

if TYPE_CHECKING:
    from glimt_tui.desk.desk import Desk


def switching(book: RuleBook, there: Switches, family: str, *, active: bool) -> Books:
    """The rules before and after a family is switched; ``book`` is the configuration's."""
    now = Switch(family=family, active=active, version=0)
    after = switched(book, {**there, family: now}.values())
    return Books(switched(book, there.values()), after, (), (), switched=(family, active))


def why_not_switch(user: User) -> Message | None:
    """Why somebody may not switch families; None for an admin."""
    try:
        require_admin(user, SWITCHING)
    except Refused as refused:
        return refused.problems[0].message
    return None


def why_not_now(book: RuleBook, there: Switches, family: str, *, active: bool) -> Message | None:
    """Why a family cannot be switched so; None where it can."""
    return why_not_switched(book, family, there, active=active)


async def switch_family(desk: Desk, seen: Switches, family: str, *, active: bool) -> None:
    """Switch a family, as one action of the journal; ``seen`` is what whoever decides has seen.

    Raises Refused where it may not be, and Stale where somebody has switched it meanwhile.
    """
    book = desk.book
    await desk.ask(
        lambda: switch(desk.session.store, desk.session.user, book, seen, family, active=active)
    )

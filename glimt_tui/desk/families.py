"""Switching a whole family of rules: what it would change, and who may do it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from glimt_rules.documents.source import read_small
from glimt_rules.errors import InputError, Problem
from glimt_rules.impact import Books
from glimt_rules.message import Message
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.files import family_in, is_rule_set
from glimt_tui.access import User, require_admin
from glimt_tui.plugins import BUILT_IN
from glimt_tui.store.errors import Refused
from glimt_tui.store.families import (
    SWITCHING,
    Switch,
    Switches,
    switch,
    switched,
    why_no_family,
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


def why_unknown(book: RuleBook, family: str, there: Switches) -> Message | None:
    """Why a family cannot be switched: nobody brings it. None where it can.

    One whose own rule set or plugin could not be loaded is known by what is told of that.
    """
    if any(_is_of(problem, family) for problem in book.problems):
        return None
    return why_no_family(book, family, there)


def _is_of(problem: Problem, family: str) -> bool:
    """Whether a problem is told of a rule set of a family, or of the plugin that brings it."""
    named = {problem.where, Path(problem.file or "").name}
    if BUILT_IN.get(family, family) in named or any(
        name.startswith(f"{family}@") for name in named
    ):
        return True
    if problem.file is None or not is_rule_set(Path(problem.file).name):
        return False
    try:  # whatever else is wrong with it, it may say of which family it is
        return family_in(read_small(Path(problem.file)).decode("utf-8", "replace")) == family
    except InputError:
        return False


def why_not_now(book: RuleBook, there: Switches, family: str, *, active: bool) -> Message | None:
    """Why a family cannot be switched so; None where it can."""
    unknown = why_unknown(book, family, there)
    return unknown or why_not_switched(book, family, there, active=active)


async def switch_family(desk: Desk, seen: Switches, family: str, *, active: bool) -> None:
    """Switch a family, as one action of the journal; ``seen`` is what whoever decides has seen.

    Raises Refused where it may not be, and Stale where somebody has switched it meanwhile.
    """
    book = desk.book
    unknown = why_unknown(book, family, seen)
    if unknown is not None:
        raise Refused(Problem(message=unknown, where=family))
    await desk.ask(
        lambda: switch(desk.session.store, desk.session.user, book, seen, family, active=active)
    )

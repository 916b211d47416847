"""Families of rules that are switched on or off in the database, and what that leaves to judge.

Which families judge is what the configuration says, with the database's switches on top. So a
switch holds wherever the database is judged, for everybody at once; a plan document is judged by
the configuration alone. Only an admin may switch, or take a switch back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from msgspec import Struct

from glimt_rules.documents.faults import harmless, quoted
from glimt_rules.documents.similar import closest
from glimt_rules.errors import Problem
from glimt_rules.message import Message, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Centre
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.access import User, require_admin
from glimt_tui.store.centre import require_may_turn
from glimt_tui.store.days import clock
from glimt_tui.store.errors import Refused
from glimt_tui.store.records import Family
from glimt_tui.store.repository import Reading
from glimt_tui.store.store import Store

#: What only an admin may do, as it follows on "may".
SWITCHING = say("switch a family of rules on or off")


class Switch(Struct, frozen=True, kw_only=True):
    """A family as it is switched in the database."""

    family: str
    active: bool
    version: int
    #: who switched it, and when; None where the journal does not tell
    who: str | None = None
    at: Moment | None = None


Switches = Mapping[str, Switch]


def switches(reading: Reading) -> dict[str, Switch]:
    """Every switch that the database holds, by family."""
    return {
        record.id: _switch(reading, record.id, record.value.active, record.version)
        for record in reading.all("family")
        if isinstance(record.value, Family)
    }


def _switch(reading: Reading, family: str, active: bool, version: int) -> Switch:
    entry = reading.entry(version)
    if entry is None:
        return Switch(family=family, active=active, version=version)
    return Switch(family=family, active=active, version=version, who=entry.who, at=entry.at)


def state_words(each: Switch, zone: ZoneInfo) -> Message:
    """How a family is switched, by whom and on which day: «switched off by kari on 12 January»."""
    if each.who is None or each.at is None:
        return say("switched on") if each.active else say("switched off")
    who, day = harmless(each.who), clock(each.at, zone).date()
    if each.active:
        return say("switched on by {who} on {day}", who=who, day=day)
    return say("switched off by {who} on {day}", who=who, day=day)


def family_words(each: Switch, zone: ZoneInfo) -> Message:
    """The same in a sentence that names the family."""
    if each.who is not None and each.at is not None and not each.active:
        return say(
            "the family {family} is switched off by {who} on {day}",
            family=harmless(each.family),
            who=harmless(each.who),
            day=clock(each.at, zone).date(),
        )
    return say(
        "the family {family} is {state}",
        family=harmless(each.family),
        state=state_words(each, zone),
    )


# What judges -------------------------------------------------------------------------------


def switched(book: RuleBook, there: Iterable[Switch]) -> RuleBook:
    """The rule book that judges a database: the configuration's, with the switches on top.

    What leaves too little to judge by is a problem of the book, so that no answer is taken for
    whole: a family that is switched on and that nobody brings, or no family that judges at all.
    """
    there = list(there)
    active = active_with(book, there)
    problems = _problems(book, active, there)
    if active == set(book.active) and not problems:
        return book
    return RuleBook(book.rule_sets, active=active, problems=[*book.problems, *problems])


def active_with(book: RuleBook, there: Iterable[Switch]) -> set[str]:
    """The families that judge, with some switches on top of a rule book's."""
    active = set(book.active)
    for each in there:
        (active.add if each.active else active.discard)(each.family)
    return active


def _problems(book: RuleBook, active: set[str], there: Iterable[Switch]) -> list[Problem]:
    if book.problems:
        return []  # the family may be in what could not be loaded
    lost = [each.family for each in there if each.active and each.family not in book.families]
    problems = [
        Problem(
            message=say(
                "the family is switched on in the database, and nothing brings it; glimt rules "
                "disable {family} ends that",
                family=harmless(family),
            ),
            where=family,
        )
        for family in sorted(lost)
    ]
    if book.active and not active & set(book.families):
        message = say(
            "every family of rules is switched off in the database, so that nothing is judged; "
            "glimt rules enable switches one on"
        )
        problems.append(Problem(message=message))
    return problems


def switched_off(book: RuleBook, there: Switches) -> list[Switch]:
    """The families that are there, and that the database has switched off."""
    return [
        each for family, each in sorted(there.items())
        if not each.active and family in book.families
    ]  # fmt: skip


# Switching ---------------------------------------------------------------------------------


def why_no_family(book: RuleBook, family: str, there: Switches) -> Message | None:
    """Why a family cannot be switched: nobody brings it. None where it can."""
    if family in book.families or family in there:
        return None
    known = tuple(book.families)
    meant = closest(family, known)
    if meant is not None:
        return say(
            "there is no family {family}; did you mean {meant}?", family=quoted(family), meant=meant
        )
    return say(
        "there is no family {family}; there are: {known}", family=quoted(family), known=known
    )


def why_not_switched(
    book: RuleBook, family: str, there: Switches, *, active: bool
) -> Message | None:
    """Why a family may not be switched so: nothing would be left to judge by. None where it may."""
    others = [each for each in there.values() if each.family != family]
    left = active_with(book, [*others, Switch(family=family, active=active, version=0)])
    if left & set(book.families):
        return None
    return say(
        "{family} is the last family of rules that judges; without it everything would be allowed",
        family=harmless(family),
    )


def switch(
    store: Store, user: User, book: RuleBook, was: Switches, family: str, *, active: bool
) -> None:
    """Switch a family, as one action of the journal.

    ``book`` is the configuration's, ``was`` what whoever decides has seen. Raises Refused for
    somebody who is no admin, and where no family would be left; Stale where somebody has switched
    the family meanwhile.
    """
    require_admin(user, SWITCHING)
    seen = was.get(family)
    with store.action("family_on" if active else "family_off") as action:
        refusal = why_not_switched(book, family, switches(action.writing), active=active)
        if refusal is not None:
            raise Refused(Problem(message=refusal, where=family))
        action.put(Family(id=family, active=active), seen.version if seen else None)


def require_may_take_back(
    user: User, reading: Reading, seq: int, configured: Centre | None = None
) -> None:
    """See that somebody may take an entry back; raises Refused for what only an admin may.

    ``configured`` is the centre where the database says nothing of it.
    """
    entry = reading.entry(seq)
    if entry is None:
        return
    if any(change.kind == "family" for change in entry.changes):
        require_admin(user, SWITCHING)
    require_may_turn(user, entry, configured)

"""Families that are switched in the database: by whom, what judges then, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import pytest

from glimt_rules.errors import GlimtError, Problem
from glimt_rules.message import say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.texts import Texts
from glimt_tui.access import User
from glimt_tui.language import texts_in
from glimt_tui.store.errors import Refused, Stale
from glimt_tui.store.families import (
    Switch,
    family_words,
    require_may_take_back,
    switch,
    switched,
    switched_off,
    switches,
    why_no_family,
)
from glimt_tui.store.journal import verify
from glimt_tui.store.store import Store
from glimt_tui.store.undo import last_to_undo, undo
from glimt_tui.store.words import told_of

ADMIN, STAFF = User("kari", "admin", "kari"), User("ola", "staff", "ola", admins=("kari",))
EN, OSLO = Texts("en"), ZoneInfo("Europe/Oslo")
NB = texts_in("nb")


@pytest.fixture
def store(store: Store) -> Store:
    store.who = "kari"
    return store


def now(store: Store) -> Mapping[str, Switch]:
    with store.reading() as reading:
        return switches(reading)


def turn(store: Store, book: RuleBook, family: str, *, on: bool = False, by: User = ADMIN) -> None:
    switch(store, by, book, now(store), family, active=on)


def told(error: GlimtError) -> str:
    return EN.sentence(error.problems[0].message)


def test_a_family_that_is_switched_off_judges_no_longer(store: Store, book: RuleBook) -> None:
    turn(store, book, "nasjonal")
    left = switched(book, now(store).values())
    assert left.active == ("kommunal", "senter", "stottekontakt")
    assert left.rule_sets == book.rule_sets
    assert left.problems == ()
    turn(store, book, "nasjonal", on=True)
    assert switched(book, now(store).values()) is book


def test_a_family_that_is_not_configured_can_be_switched_on(store: Store, book: RuleBook) -> None:
    only = book.only(["senter"])
    turn(store, only, "nasjonal", on=True)
    assert switched(only, now(store).values()).active == ("nasjonal", "senter")


def test_it_is_told_who_switched_it_and_when(store: Store, book: RuleBook) -> None:
    turn(store, book, "nasjonal")
    (off,) = switched_off(book, now(store))
    assert (off.who, off.at) == ("kari", store.clock())
    assert EN.sentence(family_words(off, OSLO)) == (
        "The family nasjonal is switched off by kari on 12 January 2021"
    )
    assert NB.sentence(family_words(off, OSLO)) == (
        "kari slo av regelfamilien nasjonal 12. januar 2021"
    )


def test_the_journal_names_the_family(store: Store, book: RuleBook) -> None:
    turn(store, book, "nasjonal")
    with store.reading() as reading:
        entry = reading.last_entry()
        assert verify(reading) is None
    assert entry is not None
    message = told_of(entry)
    assert not isinstance(message, str)
    assert EN(message) == "switched off the rules of nasjonal"


def test_only_an_admin_switches_a_family(store: Store, book: RuleBook) -> None:
    with pytest.raises(Refused) as raised:
        turn(store, book, "nasjonal", by=STAFF)
    assert told(raised.value).startswith("Only an admin may switch a family of rules on or off")
    assert now(store) == {}


def test_the_last_family_that_judges_is_not_switched_off(store: Store, book: RuleBook) -> None:
    two = book.only(["nasjonal", "senter"])
    turn(store, two, "nasjonal")
    with pytest.raises(Refused) as raised:
        turn(store, two, "senter")
    assert told(raised.value).startswith("senter is the last family of rules that judges")
    assert [*now(store)] == ["nasjonal"]


def test_who_saw_another_switch_is_told_so(store: Store, book: RuleBook) -> None:
    seen = now(store)
    turn(store, book, "nasjonal")
    with pytest.raises(Stale):
        switch(store, ADMIN, book, seen, "nasjonal", active=False)


def test_switching_is_taken_back_and_done_again(store: Store, book: RuleBook) -> None:
    turn(store, book, "nasjonal")
    with store.reading() as reading:
        seq = last_to_undo(reading, "kari")
    assert seq is not None
    undo(store, seq)
    assert now(store) == {}
    undo(store, seq + 1)
    assert not now(store)["nasjonal"].active
    with store.reading() as reading:
        assert verify(reading) is None


def test_only_an_admin_takes_a_switch_back(store: Store, book: RuleBook) -> None:
    turn(store, book, "nasjonal")
    with store.reading() as reading:
        require_may_take_back(ADMIN, reading, 1)
        require_may_take_back(STAFF, reading, 99)  # whoever undoes it says that it is not there
        with pytest.raises(Refused):
            require_may_take_back(STAFF, reading, 1)


def test_a_switched_family_that_nobody_brings_makes_answers_incomplete(book: RuleBook) -> None:
    gone = Switch(family="borte", active=True, version=1)
    (problem,) = switched(book, [gone]).problems
    assert problem.where == "borte"
    assert "glimt rules disable borte" in EN(problem.message)
    off = Switch(family="borte", active=False, version=1)
    assert switched(book, [off]) is book
    assert switched_off(book, {"borte": off}) == []


def test_with_no_family_left_no_answer_is_taken_for_whole(book: RuleBook) -> None:
    """However that came about: by an undo, or by another configuration."""
    off = [Switch(family=family, active=False, version=1) for family in book.families]
    left = switched(book, off)
    assert left.active == ()
    assert len(left.problems) == 1
    broken = RuleBook(book.rule_sets, problems=[Problem(message=say("x"))])
    assert len(switched(broken, off).problems) == 1


def test_an_unknown_family_is_told_with_those_there_are(book: RuleBook) -> None:
    assert why_no_family(book, "nasjonal", {}) is None
    meant = why_no_family(book, "nasjonl", {})
    assert meant is not None
    assert EN(meant) == 'there is no family "nasjonl"; did you mean nasjonal?'
    there = why_no_family(book, "x", {})
    assert there is not None
    assert "there are: kommunal, nasjonal, senter and stottekontakt" in EN(there)
    # one that nobody brings any more can still be switched off
    gone = {"borte": Switch(family="borte", active=True, version=1)}
    assert why_no_family(book, "borte", gone) is None

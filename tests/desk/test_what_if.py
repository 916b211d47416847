"""What other rules would do to the coming visits, tried out on a view; files that are offered."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from desk.house import House, house
from glimt_rules.errors import InputError, Problem
from glimt_rules.impact import impact
from glimt_rules.kinds import KINDS
from glimt_rules.message import say
from glimt_rules.plan.model import Waiver
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.texts import Texts
from glimt_tui.access import User
from glimt_tui.desk.families import why_not_now, why_not_switch
from glimt_tui.desk.view import View
from glimt_tui.desk.what_if import Asked, RuleFiles, WhatIf, offered, what_if
from glimt_tui.store.families import switch, switches
from screen.screens import small_plan

FILES = RuleFiles(kinds=lambda: {kind.name: kind for kind in KINDS})
#: Two people at once where ten were allowed: a visit of two with somebody else there breaks it.
STRICTER = """
format = 1
family = "nasjonal"
version = "2021-01-12"
base = "2021-01-03"
authority = { nb = "Regjeringen", en = "The government" }
jurisdiction = { nb = "Norge", en = "Norway" }
decided = 2021-01-12
in_force = 2021-01-13
source = { title = { nb = "Prøve", en = "Trial" } }

[rules.indoor-persons]
limit = 1

[[rules.indoor-persons.cases]]
name = { nb = "To er for mange.", en = "Two are too many." }
expect = { a = "violation" }
visits = [
  { id = "a", start = 2021-01-13T12:00:00, end = 2021-01-13T13:00:00, people = ["x", "y"] },
]

[[rules.indoor-persons.cases]]
name = { nb = "Én er nok.", en = "One is fine." }
expect = { a = "kept" }
visits = [
  { id = "a", start = 2021-01-13T12:00:00, end = 2021-01-13T13:00:00, people = ["x"] },
]
"""


@pytest.fixture
def stricter(tmp_path: Path) -> Path:
    path = tmp_path / "ny.toml"
    path.write_text(STRICTER, "utf-8")
    return path


@pytest.fixture
def centre(book: RuleBook) -> Iterator[House]:
    with house(small_plan(), book) as made:
        yield made


def asked(centre: House, what: str, name: object, view: View | None = None) -> WhatIf:
    question = Asked(what, str(name))  # type: ignore[arg-type]
    return what_if(view or centre.view(), centre.book, FILES, question)


def turns(found: WhatIf) -> dict[str, str]:
    return {each.visit.id: each.turn for each in found.impact.visits}


def test_a_file_is_tried_out_and_nothing_is_written(centre: House, stricter: Path) -> None:
    before = centre.view()
    found = asked(centre, "file", stricter)
    assert turns(found) == {"imorgen": "violation"}
    (visit,) = found.impact.visits
    assert [finding.rule.id for finding in visit.appear] == ["nasjonal.indoor-persons"]
    assert centre.view().seq == before.seq == found.seq


def test_it_is_the_same_as_the_command_says(centre: House, stricter: Path) -> None:
    view = centre.view()
    found = asked(centre, "file", stricter, view)
    told = impact(view.plan, found.change.before, found.change.after, date_from=view.today)
    assert [(e.visit, e.turn, len(e.appear)) for e in told.visits] == [
        (e.visit, e.turn, len(e.appear)) for e in found.impact.visits
    ]
    for affected in found.impact.visits:
        near = found.impact.alternatives(affected, not_before=view.now)
        told_there = told.alternatives(affected, not_before=view.now)
        assert [each.change for each in near] == [each.change for each in told_there]
        assert near


def test_a_version_can_be_left_out(centre: House) -> None:
    assert turns(asked(centre, "without", "senter@2021-01-04"))["snarvisitt"] == "allowed"
    with pytest.raises(InputError):
        asked(centre, "without", "senter@1999-01-01")


def test_a_family_can_be_switched(centre: House) -> None:
    off = asked(centre, "off", "senter")
    assert turns(off)["snarvisitt"] == "allowed"
    assert off.change.switched == ("senter", False)
    centre.book = centre.book.only(["nasjonal", "kommunal"])
    assert turns(asked(centre, "on", "senter"))["snarvisitt"] == "violation"


def test_what_the_database_switches_off_stays_off(centre: House, stricter: Path) -> None:
    store, admin = centre.session.store, User("demo", "admin", "demo")
    with store.reading() as reading:
        there = switches(reading)
    switch(store, admin, centre.book, there, "nasjonal", active=False)
    assert centre.view().book.active == ("kommunal", "senter", "stottekontakt")
    assert turns(asked(centre, "file", stricter)) == {}
    assert "imorgen" not in turns(asked(centre, "on", "nasjonal"))


def test_a_file_that_has_been_read_is_left_out_before(centre: House, book: RuleBook) -> None:
    (there,) = [each for each in book.rule_sets if each.id == "senter@2021-01-04"]
    assert turns(asked(centre, "file", there.file))["snarvisitt"] == "violation"


def test_a_draft_of_a_version_takes_its_place(centre: House, stricter: Path) -> None:
    text = STRICTER.replace('"2021-01-12"\nbase', '"2021-01-03"\nbase').replace(
        'base = "2021-01-03"\n', ""
    )
    alone = text.partition("[rules.")
    kind = '\nkind = "persons-at-once"\nforce = "binding"'
    titles = 'title = { nb = "Én", en = "One" }\ndemand = { nb = "Én.", en = "One." }\n'
    rule = alone[2].replace("]\nlimit = 1\n", f"]{kind}\nlimit = 1\n{titles}", 1)
    stricter.write_text(alone[0] + alone[1] + rule, "utf-8")
    found = asked(centre, "file", stricter)
    assert [each.id for each in found.change.removed] == ["nasjonal@2021-01-03"]
    assert turns(found)["imorgen"] == "violation"


@pytest.mark.parametrize("text", [None, "format = 1", "no toml", STRICTER.replace("limit", "limt")])
def test_what_is_no_rule_set_is_told(centre: House, stricter: Path, text: str | None) -> None:
    if text is None:
        stricter.unlink()
    else:
        stricter.write_text(text, "utf-8")
    with pytest.raises(InputError) as raised:
        asked(centre, "file", stricter)
    assert raised.value.problems[0].file == str(stricter)


def test_a_waiver_that_no_rules_accept_is_passed_over(book: RuleBook, stricter: Path) -> None:
    waiver = Waiver(
        rule="nasjonal.indoor-persons", visit="imorgen", reason="x", by="y",
        until=small_plan().visits[0].start.date(),
    )  # fmt: skip
    with house(structs.replace(small_plan(), waivers=(waiver,)), book) as made:
        assert turns(asked(made, "file", stricter)) == {"imorgen": "violation"}


# Files --------------------------------------------------------------------------------------


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configured folder ``sets``, and a working folder with a rule set among other files."""
    (tmp_path / "sets").mkdir()
    (tmp_path / "work" / "under").mkdir(parents=True)
    for name in ("sets/a.toml", "sets/a.cases.toml", "work/b.toml", "work/under/c.toml"):
        (tmp_path / name).write_text(STRICTER, "utf-8")
    (tmp_path / "work" / "plan.toml").write_text("format = 1\n", "utf-8")
    os.mkfifo(tmp_path / "work" / "pipe.toml")
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


def test_rule_sets_of_the_configured_and_the_working_folder_are_offered(folders: Path) -> None:
    files = RuleFiles((folders / "sets", folders / "gone"))
    assert offered(files, "") == [str(folders / "sets" / "a.toml"), "b.toml"]
    assert offered(files, "B") == ["b.toml"]
    assert offered(RuleFiles((folders / "work",)), "") == [str(folders / "work" / "b.toml")]


def test_what_is_called_just_as_it_is_typed_comes_first(folders: Path) -> None:
    files = RuleFiles((folders / "sets",))
    longer = folders / "sets" / "nasjonal@b.toml"
    longer.write_text(STRICTER, "utf-8")
    assert offered(files, "b.toml") == ["b.toml", str(longer)]
    assert offered(files, "b.tom") == [str(longer), "b.toml"]
    assert offered(files, "plan.toml") == offered(files, "pipe.toml") == []


def test_a_path_is_completed(folders: Path) -> None:
    files = RuleFiles()
    assert offered(files, "./") == ["./under/", "./b.toml"]
    assert offered(files, "./u") == ["./under/"]
    assert offered(files, "./under/") == ["./under/c.toml"]
    assert offered(files, "../sets/x") == []
    assert offered(files, "/no/such/folder/") == []


# Who may ------------------------------------------------------------------------------------


def test_others_than_admins_are_told_why_not(book: RuleBook) -> None:
    assert why_not_switch(User("kari", "admin", "kari")) is None
    reason = why_not_switch(User("ola", "staff", "ola", admins=("kari",)))
    assert reason is not None
    assert "Only an admin may" in Texts("en").sentence(reason)
    assert why_not_now(book, {}, "senter", active=False) is None
    assert why_not_now(book.only(["senter"]), {}, "senter", active=False) is not None


def test_a_family_that_nobody_brings_cannot_be_switched_though_something_fails(
    book: RuleBook,
) -> None:
    problem = Problem(message=say("It is broken"), where="halv@2021-01-01", file="halv.toml")
    broken = RuleBook(book.rule_sets, active=book.active, problems=[problem])
    assert why_not_now(broken, {}, "nosuch", active=True) is not None
    assert why_not_now(broken, {}, "halv", active=True) is None

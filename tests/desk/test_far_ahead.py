"""An edit far ahead shows what it does to others there, though the screen shows other days."""

from __future__ import annotations

import pytest
from msgspec import structs

from desk.house import house
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.desk import preview_of
from glimt_tui.desk.edits import Edit
from glimt_tui.store.records import Key
from screen.screens import plan_of, visit


@pytest.mark.parametrize("day", [13, 26, 27, 28])
def test_what_an_edit_does_to_a_later_visit_is_seen(book: RuleBook, day: int) -> None:
    early = visit("early", "10:00", "11:00", "ane", day=day)
    later = visit("later", "10:00", "11:00", "bo", day=day + 1, equipment=("reim",))
    with house(plan_of(early, later), book) as there:
        view = there.view()
        edit = Edit(
            put=(structs.replace(early, equipment=("reim",)),), seen={Key("visit", "early"): 1}
        )
        appeared = preview_of(view, edit).decision.appeared
    assert [(f.visit, f.rule.id) for f in appeared] == [("later", "senter.equipment-quarantine")]

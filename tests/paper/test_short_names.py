"""People are called by as little as tells them apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from glimt_rules.plan.model import Person
from glimt_tui.desk.short_names import short_names


def called(*names: str | None) -> list[str]:
    people = [Person(id=f"p{n}", name=name) for n, name in enumerate(names)]
    return list(short_names(people).values())


def test_a_first_name_is_enough_where_nobody_shares_it() -> None:
    assert called("Ane Eksempel", "Bo Påhitt") == ["Ane", "Bo"]


def test_as_much_of_the_last_name_as_it_takes_comes_behind() -> None:
    assert called("Ane Eksempel", "Ane Påhitt") == ["Ane E.", "Ane P."]
    assert called("Ane Prøve", "Ane Påhitt", "Bo") == ["Ane Pr.", "Ane På.", "Bo"]
    assert called("Ane Marie Berg", "Ane Kari Berg") == ["Ane Marie Berg", "Ane Kari Berg"]


def test_an_id_helps_only_where_names_do_not() -> None:
    assert called("Ane Berg", "ane berg") == ["Ane Berg (p0)", "ane berg (p1)"]
    assert called("Ane", "Ane Berg") == ["Ane", "Ane B."]


def test_who_has_no_name_is_called_by_the_id() -> None:
    assert called(None, "   ") == ["p0", "p1"]


@given(st.lists(st.text(alphabet="aAbB. ", max_size=8), max_size=12))
def test_nobody_is_taken_for_another(names: list[str]) -> None:
    short = [name.casefold() for name in called(*names)]
    assert len(set(short)) == len(names)

"""No small count is told, and none can be reckoned back from what is."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from glimt_tui.desk.small_counts import HIDDEN, LEAST_VALUES, Table, Told, hide_small, told

#: More than any count of these tests could be, by what is told.
CAP = 60
Divisions = list[dict[str, int]]


def possible(each: Told, limit: int) -> set[int]:
    """What a count may be, by how it is told."""
    if each.n is not None:
        return {each.n}
    return set(range(1, limit)) if each.below else set(range(limit, CAP))


def sums(parts: Iterable[set[int]]) -> set[int]:
    found = {0}
    for part in parts:
        found = {a + b for a in found for b in part if a + b < CAP}
    return found


def what_is_possible(table: Table, limit: int) -> list[tuple[str, Told, set[int]]]:
    """Every count with all its values that go with all that is told: tried out one by one."""
    divisions = [
        {name: possible(each, limit) for name, each in division.items()}
        for division in table.divisions
        if division is not None
    ]
    total = possible(table.total, limit)
    for division in divisions:
        total &= sums(division.values())
    found = [("total", table.total, total)]
    kept = [division for division in table.divisions if division is not None]
    for division, shown in zip(divisions, kept, strict=True):
        for name, values in division.items():
            rest = sums(each for other, each in division.items() if other != name)
            fits = {value for value in values if any(value + more in total for more in rest)}
            found.append((name, shown[name], fits))
    return found


@st.composite
def divided(draw: st.DrawFn) -> tuple[int, Divisions]:
    """A total of at most 24, divided in two ways."""
    total = draw(st.integers(0, 24))
    divisions = []
    for prefix in "ab":
        cuts = sorted(draw(st.lists(st.integers(0, total), max_size=4)))
        parts = [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]
        divisions.append({f"{prefix}{n}": part for n, part in enumerate(parts) if part})
    return total, divisions


@given(divided(), st.integers(3, 6))
@example((8, [{"a0": 4, "a1": 4}, {"b0": 8}]), 5)
@example((6, [{"a0": 1, "a1": 5}, {"b0": 6}]), 5)
@example((13, [{"a0": 3, "a1": 5, "a2": 5}, {"b0": 1, "b1": 12}]), 5)
@settings(max_examples=400, deadline=None)
def test_nothing_that_is_hidden_can_be_reckoned_back(
    given_: tuple[int, Divisions], limit: int
) -> None:
    total, divisions = given_
    table = hide_small(total, divisions, limit)
    truth = {"total": total, **divisions[0], **divisions[1]}
    for name, shown, values in what_is_possible(table, limit):
        assert truth[name] in values  # what is told is true
        if shown.n is None:
            assert len(values) >= min(LEAST_VALUES, limit - 1)
        else:
            assert shown.n == truth[name]
            assert not 0 < shown.n < limit


def test_one_small_part_takes_another_with_it() -> None:
    table = hide_small(60, [{"band": 40, "talks": 3, "walks": 17}], 5)
    assert table.total == Told(60)
    assert table.divisions == ({"band": Told(40), "talks": Told(below=5), "walks": HIDDEN},)


def test_large_parts_are_all_told() -> None:
    table = hide_small(12, [{"a": 5, "b": 7}, {"c": 12}], 5)
    assert table == Table(Told(12), ({"a": Told(5), "b": Told(7)}, {"c": Told(12)}))


def test_a_small_total_is_told_without_its_parts_and_none_as_none() -> None:
    assert hide_small(4, [{"a": 1, "b": 3}], 5) == Table(Told(below=5), (None,))
    assert hide_small(0, [{}], 5) == Table(Told(0), ({},))


def test_where_all_parts_are_small_the_total_goes_too() -> None:
    table = hide_small(8, [{"a": 4, "b": 4}, {"c": 8}], 5)
    assert table.total == HIDDEN  # 8 would say that both are 4
    assert what_is_possible(table, 5)[0][2] >= {5, 6, 7, 8}


def test_a_limit_of_one_hides_nothing() -> None:
    assert told(1, 1) == Told(1)
    assert hide_small(3, [{"a": 1, "b": 2}], 1) == Table(Told(3), ({"a": Told(1), "b": Told(2)},))

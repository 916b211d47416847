"""What differs between two rule sets, rule by rule."""

from __future__ import annotations

from itertools import product

import pytest

from cli.writing import NEXT_NASJONAL, RULE_SET
from glimt_rules.documents.source import source_from_bytes
from glimt_rules.kinds import KINDS
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.diff import Change, Difference, difference
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.rulesets.read import read_rule_sets


def rule_set(text: str, *known: RuleSet) -> RuleSet:
    kinds = {kind.name: kind for kind in KINDS}
    read, failed = read_rule_sets([source_from_bytes("a.toml", text.encode())], kinds, known)
    assert not failed, failed
    return read[0]


def of_rule(told: Difference, name: str) -> dict[str, tuple[object, object]]:
    (found,) = [each for each in told.rules if each.rule.name == name]
    return {change.key: (change.before, change.after) for change in found.changes}


PROVE = rule_set(RULE_SET)


def changed(old: str, new: str) -> Difference:
    assert old in RULE_SET
    return difference(PROVE, rule_set(RULE_SET.replace(old, new)))


def test_a_rule_set_differs_from_itself_in_nothing(book: RuleBook) -> None:
    for each in book.rule_sets:
        told = difference(each, each)
        assert not told.differs
        assert told.same == tuple(rule.name for rule in each.rules)


def test_every_rule_is_either_the_same_or_told_and_the_other_way_round_is_the_mirror(
    book: RuleBook,
) -> None:
    mirrored = {"new": "gone", "gone": "new", "changed": "changed"}
    for before, after in product(book.rule_sets, repeat=2):
        there, back = difference(before, after), difference(after, before)
        names = {rule.name for one in (before, after) for rule in one.rules}
        assert {*there.same, *(each.rule.name for each in there.rules)} == names
        assert len(there.same) + len(there.rules) == len(names)
        assert there.same == back.same
        for one, other in zip(there.rules, back.rules, strict=True):
            assert other.what == mirrored[one.what]
            assert {Change(c.key, c.after, c.before) for c in _hashable(one.changes)} == set(
                _hashable(other.changes)
            )


def _hashable(changes: tuple[Change, ...]) -> list[Change]:
    return [Change(c.key, repr(c.before), repr(c.after)) for c in changes]


def test_a_version_written_as_a_change_is_compared_as_a_whole(book: RuleBook) -> None:
    base = book.families["nasjonal"][0]
    told = difference(base, rule_set(NEXT_NASJONAL, base))
    assert [(each.rule.name, each.what) for each in told.rules] == [
        ("private-gathering", "changed")
    ]
    assert of_rule(told, "private-gathering") == {"limit": (5, 6)}
    assert told.same == ("distance", "home-visits", "indoor-persons", "leisure", "symptoms")
    keys = [change.key for change in told.changes]
    assert keys == ["decided", "in_force", "ends", "source", "note"]


@pytest.mark.parametrize(
    ("old", "new", "key", "values"),
    [
        ("limit = 1", "limit = 5", "limit", (1, 5)),
        ('force = "house"', 'force = "binding"', "force", ("house", "binding")),
        ("limit = 1", 'limit = 1\nvisit_kinds = ["leisure"]', "visit_kinds", (None, ("leisure",))),
    ],
)
def test_a_key_that_differs_is_told_with_both_values(
    old: str, new: str, key: str, values: tuple[object, object]
) -> None:
    told = changed(old, new)
    assert of_rule(told, "few") == {key: values}
    assert told.changes == ()


def test_texts_periods_and_sources_of_a_rule_are_compared() -> None:
    told = changed('en = "One at a time"', 'en = "One by one"')
    assert [*of_rule(told, "few")] == ["title"]
    told = changed("limit = 1", "limit = 1\nin_force = 2021-01-03T16:00:00\nuntil = 2021-02-01")
    assert {key: str(after) for key, (_, after) in of_rule(told, "few").items()} == {
        "in_force": "2021-01-03 16:00:00",
        "until": "2021-02-01 00:00:00",
    }
    own = 'limit = 1\nsource = { title = { nb = "En annen", en = "Another" } }'
    (change,) = changed("limit = 1", own).rules[0].changes
    assert (change.key, change.before) == ("source", None)


def test_the_source_of_the_whole_rule_set_is_told_once_and_not_at_each_rule() -> None:
    told = changed("https://example.org/p", "https://example.org/q")
    assert [change.key for change in told.changes] == ["source"]
    assert told.rules == ()


def test_another_kind_has_other_parameters() -> None:
    told = changed('kind = "persons-at-once"\nforce = "house"\nlimit = 1',
                   'kind = "distance"\nforce = "house"\nmetres = 2')  # fmt: skip
    values = of_rule(told, "few")
    assert values["kind"] == ("persons-at-once", "distance")
    assert values["metres"] == (None, 2)
    assert values["limit"] == (1, None)


def test_other_cases_make_no_difference() -> None:
    assert not changed('en = "Two are too many."', 'en = "Two are many."').differs


def test_rules_of_two_families_are_compared_by_name(book: RuleBook) -> None:
    told = difference(book.families["nasjonal"][0], book.families["senter"][1])
    assert of_rule(told, "distance")["force"] == ("binding", "house")
    what = {each.rule.name: each.what for each in told.rules}
    assert (what["indoor-persons"], what["cohort"], what["distance"]) == ("gone", "new", "changed")

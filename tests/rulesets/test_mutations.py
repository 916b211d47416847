"""Whether the cases of a rule set would notice what could be written wrongly in it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from glimt_rules.kinds import KINDS
from glimt_rules.kinds.base import VisitKindOfRule
from glimt_rules.rulesets.cases import run_cases
from glimt_rules.rulesets.coverage import Coverage, coverage
from glimt_rules.rulesets.model import Case, RuleSet
from glimt_rules.rulesets.mutations import Mutation, mutations
from glimt_tui.plugins import BUILT_IN, load_book
from rulesets.writing import read, rule, rule_set

SHIPPED = load_book(BUILT_IN).rule_sets


def told(mutation: Mutation) -> tuple[str | None, str, str, Any]:
    name = mutation.rule.name if mutation.rule else None
    other = mutation.before if mutation.how == "dropped" else mutation.after
    return name, mutation.key, mutation.how, other


def tried(rule_set: RuleSet, key: str) -> list[Any]:
    return [told(each)[3] for each in mutations(rule_set) if each.key == key]


def missed(found: Coverage) -> set[tuple[str | None, str]]:
    return {told(mutation)[:2] for mutation in found.missed}


# The rule sets that come with Glimt --------------------------------------------------------


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda each: each.id)
def test_the_cases_of_a_shipped_rule_set_notice_every_change_of_it(shipped: RuleSet) -> None:
    assert [told(mutation) for mutation in coverage(shipped).missed] == []


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda each: each.id)
def test_every_date_force_limit_and_exception_of_a_shipped_rule_set_is_changed(
    shipped: RuleSet,
) -> None:
    found = {(name, key, how, other) for name, key, how, other in map(told, mutations(shipped))}
    keys = {(name, key) for name, key, _, _ in found}
    assert {(None, "decided"), (None, "in_force")} <= keys
    many = len(shipped.ends) > 1
    for place in range(len(shipped.ends)):
        assert (None, f"ends[{place}].until" if many else "until") in keys
    for each in shipped.rules:
        if each.inherited:
            continue
        others = {"binding", "house", "advice"} - {each.force}
        assert {(each.name, "force", "instead", other) for other in others} <= found
        for date_key in ("in_force", "until"):
            assert ((each.name, date_key) in keys) is (getattr(each, date_key) is not None)
        for exception in getattr(each.kind, "exceptions", ()):
            assert (each.name, "exceptions", "dropped", exception) in found
        for limit in ("limit", "hours"):
            value = getattr(each.kind, limit, None)
            if value is not None:
                assert {
                    (each.name, limit, "instead", value - 1),
                    (each.name, limit, "instead", value + 1),
                } <= found


def test_a_shipped_rule_set_is_no_longer_held_without_the_cases_about_its_limit() -> None:
    (shipped,) = (each for each in SHIPPED if each.id == "nasjonal@2021-01-03")

    class Fewer:
        """The cases that have no gathering of six."""

        def of(self, name: str) -> tuple[Case, ...]:
            cases = shipped.rules[0].casebook.of(name)
            return tuple(
                case for case in cases if not any(len(v["people"]) == 6 for v in case.visits)
            )

    rules = tuple(structs.replace(each, casebook=Fewer()) for each in shipped.rules)
    found = coverage(structs.replace(shipped, rules=rules))
    assert ("private-gathering", "limit") in missed(found)
    assert ("indoor-persons", "limit") not in missed(found)


# What is changed ---------------------------------------------------------------------------


def test_days_are_moved_by_a_day_and_times_by_a_minute_too(tmp_path: Path) -> None:
    (one,) = read(tmp_path, rule_set("2021-01-04", until="2021-02-01T16:00:00"))
    assert tried(one, "decided") == [date(2021, 1, 3), date(2021, 1, 5)]
    assert tried(one, "in_force") == [
        datetime(2021, 1, 3), datetime(2021, 1, 5),
        datetime(2021, 1, 3, 23, 59), datetime(2021, 1, 4, 0, 1),
    ]  # fmt: skip
    assert tried(one, "until") == [
        datetime(2021, 1, 31, 16), datetime(2021, 2, 2, 16),
        datetime(2021, 2, 1, 15, 59), datetime(2021, 2, 1, 16, 1),
    ]  # fmt: skip


def test_what_could_not_be_written_is_not_tried(tmp_path: Path) -> None:
    ends = (
        "[{ decided = 2021-01-04, until = 2021-01-05 },"
        " { decided = 2021-01-04, until = 2021-01-20 }]"
    )
    (one,) = read(tmp_path, rule_set("2021-01-04", ends=ends))
    # in force from the 5th would leave the first end no day; nor can an end be known first
    assert datetime(2021, 1, 5) not in tried(one, "in_force")
    assert tried(one, "ends[0].decided") == []
    assert tried(one, "ends[1].decided") == [date(2021, 1, 5)]
    (two,) = read(tmp_path, rule_set("2021-01-04", rule(in_force="2021-01-04")))
    of_set = [each for each in mutations(two) if told(each)[:2] == (None, "in_force")]
    # later than a rule of its own is: the rule set would not be in force yet
    assert [told(each)[3] for each in of_set] == [
        datetime(2021, 1, 3),
        datetime(2021, 1, 3, 23, 59),
    ]


def test_a_single_end_is_decided_with_its_rule_set(tmp_path: Path) -> None:
    (one,) = read(tmp_path, rule_set("2021-01-04", until="2021-01-20"))
    moved = [each.rule_set for each in mutations(one) if each.key == "decided"]
    assert [each.ends[0].decided for each in moved] == [each.decided for each in moved]


def test_a_rule_that_is_taken_over_is_not_tried_again(tmp_path: Path) -> None:
    later = rule_set("2021-01-12", rule("new"), base='"2021-01-04"')
    _, two = read(tmp_path, rule_set("2021-01-04"), later)
    assert {told(each)[0] for each in mutations(two)} == {None, "new"}


def test_settings_at_which_a_rule_has_nothing_to_say_are_not_tried(tmp_path: Path) -> None:
    caps = rule("caps", 'kind = "room-cap"\nlimits = { bali = 1 }')
    walks = rule("no", 'kind = "no-visits"\nmessage = { nb = "Nei takk", en = "No thanks" }')
    (one,) = read(tmp_path, rule_set("2021-01-04", caps, walks))
    found = {told(each)[:3] for each in mutations(one)}
    assert ("caps", "settings", "added") not in found  # there are rooms at the centre alone
    assert ("caps", "settings", "dropped") in found
    assert ("no", "settings", "added") in found
    assert ("no", "visit_kinds", "added") not in found  # shifts do not count for it


def test_a_table_loses_each_entry_and_each_of_its_numbers_is_moved(tmp_path: Path) -> None:
    caps = rule("caps", 'kind = "room-cap"\nlimits = { bali = 1, felles = 8 }')
    (one,) = read(tmp_path, rule_set("2021-01-04", caps))
    assert tried(one, "limits") == ["bali", "felles"]
    assert tried(one, "limits.bali") == [2]  # none at all is no cap that can be written
    assert tried(one, "limits.felles") == [7, 9]


def test_lists_of_words_lose_one_and_gain_one(tmp_path: Path) -> None:
    home = rule("home", 'kind = "home-guests"\nexceptions = ["purpose", "host_alone"]')
    list_ = rule("wash", 'kind = "checklist"\nitem = "handwashed"\nstatuses = ["done"]')
    (one,) = read(tmp_path, rule_set("2021-01-04", home, list_))
    assert tried(one, "exceptions") == ["purpose", "host_alone", "guests_alone"]
    # a visit that is cancelled is judged by nobody
    assert tried(one, "statuses") == ["done", "planned", "arrived"]
    assert tried(one, "item") == ["surfaces_cleaned"]


def test_kinds_of_other_peoples_are_changed_by_their_types(tmp_path: Path) -> None:
    class Theirs(VisitKindOfRule, frozen=True, kw_only=True):
        name = "theirs"
        ratio: float = 0.5
        word: str = "abc"
        names: tuple[str, ...] = ()
        on: bool = False
        perhaps: int | None = None

    keys = 'kind = "theirs"\nnames = ["x", "y"]'
    text = rule_set("2021-01-04", rule("own", keys))
    (one,) = read(tmp_path, text, kinds=[*KINDS, Theirs])
    assert tried(one, "ratio") == [0.4, 0.6]
    assert tried(one, "word") == ["cba"]
    assert tried(one, "names") == ["x", "y"]
    assert tried(one, "on") == [True]
    assert tried(one, "perhaps") == []


# What is noticed -----------------------------------------------------------------------------

FEW = """[rules.few]
kind = "persons-at-once"
limit = 2
force = "house"
title = { nb = "To", en = "Two" }
demand = { nb = "Høyst to.", en = "At most two." }
"""


def few(*cases: str) -> str:
    return rule_set("2021-01-04", FEW + "\n".join(cases))


def case(expect: str, people: str, **more: str) -> str:
    keys = "".join(f"{key} = {value}\n" for key, value in more.items())
    return f"""
[[rules.few.cases]]
name = {{ nb = "Prøve.", en = "Test." }}
expect = {{ a = "{expect}" }}
{keys}[[rules.few.cases.visits]]
id = "a"
start = 2021-01-06T12:00:00
end = 2021-01-06T13:00:00
people = [{people}]
"""


def test_a_limit_is_held_by_a_case_just_within_and_one_just_beyond(tmp_path: Path) -> None:
    two, three, five = '"x", "y"', '"x", "y", "z"', '"v", "w", "x", "y", "z"'
    (close,) = read(tmp_path, few(case("kept", two), case("violation", three)))
    assert tried_and_missed(close, "limit") == []
    (loose,) = read(tmp_path, few(case("kept", two), case("violation", five)))
    assert tried_and_missed(loose, "limit") == [3]


def tried_and_missed(one: RuleSet, key: str) -> list[Any]:
    return [told(each)[3] for each in coverage(one).missed if each.key == key]


def test_law_and_rule_of_the_house_are_told_apart_by_a_case_that_says_which(
    tmp_path: Path,
) -> None:
    cases = case("kept", '"x"'), case("violation", '"x", "y", "z"')
    (silent,) = read(tmp_path, few(*cases))
    assert tried_and_missed(silent, "force") == ["binding"]
    (says,) = read(tmp_path, few(*cases, case("kept", '"x"', force='"house"')))
    assert tried_and_missed(says, "force") == []


def test_a_case_that_says_another_force_than_the_rules_does_not_hold(tmp_path: Path) -> None:
    cases = case("kept", '"x"', force='"binding"'), case("violation", '"x", "y", "z"')
    (one,) = read(tmp_path, few(*cases))
    (problem,) = [problem for each in run_cases(one) for problem in each.problems]
    assert problem.where == "rules.few.cases[0].force"
    assert problem.message.values == {"expected": "binding", "found": "house"}


def test_a_case_that_does_not_hold_to_begin_with_notices_nothing(tmp_path: Path) -> None:
    (one,) = read(tmp_path, few(case("kept", '"x", "y", "z"'), case("violation", '"x"')))
    found = coverage(one)
    assert found.noticed == 0
    assert len(found.missed) == found.tried > 0


def test_dates_of_the_rule_set_may_be_noticed_by_the_cases_of_any_rule(tmp_path: Path) -> None:
    early = """
[[rules.few.cases]]
name = { nb = "Prøve.", en = "Test." }
expect = { before = "not-in-force", then = "kept", three = "violation" }
visits = [
  { id = "before", start = 2021-01-03T23:59:00, end = 2021-01-04T00:10:00, people = ["x"] },
  { id = "then", start = 2021-01-04T00:00:00, end = 2021-01-04T01:00:00, people = ["y"] },
  { id = "three", start = 2021-01-06T00:00:00, end = 2021-01-06T01:00:00, people = ["x", "y", "z"]},
]
"""
    other = rule("other")
    (one,) = read(tmp_path, rule_set("2021-01-04", FEW + early, other))
    assert (None, "in_force") not in missed(coverage(one))
    assert (None, "decided") in missed(coverage(one))

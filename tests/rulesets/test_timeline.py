"""Which version of a family is in force when."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from glimt_rules.message import Bilingual
from glimt_rules.moments import LocalTime, local_ticks, to_local_time
from glimt_rules.rulesets.model import End, RuleSet, SourceDocument
from glimt_rules.rulesets.timeline import stretches

OSLO = ZoneInfo("Europe/Oslo")
BOTH = Bilingual(nb="x", en="x")


def rule_set(version: str, first: str, *ends: tuple[str, str], decided: str = "") -> RuleSet:
    return RuleSet(
        family="f",
        version=version,
        authority=BOTH,
        jurisdiction=BOTH,
        decided=date.fromisoformat(decided or first[:10]),
        in_force=local(first),
        ends=tuple(End(decided=date.fromisoformat(d), until=local(u)) for d, u in ends),
        source=SourceDocument(title=BOTH),
        note=None,
        rules=(),
        file="f.toml",
        tables={},
    )


def local(text: str) -> LocalTime:
    return to_local_time(datetime.fromisoformat(text))


def at(text: str) -> int:
    return local_ticks(local(text), OSLO)


def ruling(versions: list[RuleSet], when: str, known_at: date | None = None) -> str | None:
    found = [
        stretch.rule_set.version
        for stretch in stretches(versions, OSLO, known_at)
        if stretch.first <= at(when) < stretch.last
    ]
    assert len(found) < 2
    return found[0] if found else None


def test_a_version_rules_from_its_first_moment_until_just_before_its_end() -> None:
    one = [rule_set("a", "2021-01-04", ("2021-01-03", "2021-01-20"))]
    assert ruling(one, "2021-01-03T23:59:59") is None
    assert ruling(one, "2021-01-04T00:00:00") == "a"
    assert ruling(one, "2021-01-19T23:59:59") == "a"
    assert ruling(one, "2021-01-20T00:00:00") is None


def test_where_versions_overlap_the_later_one_rules_and_the_earlier_one_after_it() -> None:
    two = [
        rule_set("long", "2021-01-01", ("2021-01-01", "2021-02-01")),
        rule_set("short", "2021-01-10", ("2021-01-10", "2021-01-12T16:00:00")),
    ]
    assert ruling(two, "2021-01-09T12:00:00") == "long"
    assert ruling(two, "2021-01-12T15:59:00") == "short"
    assert ruling(two, "2021-01-12T16:00:00") == "long"


def test_the_last_end_holds_and_earlier_ones_only_with_what_was_known() -> None:
    one = [rule_set("a", "2021-01-01", ("2021-01-01", "2021-01-10"), ("2021-01-05", "2021-02-01"))]
    assert ruling(one, "2021-01-20T12:00:00") == "a"
    assert ruling(one, "2021-01-20T12:00:00", date(2021, 1, 4)) is None
    assert ruling(one, "2021-01-20T12:00:00", date(2021, 1, 5)) == "a"


def test_what_was_not_decided_yet_does_not_rule() -> None:
    one = [rule_set("a", "2021-01-01", decided="2021-04-12")]
    assert ruling(one, "2021-02-01T12:00:00") == "a"
    assert ruling(one, "2021-02-01T12:00:00", date(2021, 4, 11)) is None


MOMENTS = st.integers(1, 27).map(lambda day: f"2021-01-{day:02d}T00:00:00")


@given(st.lists(st.tuples(MOMENTS, MOMENTS), min_size=1, max_size=5), MOMENTS)
def test_the_stretches_say_at_any_moment_what_the_definition_says(
    spans: list[tuple[str, str]], when: str
) -> None:
    versions = [
        rule_set(f"v{n}", first, (first[:10], last))
        for n, (first, last) in enumerate(spans) if first < last
    ]  # fmt: skip
    in_force = [v for v in versions if v.in_force <= local(when) < v.ends[0].until]
    latest = max((v.in_force for v in in_force), default=None)
    expected = {v.version for v in in_force if v.in_force == latest} or {None}
    assert ruling(versions, when) in expected

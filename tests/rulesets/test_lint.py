"""What looks wrong with rule sets that read well."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from glimt_rules.kinds import KINDS
from glimt_rules.kinds.base import Kind
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.lint import LintFinding, lint
from glimt_rules.texts import Texts
from glimt_tui.plugins import BUILT_IN, load_book
from rulesets.writing import book, read, rule, rule_set

TODAY = date(2021, 1, 14)
EN = Texts("en")


def found(folder: Path, *texts: str, today: date = TODAY) -> list[LintFinding]:
    return lint(book(folder, *texts), today)


def told(findings: list[LintFinding]) -> list[tuple[str, str | None, str]]:
    """Level, rule and the place in the file."""
    return [(f.level, f.rule, ".".join(map(str, f.path))) for f in findings]


def sentences(findings: list[LintFinding]) -> list[str]:
    return [EN.sentence(finding.what) for finding in findings]


def test_the_shipped_rule_sets_have_nothing_wrong() -> None:
    findings = lint(load_book(BUILT_IN), date.today())
    assert {finding.level for finding in findings} <= {"note"}


def test_a_rule_set_that_is_as_it_should_be_has_no_findings(tmp_path: Path) -> None:
    assert found(tmp_path, rule_set()) == []


# Versions ------------------------------------------------------------------------------------


def test_a_gap_between_two_versions_is_told_at_the_end_of_the_first(tmp_path: Path) -> None:
    first = rule_set("2021-01-04", until="2021-01-10")
    findings = found(tmp_path, first, rule_set("2021-01-12"))
    assert told(findings) == [("warning", None, "until")]
    assert findings[0].rule_set.version == "2021-01-04"
    assert sentences(findings) == [
        "From 10 January 2021 until 12 January 2021, when prove@2021-01-12 comes into force,"
        " no version of the family is in force"
    ]


def test_there_is_no_gap_where_one_version_follows_the_other(tmp_path: Path) -> None:
    first = rule_set("2021-01-04", until="2021-01-12")
    assert found(tmp_path, first, rule_set("2021-01-12")) == []


def test_that_a_later_version_takes_over_is_only_noted(tmp_path: Path) -> None:
    findings = found(tmp_path, rule_set("2021-01-04"), rule_set("2021-01-12"))
    assert told(findings) == [("note", None, "in_force")]
    assert findings[0].rule_set.version == "2021-01-12"


def test_that_an_older_version_comes_back_is_a_warning(tmp_path: Path) -> None:
    older = rule_set("2021-01-04", until="2021-02-01")
    findings = found(tmp_path, older, rule_set("2021-01-12", until="2021-01-20"))
    (warning,) = (f for f in findings if f.level == "warning")
    assert EN.sentence(warning.what) == (
        "As it ends at 20 January 2021, the older prove@2021-01-04 is in force again"
    )


def test_the_last_of_several_ends_is_where_a_gap_begins(tmp_path: Path) -> None:
    ends = (
        "[{decided = 2021-01-04, until = 2021-01-08}, {decided = 2021-01-05, until = 2021-01-10}]"
    )
    findings = found(tmp_path, rule_set("2021-01-04", ends=ends), rule_set("2021-01-12"))
    assert told(findings) == [("warning", None, "ends.1.until")]


def test_a_version_that_others_always_replace_is_a_warning(tmp_path: Path) -> None:
    first = rule_set("2021-01-04", decided="2021-01-03", version='"early"')
    findings = found(tmp_path, first, rule_set("2021-01-04"))
    assert told(findings) == [("warning", None, "in_force")]
    assert findings[0].rule_set.version == "early"


@pytest.mark.parametrize(
    ("keys", "levels"),
    [
        ({}, ["warning"]),
        ({"note": '{ nb = "Slik er det lest.", en = "So it is read." }'}, ["note"]),
    ],
)
def test_deciding_for_days_gone_by_wants_a_word_in_the_note(
    tmp_path: Path, keys: dict[str, str], levels: list[str]
) -> None:
    text = rule_set("2021-01-04", in_force="2021-01-03", **keys)
    findings = found(tmp_path, text)
    assert [f.level for f in findings] == levels
    assert findings[0].path == ("decided",)


def test_a_time_on_the_day_of_the_decision_is_not_too_late(tmp_path: Path) -> None:
    assert found(tmp_path, rule_set("2021-01-04", in_force="2021-01-04T00:00:00")) == []


def test_a_version_named_as_a_day_is_named_as_one_of_its_own(tmp_path: Path) -> None:
    odd = rule_set("2021-01-04", version='"2021-01-05"')
    assert told(found(tmp_path, odd)) == [("warning", None, "version")]
    assert found(tmp_path, rule_set("2021-01-04", in_force="2021-01-06")) == []
    assert found(tmp_path, rule_set("2021-01-04", decided="2021-01-03")) == []
    assert found(tmp_path, rule_set("2021-01-04", version='"winter"')) == []


@pytest.mark.parametrize(
    ("today", "until", "findings"),
    [
        (date(2021, 1, 14), "", []),  # the day itself is in time
        (date(2021, 1, 15), "", [("warning", None, "review_by")]),
        (date(2021, 1, 15), "2021-01-15", []),  # what is over needs no looking at
        (date(2021, 1, 15), "2021-01-16", [("warning", None, "review_by")]),
    ],
)
def test_a_review_that_is_due_is_a_warning_as_long_as_the_version_rules(
    tmp_path: Path, today: date, until: str, findings: list[object]
) -> None:
    text = rule_set("2021-01-04", review_by="2021-01-14", until=until)
    assert told(found(tmp_path, text, today=today)) == findings


# Rules that never apply ------------------------------------------------------------------------


def test_a_rule_that_begins_when_its_rule_set_is_over_is_an_error(tmp_path: Path) -> None:
    late = rule("late", in_force="2021-02-01")
    findings = found(tmp_path, rule_set("2021-01-04", late, until="2021-02-01"))
    assert told(findings) == [("error", "late", "rules.late.in_force")]


def test_a_rule_that_begins_when_another_version_rules_is_a_warning(tmp_path: Path) -> None:
    late = rule("late", in_force="2021-01-20")
    findings = found(tmp_path, rule_set("2021-01-04", late), rule_set("2021-01-12"))
    assert ("warning", "late", "rules.late.in_force") in told(findings)


@pytest.mark.parametrize(
    "keys",
    [
        'kind = "cleaning"\nsettings = ["outdoors"]',  # rooms are at the centre
        'kind = "persons-at-once"\nlimit = 1\nsettings = []',
        'kind = "booked-ahead"\nvisit_kinds = ["shift"]',  # shifts are not arranged
        'kind = "masks-worn"\nsettings = ["home"]\nvisit_kinds = ["shift"]',
    ],
)
def test_a_rule_that_no_visit_can_concern_is_an_error(tmp_path: Path, keys: str) -> None:
    findings = found(tmp_path, rule_set("2021-01-04", rule("idle", keys)))
    assert [(f.level, f.rule) for f in findings] == [("error", "idle")]


def test_settings_named_to_no_effect_are_a_warning(tmp_path: Path) -> None:
    keys = 'kind = "cleaning"\nsettings = ["centre", "cafe"]'
    findings = found(tmp_path, rule_set("2021-01-04", rule("idle", keys)))
    assert told(findings) == [("warning", "idle", "rules.idle.settings")]
    assert sentences(findings) == ["settings names what it never has anything to say of: at a café"]


def test_a_rule_that_fails_where_it_is_told_to_look_is_an_error(tmp_path: Path) -> None:
    keys = 'kind = "home-guests"\nsettings = ["home", "cafe"]'
    findings = found(tmp_path, rule_set("2021-01-04", rule("guests", keys)))
    assert told(findings) == [("error", "guests", "rules.guests.settings")]
    assert sentences(findings) == ["It fails at visits at a café"]


# Texts -------------------------------------------------------------------------------------------

TEN = rule(
    "few", 'kind = "persons-at-once"\nlimit = 10',
    title='{ nb = "Høyst ti", en = "At most ten" }',
    demand='{ nb = "Det er høyst 10.", en = "There are at most 10." }',
)  # fmt: skip


def eight(**more: str) -> str:
    return rule("few", "limit = 8", **{"force": "", "title": "", "demand": "", **more})


def test_texts_that_still_tell_the_number_of_the_base_are_warnings(tmp_path: Path) -> None:
    later = rule_set("2021-01-12", eight(), base='"2021-01-04"')
    findings = found(tmp_path, rule_set("2021-01-04", TEN, until="2021-01-12"), later)
    assert told(findings) == [
        ("warning", "few", "rules.few.demand"),
        ("warning", "few", "rules.few.title"),
    ]
    assert sentences(findings)[1] == "title (nb and en) still says 10, but limit is 8 now"


def test_the_number_is_that_of_the_base_where_another_version_lies_between(tmp_path: Path) -> None:
    between = rule_set("2021-01-08", rule("few", 'kind = "persons-at-once"\nlimit = 6'))
    later = rule_set("2021-01-12", eight(), base='"2021-01-04"')
    findings = found(tmp_path, rule_set("2021-01-04", TEN), between, later)
    assert [f.level for f in findings if f.rule == "few"] == ["warning", "warning"]


def test_only_the_language_that_was_forgotten_is_named(tmp_path: Path) -> None:
    new = eight(
        title='{ nb = "Høyst åtte", en = "At most ten" }',
        demand='{ nb = "Høyst 8, ikke 10 som før.", en = "At most eight." }',
    )
    later = rule_set("2021-01-12", new, base='"2021-01-04"')
    findings = found(tmp_path, rule_set("2021-01-04", TEN, until="2021-01-12"), later)
    assert told(findings) == [("warning", "few", "rules.few.title")]
    assert "(en)" in sentences(findings)[0]


def test_other_numbers_that_hold_the_old_one_are_not_taken_for_it(tmp_path: Path) -> None:
    new = eight(
        title='{ nb = "Fra 2010", en = "Since 2010" }', demand='{ nb = "1,10", en = "0.10" }'
    )
    later = rule_set("2021-01-12", new, base='"2021-01-04"')
    assert found(tmp_path, rule_set("2021-01-04", TEN, until="2021-01-12"), later) == []


def test_a_sentence_that_is_the_same_in_both_languages_is_a_warning(tmp_path: Path) -> None:
    same = rule("same", demand='{ nb = "At most three at once.", en = "At most three at once." }')
    findings = found(tmp_path, rule_set("2021-01-04", same))
    assert told(findings) == [("warning", "same", "rules.same.demand")]


def test_a_source_without_an_address_is_noted(tmp_path: Path) -> None:
    text = rule_set("2021-01-04", source='{ title = { nb = "Vedtak", en = "Decision" } }')
    assert told(found(tmp_path, text)) == [("note", None, "source")]


# Rules side by side ------------------------------------------------------------------------------


def no(name: str, *settings: str, **more: str) -> str:
    keys = 'kind = "no-visits"\nmessage = { nb = "Nei takk", en = "No thanks" }'
    if settings:
        keys += f"\nsettings = {list(settings)}"
    return rule(name, keys, **more)


#: A rule that has nothing more to say where nobody may come to the centre.
FEW = rule("few", 'kind = "gathering-size"\nlimit = 3\nsettings = ["centre"]')


def test_a_rule_about_visits_that_another_one_forbids_is_a_warning(tmp_path: Path) -> None:
    findings = found(tmp_path, rule_set("2021-01-04", no("closed", "centre"), FEW))
    assert told(findings) == [("warning", "few", "rules.few")]


@pytest.mark.parametrize(
    "other",
    [
        no("closed", "centre", until="2021-01-08"),  # for some time only
        no("closed", "centre", force='"advice"'),
        no("closed", "centre", with_risk_group="true"),
        no("closed", "centre", health_service_excepted="true"),
        no("closed", "centre", visit_kinds='["leisure"]'),
        no("closed", "home"),
    ],
)
def test_it_is_none_where_some_of_the_visits_may_take_place(tmp_path: Path, other: str) -> None:
    assert found(tmp_path, rule_set("2021-01-04", other, FEW)) == []


def test_rules_that_leave_a_kind_of_visit_no_place_are_a_warning(tmp_path: Path) -> None:
    inside = ("centre", "home", "cafe", "shopping_centre", "crowded_place", "other_indoors")
    one = no("inside", *inside, force='"advice"', visit_kinds='["leisure"]')
    two = no("outside", "outdoors", "online", "phone", visit_kinds='["leisure"]', force='"advice"')
    findings = found(tmp_path, rule_set("2021-01-04", one, two))
    assert [f.level for f in findings] == ["warning"]
    assert sentences(findings) == [
        "prove.inside and prove.outside leave visits of the kind «organised leisure» no place at"
        " all, not even the phone"
    ]
    phone = no("outside", "outdoors", "online", visit_kinds='["leisure"]', force='"advice"')
    assert found(tmp_path, rule_set("2021-01-04", one, phone)) == []


def limit(name: str, n: int, **more: str) -> str:
    return rule(name, f'kind = "gathering-size"\nlimit = {n}', **more)


@pytest.mark.parametrize(
    ("one", "two", "named"),
    [
        (limit("a", 5), limit("b", 8), ["b"]),
        (limit("a", 5), limit("b", 5), ["b"]),
        (limit("a", 5), limit("b", 3, force='"advice"'), []),  # advice may ask for more
        (limit("a", 5), limit("b", 8, force='"advice"'), ["b"]),
        (limit("a", 5, settings='["home"]'), limit("b", 8), []),
        (limit("a", 5, until="2021-01-08"), limit("b", 8), []),
    ],
)
def test_a_limit_that_another_rule_makes_pointless_is_a_warning(
    tmp_path: Path, one: str, two: str, named: list[str]
) -> None:
    findings = found(tmp_path, rule_set("2021-01-04", one, two))
    assert [f.rule for f in findings] == named
    assert all("adds nothing" in each for each in sentences(findings))


def test_a_larger_distance_asks_for_more(tmp_path: Path) -> None:
    one = rule("one", 'kind = "distance"\nmetres = 1')
    two = rule("two", 'kind = "distance"\nmetres = 2')
    assert [f.rule for f in found(tmp_path, rule_set("2021-01-04", one, two))] == ["one"]


def test_what_one_rule_excepts_and_another_forbids_is_a_warning(tmp_path: Path) -> None:
    mild = rule("mild", 'kind = "home-guests"\nexceptions = ["purpose", "host_alone"]')
    hard = rule("hard", 'kind = "home-guests"\nexceptions = ["purpose"]')
    findings = found(tmp_path, rule_set("2021-01-04", mild, hard))
    assert told(findings) == [("warning", "mild", "rules.mild")]
    assert sentences(findings) == [
        "What it excepts is forbidden by prove.hard all the same: «host_alone»"
    ]


def test_that_another_authority_asks_for_more_is_no_contradiction(tmp_path: Path) -> None:
    theirs = rule_set("2021-01-04", limit("b", 8), family='"other"')
    assert found(tmp_path, rule_set("2021-01-04", limit("a", 5)), theirs) == []


def test_only_the_rule_sets_asked_for_are_looked_through(tmp_path: Path) -> None:
    rule_sets = book(tmp_path, rule_set("2021-01-04"), rule_set("2021-01-12"))
    assert lint(rule_sets, TODAY, {"prove@2021-01-04"}) == []
    assert len(lint(rule_sets, TODAY, {"prove@2021-01-12"})) == 1


class Odd(Kind, frozen=True):
    """A kind of another package, whose key means something else than Glimt's own of that name."""

    name = "odd"
    limit: int = 0


def test_of_a_kind_that_does_not_come_with_glimt_no_key_is_taken_for_a_known_one(
    tmp_path: Path,
) -> None:
    both = [rule("a", 'kind = "odd"\nlimit = 5'), rule("b", 'kind = "odd"\nlimit = 8')]
    read_ = read(tmp_path, rule_set("2021-01-04", *both), kinds=[*KINDS, Odd])
    assert [f for f in lint(RuleBook(read_), TODAY) if f.level == "warning"] == []

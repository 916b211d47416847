"""The demonstration plan, the command that shows it, and the sample configuration."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import phonenumbers
import pytest

from glimt_rules.documents.source import read_source
from glimt_rules.judge import judge
from glimt_rules.judgement import Judgement
from glimt_rules.plan.model import Centre, Person
from glimt_rules.plan.read import PlanDocument, read_plan
from glimt_tui.config import Config, read_config
from glimt_tui.plugins import BUILT_IN, load_book

ROOT = Path(__file__).parent.parent
PLAN = ROOT / "glimt_tui" / "demo" / "plan.toml"
SAMPLE = ROOT / "sample_config.toml"
GLIMT = Path(sys.executable).with_name("glimt")

#: Whose number is wrong on purpose.
WRONG_NUMBER = "emil"


@pytest.fixture(scope="module")
def document() -> PlanDocument:
    return read_plan(read_source(PLAN))


@pytest.fixture(scope="module")
def judgement(document: PlanDocument) -> Judgement:
    return judge(document.plan, load_book(BUILT_IN))


def is_valid(person: Person) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(person.phone or "", "NO"))


# The plan ---------------------------------------------------------------------------------


def test_the_demo_plan_reads_without_notes(document: PlanDocument) -> None:
    assert document.notes == ()


def test_the_demo_plan_is_at_hand_among_the_test_data() -> None:
    link = ROOT / "tests" / "data" / "plan.toml"
    assert link.read_bytes() == PLAN.read_bytes()
    assert not os.path.isabs(os.readlink(link))


def test_the_demo_plan_says_at_the_top_that_everybody_is_made_up() -> None:
    assert "OPPDIKTET" in "".join(PLAN.read_text("utf-8").splitlines()[:5])


def test_the_centre_has_about_25_people_in_three_cohorts_and_six_rooms(
    document: PlanDocument,
) -> None:
    plan = document.plan
    assert 22 <= len(plan.people) <= 28
    assert len(plan.cohorts) == 3
    assert {person.cohort for person in plan.people} == {c.id for c in plan.cohorts} | {None}
    rooms = {room.id for room in plan.rooms}
    assert len(rooms) == 6
    assert {"felles", "studio", "musikkrom", "hobbyrom", "kunstrom"} < rooms


def test_there_are_participants_four_staff_guests_and_a_support_contact(
    document: PlanDocument,
) -> None:
    roles = Counter(person.role for person in document.plan.people)
    assert roles["staff"] == 4
    assert roles["support_contact"] == 1
    assert 1 <= roles["guest"] <= 3
    assert roles["participant"] >= 15


def test_the_plan_covers_two_weeks_with_75_to_90_visits(document: PlanDocument) -> None:
    plan = document.plan
    assert 75 <= len(plan.visits) <= 90
    days = {visit.start.date() for visit in plan.visits}
    assert days == {date(2021, 1, 4) + timedelta(days=n) for n in range(14)}


def test_the_visits_are_in_the_order_of_the_days(document: PlanDocument) -> None:
    starts = [visit.start for visit in document.plan.visits]
    assert starts == sorted(starts)


def test_the_visits_are_as_various_as_the_centre_has_them(document: PlanDocument) -> None:
    visits = document.plan.visits
    assert {visit.kind for visit in visits} == {
        "activity",
        "conversation",
        "leisure",
        "private_gathering",
        "shift",
        "support_contact",
    }
    assert {visit.setting for visit in visits} >= {"centre", "outdoors", "home", "online", "phone"}
    assert {visit.status for visit in visits} == {
        "arrived",
        "cancelled",
        "done",
        "no_show",
        "planned",
    }
    assert any(visit.absent for visit in visits)


def test_every_room_and_every_thing_is_used(document: PlanDocument) -> None:
    plan = document.plan
    assert {visit.room for visit in plan.visits} == {room.id for room in plan.rooms} | {None}
    used = {thing for visit in plan.visits for thing in visit.equipment}
    assert used == {thing.id for thing in plan.equipment}


def test_somebody_is_on_duty_every_weekday(document: PlanDocument) -> None:
    shifts = {visit.start.date() for visit in document.plan.visits if visit.kind == "shift"}
    weekdays = {v.start.date() for v in document.plan.visits if v.start.weekday() < 5}
    assert weekdays <= shifts


def test_every_phone_number_but_one_is_valid(document: PlanDocument) -> None:
    wrong = [person.id for person in document.plan.people if not is_valid(person)]
    assert wrong == [WRONG_NUMBER]


def test_all_phone_numbers_are_from_one_invented_series(document: PlanDocument) -> None:
    for person in document.plan.people:
        assert re.fullmatch(r"406 12 3\d\d?", person.phone or ""), person.id


# What the rules say of it -----------------------------------------------------------------


def test_all_four_families_judge_the_demo_plan_completely(judgement: Judgement) -> None:
    assert judgement.complete
    assert judgement.not_in_force == []
    assert {rule_set.family for rule_set in judgement.rule_sets} == set(BUILT_IN)


def test_at_least_twelve_different_rules_are_broken_each_once_or_twice(
    judgement: Judgement,
) -> None:
    broken = Counter(
        finding.rule.id
        for finding in judgement.findings
        if finding.level == "violation" and not finding.waived
    )
    assert len(broken) >= 12
    assert max(broken.values()) <= 2


def test_well_over_half_of_the_visits_are_simply_fine(judgement: Judgement) -> None:
    summary = judgement.summary
    assert summary["ok"] > 0.6 * summary["visits"]
    assert 2 <= summary["advice"] <= 4
    assert 2 <= summary["unknown"] <= 4


def test_one_waiver_of_a_house_rule_is_valid(judgement: Judgement) -> None:
    waived = [finding for finding in judgement.findings if finding.waived]
    assert [(finding.visit, finding.rule.id) for finding in waived] == [
        ("trommekurs", "senter.cohort")
    ]
    assert waived[0].rule.force == "house"
    assert judgement.notes() == []


def test_few_questions_are_open(judgement: Judgement) -> None:
    assert 1 <= sum(finding.level == "unknown" for finding in judgement.findings) <= 8


def test_each_visit_with_a_finding_says_in_a_comment_what_is_planted(
    document: PlanDocument, judgement: Judgement
) -> None:
    lines = PLAN.read_text("utf-8").splitlines()
    words = ("# Feil:", "# Råd:", "# Spørsmål:", "# Unntak:")
    planted = {
        visit.id: _comment(lines, document.line_of_visit(place))
        for place, visit in enumerate(document.plan.visits)
    }
    commented = {visit for visit, text in planted.items() if text.startswith(words)}
    assert commented == {finding.visit for finding in judgement.findings}


def _comment(lines: list[str], header: int | None) -> str:
    """The comment right above the line on which a visit begins."""
    assert header is not None
    first = header - 1
    while lines[first - 1].startswith("#"):
        first -= 1
    return "\n".join(lines[first : header - 1])


# The command ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_demo_shows_the_plan_and_writes_no_file(tmp_path: Path, language: str) -> None:
    places = (
        "HOME",
        "XDG_CONFIG_HOME",
        "XDG_CONFIG_DIRS",
        "XDG_DATA_HOME",
        "XDG_CACHE_HOME",
        "XDG_STATE_HOME",
        "XDG_RUNTIME_DIR",
        "TMPDIR",
    )
    surroundings = {name: value for name, value in os.environ.items() if name != "GLIMT_CONFIG"}
    surroundings |= dict.fromkeys(places, str(tmp_path))
    done = subprocess.run(
        [GLIMT, "--lang", language, "demo"],
        cwd=tmp_path,
        env=surroundings,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "senter.cohort" in done.stdout
    assert list(tmp_path.iterdir()) == []


# The sample configuration -----------------------------------------------------------------


def test_the_sample_configuration_is_read_and_changes_nothing() -> None:
    config = read_config(read_source(SAMPLE), SAMPLE).config
    assert config.families == Config().families
    assert config.rule_directories == ()
    assert config.centre == Centre()


@pytest.mark.parametrize("key", [*Config.__struct_fields__, *Centre.__struct_fields__])
def test_every_key_of_the_configuration_stands_in_the_sample(key: str) -> None:
    pattern = rf"(?m)^(# )?({key} = |\[(centre\.)?{key}\])"
    assert re.search(pattern, SAMPLE.read_text("utf-8"))


def test_the_sample_configuration_is_right_with_its_comments_taken_away(tmp_path: Path) -> None:
    text = re.sub(r"(?m)^# (?=\w+ = |\[)", "", SAMPLE.read_text("utf-8"))
    file = tmp_path / "glimt.toml"
    file.write_text(text, "utf-8")
    config = read_config(read_source(file), file).config
    assert config.language == "nb"
    assert config.rule_directories == ("rules",)
    assert config.centre is not None
    assert config.centre.opening_hours.sun == ()

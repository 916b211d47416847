"""What hangs on the wall names nobody."""

from __future__ import annotations

import pytest
from msgspec import structs

from glimt_rules.plan.model import Centre, OpeningHours, Plan
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.paper.sheet import Section
from glimt_tui.paper.wall import wall_of_day, wall_of_week
from paper.printing import all_texts, looked_at
from screen.screens import at, plan_of, small_plan, visit


def wall(plan: Plan, book: RuleBook) -> tuple[Section, ...]:
    view, words = looked_at(plan, book)
    return wall_of_day(view, words, view.today)


def test_rooms_are_taken_and_nobody_reads_by_whom(book: RuleBook) -> None:
    on, _ = wall(small_plan(), book)
    assert [row[1:] for row in on.rows] == [
        ("Studio", "taken"),
        ("Fellesrommet", "taken"),
        ("Studio", "taken"),
        ("Fellesrommet", "taken"),
    ]
    assert on.rows[1][0] == "11:30–12:30"
    assert on.notes == ("At most 10 people in the house at once",)


def test_no_part_of_anybody_s_name_is_on_it_whatever_titles_say(book: RuleBook) -> None:
    visits = (
        visit("a", "10:00", "11:00", "ane", title="Maling", public=True),
        visit("b", "11:00", "12:00", "ane", title="Med Ane", public=True),
        visit("c", "12:00", "13:00", "bo", title="Ring 406 12 312", public=True),
        visit("d", "13:00", "14:00", "bo", title="Bo øver"),
        visit("e", "14:00", "15:00", "cai", title="Hjemme", setting="home", room=None, host="cai"),
    )
    sections = wall(plan_of(*visits), book)
    assert [row[2] for row in sections[0].rows] == ["Maling", "taken", "taken", "taken"]
    told = all_texts(*sections)
    assert not [word for word in ("Ane", "Bo", "Cai", "406", "Hjemme") if word in told]


def test_a_link_that_names_somebody_does_not_take_away_the_title(book: RuleBook) -> None:
    public = visit(
        "a", "10:00", "11:00", "ane", title="Quiz", public=True, setting="online", room=None,
        distance_m=None, link="https://ane.example/",
    )  # fmt: skip
    assert wall(plan_of(public), book)[0].rows == (("10:00–11:00", "Online", "Quiz"),)


def test_who_would_come_to_a_public_visit_reads_that_it_is_cancelled(book: RuleBook) -> None:
    visits = (
        visit("a", "10:00", "11:00", "ane", title="Maling", public=True, status="cancelled"),
        visit("b", "10:00", "11:00", "bo", title="Samtale", status="cancelled"),
    )
    on, free = wall(plan_of(*visits), book)
    assert on.rows == (("10:00–11:00", "Fellesrommet", "Cancelled: Maling"),)
    assert free.rows[0] == ("Fellesrommet", "08:00–21:00")


def test_a_room_is_free_with_time_to_clean_before_and_after(book: RuleBook) -> None:
    plan = plan_of(
        visit("a", "10:00", "11:00", "ane", room="studio"),
        visit("b", "11:40", "12:00", "bo", room="studio"),
        visit("vakt", "09:00", "16:00", "kari", kind="shift", room="felles"),
    )
    hours = OpeningHours(tue=("09:00-12:30", "13:00-16:00"))
    _, free = wall(structs.replace(plan, centre=Centre(opening_hours=hours)), book)
    assert free.rows == (
        ("Fellesrommet", "09:00–12:30, 13:00–16:00"),
        # half an hour of cleaning; the ten minutes between the two are no use to anybody
        ("Studio", "09:00–09:30, 13:00–16:00"),
    )


def test_a_room_without_a_free_half_hour_is_not_free(book: RuleBook) -> None:
    plan = plan_of(visit("a", "08:20", "20:50", "ane"))
    assert wall(plan, book)[1].rows[0] == ("Fellesrommet", "not free")


def test_nothing_and_no_rooms_are_said_in_words(book: RuleBook) -> None:
    on, free = wall(Plan(format=1), book)
    assert (on.empty, on.rows) == ("Nothing is booked.", ())
    assert (free.empty, free.rows) == ("No rooms are registered.", ())
    closed = Centre(opening_hours=OpeningHours())
    assert wall(Plan(format=1, centre=closed), book)[0].empty == "Closed."


@pytest.mark.parametrize("now", [None, at("11:40")])
def test_a_week_has_a_section_for_each_day_and_says_what_is_free(
    book: RuleBook, now: object
) -> None:
    view, words = looked_at(small_plan(), book, 11, 17, now=now)  # type: ignore[arg-type]
    days = wall_of_week(view, words, view.today)
    assert [day.title for day in days][:2] == ["Monday 11 January 2021", "Tuesday 12 January 2021"]
    assert len(days) == 7
    assert [len(day.rows) for day in days] == [0, 4, 1, 0, 0, 0, 0]
    assert days[0].notes == ("Free all day: Fellesrommet and Studio",)
    assert days[2].notes == ("Free all day: Studio",)
    assert "Ane" not in all_texts(*days)

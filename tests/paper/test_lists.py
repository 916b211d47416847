"""What lies on the desk shows what the screen shows, and no more names than the work needs."""

from __future__ import annotations

from msgspec import structs

from desk.house import house
from glimt_rules.plan.model import Plan, Symptoms
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.view import View
from glimt_tui.language import texts_in
from glimt_tui.paper.lists import lists_of_day, lists_of_week
from glimt_tui.paper.sheet import Section
from glimt_tui.paper.views import view_of
from glimt_tui.paper.words import PaperWords
from paper.printing import all_texts, looked_at, texts, ticks
from screen.screens import NASTY, PEOPLE, at, person, plan_of, small_plan, visit


def named(sections: tuple[Section, ...]) -> dict[str, Section]:
    return {section.title: section for section in sections}


def lists(plan: Plan, book: RuleBook, *, phones: bool = False) -> dict[str, Section]:
    view, words = looked_at(plan, book)
    return named(lists_of_day(view, words, view.today, phones=phones)[1])


def now_lists(view: View) -> dict[str, Section]:
    words = PaperWords(view, texts_in("en"))
    return named(lists_of_day(view, words, view.today, phones=False)[1])


def test_who_comes_stands_by_time_with_five_boxes_and_lines_for_others(book: RuleBook) -> None:
    who = lists(small_plan(), book)["Who comes"]
    assert [texts(row) for row in who.rows[:4]] == [
        ["11:30–12:30", "Fellesrommet", "Ane"],
        ["11:30–12:30", "Fellesrommet", "Bo"],
        ["13:00–14:00", "Studio", "Cai"],
        ["15:00–15:30", "Fellesrommet", "Ane"],
    ]
    assert [ticks(row) for row in who.rows] == [[False] * 5] * 7
    assert who.notes == ("1 visit has ended",)  # nobody needs to read who was there


def test_what_the_screen_knows_already_is_ticked_but_never_symptoms(book: RuleBook) -> None:
    ill = structs.replace(PEOPLE[0], symptoms=(Symptoms(since=at("12:00").date()),))
    plan = structs.replace(small_plan(), people=(ill, *PEOPLE[1:]))
    with house(plan, book) as there:
        there.arrive("ane", "band", handwashed=True)
        there.arrive("bo", "band")
        there.depart("bo")
        who = now_lists(there.view())["Who comes"]
    assert [(texts(row)[2], ticks(row)) for row in who.rows[:2]] == [
        ("Ane", [True, True, False, False, False]),
        ("Bo", [True, False, False, False, True]),
    ]


def test_numbers_stand_only_where_they_are_asked_for(book: RuleBook) -> None:
    assert "406" not in all_texts(*lists(small_plan(), book).values())
    who = lists(small_plan(), book, phones=True)["Who comes"]
    assert texts(who.rows[0])[2] == "Ane 406\xa012\xa0311"


def test_who_does_not_come_is_not_named(book: RuleBook) -> None:
    plan = plan_of(
        visit("a", "10:00", "11:00", "ane", "bo", absent=("bo",)),
        visit("b", "12:00", "13:00", "cai", status="cancelled"),
    )
    there = lists(plan, book)
    told = all_texts(*there.values())
    assert "Ane" in told
    assert not [name for name in ("Bo", "Cai", "Eksempel") if name in told]
    assert there["Who comes"].notes == ("1 visit does not take place",)


def test_staff_stand_once_however_many_visits_they_have(book: RuleBook) -> None:
    ola = person("ola", "Ola Ansatt", 2, role="staff")
    plan = plan_of(
        visit("vakt", "09:00", "17:00", "kari", kind="shift", room=None),
        visit("a", "10:00", "11:00", "ane", "kari"),
        visit("b", "10:00", "11:00", "bo", "ola", room="studio"),
        visit("c", "15:00", "16:00", "bo", "ola", room="studio"),
        people=(*PEOPLE, ola),
    )
    there = lists(plan, book)
    duty = [texts(row) for row in there["On duty"].rows]
    assert duty == [["Kari", "09:00–17:00"], ["Ola", "with visits 10:00–11:00, 15:00–16:00"]]
    assert "Kari" not in all_texts(there["Who comes"])
    assert lists(small_plan(), book)["On duty"].empty == "Nobody is on duty."


def test_calls_and_walks_stand_by_themselves(book: RuleBook) -> None:
    plan = plan_of(visit("tur", "10:00", "11:00", "ane", "kari", setting="outdoors", room=None))
    there = lists(plan, book)
    assert there["Elsewhere"].rows == (("10:00–11:00", "Outdoors", "Ane, Kari"),)
    assert "Ane" not in all_texts(there["Who comes"])
    assert "Elsewhere" not in lists(small_plan(), book)


def test_each_room_is_cleaned_after_each_visit_by_its_own_minutes(book: RuleBook) -> None:
    rows = lists(small_plan(), book)["To clean"].rows
    assert [texts(row) for row in rows] == [
        ["Studio", "10:30", "11:00", "30", "13:00"],
        ["Fellesrommet", "12:30", "12:45", "15", "15:00"],
        ["Studio", "14:00", "14:30", "30", ""],
        ["Fellesrommet", "15:30", "15:45", "15", ""],
    ]
    clean = structs.replace(small_plan().visits[0], surfaces_cleaned=True)
    assert ticks(lists(plan_of(clean), book)["To clean"].rows[0]) == [True]


def test_what_is_set_aside_and_what_must_be_decided_is_as_on_the_screen(book: RuleBook) -> None:
    with house(small_plan(), book) as there:
        sections = now_lists(there.view())
    assert sections["Set aside until"].rows == (("Gitarreim i skinn", "Thursday 14.1. 10:30"),)
    decide = sections["Needs a decision"].rows
    assert decide == (("15:00–15:30", "Fellesrommet", "Arrange before you come"),)


def test_the_figures_of_the_day_and_the_rules_in_force_are_told(book: RuleBook) -> None:
    view, words = looked_at(small_plan(), book)
    notes, sections = lists_of_day(view, words, view.today, phones=False)
    assert notes[:3] == (
        "At most 10 people in the house at once",
        "Booked: 4 visits, 3 people, at most 2 at once in the house",
        "At most in each room: Fellesrommet 12, Studio 3",
    )
    rules = named(sections)["Rules in force"]
    assert rules.rows[1][0] == "nasjonal@2021-01-03 (through 19 January 2021)"
    assert "At most ten people in the premises" in str(rules.rows[1][1])


def test_a_day_under_other_rules_has_other_figures(book: RuleBook) -> None:
    view, words = looked_at(plan_of(), book, 25)
    notes, _ = lists_of_day(view, words, view.today, phones=False)
    assert notes[0] == "No rule in force says how many may be in the house at once"


def test_an_empty_day_has_lists_all_the_same(book: RuleBook) -> None:
    there = lists(Plan(format=1), book)
    assert there["To clean"].empty == "No room is used."
    assert len(there["Who comes"].rows) == 3


def test_who_is_here_today_did_not_come_by_that_to_another_day(book: RuleBook) -> None:
    plan = plan_of(visit("a", "10:00", "11:00", "ane", day=11, status="arrived"))
    with house(plan, book) as there:
        there.arrive("ane")
        with there.session.store.reading() as reading:
            day = at("12:00", 11).date()
            view = view_of(reading, book, None, there.clock(), day, day)
    assert ticks(now_lists(view)["Who comes"].rows[0]) == [False] * 5


def test_odd_names_stand_as_they_are(book: RuleBook) -> None:
    people = tuple(person(f"p{n}", name, 30 + n) for n, name in enumerate(NASTY))
    plan = plan_of(visit("a", "10:00", "11:00", *(one.id for one in people)), people=people)
    told = all_texts(*lists(plan, book).values())
    for name in ("[bold]x[/]", "a[/]b", "[@click=app.quit]q[/]", "علي", "Æ" * 200):
        assert name in told


def test_a_week_tells_who_comes_and_who_is_on_duty_day_by_day(book: RuleBook) -> None:
    shift = visit("vakt", "09:00", "17:00", "kari", kind="shift", room=None)
    plan = structs.replace(small_plan(), visits=(*small_plan().visits, shift))
    view, words = looked_at(plan, book, 11, 17)
    _, days = lists_of_week(view, words, view.today, phones=False)
    assert days[1].rows[1] == ("11:30–12:30", "Fellesrommet", "Bandøving", "Ane, Bo")
    assert days[1].notes == ("On duty: Kari 09:00–17:00",)
    assert days[2].notes == ("No shift is planned.",)
    assert days[0].empty == "Nothing is booked."

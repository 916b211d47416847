"""No message tells why somebody comes, or who else does, whatever rooms and groups are called."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from desk.house import house
from glimt_rules.plan.model import Centre, Cohort, Plan, Room, Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.terms import VISIT_KINDS
from glimt_tui.config import Sms
from glimt_tui.desk.sms.guard import Guard
from glimt_tui.desk.sms.texts import Known, letter, receivers, texts_of
from glimt_tui.desk.view import View
from glimt_tui.paper.views import repository_of
from glimt_tui.sms_templates import LANGUAGES, TEXTS
from screen.screens import DEMO_NOW, NASTY, PEOPLE, at, person, plan_of, visit

#: Nothing of it stands in the texts themselves, so that whatever is found comes from the plan.
ODD = st.text(st.sampled_from("qxzŻжß中é-'. \u200b👩"), min_size=1, max_size=8)
NAMES = st.one_of(ODD, st.sampled_from(NASTY))
KIND_NAMES = [texts_of(language)(name) for language in LANGUAGES for name in VISIT_KINDS.values()]


@st.composite
def odd_plans(draw: st.DrawFn) -> Plan:
    """A plan in which rooms, groups and the centre are called what must not be told."""
    names = [draw(NAMES) for _ in range(3)]
    title, other_title = draw(NAMES), draw(NAMES)
    rule_ids = ["senter.mask", "nasjonal.distance"]
    secrets = st.one_of(
        NAMES,
        st.sampled_from([*names, title, other_title, *rule_ids, *KIND_NAMES, "Recovery"]),
    )
    forms = st.sampled_from(["{}", "{}s rom", "Rom {}", "{}-rommet", "«{}»", "A {} B", "{}s"])
    called = [draw(forms).format(draw(secrets)) for _ in range(3)]
    people = tuple(
        person(f"p{n}", name, 20 + n, cohort=draw(st.sampled_from(["musikk", None])))
        for n, name in enumerate(names)
    )
    kind = draw(st.sampled_from([kind for kind in VISIT_KINDS if kind != "shift"]))
    booking = visit(
        "v", "10:00", "11:00", "p0", "p1", day=14, title=title, kind=kind,
        setting=draw(st.sampled_from(["centre", "centre", "outdoors", "phone"])),
    )  # fmt: skip
    if booking.setting != "centre":
        booking = structs.replace(booking, room=None)
    plan = plan_of(booking, visit("w", "12:00", "13:00", "p2", day=14, title=other_title),
                   people=(*PEOPLE, *people))  # fmt: skip
    return structs.replace(
        plan,
        centre=Centre(name=called[2][:200]),
        rooms=(Room(id="felles", name=called[0][:200]), *plan.rooms[1:]),
        cohorts=(Cohort(id="musikk", name=called[1][:200]),),
    )


def folded(text: str | None) -> str:
    seen = "".join(char for char in text or "" if char.isprintable() or char.isspace())
    return " ".join(unicodedata.normalize("NFKC", seen).casefold().split())


def stands_in(secret: str, text: str) -> bool:
    """Whether something stands in a text as a word, or several, of its own."""
    if not secret:
        return False
    before = r"(?<!\w)" if re.match(r"\w", secret) else ""
    after = r"(?!\w)" if re.match(r"\w", secret[-1]) else ""
    return re.search(before + re.escape(secret) + after, text) is not None


def secrets_of(plan: Plan, booking: Visit, to: str) -> list[str]:
    """What a message to somebody about a booking must not hold."""
    others = [one for one in plan.people if one.id != to]
    words = [word for one in others for word in re.findall(r"\w\w+", folded(one.label))]
    found = [*(folded(one.label) for one in others), *words, folded(booking.title)]
    return [secret for secret in found if set(secret) - set(" .-'")]  # else it is in any text


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(plan=odd_plans(), language=st.sampled_from(LANGUAGES), text=st.sampled_from(TEXTS))
def test_no_message_holds_a_name_a_title_a_kind_or_a_rule(
    book: RuleBook, plan: Plan, language: Any, text: Any
) -> None:
    with repository_of(plan, lambda: DEMO_NOW).reading() as reading:
        view = View(reading, book, now=DEMO_NOW)
    booking = view.visits["v"]
    was = structs.replace(booking, start=at("09:00", 14), end=at("10:00", 14))
    instead = (structs.replace(booking, start=at("14:00", 14), end=at("15:00", 14)),)
    for to in receivers(view, booking):
        known = Known(languages=dict.fromkeys(booking.people, language), was=was)
        told = letter(view, booking, to, text, known, Sms(), instead=instead).told
        # what somebody is called themselves is no secret to them
        rest = folded(told.partition("!")[2] if told.startswith(("Hei ", "Hi ")) else told)
        assert told
        for secret in secrets_of(plan, booking, to):
            assert not stands_in(secret, rest), (secret, told)
        for hidden in [*KIND_NAMES, *VISIT_KINDS, "recovery", *book.rule_ids]:
            assert hidden.casefold() not in rest, (hidden, told)
        assert all(sign.isprintable() or sign == "\n" for sign in told)


@pytest.mark.parametrize(
    ("called", "is_told"),
    [
        ("Fellesrommet", True),
        ("Musikkrommet", True),
        ("Boden", True),
        ("Karis kontor", False),
        ("Kontoret til KARI", False),
        ("Rom Påhitt", False),
        ("Rom 2 (Bo)", False),
        ("Samtalerommet", False),
        ("Aktivitetsrommet", False),
        ("Recoveryrommet", False),
        ("Psykisk helse", False),
        ("senter.mask", False),
        ("Bandøving", False),
        ("Bandøvingsrommet", True),
        ("Anes rom", True),
    ],
)
def test_names_that_say_too_much_are_not_told(book: RuleBook, called: str, is_told: bool) -> None:
    plan = plan_of(visit("v", "10:00", "11:00", "ane", day=14, title="Bandøving"))
    assert Guard(plan, book, plan.visits, "ane").lets(called) is is_told


def test_a_room_whose_name_says_too_much_is_told_as_the_sort_of_place(book: RuleBook) -> None:
    plan = plan_of(visit("v", "10:00", "11:00", "ane", day=14))
    plan = structs.replace(
        plan, rooms=(Room(id="felles", name="Karis samtalerom"), *plan.rooms[1:])
    )
    with house(plan, book) as there:
        view = there.view()
        known = Known(languages={"ane": "en"})
        told = letter(view, view.visits["v"], "ane", "confirmation", known, Sms()).told
    assert "10:00-11:00, at the centre." in told

"""No message tells why somebody comes, or who else does, whatever rooms and groups are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
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
#: Every room and every group may be named.
NAMING = Sms(may_name=("felles", "studio", "musikk"))
KIND_NAMES = [texts_of(language)(name) for language in LANGUAGES for name in VISIT_KINDS.values()]


@st.composite
def odd_plans(draw: st.DrawFn) -> Plan:
    """A plan in which rooms, groups and the centre are called what must not be told."""
    names = [draw(NAMES) for _ in range(3)]
    title, other_title = draw(NAMES), draw(NAMES)
    rule_ids = ["senter.mask", "nasjonal.distance"]
    secrets = st.one_of(
        NAMES,
        st.sampled_from([*names, title, other_title, *rule_ids, *KIND_NAMES]),
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


#: Names of rooms, groups and bookings that no list could know: words as they are made every day,
#: and any words at all.
TELLING = st.sampled_from([
    "Sorggruppa", "Angst og rus", "ADHD-gruppa", "Medisinutdeling", "Behandlingsrommet",
    "Traumegruppe", "Stemmehørernettverket", "Kriserommet", "Etter fengsel", "Grief", "Sober",
])  # fmt: skip
ANY = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=40)
NAME = st.one_of(TELLING, NAMES, ANY)


def named(plan: Plan, names: Sequence[str]) -> Plan:
    """The same plan, in which all that has a name but people is called otherwise."""
    called = iter(names)
    return structs.replace(
        plan,
        centre=Centre(name=next(called)),
        rooms=tuple(structs.replace(room, name=next(called)) for room in plan.rooms),
        cohorts=tuple(structs.replace(each, name=next(called)) for each in plan.cohorts),
        visits=tuple(structs.replace(each, title=next(called)) for each in plan.visits),
    )


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    data=st.data(), language=st.sampled_from(LANGUAGES), text=st.sampled_from(TEXTS),
    setting=st.sampled_from(["centre", "centre", "outdoors", "phone"]),
    may_name=st.sampled_from([(), ("fellesrom", "Musikk", "vev")]),
)  # fmt: skip
def test_what_is_not_listed_is_the_same_whatever_it_is_called(
    book: RuleBook, data: Any, language: Any, text: Any, setting: Any, may_name: Any
) -> None:
    booking = visit("v", "10:00", "11:00", "ane", "bo", day=14, setting=setting)
    if setting != "centre":
        booking = structs.replace(booking, room=None)
    plain = plan_of(booking)
    size = 1 + len(plain.rooms) + len(plain.cohorts) + len(plain.visits)
    names = data.draw(st.lists(NAME, min_size=size, max_size=size))
    for to in ("ane", "bo"):
        letters = {
            written(named(plain, each), book, to, language, text, Sms(may_name=may_name))
            for each in (["x"] * size, names)
        }
        assert len(letters) == 1, letters


def written(plan: Plan, book: RuleBook, to: str, language: Any, text: Any, table: Sms) -> str:
    """A message about the booking of a plan, which was in another room and might be in it again."""
    with repository_of(plan, lambda: DEMO_NOW).reading() as reading:
        view = View(reading, book, now=DEMO_NOW)
    booking = view.visits["v"]
    other = structs.replace(booking, room=booking.room and "studio")
    was = structs.replace(other, start=at("09:00", 14), end=at("10:00", 14))
    instead = (structs.replace(other, start=at("14:00", 14), end=at("15:00", 14)),)
    known = Known(languages=dict.fromkeys(booking.people, language), was=was)
    return letter(view, booking, to, text, known, table, instead=instead).told


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(plan=odd_plans(), language=st.sampled_from(LANGUAGES), text=st.sampled_from(TEXTS))
def test_what_may_be_named_tells_of_no_name_title_kind_or_rule(
    book: RuleBook, plan: Plan, language: Any, text: Any
) -> None:
    with repository_of(plan, lambda: DEMO_NOW).reading() as reading:
        view = View(reading, book, now=DEMO_NOW)
    booking = view.visits["v"]
    was = structs.replace(booking, start=at("09:00", 14), end=at("10:00", 14))
    instead = (structs.replace(booking, start=at("14:00", 14), end=at("15:00", 14)),)
    for to in receivers(view, booking):
        known = Known(languages=dict.fromkeys(booking.people, language), was=was)
        told = letter(view, booking, to, text, known, NAMING, instead=instead).told
        # what somebody is called themselves is no secret to them
        rest = folded(told.partition("!")[2] if told.startswith(("Hei ", "Hi ")) else told)
        assert told
        for secret in secrets_of(plan, booking, to):
            assert not stands_in(secret, rest), (secret, told)
        for hidden in [*KIND_NAMES, *VISIT_KINDS, *book.rule_ids]:
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
        told = letter(view, view.visits["v"], "ane", "confirmation", known, NAMING).told
    assert "10:00-11:00, at the centre." in told

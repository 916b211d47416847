"""Messages about a booking: what stands in them, and what becomes of templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import structs

from desk.house import House, house
from glimt_rules.plan.model import Centre, OpeningHours, Person, Plan, Visit
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.suggest.weights import Weights
from glimt_tui.config import Sms, SmsTexts
from glimt_tui.desk.sms.instead import instead
from glimt_tui.desk.sms.parts import length
from glimt_tui.desk.sms.texts import (
    Letter,
    fitting,
    is_over,
    known_of,
    letter,
    receivers,
    texts_of,
)
from glimt_tui.desk.spoken import choose, spoken
from glimt_tui.sms_templates import DEFAULTS, LANGUAGES, PLACEHOLDERS, default, filled
from glimt_tui.store.daybook import SpokenLanguage
from glimt_tui.store.journal import verify
from glimt_tui.store.records import Key
from glimt_tui.store.undo import last_to_undo, undo
from screen.screens import at, person, plan_of, visit

TABLE = Sms(centre="Huset")
#: Rooms and the group may be named.
NAMING = Sms(centre="Huset", may_name=("felles", "studio", "musikk"))


def plan() -> Plan:
    """Somebody alone tomorrow, three together, one by phone, and somebody on duty."""
    return plan_of(
        visit("alene", "13:00", "14:00", "cai", day=13, title="Øver", room="studio", masks=None),
        visit("band", "10:00", "11:00", "kari", "ane", "bo", day=14),
        *(
            visit(f"vakt-{day}", "09:00", "17:00", "kari", day=day, kind="shift", room=None)
            for day in (13, 14, 15)
        ),
        visit("ring", "10:00", "10:30", "ane", day=15, setting="phone", room=None),
    )


@pytest.fixture
def there(book: RuleBook) -> Iterator[House]:
    with house(plan(), book) as made:
        yield made


def write(
    there: House, visit_id: str, who: str, text: Any = None, *, table: Sms = TABLE, **more: Any
) -> Letter:
    view = there.view()
    booking = view.visits[visit_id]
    with there.session.store.reading() as reading:
        known = known_of(reading, booking, table.may_name)
    return letter(view, booking, who, text or fitting(booking, known), known, table, **more)


def alter(there: House, id_: str, name: str = "change", **changes: Any) -> None:
    with there.session.store.action(name) as action:
        record = action.get(Key("visit", id_))
        assert record is not None
        action.put(structs.replace(record.value, **changes), record.version)


def last(there: House, skip: int = 0) -> int:
    """The number of the newest entry of the journal, or of one so many before it."""
    with there.session.store.reading() as reading:
        entry = reading.last_entry()
    assert entry is not None
    return entry.seq - skip


def speaks(there: House, who: str, language: SpokenLanguage) -> None:
    choose(there.session.store, who, language)


# What stands in them -----------------------------------------------------------------------


def test_a_confirmation_says_when_where_and_what_to_remember(there: House) -> None:
    speaks(there, "ane", "en")
    assert write(there, "band", "ane").told == (
        "Hi Ane!\n"
        "Your appointment: Thursday 14 January at 10:00-11:00, at the centre.\n"
        "Bring a mask. Wash your hands. If ill, stay at home."
        " Keep to your group.\n"
        "Regards, Huset"
    )


def test_rooms_and_groups_are_named_where_the_configuration_says_so(there: House) -> None:
    speaks(there, "ane", "en")
    both = write(there, "band", "ane", table=NAMING).told
    assert "10:00-11:00, Fellesrommet.\n" in both
    assert both.endswith(" Your group: Musikkgruppa.\nRegards, Huset")
    room = write(there, "band", "ane", table=Sms(may_name=("felles", "nowhere"))).told
    assert "10:00-11:00, Fellesrommet.\n" in room
    assert room.endswith(" Keep to your group.")
    group = write(there, "band", "ane", table=Sms(may_name=("musikk", "studio"))).told
    assert "10:00-11:00, at the centre.\n" in group
    assert group.endswith(" Your group: Musikkgruppa.")


def test_who_is_in_no_group_is_told_of_none(book: RuleBook) -> None:
    people = (person("dag", "Dag Utkast", 12, cohort=None),)
    with house(plan_of(visit("v", "10:00", "11:00", "dag", day=14), people=people), book) as h:
        speaks(h, "dag", "en")
        assert "group" not in write(h, "v", "dag", table=NAMING).told


def test_a_reminder_says_the_same(there: House) -> None:
    speaks(there, "cai", "en")
    told = write(there, "alene", "cai", "reminder").told
    line = "Remember your appointment on Wednesday 13 January at 13:00-14:00, at the centre.\n"
    assert line in told
    assert "stay at home" in told


def test_a_change_says_what_was_and_what_is_now(there: House) -> None:
    speaks(there, "ane", "en")
    speaks(there, "bo", "en")
    alter(there, "band", start=at("12:00", 14), end=at("13:30", 14), room="studio")
    alter(there, "band", distance_m=1.0)  # which nobody is told of
    for who in ("ane", "bo"):
        told = write(there, "band", who, table=NAMING).told.split("\n")
        assert told[1] == (
            "Your appointment is changed to Thursday 14 January at 12:00-13:30, Studio."
        )
        assert told[2] == "Before: Thursday 14 January at 10:00-11:00, Fellesrommet."


def test_what_somebody_was_not_in_is_not_told_them(there: House) -> None:
    speaks(there, "cai", "en")
    people = ("kari", "ane", "bo", "cai")
    alter(there, "band", start=at("12:00", 14), end=at("13:00", 14), people=people)
    assert "Before" not in write(there, "band", "cai").told
    speaks(there, "ane", "en")
    assert "Before" in write(there, "band", "ane").told


def test_another_room_is_a_change_only_to_those_who_are_told_of_rooms(there: House) -> None:
    speaks(there, "ane", "en")
    alter(there, "band", room="studio")
    assert write(there, "band", "ane").text == "confirmation"
    told = write(there, "band", "ane", table=NAMING)
    assert told.text == "change"
    assert "Before: Thursday 14 January at 10:00-11:00, Fellesrommet." in told.told
    alter(there, "band", start=at("10:30", 14))
    told = write(there, "band", "ane")
    assert told.text == "change"
    assert "Before: Thursday 14 January at 10:00-11:00, at the centre." in told.told


def test_what_was_taken_back_is_no_change(there: House) -> None:
    store = there.session.store
    alter(there, "band", start=at("12:00", 14), end=at("13:00", 14))
    moved = last(there)
    undo(store, moved)
    assert write(there, "band", "ane").text == "confirmation"
    undo(store, last(there))  # done again after all
    speaks(there, "ane", "en")
    told = write(there, "band", "ane")
    assert told.text == "change"
    assert "Before: Thursday 14 January at 10:00-11:00" in told.told
    undo(store, last(there, skip=1))
    assert write(there, "band", "ane").text == "confirmation"


def test_a_change_before_one_that_was_taken_back_is_told(there: House) -> None:
    speaks(there, "ane", "en")
    alter(there, "band", start=at("12:00", 14), end=at("13:00", 14))
    alter(there, "band", start=at("15:00", 14), end=at("16:00", 14))
    undo(there.session.store, last(there))
    told = write(there, "band", "ane").told
    assert "changed to Thursday 14 January at 12:00-13:00" in told
    assert "Before: Thursday 14 January at 10:00-11:00" in told


def test_what_came_between_a_change_and_taking_it_back_is_passed_over(there: House) -> None:
    alter(there, "band", start=at("09:00", 14))
    moved = last(there)
    alter(there, "band", start=at("08:00", 14))
    alter(there, "band", start=at("09:00", 14))
    undo(there.session.store, moved)
    assert write(there, "band", "ane").text == "confirmation"


def test_a_booking_that_was_taken_back_and_made_again_is_confirmed(there: House) -> None:
    store = there.session.store
    with store.action("book") as action:
        action.put(visit("ny", "15:00", "16:00", "ane", day=14), None)
    undo(store, last(there))
    undo(store, last(there))
    assert write(there, "ny", "ane").text == "confirmation"


def test_a_booking_that_was_never_changed_is_confirmed_and_has_no_before(there: House) -> None:
    assert write(there, "band", "ane").text == "confirmation"
    alter(there, "band", masks=False)
    assert write(there, "band", "ane").text == "confirmation"
    speaks(there, "ane", "en")
    assert "Before" not in write(there, "band", "ane", "change").told


def test_what_was_forgotten_of_the_journal_is_not_told(there: House) -> None:
    speaks(there, "ane", "en")
    alter(there, "band", start=at("12:00", 14), end=at("13:00", 14))
    assert write(there, "band", "ane").text == "change"
    with there.session.repository.writing() as writing:
        writing.forget([Key("visit", "band")])
    assert "Before" not in write(there, "band", "ane", "change").told


def test_a_cancelled_booking_is_called_off_and_nothing_is_to_be_remembered(there: House) -> None:
    speaks(there, "ane", "en")
    alter(there, "band", "cancel", status="cancelled")
    found = write(there, "band", "ane")
    assert found.text == "cancellation"
    assert found.told == (
        "Hi Ane!\nSorry, your appointment on Thursday 14 January at 10:00-11:00 is cancelled.\n"
        "Regards, Huset"
    )
    assert "Remember" not in write(there, "band", "ane", "confirmation").told


def test_nothing_is_worn_or_washed_on_the_phone(there: House) -> None:
    speaks(there, "ane", "en")
    assert write(there, "ring", "ane").told == (
        "Hi Ane!\nYour appointment: Friday 15 January at 10:00-10:30, by phone.\nRegards, Huset"
    )


def test_who_need_not_wear_a_mask_is_not_told_to(book: RuleBook) -> None:
    people = (
        person("ane", "Ane Eksempel", 11, mask_exempt=True),
        person("bo", "Bo Påhitt", 12),
    )
    both = plan_of(visit("v", "10:00", "11:00", "ane", "bo", day=14), people=people)
    with house(both, book) as h:
        speaks(h, "ane", "en")
        speaks(h, "bo", "en")
        assert "mask" not in write(h, "v", "ane").told
        assert "Bring a mask." in write(h, "v", "bo").told


def test_what_is_to_be_remembered_is_of_the_rules_of_that_day(book: RuleBook) -> None:
    before = visit("før", "10:00", "11:00", "ane", day=2, masks=None, distance_m=2.0)
    alone = visit("etter", "10:00", "11:00", "ane", day=14, masks=None, distance_m=2.0)
    with house(plan_of(before, alone), book) as h:
        speaks(h, "ane", "en")
        assert "Wash your hands." not in write(h, "før", "ane").told
        assert "Wash your hands." in write(h, "etter", "ane").told
    rules = book.only(["kommunal"])
    with house(plan_of(alone), rules) as h:
        speaks(h, "ane", "en")
        told = write(h, "etter", "ane").told
        assert "mask" not in told  # the distance is kept
        assert "your group" not in told.casefold()
        alter(h, "etter", distance_m=None, room=None)
        assert "Bring a mask." in write(h, "etter", "ane").told


def test_nobody_is_called_by_an_id_and_last_names_are_not_first(book: RuleBook) -> None:
    people = (
        Person(id="p1"),
        person("p2", "Eksempel, Åse Marie", 12),
        person("p3", "  \u200b  ", 13),
    )
    three = plan_of(visit("v", "10:00", "11:00", "p1", "p2", "p3", day=14), people=people)
    with house(three, book) as h:
        for who in ("p1", "p2", "p3"):
            speaks(h, who, "en")
        for who in ("p1", "p3"):
            assert write(h, "v", who).told.startswith("Your appointment: ")
        assert write(h, "v", "p2").told.startswith("Hi Åse!\n")


def test_staff_come_last_and_who_stays_away_gets_nothing(there: House) -> None:
    alter(there, "band", absent=("bo",))
    view = there.view()
    assert receivers(view, view.visits["band"]) == ["ane", "kari"]


def test_it_is_known_whether_a_booking_is_over(there: House) -> None:
    there.clock.now = at("13:59", 13)
    view = there.view()
    assert not is_over(view, view.visits["alene"])
    there.clock.now = at("14:00", 13)
    view = there.view()
    assert is_over(view, view.visits["alene"])
    assert not is_over(view, view.visits["band"])
    alter(there, "band", "done", status="done")
    view = there.view()
    assert is_over(view, view.visits["band"])


def test_the_centres_name_in_the_plan_is_never_told(book: RuleBook) -> None:
    named = structs.replace(plan(), centre=Centre(name="Eksempel recoverysenter"))
    with house(named, book) as h:
        told = write(h, "band", "ane", table=Sms()).told
    assert "ksempel" not in told
    assert "Hilsen" not in told
    assert "Regards" not in told


# Languages ---------------------------------------------------------------------------------


def test_each_gets_their_own_language_and_that_can_be_taken_back(there: House) -> None:
    store = there.session.store
    with store.reading() as reading:
        assert spoken(reading, "ane") == "nb"
    speaks(there, "ane", "en")
    assert write(there, "band", "ane").language == "en"
    assert write(there, "band", "bo").language == "nb"
    with store.reading() as reading:
        seq = last_to_undo(reading, store.who)
        assert seq is not None
        entry = reading.entry(seq)
        assert entry is not None
        assert entry.action == "language"
    undo(store, seq)
    assert write(there, "band", "ane").language == "nb"
    with store.reading() as reading:
        assert verify(reading) is None


# What is possible instead ------------------------------------------------------------------


def offered(there: House, id_: str) -> tuple[Visit, ...]:
    view = there.view()
    return instead(view, view.visits[id_], weights=Weights())


def test_a_booking_that_breaks_no_rule_is_offered_at_the_nearest_other_times(there: House) -> None:
    speaks(there, "cai", "en")
    found = offered(there, "alene")
    assert len(found) == 2
    for other in found:  # neither a little earlier nor a little later
        assert other.end <= at("13:00", 13) or other.start >= at("14:00", 13)
    assert found[0].end <= found[1].start or found[1].end <= found[0].start
    assert {other.room for other in found} == {"studio"}
    alter(there, "alene", "cancel", status="cancelled")
    told = write(there, "alene", "cai", instead=offered(there, "alene"), table=NAMING).told
    assert "Possible instead: Wednesday 13 January at " in told
    assert ", or Wednesday 13 January at " in told


@pytest.mark.parametrize(
    ("changes", "table", "expected"),
    [
        ({}, TABLE, "Wednesday 13 January at 15:00-16:30."),
        ({}, NAMING, "Wednesday 13 January at 15:00-16:30, Studio."),
        ({"room": "felles"}, TABLE, "Wednesday 13 January at 15:00-16:30."),
        ({"room": "felles"}, NAMING, "Wednesday 13 January at 15:00-16:30, Fellesrommet."),
        ({"room": "felles"}, Sms(may_name=("studio",)),
         "Wednesday 13 January at 15:00-16:30, at the centre."),
        ({"room": None, "setting": "outdoors"}, TABLE,
         "Wednesday 13 January at 15:00-16:30, outdoors."),
    ],
)  # fmt: skip
def test_another_time_is_offered_from_when_to_when_with_the_place_only_where_that_may_be_told(
    there: House, changes: dict[str, Any], table: Sms, expected: str
) -> None:
    speaks(there, "cai", "en")
    alter(there, "alene", "cancel", status="cancelled")
    booking = there.view().visits["alene"]
    times = {"start": at("15:00", 13), "end": at("16:30", 13)}
    other = structs.replace(booking, **times, **changes)
    told = write(there, "alene", "cai", instead=(other,), table=table).told
    assert f"Possible instead: {expected}" in told.splitlines()


def test_a_booking_that_is_not_allowed_is_offered_as_it_would_be(book: RuleBook) -> None:
    crowd = tuple(person(f"p{n}", f"Person {n}", 20 + n) for n in range(12))
    ten = [one.id for one in crowd[:10]]
    full = plan_of(
        visit("full", "10:00", "12:00", *ten, day=14),
        visit("for", "10:30", "11:30", "p11", day=14, room="studio", status="cancelled"),
        people=crowd,
    )
    with house(full, book) as h:
        found = offered(h, "for")
        assert found
        for other in found:
            assert (
                other.start >= at("12:00", 14)
                or other.end <= at("10:00", 14)
                or (other.setting != "centre")
            )
            assert other.people == ("p11",)
        speaks(h, "p11", "en")
        assert "Possible instead: " in write(h, "for", "p11", instead=found).told


def test_nothing_is_offered_where_somebody_is_booked_already(book: RuleBook) -> None:
    hours = OpeningHours(thu=("10:00-12:00",))
    busy = structs.replace(
        plan_of(
            visit("av", "10:00", "11:00", "ane", day=14, status="cancelled"),
            visit("annet", "11:00", "12:00", "ane", day=14, setting="outdoors", room=None),
        ),
        centre=Centre(opening_hours=hours),
    )
    with house(busy, book) as h:
        starts = {other.start for other in offered(h, "av")}
        assert not any(at("10:00", 14) < start < at("12:00", 14) for start in starts)


def test_nobody_is_offered_to_come_without_somebody(book: RuleBook) -> None:
    people = (
        person("ane", "Ane Eksempel", 11),
        person("dag", "Dag Utkast", 12, cohort=None),
    )
    mixed = visit("v", "10:00", "11:00", "ane", "dag", day=14, status="cancelled")
    with house(plan_of(mixed, people=people), book) as h:
        found = offered(h, "v")
    assert found
    for other in found:
        assert other.people == mixed.people
        assert other.masks == mixed.masks


def test_what_is_past_is_not_offered(there: House) -> None:
    there.clock.now = at("12:30", 13)
    assert all(other.start >= at("12:30", 13) for other in offered(there, "alene"))


# Templates ---------------------------------------------------------------------------------


def test_a_line_in_which_all_is_missing_is_left_out() -> None:
    template = "Hi {first_name}!\nOn {day}, {place}.\n{remember}\n{centre}"
    assert filled(template, {"day": "Monday", "place": ""}) == "On Monday, ."
    assert filled(template, {"first_name": "Ane", "day": "Monday"}).startswith("Hi Ane!\nOn ")
    assert filled("No placeholder\n\n{was}", {}) == "No placeholder"


def test_braces_in_what_is_filled_in_are_no_placeholders() -> None:
    values = {"first_name": "{place}", "place": "{first_name}"}
    assert filled("{first_name} {place}", values) == "{place} {first_name}"


def test_the_centres_own_text_goes_before_the_one_that_comes_with_glimt(there: House) -> None:
    own = SmsTexts(confirmation="{first_name}: {day} {time}-{end} {place} {centre}")
    table = Sms(centre="Huset", nb=own, en=own)
    speaks(there, "ane", "en")
    told = write(there, "band", "ane", table=table).told
    assert told == "Ane: Thursday 14 January 10:00-11:00 at the centre Huset"
    assert "Remember your" in write(there, "band", "ane", "reminder", table=table).told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", DEFAULTS)
def test_the_texts_that_come_with_glimt_are_plain_sms(text: Any, language: Any) -> None:
    template = default(text, texts_of(language))
    found = length(template.translate({ord("{"): None, ord("}"): None}))
    assert (found.alphabet, found.other) == ("gsm", "")
    assert filled(template, dict.fromkeys(PLACEHOLDERS, "x"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_ordinary_confirmation_is_plain_and_goes_in_one_message(
    there: House, language: Any
) -> None:
    speaks(there, "ane", language)
    found = write(there, "band", "ane", table=Sms()).length
    assert (found.alphabet, found.parts) == ("gsm", 1)

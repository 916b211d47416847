"""The public calendar: valid, the same from day to day, and without a word about anybody."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from exchange.plans import plan_of, public, texts_of_a_plan
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Plan
from glimt_rules.plan.read import plan_from_raw
from glimt_tui.exchange.calendar import as_ics, published, withheld
from glimt_tui.language import texts_in
from oracle.random_plans import random_plan

NB, EN = texts_in("nb"), texts_in("en")
MADE_AT = Moment(2021, 1, 10, 8, 30, tzinfo=UTC)
ANE = {"id": "p-ane", "name": "Ane Moen", "phone": "+47 406 12 345"}
BO = {"id": "kari-n", "name": "Bo Dag Lie", "phone": "22 22 55 55"}


def calendar(plan: Plan) -> Any:
    read = Calendar.from_ical(as_ics(plan, NB, made_at=MADE_AT))
    assert isinstance(read, Calendar)
    for component in read.walk():
        assert component.errors == []
    return read


def events(plan: Plan) -> list[Any]:
    return list(calendar(plan).walk("VEVENT"))


def event(**keys: Any) -> Any:
    more = {key: keys.pop(key) for key in ("rooms", "people", "centre") if key in keys}
    (only,) = events(plan_of(public(**keys), **{"people": [ANE, BO], **more}))
    return only


# What stands in it -------------------------------------------------------------------------


def test_a_public_visit_is_an_event_with_what_everybody_may_know() -> None:
    plan = plan_of(
        public(title="Åpen kafé; kom, kom!", room="felles", link="https://example.org/m?a=1&b=2"),
        rooms=[{"id": "felles", "name": "Fellesrommet"}],
        centre={"name": "Senteret"},
    )
    read = calendar(plan)
    assert read["X-WR-CALNAME"] == "Senteret"
    assert read["VERSION"] == "2.0"
    assert read["PRODID"] == "-//Glimt//glimt-tui//EN"
    (told,) = read.walk("VEVENT")
    assert set(told) == {
        "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "STATUS", "URL",
    }  # fmt: skip
    assert told["SUMMARY"] == "Åpen kafé; kom, kom!"
    assert told["LOCATION"] == "Fellesrommet"
    assert told["URL"] == "https://example.org/m?a=1&b=2"
    assert told["STATUS"] == "CONFIRMED"
    assert told["DTSTART"].dt == datetime(2021, 1, 12, 12, tzinfo=UTC)
    assert told["DTEND"].dt == datetime(2021, 1, 12, 13, tzinfo=UTC)
    assert told["DTSTAMP"].dt == MADE_AT
    text = as_ics(plan, NB, made_at=MADE_AT)
    assert "\r\nDTSTART:20210112T120000Z\r\n" in text
    assert "\r\nDTSTAMP:20210110T083000Z\r\n" in text


def test_only_public_visits_stand_in_it_cancelled_ones_as_cancelled() -> None:
    plan = plan_of(
        {"id": "private"},
        public(id="planned"),
        public(id="here", status="arrived"),
        public(id="over", status="done"),
        public(id="off", status="cancelled"),
        public(id="missed", status="no_show"),
    )
    assert [visit.id for visit in published(plan)] == ["here", "off", "over", "planned"]
    statuses = [told["STATUS"] for told in events(plan)]
    assert statuses == ["CONFIRMED", "CANCELLED", "CONFIRMED", "CONFIRMED"]


def test_without_a_title_the_kind_stands_for_it_in_the_readers_language() -> None:
    assert event()["SUMMARY"] == "Aktivitet"
    assert event(title="  ", kind="leisure")["SUMMARY"] == "Organisert fritid"
    assert "SUMMARY:Activity\r\n" in as_ics(plan_of(public()), EN, made_at=MADE_AT)


def test_without_a_rooms_name_the_setting_is_the_place() -> None:
    assert event()["LOCATION"] == "På senteret"
    assert event(room="r", rooms=[{"id": "r"}])["LOCATION"] == "På senteret"
    assert event(setting="online")["LOCATION"] == "På nett"


def test_a_centre_without_a_name_gives_a_calendar_without_one() -> None:
    assert "X-WR-CALNAME" not in calendar(plan_of(public()))
    assert "X-WR-CALNAME" not in calendar(plan_of(public(), centre={"name": " "}))


def test_a_calendar_without_visits_is_a_calendar() -> None:
    assert events(plan_of({})) == []


def test_parts_of_seconds_never_make_an_event_end_as_it_starts() -> None:
    told = event(start="2021-01-12T13:00:00.100000", end="2021-01-12T13:00:00.200000")
    assert told["DTSTART"].dt == datetime(2021, 1, 12, 12, tzinfo=UTC)
    assert told["DTEND"].dt == datetime(2021, 1, 12, 12, 0, 1, tzinfo=UTC)


# Whose event it is -------------------------------------------------------------------------


def uid(centre: str | None = "Senteret", **keys: Any) -> str:
    return str(event(centre={"name": centre} if centre else {}, **keys)["UID"])


def test_an_event_is_the_same_whatever_changes_in_it() -> None:
    later = {"start": "2021-01-13T13:00", "end": "2021-01-13T14:00"}
    assert uid(id="quiz") == uid(id="quiz", title="Quiz", status="cancelled", **later)


def test_events_of_other_visits_and_other_centres_are_others() -> None:
    assert len({uid(id="a"), uid(id="b"), uid("Annet", id="a"), uid(None, id="a")}) == 4


def test_neither_the_visits_id_nor_the_centres_name_can_be_read_in_the_calendar() -> None:
    assert re.fullmatch(r"[0-9a-f]{32}@[0-9a-f]{16}\.glimt\.invalid", uid(id="samtale-ane"))
    plan = plan_of(public(id="samtale-ane"), centre={"name": "Senteret"})
    text = as_ics(plan, NB, made_at=MADE_AT)
    assert "samtale" not in text
    assert text.count("Senteret") == 1


# Names nobody ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    ["Samtale med Ane Moen", "ane MOEN", "Ane spiller", "Anes bursdag", "Til Moens ære",
     "Ring 40612345", "Ring 406 12 345", "(+47) 40-61-23-45", "p-ane", "Besøk: p_ane",
     "Bo Dag Lie sitter der", "kari-n", "Med Bo-Dag Lies venner", "Ａｎｅ"],
)  # fmt: skip
def test_a_title_that_names_somebody_is_replaced_by_the_kind(title: str) -> None:
    assert event(title=title, kind="conversation")["SUMMARY"] == "Samtale"
    assert withheld(plan_of(public(title=title), people=[ANE, BO])) == ("v0",)


@pytest.mark.parametrize(
    "title",
    ["Åpen dag", "Manedans", "Quiz 40", "Trinn 1", "Lies og Dag", "Yoga kl. 12:34 5678",
     "Anemoner i skogen", "Bo bedre"],
)  # fmt: skip
def test_other_titles_stand_even_where_a_word_of_them_is_somebody_elses_name(title: str) -> None:
    people = [ANE, BO, {"id": "1", "name": "-", "phone": "113"}]
    assert event(title=title, people=people)["SUMMARY"] == title
    assert withheld(plan_of(public(title=title), people=people)) == ()


def test_a_room_that_is_called_after_somebody_is_not_told() -> None:
    rooms = [{"id": "r", "name": "Ane Moens rom"}]
    assert event(room="r", rooms=rooms)["LOCATION"] == "På senteret"


@pytest.mark.parametrize(
    "link",
    ["https://zoom.example/my/ane.moen", "https://zoom.example/j/40612345", "tel:+4740612345",
     "mailto:post@example.org", "https://user:secret@example.org/", "Spør i døra", "https://",
     "javascript:alert(1)", "https://[::1", "https://example.org/a b", "https://e.org/?host=p-ane"],
)  # fmt: skip
def test_a_link_that_tells_of_somebody_or_is_no_page_is_left_out(link: str) -> None:
    assert "URL" not in event(link=link, setting="online")
    assert withheld(plan_of(public(link=link), people=[ANE, BO])) == ("v0",)


def test_a_host_is_nowhere_told() -> None:
    told = event(setting="home", host="p-ane", title="Kaffe")
    assert told["LOCATION"] == "Hjemme hos noen"
    assert "ane" not in told.to_ical().decode().casefold()


#: Names, numbers and ids that occur in nothing else, so that finding one is finding a leak.
FIRST = ["Zxane", "Qvbo", "Wåse-Mårie", "Xzliv"]
LAST = ["Qxmoen", "Zwøye", "Qzlie"]


def with_known_people(rng: random.Random, seed: int) -> tuple[dict[str, Any], set[str]]:
    """A random plan whose people are called as above, in titles and links and rooms too."""
    raw = random_plan(rng)
    secrets: set[str] = set()
    ids = {}
    for n, person in enumerate(raw["people"]):
        first, last = rng.choice(FIRST), rng.choice(LAST)
        ids[person["id"]] = f"zq{n}.{last.lower()}"
        person |= {"name": f"{first} {last}", "phone": f"4061{seed % 10}{n:03d}"}
        secrets |= {first, last, ids[person["id"]], person["phone"], f"zq{n}."}

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: renamed(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [renamed(inner) for inner in value]
        return ids.get(value, value) if isinstance(value, str) else value

    raw |= {"people": renamed(raw["people"])}
    names = {person["id"]: person for person in raw["people"]}
    for visit in raw["visits"]:
        for key in ("people", "absent", "host"):
            if key in visit:
                visit[key] = renamed(visit[key])
        visit["public"] = rng.random() < 0.8
        person = names[rng.choice(visit["people"])]
        told = rng.choice([person["name"], person["name"].split()[0], person["phone"],
                           person["id"], "kaffe"])  # fmt: skip
        visit["title"] = rng.choice(["{}", "Samtale med {}", "{}s kurs"]).format(told)
        visit["link"] = f"https://example.org/{told}".replace(" ", "-")
        visit["id"] += f"-{person['id']}"
    for room in raw["rooms"]:
        room["name"] = rng.choice(raw["people"])["name"] + "s rom"
    raw.pop("waivers", None)
    return raw, secrets


def test_no_name_number_or_id_of_anybody_is_in_the_calendar_of_a_random_plan() -> None:
    shown = 0
    for seed in range(150):
        raw, secrets = with_known_people(random.Random(seed), seed)
        plan = plan_from_raw(raw).plan
        text = as_ics(plan, NB, made_at=MADE_AT).replace("\r\n ", "").casefold()
        for secret in secrets:
            assert secret.casefold() not in text, f"seed {seed}"
        told = events(plan)
        assert len(told) == len(published(plan))
        assert len({one["UID"] for one in told}) == len(told)
        for one, visit in zip(told, published(plan), strict=True):
            assert one["DTSTART"].dt == visit.start
            assert one["DTEND"].dt == visit.end
        shown += sum(one["SUMMARY"] == "kaffe" for one in told)
    assert shown > 50


@given(title=texts_of_a_plan, room=texts_of_a_plan, centre=texts_of_a_plan)
@example(title="\\n\\, \\;", room='"', centre="BEGIN:VEVENT")
@example(title="æ" * 60, room="🎸" * 60, centre="a" * 60)
def test_whatever_is_written_comes_back_letter_by_letter(
    title: str, room: str, centre: str
) -> None:
    plan = plan_of(
        public(title=title, room="r"),
        people=[{"id": "p"}],
        rooms=[{"id": "r", "name": room}],
        centre={"name": centre},
    )
    read = calendar(plan)
    (told,) = read.walk("VEVENT")
    if not withheld(plan):
        assert told["SUMMARY"] == (title.strip() or "Aktivitet")
    assert read.get("X-WR-CALNAME", "") == centre.strip()
    text = as_ics(plan, NB, made_at=MADE_AT)
    assert text.count("\r\nBEGIN:VEVENT\r\n") == 1
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


@given(start=st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30)))
def test_times_of_any_year_are_told_in_utc(start: datetime) -> None:
    second = start.replace(microsecond=0, tzinfo=UTC)
    told = event(start=second.isoformat(), end=(second + timedelta(hours=24)).isoformat())
    assert told["DTSTART"].dt == second
    assert told["DTEND"].dt == second + timedelta(hours=24)

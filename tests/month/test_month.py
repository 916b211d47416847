"""A month of an invented centre, played day by day, and what must be there when it is over.

Twenty opening days, three staff, forty people, series, absences, somebody who is erased, and rules
that change on the way. What happens is written down twice: by the program, and by ``Expected``,
which knows nothing of it.
"""

from __future__ import annotations

import gc
import json
import os
import pwd
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.pages.today import TodayPage
from month.people import (
    ACTIVITIES,
    BEFORE,
    DAYS,
    EVERYBODY,
    HOUSE,
    LAST_DAY,
    SHIFTS,
    STAFF,
    name_of,
    some,
    table,
    with_first_week,
)
from month.play import Centre
from screen.form_screens import form_of, judged
from screen.screens import at, press, shown, write

#: From Wednesday 20 January: five people in the premises instead of ten.
DECREE = """\
format = 1
family = "nasjonal"
version = "2021-01-17"
base = "2021-01-03"
authority = { nb = "Regjeringen", en = "The Norwegian government" }
jurisdiction = { nb = "Norge", en = "Norway" }
decided = 2021-01-17
in_force = 2021-01-20

[source]
title = { nb = "En oppdiktet pressekonferanse", en = "An invented press conference" }

[rules.indoor-persons]
limit = 5
title = { nb = "Høyst fem personer i lokalene", en = "At most five people in the premises" }
demand = { nb = "Det er høyst fem personer samtidig i lokalene.", en = "There are at most five people at once in the premises." }

[[rules.indoor-persons.cases]]
name = { nb = "Fem får plass, seks ikke.", en = "Five fit, six do not." }
expect = { fem = "kept", seks = "violation" }
visits = [
  { id = "fem", start = 2021-01-26T10:00:00, end = 2021-01-26T11:00:00, people = ["a", "b", "c", "d", "e"] },
  { id = "seks", start = 2021-01-26T12:00:00, end = 2021-01-26T13:00:00, people = ["a", "b", "c", "d", "e", "f"] },
]
"""  # noqa: E501


def day(number: int) -> date:
    """A day of January 2021."""
    return date(2021, 1, number)


class Expected:
    """What must have been written down, by a count of its own."""

    def __init__(self) -> None:
        self.journal: list[tuple[str, str]] = []
        #: who came on which day, in the order in which they came
        self.came: dict[date, list[str]] = {each: [] for each in DAYS}
        self.held: Counter[str] = Counter()
        self.there: set[tuple[date, str]] = set()
        self.minutes = 0

    def hold(self, on: date, kind: str, people: tuple[str, ...], minutes: int) -> None:
        """A visit took place."""
        self.minutes += minutes * len(people)
        if kind != "shift":
            self.held[kind] += 1
            self.there |= {(on, person) for person in people}


class Month:
    """The month, as it goes."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.expected = Expected()
        #: what the program calls everybody
        self.ids: dict[str, str] = {}
        #: what it calls each series
        self.series: dict[str, str] = {}
        self.plans = {
            4: self.message_for_tuesday,
            8: self.quiet_talk,
            11: self.somebody_is_seen_off_too_early,
            12: self.the_guitar_goes_home,
            14: self.the_guitar_comes_back,
            15: self.two_groups_meet,
            17: self.rules_change,
            18: self.groups_get_smaller,
            19: self.words_in_english,
            20: self.called_again,
            25: self.somebody_is_erased,
        }

    # What everybody does ---------------------------------------------------------------------

    def glimt(self, *args: str, who: str | None = None, did: str | None = None, **how: Any) -> str:
        """Run a command as somebody; ``did`` is what the journal must tell of it."""
        self.centre.who = who or self.centre.who
        printed = self.centre.glimt(*args, **how)
        self.did(did)
        return printed

    def did(self, *actions: str | None) -> None:
        """The journal must tell that somebody did this."""
        self.expected.journal += [(self.centre.who, action) for action in actions if action]

    def visit(self, name: str, on: date) -> str:
        """What a booking of a series is called."""
        return f"{self.series[name]}.{on}"

    def arrive(self, person: str, visit: str, on: date) -> None:
        """Somebody comes, and is written on the list."""
        self.glimt("arrive", self.ids[person], visit, "--hands", did="arrive")
        self.expected.came[on].append(person)

    # The days --------------------------------------------------------------------------------

    def set_up(self) -> None:
        """On the Sunday before: the house, the people, the first week, and what repeats."""
        centre = self.centre
        centre.at(BEFORE, "18:00")
        self.glimt("init", who="leder", did="init")
        self.glimt("rules", "lock", did="rules_lock")
        centre.write("house.json", json.dumps(HOUSE))
        self.glimt("import", "house.json", did="import")
        centre.write("folk.csv", table())
        self.glimt("people", "import", "folk.csv", did="people_import")
        document = centre.json("export")
        called = {person["name"]: person["id"] for person in document["people"]}
        self.ids = {person: called[name_of(person)] for person in (*EVERYBODY, *STAFF)}
        centre.write("week.json", with_first_week(document, self.ids))
        self.glimt("import", "week.json", did="import")
        for each in SHIFTS:
            self.repeat(each.name, 1)
        for activity in ACTIVITIES:
            self.repeat(activity.name, activity.weeks)
        self.glimt("check")

    def repeat(self, name: str, weeks: int) -> None:
        """Make a series of a booking."""
        made = ["series", "make", name, "--every", str(weeks), "--through", str(LAST_DAY)]
        self.series[name] = self.centre.json(*made)["series"]
        self.did("series_make")

    def play(self) -> None:
        """Every day, from the first to the first of February, and every night."""
        self.set_up()
        on = DAYS[0]
        while on <= date(2021, 2, 1):
            self.at_night(on)
            if on in DAYS:
                self.open_day(on)
            elif on == day(17):
                self.rules_change(on)
            on += timedelta(days=1)

    def at_night(self, on: date) -> None:
        """Who is missed is kept, what is due is forgotten; told where there was something."""
        self.centre.at(on, "00:15")
        listed = self.expected.came.get(on - timedelta(days=11))
        messages = on == day(6)
        missed = on in (day(27), date(2021, 2, 1))  # two weeks after they were here last
        self.glimt("purge", who="cron", did="missing" if missed else None)
        self.did("purge" if listed or messages else None)

    def open_day(self, on: date) -> None:
        """Staff come, people come, stay and leave, and what is special about the day is done."""
        shift = next(each for each in SHIFTS if each.first.weekday() == on.weekday())
        self.centre.who = shift.who
        self.centre.at(on, "09:55")
        self.arrive(shift.who, self.visit(shift.name, on), on)
        self.expected.hold(on, "shift", (shift.who,), 6 * 60)
        if plan := self.plans.get(on.day):
            self.centre.at(on, "10:00")
            plan(on)
            self.centre.who = shift.who
        for activity in ACTIVITIES:
            since = (on - activity.first).days
            if since % (7 * activity.weeks) == 0:
                self.activity(activity.name, activity.people, on)
        self.centre.at(on, "16:05")
        self.glimt("depart", self.ids[shift.who], did="depart")

    def activity(self, name: str, people: tuple[str, ...], on: date) -> None:
        """What is on from 12 to 14; some stay away, and some of it does not take place."""
        visit = self.visit(name, on)
        if name in ("verksted", "tur") and on >= day(20):
            return  # called off
        if name == "tur" and on == day(14):
            self.centre.at(on, "12:30")
            self.on_today(("go", f"visit:{visit}"), "i")
            self.did("no_show")
            return
        if on >= day(20):
            people = people[:4]
        away = {("maling", day(5)): "b6", ("verksted", day(13)): "c5"}.get((name, on))
        come = tuple(person for person in people if person != away)
        self.centre.at(on, "12:00")
        if on.weekday() == 0:  # on Mondays at the screen
            self.on_today(("go", f"visit:{visit}"), "k", *["enter"] * len(come))
            self.did(*["arrive"] * len(come))
            self.expected.came[on] += come
        else:
            for person in come:
                self.arrive(person, visit, on)
        if away is not None:
            self.centre.at(on, "12:20")
            self.on_today(("go", f"person:{self.ids[away]}"), "i")
            self.did("absent")
        self.finish(visit, on, come, 120)

    def finish(self, visit: str, on: date, people: tuple[str, ...], minutes: int) -> None:
        """All of them leave, and the surfaces are wiped."""
        self.centre.at(on, "14:00")
        self.on_today(("go", f"visit:{visit}"), "g", "y", ("go", f"visit:{visit}"), "f", "y")
        self.did("depart", "done")
        self.expected.hold(on, "activity", people, minutes)

    def on_today(self, *steps: str | tuple[str, str]) -> None:
        """At the screen's first page: put the cursor on rows, and press keys."""

        async def story(app: GlimtApp, pilot: Pilot[int]) -> None:
            page = app.current
            assert isinstance(page, TodayPage)
            for step in steps:
                if isinstance(step, tuple):
                    page.go_to(step[1])
                    assert page.here() == step[1]
                    await press(pilot)
                else:
                    await press(pilot, step)

        self.centre.screen(story)

    # What is special about a day -------------------------------------------------------------

    def message_for_tuesday(self, on: date) -> None:
        """A message for the next shift, which is gone on Wednesday."""
        self.glimt("handover", "--write", "The key is in the drawer", did="notice")
        assert "The key is in the drawer" in self.glimt("handover")

    def quiet_talk(self, on: date) -> None:
        """Somebody who comes often comes once more, by themselves."""
        document = self.centre.json("export")
        for number in (8, 5):
            document["visits"].append(
                {
                    "id": f"samtale-{number}", "kind": "conversation", "room": "musikkrom",
                    "start": f"{day(number)}T10:30:00", "end": f"{day(number)}T11:00:00",
                    "people": [self.ids["c7"]], "booked_at": f"{BEFORE}T18:00:00",
                    "distance_m": 2,
                }
            )  # fmt: skip
            self.expected.hold(day(number), "conversation", ("c7",), 30)
        self.centre.write("talk.json", json.dumps(document))
        self.glimt("import", "talk.json", did="import")

    def somebody_is_seen_off_too_early(self, on: date) -> None:
        """A slip, and it is taken back."""
        self.glimt("depart", self.ids["kari"], did="depart")
        self.glimt("undo", did="undo")

    def the_guitar_goes_home(self, on: date) -> None:
        """The guitar is handed out."""
        self.on_today("e", "l", *"hanne", "enter")
        self.did("hand_out")
        (thing,) = self.centre.json("equipment")["equipment"]
        assert (thing["state"], thing["person"]) == ("out", self.ids["a8"])

    def the_guitar_comes_back(self, on: date) -> None:
        """It comes back, and is washed."""
        self.on_today("e", "r", "w")
        self.did("take_back", "wash")

    def two_groups_meet(self, on: date) -> None:
        """Two of different groups are booked together, with a reason, and come."""

        async def story(app: GlimtApp, pilot: Pilot[int]) -> None:
            await app.book(person=self.ids["a7"], room="felles", start=at("12:00", 15))
            await write(pilot, name_of("b7"))
            await press(pilot, "enter")
            await judged(pilot)
            await press(pilot, "ctrl+s")
            assert form_of(app).state.focus == "reason:senter.cohort", shown(app)
            await write(pilot, "Siblings")
            await press(pilot, "enter", "enter")
            assert app.panel is None

        self.centre.screen(story)
        self.did("book")
        assert "Siblings" in self.glimt("handover")
        visits = {visit["id"]: visit for visit in self.centre.json("export")["visits"]}
        (made,) = (
            id_ for id_, visit in visits.items()
            if visit["start"].startswith(str(on)) and visit.get("kind") != "shift"
        )  # fmt: skip
        assert visits[made]["end"].startswith(f"{on}T13:00")
        self.centre.at(on, "12:00")
        for person in ("a7", "b7"):
            self.arrive(person, made, on)
        self.finish(made, on, ("a7", "b7"), 60)

    def rules_change(self, on: date) -> None:
        """On Sunday evening: what the new rules do, and then they are added."""
        self.centre.at(on, "19:00")
        self.centre.write("decree.toml", DECREE)
        self.glimt("rules", "test", "decree.toml", who="leder")
        impact = self.centre.json("rules", "impact", "decree.toml", code=1)
        assert {each["id"] for each in impact["visits"]} == {
            self.visit("verksted", day(20)), self.visit("verksted", day(27)),
            self.visit("tur", day(21)), self.visit("tur", day(28)),
            self.visit("musikk", day(25)), self.visit("maling", day(26)),
        }  # fmt: skip
        self.glimt("rules", "add", "decree.toml", did="rules_add")
        self.glimt("check", "--from", "2021-01-20", code=1)

    def groups_get_smaller(self, on: date) -> None:
        """One series ends, one is called off day by day, two go on with four people each."""
        self.glimt("series", "end", self.series["tur"], "--from", "2021-01-21", did="series_end")

        async def story(app: GlimtApp, pilot: Pilot[int]) -> None:
            for number in (20, 27):
                await app.edit_visit(self.visit("verksted", day(number)))
                await press(pilot, "ctrl+d", "enter")
                assert app.panel is None
            for name, number in (("musikk", 25), ("maling", 26)):
                await app.edit_visit(self.visit(name, day(number)))
                form_of(app).state.go_to("who")
                await press(pilot, "backspace", "backspace")
                await judged(pilot)
                await press(pilot, "ctrl+s")
                assert app.panel is None

        self.centre.screen(story)
        self.did("cancel", "cancel", "change", "change")
        self.glimt("check", "--from", "2021-01-20")
        self.calls_are_made(on)

    def calls_are_made(self, on: date) -> None:
        """Those who did not come on Thursday are called: one is reached, the others are not."""
        waiting = [each["person"] for each in self.centre.json("follow-up")["to_call"]]
        assert waiting == [self.ids[p] for p in ("c5", *some("d", 1, 6))]

        async def story(app: GlimtApp, pilot: Pilot[int]) -> None:
            await press(pilot, "l", "down")  # past c5, who is called another day
            await press(pilot, "s", "enter")
            await press(pilot, "i", "ctrl+u")
            await write(pilot, "20.1.")
            await press(pilot, "tab")
            await write(pilot, "after three")
            await press(pilot, "enter")
            for until in ("27.1.", "29.1."):
                await press(pilot, "v", "ctrl+u")
                await write(pilot, until)
                await press(pilot, "enter")

        self.centre.screen(story)
        self.did("call", "call", "call", "call")
        waiting = [each["person"] for each in self.centre.json("follow-up")["to_call"]]
        assert waiting == [self.ids[person] for person in ("c5", "d5", "d6")]

    def words_in_english(self, on: date) -> None:
        """Somebody gets the words that are sent to them in English from now on."""
        self.on_today(("go", f"visit:{self.visit('maling', on)}"), "s", "l")
        self.did("language")
        sent = self.glimt("sms", self.visit("maling", on), self.ids["b1"])
        assert "12:00" in sent
        assert name_of("b1").split()[0] in sent

    def called_again(self, on: date) -> None:
        """The one who did not answer on Monday stands first, and is reached."""
        first = self.centre.json("follow-up")["to_call"][0]
        assert (first["person"], first["last_call"]["note"]) == (self.ids["d2"], "after three")
        self.on_today("l", "s", "enter")
        self.did("call")

    def somebody_is_erased(self, on: date) -> None:
        """Somebody who was here twice wants to be erased."""
        self.glimt("person", "erase", self.ids["c6"], "--yes", who="leder", did="erase")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    """The month, when it is over: Monday 1 February, eight in the morning."""
    folder = tmp_path_factory.mktemp("centre")
    (folder / "rules").mkdir(mode=0o755)
    with pytest.MonkeyPatch.context() as patch:
        centre = Centre(folder, patch)
        user = pwd.getpwuid(os.getuid()).pw_name
        centre.write(
            "glimt.toml",
            f'language = "en"\nservice_user = "{user}"\nadmins = ["leder"]\n'
            'database = "glimt.db"\nrule_directories = ["rules"]\n',
        )
        month = Month(centre)
        month.play()
        centre.at(date(2021, 2, 1), "08:00")
        yield month
    gc.unfreeze()  # the screen lets the collector leave alone what is there as it starts


def test_the_statistics_are_what_was_counted(played: Month) -> None:
    expected = played.expected
    told = played.centre.json("stats", "--month", "2021-01", "--hide-below", "1")
    assert told == {
        "format": 1,
        "first": "2021-01-01",
        "last": "2021-01-31",
        "hide_below": 1,
        "people_complete_from": "2021-01-01",
        "visits": sum(expected.held.values()),
        "visits_by_kind": dict(expected.held),
        "visits_by_setting": {"centre": sum(expected.held.values())},
        "people": len({person for _, person in expected.there}),
        "person_days": len(expected.there),
        "hours": expected.minutes // 60,
        "no_shows": 1,
        "cancelled": 4,
        # of the two in which somebody was booked who is erased, nobody can tell any more
        "cancelled_for": {"nasjonal.indoor-persons": 2, "not_known": 2},
        "waivers": {"senter.cohort": 1},
    }


def test_the_statistics_name_nobody_and_hide_small_counts(played: Month) -> None:
    for form in ("text", "json", "csv"):
        told = played.centre.glimt("stats", "--month", "2021-01", "--format", form)
        assert not any(name_of(person) in told for person in played.ids)
        assert not any(id_ in told for id_ in played.ids.values())
    told = played.centre.json("stats", "--month", "2021-01")
    assert (told["no_shows"], told["cancelled"], told["cancelled_for"]) == ("<5", "<5", None)


def test_the_visitor_list_holds_those_of_the_last_ten_days_and_nobody_else(played: Month) -> None:
    told = played.centre.glimt("visitors", "--names").splitlines()
    listed = sorted((line[:10], line.split("  ")[1]) for line in told)
    assert listed == sorted(
        (str(on), played.ids[person])
        for on, people in played.expected.came.items()
        for person in people
        if on >= day(22)
    )
    assert len(listed) == 18
    for person in ("a7", "b1", "siri"):
        assert any(name_of(person) in line for line in told)


def test_the_journal_tells_all_that_was_done_and_nothing_else(played: Month) -> None:
    told = played.centre.glimt("journal", "list", "--most", "1000", "--format", "json")
    entries = [json.loads(line) for line in told.splitlines()]
    done = [(entry["who"], entry["action"]) for entry in reversed(entries)]
    assert done == played.expected.journal
    assert "The journal is whole" in played.centre.glimt("journal", "verify")


def test_whoever_is_to_be_called_is_on_the_list_and_nobody_else(played: Month) -> None:
    told = played.centre.json("follow-up")["to_call"]
    person = {id_: person for person, id_ in played.ids.items()}
    assert [(person[each["person"]], each["why"], each["day"]) for each in told] == [
        ("d3", "again", "2021-01-27"),  # put off until then, and not called
        ("d4", "again", "2021-01-29"),
        ("c5", "missed", "2021-01-13"),  # did not come, and nobody called
        ("d5", "missed", "2021-01-14"),
        ("d6", "missed", "2021-01-14"),
        *((c, "silent", "2021-01-13") for c in some("c", 1, 4)),  # came until it was called off
        ("a5", "silent", "2021-01-18"),  # came three times, then the group got smaller
        ("a6", "silent", "2021-01-18"),
    ]


def test_whoever_was_erased_is_nowhere(played: Month) -> None:
    held = played.centre.glimt("export") + played.centre.glimt("journal", "list", "--most", "1000")
    assert name_of("c6") not in held
    assert played.ids["c6"] not in held
    assert name_of("c6").encode() not in (played.centre.folder / "glimt.db").read_bytes()


def test_nothing_that_took_place_under_the_new_rules_breaks_them(played: Month) -> None:
    check = played.centre.json("check", "--from", "2021-01-20", "--to", "2021-01-31")
    assert check["summary"]["violation"] == check["summary"]["unknown"] == 0
    assert {"nasjonal", "senter", "kommunal"} <= {each["id"] for each in check["rule_sets"]}
    late = [each["id"] for each in check["visits"]]
    assert not any(id_.startswith(played.series["tur"]) for id_ in late)

"""The equipment beside the page: what is free, who has the rest, what is set aside until when."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs
from pypdf import PdfReader
from textual.pilot import Pilot

from glimt_rules.plan.model import Equipment, Plan
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.desk import Desk
from glimt_tui.desk.loans import hand_out, take_back
from glimt_tui.language import texts_in
from glimt_tui.screen import start
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.equipment_panel import EquipmentPanel
from glimt_tui.screen.words import MASK
from glimt_tui.store.daybook import Loan
from glimt_tui.store.store import Store
from screen.conftest import MakeApp
from screen.screens import (
    NASTY,
    PEOPLE,
    SMALL,
    FixedClock,
    at,
    lines,
    person,
    plan_of,
    press,
    running,
    settle,
    shown,
    visit,
    write,
)

STATE, KEYS = -2, -1

pytestmark = pytest.mark.usefixtures("quick_waits")


def a_plan() -> Plan:
    """At 11.40 the strap lies aside after Cai, Ane has the guitar, and Bo wants both at 13."""
    return plan_of(
        visit("sang", "10:00", "11:00", "cai", title="Sang", status="done", handwashed=True,
              surfaces_cleaned=True, equipment=("reim",)),
        visit("band", "11:30", "12:30", "ane", title="Band", status="arrived", handwashed=True,
              equipment=("gitar",)),
        visit("alene", "13:00", "14:00", "bo", title="Alene", equipment=("gitar", "reim")),
    )  # fmt: skip


def panel(app: GlimtApp) -> EquipmentPanel:
    assert isinstance(app.panel, EquipmentPanel)
    return app.panel


def rows(app: GlimtApp) -> list[str]:
    """The rows of the list, in sight or not."""
    return [row.text.plain.rstrip() for row in panel(app).rows._rows]


def told(app: GlimtApp) -> str:
    """What is told of the thing under the cursor."""
    shown_ = panel(app).query_one("#equipment-told").render()
    return " ".join(str(shown_).split())


def loans(app: GlimtApp) -> list[Loan]:
    with app.desk.session.store.reading() as reading:
        return [each.value for each in reading.all("loan") if isinstance(each.value, Loan)]


async def there(app: GlimtApp) -> list[Loan]:
    return await app.desk.ask(lambda: loans(app))


async def opened(pilot: Pilot[int]) -> None:
    """Open the panel, and wait until everything stands in it."""
    await press(pilot, "e")
    await settle(pilot)


async def go_to(app: GlimtApp, pilot: Pilot[int], thing: str) -> None:
    assert panel(app).rows.go_to(f"thing:{thing}")
    await settle(pilot)


async def a_colleague(app: GlimtApp, thing: str, who: str, *, back: bool = False) -> None:
    """Somebody else hands something out, or takes it back."""
    store = Store(app.desk.session.repository, "kari", app.desk.clock)

    def do() -> None:
        loan = hand_out(store, thing, who, app.desk.clock())
        if back:
            with store.reading() as reading:
                (version,) = (each.version for each in reading.all("loan"))
            take_back(store, loan.id, version, app.desk.clock())

    await app.desk.ask(do)


@pytest.mark.parametrize("page", ["1", "2"])
async def test_each_thing_stands_below_the_name_of_its_state(
    make_app: MakeApp, size: tuple[int, int], page: str
) -> None:
    app = make_app(a_plan())
    async with running(app, size) as pilot:
        await press(pilot, page)
        await opened(pilot)
        assert "Equipment: 2 things, free: 0" in shown(app)
        assert rows(app) == [
            "Wanted today, and not ready",
            "! 13:00 Gitarreim i skinn · set aside",
            "In use until",
            "▸ 12:30 Westerngitar · wanted at 13:00",
        ]
        assert told(app) == (
            "Gitarreim i skinn ○ Set aside until Thursday 14 January 2021 at 11:00 (quarantine) "
            "! Wanted next for «Alene» (13:00 today), and NOT ready by then"
        )
        await press(pilot, "down")
        assert told(app).startswith("Westerngitar ▸ In use until 12:30 today Wanted next")
        keys = lines(app)[KEYS]
        for key in ("l hand out", "r back", "w washed", "p label", "u undo", "esc close"):
            assert key in keys
        await press(pilot, "escape")
        assert app.panel is None


async def test_nothing_that_one_needs_is_cut_on_a_small_terminal_in_norwegian(
    make_app: MakeApp,
) -> None:
    app = make_app(a_plan(), language="nb")
    async with running(app, SMALL) as pilot:
        await opened(pilot)
        assert "· satt til side" in rows(app)[1]  # the name may be cut: it stands below in whole
        flat = " ".join(" ".join(line.partition("│")[2] for line in lines(app)).split())
        assert (
            "Gitarreim i skinn ○ Satt til side til torsdag 14. januar 2021 kl. 11:00 (karantene)"
            in flat
        )
        assert "Trengs til «Alene» (kl. 13:00 i dag), og er IKKE klar da" in flat
        for key in ("l lever ut", "r tilbake", "v vasket", "p etikett", "k rett", "esc lukk"):
            assert key in lines(app)[KEYS]


async def test_a_thing_is_handed_out_taken_back_and_washed_by_a_key_each(
    make_app: MakeApp, clock: FixedClock
) -> None:
    app = make_app(plan_of())
    async with running(app) as pilot:
        await opened(pilot)
        await go_to(app, pilot, "gitar")
        await press(pilot, "l")
        assert "Who gets Westerngitar?" in shown(app)
        await write(pilot, "cai")
        await press(pilot, "enter")
        assert "Cai Oppdiktet has «Westerngitar» now" in lines(app)[STATE]
        assert rows(app)[:2] == ["Handed out since", "→ 11:40 Westerngitar · Cai Oppdiktet"]
        (loan,) = await there(app)
        assert (loan.thing, loan.person, loan.out, loan.back) == ("gitar", "cai", at("11:40"), None)
        clock.advance(minutes=60)
        await press(pilot, "r")
        assert rows(app)[:2] == ["To be washed, back since", "≈ 12:40 Westerngitar"]
        clock.advance(minutes=5)
        await press(pilot, "w")
        assert rows(app)[:2] == ["Set aside until", "○ 12:50 Westerngitar"]
        (loan,) = await there(app)
        assert (loan.back, loan.washed) == (at("12:40"), at("12:45"))
        clock.advance(minutes=5)
        await app.renew()
        await settle(pilot)
        assert rows(app)[0] == "Free"


async def test_enter_hands_out_and_never_says_that_something_is_back(
    make_app: MakeApp, clock: FixedClock
) -> None:
    app = make_app(plan_of())
    async with running(app) as pilot:
        await opened(pilot)
        await go_to(app, pilot, "gitar")
        await press(pilot, "enter", "b", "o", "enter")
        assert rows(app)[1] == "→ 11:40 Westerngitar · Bo Påhitt"
        await press(pilot, "enter")
        assert rows(app)[1] == "→ 11:40 Westerngitar · Bo Påhitt"
        assert "r says that it is back" in lines(app)[STATE]
        await press(pilot, "r", "enter")
        assert rows(app)[1] == "≈ 11:40 Westerngitar"
        assert "w says that it is" in lines(app)[STATE]


async def test_whoever_takes_what_others_need_soon_is_asked_once_more(make_app: MakeApp) -> None:
    app = make_app(plan_of(visit("sang", "12:00", "13:00", "ane", equipment=("gitar",))))
    async with running(app) as pilot:
        await opened(pilot)
        await go_to(app, pilot, "gitar")
        await press(pilot, "l", "b", "o", "enter")
        await settle(pilot)
        assert await there(app) == []
        assert "y hand it out all the same" in shown(app)


async def test_whoever_has_it_booked_now_is_offered_first(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with running(app) as pilot:
        await opened(pilot)
        await go_to(app, pilot, "gitar")
        await press(pilot, "l")
        found = [row.text.plain.strip() for row in panel(app).asking._found._rows]
        assert found[0] == "Ane Eksempel  has it booked now"
        assert found[1].startswith("Bo Påhitt")  # wants it next
        await press(pilot, "enter")  # Ane has it anyway: nothing is asked
        assert [loan.person for loan in await there(app)] == ["ane"]


async def test_whoever_has_it_booked_now_comes_first_among_those_who_are_found(
    make_app: MakeApp,
) -> None:
    now = visit("nå", "11:30", "12:30", "cai", equipment=("gitar",))
    often = [visit(f"v{n}", "15:00", "16:00", "carl", day=13 + n) for n in range(3)]
    people = (*PEOPLE, person("carl", "Carl Prøve", 55))
    app = make_app(plan_of(now, *often, people=people))
    async with running(app) as pilot:
        await opened(pilot)
        await go_to(app, pilot, "gitar")
        await press(pilot, "l", "c", "a")  # Carl, who comes more often, or Cai
        found = [row.id for row in panel(app).asking._found._rows]
        assert found == ["person:cai", "person:carl"]


async def test_letters_find_anybody_and_escape_leaves_it(make_app: MakeApp) -> None:
    app = make_app(plan_of())
    async with running(app) as pilot:
        await opened(pilot)
        await press(pilot, "l")
        await write(pilot, "pahitt")
        assert [row.id for row in panel(app).asking._found._rows] == ["person:bo"]
        await write(pilot, "xyz")
        assert "Nobody fits these letters" in shown(app)
        await press(pilot, "enter")
        assert panel(app).asking.is_asking  # nobody is given anything
        await press(pilot, "escape")
        assert not panel(app).asking.is_asking
        assert app.focused is panel(app).rows
        assert await there(app) == []
        await press(pilot, "escape")
        assert app.panel is None


async def test_what_is_set_aside_is_handed_out_only_after_asking_once_more(
    make_app: MakeApp,
) -> None:
    app = make_app(a_plan())
    async with running(app) as pilot:
        await opened(pilot)
        await go_to(app, pilot, "reim")
        await press(pilot, "l")
        await write(pilot, "ane")
        await press(pilot, "enter")
        flat = " ".join(" ".join(line.partition("│")[2] for line in lines(app)).split())
        assert (
            "! It cannot be washed, and is set aside until Thursday 14 January 2021 at 11:00"
            in flat
        )
        assert "! It is wanted for «Alene» (13:00 today), and would not be ready by then" in flat
        assert "Hand it out to Ane Eksempel all the same?" in flat
        assert "y hand it out all the same" in lines(app)[KEYS]
        await press(pilot, "enter")  # enter alone is no answer
        assert await there(app) == []
        await press(pilot, "n")
        assert await there(app) == []
        assert app.focused is panel(app).rows
        await press(pilot, "l")
        await write(pilot, "ane")
        await press(pilot, "enter", "y")
        assert [loan.person for loan in await there(app)] == ["ane"]


async def test_undo_takes_back_step_by_step_what_the_panel_wrote(make_app: MakeApp) -> None:
    app = make_app(plan_of())
    async with running(app) as pilot:
        await opened(pilot)
        await go_to(app, pilot, "gitar")
        await press(pilot, "l", "b", "o", "enter", "r", "w")
        seen = []
        for _ in range(3):
            await press(pilot, "u")
            seen.append(rows(app)[0])
        assert seen == ["To be washed, back since", "Handed out since", "Free"]
        assert "Taken back: handed out equipment" in lines(app)[STATE]
        assert await there(app) == []
        await press(pilot, "U")
        assert rows(app)[0] == "Handed out since"


async def test_a_colleagues_mistake_is_corrected_by_a_key(make_app: MakeApp) -> None:
    app = make_app(plan_of())
    async with running(app) as pilot:
        await a_colleague(app, "gitar", "bo", back=True)
        await app.renew()
        await opened(pilot)
        await go_to(app, pilot, "gitar")
        await press(pilot, "c")
        assert "«Westerngitar» is not back after all" in lines(app)[STATE]
        assert rows(app)[1] == "→ 11:40 Westerngitar · Bo Påhitt"
        await press(pilot, "c")
        assert "was not handed out after all" in lines(app)[STATE]
        assert await there(app) == []
        await press(pilot, "c")
        assert "has not been handed out lately" in lines(app)[STATE]


async def test_a_key_that_does_not_fit_says_why(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with running(app) as pilot:
        await opened(pilot)
        await go_to(app, pilot, "gitar")
        for key, why in (
            ("r", "«Westerngitar» is not handed out"),
            ("w", "«Westerngitar» is not waiting to be washed"),
            ("p", "Westerngitar is not set aside, and gets no label"),
        ):
            await press(pilot, key)
            assert why in lines(app)[STATE]
        await go_to(app, pilot, "reim")
        await press(pilot, "w")
        assert "«Gitarreim i skinn» cannot be washed; it is set aside" in lines(app)[STATE]
        await a_colleague(app, "gitar", "bo")
        await app.renew()
        await settle(pilot)
        await go_to(app, pilot, "gitar")
        await press(pilot, "l")
        assert "«Westerngitar» is handed out already" in lines(app)[STATE]


async def test_what_a_colleague_was_quicker_with_is_told_and_shown(make_app: MakeApp) -> None:
    app = make_app(plan_of())
    async with running(app) as pilot:
        app._look_around = _nothing  # type: ignore[method-assign]  # has not been told of it
        await opened(pilot)
        await go_to(app, pilot, "gitar")
        await press(pilot, "l", "a", "n", "e")
        await a_colleague(app, "gitar", "bo")
        await press(pilot, "enter")
        assert "This is handed out already" in lines(app)[STATE]
        assert rows(app)[1] == "→ 11:40 Westerngitar · Bo Påhitt"
        assert [loan.person for loan in await there(app)] == ["bo"]


async def _nothing() -> None:
    pass


async def test_a_label_is_written_to_the_working_folder_and_it_is_said_where(
    make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = make_app(a_plan(), language="nb")
    async with running(app) as pilot:
        await opened(pilot)
        await go_to(app, pilot, "reim")
        await press(pilot, "p")
        assert "1 etikett er skrevet til" in told(app)
        assert "etikett-reim.pdf" in "".join(told(app).split())
        text = PdfReader(tmp_path / "etikett-reim.pdf").pages[0].extract_text()
        assert "tors. 14. januar kl. 11:00" in text
        await press(pilot, "down")
        assert "etikett" not in told(app)
        await press(pilot, "P")
        assert "1 etikett er skrevet til" in told(app)


async def test_all_labels_go_to_one_file(
    make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = make_app(a_plan())
    async with running(app) as pilot:
        app.desk.clock.now = at("12:35")  # type: ignore[attr-defined]
        await app.renew()
        await opened(pilot)
        await press(pilot, "P")
        assert "2 labels are written to" in told(app)
        pages = PdfReader(tmp_path / "labels.pdf").pages
        text = "\n".join(page.extract_text() for page in pages)
        assert "Westerngitar" in text
        assert "Gitarreim i skinn" in text


async def test_labels_of_made_up_days_go_beside_their_database_and_with_it(
    make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = make_app(a_plan())
    app.desk.is_made_up = True
    async with running(app) as pilot:
        await opened(pilot)
        await go_to(app, pilot, "reim")
        await press(pilot, "p")
        file = app.desk.database.parent / "label-reim.pdf"
        assert f"1labeliswrittento{file},whichisgone" in "".join(told(app).split())
        assert PdfReader(file).pages
    assert not file.exists()
    assert list(tmp_path.iterdir()) == []


async def test_the_demo_is_of_made_up_days(
    demo_plan: Plan, book: RuleBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    desks: list[Desk] = []

    def run(desk: Desk, *_: object, **__: object) -> int:
        desks.append(desk)
        return 0

    monkeypatch.setattr(start, "run", run)
    assert start.open_demo(demo_plan, book, texts_in("en"), None) == 0
    (desk,) = desks
    desk.wait_until_open()
    assert desk.is_made_up
    assert desk.files == desk.database.parent
    await desk.close()


async def test_a_label_that_cannot_be_written_is_told(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/proc")  # where nobody can make a file
    app = make_app(a_plan())
    async with running(app) as pilot:
        await opened(pilot)
        await go_to(app, pilot, "reim")
        await press(pilot, "p")
        assert "The file cannot be written" in lines(app)[STATE]


async def test_masked_names_stand_nowhere_in_the_panel(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with running(app) as pilot:
        await a_colleague(app, "gitar", "cai")
        await opened(pilot)
        await press(pilot, "x")
        await settle(pilot)
        await go_to(app, pilot, "gitar")
        assert f"Handed out to {MASK}, since" in told(app)
        assert "Cai" not in shown(app).replace("│", "")
        await go_to(app, pilot, "reim")
        await press(pilot, "l")
        await write(pilot, "ane")
        assert "Ane" not in shown(app)
        assert "ane" not in shown(app)
        await press(pilot, "enter")
        assert "Ane" not in shown(app)
        assert f"Hand it out to {MASK}" in shown(app)


@pytest.mark.parametrize("name", NASTY)
async def test_names_of_any_kind_are_shown_as_text(
    make_app: MakeApp, name: str, size: tuple[int, int]
) -> None:
    plan = plan_of(people=(person("odd", name, 55),))
    plan = structs.replace(plan, equipment=(Equipment(id="ting", name=name),))
    app = make_app(plan)
    async with running(app, size) as pilot:
        await a_colleague(app, "ting", "odd")
        await opened(pilot)
        assert app._exception is None
        assert len(rows(app)) == 2
        await press(pilot, "r", "l")
        await settle(pilot)
        await press(pilot, "o", "enter")
        assert app._exception is None


async def test_a_house_without_equipment_says_so(make_app: MakeApp) -> None:
    app = make_app(structs.replace(plan_of(), equipment=()))
    async with running(app) as pilot:
        await opened(pilot)
        assert "No equipment is registered" in shown(app)
        await press(pilot, "l", "r", "w", "c", "p", "P", "enter")
        assert app._exception is None

"""People pasted from a spreadsheet: what each row becomes is shown, and written as one."""

from __future__ import annotations

from textual.events import Paste
from textual.pilot import Pilot

from glimt_rules.plan.model import Person
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.paste_panel import PastePanel
from glimt_tui.store.store import Store
from screen.people_screens import one_called
from screen.screens import PEOPLE, SMALL, lines, person, press, running, settle, shown

TABLE = (
    "Navn\tMobil\tRolle\tKohort\tHusstand\tFødt\tDiagnose\tE-post\r"
    "Dag Ny\t406 12 350\tdeltaker\tMusikkgruppa\tA\t24.12.1980\themmelig\ta@b\r"
    "Eva Ny\t406 12 351\tgjest\t\tA\t\t\t\r"
    "Bo Påhitt\t\t\t\t\t\t\t\r"
    "Feil Rad\t\tsjef\t\t\t1980\t\t\r"
)


def panel_in(app: GlimtApp) -> PastePanel:
    assert isinstance(app.panel, PastePanel)
    return app.panel


def told(app: GlimtApp) -> str:
    """All that stands in the panel, above and below what is in view."""
    return " ".join(" ".join(row.text.plain for row in panel_in(app).rows._rows).split())


async def paste(app: GlimtApp, pilot: Pilot[int], text: str) -> None:
    await press(pilot, "3", "P")
    assert app.focused is not None
    app.focused.post_message(Paste(text))
    await settle(pilot)


async def test_what_each_row_becomes_is_shown_before_anything_is_written(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await paste(small_app, pilot, TABLE)
        text = told(small_app)
        for wanted in (
            "A ✓ name Navn",
            "G × not taken in Diagnose refused: no health information, reasons or notes",
            "H · not taken in E-post",
            "2 of 4 are to be registered",
            "✓ Dag Ny 406 12 350",
            "✓ Eva Ny 406 12 351, guest",
            "= Bo Påhitt Bo Påhitt is registered – left out",
            '× Feil Rad Line 5, Rolle: "sjef" is no role; allowed are deltaker, ansatt,',
            'Line 5, Født: "1980" is no day; a day with its year is wanted',
        ):
            assert wanted in text
        assert "hemmelig" not in text
        assert small_app.view is not None
        assert len(small_app.view.people) == len(PEOPLE)


async def test_all_that_is_marked_is_registered_as_one_action(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await paste(small_app, pilot, TABLE)
        await press(pilot, "ctrl+s")
        assert "1 row has faults and is left out; ^s once more registers 2" in shown(small_app)
        assert small_app.view is not None
        assert len(small_app.view.people) == len(PEOPLE)
        await press(pilot, "ctrl+s")
        dag, eva = one_called(small_app, "Dag Ny"), one_called(small_app, "Eva Ny")
        assert (dag.phone, dag.cohort, dag.lives_in) == ("406 12 350", "musikk", eva.lives_in)
        assert len(small_app.view.people) == len(PEOPLE) + 2
        assert small_app.panel is None
        assert "2 people are registered; u takes it back" in shown(small_app)
        await press(pilot, "u")
        assert len(small_app.view.people) == len(PEOPLE)


async def test_somebody_who_is_like_another_is_taken_in_only_when_chosen(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await paste(small_app, pilot, "Navn;Mobil\nBo Påhitt;\nNy Person;\n")
        assert panel_in(small_app).rows.here == "row:2"
        await press(pilot, "space", "down", "space")
        assert "Bo Påhitt is registered – taken in" in told(small_app)
        assert "= Ny Person" in told(small_app)
        await press(pilot, "ctrl+s")
        assert small_app.view is not None
        names = [one.name for one in small_app.view.people.values()]
        assert names.count("Bo Påhitt") == 2
        assert "Ny Person" not in names


async def test_guessed_columns_are_asked_about_and_can_be_changed(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await paste(small_app, pilot, "Dag Ny\t40612350\nEva Ny\t40612351\n")
        assert "Columns, guessed: are they right?" in told(small_app)
        assert panel_in(small_app).rows.here == "col:0"
        await press(pilot, "ctrl+s")
        assert "Look whether the columns are right; ^s once more registers 2" in shown(small_app)
        await press(pilot, "down", "right")
        assert "B ✓ role 40612350" in told(small_app)
        await press(pilot, "left", "ctrl+s", "ctrl+s")
        assert one_called(small_app, "Eva Ny").phone == "40612351"


async def test_a_refused_column_cannot_be_taken_in_after_all(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await paste(small_app, pilot, "Diagnose,Navn\nx,Dag Ny\n")
        panel_in(small_app).rows.go_to("col:0")
        await press(pilot, "right")
        assert "Refused: no health information" in shown(small_app)
        assert "A × not taken in" in told(small_app)


async def test_a_row_with_faults_cannot_be_marked(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await paste(small_app, pilot, "Navn;Født\nDag Ny;i fjor\n")
        await press(pilot, "space")
        assert "Line 2 has faults; mend it in the spreadsheet" in shown(small_app)
        await press(pilot, "ctrl+s")
        assert "Nobody is marked" in shown(small_app)


async def test_nothing_that_is_no_table_is_taken_up(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await paste(small_app, pilot, " \n ")
        assert "There are no rows in it" in shown(small_app)
        await press(pilot, "ctrl+s", "space", "left", "escape")
        assert small_app.panel is None


async def test_masked_names_stay_hidden(small_app: GlimtApp) -> None:
    async with running(small_app) as pilot:
        await press(pilot, "x")
        await paste(small_app, pilot, "Navn;Mobil;Rolle\nDag Ny;40612350;Ny\nAne Eksempel;123;\n")
        text = shown(small_app)
        for hidden in ("Dag", "40612350", "Ane", "123"):
            assert hidden not in text


async def test_what_steers_a_terminal_is_a_fault_and_never_reaches_it(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await paste(small_app, pilot, "Navn\nDag \x1b[31mNy\n[bold]x[/]\n")
        assert "control character" in told(small_app)
        assert "[bold]x[/]" in told(small_app)
        await press(pilot, "ctrl+s", "ctrl+s")
        assert one_called(small_app, "[bold]x[/]").phone is None


async def test_everything_one_needs_is_seen_on_a_small_terminal(small_app: GlimtApp) -> None:
    async with running(small_app, SMALL) as pilot:
        await press(pilot, "3", "P")
        assert "paste them here" in shown(small_app)
        assert "esc close" in lines(small_app)[-1]
        assert small_app.focused is not None
        small_app.focused.post_message(Paste(TABLE))
        await settle(pilot)
        assert "^s register" in lines(small_app)[-1]


async def by_a_colleague(app: GlimtApp, *people: Person) -> None:
    """Somebody registers people from another terminal."""

    def write() -> None:
        store = Store(app.desk.session.repository, "ola", app.desk.clock)
        with store.action("person") as action:
            for value in people:
                action.put(value)

    await app.desk.ask(write)


async def test_a_row_that_was_left_out_stays_out_whoever_is_registered(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await paste(small_app, pilot, "Navn;Mobil\nDag Ny;\nEva Ny;\nFa Ny;\n")
        await press(pilot, "space", "down", "space", "space")  # Dag out; Eva out, and in again
        await by_a_colleague(small_app, person("dag", "Dag Ny", 50), person("eva", "Eva Ny", 51))
        await small_app.renew()
        text = told(small_app)
        assert "= Dag Ny Dag Ny is registered – left out" in text
        assert "= Eva Ny Eva Ny is registered – left out" in text
        assert "✓ Fa Ny" in text
        await press(pilot, "up", "space", "space", "u")
        assert small_app.view is not None
        assert "= Dag Ny" in told(small_app)


async def test_who_is_registered_in_the_last_moment_is_not_registered_twice(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await paste(small_app, pilot, "Navn;Mobil\nDag Ny;\nEva Ny;\n")
        await by_a_colleague(small_app, person("dag", "Dag Ny", 50))
        await press(pilot, "ctrl+s")
        assert "Somebody has written meanwhile; look once more" in shown(small_app)
        assert "= Dag Ny Dag Ny is registered – left out" in told(small_app)
        await press(pilot, "ctrl+s")
        assert small_app.view is not None
        names = [one.name for one in small_app.view.people.values()]
        assert (names.count("Dag Ny"), names.count("Eva Ny")) == (1, 1)


async def test_whose_household_a_cell_meets_is_told_before_it_is_saved(
    small_app: GlimtApp,
) -> None:
    async with running(small_app) as pilot:
        await paste(small_app, pilot, "Navn;Husstand\nDag Ny;Bo Påhitt\n")
        assert "! comes to live with Bo Påhitt" in told(small_app)
        await press(pilot, "ctrl+s")
        asked = "1 comes to live with somebody who is registered; ^s once more registers 1"
        assert asked in shown(small_app)
        await press(pilot, "x")
        assert "Bo Påhitt" not in shown(small_app)
        await press(pilot, "x", "space")
        assert "comes to live" not in told(small_app)
        await press(pilot, "space", "ctrl+s", "ctrl+s")
        bo, dag = one_called(small_app, "Bo Påhitt"), one_called(small_app, "Dag Ny")
        assert dag.lives_in == bo.lives_in


async def test_whether_the_first_line_is_a_heading_is_said_by_a_key(small_app: GlimtApp) -> None:
    async with running(small_app, SMALL) as pilot:
        await paste(small_app, pilot, "Deltaker;Nummer\nDag Ny;406 12 350\nEva Ny;\n")
        assert "h first line: heading" in lines(small_app)[-1]
        assert "is nobody's name" in told(small_app)
        await press(pilot, "h")
        text = told(small_app)
        assert "A ✓ name Deltaker B · not taken in Nummer 2 of 2 are to be registered" in text
        assert "h no heading line" in lines(small_app)[-1]
        assert "esc close" in lines(small_app)[-1]
        await press(pilot, "h")
        assert "Columns, guessed" in told(small_app)
        assert "3 are to be registered" in told(small_app)

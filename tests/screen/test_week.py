"""The page of the week: what it shows, where the cursor goes, and what the keys do there."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec import structs
from rich.cells import cell_len
from textual.geometry import Region

from glimt_rules.plan.model import Centre, Plan, Room
from glimt_tui.screen.app import GlimtApp
from glimt_tui.screen.grid import LOOKS, Grid, Piece, fit, wrapped
from screen.screens import (
    LARGE,
    NASTY,
    PEOPLE,
    at,
    lines,
    person,
    plan_of,
    settle,
    shown,
    visit,
)
from screen.week_screens import (
    MakeApp,
    a_colleague,
    a_plan,
    foot,
    on_visit,
    on_week,
    page,
    press,
    row,
    view,
)

# The whole week ------------------------------------------------------------------------------


async def test_the_week_shows_people_rooms_and_the_worst_verdict(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_week(app):
        assert lines(app)[1].startswith("Wk 2   Mo 11.   •Tu 12.    We 13.")
        assert row(app, "11:00")[26:36] == " 3 ■·     "  # Wednesday: kari, ane and bo
        assert row(app, "11:30").startswith("11:30•")
        assert "0 people at once, of 10 allowed  free: Fellesrommet +10, Studio …" in foot(app)


async def test_the_mark_of_today_stands_by_its_day_alone(
    make_app: MakeApp, demo_plan: Plan
) -> None:
    app = make_app(demo_plan)
    async with on_week(app) as pilot:
        assert "Mo 11.✗  •Tu 12.✗   We 13.✗" in lines(app)[1]
        await press(pilot, "n")  # beside a form there is no room for a mark
        assert lines(app)[1].startswith("Wk 2  Mo✗ Tu✗ We✗ Th✗ Fr✗ Sa  Su ")


async def test_what_is_found_is_read_in_two_lines(make_app: MakeApp, demo_plan: Plan) -> None:
    app = make_app(demo_plan, language="nb")
    async with on_visit(app, "rolig-fredag-2"):
        text = " ".join(foot(app).split())
        assert "og kommer opp i 11 kontakter i uke 2" in text


async def test_a_week_that_is_short_on_the_screen_tells_of_duty_and_visits(
    make_app: MakeApp,
) -> None:
    app = make_app(a_plan())
    async with on_week(app, LARGE):
        assert "Kari" in next(line for line in lines(app) if line.startswith("Duty"))
        assert next(line for line in lines(app) if line.startswith("Visits")).split() == [
            "Visits", "1", "4",
        ]  # fmt: skip
        assert "■ taken  □ cleaning  · free" in shown(app)


async def test_arrows_move_by_time_and_day_in_the_week(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_week(app) as pilot:
        await press(pilot, "right", "up")
        assert foot(app).startswith("We 13.1. 11:00 3 people at once, of 10 allowed")
        await press(pilot, "left", "down", "down")
        assert foot(app).startswith("Tu 12.1. 12:00")
        await press(pilot, "end")
        assert foot(app).startswith("Tu 12.1. 16:30")
        await press(pilot, "home")
        assert foot(app).startswith("Tu 12.1. 10:00")
        await press(pilot, "pagedown", "shift+right")
        assert foot(app).startswith("Th 14.1. 10:00")
        await press(pilot, "pageup", "shift+left")
        assert foot(app).startswith("Tu 12.1. 10:00")


async def test_brackets_go_to_the_week_before_and_after(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_week(app) as pilot:
        await press(pilot, "right_square_bracket")
        assert lines(app)[1].startswith("Wk 3")
        assert page(app).wanted_days() == (date(2021, 1, 18), date(2021, 1, 24))
        await press(pilot, "left_square_bracket", "left_square_bracket")
        assert lines(app)[1].startswith("Wk 1")
        assert view(app).first == date(2021, 1, 4)
        await press(pilot, "full_stop", "comma")
        assert lines(app)[1].startswith("Wk 1")


async def test_a_week_that_nobody_has_judged_yet_shows_no_verdicts(make_app: MakeApp) -> None:
    unbooked = visit("u", "11:00", "12:00", "ane", day=5, title="Uten avtale", booked_at=None)
    app = make_app(plan_of(unbooked))
    async with on_week(app) as pilot:
        page(app)._place = structs.replace(page(app)._place, day=date(2021, 1, 5))
        page(app)._look(view(app))
        assert "✗" not in shown(app)
        await press(pilot, "left_square_bracket", "right_square_bracket", "left_square_bracket")
        await press(pilot, "right_square_bracket")
        assert "✗" in shown(app)


# One day -------------------------------------------------------------------------------------


async def test_enter_opens_the_day_and_escape_the_week(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_week(app) as pilot:
        await press(pilot, "right", "up", "enter")
        assert lines(app)[2].split() == ["Fellesrommet", "Studio", "Away", "Duty"]
        assert page(app).here() == "visit:band"
        await press(pilot, "escape")
        assert page(app).here() is None
        await press(pilot, "d")
        assert page(app).here() == "visit:band"
        await press(pilot, "d")
        assert "people at once" in foot(app)


async def test_a_day_shows_visits_with_sign_title_and_time_and_where_there_is_room(
    make_app: MakeApp,
) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band"):
        day = [line for line in lines(app) if line[2:3] == ":"]
        assert "│✓Bandøving" in row(app, "11:00")
        assert "11:00–12:30" in shown(app)
        assert "+1 Musikkgruppa" in shown(app)
        assert row(app, "12:30").split()[1] == "cleaning"
        assert row(app, "10:00").split() == ["10:00", "+9", "+3", "free", "│Kari"]
        assert "│✓Tur" in row(app, "13:00")
        assert "│✓Ring" in row(app, "13:00")
        assert len(day) == 14
        assert foot(app).startswith("✓ 11:00–12:30 Fellesrommet  Bandøving")
        assert "Room for 1 more of Musikkgruppa" in foot(app)


async def test_a_free_slot_says_until_when_and_for_how_many(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await press(pilot, "right")
        assert "We 13.1. 11:00 Studio: free until 13:30; n books it" in foot(app)
        assert "Room for 3 more (3 in the room, 7 in the premises)" in foot(app)
        await press(pilot, "left", "down")
        assert "kept free to clean the room" in foot(app)


async def test_arrows_pass_over_a_visit_and_through_those_beside_each_other(
    make_app: MakeApp,
) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "ring") as pilot:
        seen = []
        for key in ("right", "left", "left", "right", "right", "down", "up", "up"):
            await pilot.press(key)
            seen.append(page(app).here())
        tur, ring = "visit:tur", "visit:ring"
        assert seen == [tur, ring, None, ring, tur, None, tur, None]
        await press(pilot, "home", "end", "down")
        assert "16:30" in foot(app)


async def test_past_the_last_lane_begins_the_next_day(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "vakt") as pilot:
        await press(pilot, "right")
        assert foot(app).startswith("Th 14.1. 10:00 Fellesrommet")
        await press(pilot, "left")
        assert page(app).here() == "visit:vakt"


async def test_the_cursor_goes_into_the_next_week_past_its_end(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await press(pilot, *["pagedown"] * 5)
        assert lines(app)[1].startswith("Wk 3")
        assert foot(app).startswith("Mo 18.1.")


async def test_a_day_longer_than_the_screen_scrolls_with_the_cursor(make_app: MakeApp) -> None:
    plan = plan_of(visit("sen", "20:00", "23:30", "ane", day=13, title="Nattevakt"))
    app = make_app(structs.replace(plan, centre=Centre()))
    async with on_visit(app, "sen") as pilot:
        assert "│✓Nattevakt" in shown(app)
        assert row(app, "23:00").strip()
        assert not any(line.startswith("08:00") for line in lines(app))
        await press(pilot, "home")
        assert row(app, "08:00").strip()
        assert "Nattevakt" not in shown(app)


async def test_enter_opens_a_visit(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    async def open_visit(_: GlimtApp, id_: str) -> None:
        opened.append(id_)

    monkeypatch.setattr(GlimtApp, "open_visit", open_visit)
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await press(pilot, "enter")
        await press(pilot, "right", "enter")
        assert opened == ["band"]
        assert "nothing stands here" in shown(app).lower()


async def test_n_books_the_free_slot_with_its_day_time_and_room(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[dict[str, object]] = []

    async def book(_: GlimtApp, **details: object) -> None:
        given.append(details)

    monkeypatch.setattr(GlimtApp, "book", book)
    app = make_app(a_plan())
    async with on_visit(app, "band") as pilot:
        await press(pilot, "n")  # something stands here: only its time
        await press(pilot, "right", "n")
        await press(pilot, "down", "down", "down", "down", "n")  # half an hour until cleaning
        await press(pilot, "escape", "n")
        assert given == [
            {"start": at("11:00", 13), "end": at("12:00", 13), "room": None},
            {"start": at("11:00", 13), "end": at("12:00", 13), "room": "studio"},
            {"start": at("13:00", 13), "end": at("13:30", 13), "room": "studio"},
            {"start": at("13:00", 13), "end": at("14:00", 13), "room": None},
        ]


async def test_a_panel_leaves_room_for_the_lanes_around_the_cursor(make_app: MakeApp) -> None:
    from glimt_tui.screen.panel import Panel

    rooms = tuple(Room(id=f"r{n}", name=f"Rom {n}") for n in range(12))
    app = make_app(a_plan(rooms=(*a_plan().rooms, *rooms)))
    async with on_visit(app, "band") as pilot:
        await app.open_panel(Panel("Panel"))
        await settle(pilot)
        heads = lines(app)[2]
        assert heads[:38].split()[:3] == ["→", "Fellesromm", "Rom"]
        assert all(cell_len(line) <= 80 for line in lines(app))
        await app.close_panel()
        await settle(pilot)
        await press(pilot, *["right"] * 9)
        assert "←→" in lines(app)[2]


# Names ---------------------------------------------------------------------------------------


async def test_no_name_breaks_the_picture(make_app: MakeApp) -> None:
    people = tuple(person(f"p{n}", name, n) for n, name in enumerate(NASTY))
    visits = [
        visit(f"v{n}", "11:00", "13:00", f"p{n}", day=13, title=name[:200])
        for n, name in enumerate(NASTY)
    ]
    shift = visit("s", "10:00", "12:00", "p4", "p5", day=13, kind="shift", room=None)
    plan = plan_of(*visits, shift, people=(*PEOPLE, *people))
    rooms = tuple(structs.replace(room, name=NASTY[n]) for n, room in enumerate(plan.rooms))
    app = make_app(structs.replace(plan, rooms=rooms))
    async with on_visit(app, "v0") as pilot:
        for width in (120, 38, 20, 7, 3, 80):
            await pilot.resize_terminal(width, 24)
            for keys in (("right", "right"), ("d",), ("d",), ("m",), ("right", "escape")):
                await pilot.press(*keys)
                drawn = app.query_one(Grid)._lines
                sizes = [sum(cell_len(piece.text) for piece in line) for line in drawn]
                assert max(sizes) <= width
                assert "\u202e" not in shown(app)


async def test_hidden_names_are_not_on_the_page(make_app: MakeApp) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "band", LARGE) as pilot:
        assert "Ane" in shown(app)
        await press(pilot, "x")
        assert "Ane" not in shown(app)
        assert "Kari" not in shown(app)
        assert "Bandøving" not in shown(app)


# Bytes ---------------------------------------------------------------------------------------


async def test_a_cursor_move_repaints_what_changes(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(a_plan())
    async with on_week(app) as pilot:
        painted: list[Region] = []
        refresh = Grid.refresh

        def counted(self: Grid, *regions: Region, **details: bool) -> Grid:
            painted.extend(regions or (self.size.region,))
            return refresh(self, *regions, **details)

        monkeypatch.setattr(Grid, "refresh", counted)
        await press(pilot, "down")
        assert 0 < sum(region.area for region in painted) <= 60
        painted.clear()
        page(app).paint()
        assert painted == []


async def test_a_colleagues_change_repaints_what_changes(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(a_plan())
    async with on_visit(app, "tur") as pilot:
        painted: list[Region] = []
        refresh = Grid.refresh

        def counted(self: Grid, *regions: Region, **details: bool) -> Grid:
            painted.extend(regions or (self.size.region,))
            return refresh(self, *regions, **details)

        monkeypatch.setattr(Grid, "refresh", counted)
        await a_colleague(app, "band", title="Annet")
        await app.renew()
        await settle(pilot)
        assert "Annet" in shown(app)
        assert 0 < sum(region.area for region in painted) <= 60


# Pieces --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "width", "most", "expected"),
    [
        ("Rolig formiddag med vafler", 9, 3, ["Rolig", "formiddag", "med"]),
        ("Bandøving", 5, 3, ["Band", "øving"]),
        ("Strikkekafé og prat", 8, 2, ["Strikke", "kafé og"]),
        ("", 5, 2, []),
        ("👩‍👩‍👧🎸 x", 3, 9, None),
        ("漢字漢字", 1, 3, None),
        ("tekst", 0, 3, []),
    ],
)
def test_a_text_is_wrapped_into_cells(
    text: str, width: int, most: int, expected: list[str] | None
) -> None:
    found = wrapped(text, width, most, indent=1)
    assert all(cell_len(line) <= max(0, width) for line in found)
    assert len(found) <= most
    assert expected is None or found == expected


def test_a_text_fits_its_cells_exactly() -> None:
    assert [fit(text, 4) for text in ("ab", "abcdef", "漢字漢")] == ["ab  ", "abcd", "漢字"]
    assert fit("x", 0) == ""
    assert Piece("x") == Piece("x")


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "ansi-dark"])
async def test_every_piece_can_be_read_in_every_theme(make_app: MakeApp, theme: str) -> None:
    app = make_app(a_plan())
    async with on_week(app) as pilot:
        app.theme = theme
        await settle(pilot)
        grid = app.query_one(Grid)
        for look in LOOKS:
            style = grid.rich_style + grid.get_component_rich_style(f"grid--{look}", partial=True)
            plain = style.color is not None and style.color.is_default
            assert plain or style.color != style.bgcolor, look

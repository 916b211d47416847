"""Lists with a cursor: what is beyond the first row can be seen, too."""

from __future__ import annotations

from rich.text import Text
from textual.app import App, ComposeResult

from glimt_tui.screen.rows import Row, Rows


class OneList(App[None]):
    """A list of eight rows under two headings, on a screen of six lines."""

    def compose(self) -> ComposeResult:
        yield Rows(id="rows")

    def on_mount(self) -> None:
        rows = [Row(Text("above all")), Row(Text("first"))]
        rows += [Row(Text(f"row {n}"), f"r:{n}") for n in range(4)]
        rows += [Row(Text("second"))]
        for n in range(4, 8):
            rows += [Row(Text(f"row {n}"), f"r:{n}"), Row(Text(f"more of {n}"), goes_on=True)]
        self.rows.show(rows)
        self.rows.focus()

    @property
    def rows(self) -> Rows:
        return self.query_one(Rows)

    def in_sight(self) -> list[str]:
        return [self.rows.render_line(y).text.strip() for y in range(self.size.height)]


async def test_home_shows_the_headings_above_the_first_row_though_the_cursor_is_there() -> None:
    app = OneList()
    async with app.run_test(size=(20, 6)) as pilot:
        app.rows.scroll_to(y=4, animate=False, immediate=True)
        await pilot.press("home")
        assert app.in_sight()[:3] == ["above all", "first", "row 0"]
        await pilot.press("end")
        assert app.in_sight()[-2:] == ["row 7", "more of 7"]


async def test_going_up_shows_the_heading_of_the_section_that_one_comes_to() -> None:
    app = OneList()
    async with app.run_test(size=(20, 6)) as pilot:
        await pilot.press("end", "up", "up", "up")
        assert app.rows.here == "r:4"
        assert app.in_sight()[0] == "second"
        await pilot.press("up", "up", "up", "up")
        assert app.in_sight()[0] == "above all"


async def test_what_goes_on_with_a_row_is_passed_over_and_shown_with_it() -> None:
    app = OneList()
    async with app.run_test(size=(20, 6)) as pilot:
        await pilot.press("down", "down", "down", "down")
        assert app.rows.here == "r:4"
        assert app.in_sight()[-1] == "more of 4"
        await pilot.press("down")
        assert app.rows.here == "r:5"

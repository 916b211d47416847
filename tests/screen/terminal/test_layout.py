"""Everything that becomes smaller is told so, whoever asks for its place before."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.widgets import Static

from glimt_tui.screen.terminal.app import LeanApp


class Told(Static):
    """Notes how wide it was told to be."""

    DEFAULT_CSS = "Told { width: 1fr; }"

    def __init__(self) -> None:
        super().__init__("page")
        self.widths: list[int] = []

    def on_resize(self, event: Resize) -> None:
        self.widths.append(event.size.width)


class App(LeanApp[None]):
    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Told()


async def test_a_page_that_becomes_smaller_hears_of_it_even_if_somebody_asked_where_it_is() -> None:
    app = App()
    async with app.run_test(size=(80, 24)) as pilot:
        page = app.query_one(Told)
        page.styles.width = 50
        page.parent._clear_arrangement_cache()  # type: ignore[union-attr]
        app.screen._compositor._full_map_invalidated = True  # as after something was scrolled
        assert app.screen._compositor.full_map[page].region.width == 50
        await pilot.pause()
        assert page.widths == [80, 50]

"""A screen on which everything that is laid out in another size is told so."""

from __future__ import annotations

from typing import Any

from textual._compositor import CompositorMap
from textual.geometry import Size
from textual.screen import Screen


class ToldScreen(Screen[Any]):
    """Textual's screen; nobody's change of size is passed over in silence.

    After something was scrolled, Textual 8 makes its map of all widgets anew as soon as somebody
    asks where one of them is. Where that happens between the opening of a panel and the next
    layout, the layout finds everything as the map says already, and tells nobody that it has
    become smaller. So each layout is held against the one before, and not against that map.
    """

    _laid_out: CompositorMap | None = None

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        if self._laid_out is not None:
            self._compositor._full_map = self._laid_out
        super()._refresh_layout(size, scroll)
        self._laid_out = self._compositor._full_map

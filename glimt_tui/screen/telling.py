"""What the state line tells for a few seconds: of one's own work first, then of what others did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from rich.cells import cell_len

if TYPE_CHECKING:
    from glimt_tui.screen.shell import Shell

#: How long something stands there.
TOLD_FOR = timedelta(seconds=8)
#: What stands between one's own work and the news.
BETWEEN = "  ·  "


class Telling:
    """The newest of each; news wait where there is no room for them beside one's own work."""

    def __init__(self, app: Shell, changed: Callable[[], None]) -> None:
        """``changed`` is called whenever something else is to be told."""
        self._app = app
        self._changed = changed
        self._own: str | None = None
        self._news: str | None = None

    @property
    def text(self) -> str | None:
        """What is told now; None where there is nothing."""
        if self._own is None or self._news is None:
            return self._own or self._news
        both = f"{self._own}{BETWEEN}{self._news}"
        return both if cell_len(both) <= self._app.size.width else self._own

    def say(self, own: str) -> None:
        """Tell what came of one's own work."""
        self._own = own
        self._changed()
        self._app.set_timer(TOLD_FOR.total_seconds(), lambda: self._own_is_over(own))

    def say_news(self, news: str) -> None:
        """Tell what somebody else did."""
        self._news = news
        self._changed()
        self._app.set_timer(TOLD_FOR.total_seconds(), lambda: self._news_are_over(news))

    def clear(self) -> None:
        """Tell nothing any more."""
        self._own = self._news = None
        self._changed()

    def _own_is_over(self, own: str) -> None:
        if own != self._own:
            return
        waiting = self._news if self.text == own else None
        self._own = None
        self._changed()
        if waiting is not None:
            self.say_news(waiting)

    def _news_are_over(self, news: str) -> None:
        if news == self._news and self.text != self._own:  # else nobody has seen them yet
            self._news = None
            self._changed()

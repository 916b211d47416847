"""What every part of the screen needs of the app that it is in: the app with its own type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from textual.app import App

    from glimt_tui.screen.app import GlimtApp


class _InApp(Protocol):
    """A widget, as far as this goes."""

    @property
    def app(self) -> App[Any]: ...


class InGlimt:
    """Beside a widget's class: ``glimt`` is the app that the widget is in."""

    @property
    def glimt(self: _InApp) -> GlimtApp:
        """The app that this is in."""
        from glimt_tui.screen.app import GlimtApp

        app = self.app
        assert isinstance(app, GlimtApp)
        return app

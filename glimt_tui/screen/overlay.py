"""Panels that come in front of what is open beside the page, which comes back afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

from glimt_tui.screen.panel import Panel

if TYPE_CHECKING:
    from glimt_tui.screen.app import GlimtApp


class Overlay(Panel):
    """Help or the palette: whatever was open beside the page waits behind it, unchanged."""

    def __init__(self, title: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(title, id=id)
        #: what waits behind, and what had the focus
        self.covered: Panel | None = None
        self.focused: Widget | None = None

    async def action_close(self) -> None:
        """Close it, and bring back what was there before."""
        app, covered, focused = self.glimt, self.covered, self.focused
        self.covered = None
        await app.close_panel()
        if covered is not None:
            app.bring_back(covered)
        if focused is not None and focused.is_attached:
            focused.focus()

    async def on_unmount(self) -> None:
        """Where something else was opened instead, what waits behind is closed, too."""
        if self.covered is not None and self.covered.is_attached:
            await self.covered.remove()


async def open_over(app: GlimtApp, overlay: Overlay) -> None:
    """Open an overlay; one that is open already gives way to it."""
    if isinstance(app.panel, Overlay):
        await app.panel.action_close()
    overlay.focused = app.focused
    overlay.covered = app.put_aside()
    await app.open_panel(overlay)

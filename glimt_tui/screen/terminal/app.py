"""A Textual application that writes little, shows nothing that steers, and leaves cleanly."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from rich.color import ColorSystem
from rich.console import RenderableType
from textual import constants, events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import ReturnType
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widget import Widget

from glimt_rules.documents.faults import harmless
from glimt_tui.exits import Exit
from glimt_tui.screen.terminal.abilities import terminal_abilities
from glimt_tui.screen.terminal.cells import cells_of
from glimt_tui.screen.terminal.changed_cells import Patch, Picture
from glimt_tui.screen.terminal.driver import LeanDriver
from glimt_tui.screen.terminal.layout import ToldScreen
from glimt_tui.screen.terminal.leaving import (
    TIME_TO_KEEP,
    Deadline,
    Signals,
    code_for,
    told,
    write_line,
)
from glimt_tui.screen.terminal.safety import Harmless, for_clipboard
from glimt_tui.screen.terminal.typing_ahead import TypingAhead

#: How cursors look where there are no colours.
WITHOUT_COLOUR = {
    "input-cursor-text-style": "reverse",
    "block-cursor-text-style": "reverse",
    "block-cursor-blurred-text-style": "underline",
    "button-focus-text-style": "reverse",
}


class LeanApp(TypingAhead[ReturnType]):
    """The base of an application for slow lines and for days that end badly.

    ``lean`` chooses between writing changed cells only and Textual's own renderer; so does
    ``GLIMT_RENDERER=stock``. Everything else is the same in both: the filter that makes texts
    harmless, and how the program is left.
    """

    def __init__(
        self,
        *,
        lean: bool | None = None,
        mouse: bool | None = None,
        driver_class: type[Driver] | None = None,
        ansi_color: bool | None = None,
    ) -> None:
        """The mouse is off over SSH unless it is asked for, and so is all that it costs."""
        self.lean = os.environ.get("GLIMT_RENDERER") != "stock" if lean is None else lean
        self.has_mouse = "SSH_CONNECTION" not in os.environ if mouse is None else mouse
        if "NO_COLOR" in os.environ and ansi_color is None:
            ansi_color = True  # else Textual writes greys, as long as any colour
        self.signals = Signals(self.leave_soon)
        self.deadline = Deadline(self._restore)
        self._leaving: int | None = None
        self._crash: BaseException | None = None
        self._kept = self._is_told = False
        self._picture = Picture(terminal_abilities())
        self._harmless = Harmless()
        super().__init__(driver_class=driver_class, ansi_color=ansi_color)
        self.animation_level = "none"  # every step of an animation is written

    # Hooks for the application ---------------------------------------------------------------

    async def before_leaving(self) -> None:
        """Keep what must not be lost; called once when a signal, a lost line or an error ends us.

        The widgets are still there, the terminal may not be.
        """

    def tell_crash(self, error: BaseException) -> str:
        """The line that is printed after an error in the program."""
        return f"glimt: {told(error)}"

    def repaint(self) -> None:
        """Paint everything anew, whatever the terminal shows now."""
        self._picture.forget()
        if self._running and self._screen_stack:
            self.screen.refresh()

    def action_repaint(self) -> None:
        """Paint everything anew: for a key."""
        self.repaint()

    # Showing ---------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[Any]:
        """The screen that everything stands on."""
        return ToldScreen(id="_default")

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The filters of Textual, and the one that makes lines harmless."""
        return [*super().get_line_filters(), self._harmless]

    def get_driver_class(self) -> type[Driver]:
        """Our driver, unless the environment names one."""
        return super().get_driver_class() if constants.DRIVER else LeanDriver

    def _build_driver(
        self, headless: bool, inline: bool, mouse: bool, size: tuple[int, int] | None
    ) -> Driver:
        return super()._build_driver(headless, inline, mouse and self.has_mouse, size)

    def get_css_variables(self) -> dict[str, str]:
        """Textual's variables; without colours, a cursor that only has a colour is reversed."""
        variables = super().get_css_variables()
        return {**variables, **WITHOUT_COLOUR} if self.no_color else variables

    def refresh_css(self, animate: bool = True) -> None:
        """Take on other colours everywhere.

        Textual leaves some of a focused input as it was, until its cursor blinks.
        """
        super().refresh_css(animate)
        if self._screen_stack:
            for widget in self.screen.walk_children(Widget):
                widget.refresh()

    def _set_pointer_shape(self, shape: str) -> None:
        if self.has_mouse:
            super()._set_pointer_shape(shape)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text; what would steer whatever it is pasted into is left out."""
        super().copy_to_clipboard(for_clipboard(text))

    async def _on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if self.lean and getattr(event.widget, "cursor_blink", False):
            event.widget.cursor_blink = False  # type: ignore[attr-defined]

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if not self.lean or self.is_inline or self.is_web:
            super()._display(screen, renderable)
            return
        try:
            if isinstance(renderable, LayoutUpdate | ChopsUpdate) and self._is_shown():
                self._show(screen, renderable)
        except Exception as error:
            self._handle_exception(error)
        finally:
            self.post_display_hook()

    def _is_shown(self) -> bool:
        return not (
            self._batch_count
            or not self._running
            or self._closed
            or self.is_headless
            or self._driver is None
        )

    def _show(self, screen: Screen[Any], update: LayoutUpdate | ChopsUpdate) -> None:
        assert self._driver is not None
        compositor = screen._compositor
        if self._resize_event is not None and compositor.size != self._size:
            return  # the layout for the new size follows, and with it everything
        self._picture.resize(*compositor.size)
        if not self._picture.is_known and isinstance(update, ChopsUpdate):
            update = compositor.render_full_update()
        colours = self.console._color_system or ColorSystem.TRUECOLOR
        cursor = self.screen.outer_size.clamp_offset(self.cursor_position)
        if isinstance(update, LayoutUpdate):
            text = self._picture.draw(_of_layout(update, colours), cursor)
        else:
            text = self._picture.draw(_of_chops(update, colours), cursor)
        self._previous_cursor_position = cursor
        if text:
            self._driver.write(text)
            self._driver.flush()

    # Leaving ---------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The terminal is about to be taken over."""
        self.signals.take()
        if self._leaving is not None:  # a signal came before there was anything to leave
            self._begin_to_leave()

    def leave_soon(self, signal_number: int | None) -> None:
        """Leave because of a signal, or of a lost line; from a handler or any thread."""
        if self._leaving is not None:
            return
        self._leaving = code_for(signal_number)
        self.deadline.start(self._leaving)
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended already
                self._loop.call_soon_threadsafe(self._begin_to_leave)

    def _begin_to_leave(self) -> None:
        self._leaving_task = asyncio.create_task(self._leave())

    async def _leave(self) -> None:
        await self._keep()
        self.exit(return_code=self._leaving or 0)

    async def _keep(self) -> None:
        """Let the application keep its drafts, once and in good time."""
        if self._kept:
            return
        self._kept = True
        try:
            with self._context():
                await asyncio.wait_for(self.before_leaving(), TIME_TO_KEEP)
        except Exception as error:
            self._crash = self._crash or error

    async def _shutdown(self) -> None:
        if self._crash is not None:
            await self._keep()
        await super()._shutdown()

    def _restore(self) -> None:
        if isinstance(self._driver, LeanDriver):
            self._driver.restore_at_once()

    # Errors ----------------------------------------------------------------------------------

    def crashed(self, error: BaseException) -> None:
        """Remember an error that ends the program."""
        self._crash = self._crash or error
        self._return_code = Exit.INCOMPLETE

    def _handle_exception(self, error: Exception) -> None:
        self.crashed(error)
        if self.debug:  # whoever asks for it (TEXTUAL=debug) sees the local variables, too
            super()._handle_exception(error)
            self._return_code = Exit.INCOMPLETE
            return
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        if self.debug:
            super()._print_error_renderables()
        else:
            self.tell_end()

    def tell_end(self) -> None:
        """Print what is to be read after the screen: the message given to ``exit``, an error."""
        for message in self._exit_renderables:
            if isinstance(message, str):
                for line in message.splitlines():
                    write_line(harmless(line))
        self._exit_renderables.clear()
        if self._crash is not None and not self._is_told:
            self._is_told = True
            write_line(harmless(self.tell_crash(self._crash)))


def _of_layout(update: LayoutUpdate, colours: ColorSystem) -> Iterable[Patch]:
    for row, strips in enumerate(update.strips, update.region.y):
        column = update.region.x
        for strip in strips:
            cells = cells_of(strip, colours)
            yield Patch(row, column, cells)
            column += len(cells)


def _of_chops(update: ChopsUpdate, colours: ColorSystem) -> Iterable[Patch]:
    """Whole pieces, as far as they touch what has changed: comparing them costs no bytes."""
    for row, first, end in update.spans:
        for piece_end, (column, strip) in zip(
            update.chop_ends[row], update.chops[row].items(), strict=False
        ):
            if strip is not None and column < end and piece_end > first:
                yield Patch(row, column, cells_of(strip.crop(0, piece_end - column), colours))

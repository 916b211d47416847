"""Keys in the order in which they were typed, each when the one before has done its work.

On a slow line, several keys come at once. Textual hands them all to whatever has the focus then,
before the first has done anything: of ``/gi``, the letters would not stand in the field that ``/``
opens, but do what they mean on the page. Here a key waits until the one before has gone through
every widget that might want it, and until what that opened has the focus.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from contextlib import suppress

from textual import events
from textual.app import App, ReturnType
from textual.message_pump import MessagePump

#: A widget that is gone does not answer; nothing else takes so long, in seconds.
_PATIENCE = 1.0


class TypingAhead(App[ReturnType]):
    """An application that takes one key after the other."""

    _typed: deque[events.Key | events.Paste]
    _typing: asyncio.Task[None] | None = None

    async def on_event(self, event: events.Event) -> None:
        """Put keys, and what is pasted, in a line; everything else is done at once."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        if self._typing is None:
            self._typed = deque()
        self._typed.append(event)
        if self._typing is None or self._typing.done():
            self._typing = asyncio.create_task(self._take_keys())

    async def _take_keys(self) -> None:
        while self._typed:
            event = self._typed.popleft()
            focused = self.focused or self.screen
            try:
                await super().on_event(event)
            except Exception as error:  # as in the loop that this is no part of
                self._handle_exception(error)
                return
            # twice: whoever takes the focus asks for it in the application's own queue
            await _passed([*focused.ancestors_with_self, self])


async def _passed(line: Iterable[MessagePump]) -> None:
    """Wait until each one after the other has done all that it was sent before."""
    for each in line:
        is_done = asyncio.Event()
        if each.call_later(is_done.set):
            with suppress(TimeoutError):
                await asyncio.wait_for(is_done.wait(), _PATIENCE)

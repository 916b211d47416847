"""Waiting until an app has done what it was told, for no longer than that takes.

The toolkit's own pilot waits at least 40 ms after each key, and sees by the processor's time
only whether anything is still going on: on a busy machine too early, and mostly too late.
"""

from __future__ import annotations

import asyncio
from time import monotonic, process_time

from textual._context import active_app
from textual.app import App

#: How long nothing may happen before the app counts as idle, in seconds; for threads, which
#: are seen only by what they take of the processor's time.
STILL = 0.002


async def until_idle(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Wait until the app has nothing to do, no longer than ``max_sleep`` seconds.

    Takes the place of ``textual._wait.wait_for_idle``. What is to be laid out and painted is,
    as soon as nothing else is to be done; who waits for a timer or a worker goes on waiting.
    """
    app = active_app.get()
    loop = asyncio.get_running_loop()
    start = monotonic()
    while monotonic() - start < max_sleep:
        if loop._ready:  # type: ignore[attr-defined]
            await asyncio.sleep(0)
            continue
        if is_unpainted(app) and not has_messages(app):
            app.screen._on_timer_update()
            await asyncio.sleep(0)
            continue
        worked = process_time()
        await asyncio.sleep(STILL)
        is_still = process_time() - worked < STILL / 2 and monotonic() - start >= min_sleep
        if is_still and not is_unpainted(app) and not has_messages(app):
            return


def is_unpainted(app: App[int]) -> bool:
    """Whether something is still to be laid out, painted or called after that."""
    screen = app.screen
    return screen.is_current and bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )


def has_messages(app: App[int]) -> bool:
    """Whether the loop, or any widget, has something to do that it was told."""
    if asyncio.get_running_loop()._ready:  # type: ignore[attr-defined]
        return True
    pumps = (app, *app.screen.walk_children(with_self=True))
    return any(not pump._message_queue.empty() for pump in pumps)

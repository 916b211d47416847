"""Asking: one thread answers one question after the other, and only the newest of a kind.

Whoever asks gets a future's value; a question that has been overtaken by a newer one of the same
kind is not answered at all (``Overtaken``). What needs no database is worked out beside that
thread, and ends early once nobody wants it any more (``go_on``).
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TypeVar

T = TypeVar("T")
#: In a thread that works beside the desk: what raises once nobody wants the answer.
_working = threading.local()


def go_on() -> None:
    """Raise Overtaken where what is worked out beside the desk is not wanted any more."""
    check = getattr(_working, "check", None)
    if check is not None:
        check()


class Overtaken(Exception):  # noqa: N818 no error: a newer question of the same kind was asked
    """The answer is not wanted any more."""


class Asking:
    """Somebody who can be asked."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self._newest: dict[str, int] = {}
        self._numbers = count(1)

    async def ask(self, call: Callable[[], T], *, kind: str | None = None) -> T:
        """Have something done in the desk's thread.

        Of the questions of one ``kind``, only the newest is answered; raises Overtaken for the
        others. Raises whatever the call raises.
        """
        number = next(self._numbers)
        if kind is not None:
            self._newest[kind] = number

        def run() -> T:
            if kind is not None and self._newest[kind] != number:
                raise Overtaken
            return call()

        answer = await asyncio.get_running_loop().run_in_executor(self._thread, run)
        if kind is not None and self._newest[kind] != number:
            raise Overtaken
        return answer

    async def beside(self, call: Callable[[], T], *, kind: str) -> T:
        """Have something worked out that needs no database, while the desk does other things.

        Raises Overtaken where something of the same kind was asked for meanwhile; what takes long
        calls ``go_on`` now and then, so that it ends then.
        """
        number = self.overtake(kind)

        def check() -> None:
            if self._newest[kind] != number:
                raise Overtaken

        def run() -> T:
            _working.check = check
            return call()

        answer = await asyncio.get_running_loop().run_in_executor(None, run)
        check()
        return answer

    def overtake(self, kind: str) -> int:
        """Say that no answer to a question of a kind is wanted any more; a number for the next."""
        self._newest[kind] = number = next(self._numbers)
        return number

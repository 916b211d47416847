"""Work that begins when it is waited for; given up before that, it leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator
from typing import Any


class Later:
    """A call of a coroutine function, for a worker that may be cancelled before it starts."""

    def __init__(self, call: Callable[..., Coroutine[Any, Any, None]], *given: Any) -> None:
        self._call = call
        self._given = given

    def __await__(self) -> Generator[Any, Any, None]:
        """Call it now."""
        return self._call(*self._given).__await__()

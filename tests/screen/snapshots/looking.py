"""Looking at a scene: held against its file look by look, or written into the file anew."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from screen.snapshots.picture import Picture, picture_of, still
from screen.snapshots.sheet import differences, other_text, read, written
from screen.snapshots.themes import put_on

#: For how many seconds it must stay as it is: where a file says how it is to be, and else.
_KNOWN, _UNKNOWN = 0.01, 0.3
#: How often a busy machine is looked at again, and after how many seconds, until it has painted.
_TIMES, _PAUSE = 300, 0.01


class Looking:
    """One scene and its file."""

    def __init__(self, path: Path, *, is_written_anew: bool) -> None:
        self.path = path
        self._is_written_anew = is_written_anew
        self._there = None
        if path.exists() and not is_written_anew:
            self._there = read(path.read_text("utf-8"))
        self.pictures: dict[str, Picture] = {}
        self.told: list[str] = []

    async def look(self, pilot: Pilot[int], look: str) -> Picture:
        """Take a picture of what is shown, in a look that has been put on, and hold it up."""
        app = pilot.app
        if self._there is None or not self.pictures:
            await still(pilot, _UNKNOWN if self._there is None else _KNOWN)
        picture = picture_of(app)  # type: ignore[arg-type]
        if self._there is not None:
            told = differences(self._there, look, picture)
            for _ in range(0 if self.told else _TIMES):  # one theme late, all late
                if not told:
                    break
                await pilot.pause(_PAUSE)
                picture = picture_of(app)  # type: ignore[arg-type]
                told = differences(self._there, look, picture)
            self.told += [f"{self.path.parent.name}/{self.path.name}, {look}:", *told] * bool(told)
        self.pictures[look] = picture
        return picture

    async def look_in_all(self, pilot: Pilot[int], looks: tuple[str, ...]) -> None:
        """Take the pictures of one scene in one look after the other."""
        for look in looks:
            put_on(pilot.app, look)  # type: ignore[arg-type]
            await self.look(pilot, look)

    def differs(self) -> list[str]:
        """What is other than it was, in lines to be read; nothing, once it has been written."""
        told = [*self.told, *other_text(self.pictures)]
        if self._is_written_anew and not told:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(written(self.pictures), "utf-8")
        elif self._there is None and not told:
            told = [f"{self.path.parent.name}/{self.path.name}: there is no such picture yet"]
        return told

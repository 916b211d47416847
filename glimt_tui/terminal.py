"""Writing to the terminal: colours where they are wanted, and nothing that disturbs it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import TextIO

from glimt_tui.exits import Exit

RED, YELLOW, CYAN, GREEN, BOLD, FAINT = "31", "33", "36", "32", "1", "2"


#: Puts a text in a colour, or leaves it as it is: ``paint(text, *codes)``.
Paint = Callable[..., str]


def paint_for(stream: TextIO) -> Paint:
    """Colours on a terminal, unless NO_COLOR or a dumb terminal says otherwise."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return plain
    return _coloured


def plain(text: str, *codes: str) -> str:
    """A text as it is: for files, and for who wants no colours."""
    return text


def _coloured(text: str, *codes: str) -> str:
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if codes else text


def width_of(stream: TextIO) -> int | None:
    """The width to break lines at; None where nobody looks at a terminal."""
    if not stream.isatty():
        return None
    try:
        return max(40, os.get_terminal_size(stream.fileno()).columns)
    except (OSError, ValueError):
        return 80


def write(text: str, stream: TextIO | None = None) -> None:
    """Write to standard output, or to another stream; where nobody reads on, in silence.

    Whoever closes the pipe has seen enough, but the exit code still tells the truth. So it
    does where standard error cannot be written; a report that cannot raises OSError.
    """
    stream = stream or sys.stdout
    try:
        stream.write(text)
    except OSError as error:
        _silence(stream)
        if stream is sys.stdout and not isinstance(error, BrokenPipeError):
            raise


def flush(code: int) -> int:
    """Write what is still held back; returns the exit code, 3 where a report was lost."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
    except OSError as error:  # a full disk: what was asked for did not arrive
        _silence(sys.stdout)
        write(f"glimt: {error}\n", sys.stderr)
        code = Exit.INCOMPLETE
    try:
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)
    return code


def _silence(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write_for_programs(text: str) -> None:
    """Write to standard output in UTF-8, whatever the terminal's own encoding is."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    write(text)


def set_up_streams() -> None:
    """Write UTF-8 as far as the terminal can; never fail on a letter that it cannot show.

    A stream that was closed before the program began is one that nobody reads.
    """
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")

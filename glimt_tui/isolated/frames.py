"""How the two processes speak: one pickled value after the other, each with its length before it.

Both ends are the same program by the same user: what is read here was written by ourselves, or
by the plugin's code, which the user has chosen to run.
"""

from __future__ import annotations

import pickle
import struct
from typing import IO, Any

#: The length that stands before each value.
LENGTH = struct.Struct(">Q")
#: No answer is longer than this (bytes).
LONGEST = 256 << 20


def packed(value: object) -> bytes:
    """A value as it is sent. Raises what pickle does where it cannot be."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(data)) + data


def write_frame(stream: IO[bytes], data: bytes) -> None:
    """Write what ``packed`` made."""
    stream.write(data)
    stream.flush()


def read_frame(stream: IO[bytes]) -> Any:
    """Read a value; raises EOFError where the other end is gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    (length,) = LENGTH.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return pickle.loads(data)

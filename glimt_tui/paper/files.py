"""Writing a sheet to a file: whole or not at all, and nobody else's to read where it has names."""

from __future__ import annotations

import os
import stat

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import say


def write_file(path: str, data: bytes, *, private: bool) -> None:
    """Write a file; one that is there is replaced only when the new one is complete.

    Raises InputError where that cannot be.
    """
    try:
        if os.path.exists(path) and not stat.S_ISREG(os.stat(path).st_mode):
            with open(path, "wb") as stream:  # a printer, or a pipe to one
                stream.write(data)
            return
        _replace(os.path.realpath(path), data, 0o600 if private else 0o666)
    except OSError as error:
        reason = quoted(error.strerror or str(error))
        message = say("the file cannot be written: {reason}", reason=reason)
        raise InputError(Problem(message=message, where="--output", file=path)) from None


def _replace(path: str, data: bytes, mode: int) -> None:
    beside = os.path.join(os.path.dirname(path), f".glimt-{os.urandom(6).hex()}.tmp")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with open(handle, "wb") as file:
            file.write(data)
        os.replace(beside, path)
    except BaseException:
        if os.path.exists(beside):
            os.unlink(beside)
        raise

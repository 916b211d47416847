"""A process that has imported what commands need, and forks one for each that is asked for.

Of what a short command takes, nine tenths are the interpreter's start and imports: the same
each time. A fork of a process that has done these, and nothing else, goes on as a process
does that was just started: with its own arguments, folder, environment and streams, the
entry point of the installed command and, nearly, the interpreter's own end.

Not a module of tests: ``python server.py FD SCRIPT`` listens on the socket FD.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import sys
import threading
import time
from pathlib import Path

from glimt_tui import start

#: What is imported beforehand, with all its modules. No screen: that is for few commands.
PACKAGES = ("glimt_rules", "glimt_tui.cli", "glimt_tui.options", "glimt_tui.reports")
#: What is imported beforehand, by itself.
MODULES = ("glimt_tui.main", "phonenumbers")


def main() -> None:
    """Serve until nobody can ask any more; a forked command comes out of here, and runs."""
    asking = socket.socket(fileno=int(sys.argv[1]))
    sys.path[0] = str(Path(sys.argv[2]).parent)
    import_beforehand()
    gc.collect()
    gc.freeze()  # nobody need look through these again, nor copy them for that
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who wait
    while (request := received(asking)) is not None:
        wanted, streams = request
        if os.fork():
            for descriptor in streams:
                os.close(descriptor)
            continue
        asking.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        *standard, telling = streams
        if child := os.fork():
            os.write(telling, f"{child}\n".encode())
            for descriptor in standard:
                os.close(descriptor)
            _, status = os.waitpid(child, 0)
            os.write(telling, f"{os.waitstatus_to_exitcode(status)}\n".encode())
            os._exit(0)
        os.close(telling)
        become(wanted, standard)
        os._exit(code_of_run())


def code_of_run() -> int:
    """Run the command's entry point; the exit code that the interpreter would leave with.

    What the interpreter does as it ends is done, except for taking all modules apart, which
    would take as long as most commands.
    """
    code: object = 0
    try:
        start.run()
    except SystemExit as leaving:
        code = leaving.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    if code is not None and not isinstance(code, int):
        sys.stderr.write(f"{code}\n")
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code or 0


def import_beforehand() -> None:
    """Import the modules of ``PACKAGES``, ``MODULES`` and the families that come with Glimt."""
    for name in PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            importlib.import_module(module.name)
    from glimt_tui.plugins import BUILT_IN

    for name in (*MODULES, *BUILT_IN.values()):
        importlib.import_module(name)


def received(asking: socket.socket) -> tuple[dict[str, object], list[int]] | None:
    """The next command that is asked for, with its streams and the pipe for its exit code."""
    message, streams, _, _ = socket.recv_fds(asking, 1 << 20, 4)
    return (json.loads(message), streams) if message else None


def become(wanted: dict[str, object], streams: list[int]) -> None:
    """Take on the arguments, the folder, the environment and the streams that are asked for."""
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.argv = wanted["argv"]  # type: ignore[assignment]
    os.chdir(wanted["cwd"])  # type: ignore[arg-type]
    os.environ.clear()
    os.environ.update(wanted["env"])  # type: ignore[call-overload]
    time.tzset()


if __name__ == "__main__":
    main()

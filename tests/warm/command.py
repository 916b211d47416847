"""Runs the installed command as ``subprocess.run`` does, by the server beside this module."""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

SERVER = Path(__file__).with_name("server.py")


class Warm:
    """One server for the tests of one process, started when it is first needed.

    Its own streams are pipes, as those of the commands are: Python's buffers are made for them.
    What Python itself reads as it starts must be the same for the server as for the command:
    with other variables that begin with PYTHON, the command is started anew (see ``suits``).
    """

    def __init__(self, script: Path, env: Mapping[str, str]) -> None:
        self._script, self._env = script, dict(env)
        self._asking: socket.socket | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()  # tests may run commands from several threads

    def suits(self, env: Mapping[str, str]) -> bool:
        """Whether Python would start in that environment as the server has started.

        Elsewhere than on Linux every command is started anew: forks and sockets differ.
        """
        return sys.platform == "linux" and _for_python(env) == _for_python(self._env)

    def run(
        self,
        args: Sequence[str],
        cwd: Path,
        env: Mapping[str, str],
        stdin: str | None,
        limit: float,
    ) -> subprocess.CompletedProcess[str]:
        """Run the command to its end; raises TimeoutExpired after so many seconds."""
        argv = [str(self._script), *args]
        running = _Running(argv, stdin)
        try:
            wanted = {"argv": argv, "cwd": str(cwd), "env": dict(env)}
            with self._lock:
                socket.send_fds(self._socket(), [json.dumps(wanted).encode()], running.theirs)
        finally:
            running.hand_over()
        out, err, code = running.finish(limit)
        return subprocess.CompletedProcess(argv, code, out, err)

    def stop(self) -> None:
        """Let the server end."""
        if self._asking is not None and self._server is not None:
            self._asking.close()
            self._server.wait(timeout=10)

    def _socket(self) -> socket.socket:
        if self._asking is None:
            self._asking, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._server = subprocess.Popen(
                    [sys.executable, str(SERVER), str(theirs.fileno()), str(self._script)],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                    pass_fds=[theirs.fileno()], env=self._env,
                )  # fmt: skip
        return self._asking


class _Running:
    """The pipes of one command: what it reads, writes, and the code that it leaves with."""

    def __init__(self, argv: Sequence[str], stdin: str | None) -> None:
        self._argv = argv
        self._given = b"" if stdin is None else stdin.encode("utf-8")
        self._read: dict[int, bytearray] = {}
        self._writing: int | None = None
        if stdin is None:
            reading = os.dup(0)
        else:
            reading, self._writing = os.pipe()
        ends = [os.pipe() for _ in range(3)]
        self._out, self._err, self._told = (ours for ours, _ in ends)
        self.theirs = [reading, *(theirs for _, theirs in ends)]

    def hand_over(self) -> None:
        """Close the ends that are the command's own."""
        for descriptor in self.theirs:
            os.close(descriptor)

    def finish(self, limit: float) -> tuple[str, str, int]:
        """Write and read until all that it was given is closed."""
        end = time.monotonic() + limit
        self._read = {one: bytearray() for one in (self._out, self._err, self._told)}
        with selectors.DefaultSelector() as waiting:
            for descriptor in self._read:
                waiting.register(descriptor, selectors.EVENT_READ)
            if self._writing is not None:
                waiting.register(self._writing, selectors.EVENT_WRITE)
            while waiting.get_map():
                for key, _ in waiting.select(max(0.0, end - time.monotonic())):
                    if not self._go_on(key.fd):
                        waiting.unregister(key.fd)
                        os.close(key.fd)
                if time.monotonic() > end:
                    self._give_up(waiting)
                    raise subprocess.TimeoutExpired(list(self._argv), limit)
        out, err, told = (
            bytes(self._read[one]).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
            for one in (self._out, self._err, self._told)
        )
        return out, err, int(told.split()[1])

    def _go_on(self, descriptor: int) -> bool:
        """Read or write some more; False where there is no more."""
        if descriptor == self._writing:
            try:
                self._given = self._given[os.write(descriptor, self._given[:4096]) :]
            except BrokenPipeError:
                return False
            return bool(self._given)
        more = os.read(descriptor, 1 << 16)
        self._read[descriptor] += more
        return bool(more)

    def _give_up(self, waiting: selectors.BaseSelector) -> None:
        if told := bytes(self._read[self._told]).split():
            os.kill(int(told[0]), signal.SIGKILL)
        for descriptor in list(waiting.get_map()):
            os.close(descriptor)


def _for_python(env: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if name.startswith("PYTHON")}

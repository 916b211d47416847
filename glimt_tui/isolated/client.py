"""Asking a rule in the worker, and what happens when it does not answer."""

from __future__ import annotations

import selectors
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, Any
from weakref import WeakKeyDictionary

from msgspec import structs

from glimt_rules.facts import Facts
from glimt_rules.live.excerpt import Excerpt
from glimt_rules.plan.model import Plan
from glimt_tui.isolated.frames import read_frame, write_frame

#: A rule's id and version.
RuleName = tuple[str, str]

#: So many prepared plans are remembered over there at a time.
REMEMBERED = 8
#: The worker kills itself when a question takes too long; it is killed if it did not.
_GRACE = 2.0
#: Loading the plugins and preparing a plan may take this many seconds besides.
_PREPARING = 60.0


class NoAnswerError(Exception):
    """The rule took too long, or took the worker down with it."""


class RuleRaisedError(Exception):
    """The rule raised over there; the error raised here bears the name of that one."""


class Worker:
    """The process in which rules of other people's kinds are asked, started when one is."""

    def __init__(self, load: Sequence[Any], seconds: float) -> None:
        self._load = load
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        #: the rules that did not answer once: they are not waited for again
        self._given_up: dict[RuleName, str] = {}
        self._numbers: WeakKeyDictionary[Facts, int] = WeakKeyDictionary()
        self._count = 0
        #: what is remembered over there, the oldest first
        self._sent: list[int] = []
        self._house: Plan | None = None

    def ask(self, rule: RuleName, method: str, facts: Facts, *arguments: object) -> Any:
        """What a rule answers.

        Raises RuleRaisedError where it raised, and NoAnswerError where it took too long or the
        process ended under it; from then on at once.
        """
        with self._lock:
            if rule in self._given_up:
                raise NoAnswerError(self._given_up[rule])
            process = self._started()
            try:
                self._tell(process, facts)
                write_frame(_pipe(process.stdin), ("ask", rule, method, arguments))
                done, answer = self._read(process, self._seconds + _GRACE)
            except (EOFError, OSError, TimeoutError) as error:
                self._stop()
                self._given_up[rule] = self._why(process, error)
                raise NoAnswerError(self._given_up[rule]) from None
        if not done:
            name, text = answer
            raise type(name, (RuleRaisedError,), {})(text)
        return answer

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._stop()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._sent, self._house = [], None
            self._process = subprocess.Popen(
                # -P: nothing in the folder that one stands in is taken for a module
                [sys.executable, "-P", "-m", "glimt_tui.isolated.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            write_frame(_pipe(self._process.stdin), (sys.path, self._load, self._seconds))
        return self._process

    def _tell(self, process: subprocess.Popen[bytes], facts: Facts) -> None:
        """Send a plan, or the visits of an excerpt, unless it is remembered over there."""
        number = self._numbers.get(facts)
        if number is None:
            self._count += 1
            number = self._numbers[facts] = self._count
        house: Plan | None = None
        visits = None
        if number not in self._sent:
            if isinstance(facts, Excerpt):
                visits = tuple(facts.visits)
                house = None if self._house is facts.plan else facts.plan
            else:
                house = facts.plan
            self._house = facts.plan
            self._sent = [*self._sent, number][-REMEMBERED:]
            plan = house if visits is None or house is None else structs.replace(house, visits=())
            write_frame(_pipe(process.stdin), ("facts", number, plan, visits))
            self._read(process, _PREPARING)
        else:
            write_frame(_pipe(process.stdin), ("use", number))
            self._read(process, _PREPARING)

    def _read(self, process: subprocess.Popen[bytes], seconds: float) -> Any:
        """The next frame; raises TimeoutError where none begins within so many seconds."""
        stream = _pipe(process.stdout)
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_READ)
            if not selector.select(seconds):
                raise TimeoutError
        return read_frame(stream)

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(OSError):  # what was still to be written
                    _pipe(pipe).close()
        self._process = None

    def _why(self, process: subprocess.Popen[bytes], error: Exception) -> str:
        """What is said of a rule that did not answer."""
        from signal import SIGALRM, Signals

        code = process.returncode
        if isinstance(error, TimeoutError) or code == -SIGALRM:
            return f"no answer within {self._seconds:g} s"
        if code is not None and code < 0:
            return f"it ended its process with {Signals(-code).name}"
        return "it ended its process"


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream

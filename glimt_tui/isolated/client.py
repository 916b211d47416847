"""Asking a rule in the worker, and what happens when it does not answer."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary, finalize

from msgspec import structs

from glimt_rules.facts import Facts
from glimt_rules.live.excerpt import Excerpt
from glimt_rules.plan.model import Plan
from glimt_tui.isolated.process import Process


class RuleName(NamedTuple):
    """Which rule is asked."""

    id: str
    version: str
    #: where that is not what the worker has loaded under this name: its kind's module, name and
    #: keys, pickled
    kind: bytes | None = None


#: So many prepared plans are remembered over there at a time.
REMEMBERED = 8
#: For how many seconds the worker may start, plugins and all.
STARTING = 30.0
#: The worker kills itself when something takes too long; it is killed if it did not.
_GRACE = 2.0
#: Sending and preparing a plan may take this many seconds besides.
_PREPARING = 60.0


class NoAnswerError(Exception):
    """The rule took too long, or took the worker down with it."""


class RuleRaisedError(Exception):
    """The rule raised over there; the error raised here bears the name of that one."""


class Worker:
    """The process in which rules of other people's kinds are asked, started when one is.

    It ends with this object: when the rules that ask by it are gone, and when the program is.
    """

    def __init__(self, load: Sequence[Any] | None, seconds: float) -> None:
        self._load = load
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: Process | None = None
        self._ended: finalize[..., Worker] | None = None
        #: the rules that did not answer once: they are not waited for again
        self._given_up: dict[RuleName, str] = {}
        #: why no process could be started, which is not tried again
        self._unstartable: str | None = None
        #: what was answered that never changes
        self._kept: dict[tuple[object, ...], Any] = {}
        self._numbers: WeakKeyDictionary[Facts, int] = WeakKeyDictionary()
        self._count = 0
        #: what is remembered over there, the oldest first
        self._sent: list[int] = []
        self._house: Plan | None = None

    def ask(self, rule: RuleName, method: str, facts: Facts | None, *arguments: object) -> Any:
        """What a rule answers; without ``facts``, what it says of itself.

        Raises RuleRaisedError where it raised, and NoAnswerError where it took too long or the
        process ended under it; from then on at once.
        """
        with self._lock:
            if (told := self._unstartable or self._given_up.get(rule)) is not None:
                raise NoAnswerError(told)
            try:
                process = self._started()
                if facts is not None:
                    self._tell(process, facts)
                question = ("ask", rule, method, facts is not None, arguments)
                process.send(question, self._seconds + _GRACE)
                done, answer = process.receive(self._seconds + _GRACE)
            except (EOFError, OSError) as error:  # TimeoutError is one
                self._stop()
                self._given_up[rule] = self._why(process, error)
                raise NoAnswerError(self._given_up[rule]) from None
            except (KeyboardInterrupt, SystemExit):  # an answer would come to the next question
                self._stop()
                raise
        if not done:
            name, text = answer
            raise type(name, (RuleRaisedError,), {})(text)
        return answer

    def once(self, rule: RuleName, method: str, *arguments: object) -> Any:
        """What a rule says of itself, asked once and kept."""
        key = (rule, method, *arguments)
        if key not in self._kept:
            self._kept[key] = self.ask(rule, method, None, *arguments)
        return self._kept[key]

    def close(self) -> None:
        """End the process, if there is one; another question starts another."""
        with self._lock:
            self._stop()

    def _started(self) -> Process:
        """The process; raises NoAnswerError where it does not start."""
        if self._process is not None and self._process.runs:
            return self._process
        self._stop()
        process = self._process = Process()
        self._ended = finalize(self, process.end)
        try:
            process.send((sys.path, self._load, self._seconds, STARTING), STARTING + _GRACE)
            process.receive(STARTING + _GRACE)  # that it is ready
        except (EOFError, OSError) as error:
            self._stop()
            if isinstance(error, TimeoutError) or process.was_late:
                why = f"its process did not start within {STARTING:g} s"
            else:
                why = f"its process did not start: {process.last_words() or process.ended()}"
            self._unstartable = why
            raise NoAnswerError(why) from None
        return process

    def _tell(self, process: Process, facts: Facts) -> None:
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
            plan = house if visits is None or house is None else structs.replace(house, visits=())
            process.send(("facts", number, plan, visits), _PREPARING)
            self._house = facts.plan
            self._sent = [*self._sent, number][-REMEMBERED:]
        else:
            process.send(("use", number), _PREPARING)
        process.receive(_PREPARING)

    def _stop(self) -> None:
        if self._ended is not None:
            self._ended()
        self._process, self._ended = None, None
        self._sent, self._house = [], None

    def _why(self, process: Process, error: Exception) -> str:
        """What is said of a rule that did not answer."""
        if isinstance(error, TimeoutError) or process.was_late:
            return f"no answer within {self._seconds:g} s"
        return process.ended()

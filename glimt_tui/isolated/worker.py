"""The process in which rules of other people's kinds are asked; ``client`` starts it.

Told first where modules are found and how the rule book is loaded, then question after
question: which plan, and what a rule says of it. It ends when its input does, and on Linux
with the process that started it, whatever it is busy with.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import sys
from importlib import import_module
from operator import attrgetter
from typing import IO, Any

from msgspec import structs

from glimt_rules.facts import Facts
from glimt_rules.kinds.base import Kind
from glimt_rules.plan.model import Plan, Visit
from glimt_tui.isolated.client import REMEMBERED, RuleName
from glimt_tui.isolated.frames import LONGEST, packed, read_frame, write_frame

#: More memory than this (bytes) no rule gets.
MEMORY = 4 << 30


#: So much of what a rule raises is told.
_LONGEST_ERROR = 1000
#: Linux: the signal with which a process ends when its parent does.
_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Answer questions until there are no more."""
    _end_with_parent()
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # what a plugin prints goes nowhere: standard output is for answers alone
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # the kernel ends the process when something takes too long, whatever it is busy with
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        path, load, seconds, starting = read_frame(questions)
        signal.setitimer(signal.ITIMER_REAL, starting)
        sys.path[:] = path
        asked = _Asked(load, seconds)
        signal.setitimer(signal.ITIMER_REAL, 0)
        write_frame(answers, packed("ready"))
        asked.serve(questions, answers)
    except (EOFError, BrokenPipeError):
        pass


def _end_with_parent() -> None:
    """Elsewhere than on Linux, a question under way is ended by its own time alone."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class _Asked:
    """The rules, and the plans that are remembered."""

    def __init__(self, load: Any, seconds: float) -> None:
        from glimt_tui.plugins import load_rule_sets

        self._seconds = seconds
        rule_sets = load_rule_sets(*load).rule_sets if load is not None else ()
        self._kinds = {
            RuleName(rule.id, rule.version): rule.kind
            for rule_set in rule_sets
            for rule in rule_set.rules
        }
        self._facts: dict[int, Facts] = {}
        self._house: Plan | None = None
        self._now: Facts | None = None

    def serve(self, questions: IO[bytes], answers: IO[bytes]) -> None:
        """Answer one question after the other; raises EOFError where there are no more."""
        while True:
            what, *asked = read_frame(questions)
            if what == "ask":
                signal.setitimer(signal.ITIMER_REAL, self._seconds)
                answer = self._answer(*asked)
                _send(answers, answer)
                signal.setitimer(signal.ITIMER_REAL, 0)
            else:
                if what == "facts":
                    self._remember(*asked)
                self._now = self._facts[asked[0]]
                write_frame(answers, packed(None))

    def _remember(self, number: int, plan: Plan | None, visits: tuple[Visit, ...] | None) -> None:
        if plan is not None:
            self._house = plan
        assert self._house is not None
        whole = self._house if visits is None else structs.replace(self._house, visits=visits)
        self._facts[number] = Facts(whole)
        while len(self._facts) > REMEMBERED:
            del self._facts[next(iter(self._facts))]

    def _answer(
        self, rule: RuleName, method: str, of_plan: bool, arguments: tuple[Any, ...]
    ) -> tuple[bool, object]:
        try:
            found = getattr(self._kind(rule), method)
            if of_plan:
                arguments = (self._now, *arguments)
            if callable(found):  # others are properties
                found = found(*arguments)
            return True, list(found) if method == "judge" else found
        except (Exception, SystemExit) as error:
            return False, _told(error)

    def _kind(self, rule: RuleName) -> Kind:
        kind = self._kinds.get(rule)
        if kind is not None:
            return kind
        if rule.kind is None:
            raise LookupError(f"{rule.id} of {rule.version} could not be loaded in its process")
        module, name, keys = pickle.loads(rule.kind)
        made: Kind = attrgetter(name)(import_module(module))(**keys)
        self._kinds[rule] = made
        return made


def _send(answers: IO[bytes], answer: tuple[bool, object]) -> None:
    """Send an answer; one that cannot be sent is told as an error."""
    try:
        data = packed(answer)
        if len(data) > LONGEST:
            raise ValueError(f"an answer of {len(data)} bytes; at most {LONGEST} may be")
    except (Exception, SystemExit) as error:
        data = packed((False, _told(error)))
    write_frame(answers, data)


def _told(error: BaseException) -> tuple[str, str]:
    return type(error).__name__, str(error)[:_LONGEST_ERROR]


if __name__ == "__main__":
    main()

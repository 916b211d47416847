"""The process in which rules of other people's kinds are asked; ``client`` starts it.

Told first where modules are found and how the rule book is loaded, then question after
question: which plan, and what a rule says of it. It ends when its input does.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from typing import IO, Any

from msgspec import structs

from glimt_rules.facts import Facts
from glimt_rules.plan.model import Plan, Visit
from glimt_tui.isolated.frames import read_frame, write_frame

#: More memory than this (bytes) no rule gets.
MEMORY = 4 << 30


def main() -> None:
    """Answer questions until there are no more."""
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # what a plugin prints goes nowhere: standard output is for answers alone
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # the kernel ends the process when a question takes too long, whatever it is busy with
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        path, load, seconds = read_frame(questions)
        sys.path[:] = path
        _Asked(load, seconds).serve(questions, answers)
    except (EOFError, BrokenPipeError):
        pass


class _Asked:
    """The rules, and the plans that are remembered."""

    def __init__(self, load: Any, seconds: float) -> None:
        from glimt_tui.plugins import load_rule_sets

        self._seconds = seconds
        self._kinds = {
            (rule.id, rule.version): rule.kind
            for rule_set in load_rule_sets(*load).rule_sets
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
                write_frame(answers, None)

    def _remember(self, number: int, plan: Plan | None, visits: tuple[Visit, ...] | None) -> None:
        from glimt_tui.isolated.client import REMEMBERED

        if plan is not None:
            self._house = plan
        assert self._house is not None
        whole = self._house if visits is None else structs.replace(self._house, visits=visits)
        self._facts[number] = Facts(whole)
        while len(self._facts) > REMEMBERED:
            del self._facts[next(iter(self._facts))]

    def _answer(self, rule: tuple[str, str], method: str, arguments: tuple[Any, ...]) -> Any:
        try:
            found = getattr(self._kinds[rule], method)(self._now, *arguments)
            return True, list(found) if method == "judge" else found
        except (Exception, SystemExit) as error:
            return False, (type(error).__name__, str(error))


def _send(answers: IO[bytes], answer: tuple[bool, object]) -> None:
    """Send an answer; one that cannot be sent is told as an error."""
    try:
        write_frame(answers, answer)
    except (Exception, SystemExit) as error:
        write_frame(answers, (False, (type(error).__name__, str(error))))


if __name__ == "__main__":
    main()

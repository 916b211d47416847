"""The worker's process: how it starts, that nobody waits for it without end, and when it ends."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from glimt_rules.judge import judge
from glimt_rules.plan.read import plan_from_raw
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.isolated import client
from glimt_tui.isolated.process import Process
from isolated.conftest import Made
from isolated.wild import noted, plan

PLAN = plan_from_raw(plan("centre", "outdoors")).plan


def error_in(book: RuleBook) -> str:
    return str(judge(PLAN, book).failures[0].message.values["error"])


def pids(notes: Path) -> list[int]:
    return sorted({int(pid) for _, _, pid in noted(notes)})


def runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def soon(holds: Callable[[], bool], seconds: float = 5) -> bool:
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.01)
    return holds()


# Starting ----------------------------------------------------------------------------------


def test_one_that_does_not_start_in_time_is_not_waited_for(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "STARTING", 0.7)
    monkeypatch.setenv("WILD_START", "hang")
    book = made()
    assert "its process did not start within 0.7 s" in error_in(book)
    began = time.monotonic()
    assert "did not start" in error_in(book)
    assert time.monotonic() - began < 0.3


def test_one_that_ends_as_it_starts_says_why(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WILD_START", "leave")
    assert "its process did not start: nothing works today" in error_in(made())


def test_what_is_not_taken_is_not_written_for_ever() -> None:
    process = Process()
    try:
        assert process._popen is not None
        os.kill(process._popen.pid, signal.SIGSTOP)
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            process.send(bytes(10_000_000), 0.2)
        assert time.monotonic() - began < 1
    finally:
        process.end()
    assert not process.runs


def test_what_it_says_on_standard_error_does_not_stop_it(made: Made) -> None:
    assert judge(PLAN, made(does="chatter", seconds=5)).complete


# Ending ------------------------------------------------------------------------------------


def test_it_outlives_the_thread_that_asked_first(made: Made, notes: Path) -> None:
    book = made()
    thread = threading.Thread(target=judge, args=(PLAN, book))
    thread.start()
    thread.join()
    time.sleep(0.1)
    assert judge(PLAN, book).complete
    assert len(pids(notes)) == 1


def test_it_ends_when_the_rules_are_gone(made: Made, notes: Path) -> None:
    book = made()
    judge(PLAN, book)
    (pid,) = pids(notes)
    assert runs(pid)
    del book
    gc.collect()
    assert soon(lambda: not runs(pid))


_PARENT = """
import sys, threading
from pathlib import Path
from glimt_rules.judge import judge
from glimt_rules.plan.read import plan_from_raw
from glimt_tui.plugins import load_book
from isolated.wild import plan

book = load_book(["senter"], [Path(sys.argv[1])], ["wild"], seconds=60)
print("begun", flush=True)
judge(plan_from_raw(plan("centre")).plan, book)
if len(sys.argv) > 2:
    print("judged", flush=True)
"""


def parent(made: Made, site: Path, folder: Path, *more: str) -> subprocess.Popen[str]:
    tests = Path(__file__).parent.parent
    return subprocess.Popen(
        [sys.executable, "-c", _PARENT, str(folder / "rules"), *more],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(site), str(tests)])},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel does this on Linux alone")
def test_it_dies_with_the_process_that_started_it(
    made: Made, site: Path, notes: Path, tmp_path: Path
) -> None:
    made(does="faults")
    with parent(made, site, tmp_path) as process:
        assert soon(lambda: bool(pids(notes)))
        (pid,) = pids(notes)
        assert runs(pid)
        process.kill()
    assert soon(lambda: not runs(pid))


def test_it_ends_when_the_program_does(made: Made, site: Path, notes: Path, tmp_path: Path) -> None:
    made()
    with parent(made, site, tmp_path, "told") as process:
        out, _ = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "begun\njudged\n")
    (pid,) = pids(notes)
    assert soon(lambda: not runs(pid))

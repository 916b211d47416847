"""A running session notices that a folder of rule sets has changed, and judges by what it says."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.writing import RULE_SET
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import say
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.rule_watch import EVERY, RETRY, RuleWatch
from rule_files.folders import EN, book, coming, folder_of, lock, put
from screen.screens import FixedClock, app_on, running, shown, small_plan


class Seconds:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def move(self, seconds: float = EVERY) -> None:
        self.now += seconds


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "rules", mine=RULE_SET)


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def watch(rules: Path, seconds: Seconds) -> RuleWatch:
    return RuleWatch([rules], lambda: book(rules), seconds)


def look(watch: RuleWatch, seconds: Seconds, before: RuleBook) -> tuple[RuleBook, str]:
    """The rules after a second, and what is said of them; nothing where nothing was read."""
    seconds.move()
    found = watch.look(before)
    return (before, "") if found is None else (found.book, EN.sentence(found.told))


def test_nothing_is_read_as_long_as_nothing_changes(
    rules: Path, watch: RuleWatch, seconds: Seconds
) -> None:
    before = book(rules)
    assert look(watch, seconds, before) == (before, "")


def test_it_is_looked_once_a_second_and_not_without_a_folder(
    watch: RuleWatch, seconds: Seconds, rules: Path
) -> None:
    assert not watch.is_due
    seconds.move()
    assert watch.is_due
    watch.look(book(rules))
    assert not watch.is_due
    nothing = RuleWatch([], lambda: book(rules), seconds)
    seconds.move()
    assert not nothing.is_due


def test_what_is_new_changed_or_gone_is_told(
    rules: Path, watch: RuleWatch, seconds: Seconds
) -> None:
    put(rules / "next.toml", coming(version="coming"))
    found, told = look(watch, seconds, book(rules / "mine.toml"))
    assert told == "The rules were read anew: nasjonal@coming"
    assert "nasjonal@coming" in [each.id for each in found.rule_sets]
    put(rules / "next.toml", coming(version="coming", limit=7))
    (rules / "mine.toml").unlink()
    found, told = look(watch, seconds, found)
    assert told == "The rules were read anew: nasjonal@coming and without prove@2021-01-01"
    (rules / "next.toml").touch()
    assert look(watch, seconds, found)[1] == "The rules were read anew, and say the same"


def test_what_was_changed_before_the_first_look_is_noticed(rules: Path, seconds: Seconds) -> None:
    watch = RuleWatch([rules], lambda: book(rules), seconds)
    before = book(rules)
    put(rules / "next.toml", coming(version="coming"))
    assert "nasjonal@coming" in look(watch, seconds, before)[1]


def test_where_it_cannot_be_trusted_the_last_sound_rules_stay_and_say_what_is_wrong(
    rules: Path, watch: RuleWatch, seconds: Seconds
) -> None:
    lock(rules)
    _, _ = look(watch, seconds, book(rules))
    before = book(rules)
    put(rules / "mine.toml", RULE_SET.replace("limit = 1", "limit = 9"))
    put(rules / "more.toml", coming(version="coming"))
    found, told = look(watch, seconds, before)
    assert told.startswith("The rules could not be read anew: mine.toml: This file is not what")
    assert found.rule_sets == before.rule_sets
    assert [Path(p.file or "").name for p in found.problems] == ["mine.toml", "more.toml"]
    # still wrong, in another way: the sound ones stay
    (rules / "mine.toml").unlink()
    found, told = look(watch, seconds, found)
    assert (found.rule_sets, len(found.problems)) == (before.rule_sets, 2)
    put(rules / "mine.toml", RULE_SET)
    (rules / "more.toml").unlink()
    found, told = look(watch, seconds, found)
    assert (found.problems, told) == ((), "The rules were read anew, and say the same")


def test_where_the_folder_is_gone_the_rules_stay_and_it_is_tried_again(
    rules: Path, seconds: Seconds, tmp_path: Path
) -> None:
    above = [False]

    def load() -> RuleBook:
        if not rules.exists() or above[0]:
            raise InputError(Problem(message=say("There is no such file"), file=str(rules)))
        return book(rules)

    watch = RuleWatch([rules], load, seconds)
    before = book(rules)
    rules.rename(tmp_path / "away")
    found, told = look(watch, seconds, before)
    assert told == "The rules could not be read anew: rules: There is no such file"
    assert found.rule_sets == before.rule_sets
    above[0] = True  # back, but what is wrong lies elsewhere
    (tmp_path / "away").rename(rules)
    found, _ = look(watch, seconds, found)
    assert found.problems
    above[0] = False
    assert look(watch, seconds, found)[1] == ""
    seconds.move(RETRY)
    found, told = look(watch, seconds, found)
    assert (found.problems, told) == ((), "The rules were read anew, and say the same")


def test_what_cannot_be_read_stays_untold_when_it_is_tried_again(
    rules: Path, watch: RuleWatch, seconds: Seconds
) -> None:
    rules.chmod(0o777)
    found, told = look(watch, seconds, book(rules / "mine.toml"))
    assert "Others may write this" in told
    seconds.move(RETRY)
    assert look(watch, seconds, found) == (found, "")


def test_a_figure_that_changes_in_what_is_wrong_is_told_when_it_is_tried_again(
    rules: Path, seconds: Seconds
) -> None:
    size = [2]

    def load() -> RuleBook:
        message = say("This file has {n} MiB", n=size[0])
        raise InputError(Problem(message=message, file=str(rules / "mine.toml")))

    before = book(rules)
    watch = RuleWatch([rules], load, seconds)
    put(rules / "mine.toml", "x")
    found, told = look(watch, seconds, before)
    assert "mine.toml: This file has 2 MiB" in told
    seconds.move(RETRY)
    assert watch.look(found) is None
    size[0] = 3
    seconds.move(RETRY)
    _, told = look(watch, seconds, found)
    assert "mine.toml: This file has 3 MiB" in told


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: put(folder / "mine.toml", RULE_SET + "#"),
        lambda folder: os.replace(put(folder / "a.new"), folder / "mine.toml"),
        lambda folder: put(folder / "glimt.lock", "x"),
        lambda folder: put(folder / "kinds.py", "x"),
        lambda folder: (folder / "mine.toml").chmod(0o640),
        lambda folder: folder.chmod(0o700),
        lambda folder: (folder / "mine.toml").unlink(),
        lambda folder: (folder / "new.toml").symlink_to("nowhere"),
    ],
)
def test_every_change_that_may_matter_is_noticed(
    rules: Path, seconds: Seconds, change: Callable[[Path], object]
) -> None:
    loaded: list[int] = []

    def load() -> RuleBook:
        loaded.append(1)
        return before

    before = book(rules)
    watch = RuleWatch([rules], load, seconds)
    look(watch, seconds, before)
    assert loaded == []
    change(rules)
    look(watch, seconds, before)
    look(watch, seconds, before)
    assert loaded == [1]


# On the screen -------------------------------------------------------------------------------


def test_a_running_screen_judges_by_the_new_rules_and_tells_of_them(
    rules: Path, seconds: Seconds
) -> None:
    async def work() -> None:
        app = app_on(small_plan(), book(rules), FixedClock())
        app.desk.rule_watch = RuleWatch([rules], lambda: book(rules), seconds)

        async def looked() -> str:
            seconds.move()
            await app._look()
            return shown(app)

        async with running(app):
            assert app.view is not None
            assert any(f.rule.id == "prove.few" for f in app.view.judgement.findings)
            put(rules / "mine.toml", RULE_SET.replace("limit = 1", "limit = 100"))
            assert "The rules were read anew: prove@2021-01-01" in await looked()
            assert not any(f.rule.id == "prove.few" for f in app.view.judgement.findings)
            put(rules / "mine.toml", "nonsense")
            assert "could not be read anew: mine.toml" in await looked()
            assert app.view.book.problems
            assert not app.view.judgement.complete
            assert "prove" in app.view.book.families

    asyncio.run(work())

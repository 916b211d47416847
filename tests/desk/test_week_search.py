"""Searching a proposal beside the screen: which wishes, from when on, and how it ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desk.house import House, house
from glimt_rules.errors import InputError
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.asking import Asking, Overtaken
from glimt_tui.desk.week_search import KIND, SearchWatcher, search
from glimt_tui.desk.wish_files import offered
from glimt_tui.planning import solver
from planning.test_taking_over import PLAN
from planning.weeks import wish
from screen.screens import FixedClock


@pytest.fixture
def there(book: RuleBook) -> Iterator[House]:
    with house(PLAN, book) as made:
        yield made


def written(folder: Path, *wishes: dict[str, Any], **more: Any) -> str:
    path = folder / "wishes.json"
    document = {"format": 1, "week": "2021-W02", "wishes": list(wishes), **more}
    path.write_text(json.dumps(document), "utf-8")
    return str(path)


def test_nothing_is_proposed_that_begins_before_it_is_taken_over(
    there: House, tmp_path: Path
) -> None:
    pytest.importorskip("ortools", reason="planning needs the solver")
    day = {"mon": ["10:00-11:00"], "tue": ["10:00-15:00"]}
    path = written(tmp_path, wish("w", "ane", when=day), booked_at="2021-01-08T12:00")
    now = FixedClock()()
    found = search(there.view(), path, now=now, watcher=SearchWatcher(2.0))
    (visit,) = found.visits
    assert visit.start >= now
    assert visit.booked_at == now


def test_a_week_that_is_over_is_refused(there: House, tmp_path: Path) -> None:
    path = written(tmp_path, wish("w", "ane"), week="2021-W01")
    with pytest.raises(InputError) as caught:
        search(there.view(), path, now=FixedClock()(), watcher=SearchWatcher(2.0))
    (problem,) = caught.value.problems
    assert (problem.file, problem.where) == (path, "week")


def test_without_the_solver_nothing_is_read(there: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "find_spec", lambda name: None)
    with pytest.raises(InputError) as caught:
        search(there.view(), "/nowhere", now=FixedClock()(), watcher=SearchWatcher(2.0))
    assert "OR-Tools" in str(caught.value.problems[0].message)


def test_a_search_that_is_stopped_and_not_wanted_ends_at_once() -> None:
    watcher = SearchWatcher(60.0)
    went_on: list[float] = []

    async def run() -> None:
        asking = Asking()

        def work() -> None:
            while watcher.go_on():
                pass
            went_on.append(watcher.seconds)  # as looking back does, when it is stopped

        first = asyncio.create_task(asking.beside(work, kind=KIND))
        await asyncio.sleep(0.05)
        asking.overtake(KIND)
        watcher.stop()
        with pytest.raises(Overtaken):
            await first

    asyncio.run(run())
    assert not went_on


def test_stopped_and_wanted_it_goes_on_to_its_end() -> None:
    watcher = SearchWatcher(60.0)
    watcher.stop()
    assert watcher.seconds >= 0
    assert not watcher.go_on()


def test_only_files_that_hold_wishes_are_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "mappe"
    folder.mkdir()
    (folder / ".gjemt").mkdir()
    (folder / "under").mkdir()
    (tmp_path / "Uke.toml").write_text("format = 1\n[[wishes]]\n", "utf-8")
    (tmp_path / "plan.toml").write_text("format = 1\n[[visits]]\ntitle = 'wishes'\n", "utf-8")
    (tmp_path / "uke.txt").write_text("[[wishes]]\n", "utf-8")
    (folder / "uke.json").write_text('{"wishes": []}', "utf-8")
    (folder / "borte.json").symlink_to(folder / "nowhere")
    assert offered("") == ["Uke.toml"]
    assert offered("uK") == ["Uke.toml"]
    assert offered("plan") == []
    assert offered("mappe/") == ["mappe/under/", "mappe/uke.json"]
    assert offered("mappe/.") == ["mappe/.gjemt/"]
    assert offered(f"{folder}/uk") == [f"{folder}/uke.json"]
    assert offered("nowhere/") == []
    assert offered("~nobody-such/") == []

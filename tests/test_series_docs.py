"""The commands that docs/veiledning/serier.md shows do what the page says, on the demo's plan."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from glimt_tui.main import main
from glimt_tui.store.session import session
from screen.screens import FixedClock

CHECKOUT = Path(__file__).parents[1]
PAGE = (CHECKOUT / "docs" / "veiledning" / "serier.md").read_text("utf-8")
SHOWN = re.findall(r"^glimt (series .*)$", PAGE, re.MULTILINE)


def test_the_commands_of_the_page_can_be_run_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A series is called by chance: whatever the page calls it is the one that was made."""
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setitem(session.__wrapped__.__kwdefaults__, "clock", FixedClock())  # type: ignore[attr-defined]
    where = ["--database", str(tmp_path / "glimt.db")]
    plan = CHECKOUT / "glimt_tui" / "demo" / "plan.toml"
    assert main(["init", *where]) == 0
    assert main(["import", str(plan), *where]) == 0
    id_ = ""
    for command in SHOWN:
        words = [id_ if re.fullmatch(r"s-\w+", word) else word for word in command.split()]
        capsys.readouterr()
        code = main([*words, *where])
        told = capsys.readouterr()
        # where a rule keeps a day out, it is told, and the exit code says so
        assert code == (1 if ": utelatt" in told.out or ": skipped" in told.out else 0), told
        if words[1] == "make":
            id_, *days = told.out.splitlines()
            assert re.fullmatch(r"s-\w+", id_)
            assert len(days) == 16
            assert sum(("taken out" in day) or ("tatt ut" in day) for day in days) == 1
        if words[1] == "end":
            assert told.out
    assert [command.split()[1] for command in SHOWN] == ["list", "make", "end"]

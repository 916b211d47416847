"""An admin adds a rule set while a screen is open: it judges by it without a restart."""

from __future__ import annotations

from pathlib import Path

from cli.writing import GLIMT, Run
from e2e.terminal import Terminal, terminal_environment
from rule_files.folders import coming, put


def test_a_session_that_is_open_hears_of_a_rule_set_that_is_added(
    glimt: Run, tmp_path: Path
) -> None:
    (tmp_path / "rules").mkdir(mode=0o755)
    put(tmp_path / "rules" / "mine.toml", coming(version="first"))
    put(tmp_path / "next.toml", coming(days=40, version="second"))
    (tmp_path / "glimt.toml").write_text(
        'language = "en"\nrule_directories = ["rules"]\ndatabase = "glimt.db"\n'
    )
    assert glimt("init").returncode == 0
    home = {"HOME": str(tmp_path), "XDG_CONFIG_DIRS": str(tmp_path)}
    terminal = Terminal([GLIMT], terminal_environment(**home), tmp_path)
    try:
        terminal.until("Today")
        terminal.settle()
        assert glimt("rules", "add", "next.toml").returncode == 0
        terminal.until("The rules were read anew: nasjonal@second")
        put(tmp_path / "rules" / "nasjonal@second.toml", "nonsense")
        terminal.until("The rules could not be read anew: nasjonal@second.toml")
        terminal.press("4")
        terminal.until("A rule set could not be loaded")
    finally:
        terminal.close()

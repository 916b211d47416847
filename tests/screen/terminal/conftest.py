"""All tests of the terminal have the same good one, unless they say otherwise."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _good_terminal(monkeypatch):
    """One number of colours for all: Rich keeps the codes of the first that it meets."""
    for name in ("NO_COLOR", "GLIMT_RENDERER", "SSH_CONNECTION", "TEXTUAL_THEME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")

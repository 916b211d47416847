"""The solver, which is an extra of the package."""

from __future__ import annotations

from importlib.util import find_spec

from glimt_rules.errors import InputError, Problem
from glimt_rules.message import say


def require_solver() -> None:
    """Raise InputError where the solver is not installed."""
    if find_spec("ortools") is None:
        message = say(
            "Planning takes the solver OR-Tools, which is not installed; this installs it:"
            " {command}",
            command="pip install 'glimt-tui[plan]'",
        )
        raise InputError(Problem(message=message))

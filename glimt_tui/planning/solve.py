"""Running the solver in a thread of its own, so that it can be watched and stopped."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from threading import Event, Thread

from msgspec import Struct
from ortools.sat.python import cp_model

#: How often is looked whether to stop (seconds).
_LOOK = 0.1
#: On a model with at most so many variables the workers take turns: that is quick enough, and
#: always says the same.
_SMALL = 3000
#: More workers than processors: they search in different ways, and which finds the bound differs.
#: On two processors, six proved in 6 s what two had not in 35.
_LEAST_WORKERS, _MOST_WORKERS = 6, 8


class Solved(Struct, frozen=True):
    """What the solver found."""

    #: the values of all variables; None where it found none
    values: Sequence[bool] | None
    bound: float
    #: whether there is nothing better
    proven: bool
    #: whether there is no solution at all
    impossible: bool = False


class _Watch(cp_model.CpSolverSolutionCallback):
    """Tells of each solution that is better than the last."""

    def __init__(self, tell: Callable[[float, float], None]) -> None:
        super().__init__()
        self._tell = tell

    def on_solution_callback(self) -> None:
        """A better solution was found."""
        self._tell(self.objective_value, self.best_objective_bound)


def solve(
    model: cp_model.CpModel,
    seconds: float,
    go_on: Callable[[], bool],
    tell: Callable[[float, float], None],
) -> Solved:
    """Solve a model for so long, or until ``go_on`` says otherwise; ``tell`` hears of progress."""
    solver = cp_model.CpSolver()
    small = len(model.proto.variables) <= _SMALL
    many = min(_MOST_WORKERS, max(_LEAST_WORKERS, os.cpu_count() or 1))
    solver.parameters.num_workers = _LEAST_WORKERS if small else many
    solver.parameters.interleave_search = small
    solver.parameters.cp_model_probing_level = 0  # takes longer than it saves
    solver.parameters.max_time_in_seconds = max(0.01, seconds)
    solver.parameters.catch_sigint_signal = False
    solver.parameters.random_seed = 1
    ended, status = Event(), []

    def run() -> None:
        try:
            status.append(solver.solve(model, _Watch(tell)))
        finally:
            ended.set()

    thread = Thread(target=run, daemon=True)
    thread.start()
    while not ended.wait(_LOOK):
        if not go_on():
            solver.stop_search()
    thread.join()
    found = status[0] if status else cp_model.UNKNOWN
    if found not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Solved(None, float("nan"), False, found == cp_model.INFEASIBLE)
    values = [bool(value) for value in solver.response_proto.solution]
    return Solved(values, solver.best_objective_bound, found == cp_model.OPTIMAL)

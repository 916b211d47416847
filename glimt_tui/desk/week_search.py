"""Searching a proposal for a week of wishes beside the screen, by the database as it is seen."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import structs

from glimt_rules.documents.faults import quoted
from glimt_rules.documents.source import read_source
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import say
from glimt_rules.moments import Moment, parse_week
from glimt_rules.suggest.weights import Weights
from glimt_rules.wishes.hours import days_of
from glimt_rules.wishes.model import Wishes
from glimt_rules.wishes.read import read_wishes
from glimt_tui.desk.asking import go_on
from glimt_tui.desk.view import View, with_accepted_waivers
from glimt_tui.planning.proposal import Proposal
from glimt_tui.planning.search import propose
from glimt_tui.planning.solver import require_solver
from glimt_tui.planning.watcher import Watcher

#: The kind of question that a search is, where several are asked of the desk.
KIND = "plan-week"


class SearchWatcher(Watcher):
    """Watches a search that the desk makes beside the screen.

    Stopped, it ends with the best so far; where nobody wants the answer any more, at once.
    """

    @property
    def seconds(self) -> float:
        """How long it has taken so far; raises Overtaken where it is stopped and not wanted."""
        if self.stopped:  # before that the solver's own thread must be told to end
            go_on()
        return super().seconds


def search(
    view: View,
    path: str,
    *,
    now: Moment,
    watcher: Watcher,
    weights: Weights = Weights(),  # noqa: B008 never changes
) -> Proposal:
    """Propose visits for the wishes in a file, beside what there is by a view.

    Nothing is proposed that begins before ``now``, whatever the file says of when the visits are
    arranged: they are arranged as they are taken over. Raises InputError where the file holds no
    wishes for this database, where its week is over, and where the solver is not installed.
    """
    require_solver()
    source = read_source(Path(os.path.expanduser(path)))
    wishes = read_wishes(source, view.plan).wishes
    _require_time(view, path, wishes)
    booked_at = wishes.booked_at
    wishes = structs.replace(wishes, booked_at=now if booked_at is None else max(booked_at, now))
    return with_accepted_waivers(
        view.plan,
        lambda plan: propose(wishes, plan, view.book, now=now, weights=weights, watcher=watcher),
    )


def _require_time(view: View, path: str, wishes: Wishes) -> None:
    if days_of(parse_week(wishes.week))[-1] < view.today:
        message = say("The week {week} is over", week=quoted(wishes.week))
        raise InputError(Problem(message=message, file=path, where="week"))

"""Handing equipment out and taking it back, each step an action of the journal.

None of it is asked about by a rule: what has happened has happened. What speaks against handing
a thing out is told before (``equipment.Stock.hindrances``).
"""

from __future__ import annotations

from msgspec import structs

from glimt_rules.errors import Problem
from glimt_rules.message import say
from glimt_rules.moments import Moment
from glimt_tui.desk.booking import new_id
from glimt_tui.store.daybook import Loan
from glimt_tui.store.errors import Refused
from glimt_tui.store.records import Key
from glimt_tui.store.store import Action, Store


def hand_out(store: Store, thing: str, person: str, at: Moment) -> Loan:
    """Write down that somebody has a thing from a moment on.

    Raises Refused where somebody has it already.
    """
    with store.action("hand_out") as action:
        if _is_out(action, thing):
            raise Refused(Problem(message=say("this is handed out already"), where=thing))
        handed = Loan(id=new_id("l"), thing=thing, person=person, out=at)
        action.put(handed)
    return handed


def take_back(store: Store, loan: str, version: int, at: Moment) -> Loan:
    """Write down that a thing is back; raises Stale where somebody was quicker."""
    with store.action("take_back") as action:
        back = structs.replace(_loan(action, loan), back=at)
        action.put(back, version)
    return back


def wash(store: Store, loan: str, version: int, at: Moment) -> Loan:
    """Write down that a thing has been washed after a loan; raises Stale as above."""
    with store.action("wash") as action:
        washed = structs.replace(_loan(action, loan), washed=at)
        action.put(washed, version)
    return washed


def correct(store: Store, loan: str, version: int) -> Loan | None:
    """Take the last step of a loan for a mistake: not washed, not back, or never handed out.

    Returns the loan as it is then, None where there is none any more. Unlike undoing, it can be
    done by whoever finds the mistake, whatever has been done since. Raises Stale as above.
    """
    with store.action("loan_correct") as action:
        there = _loan(action, loan)
        if there.washed is not None:
            there = structs.replace(there, washed=None)
        elif there.back is not None:
            if _is_out(action, there.thing):
                raise Refused(Problem(message=say("this is handed out again"), where=there.thing))
            there = structs.replace(there, back=None)
        else:
            action.remove(Key("loan", loan), version)
            return None
        action.put(there, version)
    return there


def _loan(action: Action, id_: str) -> Loan:
    record = action.get(Key("loan", id_))
    if record is None or not isinstance(record.value, Loan):
        raise Refused(Problem(message=say("this loan is not there any more"), where=f"loan.{id_}"))
    return record.value


def _is_out(action: Action, thing: str) -> bool:
    """Whether somebody has a thing by now."""
    return any(
        isinstance(loan := record.value, Loan) and loan.thing == thing and loan.back is None
        for record in action.writing.all("loan")
    )

"""``glimt equipment``: what is free now, who has the rest, and what is set aside until when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, say
from glimt_rules.moments import Moment
from glimt_tui.cli.context import Context
from glimt_tui.cli.paper import looking
from glimt_tui.cli.visitors import moment_of
from glimt_tui.desk.equipment import Need, Stock, Thing
from glimt_tui.desk.equipment_words import LATE, LOOKS, need_of, state_of
from glimt_tui.desk.view import View
from glimt_tui.exits import Exit
from glimt_tui.paper.words import PaperWords
from glimt_tui.store.days import clock
from glimt_tui.terminal import write, write_for_programs


def run(context: Context) -> Exit:
    """Print the state of every thing, those first that need something done."""
    with stocked(context) as stock:
        if context.args.format == "json":
            write_for_programs(_as_json(stock) + "\n")
        else:
            for thing in stock.things:
                write(_line(context, stock, thing) + "\n")
            if not stock.things:
                context.say(say("No equipment is registered"))
    return context.exit_of(stock.view.book)


@contextmanager
def stocked(context: Context) -> Iterator[Stock]:
    """The equipment of the centre's own database, now or at the moment of ``--at``."""
    book = context.book(of_centre=True)
    with looking(context, book) as there:
        now = moment_of(context.args.at, there.zone) or there.now
        view = View(there.reading, book, now=now, centre=there.centre, near=True)
        yield Stock(view, there.reading.all("loan"))


def _line(context: Context, stock: Stock, thing: Thing) -> str:
    view, texts = stock.view, context.texts
    words = PaperWords(view, texts)
    name = words.thing(thing.thing.id)
    sign = LATE if thing.is_late else LOOKS[thing.state][0]
    told = [_written(context, state_of(view, thing))]
    need = need_of(view, thing, words.title(thing.next.visit) if thing.next else "")
    if need is not None:
        told.append(_written(context, need))
    called = thing.thing.id if name == thing.thing.id else f"{thing.thing.id} «{name}»"
    return f"{sign} {called}: {'; '.join(told)}"


def _written(context: Context, message: Message) -> str:
    return harmless(context.texts(message))


def _as_json(stock: Stock) -> str:
    values = {
        "format": 1,
        "at": _time(stock.view, stock.now),
        "equipment": [_thing(stock.view, thing) for thing in stock.things],
    }
    return msgspec.json.format(msgspec.json.encode(values), indent=1).decode()


def _thing(view: View, thing: Thing) -> dict[str, Any]:
    """A thing for programs; people, bookings and things by their ids."""
    return {
        "id": thing.thing.id,
        "state": thing.state,
        "since": _time(view, thing.since),
        "until": _time(view, thing.until),
        "why": thing.why,
        "visit": thing.visit.id if thing.visit else None,
        "person": thing.loan.person if thing.loan else None,
        "next": None if thing.next is None else _need(view, thing.next),
    }


def _need(view: View, need: Need) -> dict[str, Any]:
    return {
        "visit": need.visit.id,
        "start": _time(view, need.visit.start),
        "ready": need.is_ready,
        "back_by": _time(view, need.back_by),
    }


def _time(view: View, moment: Moment | None) -> str | None:
    return None if moment is None else clock(moment, view.zone).isoformat()

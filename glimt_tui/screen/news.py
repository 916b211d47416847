"""What was done, as the screen tells it: the action, what it was about, and what others left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glimt_rules.message import Message, count
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import BY_ID, key_name
from glimt_tui.screen.words import Words
from glimt_tui.store.journal import Change, Entry
from glimt_tui.store.records import key_of
from glimt_tui.store.words import how_many, told_of

if TYPE_CHECKING:
    from glimt_tui.screen.shell import Shell


def told_with_what(
    words: Words, view: View | None, entry: Entry, *, counted: bool = False
) -> Message | str:
    """An entry of the journal: ``moved a booking: Band``; the action alone where it is gone.

    ``counted`` says of how many bookings and people it was, where it was more than one.
    """
    action = told_of(entry)
    if counted and (counts := how_many(entry)):
        action = Message("{action} ({counts})", {"action": action, "counts": counts})
    for change in entry.changes:
        about = _called(words, view, change) if view is not None else None
        if about is not None:
            return Message("{action}: {about}", {"action": action, "about": about})
    return action


def _called(words: Words, view: View, change: Change) -> str | None:
    """What a record is called that a visit or a person is behind; None for any other."""
    id_ = change.id or ""
    if change.kind == "visit" and id_ in view.visits:
        return words.title(view, view.visits[id_])
    if change.kind == "arrival":
        there = {key_of(arrival).id: arrival.person for arrival in view.arrivals}
        id_ = there.get(id_, "")
    if change.kind in ("person", "arrival") and id_ in view.people:
        return words.person(view, id_)
    return None


async def tell_unseen(app: Shell) -> None:
    """Tell how many messages others have left since whoever is at work was here last."""
    from glimt_tui.desk.handover import unseen

    view, desk = app.view, app.desk
    if view is None:
        return

    def look() -> int:
        with desk.session.store.reading() as reading:
            return unseen(reading, desk.who, view.today)

    n = await desk.ask(look)
    if n:
        key = key_name(app.keys_of(BY_ID["handover"]))
        app.say_news(
            count(
                "{n} new message for you; {key} shows it",
                "{n} new messages for you; {key} shows them",
                n,
                key=key,
            )
        )

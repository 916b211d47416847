"""Removing a room, a thing or a cohort that nothing needs; what needs it is told else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, say
from glimt_tui.desk.house import removing, why_not_removed, written
from glimt_tui.keyboard.actions import BY_ID, key_name
from glimt_tui.screen.house.told import NEW
from glimt_tui.store.records import Key

if TYPE_CHECKING:
    from glimt_tui.screen.app import GlimtApp


async def remove(glimt: GlimtApp, row: str) -> None:
    """Remove what a row of the list stands for (``room:studio``), or say why it stays.

    Nobody is asked, since one key takes it back.
    """
    view = glimt.view
    kind, _, id_ = row.partition(":")
    if kind not in NEW or view is None:
        glimt.say(say("put the cursor on a room, a thing or a cohort first"))
        return
    key = Key(kind, id_)  # type: ignore[arg-type]

    def ask() -> Message | None:
        with glimt.desk.session.store.reading() as reading:
            return why_not_removed(reading, key)

    reason = await glimt.desk.ask(ask)
    if reason is not None:
        glimt.say(reason)
        return
    there, edit = written(view, kind, id_), removing(view, key)  # type: ignore[arg-type]
    if there is None or edit is None:
        return  # somebody else has removed it
    await glimt.desk.record(edit, name="house_remove")
    await glimt.renew()
    name = harmless(getattr(there.value, "name", None) or id_)
    undo = key_name(glimt.keys_of(BY_ID["undo"]))
    glimt.say(say("{thing} is removed; {key} takes it back", thing=name, key=undo))

"""Labels for what is set aside, written from the screen to a file in the working folder.

Those of made-up days are written beside their database, and are gone with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from glimt_rules.message import Message, count, say
from glimt_rules.texts import Texts
from glimt_tui.desk.equipment import Stock, Thing
from glimt_tui.desk.reading import ReadingDesk
from glimt_tui.paper.files import write_file
from glimt_tui.paper.label import labels_of


async def write_labels(
    stock: Stock, things: Sequence[Thing], texts: Texts, desk: ReadingDesk
) -> Message:
    """Write the labels of some things, or of all that is set aside; returns where they are.

    A file that was written for the same before is replaced. Raises InputError where it cannot be
    written.
    """
    name = texts(say("labels"))
    if len(things) == 1:
        label = texts(say("label"))
        name = f"{label}-{things[0].thing.id}"
    path = str(desk.files / f"{name}.pdf")

    def write() -> int:
        from glimt_tui.paper.label_forms import as_pdf  # only whoever prints needs it

        labels = labels_of(things, stock, texts)
        write_file(path, as_pdf(labels), private=False)
        return len(labels.labels)

    n = await asyncio.to_thread(write)
    if desk.is_made_up:
        return count(
            "{n} label is written to {file}, which is gone once these made-up days are closed",
            "{n} labels are written to {file}, which is gone once these made-up days are closed",
            n,
            file=path,
        )
    return count("{n} label is written to {file}", "{n} labels are written to {file}", n, file=path)

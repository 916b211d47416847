"""Labels for what is set aside, written from the screen to a file in the working folder."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence

from glimt_rules.message import Message, count, say
from glimt_rules.texts import Texts
from glimt_tui.desk.equipment import Stock, Thing
from glimt_tui.paper.files import write_file
from glimt_tui.paper.label import labels_of


async def write_labels(stock: Stock, things: Sequence[Thing], texts: Texts) -> Message:
    """Write the labels of some things, or of all that is set aside; returns where they are.

    A file that was written for the same before is replaced. Raises InputError where it cannot be
    written.
    """
    name = texts(say("labels"))
    if len(things) == 1:
        label = texts(say("label"))
        name = f"{label}-{things[0].thing.id}"
    path = os.path.join(os.getcwd(), f"{name}.pdf")

    def write() -> int:
        from glimt_tui.paper.label_forms import as_pdf  # only whoever prints needs it

        labels = labels_of(things, stock, texts)
        write_file(path, as_pdf(labels), private=False)
        return len(labels.labels)

    return count(
        "{n} label is written to {file}",
        "{n} labels are written to {file}",
        await asyncio.to_thread(write),
        file=path,
    )

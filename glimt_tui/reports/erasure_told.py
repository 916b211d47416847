"""What erasing somebody does, told before it is done: what goes, and what stays and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, count, say
from glimt_tui.store.erasing import Erasure
from glimt_tui.store.held import Held
from glimt_tui.store.held_copies import Copy
from glimt_tui.store.retention.keeping import Keeping


def goes(
    found: Held, foreseen: Erasure, *, drafts: int, copies: Sequence[Copy]
) -> Iterator[Message]:
    """What is erased at once."""
    if found.record is not None:
        yield say("the record of the person, with all that it says")
    if found.household is not None and not found.housemates:
        yield say("what their household has told, since nobody else lives there")
    counted = [
        count(
            "{n} booking to come, in which nobody else would take part",
            "{n} bookings to come, in which nobody else would take part",
            foreseen.bookings_gone,
        ),
        count(
            "their place in {n} booking to come, which the others keep",
            "their place in {n} bookings to come, which the others keep",
            foreseen.bookings_without,
        ),
        count(
            "their name in {n} booking that is over",
            "their name in {n} bookings that are over",
            foreseen.bookings_over,
        ),
        count(
            "that {n} other person has them as a companion or a fixed contact",
            "that {n} others have them as a companion or a fixed contact",
            foreseen.people,
        ),
        count(
            "{n} further record that is about them",
            "{n} further records that are about them",
            foreseen.records,
        ),
        count(
            "their name or number in {n} text", "their name or number in {n} texts", foreseen.texts
        ),
        count(
            "what {n} change in the journal told; that it was made stays",
            "what {n} changes in the journal told; that they were made stays",
            foreseen.changes,
        ),
        count("{n} draft of a booking", "{n} drafts of bookings", drafts),
        count(
            "all of this in {n} copy that is kept beside the database",
            "all of this in {n} copies that are kept beside the database",
            sum(copy.holds is True for copy in copies),
        ),
    ]
    yield from (message for message in counted if message.n)


def stays(
    found: Held, foreseen: Erasure, keeping: Keeping, copies: Sequence[Copy]
) -> Iterator[Message]:
    """What must be kept until its day, and what tells of nobody."""
    if foreseen.arrivals:
        yield count(
            "{n} entry of the visitor list, with name and number, until {day}: for {days} days "
            "whoever was infected must be traced",
            "{n} entries of the visitor list, with name and number, until {day}: for {days} days "
            "whoever was infected must be traced",
            foreseen.arrivals,
            day=foreseen.arrivals_until,
            days=keeping.retention_days,
        )
    if foreseen.bookings_over:
        yield count(
            "somebody without a name in {n} booking that is over, until {day}: rules still count "
            "whom the others were with",
            "somebody without a name in {n} bookings that are over, until {day}: rules still "
            "count whom the others were with",
            foreseen.bookings_over,
            day=foreseen.over_until,
        )
    if foreseen.is_housemate:
        yield say(
            "that this somebody belongs to a household, for as long: else those who live there "
            "would have met one more than they did"
        )
    for who, n in sorted(found.acted.items()):
        yield count(
            "{n} entry of the journal that {who} wrote: who did what is the centre's account",
            "{n} entries of the journal that {who} wrote: who did what is the centre's account",
            n,
            who=harmless(who),
        )
    for copy in copies:
        if copy.holds is None:
            yield say(
                "perhaps they, in {file}: this copy cannot be read, and goes when it is old",
                file=harmless(copy.file),
            )
    yield say("figures of past days, and that somebody was erased: they name nobody")
    yield say(
        "drafts that other users of this machine have begun: nobody else can read them, and they "
        "are gone after three days"
    )

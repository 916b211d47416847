"""For how long things are kept.

Days are local calendar days. What is kept for ten days and is of 4 January may be seen through
14 January, and is gone on the 15th.
"""

from __future__ import annotations

from msgspec import Struct

#: How many days symptoms are kept after they have cleared.
SYMPTOM_DAYS = 14


class Keeping(Struct, frozen=True):
    """For how many days things are kept."""

    #: the visitor list
    retention_days: int = 10
    #: who took part in past bookings
    booking_days: int = 28

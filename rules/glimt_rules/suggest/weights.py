"""How much each change of a visit asks of whoever wanted it.

A distance of 1 is about an hour later on the same day. They stand in one table, so that a
centre can weigh things otherwise; ``docs/suggestions.md`` tells what they mean.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Weight = Annotated[float, Meta(ge=0, le=1000)]


class Weights(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much each change asks; what is not followed of advice asks something, too."""

    #: each hour by which it starts earlier or later in the day
    hour: Weight = 1.0
    #: each day by which it is moved
    day: Weight = 3.0
    room: Weight = 0.5
    outdoors: Weight = 2.5
    online: Weight = 4.0
    phone: Weight = 4.5
    masks: Weight = 0.5
    #: each member of staff who is left out
    without_staff: Weight = 1.5
    #: each participant who is left out, never the one who asks
    without_somebody: Weight = 3.0
    other_staff: Weight = 1.0
    without_thing: Weight = 1.5
    other_thing: Weight = 0.75
    #: each advice that is not followed then
    advice: Weight = 0.5

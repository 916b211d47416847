"""What the screen is looked at in: every page, every panel, and the states that matter of each."""

from __future__ import annotations

from screen.snapshots import beside_the_plan, form, pages, panels, people
from screen.snapshots.setting import (
    BOOKS,
    MAIN,
    PLANS,
    SCENES,
    Scene,
    by_a_colleague,
    judged,
    stand_on,
)

__all__ = ["BOOKS", "MAIN", "PLANS", "SCENES", "Scene", "by_a_colleague", "judged", "stand_on"]

#: Where scenes are made.
MADE_IN = (pages, panels, form, people, beside_the_plan)

"""Plans that the tests of all three forms write: random ones, and ones with hostile texts."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from glimt_rules.plan.forms import LONGEST_TEXT, text_fault
from glimt_rules.plan.model import Plan
from glimt_rules.plan.read import plan_from_raw
from oracle.random_plans import random_plan

START, END = "2021-01-12T13:00", "2021-01-12T14:00"

#: Texts as a plan accepts them.
texts_of_a_plan = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60
).filter(lambda text: text_fault(text, LONGEST_TEXT) is None)


def random_plans(seeds: range) -> Iterator[tuple[int, Plan]]:
    for seed in seeds:
        yield seed, plan_from_raw(random_plan(random.Random(seed))).plan


def plan_of(*visits: Mapping[str, Any], **more: Any) -> Plan:
    """A plan with these visits; each is on one day, of one person, unless it says otherwise."""
    people = more.pop("people", [{"id": "p-ane", "name": "Ane Moen", "phone": "+47 406 12 345"}])
    given = [
        {"id": f"v{n}", "start": START, "end": END, "people": [people[0]["id"]], **visit}
        for n, visit in enumerate(visits)
    ]
    return plan_from_raw({"format": 1, "people": people, "visits": given, **more}).plan


def public(**keys: Any) -> Mapping[str, Any]:
    return {"public": True, **keys}

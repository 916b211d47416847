"""Everybody who is measured beside the engine decides what it decides, or the run stops."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Any

import pytest
from msgspec import structs

from benchmarks.live import changed
from benchmarks.peers import by_hand
from benchmarks.peers.__main__ import main, run
from benchmarks.peers.checks import CHECKS, LEVELS, Fault, Peer, first_difference
from benchmarks.peers.engine import Engine
from benchmarks.peers.facts import Facts, prepare
from benchmarks.peers.hand_kept import HandKept
from benchmarks.peers.others import installed
from benchmarks.plans import realistic_plan
from glimt_rules.plan.model import Plan
from glimt_rules.plan.read import plan_from_raw

PEERS, LACKING = installed()


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


@pytest.fixture(scope="module")
def stirred() -> Plan:
    """Weeks around 12 April 2021 in which much is wrong, and much is not recorded."""
    rng = random.Random(7)
    raw = realistic_plan(4_700)
    raw["people"][6]["symptoms"] = [{"from": "2021-04-12"}]
    raw["visits"] = [stir(visit, raw, rng) for visit in raw["visits"][3_700:]]
    return plan_from_raw(raw).plan


def stir(visit: dict[str, Any], raw: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    visit = {"setting": "centre", **visit}
    if visit.get("kind") == "shift" or visit["setting"] in ("phone", "online"):
        return visit
    for key, values in {
        "masks": [True, False, None],
        "distance_m": [0.5, 1.5, 2, None, None, None],
        "booked_at": [visit["start"], None, *[visit.get("booked_at")] * 5],
        "status": ["planned", "arrived", "done"],
        "handwashed": [True, False, None],
        "surfaces_cleaned": [True, False, None],
    }.items():
        value = rng.choice(values)
        visit.pop(key, None)
        if value is not None:
            visit[key] = value
    if visit["setting"] == "home":
        visit.pop("purpose", None)
    elif rng.random() < 0.1:
        visit["kind"] = rng.choice(["leisure", "private_gathering", "support_contact"])
        everybody = [person["id"] for person in raw["people"]]
        visit["people"] = rng.sample(everybody, rng.choice([2, 4, 7]))
        visit.pop("absent", None)
    return visit


def test_what_is_written_by_hand_is_what_the_engine_says_also_where_facts_are_missing(
    stirred: Plan, engine: Engine
) -> None:
    found = by_hand.decide(prepare(stirred))
    assert first_difference("glimt", found, engine.faults(stirred)) is None
    assert {check for _, check, level in found if LEVELS[level] != "unknown"} == set(CHECKS)
    assert {check for _, check, level in found if LEVELS[level] == "unknown"} == {
        "kommunal.mask",
        "nasjonal.distance",
        "senter.distance",
        "stottekontakt.assessment",
    }


def test_counts_kept_by_hand_are_those_of_the_edited_plan(stirred: Plan) -> None:
    kept, rng = HandKept(stirred), random.Random(3)
    for _ in range(300):
        kept.put(changed(stirred, rng, kept.visits[rng.choice(list(kept.visits))]))
    edited = structs.replace(stirred, visits=tuple(kept.visits.values()))
    assert kept.in_order() == prepare(edited)


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_a_peer_says_the_same(peer: Peer, stirred: Plan) -> None:
    facts = prepare(stirred)
    found = peer.faults(facts, peer.decide(peer.hand_over(facts)))
    assert first_difference(peer.name, by_hand.decide(facts), found) is None


def test_a_run_names_everybody_and_says_who_is_not_installed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--quick"]) == 0
    told = capsys.readouterr().out
    for name in ("by hand", "glimt: judged, explained", *[peer.name for peer in PEERS]):
        assert f"  {name} " in told
    for name in LACKING:
        assert re.search(rf"^  {re.escape(name)} +not installed$", told, re.MULTILINE)


class Forgetful:
    """It decides as by hand, and passes over one check."""

    name = "forgetful"
    most = 1_000

    def __init__(self, check: str) -> None:
        self.check = check

    def hand_over(self, facts: Sequence[Facts]) -> Sequence[Facts]:
        return facts

    def decide(self, handed: Any) -> list[Fault]:
        return [fault for fault in by_hand.decide(handed) if fault[1] != self.check]

    def faults(self, facts: Sequence[Facts], answer: Any) -> list[Fault]:
        return list(answer)

    def missing(self, fact: str) -> str:
        return "fine"


def test_a_different_answer_stops_the_run_and_is_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run([Forgetful("senter.booked-ahead")], [], quick=True) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("The answers differ at 2021-01-0")
    assert last.endswith("senter.booked-ahead: by hand violation, forgetful fine")


def test_the_same_answer_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([Forgetful("no such check")], ["nowhere"], quick=True) == 0
    told = capsys.readouterr().out
    assert "glimt explained / forgetful:" in told
    assert "the goal is to be quicker than every peer's decisions alone: missed: forgetful" in told
    assert told.count("nowhere") == 5  # two sizes, edits, two missing facts

"""A plugin whose kinds of rules do what a rule's ``does`` says, and note where they are asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

PLUGIN = '''
import os, sys, time
from glimt_rules.hooks import hookimpl
from glimt_rules.kinds.base import BROKEN, Description, Fault, VisitKindOfRule
from glimt_rules.message import say

THERE = any("isolated.worker" in each for each in sys.orig_argv)


def note(what, does=""):
    with open(os.environ["WILD_NOTES"], "a") as file:
        print(what, "there" if THERE else "here", os.getpid(), file=file)
    if does == what:
        time.sleep(1000)
    if does == "not " + what:
        raise ValueError("I do not say")


if THERE and os.environ.get("WILD_START") == "hang":
    time.sleep(1000)
if THERE and os.environ.get("WILD_START") == "leave":
    print("nothing works today", file=sys.stderr)
    os._exit(7)


class Wild(VisitKindOfRule, frozen=True, kw_only=True):
    """At most so many people; a limit of nobody is thought about for ever."""

    name = "wild"

    does: str = ""
    limit: int = 1

    def faults(self, facts, slots):
        note("faults", self.does)
        if self.does == "chatter":
            print("x" * 1_000_000, file=sys.stderr)
        while not self.limit:
            pass
        for slot in slots:
            if len(facts.people[slot]) > self.limit:
                yield Fault(slot, BROKEN, None, len(facts.people[slot]))

    def describe(self, facts, fault):
        note("describe", self.does)
        people = facts.people[fault.slot]
        return Description(say("too wild"), self.limit, "persons", people, (fault.slot,))

    def kept(self, facts, slot):
        note("kept", self.does)
        return say("not wild")


class Where(Wild, frozen=True, kw_only=True):
    name = "wild-where"

    @property
    def in_settings(self):
        note("in_settings", self.does)
        return frozenset(["centre"])

    @property
    def of_kinds(self):
        note("of_kinds", self.does)
        return frozenset(["activity"])


class Which(Wild, frozen=True, kw_only=True):
    name = "wild-which"

    def judges(self, setting, kind):
        note("judges", self.does)
        return setting == "centre"


class Own(Wild, frozen=True, kw_only=True):
    name = "wild-own"

    def candidates(self, facts):
        note("candidates", self.does)
        return [slot for slot, visit in enumerate(facts.visits) if visit.setting == "centre"]


@hookimpl
def glimt_rule_kinds():
    return [Wild, Where, Which, Own]
'''

KINDS = ("wild", "wild-where", "wild-which", "wild-own")

_RULE_SET = """
format = 1
family = "vill"
version = "{version}"
authority = {{ nb = "Noen", en = "Somebody" }}
jurisdiction = {{ nb = "Her", en = "Here" }}
decided = 2021-01-01
in_force = {version}
source = {{ title = {{ nb = "Ingen", en = "None" }} }}

[rules.wild]
kind = "{kind}"
force = "house"
title = {{ nb = "Noe vilt", en = "Something wild" }}
demand = {{ nb = "Ingenting vilt skjer.", en = "Nothing wild happens." }}
{keys}

[[rules.wild.cases]]
name = {{ nb = "Én kan komme.", en = "One can come." }}
force = "house"
expect = {{ a = "violation", b = "kept" }}
visits = [
  {{ id = "a", people = ["p", "q"], start = {day}T12:00:00, end = {day}T13:00:00 }},
  {{ id = "b", people = ["p"], start = {day}T14:00:00, end = {day}T15:00:00 }},
]
"""


def install(folder: Path) -> Path:
    """Leave the plugin in a folder, as pip install --target does."""
    package, info = folder / "glimt_wild", folder / "glimt_wild-1.dist-info"
    package.mkdir()
    info.mkdir()
    (package / "__init__.py").write_text(PLUGIN, "utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: glimt-wild\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[glimt.rules]\nwild = glimt_wild\n")
    return folder


def rule_set(kind: str = "wild", does: str = "", *, version: str = "2021-01-04") -> str:
    """A rule set with one rule of a kind, which does something odd."""
    keys = f'does = "{does}"' if does else ""
    return _RULE_SET.format(kind=kind, keys=keys, version=version, day="2021-01-12")


def plan(*settings: str) -> dict[str, object]:
    """A plan with visits of two in these settings, one a day."""
    return {
        "format": 1,
        "people": [{"id": each, "name": each, "phone": "40612345"} for each in ("per", "pia")],
        "visits": [
            {
                "id": f"v{n}",
                "start": f"2021-01-{12 + n}T12:00",
                "end": f"2021-01-{12 + n}T12:30",
                "setting": setting,
                "people": ["per", "pia"],
            }
            for n, setting in enumerate(settings)
        ],
    }


def noted(notes: Path) -> list[Sequence[str]]:
    """What was asked, where (``here`` or ``there``), and in which process."""
    return [line.split() for line in notes.read_text().splitlines()] if notes.exists() else []

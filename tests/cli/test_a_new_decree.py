"""A Sunday evening: other rules from Wednesday at four, typed as an admin types it.

The decree is made up: another limit, an advice that becomes binding, a rule dropped, an exception
added. What is changed in the file was written there by ``glimt rules new`` and is switched on;
nothing is written from scratch.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli.writing import Run, broken, plan, report, visit, write

FILE = "2021-01-10.toml"
NEW, OLD = "nasjonal@2021-01-10", "nasjonal@2021-01-03"


class Editor:
    """A text editor in the hands of somebody who is no programmer."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines = path.read_text("utf-8").splitlines()
        self.at = 0

    def go_to(self, text: str) -> Editor:
        """Go to the next line from here, or else from the top, that begins like this."""
        places = [*range(self.at, len(self.lines)), *range(self.at)]
        self.at = next(place for place in places if self.lines[place].startswith(text))
        return self

    def switch_on(self, text: str) -> Editor:
        """Take ``# `` away from the next line that begins so without it."""
        self.go_to(f"# {text}")
        self.lines[self.at] = self.lines[self.at].removeprefix("# ")
        return self

    def switch_on_block(self, text: str) -> Editor:
        """Take it away from this line and those below, down to the next empty one."""
        self.go_to(f"# {text}")
        while self.lines[self.at].startswith("# "):
            self.lines[self.at] = self.lines[self.at].removeprefix("# ")
            self.at += 1
        return self

    def change(self, old: str, new: str) -> Editor:
        """Replace a word in the line where the cursor is."""
        assert old in self.lines[self.at]
        self.lines[self.at] = self.lines[self.at].replace(old, new)
        return self

    def save(self) -> None:
        """Write the file."""
        self.path.write_text("\n".join(self.lines) + "\n", "utf-8")


@pytest.fixture
def glimt(tmp_path: Path, glimt: Run) -> Run:
    """Glimt in a folder with a configuration, a folder for rule sets and the coming visits."""
    (tmp_path / "glimt.toml").write_text(
        'language = "en"\nfamilies = ["nasjonal"]\nrule_directories = ["rules"]\n', "utf-8"
    )
    (tmp_path / "rules").mkdir(mode=0o755)
    six, three = [f"p{n}" for n in range(6)], ["ane", "bo", "cai"]
    ill = {"id": "ane", "name": "Ane", "symptoms": [{"from": "2021-01-10"}]}
    near = {"distance_m": 2}
    write(
        tmp_path / "plan.toml",
        plan(
            visit("before", "2021-01-13T12:00", "2021-01-13T13:00", six, **near),
            visit("goes-on", "2021-01-13T15:59", "2021-01-13T17:00", six, **near),
            visit("after", "2021-01-13T17:00", "2021-01-13T18:00", six, **near),
            visit("ill-before", "2021-01-12T12:00", "2021-01-12T13:00", three, **near),
            visit("ill-after", "2021-01-14T12:00", "2021-01-14T13:00", three, **near),
            visit("leisure", "2021-01-15T12:00", "2021-01-15T13:00", ["bo"],
                  kind="leisure", **near),
            visit("party", "2021-01-16T12:00", "2021-01-16T13:00", six, kind="private_gathering",
                  setting="outdoors", **near),
            people=[ill],
        ),
    )  # fmt: skip
    return glimt


def test_a_new_decree_is_in_place_within_a_quarter_of_an_hour(tmp_path: Path, glimt: Run) -> None:
    assert glimt("rules", "lock").returncode == 0  # once, while the folder is empty
    before = glimt("check", "plan.toml", "--format", "json")
    assert broken(report(before)) == [
        ("ill-before", "nasjonal.symptoms", "advice"),
        ("ill-after", "nasjonal.symptoms", "advice"),
        ("leisure", "nasjonal.leisure", "advice"),
        ("party", "nasjonal.private-gathering", "violation"),
    ]

    # a file to change, which says what is still to be filled in
    assert glimt("rules", "new", NEW, "--in-force", "2021-01-13T16:00").returncode == 0
    unfilled = glimt("rules", "test", FILE)
    assert unfilled.returncode == 3
    assert unfilled.stderr.count("this is still to be filled in") == 2

    editor = Editor(tmp_path / FILE)
    editor.go_to("title = {").change("FILL IN: where it is written down, in Norwegian", "Kilden")
    editor.change("FILL IN: where it is written down, in English", "The source")
    editor.switch_on("drop = []").change("[]", '["leisure"]')
    editor.switch_on("[rules.indoor-persons]").switch_on("limit = 10").change("10", "5")
    editor.switch_on("title =").change("Høyst ti", "Høyst fem").change(
        "At most ten", "At most five"
    )
    editor.switch_on("demand =").change("høyst ti", "høyst fem").change(
        "at most ten", "at most five"
    )
    editor.switch_on("[rules.private-gathering]").switch_on("settings").change('"outdoors", ', "")
    editor.switch_on("title =").change("sammenkomster", "sammenkomster inne")
    editor.switch_on("source =")
    editor.switch_on("[rules.symptoms]").switch_on("force").change("advice", "binding")
    editor.switch_on("demand =").change("bør bli", "skal bli").change("should stay", "must stay")
    editor.save()

    # the three rules that are changed need examples, and nothing else is wrong
    without = glimt("rules", "test", FILE)
    assert without.returncode == 3
    assert re.findall(r"rules\.([\w-]+)\.cases: the rule is changed here", without.stderr) == [
        "indoor-persons", "private-gathering", "symptoms"
    ]  # fmt: skip
    assert len(without.stderr.splitlines()) == 3
    for rule in ("indoor-persons", "private-gathering", "symptoms"):
        for _ in range(2):
            editor.switch_on_block(f"[[rules.{rule}.cases]]")
    editor.save()

    # those of symptoms expect an advice that is binding now: the case is wrong, and says so
    tried = glimt("rules", "test", FILE)
    assert tried.returncode == 1
    wrong = re.findall(r":(\d+): rules\.symptoms\.cases\[0\]\.expect\.([\w-]+): (.*)", tried.stdout)
    assert wrong
    assert tried.stdout.count("was expected at") == len(wrong)
    for line, which, said in wrong:
        assert said.startswith(f"«advice» was expected at {which}, and «violation» was found: ")
        assert f'the case, which then says {which} = "violation"' in tried.stdout
        editor.at = int(line) - 1
        if '"advice"' in editor.lines[editor.at]:
            editor.change('"advice"', '"violation"')
    editor.save()
    good = glimt("rules", "test", FILE)
    assert (good.returncode, good.stdout) == (0, f"{NEW}: 6 cases, which all hold\n")
    assert "its source is that of" in good.stderr  # of one rule that has a source of its own

    # what is different, and what that does
    difference = report(glimt("rules", "diff", OLD, FILE, "--format", "json"))
    assert {
        rule["rule"]: (rule["what"], [c["key"] for c in rule["changes"]] * (rule["what"] != "gone"))
        for rule in difference["rules"]
    } == {
        "indoor-persons": ("changed", ["limit", "title", "demand"]),
        "leisure": ("gone", []),
        "private-gathering": ("changed", ["settings", "title"]),
        "symptoms": ("changed", ["force", "demand"]),
    }
    impact = glimt("rules", "impact", FILE, "plan.toml", "--no-alternatives", "--format", "json")
    assert impact.returncode == 1
    turns = {each["id"]: each["turn"] for each in report(impact)["visits"]}
    assert turns == {
        "after": "violation", "ill-after": "violation", "leisure": "other", "party": "allowed"
    }  # fmt: skip

    # in force, at its own time, and out again
    added = glimt("rules", "add", FILE, "--past")
    assert added.returncode == 0, added.stderr
    after = report(glimt("check", "plan.toml", "--format", "json"))
    assert {rule_set["version"] for rule_set in after["rule_sets"]} == {"2021-01-03", "2021-01-10"}
    assert broken(after) == [
        ("ill-before", "nasjonal.symptoms", "advice"),
        ("after", "nasjonal.indoor-persons", "violation"),
        ("ill-after", "nasjonal.symptoms", "violation"),
    ]
    removed = glimt("rules", "remove", NEW, "--past")
    assert removed.returncode == 0, removed.stderr
    assert glimt("check", "plan.toml", "--format", "json").stdout == before.stdout

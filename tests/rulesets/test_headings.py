"""Headings that are still switched off above lines that are switched on."""

from __future__ import annotations

import pytest

from glimt_rules.documents.source import Source
from glimt_rules.errors import InputError, Problem
from glimt_rules.kinds import KINDS
from glimt_rules.message import say
from glimt_rules.rulesets.headings import forgotten_headings, with_headings
from glimt_rules.rulesets.read import read_rule_sets
from rulesets.writing import rule, rule_set


def told(text: str) -> list[tuple[object, ...]]:
    """Of each forgotten heading: what it is, its line, and the first line that is on below it."""
    return [
        (problem.message.values["heading"], problem.line, problem.message.values["on"])
        for problem in forgotten_headings(Source("a.toml", text, "toml"))
    ]


def test_a_heading_that_is_off_above_a_key_that_is_on_is_found() -> None:
    text = "[rules.a]\nlimit = 1\n# [rules.b]\n# kind = 'x'\nlimit = 2\nforce = 'house'\n"
    assert told(text) == [("`# [rules.b]`", 3, 5)]
    assert told("#[[rules.b.cases]]  # the first\nname = 1\n") == [("`# [[rules.b.cases]]`", 1, 2)]
    assert told(text + "# [rules.c]\nlimit = 4\n") == [
        ("`# [rules.b]`", 3, 5),
        ("`# [rules.c]`", 7, 8),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# [rules.b]\n# limit = 2\n# [[rules.b.cases]]\n# name = 1\n",  # all of it is off
        "# [rules.b]\n[rules.b]\nlimit = 2\n",  # the next heading is on
        "# [rules.b]\n# limit = 2\n\n[rules.c]\nlimit = 2\n",
        "[rules.b]\n# [rules.b]\nlimit = 2\n",  # it stands in its table
        "[rules.a]\n# [rules.b] was dropped\nlimit = 2\n",  # a sentence
        "# [source]\ntitle = 1\n",  # no rule's
        'note = """\n# [rules.b]\nlimit = 2\n"""\n',  # within a text
        "visits = [\n# [rules.b]\n  { id = 'a' },\n]\n",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert told(text) == []


def test_it_stands_in_the_place_of_what_follows_from_it() -> None:
    text = "a = 1\n# [rules.b]\nlimit = 2\n[rules.c]\nlimit = 2\n"
    problems = [
        Problem(message=say("x"), where="rules.c.limit", line=5),
        Problem(message=say("x"), where="limit", line=3),
        Problem(message=say("x"), where="rules.b", line=None),
        Problem(message=say("x"), where="rules.b.cases[0]", line=9),
    ]
    kept = with_headings(Source("a.toml", text, "toml"), problems)
    assert [problem.line for problem in kept] == [2, 5, 9]
    assert kept[0].message.text.startswith("the heading")


def test_a_file_with_one_is_told_of_that_alone() -> None:
    lost = rule("more").replace("[rules.more]", "# [rules.more]")
    twice = rule_set("2021-01-04", rule("few"), lost)
    _, failed = read_rule_sets([Source("a.toml", twice, "toml")], {k.name: k for k in KINDS})
    (problem,) = failed[0].problems
    assert problem.message.text.startswith("the heading")
    assert problem.line == twice.splitlines().index("# [rules.more]") + 1
    # a key that stands twice in its table then is broken TOML
    broken = rule_set("2021-01-04", rule("few").partition("\n[[")[0], lost)
    with pytest.raises(InputError) as error:
        raise InputError(read_rule_sets([Source("a.toml", broken, "toml")], {})[1][0].problems)
    (problem,) = error.value.problems
    assert problem.message.text.startswith("the heading")

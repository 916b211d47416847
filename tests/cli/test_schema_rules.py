"""``glimt schema rules``: what it accepts is what Glimt reads, as far as a schema can see."""

from __future__ import annotations

import re
import textwrap
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from cli.writing import NEXT_NASJONAL, RULE_SET, Run, plugin
from glimt_rules.documents.source import Source
from glimt_rules.kinds import KINDS
from glimt_rules.kinds.base import Kind
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import RuleHead, RuleSetHead
from glimt_rules.rulesets.read import read_rule_sets
from glimt_tui.cli.schema import schema_text
from glimt_tui.cli.schema_rules import rules_schema
from glimt_tui.reports.rule_keys import KIND_KEYS, KINDS_SAY, RULE_KEYS, SET_KEYS, key_means

CHECKOUT = Path(__file__).parents[2]
SCHEMA = rules_schema(KINDS)
RULES = Draft202012Validator(SCHEMA)
SHIPPED = sorted((CHECKOUT / "plugins").rglob("*.toml"))
BY_NAME: dict[str, type[Kind]] = {kind.name: kind for kind in KINDS}


def as_json(value: Any) -> Any:
    """The values of a document as an editor hands them to a schema."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def errors(text: str) -> list[str]:
    document = as_json(tomllib.loads(text))
    return [f"{e.json_path}: {e.message[:200]}" for e in RULES.iter_errors(document)]


def refused_by_glimt(text: str, book: RuleBook) -> bool:
    source = Source(name="new.toml", text=text, format="toml")
    return not read_rule_sets([source], BY_NAME, book.rule_sets)[0]


# The schema itself -------------------------------------------------------------------------


def test_the_committed_schema_is_what_the_command_prints(glimt: Run) -> None:
    printed = glimt("schema", "rules").stdout
    assert printed == schema_text("rules")
    committed = (CHECKOUT / "docs" / "rules.schema.json").read_text("utf-8")
    assert committed == printed, "glimt schema rules > docs/rules.schema.json"


def test_the_schema_is_valid_and_its_tables_take_no_other_keys() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for name, table in (("", SCHEMA), *SCHEMA["$defs"].items()):
        assert table["title"]
        if table["type"] == "object" and "$ref" not in table:
            assert table["additionalProperties"] is False, name
            assert all(
                "description" in value or "anyOf" in value for value in table["properties"].values()
            ), name


def test_every_key_and_every_kind_has_its_words_and_no_word_is_of_nothing() -> None:
    assert set(SET_KEYS) == {field.encode_name for field in msgspec.structs.fields(RuleSetHead)}
    assert set(RULE_KEYS) == {field.encode_name for field in msgspec.structs.fields(RuleHead)}
    assert set(KINDS_SAY) == set(BY_NAME)
    own = {
        (kind.name, field.encode_name)
        for kind in KINDS
        for field in msgspec.structs.fields(kind)
        if field.encode_name not in Kind.__struct_fields__
    }
    assert set(KIND_KEYS) == own
    assert all(key_means("anything", key) for key in Kind.__struct_fields__)
    for words in (*SET_KEYS.values(), *RULE_KEYS.values(), *KIND_KEYS.values()):
        assert len(words.text) <= 150
        assert words.text.endswith((".", "1."))


def test_the_kinds_of_a_plugin_are_in_the_schema_that_is_printed_beside_it(
    tmp_path: Path, glimt: Run
) -> None:
    module = """
    from glimt_rules.hooks import hookimpl
    from glimt_rules.kinds.base import VisitKindOfRule

    class Quiet(VisitKindOfRule, frozen=True, kw_only=True):
        name = "quiet-hours"
        decibels: int

    @hookimpl
    def glimt_rule_kinds():
        return [Quiet]
    """
    env = plugin(tmp_path / "lib", textwrap.dedent(module))
    (tmp_path / "glimt.toml").write_text('families = ["prove"]\n', "utf-8")
    printed = glimt("schema", "rules", env=env).stdout
    assert '"decibels"' in printed
    assert '"decibels"' not in glimt("schema", "rules").stdout or '"prove"' in printed


# What is accepted --------------------------------------------------------------------------


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_the_files_that_come_with_glimt_are_accepted(file: Path) -> None:
    assert errors(file.read_text("utf-8")) == []


def test_what_the_pages_show_is_accepted() -> None:
    blocks = re.findall(
        r"```toml\n(.*?)```", (CHECKOUT / "docs" / "rule-sets.md").read_text("utf-8"), re.DOTALL
    )
    shown = [block for block in blocks if block.startswith("format")]
    assert shown
    for block in shown:
        assert errors(block) == []


@pytest.mark.parametrize("base", ["nasjonal@2021-01-03", "senter@2021-01-04", "prove"])
def test_a_new_file_is_accepted_but_for_what_is_to_be_filled_in(glimt: Run, base: str) -> None:
    family = base.partition("@")[0]
    written = glimt("rules", "new", f"{family}@2021-06-01", "--output", "-").stdout
    places = [error.partition(":")[0] for error in errors(written)]
    assert places
    if family != "prove":
        assert set(places) == {"$.source.title.nb", "$.source.title.en"}
        filled = re.sub(r'"FYLL UT[^"]*"', '"Kilde"', written)
        assert errors(filled) == []
        on = re.sub(r"^# ?(?!#|:schema)", "", filled, flags=re.MULTILINE)
        assert errors(on) == []


# What is refused ---------------------------------------------------------------------------

WHOLE = RULE_SET.replace("\n[rules.few]", "\nreview_by = 2021-02-01\n[rules.few]")


def mutations() -> Iterator[tuple[str, str]]:
    for name, old, new in (
        ("another format", "format = 1", "format = 2"),
        ("no family", 'family = "prove"\n', ""),
        ("a family with a dot", 'family = "prove"', 'family = "pro.ve"'),
        ("a version with a space", 'version = "2021-01-01"', 'version = "2021 01"'),
        ("an unknown key", "format = 1", "format = 1\ninforce = 2021-01-01"),
        ("a day that is text", "decided = 2021-01-01", 'decided = "1. januar"'),
        ("a time for a day", "decided = 2021-01-01", "decided = 2021-01-01T12:00:00"),
        ("a time with an offset", "in_force = 2021-01-01", "in_force = 2021-01-01T12:00:00Z"),
        ("a far year", "in_force = 2021-01-01", "in_force = 0021-01-01"),
        ("one language", 'nb = "Her", en = "Here"', 'nb = "Her"'),
        ("a third language", 'nb = "Her", en = "Here"', 'nb = "Her", en = "Here", nn = "Her"'),
        ("an empty text", 'en = "Here"', 'en = " "'),
        ("a plain text", '{ nb = "Her", en = "Here" }', '"Her"'),
        ("a text of two lines", 'en = "Here"', 'en = "He\\nre"'),
        ("what is to be filled in", 'en = "Here"', 'en = "FILL IN: where"'),
        ("until and ends", "format = 1",
         "format = 1\nuntil = 2021-02-01\nends = [{ decided = 2021-01-01, until = 2021-02-01 }]"),
        ("an end without a day", "format = 1", "format = 1\nends = [{ until = 2021-02-01 }]"),
        ("something dropped of nothing", "format = 1", 'format = 1\ndrop = ["few"]'),
        ("a text for a list", "format = 1", 'format = 1\nbase = "x"\ndrop = "few"'),
        ("a review on no day", "review_by = 2021-02-01", 'review_by = "soon"'),
        ("no source", "\nsource =", "\nsauce ="),
        ("a source without a title", 'source = { title = { nb = "Prøvevedtaket",'
         ' en = "The trial decision" }, url', "source = { url"),
        ("a rule with a dot", "[rules.few]", '[rules."fe.w"]'),
        ("no kind", 'kind = "persons-at-once"\n', ""),
        ("a kind that is none", '"persons-at-once"', '"person-at-once"'),
        ("a force that is none", '"house"', '"law"'),
        ("no title", 'title = { nb = "Én', 'titel = { nb = "Én'),
        ("a limit as text", "limit = 1", 'limit = "1"'),
        ("a limit of 0", "limit = 1", "limit = 0"),
        ("no limit", "limit = 1\n", ""),
        ("a misspelt limit", "limit = 1", "limt = 1"),
        ("a key of another kind", "limit = 1", "limit = 1\nmetres = 1"),
        ("a setting that is none", "limit = 1", 'limit = 1\nsettings = ["moon"]'),
        ("a case without a name", 'name = { nb = "Én er nok.", en = "One is fine." }\n', ""),
        ("a case that expects nothing", 'expect = { a = "kept" }', "expect = {}"),
        ("a word that is none", '"kept"', '"fine"'),
        ("a misspelt key of a case", 'expect = { a = "kept" }', 'expct = { a = "kept" }'),
        ("a misspelt key of a visit", 'people = ["x"]', 'peple = ["x"]'),
        ("a visit by nobody", 'people = ["x"]', "people = []"),
        ("single brackets", "[[rules.few.cases]]\n", "[rules.few.cases]\n"),
        ("no rules", WHOLE[WHOLE.index("[rules.few]"):], ""),
    ):  # fmt: skip
        assert WHOLE.count(old) >= 1, name
        text = WHOLE.replace(old, new, 1)
        if name == "single brackets":
            text = text[: text.index("[[rules")]
        yield name, text


@pytest.mark.parametrize(("name", "text"), list(mutations()), ids=[name for name, _ in mutations()])
def test_what_is_wrong_is_refused_by_the_schema_and_by_glimt(
    name: str, text: str, book: RuleBook
) -> None:
    assert errors(WHOLE) == []
    assert not refused_by_glimt(WHOLE, book)
    assert errors(text), name
    if "of a visit" not in name and "by nobody" not in name:  # plans are read as cases are tried
        assert refused_by_glimt(text, book)


@pytest.mark.parametrize(
    ("old", "new"),
    [("limit = 6", 'limit = "6"'), ("limit = 6", "limt = 6"), ("limit = 6", "limit = -1"),
     ("limit = 6", 'force = "law"'), ("limit = 6", "title = { nb = 'Bare norsk' }"),
     ("limit = 6", "with_risk_group = 1")],
)  # fmt: skip
def test_a_change_of_a_rule_needs_its_changes_only_and_those_in_order(old: str, new: str) -> None:
    assert errors(NEXT_NASJONAL) == []
    assert errors(NEXT_NASJONAL.replace(old, new, 1))


def test_a_file_of_cases_holds_cases_and_nothing_else() -> None:
    cases = RULE_SET[RULE_SET.index("[[rules.few.cases]]") :]
    assert errors(cases) == []
    assert errors(
        cases.replace("[[rules.few.cases]]", "[rules.few]\nlimit = 1\n[[rules.few.cases]]", 1)
    )
    assert errors(cases.replace('"kept"', '"brudd"'))
    assert errors("")

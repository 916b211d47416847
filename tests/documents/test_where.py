"""The lines of keys and items."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glimt_rules.documents.source import parse, source_from_bytes
from glimt_rules.documents.where import Lines

TOML = """\
# a plan
format = 1

[centre]
name = 'New York'  # [[not this]]
"opening hours".mon = [
  "[[visits]]",
  "10:00-17:00", # ]
]

[centre.opening_hours]
tue = []

[[visits]]
id = "v1"
text = \"\"\"
[[visits]]
id = "no"\"\"\"
people = ["a",
  "b"]

[[visits]]   # second
id = "v2"
raw = '''
[[visits]]'''
when = 2021-01-04T13:00
inner = { a = 1, b.c = [1,
    { d = 2 }], "e f" = 3 }
[[visits.x]]
y = 1
[[visits.x]]
y = 2
[visits."odd key".'b']
z = 1
[[visits]]
id = "v3"
"""


def toml_line(*path: str | int, text: str = TOML) -> int | None:
    source = source_from_bytes("a.toml", text.encode())
    parse(source)
    return Lines(source).line(path)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("format",), 2),
        (("centre",), 4),
        (("centre", "name"), 5),
        (("centre", "opening hours"), 6),
        (("centre", "opening hours", "mon"), 6),
        (("centre", "opening hours", "mon", 0), 7),
        (("centre", "opening hours", "mon", 1), 8),
        (("centre", "opening_hours"), 11),
        (("centre", "opening_hours", "tue"), 12),
        (("visits",), 14),
        (("visits", 0), 14),
        (("visits", 0, "id"), 15),
        (("visits", 0, "people"), 19),
        (("visits", 0, "people", 0), 19),
        (("visits", 0, "people", 1), 20),
        (("visits", 1), 22),
        (("visits", 1, "raw"), 24),
        (("visits", 1, "when"), 26),
        (("visits", 1, "inner", "b", "c", 1, "d"), 28),
        (("visits", 1, "inner", "e f"), 28),
        (("visits", 1, "x", 0), 29),
        (("visits", 1, "x", 1, "y"), 32),
        (("visits", 1, "odd key", "b", "z"), 34),
        (("visits", 2, "id"), 36),
    ],
)
def test_a_toml_key_is_at_its_own_line_and_a_table_at_its_header(path, line):
    assert toml_line(*path) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("visits", 0, "start"), 14),
        (("visits", 0, "people", 7), 19),
        (("visits", 9), 14),
        (("waivers", 0, "by"), 1),
        ((), 1),
    ],
)
def test_what_is_not_there_is_at_the_nearest_thing_around_it(path, line):
    assert toml_line(*path) == line


def test_a_table_whose_sub_table_comes_first_is_at_its_own_header():
    assert toml_line("a", text="[a.b]\nc = 1\n[a]\nd = 1\n") == 3


def test_strings_with_quotes_inside_end_where_they_end():
    text = 'a = """"x""""\nb = \'\'\'\'y\'\'\'\'\'\nc = "\\\\"\nd = \'x\\\'\n[e]\nf = "#"\ng = 1\n'
    assert [toml_line(key, text=text) for key in "abcd"] == [1, 2, 3, 4]
    assert toml_line("e", "g", text=text) == 7


JSON = """\
{
  "format": 1, "centre": {"name": "{[\\"",
    "x": {}},
  "visits": [
    {"id": "v1",
     "people": ["a",
       "b"]},
    {
     "id": "v2", "\\u00e5": {"deep": [[[[
        {"e": 1}]]]]}
    }
  ],
  "waivers": []
}
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("format",), 2),
        (("centre", "name"), 2),
        (("centre", "x"), 3),
        (("visits",), 4),
        (("visits", 0), 5),
        (("visits", 0, "people", 1), 7),
        (("visits", 1), 8),
        (("visits", 1, "id"), 9),
        (("visits", 1, "å", "deep", 0, 0, 0, 0, "e"), 10),
        (("visits", 1, "start"), 8),
        (("waivers",), 13),
        (("nothing",), 1),
    ],
)
def test_a_json_key_is_at_its_own_line_and_an_object_at_its_bracket(path, line):
    assert Lines(source_from_bytes("a.json", JSON.encode())).line(path) == line


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=3), VALUES, max_size=4))
def test_every_key_and_item_of_json_is_found_where_it_was_written(document):
    text, places = written_as_json(document)
    lines = Lines(source_from_bytes("a.json", text.encode()))
    assert {path: lines.line(path) for path in places} == places


def written_as_json(document: object) -> tuple[str, dict[tuple[str | int, ...], int]]:
    """The document with each key and item on a line of its own, and those lines."""
    rows: list[str] = []
    places: dict[tuple[str | int, ...], int] = {}

    def write(value: object, path: tuple[str | int, ...], before: str, after: str) -> None:
        if path:
            places[path] = len(rows) + 1
        if isinstance(value, dict | list):
            opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
            rows.append(before + opening)
            entries = list(value.items() if isinstance(value, dict) else enumerate(value))
            for n, (key, inner) in enumerate(entries):
                comma = "," if n + 1 < len(entries) else ""
                name = f"{json.dumps(key)}: " if isinstance(value, dict) else ""
                write(inner, (*path, key), name, comma)
            rows.append(closing + after)
        else:
            rows.append(before + json.dumps(value, ensure_ascii=False) + after)

    write(document, (), "", "")
    return "\n".join(rows), places


def toml_value(value: object, indent: str) -> str:
    """A value as TOML, lists over several lines."""
    if isinstance(value, list):
        inner = "".join(f"\n{indent}{toml_value(each, indent)}, # ]" for each in value)
        return f"[{inner}\n]"
    if isinstance(value, dict):
        pairs = (f"{json.dumps(k)} = {toml_value(v, indent)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    return json.dumps(value)


TOML_TEXT = st.text(alphabet="ab[]{}#=\"'\\\n.å", max_size=6)
TOML_VALUES = st.recursive(
    st.booleans() | st.integers(0, 9) | TOML_TEXT,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=2)
    ),
    max_leaves=6,
)


@given(
    st.lists(
        st.tuples(st.booleans(), st.dictionaries(TOML_TEXT, TOML_VALUES, max_size=3)), max_size=5
    )
)
def test_every_table_and_key_of_toml_is_found_where_it_was_written(tables):
    text, places, number = "", {}, -1
    for sub_table, table in tables:
        path: tuple[str | int, ...]
        if sub_table and number >= 0 and ("v", number, "s") not in places:
            path, header = ("v", number, "s"), "[v.s]"
        else:
            number += 1
            path, header = ("v", number), "[[v]]"
        places[path] = text.count("\n") + 1
        text += f"{header}\n"
        for key, value in table.items():
            if path[-1] != "s" and key == "s":
                continue
            places[(*path, key)] = text.count("\n") + 1
            text += f"{json.dumps(key)} = {toml_value(value, '  ')}\n"
    source = source_from_bytes("a.toml", (text or "#").encode())
    parse(source)
    lines = Lines(source)
    assert {path: lines.line(path) for path in places} == places


@settings(max_examples=30)
@given(st.text(alphabet="ab=.[]{}\"'\\#\n ,:1", max_size=60), st.sampled_from(["a.toml", "a.json"]))
def test_looking_in_a_text_that_no_parser_takes_ends(text, name):
    if text.strip():
        line = Lines(source_from_bytes(name, text.encode())).line(("a", 0, "b"))
        assert line is not None
        assert 1 <= line <= text.count("\n") + 1


@pytest.mark.parametrize(("start", "end"), [("", ""), ("", "\n"), ("\n", ""), (" ", "\n\n")])
def test_a_document_on_one_line_is_on_that_line_whatever_is_around_it(start, end):
    lines = Lines(source_from_bytes("a.json", f'{start}{{"a": [1, {{"b": 2}}]}}{end}'.encode()))
    line = start.count("\n") + 1
    assert [lines.line(path) for path in ((), ("a",), ("a", 1, "b"), ("c",))] == [line] * 4


@pytest.mark.parametrize("name", ["a.toml", "a.json"])
def test_ten_thousand_visits_are_looked_through_at_once(name):
    if name == "a.toml":
        text = '[[visits]]\nid = "v"\npeople = ["a", "b"]\n\n' * 10_000
        expected = 4 * 9_999 + 2
    else:
        text = '{"visits": [\n' + ",\n".join(['{"id": "v", "people": ["a", "b"]}'] * 10_000) + "]}"
        expected = 10_001
    lines = Lines(source_from_bytes(name, text.encode()))
    began = time.perf_counter()
    assert lines.line(("visits", 9_999, "id")) == expected
    assert time.perf_counter() - began < 2

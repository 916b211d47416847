"""Texts of documents: how they are read, and what is said of the ones that cannot be."""

import io
import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glimt_rules.documents import source as source_module
from glimt_rules.documents.faults import NotFinite, quoted
from glimt_rules.documents.source import Source, parse, read_source, source_from_bytes
from glimt_rules.errors import InputError, Problem


def problems_of(name: str, data: bytes | str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        parse(source_from_bytes(name, data.encode() if isinstance(data, str) else data))
    assert all(problem.file == name for problem in caught.value.problems)
    return caught.value.problems


def the_problem(name: str, data: bytes | str) -> Problem:
    (problem,) = problems_of(name, data)
    return problem


def text_of(problem: Problem) -> str:
    return problem.message.text.format_map(problem.message.values)


def refusal(path: str | Path) -> Problem:
    with pytest.raises(InputError) as caught:
        read_source(path)
    (problem,) = caught.value.problems
    assert problem.file == str(path)
    return problem


def test_a_file_keeps_the_name_it_was_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("plan.toml").write_text("format = 1\n")
    assert read_source("plan.toml") == Source("plan.toml", "format = 1\n", "toml")


@pytest.mark.parametrize(
    ("name", "text", "format_"),
    [
        ("a.toml", "{", "toml"),
        ("a.json", "a = 1", "json"),
        ("A.JSON", "a = 1", "json"),
        ("a.txt", ' \n\t{"a": 1}', "json"),
        ("a", "a = 1", "toml"),
        ("-", "{}", "json"),
        ("-", "[a]", "toml"),
    ],
)
def test_the_extension_decides_the_format_and_else_the_first_character(name, text, format_):
    assert source_from_bytes(name, text.encode()).format == format_


def test_a_dash_is_standard_input(monkeypatch):
    stdin = io.TextIOWrapper(io.BytesIO(b'{"format": 1}'))
    monkeypatch.setattr("sys.stdin", stdin)
    assert read_source("-") == Source("-", '{"format": 1}', "json")


def test_a_byte_order_mark_is_skipped_once():
    assert parse(source_from_bytes("a.toml", b"\xef\xbb\xbfa = 1")) == {"a": 1}
    assert parse(source_from_bytes("-", b'\xef\xbb\xbf{"a": 1}')) == {"a": 1}
    assert the_problem("a.toml", b"\xef\xbb\xbf\xef\xbb\xbfa = 1").line == 1


def test_a_missing_file_is_told(tmp_path):
    assert "no such file" in text_of(refusal(tmp_path / "none.toml"))


def test_a_folder_is_told(tmp_path):
    assert "folder" in text_of(refusal(tmp_path))


def test_missing_permission_is_told(tmp_path, monkeypatch):
    def refuse(*_args: object) -> None:
        raise PermissionError

    monkeypatch.setattr("builtins.open", refuse)
    assert "permission" in text_of(refusal(tmp_path / "a.toml"))


@pytest.mark.parametrize("name", ["a\0b.toml", "x" * 5000, "plan.toml/inside"])
def test_a_name_that_no_file_can_have_is_told(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("plan.toml").touch()
    assert "cannot be read" in text_of(refusal(name))


def test_a_file_that_is_too_large_is_refused_by_its_size(tmp_path, monkeypatch):
    huge = tmp_path / "huge.toml"
    with huge.open("wb") as file:
        file.truncate(source_module.LARGEST + 1)
    assert "larger than 256 MiB" in text_of(refusal(huge))


def test_a_pipe_that_yields_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(source_module, "LARGEST", 1000)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(b"#" * 1001))
    writer.start()
    problem = refusal(pipe)
    writer.join()
    assert "larger" in text_of(problem)


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_told(data):
    assert "empty" in text_of(the_problem("a.toml", data))
    assert "empty" in text_of(the_problem("a.json", data))


def test_the_line_of_the_first_byte_that_is_not_utf8_is_told():
    problem = the_problem("a.toml", b"a = 1\nb = '\x81\xff'\n")
    assert problem.line == 2
    assert "0x81" in text_of(problem)


def test_latin_1_is_recognised():
    problem = the_problem("a.toml", "a = 1\n\nb = 'blåbær'".encode("latin-1"))
    assert problem.line == 3
    assert "Latin-1" in text_of(problem)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_recognised(encoding):
    problem = the_problem("a.toml", "format = 1\nnavn = 'Åse'\n".encode(encoding))
    assert "UTF-16" in text_of(problem)


def test_a_zero_byte_is_told_with_its_line():
    problem = the_problem("a.json", b'{"a": 1,\n"b": "\0"}')
    assert problem.line == 2
    assert "zero byte" in text_of(problem)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a = 1\nb = ja\n", 2, ['"ja"', "column 5", "text stands in quotes"]),
        ("a = 1\nb\n", 2, ["equals sign"]),
        ("a = 1\nb 1\n", 2, ['"1"', "equals sign"]),
        ("a = 1 b = 2", 1, ['"b = 2"', "column 7"]),
        ("a = 2021-13-01", 1, ['"-13-01"']),
        ("a = [1, 2", 1, ["closing bracket is missing"]),
        ("a = [1 2]", 1, ['"2]"', "comma"]),
        ('a = "x', 1, ["closing quote is missing"]),
        ('a = "x\ny"', 1, ["ends on the line on which it begins"]),
        ('a = "C:\\dir"', 1, ["backslash", "written twice"]),
        ("blå = 1", 1, ["stands in quotes"]),
        ("[a", 1, ["closing bracket"]),
        ("a =", 1, ["value"]),
        ("a = 1\r\nb = nei\r\n", 2, ['"nei"', "column 5"]),
    ],
)
def test_broken_toml_is_told_with_its_line_and_what_was_found(text, line, said):
    problem = the_problem("a.toml", text)
    assert problem.line == line
    for words in said:
        assert words in text_of(problem)


@pytest.mark.parametrize(
    ("text", "line", "where", "first"),
    [
        ("a = 1\nb = 2\na = 3\n", 3, "a", "line 1"),
        ("[[v]]\nid = 1\n[[v]]\nid = 2\nx = [\n1]\nid = 3\n", 7, "v[1].id", "line 4"),
        ("[a]\nb.c = 1\nb.c = 2\n", 3, "a.b.c", "line 2"),
        ("[a]\nb = 1\n[a]\n", 3, "a", "line 1"),
        ("[visits]\nid = 1\n[[visits]]\n", 3, "visits", "double brackets"),
        ("a = {}\n[a.b]\n", 2, "a.b", "line 1"),
        ('"a b" = 1\n"a b" = 2\n', 2, '"a b"', "line 1"),
    ],
)
def test_a_repeated_toml_key_is_told_with_both_places(text, line, where, first):
    problem = the_problem("a.toml", text)
    assert (problem.line, problem.where) == (line, where)
    assert first in text_of(problem)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('{"a": 1,\n}', 2, ["no comma after the last entry"]),
        ('{"a" 1}', 1, ["colon", "column 6"]),
        ('{"a": 1\n"b": 2}', 2, ["comma"]),
        ('{"a": ja}', 1, ['"ja}"', "no value"]),
        ("{'a': 1}", 1, ["double quotes"]),
        ('{"a": "x\ny"}', 1, ["ends on the line"]),
        ('{"a": "\\d"}', 1, ["backslash"]),
        ('{"a": "x', 1, ["no closing quote"]),
        ('{"a":\n', 2, ["closing bracket is missing"]),
        ('{"a": 1}\n}', 2, ["after the end of the document"]),
    ],
)
def test_broken_json_is_told_with_its_line_and_what_was_found(text, line, said):
    problem = the_problem("a.json", text)
    assert problem.line == line
    for words in said:
        assert words in text_of(problem)


def test_every_repeated_json_key_is_told_with_its_path_and_both_lines():
    text = '{"a": [{"b": 1,\n "b": 2}],\n "c": {},\n "a": [],\n "a": 1}'
    found = problems_of("a.json", text)
    assert [(p.where, p.line, p.message.values["line"]) for p in found] == [
        ("a[0].b", 2, 1),
        ("a", 4, 1),
        ("a", 5, 1),
    ]


def test_json_numbers_that_are_none_are_told():
    found = problems_of("a.json", '{"a": NaN,\n "b": [-Infinity],\n "c": "NaN"}')
    assert [(p.where, p.line) for p in found] == [("a", 1), ("b[0]", 2)]


def test_a_number_beyond_all_bounds_is_no_number():
    for name, text in (("a.json", '{"a": 1e999}'), ("a.toml", "a = 1e999"), ("a.toml", "a = inf")):
        assert isinstance(parse(source_from_bytes(name, text.encode()))["a"], NotFinite)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"a": 1,\n"b": ' + "[" * 100_000 + "}"),
        ("a.json", '{"a": 1,\n"b": ' + "[" * 5000 + "]" * 5000 + "}"),
        ("a.json", '{"a": 1,\n"b": ' + '{"b":' * 50_000 + "}"),
        ("a.toml", "a = 1\nb = " + "[" * 5000),
        ("a.toml", "a = '['\nb = " + "{b=" * 100_000),
        ("a.toml", "a = 1\n" + "b." * 20_000 + "b = 1\n"),
        ("a.toml", "a = 1\n[" + "b." * 20_000 + "b]\n"),
    ],
)
def test_a_document_that_is_too_deep_is_told_with_its_line(name, text):
    problem = the_problem(name, text)
    assert problem.line == 2
    assert "too many levels" in text_of(problem)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"a": "' + "9" * 6000 + '",\n"b": ' + "9" * 5000 + "}"),
        ("a.toml", "a = '" + "9" * 6000 + "' # " + "9" * 6000 + "\nb = " + "9" * 5000),
    ],
)
def test_a_number_of_thousands_of_digits_is_told_with_its_line(name, text):
    problem = the_problem(name, text)
    assert problem.line == 2
    assert "5000 digits" in text_of(problem)


@pytest.mark.parametrize("text", ["[1]", "5", '"a"', "null", "true"])
def test_a_json_document_that_is_no_table_is_told(text):
    assert "table" in text_of(the_problem("a.json", text))


def test_foreign_text_is_shortened_and_made_harmless():
    assert quoted("a\x1b[31m\u202e\u2028\x85\ud800") == '"a\\u001b[31m\\u202e\\u2028\\u0085\\ud800"'
    assert len(quoted("x" * 10_000)) < 80
    assert len(quoted(16**5000)) < 80
    assert quoted([1, [2, [3, [4, [5]]]]]) == "[1, [2, [3, […]]]]"
    assert quoted({"a": True, "b c": None}) == '{a = true, "b c" = null}'


@given(st.recursive(st.text() | st.integers() | st.floats(), st.lists) | st.text())
def test_whatever_is_quoted_is_one_short_line_without_tricks(value):
    shown = quoted(value)
    assert shown.isprintable()
    assert len(shown) < 20_000


def parsed_or_told(name: str, data: bytes) -> object:
    """The table, or the sentences that say why there is none."""
    try:
        return parse(source_from_bytes(name, data))
    except InputError as error:
        return [text_of(problem) for problem in error.problems]


@given(st.binary(max_size=200), st.sampled_from(["a.toml", "a.json", "-"]))
def test_no_bytes_whatever_make_anything_but_a_table_or_an_input_error(data, name):
    found = parsed_or_told(name, data)
    assert found or isinstance(found, dict)


@given(
    st.text(alphabet="ab=.[]{}\"'\\#\n\r ,:1-tfT_", max_size=60),
    st.sampled_from(["a.toml", "a.json"]),
)
def test_no_text_whatever_makes_anything_but_a_table_or_an_input_error(text, name):
    found = parsed_or_told(name, text.encode())
    assert found or isinstance(found, dict)

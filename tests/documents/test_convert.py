"""Turning parsed documents into typed values, and telling all that is wrong."""

import subprocess
import sys
from datetime import date, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct

from glimt_rules.documents.convert import Conversion, Refused, convert
from glimt_rules.documents.faults import NotFinite
from glimt_rules.documents.source import parse, source_from_bytes
from glimt_rules.documents.times import Times
from glimt_rules.errors import InputError
from glimt_rules.message import say
from glimt_rules.moments import LocalTime, Moment
from glimt_rules.plan.model import Plan

TIMES = Times(ZoneInfo("Europe/Oslo"))


class Inner(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=5)]
    kind: Literal["walk", "talk"] = "walk"


class Outer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: Literal[1]
    since: date = msgspec.field(name="from")
    until: LocalTime | None = None
    at: Moment | None = None
    flag: bool | None = None
    size: Annotated[int, Meta(ge=1, le=9)] = 1
    metres: Annotated[float, Meta(ge=0)] | None = None
    inner: Inner | None = None
    several: Annotated[tuple[Inner, ...], Meta(max_length=2)] = ()
    names: Annotated[tuple[str, ...], Meta(min_length=1)] = ("a",)
    weeks: dict[str, Annotated[int, Meta(ge=0)]] = {}
    mixed: int | str | None = None
    anything: Any = None


GOOD: dict[str, object] = {"format": 1, "from": "2021-01-04"}


def told(raw: object, type_: Any = Outer) -> list[tuple[tuple[str | int, ...], str]]:
    return [
        (fault.path, fault.message.text.format_map(fault.message.values))
        for fault in convert(raw, type_, hook=TIMES).faults
    ]


def told_of(**keys: object) -> str:
    ((_, text),) = told(GOOD | keys)
    return text


def test_a_good_document_becomes_its_type():
    raw = GOOD | {"inner": {"name": "å"}, "several": [{"name": "b", "kind": "talk"}], "metres": 2}
    conversion = convert(raw, Outer, hook=TIMES)
    assert conversion.faults == conversion.problems == ()
    assert conversion.whole() == Outer(
        format=1,
        since=date(2021, 1, 4),
        inner=Inner(name="å"),
        several=(Inner(name="b", kind="talk"),),
        metres=2.0,
    )


def test_a_misspelt_key_is_told_with_what_was_meant():
    assert told(GOOD | {"inner": {"name": "a", "knid": "walk"}}) == [
        (("inner", "knid"), 'There is no key "knid" here; did you mean "kind"?')
    ]


def test_a_key_that_is_like_no_other_is_told_with_the_ones_that_are_allowed():
    ((path, _),) = told(GOOD | {"inner": {"name": "a", "xyz": 1}})
    (fault,) = convert(GOOD | {"inner": {"name": "a", "xyz": 1}}, Outer, hook=TIMES).faults
    assert path == ("inner", "xyz")
    assert fault.message.values["allowed"] == ("name", "kind")


def test_a_required_key_that_was_misspelt_is_not_told_as_missing_too():
    assert [path for path, _ in told({"format": 1, "form": "2021-01-04"})] == [("form",)]


def test_a_missing_key_is_told():
    assert told({"format": 1}) == [(("from",), 'The key "from" is missing')]


def test_a_misspelt_word_is_told_with_what_was_meant_and_what_is_allowed():
    text = told_of(inner={"name": "a", "kind": "wlak"})
    assert 'did you mean "walk"?' in text
    assert "talk" in text


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("flag", "yes", "true or false"),
        ("flag", 1, "true or false"),
        ("size", "3", "whole number"),
        ("size", 3.0, "whole number"),
        ("size", True, "whole number"),
        ("size", 0, "at least 1"),
        ("size", 10, "at most 9"),
        ("metres", "2", "a number is wanted"),
        ("metres", True, "a number is wanted"),
        ("metres", -0.5, "at least 0"),
        ("metres", 10**400, "a number is wanted"),
        ("metres", NotFinite("inf"), "finite"),
        ("size", NotFinite("nan"), "finite"),
        ("names", NotFinite("nan"), "finite"),
        ("from", "2021-02-30", "a date that exists"),
        ("from", 20210104, "a date that exists"),
        ("from", datetime(2021, 1, 4), "a date alone"),
        ("from", None, "null"),
        ("at", date(2021, 1, 4), "a date with a time"),
        ("at", "2021-01-04 13:00", "a time that exists"),
        ("at", "2021-01-04T24:30", "a time that exists"),
        ("at", "0021-01-04T12:30", "years 1900 to 2199"),
        ("at", 5, "a date with a time"),
        ("until", "2021-01-04T12:00Z", "without an offset"),
        ("inner", [], "table"),
        ("inner", {"name": "abcdef"}, "6 characters"),
        ("inner", {"name": ""}, "at least 1"),
        ("inner", {"name": 5}, "text in quotes"),
        ("several", {}, "list"),
        ("several", [{"name": "a"}] * 3, "at most 2"),
        ("names", "a", "list"),
        ("names", [], "at least 1"),
        ("weeks", {"2021-W01": -1}, "at least 0"),
        ("weeks", [1], "table"),
        ("format", 2, "allowed: ('1',)"),
        ("format", True, "allowed: ('1',)"),
    ],
)
def test_a_wrong_value_is_told_with_what_was_found_and_what_is_allowed(key, value, said):
    assert said in told_of(**{key: value})


def test_a_document_that_is_no_table_is_told():
    assert told([]) == [((), "Found []; a table of keys is wanted")]


def test_everything_that_is_wrong_is_told_and_the_rest_is_saved():
    raw = {
        "format": 2,
        "from": "x",
        "several": [{"name": "a"}, {"name": 1, "kind": "talk"}, 5],
        "weeks": {"a": "b", "c": 1},
        "size": 4,
        "extra": 1,
    }
    conversion = convert(raw, Outer, hook=TIMES, base_path=("x", 1))
    assert {fault.path[2:] for fault in conversion.faults} == {
        ("format",),
        ("from",),
        ("several",),
        ("several", 1, "name"),
        ("several", 2),
        ("weeks", "a"),
        ("extra",),
    }
    saved = conversion.value
    assert saved is not None
    assert saved.size == 4
    assert saved.since is None
    assert saved.several[0] == Inner(name="a")
    assert saved.several[1].name is None
    assert saved.several[1].kind == "talk"
    assert saved.several[2] is None
    assert saved.weeks == {"a": None, "c": 1}
    assert ("x", 1, "several", 1, "name") in conversion.bad
    with pytest.raises(InputError):
        conversion.whole()


def test_problems_have_the_lines_of_the_source_in_order():
    source = source_from_bytes("a.toml", b'format = 2\n\n"from" = 5\nsize = "a"\n')
    conversion = convert(parse(source), Outer, hook=TIMES, source=source)
    assert [(p.file, p.line, p.where) for p in conversion.problems] == [
        ("a.toml", 1, "format"),
        ("a.toml", 3, "from"),
        ("a.toml", 4, "size"),
    ]


def test_a_base_path_stands_before_every_place():
    source = source_from_bytes("a.toml", b"[b]\n[b.c]\nname = 5\n")
    conversion = convert({"name": 5}, Inner, source=source, base_path=("b", "c"))
    assert [(p.line, p.where) for p in conversion.problems] == [(3, "b.c.name")]


def test_half_a_character_anywhere_is_no_crash():
    assert told(GOOD | {"\ud800": 1})
    assert told(GOOD | {"inner": {"name": "a", "kind": "\ud800"}})


def test_what_the_walk_does_not_know_is_told_all_the_same():
    ((_, text),) = told("x", bytes)
    assert text.startswith("This cannot be read")


def test_a_types_own_check_may_refuse():
    class Checked(Struct, frozen=True):
        a: int

        def __post_init__(self) -> None:
            if self.a > 1:
                raise Refused(say("Too much"))

    assert told({"a": 2}, Checked) == [((), "Too much")]
    assert [path for path, _ in told({"a": "x"}, Checked)] == [("a",)]


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-2, 12)
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.just(NotFinite("inf"))
    | st.sampled_from(["walk", "talk", "a", "", "abcdef", "1", "\ud800", "2021-01-04"])
    | st.sampled_from(
        ["2021-01-04T10:00", "2021-03-28T02:30", "2021-01-04T10:00:00Z", "2021-02-29"]
    )
    | st.text(max_size=6)
    | st.dates()
    | st.datetimes()
    | st.times()
)


def nearly(keys: list[str], values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.dictionaries(st.sampled_from([*keys, "x"]), values, max_size=5)


INNER = nearly(["name", "kind"], SCALARS) | st.fixed_dictionaries(
    {"name": st.sampled_from(["a", "b"])}, optional={"kind": st.sampled_from(["walk", "talk", 1])}
)
VALUES = SCALARS | INNER | st.lists(SCALARS | INNER, max_size=3)
OUTERS = st.builds(
    lambda base, more: {**base, **more},
    st.just(GOOD) | st.just({}),
    st.dictionaries(
        st.sampled_from([*(f.encode_name for f in msgspec.structs.fields(Outer)), "sizes"]),
        VALUES,
        max_size=4,
    ),
)


@given(OUTERS | VALUES)
def test_the_walk_finds_something_wrong_exactly_where_the_conversion_refuses(raw):
    from glimt_rules.documents.walk import Walker

    try:
        expected = msgspec.convert(raw, Outer, strict=True, dec_hook=TIMES)
    except (msgspec.ValidationError, UnicodeEncodeError):
        expected = None
    walker = Walker(TIMES)
    value = walker.walk(msgspec.inspect.type_info(Outer), raw, ())
    assert (expected is None) == bool(walker.faults)
    if expected is not None:
        assert value == expected
        assert not walker.bad


@given(
    st.dictionaries(st.sampled_from(["format", "timezone", "centre", "rooms", "visits"]), VALUES)
)
def test_no_document_whatever_makes_anything_but_a_plan_or_faults(raw):
    conversion: Conversion[Plan] = convert(raw, Plan, hook=TIMES)
    assert (conversion.value is not None) or conversion.faults


def test_a_good_document_needs_nothing_that_only_errors_need():
    code = (
        "import sys\n"
        "from glimt_rules.documents.source import source_from_bytes\n"
        "from glimt_rules.plan.read import read_plan\n"
        'data = b\'{"format": 1, "visits": [{"id": "v", "people": ["p"], \'\n'
        'data += b\'"start": "2021-01-04T10:00", "end": "2021-01-04T11:00"}], \'\n'
        'data += b\'"people": [{"id": "p"}]}\'\n'
        "read_plan(source_from_bytes('a.json', data))\n"
        "late = ['tree_sitter', 'difflib', 'tomli', 'glimt_rules.documents.walk',\n"
        "        'glimt_rules.documents.syntax', 'glimt_rules.documents.nodes']\n"
        "print([name for name in late if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout == "[]\n"

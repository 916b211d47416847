"""The Norwegian catalogues: whole, exact, compiled, and safe with whatever people are called."""

from __future__ import annotations

import argparse
import ast
import gettext
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract, extract_python
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from hypothesis import example, given
from hypothesis import strategies as st

import glimt_rules
import glimt_tui
from glimt_rules.message import Bilingual, Message, count, say
from glimt_rules.texts import MONTHS, WEEKDAYS, Texts
from glimt_tui.language import texts_in
from glimt_tui.parser import build_parser

DOMAINS = {
    "glimt_rules": Path(glimt_rules.__file__).parent,
    "glimt_tui": Path(glimt_tui.__file__).parent,
}
KEYWORDS: Mapping[str, tuple[int, ...] | None] = {"say": None, "count": (1, 2), "t": None}

#: What a user of the command line can see of argparse's own words, Python 3.11 to 3.13.
ARGPARSE = {
    "usage: ",
    "options",
    "positional arguments",
    "show this help message and exit",
    "show program's version number and exit",
    "the following arguments are required: %s",
    "argument %(argument_name)s: %(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)",
    "invalid %(type)s value: %(value)r",
    "unrecognized arguments: %s",
    "expected one argument",
    "expected at least one argument",
    "%(prog)s: error: %(message)s\n",
    "not allowed with argument %s",
    "ambiguous option: %(option)s could match %(matches)s",
    "ignored explicit argument %r",
}

#: Texts that are the same in both languages.
SAME = {
    "{so_far} ({goal})",
    "PERSON",
    "PLAN",
    "argument %(argument_name)s: %(message)s",
    "{changes}",
    "{place}: {problem}",
    "«{rule}»",
    "{who} {action}",
    "{title} ({force}, {authority}), {period}",
}

Key = str | tuple[str, ...]


class Entry(NamedTuple):
    """A message of the code: its text or texts, and the files in which it stands."""

    key: Key
    files: tuple[str, ...]

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.key,) if isinstance(self.key, str) else self.key


def _functions_only(file: Any, keywords: Any, tags: Any, options: Any) -> Iterator[Any]:
    """Babel's own look at Python, without the method ``count`` of texts and lists."""
    source = re.sub(rb"\.count\(", b".method(", file.read())
    return extract_python(io.BytesIO(source), keywords, tags, options)


def messages_of(folder: Path) -> dict[Key, Entry]:
    found: dict[Key, list[str]] = {}
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder.parent).as_posix()
        with path.open("rb") as file:
            for _, key, _, _ in extract(_functions_only, file, keywords=KEYWORDS):
                found.setdefault(key, []).append(name)
    return {key: Entry(key, tuple(files)) for key, files in found.items()}


def po_path(domain: str) -> Path:
    return DOMAINS[domain] / "locale" / "nb" / "LC_MESSAGES" / f"{domain}.po"


def catalogue(domain: str) -> Catalog:
    with po_path(domain).open("rb") as file:
        return read_po(file, abort_invalid=True)


def translations(read: Catalog) -> dict[Key, tuple[str, ...]]:
    """The translation of every message, singular and plural."""
    return {
        message.id if isinstance(message.id, str) else tuple(message.id): (
            (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        )
        for message in read
        if message.id
    }


@cache
def in_code(domain: str) -> dict[Key, Entry]:
    """The messages of the code that one catalogue translates; looked for once, when needed."""
    return messages_of(DOMAINS[domain])


@cache
def entries() -> list[Entry]:
    """The messages of the code of all catalogues."""
    return [entry for domain in DOMAINS for entry in in_code(domain).values()]


CATALOGUES = {domain: catalogue(domain) for domain in DOMAINS}
TRANSLATIONS = {domain: translations(read) for domain, read in CATALOGUES.items()}
both_domains = pytest.mark.parametrize("domain", DOMAINS)


def placeholders(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in Formatter().parse(text) if name is not None})


def percent_placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%(?:\(\w+\))?[a-z]", text))


def message_of(entry: Entry, n: int, values: Mapping[str, object]) -> Message:
    if isinstance(entry.key, str):
        return Message(entry.key, {**values, "n": n})
    return Message(entry.key[0], {**values, "n": n}, entry.key[1], n)


# The catalogues and the code -----------------------------------------------------------


@both_domains
def test_every_message_of_the_code_has_a_norwegian_translation(domain: str) -> None:
    wanted = set(in_code(domain)) | (ARGPARSE if domain == "glimt_tui" else set())
    missing = sorted(str(key) for key in wanted - set(TRANSLATIONS[domain]))
    assert not missing, f"to be translated in {po_path(domain).name}: {missing}"


@both_domains
def test_no_translation_is_of_a_message_that_is_gone(domain: str) -> None:
    wanted = set(in_code(domain)) | (ARGPARSE if domain == "glimt_tui" else set())
    gone = sorted(str(key) for key in set(TRANSLATIONS[domain]) - wanted)
    assert not gone, f"no longer in the code: {gone}"
    assert not CATALOGUES[domain].obsolete


@both_domains
def test_no_translation_is_empty_or_fuzzy(domain: str) -> None:
    for message in CATALOGUES[domain]:
        assert not message.fuzzy, message.id
    for key, forms in TRANSLATIONS[domain].items():
        assert len(forms) == (1 if isinstance(key, str) else 2), key
        assert all(form.strip() for form in forms), key


@both_domains
def test_every_translation_names_the_files_of_its_message(domain: str) -> None:
    for message in CATALOGUES[domain]:
        if message.id in in_code(domain):
            files = {file.removeprefix("rules/") for file, _ in message.locations}
            assert files == set(in_code(domain)[message.id].files), message.id
            assert all(line is None for _, line in message.locations), message.id


@both_domains
def test_a_translation_has_exactly_the_placeholders_of_its_message(domain: str) -> None:
    for key, forms in TRANSLATIONS[domain].items():
        originals = (key,) if isinstance(key, str) else key
        find = percent_placeholders if key in ARGPARSE else placeholders
        for original, form in zip(originals, forms, strict=True):
            assert find(form) == find(original), f"{original!r}: {form!r}"


def test_placeholders_are_plain_names() -> None:
    """``format_map`` would look into values through anything else."""
    for entry in entries():
        for form in entry.forms:
            for _, name, spec, conversion in Formatter().parse(form):
                assert name is None or name.isidentifier(), form
                assert not spec, form
                assert conversion is None, form


@both_domains
def test_no_translation_is_left_in_english(domain: str) -> None:
    for key, forms in TRANSLATIONS[domain].items():
        originals = (key,) if isinstance(key, str) else key
        if key not in SAME:
            assert not set(forms) & set(originals), key


def test_the_list_of_words_that_are_the_same_holds_no_others() -> None:
    translations = {**TRANSLATIONS["glimt_rules"], **TRANSLATIONS["glimt_tui"]}
    assert {key for key in SAME if translations[key] == (key,)} == SAME


def test_a_message_of_both_catalogues_is_translated_once() -> None:
    rules, tui = TRANSLATIONS.values()
    for key in set(rules) & set(tui):
        assert rules[key] == tui[key], key


@both_domains
def test_quotation_marks_are_norwegian(domain: str) -> None:
    for key, forms in TRANSLATIONS[domain].items():
        assert not any(re.search('["“”]', form) for form in forms), key


@both_domains
def test_a_question_stays_a_question(domain: str) -> None:
    for key, forms in TRANSLATIONS[domain].items():
        original = key if isinstance(key, str) else key[0]
        assert all(form.count("?") == original.count("?") for form in forms), key


@both_domains
def test_the_header_is_complete_and_names_nobody(domain: str) -> None:
    read = CATALOGUES[domain]
    headers = dict(read.mime_headers)
    assert str(read.locale) == "nb"
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert headers["Plural-Forms"] == "nplurals=2; plural=(n != 1);"
    assert headers["Project-Id-Version"].startswith("glimt-tui ")
    assert not headers["Last-Translator"]
    head = po_path(domain).read_text("utf-8").partition("#:")[0]
    assert "@" not in head
    assert "FULL NAME" not in head


def test_argparse_still_writes_its_words_so() -> None:
    tree = ast.parse(Path(argparse.__file__).read_text("utf-8"))
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert words >= ARGPARSE


@both_domains
def test_the_compiled_catalogue_says_what_the_source_says(domain: str) -> None:
    compiled = po_path(domain).with_suffix(".mo")
    again = "install again, which compiles the catalogues: pip install -e ."
    assert compiled.is_file(), f"{compiled.name} is missing; {again}"
    with compiled.open("rb") as file:
        found = translations(read_mo(file))
    assert found == TRANSLATIONS[domain], f"{compiled.name} is out of date; {again}"


# Values in sentences --------------------------------------------------------------------


def test_months_and_weekdays_are_complete_in_both_languages() -> None:
    assert set(MONTHS) == set(WEEKDAYS) == {"nb", "en"}
    assert all(len(set(months)) == 12 for months in MONTHS.values())
    assert all(len(set(days)) == 7 for days in WEEKDAYS.values())


@pytest.mark.parametrize(
    ("value", "nb", "en"),
    [
        (date(2021, 1, 4), "4. januar 2021", "4 January 2021"),
        (datetime(2021, 1, 4, 13), "4. januar 2021 kl. 13:00", "4 January 2021 at 13:00"),
        (time(9, 5), "09:05", "09:05"),
        (1.5, "1,5", "1.5"),
        (2.0, "2", "2"),
        (11, "11", "11"),
        ((), "", ""),
        (("Ane",), "Ane", "Ane"),
        (("Ane", "Bo"), "Ane og Bo", "Ane and Bo"),
        (("Ane", "Bo", "Cai"), "Ane, Bo og Cai", "Ane, Bo and Cai"),
        ((1.5, date(2021, 5, 17)), "1,5 og 17. mai 2021", "1.5 and 17 May 2021"),
        (say("at the centre"), "på senteret", "at the centre"),
        (Bilingual("Norge", "Norway"), "Norge", "Norway"),
    ],
)
def test_values_are_written_as_the_language_does(value: object, nb: str, en: str) -> None:
    assert Texts("nb").value(value) == nb
    assert Texts("en").value(value) == en


def test_weekdays_are_named() -> None:
    assert Texts("nb").weekday(date(2021, 1, 4)) == "mandag"
    assert Texts("en").weekday(date(2021, 1, 10)) == "Sunday"


@pytest.mark.parametrize(
    ("n", "nb", "en"),
    [
        (
            1,
            "1 person samtidig i lokalene kl. 13:00; høyst 10 er tillatt",
            "1 person at once in the premises at 13:00; at most 10 are allowed",
        ),
        (
            11,
            "11 personer samtidig i lokalene kl. 13:00; høyst 10 er tillatt",
            "11 people at once in the premises at 13:00; at most 10 are allowed",
        ),
    ],
)
def test_what_is_counted_is_written_in_the_singular_and_the_plural(
    n: int, nb: str, en: str
) -> None:
    message = count(
        "{n} person at once in the premises at {time}; at most {limit} are allowed",
        "{n} people at once in the premises at {time}; at most {limit} are allowed",
        n, time=time(13), limit=10,
    )  # fmt: skip
    assert Texts("nb").sentence(message) == nb
    assert Texts("en").sentence(message) == en


def test_sentences_begin_with_a_capital_but_names_stay_as_they_are() -> None:
    nb = Texts("nb")
    assert nb.sentence(say("no room is given")) == "Det er ikke oppgitt noe rom"
    told = say("{people} should wear a mask", people=("åse", "Bo"))
    assert nb.sentence(told) == "åse og Bo bør bruke munnbind"


def test_the_terminal_knows_the_messages_of_the_engine_too() -> None:
    texts = texts_in("nb")
    assert texts(say("VIOLATION")) == "BRUDD"
    assert texts(say("OK")) == "I ORDEN"
    assert texts(say("binding")) == "bindende"


def test_every_message_is_found_in_norwegian() -> None:
    """Through the catalogues as they are compiled, in the singular and the plural."""
    texts = texts_in("nb")
    not_found = []
    for entry in entries():
        values = {name: f"<{name}>" for form in entry.forms for name in placeholders(form)}
        for n, english in ((1, entry.forms[0]), (2, entry.forms[-1])):
            written = texts(message_of(entry, n, values))
            if written == english.format_map({**values, "n": n}) and entry.key not in SAME:
                not_found.append((entry.key, n))
    assert not not_found


#: One that names people, for names that are hard on it.
MASKS = Entry("{people} should wear a mask", ())
any_text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@given(
    entry=st.deferred(lambda: st.sampled_from(entries())),
    names=st.lists(any_text, min_size=1, max_size=3),
)
@example(entry=MASKS, names=["{n}", "{0!r}"])
@example(entry=MASKS, names=["%s", "%(x)d", "{"])
def test_whatever_people_are_called_is_shown_unchanged(entry: Entry, names: list[str]) -> None:
    fields = {name for form in entry.forms for name in placeholders(form)} - {"n"}
    for language in ("nb", "en"):
        texts = texts_in(language)
        row = texts.listing(tuple(names))
        assert all(name in row for name in names)
        for n in (1, 2):
            message = message_of(entry, n, dict.fromkeys(fields, tuple(names)))
            written = texts(message)
            assert written.count(row) >= len(fields)
            assert texts.sentence(message)[1:] == written[1:]


# The help of the command line ------------------------------------------------------------


@pytest.fixture
def own_gettext(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Building the parser chooses argparse's language for the whole process; undo that."""
    monkeypatch.setenv("LANGUAGE", "")
    before = gettext.textdomain()
    yield
    gettext.textdomain(before)


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from parsers(inner)


@pytest.mark.usefixtures("own_gettext")
def test_the_help_is_norwegian_throughout() -> None:
    every = list(parsers(build_parser(texts_in("nb"))))
    assert len(every) > 5
    for parser in every:
        told = parser.format_help()
        assert told.startswith("bruk: glimt")
        assert "vis denne hjelpen og avslutt" in told
        for english in ("usage:", "options:", "positional arguments:", "show this"):
            assert english not in told

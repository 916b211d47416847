"""Finding anybody by a few letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glimt_rules.plan.model import Person
from glimt_tui.screen import finding
from glimt_tui.screen.finding import Finder, Match, find
from glimt_tui.screen.name_parts import alphabetical, slipped

PEOPLE = [
    Person(id="p01", name="Kari Nordmann", phone="+47 412 34 567"),
    Person(id="p02", name="Karina Dahl", phone="90 11 22 33"),
    Person(id="p03", name="Åse Bråten", phone="0047 98765432"),
    Person(id="p04", name="Øystein Sæther"),
    Person(id="p05", name="Anne-Grethe Aasen"),
    Person(id="p06", name="René O'Hara"),
    Person(id="p07", name="Bjørn Knutsen"),
    Person(id="p08", name="Noel Strauß"),
    Person(id="gjest-3", name="  "),
    Person(id="p10", name="Ola Per Nordmann"),
]


def names(found: Sequence[Match]) -> list[str]:
    return [match.person.label for match in found]


def lit(match: Match) -> str:
    label = match.person.label
    return "".join(f"[{c}]" if n in match.positions else c for n, c in enumerate(label)).replace(
        "][", ""
    )


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        # the beginning of a part of the name
        ("kari", ["[Kari] Nordmann", "[Kari]na Dahl"]),
        ("KAR", ["[Kar]i Nordmann", "[Kar]ina Dahl"]),
        ("nord", ["Kari [Nord]mann", "Ola Per [Nord]mann"]),
        ("kari n", ["[Kari] [N]ordmann"]),
        ("n kari", ["[Kari] [N]ordmann"]),
        ("karinord", ["[Kari] [Nord]mann"]),
        ("anne g", ["[Anne]-[G]rethe Aasen"]),
        ("annegr", ["[Anne]-[Gr]ethe Aasen"]),
        ("anne-grethe", ["[Anne]-[Grethe] Aasen"]),
        # letters that not everybody can type
        ("åse", ["[Åse] Bråten"]),
        ("aase", ["[Åse] Bråten", "Anne-Grethe [Aase]n"]),
        ("ase", ["[Åse] Bråten", "Anne-Grethe [Aase]n"]),
        ("bråt", ["Åse [Bråt]en"]),
        ("braat", ["Åse [Bråt]en"]),
        ("brat", ["Åse [Bråt]en"]),
        ("øyst", ["[Øyst]ein Sæther"]),
        ("oeyst", ["[Øyst]ein Sæther"]),
        ("oyst", ["[Øyst]ein Sæther"]),
        ("sæt", ["Øystein [Sæt]her"]),
        ("saet", ["Øystein [Sæt]her"]),
        ("ås", ["[Ås]e Bråten", "Anne-Grethe [Aas]en"]),
        ("rene", ["[René] O'Hara"]),
        ("ohara", ["René [O]'[Hara]"]),
        ("o'h", ["René [O]'[H]ara"]),
        ("strauss", ["Noel [Strauß]"]),
        # initials
        ("kn", ["Bjørn [Kn]utsen", "[K]ari [N]ordmann"]),
        ("opn", ["[O]la [P]er [N]ordmann"]),
        ("on", ["[O]la Per [N]ordmann"]),
        ("a.g.a", ["[A]nne-[G]rethe [Aa]sen"]),
        # within a name, also where two letters stand for one
        ("mann", ["Kari Nord[mann]", "Ola Per Nord[mann]"]),
        ("oel", ["[Ol]a Per Nordmann", "N[oel] Strauß"]),
        ("tein", ["Øys[tein] Sæther"]),
        # a slip
        ("nrod", ["Kari [Nord]mann", "Ola Per [Nord]mann"]),
        ("nodrmann", ["Kari [Nordmann]", "Ola Per [Nordmann]"]),
        ("jkari", ["[Kari] Nordmann", "[Karin]a Dahl"]),
        ("knuttsen", ["Bjørn [Knutsen]"]),
        ("dzhl", ["Karina [Dahl]"]),
        ("kari nrod", ["[Kari] [Nord]mann"]),
        # phone numbers
        ("412", ["Kari Nordmann"]),
        ("412 34 5", ["Kari Nordmann"]),
        ("+47 412", ["Kari Nordmann"]),
        ("0047412", ["Kari Nordmann"]),
        ("9876", ["Åse Bråten"]),
        ("+4798765432", ["Åse Bråten"]),
        ("kari 412", ["[Kari] Nordmann"]),
        # ids
        ("p07", ["Bjørn Knutsen"]),
        ("gjest", ["[gjest]-3"]),
        ("gjest-3", ["[gjest]-[3]"]),
        # nobody
        ("qqq", []),
        ("kari kari", []),
        ("---", []),
        ("'", []),
        ("+", []),
    ],
)
def test_who_is_found_and_by_which_letters(query: str, shown: list[str]) -> None:
    found = [lit(match) for match in find(query, PEOPLE)]
    assert found[: len(shown)] == shown
    assert bool(found) == bool(shown)


def test_a_whole_name_comes_before_the_beginning_of_a_longer_one() -> None:
    people = [Person(id="a", name="Karina Berg"), Person(id="b", name="Kari Øyen")]
    assert names(find("kari", people, weight={"a": 99})) == ["Kari Øyen", "Karina Berg"]


def test_equally_good_ones_come_by_how_often_they_come() -> None:
    people = [Person(id=n, name=f"Kari {n}") for n in ("Berg", "Dahl", "Lie")]
    assert names(find("kari", people)) == ["Kari Berg", "Kari Dahl", "Kari Lie"]
    often = names(find("kari", people, weight={"Lie": 3, "Dahl": 1}))
    assert often == ["Kari Lie", "Kari Dahl", "Kari Berg"]


def test_then_the_norwegian_alphabet_decides_and_then_the_id() -> None:
    spelled = ["Ali Ødegård", "Ali Aas", "Ali Ærlig", "Ali Zahl", "Ali Berg", "Ali Ås"]
    people = [Person(id=f"{n}", name=name) for n, name in enumerate(spelled)]
    people += [Person(id="x2", name="Ali Berg"), Person(id="x1", name="Ali Berg")]
    found = find("ali", people)
    assert names(found) == [
        "Ali Berg", "Ali Berg", "Ali Berg", "Ali Zahl", "Ali Ærlig", "Ali Ødegård", "Ali Aas",
        "Ali Ås",
    ]  # fmt: skip
    assert [match.person.id for match in found[:3]] == ["4", "x1", "x2"]
    assert find("ali", people[::-1]) == found


def test_a_name_that_is_spelled_as_typed_comes_first() -> None:
    people = [Person(id="a", name="Åsa Vik"), Person(id="b", name="Asa Vik")]
    assert names(find("asa", people)) == ["Asa Vik", "Åsa Vik"]
    assert names(find("åsa", people)) == ["Åsa Vik", "Asa Vik"]


def test_without_a_query_those_who_come_most_are_offered() -> None:
    assert names(find(" ", PEOPLE, most=2, weight={"p07": 2.5}))[0] == "Bjørn Knutsen"
    assert len(find("", PEOPLE, most=3)) == 3
    assert find("", PEOPLE, most=0) == []
    assert find("kari", [], most=3) == []


def test_no_more_are_told_than_asked_for() -> None:
    assert names(find("n", PEOPLE, most=1)) == names(find("n", PEOPLE, most=8))[:1]


def test_letters_with_their_accents_apart_are_lit_with_them() -> None:
    apart = Person(id="x", name=unicodedata.normalize("NFD", "Åse Bråten"))
    (match,) = find("bråt", [apart])
    assert "".join(apart.label[n] for n in match.positions) == unicodedata.normalize("NFD", "Bråt")


# Slips ------------------------------------------------------------------------------------


def distance(a: str, b: str) -> int:
    """Damerau and Levenshtein's, by the book."""
    rows = [[i + j if i * j == 0 else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            rows[i][j] = min(
                rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] != b[j - 1])
            )
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


few = st.text("abc", max_size=6)


@given(few, few)
def test_a_slip_is_a_distance_of_one_to_some_beginning(word: str, part: str) -> None:
    nearest = min(distance(word, part[:n]) for n in range(len(part) + 1))
    assert slipped(word, part) == (nearest <= 1)


@given(st.lists(st.text("abcd", min_size=1, max_size=6), min_size=1, max_size=8), few)
def test_looking_only_where_a_slip_can_lead_misses_nobody(parts: list[str], word: str) -> None:
    people = [Person(id=f"{n}!", name=part) for n, part in enumerate(parts)]
    finder = Finder(people)
    letters = finding.parts_of(word)[0].letters if word else ""
    if len(letters) >= finding.SHORTEST_SLIP:
        found = {match.person.id for match in finder.find(word, most=99)}
        meant = {p.id for p in people if slipped(letters, finding.parts_of(p.label)[0].letters)}
        assert found >= meant


# Whatever is typed ------------------------------------------------------------------------

any_text = st.text(max_size=30) | st.text("åøæaoeé -'.+0147ßİ\u0301\u200b\U0001f600", max_size=12)
anybody = st.builds(
    lambda n, name, phone: Person(id=f"p{n}", name=name, phone=phone),
    st.integers(0, 999), any_text, any_text | st.none(),
)  # fmt: skip


@given(any_text, st.lists(anybody, max_size=6), st.integers(-1, 4))
@example("\x1b[31m", [Person(id="a", name="\x1b[31mx")], 3)
@example("\udc80", [Person(id="a", name="\udc80")], 3)
def test_nothing_raises_and_only_letters_of_the_label_are_lit(
    query: str, people: list[Person], most: int
) -> None:
    found = find(query, people, most=most)
    assert len(found) <= max(most, 0)
    assert len({id(match.person) for match in found}) == len(found)
    for match in found:
        assert list(match.positions) == sorted(set(match.positions))
        assert all(0 <= n < len(match.person.label) for n in match.positions)


#: aae is åe: nobody is found by it who is called aæ
norwegian = st.text("abdehikmnorstæøåé", min_size=1, max_size=9).filter(lambda n: "aæ" not in n)


@given(st.lists(norwegian, min_size=1, max_size=3), st.data())
def test_everybody_is_found_by_any_beginning_of_a_name(
    parts: list[str], data: st.DataObject
) -> None:
    person = Person(id="x", name=" ".join(parts))
    part = data.draw(st.sampled_from(parts))
    query = part[: data.draw(st.integers(1, len(part)))]
    spelled = query.replace("å", "aa").replace("ø", "oe").replace("æ", "ae")
    apart = unicodedata.normalize("NFD", query)
    for typed in (query, query.upper(), spelled, apart, query.replace("ø", "o")):
        assert names(find(typed, [person])) == [person.label]


@given(norwegian, st.data())
def test_everybody_is_found_by_any_two_letters_of_a_name(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, max(0, len(name) - 2)))
    end = data.draw(st.integers(min(start + 2, len(name)), len(name)))
    if end - start >= 2:
        assert find(name[start:end], [Person(id="x", name=name)])


def test_the_alphabet_puts_its_last_letters_last() -> None:
    letters = list("aeézæäøöå")
    assert sorted("åöøäæzeéa", key=alphabetical) == letters


# Two thousand people ----------------------------------------------------------------------


def many() -> list[Person]:
    first = [a + b for a in ("An", "Be", "Ka", "Li", "Mo", "Si", "Tor", "Øy") for b in
             ("ne", "rit", "ri", "na", "stein", "d")]  # fmt: skip
    last = [a + b for a in ("Berg", "Dahl", "Ek", "Hau", "Lie", "Mo", "Nord", "Ås") for b in
            ("mann", "en", "stad", "vik", "land", "heim")]  # fmt: skip
    pairs = [f"{a} {b}" for a in first for b in last][:2000]
    return [Person(id=f"p{n:04}", name=name, phone=f"4{n:07}") for n, name in enumerate(pairs)]


@pytest.mark.parametrize(
    "query",
    ["a", "ka", "kari", "no", "nrodm", "karu", "kari nord", "qzx", "4000017", "p0100", "kn"],
)
def test_few_are_looked_at_among_two_thousand(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    finder = Finder(many())
    calls = {"slipped": 0, "positions": 0, "in_order": 0, "_entry": 0}
    for name in calls:
        original = getattr(finding, name)

        def counted(*args: object, _name: str = name, _original: object = original) -> object:
            calls[_name] += 1
            return _original(*args)  # type: ignore[operator]

        monkeypatch.setattr(finding, name, counted)
    finder.find(query)
    assert calls["_entry"] == 0
    assert calls["positions"] <= 8
    assert calls["slipped"] <= 60 + 8 * 3
    assert calls["in_order"] <= 500

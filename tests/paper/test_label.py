"""Labels for what is set aside: the thing, until when, why, and nobody's name."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from io import BytesIO

import pytest
from msgspec import structs
from pypdf import PdfReader

from glimt_rules.documents.faults import harmless
from glimt_rules.plan.model import Equipment, Plan
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.texts import Language
from glimt_tui.desk.equipment import Stock
from glimt_tui.desk.view import View
from glimt_tui.language import texts_in
from glimt_tui.paper.label import Label, Labels, labels_of
from glimt_tui.paper.label_forms import as_html, as_pdf, as_text, lacking
from glimt_tui.paper.text import WIDTH
from glimt_tui.paper.views import repository_of
from glimt_tui.store.daybook import Loan
from glimt_tui.store.records import Record
from screen.screens import NASTY, PEOPLE, at, plan_of, visit

NOW = at("13:30")


def a_plan() -> Plan:
    """Ane had the strap and the guitar until 13.25; Bo has nothing."""
    things = ("gitar", "reim")
    return plan_of(
        visit("sang", "12:30", "13:25", "ane", title="Ane synger", equipment=things),
        visit("sent", "20:00", "21:00", "bo", title="Bo synger", equipment=("reim",)),
    )


def stock_of(plan: Plan, book: RuleBook, *loans: Loan) -> Stock:
    with repository_of(plan, lambda: NOW).reading() as reading:
        view = View(reading, book, now=NOW)
    return Stock(view, [Record("loan", each.id, each, 1) for each in loans])


def labels(plan: Plan, book: RuleBook, *loans: Loan, language: Language = "nb") -> Labels:
    stock = stock_of(plan, book, *loans)
    return labels_of(stock.things, stock, texts_in(language))


def test_a_label_tells_the_thing_until_when_and_why_the_shortest_wait_first(book: RuleBook) -> None:
    found = labels(a_plan(), book)
    assert found.labels == (
        Label("Westerngitar", "Satt til side til", "tirs. 12. januar kl. 13:35", "vask"),
        Label("Gitarreim i skinn", "Satt til side til", "tors. 14. januar kl. 13:25", "karantene"),
    )
    english = labels(a_plan(), book, language="en").labels[1]
    assert english == Label(
        "Gitarreim i skinn", "Set aside until", "Thu 14 January at 13:25", "quarantine"
    )


def test_the_year_is_told_where_it_is_another(book: RuleBook) -> None:
    def lasting(kind: object) -> object:
        return structs.replace(kind, hours=24 * 365) if getattr(kind, "hours", None) else kind

    sets = [
        structs.replace(
            each, ends=(),
            rules=tuple(structs.replace(rule, kind=lasting(rule.kind)) for rule in each.rules),
        )
        for each in book.rule_sets if each.family == "senter"
    ]  # fmt: skip
    found = labels(a_plan(), RuleBook(sets)).labels[1]
    assert found.until.endswith("januar 2022 kl. 13:25")


def test_what_waits_for_washing_gets_a_label_without_a_time(book: RuleBook) -> None:
    lent = Loan(id="l", thing="gitar", person="bo", out=at("13:26"), back=NOW)
    found = labels(a_plan(), book, lent).labels[0]
    assert (found.told, found.until, found.why) == ("Satt til side til", "den er vasket", "vask")


@pytest.mark.parametrize("language", ["nb", "en"])
def test_nobody_is_named_in_any_form(book: RuleBook, language: Language) -> None:
    lent = Loan(id="l", thing="reim", person="bo", out=at("13:26"), back=NOW)
    found = labels(a_plan(), book, lent, language=language)
    pdf = "".join(page.extract_text() for page in PdfReader(BytesIO(as_pdf(found))).pages)
    for told in (as_text(found).replace(" ", ""), as_html(found), pdf):
        for person in PEOPLE:
            for part in (person.id, *(person.name or "").split()):
                assert part.casefold() not in told.casefold().split()
        assert "synger" not in told
        assert "reim" in told


def test_letters_are_spaced_out_as_text_and_three_times_as_large_in_a_pdf(book: RuleBook) -> None:
    found = labels(a_plan(), book)
    lines = as_text(found).splitlines()
    assert "G i t a r r e i m   i   s k i n n" in lines
    assert "S a t t   t i l   s i d e   t i l" in lines
    assert max(map(len, lines)) <= WIDTH
    sizes: dict[str, float] = {}

    def see(text: str, _: object, __: object, ___: object, size: float) -> None:
        sizes[text.strip()] = size

    (page,) = PdfReader(BytesIO(as_pdf(found))).pages
    page.extract_text(visitor_text=see)
    large, told = sizes["Westerngitar"], sizes["Satt til side til"]
    assert large > 30
    assert large / told == pytest.approx(3 / 2, rel=0.01)
    assert '<p class="until">tors. 14. januar kl. 13:25</p>' in as_html(found)
    assert "font-size: 38pt" in as_html(found)


def test_many_labels_take_some_pages_and_none_is_torn_apart(book: RuleBook) -> None:
    one = labels(a_plan(), book).labels[1]
    many = Labels(language="nb", title="x", labels=(one,) * 11)
    pages = [page.extract_text() for page in PdfReader(BytesIO(as_pdf(many))).pages]
    assert len(pages) == 3
    for page in pages:
        assert page.count("Gitarreim") == page.count("kl. 13:25") == page.count("karantene")
    assert sum(page.count("Gitarreim") for page in pages) == 11
    torn = [page.count("k a r a n t e n e") for page in as_text(many).split("\f")]
    assert sum(torn) == 11
    assert all(len(page.splitlines()) <= 60 for page in as_text(many).split("\f"))


@pytest.mark.parametrize("name", NASTY)
def test_names_of_any_kind_are_written_and_are_no_markup(book: RuleBook, name: str) -> None:
    plan = structs.replace(
        a_plan(), equipment=(Equipment(id="gitar"), Equipment(id="reim", name=name, washable=False))
    )
    found = labels(plan, book)
    assert as_pdf(found).startswith(b"%PDF")
    assert "<h1><bdi>gitar</bdi></h1>" in as_html(found)  # without a name, by its id
    assert f"<h1><bdi>{escape(harmless(name))}</bdi></h1>" in as_html(found)
    assert max(map(len, as_text(found).splitlines())) <= WIDTH
    assert isinstance(lacking(found), str)


def test_what_is_free_gets_no_label(book: RuleBook) -> None:
    stock = stock_of(plan_of(), book)
    assert labels_of(stock.things, stock, texts_in("nb")).labels == ()
    later = structs.replace(a_plan().visits[0], end=NOW - timedelta(minutes=10))
    found = labels(structs.replace(a_plan(), visits=(later,)), book)
    assert [each.name for each in found.labels] == ["Gitarreim i skinn"]

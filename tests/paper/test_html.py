"""A page of HTML stands alone, fetches nothing, and lets no name become markup."""

from __future__ import annotations

from html.parser import HTMLParser

from glimt_tui.paper.html import as_html
from glimt_tui.paper.sheet import Column, Section, Sheet, Tick

NAMES = (
    "<script>alert(1)</script>",
    "a&b",
    '"><img src=x>',
    "[bold]x[/]",
    "علي بن חיים",
    "Åse Ørn",
)


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "td":
            self.cells.append("")
        self._in_cell = self._in_cell or tag == "td"

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag != "td"

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.cells[-1] += data


def read(*names: str) -> Reader:
    section = Section(
        title=names[0],
        columns=(Column("Name"), Column("Came", 6)),
        rows=tuple((name, Tick(done=name == names[0])) for name in names),
        notes=names,
    )
    reader = Reader()
    reader.feed(as_html(Sheet(language="nb", title=names[0], about=names[0], sections=(section,))))
    return reader


def test_names_are_read_back_as_they_are() -> None:
    assert read(*NAMES).cells[::2] == list(NAMES)
    assert read(*NAMES).cells[1::2] == ["☑", "☐", "☐", "☐", "☐", "☐"]


def test_no_name_becomes_markup_and_nothing_is_fetched() -> None:
    tags = read(*NAMES).tags
    assert {tag for tag, _ in tags} == {tag for tag, _ in read("Ane").tags}
    assert not [each for _, each in tags if {"src", "href", "onclick"} & each.keys()]
    policy = [each for tag, each in tags if tag == "meta" and "http-equiv" in each]
    assert str(policy[0]["content"]).startswith("default-src 'none'")
    assert ("html", {"lang": "nb"}) in tags


def test_every_tag_that_is_opened_is_closed() -> None:
    sheet = Sheet(
        language="en", title="x", about="y", sections=(Section(title="z", empty="nothing"),)
    )
    page = as_html(sheet)
    for tag in ("html", "head", "body", "section", "style", "p", "h1", "h2"):
        assert page.count(f"<{tag}") - page.count(f"<{tag}e") == page.count(f"</{tag}>") or (
            tag == "head"
        )
    assert "A4" in page

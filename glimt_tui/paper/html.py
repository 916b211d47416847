"""A sheet as a page for a browser, which prints it on A4; everything is in the one file."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from glimt_tui.paper.sheet import Cell, Section, Sheet, Tick

_STYLE = """
@page { size: A4; margin: 14mm; }
* { box-sizing: border-box; }
body { font: 11pt/1.35 "DejaVu Sans", Verdana, Arial, sans-serif; color: #000; background: #fff;
  max-width: 182mm; margin: 1em auto; padding: 0 .5em; }
h1 { font-size: 17pt; margin: 0; }
h2 { font-size: 12.5pt; margin: 1.1em 0 .3em; break-after: avoid; }
p { margin: .15em 0; }
.about { font-size: 9.5pt; margin-bottom: .8em; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th { text-align: start; font-size: 9.5pt; border-bottom: 1.5pt solid #000; }
th, td { padding: .18em .35em; vertical-align: top; overflow-wrap: anywhere; }
td { border-bottom: .5pt solid #888; }
.tick { font-size: 14pt; line-height: 1; }
.empty { height: 1.9em; }
@media print { body { margin: 0; padding: 0; max-width: none; } }
"""
#: The page asks nobody for anything: no script runs, nothing is fetched.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def as_html(sheet: Sheet) -> str:
    """The sheet as one page of HTML."""
    return "".join(_page(sheet))


def _page(sheet: Sheet) -> Iterator[str]:
    title = escape(sheet.title)
    yield f'<!doctype html>\n<html lang="{escape(sheet.language)}">\n<head>\n'
    yield '<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
    yield '<meta name="viewport" content="width=device-width">\n'
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    yield f'<h1>{title}</h1>\n<p class="about">{escape(sheet.about)}</p>\n'
    yield from _lines(sheet.notes)
    for section in sheet.sections:
        yield f"<section>\n<h2>{escape(section.title)}</h2>\n"
        if section.rows:
            yield from _table(section)
        elif section.empty:
            yield from _lines((section.empty,))
        yield from _lines(section.notes)
        yield "</section>\n"
    yield "</body>\n</html>\n"


def _lines(lines: tuple[str, ...]) -> Iterator[str]:
    for line in lines:
        yield f"<p><bdi>{escape(line)}</bdi></p>\n"


def _table(section: Section) -> Iterator[str]:
    yield "<table>\n<colgroup>"
    for column in section.columns:
        width = f' style="width: {column.width / 0.8:.4g}%"' if column.width else ""
        yield f"<col{width}>"
    yield "</colgroup>\n<thead><tr>"
    for column in section.columns:
        yield f'<th scope="col">{escape(column.title)}</th>'
    yield "</tr></thead>\n<tbody>\n"
    for row in section.rows:
        yield '<tr class="empty">' if not any(isinstance(c, str) and c for c in row) else "<tr>"
        yield from map(_cell, row)
        yield "</tr>\n"
    yield "</tbody>\n</table>\n"


def _cell(cell: Cell) -> str:
    if isinstance(cell, Tick):
        return f'<td class="tick">{"☑" if cell.done else "☐"}</td>'
    return f"<td><bdi>{escape(cell)}</bdi></td>"

"""Plans on paper, for tests: what a sheet says of a made-up day."""

from __future__ import annotations

from glimt_rules.moments import Moment
from glimt_rules.plan.model import Plan
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.desk.view import View
from glimt_tui.language import texts_in
from glimt_tui.paper.sheet import Section, Tick
from glimt_tui.paper.views import repository_of, view_of
from glimt_tui.paper.words import PaperWords
from screen.screens import at


def looked_at(
    plan: Plan, book: RuleBook, day: int = 12, last: int | None = None, now: Moment | None = None
) -> tuple[View, PaperWords]:
    """A view of days of January 2021, printed on another day unless ``now`` is one of them."""
    moment = now or at("12:00", 4)
    with repository_of(plan, lambda: moment).reading() as reading:
        days = at("12:00", day).date(), at("12:00", last or day).date()
        view = view_of(reading, book, None, moment, *days)
    return view, PaperWords(view, texts_in("en"))


def all_texts(*sections: Section) -> str:
    """All that is written in some sections."""
    told = []
    for section in sections:
        told += [section.title, section.empty, *section.notes]
        told += [cell for row in section.rows for cell in row if isinstance(cell, str)]
    return "\n".join(told)


def texts(row: tuple[str | Tick, ...]) -> list[str]:
    """What is written in a row, boxes left out."""
    return [cell for cell in row if isinstance(cell, str)]


def ticks(row: tuple[str | Tick, ...]) -> list[bool]:
    """Which boxes of a row are ticked."""
    return [cell.done for cell in row if isinstance(cell, Tick)]

"""How the page of people is drawn: a line each, with as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from rich.text import Text

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, say
from glimt_rules.plan.model import Role
from glimt_tui.desk.contacts import Contacts, Sum
from glimt_tui.desk.folk import Known, Missing
from glimt_tui.desk.view import View
from glimt_tui.screen.rows import Row
from glimt_tui.screen.words import LOOKS, Words

FAINT, BOLD = Style(dim=True), Style(bold=True)
ROLES: Mapping[Role, Message] = {
    "participant": say("participant"),
    "staff": say("staff"),
    "support_contact": say("support contact"),
    "guest": say("guest"),
}
MISSING: Mapping[Missing, Message] = {
    "name": say("no name"),
    "phone": say("no phone"),
    "cohort": say("no cohort"),
}
#: From these widths on there is room for when somebody comes next, for the cohort, for the role.
_FOR_NEXT, _FOR_COHORT, _FOR_ROLE = 48, 70, 100
_MARK, _NAME, _WIDE_NAME, _CONTACTS = 2, 20, 28, 10
_NEXT, _COHORT, _ROLE = 14, 14, 14


class PeopleRows:
    """The rows of the page, made for a width."""

    def __init__(self, view: View, words: Words, width: int) -> None:
        self._view, self._words = view, words
        self._has_next, self._has_cohort = width >= _FOR_NEXT, width >= _FOR_COHORT
        self._has_role = width >= _FOR_ROLE
        wide = _WIDE_NAME if self._has_role else _NAME
        self._name = wide if self._has_next else max(8, width - _MARK - _CONTACTS - 1)
        self._cohorts = {cohort.id: cohort.name or cohort.id for cohort in view.plan.cohorts}

    def columns(self, week: int) -> Text:
        """What stands in the columns."""
        words = self._words
        cells = [
            (words(say("name")), self._name),
            (words(say("week {week}", week=week)), _CONTACTS),
        ]
        if self._has_next:
            cells.append((words(say("comes")), _NEXT))
        if self._has_cohort:
            cells.append((words(say("cohort")), _COHORT))
        if self._has_role:
            cells.append((words(say("role")), _ROLE))
        text = Text(" " * _MARK, FAINT, no_wrap=True)
        for told, width in cells:
            text.append_text(_fit(Text(told, FAINT), width)).append(" ")
        return text

    def row(self, known: Known, positions: tuple[int, ...] = ()) -> Row:
        """A line about somebody; ``positions`` are the letters that were looked for."""
        text = Text("●" if known.is_here else " ")
        text.append("!" if known.symptoms else " ", Style(color=LOOKS["advice"][2], bold=True))
        text.append_text(self._called(known, positions)).append(" ")
        text.append_text(_fit(sum_told(self._words, known.contacts), _CONTACTS))
        if self._has_next:
            text.append(" ").append_text(_fit(Text(self._next(known)), _NEXT))
        if self._has_cohort:
            text.append(" ").append_text(_fit(Text(self._cohort(known), FAINT), _COHORT))
        if self._has_role:
            role = Text(self._words(ROLES[known.person.role]), FAINT)
            text.append(" ").append_text(_fit(role, _ROLE))
        if self._has_next:
            text.append(" ").append_text(self._rest(known))
        return Row(text, f"person:{known.person.id}")

    def _called(self, known: Known, positions: tuple[int, ...]) -> Text:
        label = known.person.label
        text = Text(self._words.person(self._view, known.person.id))
        if text.plain == label:
            for place in positions:
                text.stylize("bold underline", place, place + 1)
        return _fit(text, self._name)

    def _next(self, known: Known) -> str:
        """When somebody comes next: today the time, else the day, too."""
        view, words = self._view, self._words
        visit = view.visits.get(known.next_visit or "")
        if visit is None:
            return ""
        day = view.day_of(visit)
        time = words.clock(view, visit.start)
        return time if day == view.today else f"{words.day(day)} {time}"

    def _cohort(self, known: Known) -> str:
        """The cohort; where there is no room for the role, the role of those who have none."""
        cohort = known.person.cohort
        if cohort is not None:
            return harmless(self._cohorts.get(cohort, cohort))
        if self._has_role or known.person.role == "participant":
            return ""
        return self._words(ROLES[known.person.role])

    def _rest(self, known: Known) -> Text:
        """What is missing, symptoms, and with whom somebody lives, as far as there is room."""
        words, text = self._words, Text()
        alerts = [words(MISSING[fact]) for fact in known.missing]
        if known.symptoms:
            alerts.insert(0, words(say("symptoms")))
        text.append(", ".join(alerts))
        if known.lives_with:
            names = ", ".join(words.person(self._view, id_) for id_ in known.lives_with)
            text.append("  " if alerts else "")
            text.append(words(say("with {people}", people=names)), FAINT)
        return text


def sum_told(words: Words, contacts: Contacts) -> Text:
    """The contacts of a week by the rule that leaves the fewest: ``7 of 10``."""
    tightest = contacts.tightest
    if tightest is None:
        return Text("  –", FAINT)
    text = sum_sign(tightest).append(" ")
    return text.append(
        words(say("{n} of {limit}", n=tightest.counted, limit=tightest.limit)), Style(bold=False)
    )


def sum_sign(found: Sum) -> Text:
    """✗ where there are too many, ? where it may be, as nobody has told of the outside."""
    level = "violation" if found.left < 0 else "unknown" if found.outside is None else "ok"
    sign, _, colour = LOOKS[level]
    return Text(sign if level != "ok" else " ", Style(color=colour, bold=True))


def _fit(text: Text, width: int) -> Text:
    """A text that is exactly so wide."""
    text.truncate(width, overflow="ellipsis", pad=True)
    return text

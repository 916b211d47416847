"""The form as lines: a label and what stands there, what can be chosen, what the rules say."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text

from glimt_rules.documents.faults import harmless
from glimt_rules.finding import Finding
from glimt_rules.message import say
from glimt_tui.screen.form.fields import Field, Line
from glimt_tui.screen.form.form_line import (
    BOLD,
    CURSOR,
    FAINT,
    INDENT,
    FormLine,
    choice_lines,
    with_cursor,
)
from glimt_tui.screen.form.question_field import QuestionField
from glimt_tui.screen.form.state import FormState
from glimt_tui.screen.form.values import name_of
from glimt_tui.screen.form.when_field import WhenField
from glimt_tui.screen.form.wrapping import wrapped
from glimt_tui.screen.words import LOOKS, NOTE

#: How wide the labels are, with the mark of the field that has the cursor.
LABEL = 10
#: How many findings are shown under a field.
MOST_FINDINGS = 3
#: How many lines a text takes at most, and the worst finding under a field: it is read in whole.
MOST_LINES, MOST_OF_WORST = 2, 6


def form_lines(form: FormState, width: int) -> list[FormLine]:
    """The whole form."""
    return list(_Form(form, width))


def lines_above(texts: list[Text], width: int) -> list[FormLine]:
    """What is said above the fields, a line each."""
    for text in texts:
        text.truncate(width, overflow="ellipsis")
    return [FormLine(text) for text in texts]


class _Form:
    """The form in some width."""

    def __init__(self, form: FormState, width: int) -> None:
        self.form = form
        self.words = form.words
        self.width = max(width, LABEL + 12)

    def __iter__(self) -> Iterator[FormLine]:
        form = self.form
        faults = form.faults()
        for field in form.fields():
            if isinstance(field, QuestionField):
                yield from self._text(field, self.words(field.question.text), Style(), "? ")
            elif field.name.startswith("phone:"):
                yield from self._whose(field)
            elif field.name.startswith("reason:"):
                yield from self._why_reason(field)
            if field.name == "save":
                yield from self._nearest(field)
            for text, cursor in self._value(field):
                yield FormLine(text, field.name, cursor)
            yield from self._choices(field)
            if field.name in faults:
                wrong = self.words(faults[field.name])
                yield from self._text(field, wrong, BOLD, "← ", most=MOST_OF_WORST)
            if isinstance(field, WhenField):
                yield from self._time(field)
            yield from self._notes(field)
            yield from self._findings(field, form.findings_at(field.name))

    # What stands there ---------------------------------------------------------------------

    def _value(self, field: Field) -> Iterator[tuple[Text, int | None]]:
        """The label and the value; the cursor in the field that has it."""
        here = field is self.form.focused
        label = self.words(field.label)
        if isinstance(field, Line):
            yield Text(f"{'▸' if here else ' '} {label}", CURSOR if here else BOLD), None
            return
        mark = Text(f"{'▸' if here else ' '}{set_cell_size(label, LABEL - 2)} ")
        mark.stylize(BOLD if here else FAINT)
        room = self.width - LABEL
        before, typed = self._parts(field)
        lines = wrapped(before, room) if before else [""]
        last = lines[-1] + (", " if before and typed and field.takes_many else "")
        if typed and cell_len(last) + min(cell_len(typed) + 1, room // 2) > room:
            lines[-1], last = last.rstrip(), ""
            lines.append("")
        shown, column = "", 0
        if here:
            shown, column = field.typed.window(room - cell_len(last))
        elif typed:
            shown = set_cell_size(typed, min(cell_len(typed), room - cell_len(last)))
        lines[-1] = last + shown
        for place, line in enumerate(lines):
            text = mark if place == 0 else Text(" " * LABEL)
            text = text + Text(line)
            is_last = place == len(lines) - 1
            cursor = LABEL + cell_len(last) + column if here and is_last else None
            if cursor is not None and field.typed.chosen:
                text.stylize(CURSOR, LABEL)
            if cursor is not None:
                text = with_cursor(text, min(cursor, self.width - 1))
            yield text, cursor

    def _parts(self, field: Field) -> tuple[str, str]:
        """What has been chosen, and what is typed; a typed text stands instead of one choice."""
        typed = harmless(field.typed.text)
        if self.words.masked and field.name == "what" and typed and not self._is_here(field):
            typed = "•••"
        if field.is_text:
            return "", typed
        if typed and not field.takes_many:
            return "", typed
        return field.value(self.form), typed

    def _is_here(self, field: Field) -> bool:
        return field is self.form.focused

    # Under it ------------------------------------------------------------------------------

    def _choices(self, field: Field) -> Iterator[FormLine]:
        """What can be taken in the field with the cursor."""
        if self._is_here(field):
            yield from choice_lines(field, field.choices(self.form), self.words, self.width)

    def _time(self, field: WhenField) -> Iterator[FormLine]:
        """What was understood."""
        told = field.told(self.form)
        if told:
            yield FormLine(Text(f"{' ' * LABEL}{told}", FAINT), field.name)

    def _notes(self, field: Field) -> Iterator[FormLine]:
        """What is worth a word besides the rules; nothing that hinders."""
        notes = [note for about, note in self.form.notes() if about == field.name]
        for note in notes[:MOST_FINDINGS]:
            told = self.words(note)
            yield from self._text(field, told, FAINT, f"{NOTE} ", most=MOST_OF_WORST)
        more = len(notes) - MOST_FINDINGS
        if more > 0:
            yield from self._text(field, self.words(say("and {n} more", n=more)), FAINT, "  ")

    def _whose(self, field: Field) -> Iterator[FormLine]:
        """Who the fields below are about: somebody who is written down on the spot."""
        id_ = field.name.removeprefix("phone:")
        name = name_of(self.words, self.form.view, self.form.booking, id_)
        yield from self._text(field, self.words(say("new: {name}", name=name)), FAINT, "+ ")

    def _why_reason(self, field: Field) -> Iterator[FormLine]:
        """Which rule takes an exception."""
        rule_id = field.name.removeprefix("reason:")
        for finding in self.form.reasons_wanted():
            if finding.rule.id == rule_id:
                asked = say("Exception from «{rule}»: why?", rule=finding.rule.title)
                yield from self._text(field, self.words(asked), Style(), "~ ")

    def _findings(self, field: Field, findings: list[Finding]) -> Iterator[FormLine]:
        """The worst ones; how many more there are is told as well.

        Two rules that say the same are told once, and what a question of its own asks, there.
        """
        told: dict[str, str] = {}
        for finding in findings:
            if not self.form.is_asked(finding):
                told.setdefault(self._told(finding), "waived" if finding.waived else finding.level)
        for place, (text, level) in enumerate(list(told.items())[:MOST_FINDINGS]):
            sign, _, colour = LOOKS[level]
            style = Style(color=colour, bold=True)
            most = MOST_LINES if place else MOST_OF_WORST
            yield from self._text(field, text, None, f"{sign} ", style, most)
        more = len(told) - MOST_FINDINGS
        if more > 0:
            yield from self._text(field, self.words(say("and {n} more: F1", n=more)), FAINT, "  ")

    def _told(self, finding: Finding) -> str:
        """A finding; at another visit, with which one."""
        own = self.form.own_question(finding)
        message = self.words(own.text if own else finding.message)
        preview, view = self.form.preview, self.form.view
        if finding.visit == self.form.booking.id or preview is None:
            return message
        other = next((v for v in preview.plan.visits if v.id == finding.visit), None)
        if other is None:
            return message
        when = f"{self.words.day(view.day_of(other))} {self.words.clock(view, other.start)}"
        return f"{when} {self.words.title(view, other)}: {message}"

    def _nearest(self, field: Field) -> Iterator[FormLine]:
        """What is allowed instead, a key each."""
        found = self.form.alternatives
        if found is None:
            return
        title = say("Allowed instead:")
        if not found.suggestions:
            title = say("Nothing near was found that is allowed")
        yield from self._text(field, self.words(title), BOLD, "")
        for number, suggestion in enumerate(found.suggestions, 2):
            what = self.words.sentence(say("{changes}", changes=suggestion.what))
            told = f"F{number} {what}"
            sign, _, colour = LOOKS[suggestion.verdict]
            style = Style(color=colour, bold=True)
            yield from self._text(field, told, Style(), f"{sign} ", style)

    def _text(
        self,
        field: Field,
        told: str,
        style: Style | None,
        sign: str,
        sign_style: Style | None = None,
        most: int = MOST_LINES,
    ) -> Iterator[FormLine]:
        """A sign and so many lines at most."""
        for place, line in enumerate(wrapped(told, self.width - len(INDENT) - 2, most)):
            text = Text(INDENT)
            text.append(sign if place == 0 else "  ", sign_style or style)
            text.append(line, style)
            yield FormLine(text, field.name)

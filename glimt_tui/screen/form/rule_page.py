"""What F1 shows: the rules that look at a field, with their text, source and reading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text

from glimt_rules.explain import Line, Status, explain
from glimt_rules.finding import LEVELS
from glimt_rules.message import Message, say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import Rule
from glimt_rules.terms import FORCES
from glimt_tui.desk.desk import Preview
from glimt_tui.desk.view import View
from glimt_tui.desk.which_field import field_of, field_of_rule
from glimt_tui.keyboard.actions import ESCAPE, UP_DOWN
from glimt_tui.screen.form.form_line import FormLine
from glimt_tui.screen.form.wrapping import wrapped
from glimt_tui.screen.words import LOOKS, Words

if TYPE_CHECKING:
    from glimt_tui.screen.form.panel import BookingForm

BOLD, FAINT = Style(bold=True), Style(dim=True)
_STEPS = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10, "space": 10}


def rules_at(preview: Preview, visit: str, field: str | None) -> list[Line]:
    """What every rule that looks at a field says of a visit, the worst first.

    Without a field: all that is not simply fine. Rules that have nothing to say about such a
    visit are left out; what an edit does to other visits is told too.
    """
    facts = preview.judgement.facts
    lines = explain(preview.judgement, visit) if visit in preview.judgement.verdicts else []
    lines += [
        Line(
            facts.slot_of[finding.visit],
            finding.rule,
            Status(finding.level),
            finding.message,
            finding,
        )
        for finding in preview.decision.appeared
        if finding.visit != visit
    ]
    found = [
        line
        for line in lines
        if line.status is not Status.NOT_APPLICABLE and _is_about(line, field)
    ]
    return sorted(found, key=_weight)


def _is_about(line: Line, field: str | None) -> bool:
    if field is None:
        return line.finding is not None
    return (field_of(line.finding) if line.finding else field_of_rule(line.rule)) == field


def _weight(line: Line) -> tuple[int, str]:
    level = line.status.value
    return (LEVELS.index(level) if level in LEVELS else len(LEVELS)), line.rule.id


async def show_rules(form: BookingForm) -> None:
    """Show the rules about the field with the cursor; in no such field, all that is not fine."""
    state = form.state
    preview, field, visit = state.preview, state.focused, state.booking.id
    if preview is None:
        form.glimt.say(say("say who and when: the rules answer"))
        return
    about = state.place_of(field.name)
    found = await form.glimt.desk.ask(lambda: rules_at(preview, visit, about))
    if not found:  # nothing about this field: what stands in the verdict is what is meant
        about = None
        found = await form.glimt.desk.ask(lambda: rules_at(preview, visit, None))
    form.show_page(RulePage(say("all fields") if about is None else field.label, found))


class RulePage:
    """The page, until F1 or escape."""

    focus = None
    keys = ((UP_DOWN, say("read on")), (ESCAPE, say("back to the form")))

    def __init__(self, label: Message, found: list[Line]) -> None:
        """``label`` is what the rules are about."""
        self._label, self._found = label, found

    def lines(self, words: Words, view: View, width: int) -> list[FormLine]:
        """The page in some width."""
        made = _page(words, view.book, self._label, self._found, max(width, 20))
        return [FormLine(text) for text in made]

    def press(self, form: BookingForm, key: str) -> bool:
        """Scroll, or go back."""
        if key in _STEPS:
            form.lines.scroll_lines(_STEPS[key])
        elif key in ("escape", "enter", "f1", "q"):
            form.show_page(None)
        else:
            return False
        return True


def _page(
    words: Words, book: RuleBook, label: Message, lines: list[Line], width: int
) -> Iterator[Text]:
    yield Text(words(say("The rules about «{field}»", field=words(label))), BOLD)
    if not lines:
        nothing = say("No rule in force says anything about this here.")
        yield from _block(words(nothing), width, None)
    for line in lines:
        yield Text()
        yield from _sign(words, line, width)
        yield from _rule(words, book, line.rule, width)
    yield Text()
    yield Text(words(say("F1 or esc: back")), FAINT)


def _sign(words: Words, line: Line, width: int) -> Iterator[Text]:
    """What it says here."""
    level = {"kept": "ok", "undecided": "unknown"}.get(line.status.value, line.status.value)
    if line.finding is not None and line.finding.waived:
        level = "waived"
    sign, _, colour = LOOKS[level]
    for place, told in enumerate(wrapped(words.sentence(line.message), width - 2)):
        text = Text(f"{sign} " if place == 0 else "  ", Style(color=colour, bold=True))
        text.append(told, Style(bold=False))
        yield text


def _rule(words: Words, book: RuleBook, rule: Rule, width: int) -> Iterator[Text]:
    """The rule itself, whose it is, and where it is laid down."""
    texts = words.texts
    rule_set = next(
        (each for each in book.families[rule.family] if each.version == rule.version), None
    )
    yield from _block(f"{texts.pick(rule.title)} ({words(FORCES[rule.force])})", width, BOLD)
    yield from _block(texts.pick(rule.demand), width, None)
    if rule_set is not None:
        yield from _block(texts.pick(rule_set.authority), width, FAINT)
    source = texts.pick(rule.source.title)
    if rule.source.published is not None:
        source = f"{source}, {texts.date(rule.source.published)}"
    yield from _block(words(say("Source: {source}", source=source)), width, FAINT)
    if rule.source.url:
        yield from _block(rule.source.url, width, FAINT)
    if rule.note is not None:
        note = say("How we read it: {note}", note=texts.pick(rule.note))
        yield from _block(words(note), width, None)
    yield from _block(f"{rule.id}@{rule.version}", width, FAINT)


def _block(told: str, width: int, style: Style | None) -> Iterator[Text]:
    for line in wrapped(told, width - 2):
        yield Text.assemble("  ", (line, style or Style()))

"""The lines below the form: the verdict, whether it may be saved, and what that takes."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text
from textual.widgets import Static

from glimt_rules.finding import Finding
from glimt_rules.message import Message, count, say
from glimt_tui.desk.decision import Decision
from glimt_tui.keyboard.actions import ENTER, ESCAPE
from glimt_tui.screen.form.state import FormState
from glimt_tui.screen.words import verdict_of

FAINT, BOLD = Style(dim=True), Style(bold=True)


class VerdictLines(Static):
    """The two lines, written anew only where they say something else."""

    DEFAULT_CSS = "VerdictLines { height: 2; }"

    def __init__(self, *, id: str) -> None:  # noqa: A002 as widgets call it
        super().__init__("", markup=False, id=id)
        self._told = Text()

    def tell(self, form: FormState, width: int, asked: Message | None) -> None:
        """Say how it stands."""
        told = verdict_lines(form, width, asked)
        if told != self._told or told.spans != self._told.spans:
            self._told = told
            self.update(told)


def verdict_lines(form: FormState, width: int, asked: Message | None) -> Text:
    """Two lines; ``asked`` is what is to be confirmed before anything else."""
    lines = _told(form)
    if asked is not None:
        lines[1] = _question(form, asked)
    for line in lines:
        line.truncate(width, overflow="ellipsis")
    return Text("\n").join(lines)


def _told(form: FormState) -> list[Text]:
    words, preview = form.words, form.preview
    if preview is None:
        missing = say("say who and when: the rules answer")
        return [Text("…", FAINT), Text(words(missing), FAINT)]
    first = words.verdict(verdict_of(form.findings()), is_noted=bool(form.notes()))
    message, detail = _saving(form, preview.decision)
    first.append(f"  {words(message)}", BOLD)
    return [first, Text(words(detail) if detail else "", FAINT)]


def _saving(form: FormState, decision: Decision) -> tuple[Message, Message | None]:
    """Whether it may be saved, and why not or what it takes."""
    if form.booking.status in ("cancelled", "no_show"):
        return say("can be saved"), say("what does not take place is not judged")
    if decision.forbidding:
        return say("cannot be saved"), _rule_of(decision.forbidding[0])
    if decision.to_waive:
        rules = len(form.reasons_wanted())
        takes = count("takes {n} reason", "takes {n} reasons", rules)
        return takes, _rule_of(decision.to_waive[0])
    if unanswered := form.unanswered():
        n = len(unanswered)
        return say("can be saved"), count("{n} question is open", "{n} questions are open", n)
    if form.has_happened and any(f.level == "violation" for f in form.findings()):
        return say("can be saved"), say("it has happened: written down as it was")
    if any(finding.level == "violation" and not finding.waived for finding in form.findings()):
        return say("can be saved"), say("it makes nothing worse than it was")
    return say("can be saved"), None


def _rule_of(finding: Finding) -> Message:
    return Message("{rule}", {"rule": finding.rule.title})


def _question(form: FormState, asked: Message) -> Text:
    words = form.words
    text = Text(words(asked), BOLD)
    for key, label in ((ENTER, say("yes")), (ESCAPE, say("no"))):
        text.append(f"  {key} ", BOLD)
        text.append(words(label))
    return text

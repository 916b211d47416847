"""A fact that a rule asks for, asked right there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glimt_rules.kinds.base import Question
from glimt_rules.message import Message, say
from glimt_tui.desk.booking import Answer
from glimt_tui.desk.questions import About, Fact, form_of, read_fact
from glimt_tui.screen.form.fields import Choice, Field, matching
from glimt_tui.screen.form.values import YES_OR_NO

if TYPE_CHECKING:
    from glimt_tui.screen.form.state import FormState


def question_name(about: About) -> str:
    """What the field of a question is called."""
    return "ask:" + "/".join(about)


class QuestionField(Field):
    """One missing fact; however many rules ask for it, it is asked once."""

    def __init__(self, question: Question) -> None:
        super().__init__(question_name(question.about), say("Answer"))
        self.question = question
        self._form = form_of(question.about)
        self.is_text = self._form != "yes_or_no"

    def fact(self, form: FormState) -> Fact | None:
        """What was answered."""
        about = self.question.about
        return next((a.fact for a in form.booking.answers if a.about == about), None)

    def restore(self, form: FormState) -> None:
        """The answer that the draft holds."""
        fact = self.fact(form)
        if self.is_text and fact is not None:
            self.typed.set(form.words.texts.value(fact))
        else:
            super().restore(form)

    def value(self, form: FormState) -> str:
        """Yes, no, or nothing yet."""
        fact = self.fact(form)
        if self.is_text or fact is None:
            return ""
        return form.words(YES_OR_NO[bool(fact)])

    def offered(self, form: FormState) -> list[Choice]:
        """Yes and no."""
        choices = [Choice(fact, form.words(YES_OR_NO[fact])) for fact in (True, False)]
        return matching(self.typed.text, choices)

    def take(self, form: FormState, choice: Choice) -> None:
        """Answer with yes or no."""
        super().take(form, choice)
        self._answer(form, choice.value)

    def changed(self, form: FormState) -> None:
        """A figure is an answer as soon as it is one; so is a letter that says yes or no."""
        self.pick = 0
        if self._form is None:
            return
        fact = read_fact(self._form, self.typed.text)
        if not self.is_text and fact is not None:
            self.typed.set("")
        self.keep_typed(form, self.typed.text if fact is None else "")
        self._answer(form, fact)

    def step(self, form: FormState, by: int) -> bool:
        """Yes or no in turns."""
        if self.is_text:
            return False
        self._answer(form, not self.fact(form))
        return True

    def erase(self, form: FormState) -> None:
        """No answer."""
        self._answer(form, None)

    def _answer(self, form: FormState, fact: Fact | None) -> None:
        about = self.question.about
        others = tuple(answer for answer in form.booking.answers if answer.about != about)
        form.change(answers=others if fact is None else (*others, Answer(about, fact)))

    def wrong(self, form: FormState, *, is_left: bool) -> Message | None:
        """What was typed is no such figure."""
        if not self.is_text:
            return super().wrong(form, is_left=is_left)
        if not self.typed.text.strip() or self.fact(form) is not None:
            return None
        if self._form == "capacity":
            return say("a whole number from 1 on is wanted")
        if self._form == "metres":
            return say("a number of metres is wanted, such as 1,5")
        return say("a whole number is wanted")

"""The fields of the form about a person: what stands in them, what can be chosen, what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from textual.events import Key

from glimt_rules.documents.faults import harmless, quoted
from glimt_rules.message import Message, say
from glimt_rules.plan.forms import LONGEST_TEXT
from glimt_tui.desk.folk import is_phone
from glimt_tui.screen.form.fields import Choice, matching
from glimt_tui.screen.record_fields import TypedField

if TYPE_CHECKING:
    from glimt_tui.screen.person_state import PersonState

_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.?(?:\s*(\d{4}))?", re.ASCII)
#: The keys that choose the next thing, or the one before.
_STEPS = {"left": -1, "right": 1, "space": 1}


class Field(TypedField):
    """A line of the form, about one key of the person."""

    #: whether what is typed is what stands there, and not a way to find it
    is_text = False
    #: whether there are more than are listed, which other letters would find
    is_cut = False

    def __init__(self, name: str, label: Message, help_: Message) -> None:
        super().__init__(name, label, help_)
        #: which of the choices enter takes
        self.pick = 0

    def restore(self, form: PersonState) -> None:
        """Take up what stands in the form."""
        self.typed.set("")

    def shown(self, form: PersonState) -> str:
        """What has been chosen; nothing where what is typed is what stands there."""
        return ""

    def choices(self, form: PersonState) -> Sequence[Choice]:
        """What can be taken, by what has been typed."""
        return ()

    def take(self, form: PersonState, choice: Choice) -> None:
        """Choose something."""
        self.typed.set("")
        self.pick = 0

    def changed(self, form: PersonState) -> None:
        """Something else was typed."""
        self.pick = 0

    def step(self, form: PersonState, by: int) -> bool:
        """Left or right where nothing is typed: the next choice; False without one."""
        return False

    def erase(self, form: PersonState) -> None:
        """Backspace where nothing is typed: take away what was chosen last."""

    def press(self, form: PersonState, event: Key) -> bool:
        """Where nothing is typed, choose the next thing, or take the last one away; else type."""
        if not self.typed.text and not isinstance(self, TextField):
            if event.key in ("backspace", "ctrl+h", "delete"):
                self.erase(form)
                return True
            by = _STEPS.get(event.key)
            if by is not None and self.step(form, by):
                return True
        return super().press(form, event)

    def remark(self, form: PersonState) -> Message | None:
        """What should be known of what stands there; it can be saved all the same."""
        return None


class TextField(Field):
    """A text."""

    is_text = True

    def restore(self, form: PersonState) -> None:
        """The text as it is."""
        self.typed.set(getattr(form.written.person, self.name) or "")

    def changed(self, form: PersonState) -> None:
        """It stands in the form at once."""
        text = self.typed.text.strip()[:LONGEST_TEXT]
        form.change(**{self.name: text or None})


class PhoneField(TextField):
    """A phone number, which may be one that nobody can be called at."""

    def remark(self, form: PersonState) -> Message | None:
        """Say so; it is kept as it is."""
        phone = form.written.person.phone
        if phone and not is_phone(phone):
            return say("this is no valid phone number; it can be saved all the same")
        return None


class DateField(Field):
    """A day: ``14.1.2021``; without a year, the last that has been."""

    is_text = True

    def __init__(
        self,
        name: str,
        label: Message,
        help_: Message,
        get: Callable[[PersonState], date | None],
        put: Callable[[PersonState, date | None], None],
    ) -> None:
        super().__init__(name, label, help_)
        self._get, self._put = get, put

    def restore(self, form: PersonState) -> None:
        """The day as it is."""
        day = self._get(form)
        self.typed.set("" if day is None else f"{day.day}.{day.month}.{day.year}")

    def changed(self, form: PersonState) -> None:
        """A day that is understood stands in the form at once."""
        day = read_day(self.typed.text, form.view.today, needs_year=self.name == "born")
        if not isinstance(day, Message):
            self._put(form, day)

    def leave(self, form: PersonState) -> None:
        """Write it as it was understood; what was not stays, and is told."""
        if self.wrong(form) is None:
            self.restore(form)

    def wrong(self, form: PersonState) -> Message | None:
        """What was not understood."""
        day = read_day(self.typed.text, form.view.today, needs_year=self.name == "born")
        return day if isinstance(day, Message) else None


class OneField(Field):
    """One of a few things."""

    def __init__(
        self,
        name: str,
        label: Message,
        help_: Message,
        options: Callable[[PersonState], Mapping[Any, str]],
    ) -> None:
        super().__init__(name, label, help_)
        self._options = options

    def shown(self, form: PersonState) -> str:
        """What is chosen."""
        value = getattr(form.written.person, self.name)
        return self._options(form).get(value, "" if value is None else harmless(str(value)))

    def choices(self, form: PersonState) -> Sequence[Choice]:
        """What fits the letters."""
        if not self.typed.text.strip():
            return ()
        options = [Choice(value, text) for value, text in self._options(form).items()]
        return matching(self.typed.text, options)

    def take(self, form: PersonState, choice: Choice) -> None:
        """Choose one."""
        super().take(form, choice)
        form.change(**{self.name: choice.value})

    def wrong(self, form: PersonState) -> Message | None:
        """Letters that fit nothing, or that nobody has taken anything by."""
        typed = self.typed.text.strip()
        if not typed:
            return None
        if not self.choices(form):
            return say("{found} fits nothing here", found=quoted(typed))
        return say("nothing has been chosen for what was typed")

    def step(self, form: PersonState, by: int) -> bool:
        """The next one."""
        values = list(self._options(form))
        value = getattr(form.written.person, self.name)
        here = values.index(value) if value in values else -by
        form.change(**{self.name: values[(here + by) % len(values)]})
        return True


def read_day(text: str, today: date, *, needs_year: bool = False) -> date | Message | None:
    """A day as people write it; None where there is none, else what was not understood."""
    text = text.strip()
    if not text:
        return None
    words = {"i dag": today, "idag": today, "today": today}
    if text.casefold() in words and not needs_year:
        return words[text.casefold()]
    match = _DATE.fullmatch(text)
    if match is not None and (match[3] or not needs_year):
        years = [int(match[3])] if match[3] else [today.year, today.year - 1]
        for year in years:
            try:
                day = date(year, int(match[2]), int(match[1]))
            except ValueError:
                continue
            if day.year >= 1900 and (match[3] or day <= today or year < today.year):
                return day
    if needs_year:
        return say("a day with its year is wanted, such as 24.12.1980")
    return say("a day is wanted, such as 14.1. or 14.1.2021")

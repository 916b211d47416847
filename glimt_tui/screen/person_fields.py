"""The fields of the form about a person: what stands in them, what can be chosen, what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from glimt_rules.documents.faults import harmless, quoted
from glimt_rules.message import Message, say
from glimt_rules.plan.forms import LONGEST_TEXT
from glimt_tui.desk.folk import is_phone
from glimt_tui.desk.register import MOST_FIXED
from glimt_tui.screen.form.fields import Choice, matching
from glimt_tui.screen.form.typing import Typed
from glimt_tui.screen.words import MASK

if TYPE_CHECKING:
    from glimt_tui.screen.person_state import PersonState

_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.?(?:\s*(\d{4}))?", re.ASCII)


class Field:
    """A line of the form, about one key of the person."""

    #: whether what is typed is what stands there, and not a way to find it
    is_text = False

    def __init__(self, name: str, label: Message, help_: Message) -> None:
        self.name = name
        self.label = label
        self.help = help_
        self.typed = Typed()
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

    def leave(self, form: PersonState) -> None:
        """The cursor goes elsewhere; what was typed stays, whether it was chosen or not."""

    def wrong(self, form: PersonState) -> Message | None:
        """What is wrong with what was typed; it cannot be saved so."""
        return None

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


class PeopleField(Field):
    """Somebody else, found by a few letters; or several of them."""

    most = 1

    def ids(self, form: PersonState) -> tuple[str, ...]:
        """Who stands there."""
        value = getattr(form.written.person, self.name)
        return value if isinstance(value, tuple) else () if value is None else (value,)

    def shown(self, form: PersonState) -> str:
        """Their names."""
        return ", ".join(form.words.person(form.view, id_) for id_ in self.ids(form))

    def choices(self, form: PersonState) -> Sequence[Choice]:
        """Those whom the letters find."""
        typed = self.typed.text.strip()
        if not typed or form.finder is None:
            return ()
        there = {*self.ids(form), form.written.person.id}
        found = [match.person for match in form.finder.find(typed, most=6 + len(there))]
        words = form.words
        return [
            Choice(
                other.id,
                words.person(form.view, other.id),
                "" if words.masked else harmless(other.phone or ""),
            )
            for other in found
            if other.id not in there and other.id in form.view.people
        ][:5]

    def take(self, form: PersonState, choice: Choice) -> None:
        """One more; where one only can stand, another one."""
        super().take(form, choice)
        self._put(form, (*self.ids(form), choice.value)[-self.most :])

    def erase(self, form: PersonState) -> None:
        """The last one goes."""
        self._put(form, self.ids(form)[:-1])

    def _put(self, form: PersonState, ids: tuple[str, ...]) -> None:
        form.change(**{self.name: ids[0] if ids else None})

    def wrong(self, form: PersonState) -> Message | None:
        """A name that was not chosen is nobody yet."""
        return say("nobody has been chosen for what was typed") if self.typed.text.strip() else None


class ContactsField(PeopleField):
    """Those whom somebody has fixed as contacts."""

    most = MOST_FIXED

    def _put(self, form: PersonState, ids: tuple[str, ...]) -> None:
        form.change(**{self.name: ids})


class HomeField(PeopleField):
    """A household, chosen by anybody who lives there."""

    def ids(self, form: PersonState) -> tuple[str, ...]:
        """The others who live there."""
        home = getattr(form.written.person, self.name)
        if home is None:
            return ()
        own = form.written.person.id
        return tuple(
            other.id
            for other in form.view.people.values()
            if other.lives_in == home and other.id != own
        )

    def shown(self, form: PersonState) -> str:
        """Their names; where nobody else lives there, what the household is called."""
        home = getattr(form.written.person, self.name)
        told = super().shown(form)
        return told or ("" if home is None else MASK if form.words.masked else harmless(home))

    def _put(self, form: PersonState, ids: tuple[str, ...]) -> None:
        home = form.view.people[ids[-1]].lives_in if ids else None
        form.change(**{self.name: home})

    def erase(self, form: PersonState) -> None:
        """In none of others any more."""
        self._put(form, ())


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

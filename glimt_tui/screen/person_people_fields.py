"""The fields of the form about a person in which other people stand, found by a few letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, say
from glimt_tui.desk.register import MOST_FIXED
from glimt_tui.screen.form.fields import Choice
from glimt_tui.screen.person_fields import Field
from glimt_tui.screen.words import MASK

if TYPE_CHECKING:
    from glimt_tui.screen.person_state import PersonState

#: How many people are offered at most.
_MOST = 8


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
        found = [match.person for match in form.finder.find(typed, most=_MOST + 1 + len(there))]
        others = [other for other in found if other.id not in there]
        self.is_cut = len(others) > _MOST
        words = form.words
        return [
            Choice(
                other.id,
                words.person(form.view, other.id),
                "" if words.masked else harmless(other.phone or ""),
            )
            for other in others[:_MOST]
            if other.id in form.view.people
        ]

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

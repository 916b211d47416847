"""Who takes part: found by a few letters, or written down on the spot."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import structs

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, say
from glimt_rules.plan.forms import LONGEST_TEXT
from glimt_rules.plan.model import Person
from glimt_tui.desk.booking import Booking, new_id
from glimt_tui.desk.view import View
from glimt_tui.screen.finding import Finder
from glimt_tui.screen.form.fields import Choice, Field, OneField, TextField, terms
from glimt_tui.screen.form.values import ROLES, name_of
from glimt_tui.screen.words import MASK

if TYPE_CHECKING:
    from glimt_tui.screen.form.state import FormState

#: Fewer letters are nobody's name.
_SHORTEST_NAME = 2
#: How many people are offered at most.
_MOST = 8


def _name(typed: str) -> str:
    """A name as it is written; nobody presses shift while searching."""
    return (typed.title() if typed == typed.lower() else typed)[:LONGEST_TEXT]


class _New:
    """The choice of writing somebody down on the spot."""


class PeopleField(Field):
    """Several people."""

    takes_many = True

    def __init__(self, name: str, label: Message) -> None:
        super().__init__(name, label)
        self._finder: Finder | None = None
        self._found_in: View | None = None

    def value(self, form: FormState) -> str:
        """Their names after each other."""
        booking = form.booking
        return ", ".join(name_of(form.words, form.view, booking, id_) for id_ in booking.people)

    def offered(self, form: FormState) -> list[Choice]:
        """Those who may be meant, and at the end somebody new of that name."""
        typed = self.typed.text.strip()
        if not typed:
            return []
        there = form.booking.people
        matches = self._finder_of(form.view).find(typed, most=_MOST + 1 + len(there))
        others = [match.person for match in matches if match.person.id not in there]
        self.is_cut = len(others) > _MOST
        found = [self._choice(form, person) for person in others[:_MOST]]
        is_name = len(typed) >= _SHORTEST_NAME and not any(char.isdigit() for char in typed)
        if is_name:
            name = harmless(_name(typed))
            found.append(Choice(_New, form.words(say("+ somebody new: {name}", name=name))))
        return found

    def _choice(self, form: FormState, person: Person) -> Choice:
        words = form.words
        if words.masked:
            return Choice(person.id, MASK)
        cohorts = {cohort.id: cohort.name or cohort.id for cohort in form.view.plan.cohorts}
        beside = cohorts.get(person.cohort or "", person.cohort) or person.phone or ""
        return Choice(person.id, words.person(form.view, person.id), harmless(beside))

    def _finder_of(self, view: View) -> Finder:
        """Whoever comes often is found first."""
        if self._finder is None or self._found_in is not view:
            often = Counter(id_ for visit in view.visits.values() for id_ in visit.people)
            self._finder = Finder(view.plan.people, {id_: float(n) for id_, n in often.items()})
            self._found_in = view
        return self._finder

    def take(self, form: FormState, choice: Choice) -> None:
        """One more; somebody new gets fields of their own."""
        booking, typed = form.booking, self.typed.text.strip()
        super().take(form, choice)
        if choice.value is _New:
            person = Person(id=new_id("p"), name=_name(typed), role="guest")
            new = (*booking.new_people, person)
            form.change(people=(*booking.people, person.id), new_people=new)
            form.go_to(f"phone:{person.id}")
        else:
            form.change(people=(*booking.people, choice.value))
        self.keep_typed(form, "")

    def erase(self, form: FormState) -> None:
        """The last one goes, with all that was written down about them."""
        booking = form.booking
        if booking.people:
            last = booking.people[-1]
            new = tuple(person for person in booking.new_people if person.id != last)
            host = None if booking.host == last else booking.host
            form.change(people=booking.people[:-1], new_people=new, host=host)

    #: a name that has not been chosen is nobody yet
    not_chosen = say("nobody has been chosen for what was typed")


def fields_of_new(person: Person) -> list[Field]:
    """What is asked about somebody who is written down on the spot."""
    id_ = person.id
    return [
        TextField(
            f"phone:{id_}",
            say("Phone"),
            lambda booking: _new(booking, id_).phone or "",
            lambda booking, text: _with(booking, id_, phone=text.strip() or None),
        ),
        OneField(
            f"role:{id_}",
            say("Role"),
            lambda form: terms(form.words, ROLES),
            lambda booking: _new(booking, id_).role,
            lambda booking, role: _with(booking, id_, role=role),
        ),
    ]


def _new(booking: Booking, id_: str) -> Person:
    return next((p for p in booking.new_people if p.id == id_), Person(id=id_))


def _with(booking: Booking, id_: str, **changes: object) -> Booking:
    new = tuple(
        structs.replace(person, **changes) if person.id == id_ else person
        for person in booking.new_people
    )
    return structs.replace(booking, new_people=new)

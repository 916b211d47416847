"""What is asked about a person, field by field. No diagnosis, and no reasons for anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, say
from glimt_tui.screen.pages.people_rows import ROLES
from glimt_tui.screen.person_fields import (
    DateField,
    Field,
    OneField,
    PhoneField,
    TextField,
)
from glimt_tui.screen.person_people_fields import ContactsField, HomeField, PeopleField
from glimt_tui.screen.person_state import PersonState

_YES_OR_NO: Mapping[bool | None, Message] = {False: say("no"), True: say("yes")}
_KNOWN_OR_NOT: Mapping[bool | None, Message] = {
    None: say("not recorded"),
    True: say("yes"),
    False: say("no"),
}


def all_fields() -> list[Field]:
    """The fields in their order."""
    return [
        TextField("name", say("Name"), say("What to call them, and what stands on the list.")),
        PhoneField("phone", say("Phone"), say("Where to reach them, with +46 and so on abroad.")),
        OneField(
            "role",
            say("Role"),
            say("Left and right choose."),
            lambda form: {role: form.words(told) for role, told in ROLES.items()},
        ),
        HomeField(
            "household",
            say("Lives with"),
            say("A few letters of anybody who lives there; their contacts count together."),
        ),
        OneField(
            "cohort",
            say("Cohort"),
            say("The fixed group that they belong to. Left and right choose."),
            _cohorts,
        ),
        DateField(
            "born",
            say("Born"),
            say("Only where a rule asks for the age: children, mostly."),
            lambda form: form.written.person.born,
            lambda form, day: form.change(born=day),
        ),
        PeopleField(
            "comes_with",
            say("Comes with"),
            say("Whom they come along with, as a companion."),
        ),
        OneField(
            "lives_alone",
            say("Alone"),
            say("Whoever lives alone may have fixed contacts."),
            lambda form: _told(form, _YES_OR_NO),
        ),
        ContactsField(
            "fixed_contacts",
            say("Contacts"),
            say("Two fixed contacts at most, for whoever lives alone."),
        ),
        HomeField(
            "fixed_household",
            say("Household"),
            say("A fixed household to visit: a few letters of anybody who lives there."),
        ),
        OneField(
            "mask_exempt",
            say("No mask"),
            say("Exempt from wearing a mask; nobody asks why."),
            lambda form: _told(form, _YES_OR_NO),
        ),
        OneField(
            "risk_group",
            say("Risk group"),
            say("Whether they say that they are in one; nobody asks why."),
            lambda form: _told(form, _KNOWN_OR_NOT),
        ),
        DateField(
            "since",
            say("Ill from"),
            say("The first day with symptoms that go on: 14.1. or today; nothing else about them."),
            lambda form: form.written.since,
            lambda form, day: form.set_symptoms(since=day),
        ),
        DateField(
            "cleared",
            say("Well from"),
            say("The first day without symptoms."),
            lambda form: form.written.cleared,
            lambda form, day: form.set_symptoms(cleared=day),
        ),
    ]


def _told(form: PersonState, options: Mapping[bool | None, Message]) -> Mapping[Any, str]:
    return {value: form.words(told) for value, told in options.items()}


def _cohorts(form: PersonState) -> Mapping[Any, str]:
    there = {cohort.id: harmless(cohort.name or cohort.id) for cohort in form.view.plan.cohorts}
    return {None: form.words(say("none")), **there}

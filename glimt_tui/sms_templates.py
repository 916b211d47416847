"""What messages to people are made of: the texts that there are, and how they are filled in.

A template is a text with placeholders. A line of it in which everything that would stand there is
missing is left out, so that nobody reads "Hi !", or a greeting from nobody. The texts that come
with Glimt stand here in English, and in Norwegian in the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, get_args

from msgspec import structs

from glimt_rules.documents.faults import Fault, Path, quoted
from glimt_rules.documents.similar import closest
from glimt_rules.message import Message, say
from glimt_rules.plan.forms import LONGEST_TEXT, id_fault, text_fault
from glimt_rules.texts import Language, Texts
from glimt_tui.language import texts_in

if TYPE_CHECKING:
    from glimt_tui.config import Sms

#: The texts, in the order of their keys on the screen.
TextName = Literal["confirmation", "change", "cancellation", "reminder"]
TEXTS: tuple[TextName, ...] = get_args(TextName)
#: What can stand in a template, between braces.
PLACEHOLDERS = (
    "first_name", "centre", "day", "time", "end", "place", "remember", "instead", "was",
)  # fmt: skip
LANGUAGES: tuple[Language, ...] = ("nb", "en")

#: What is sent where the configuration has no text of its own.
DEFAULTS: Mapping[TextName, Message] = {
    "confirmation": say(
        "Hi {first_name}!\nYour appointment: {day} at {time}-{end}, {place}.\n{remember}\n"
        "Regards, {centre}"
    ),
    "change": say(
        "Hi {first_name}!\nYour appointment is changed to {day} at {time}-{end}, {place}.\n"
        "Before: {was}.\n{remember}\nRegards, {centre}"
    ),
    "cancellation": say(
        "Hi {first_name}!\nSorry, your appointment on {day} at {time}-{end} is cancelled.\n"
        "{instead}\nRegards, {centre}"
    ),
    "reminder": say(
        "Hi {first_name}!\nRemember your appointment on {day} at {time}-{end}, {place}.\n"
        "{remember}\nRegards, {centre}"
    ),
}

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_ITSELF = {name: f"{{{name}}}" for name in PLACEHOLDERS}


def default(text: TextName, texts: Texts) -> str:
    """The template that comes with Glimt, in the language of ``texts``."""
    return texts(Message(DEFAULTS[text].text, _ITSELF))


def template(table: Sms, text: TextName, texts: Texts) -> str:
    """The centre's own template, else the one that comes with Glimt."""
    own: str | None = getattr(getattr(table, texts.language), text)
    return default(text, texts) if own is None else own


def completed(table: Sms) -> Sms:
    """The table with every text that is in effect."""
    changes = {}
    for language in LANGUAGES:
        texts = texts_in(language)
        own = {text: template(table, text, texts) for text in TEXTS}
        changes[language] = structs.replace(getattr(table, language), **own)
    return structs.replace(table, **changes)


def filled(template: str, values: Mapping[str, str]) -> str:
    """A template with its values; one that is empty, or is not there, is missing."""
    lines = []
    for line in template.split("\n"):
        named = _PLACEHOLDER.findall(line)
        if named and not any(values.get(name) for name in named):
            continue
        text = _PLACEHOLDER.sub(lambda found: values.get(found[1]) or "", line)
        lines.append(" ".join(text.split()))
    return "\n".join(lines).strip("\n")


# What may stand in the configuration -----------------------------------------------------------


def faults(table: Sms, bad: Collection[Path] = ()) -> Iterator[Fault]:
    """What is wrong with the table ``sms`` of the configuration, as far as it could be read.

    ``bad`` names the places that could not be, of which it is told already.
    """
    if table.centre is not None and (wrong := _centre_fault(table.centre)):
        yield Fault(("sms", "centre"), wrong)
    yield from _id_faults(table.may_name or ())  # None, where it is no list
    for language in LANGUAGES:
        for text in TEXTS:
            found = getattr(getattr(table, language), text, None)
            if found is not None:
                path = ("sms", language, text)
                yield from (Fault(path, wrong) for wrong in _template_faults(found))
                yield from _missing(table, language, text, bad)


def _id_faults(ids: Sequence[str]) -> Iterator[Fault]:
    """What is wrong with the ids of what may be named; whether they are there does not matter."""
    from glimt_rules.plan.report import Report

    report = Report((), None)
    report.repeats(("sms", "may_name"), ids)
    for place, id_ in enumerate(ids):
        if id_ is not None:  # None, where it is no text
            report.add(("sms", "may_name", place), id_fault(id_))
    yield from report.faults


def _missing(table: Sms, given: Language, text: TextName, bad: Collection[Path]) -> Iterator[Fault]:
    """A text of one's own in one language only: others would read something else."""
    for language in LANGUAGES:
        path = ("sms", language, text)
        if not {path, path[:2]} & set(bad) and getattr(getattr(table, language), text) is None:
            message = say(
                "this text is given in {given} only; write {key}, too, or neither of them",
                given=given,
                key=".".join(path),
            )
            yield Fault(("sms", given, text), message)


def _centre_fault(text: str) -> Message | None:
    return text_fault(text) if text.strip() else say("this name is blank")


def _template_faults(text: str) -> Iterator[Message]:
    """What is wrong with a template."""
    if not text.strip():
        yield say("this text says nothing; without the key, there is one that comes with Glimt")
    for line in text.split("\n"):
        wrong = text_fault(line, longest=max(LONGEST_TEXT, len(line)))  # its length is told already
        if wrong is not None:
            yield wrong
    for name in dict.fromkeys(_PLACEHOLDER.findall(text)):
        if name not in PLACEHOLDERS:
            yield _unknown(name)
    if set(_PLACEHOLDER.sub("", text)) & set("{}"):
        yield say("a brace encloses a placeholder, and nothing else; there are: {known}",
                  known=PLACEHOLDERS)  # fmt: skip


def _unknown(name: str) -> Message:
    meant = closest(name, PLACEHOLDERS)
    if meant is not None:
        return say(
            "there is no placeholder {found}; did you mean {meant}? There are: {known}",
            found=quoted(name),
            meant=meant,
            known=PLACEHOLDERS,
        )
    return say(
        "there is no placeholder {found}; there are: {known}",
        found=quoted(name),
        known=PLACEHOLDERS,
    )

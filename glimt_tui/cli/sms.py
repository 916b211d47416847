"""``glimt sms``: what to send to the people of a booking, each in their language."""

from __future__ import annotations

import msgspec

from glimt_rules.documents.faults import harmless, quoted
from glimt_rules.documents.similar import closest
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, say
from glimt_rules.plan.model import Visit
from glimt_tui.cli.context import Context
from glimt_tui.desk.sms.instead import instead
from glimt_tui.desk.sms.texts import Letter, fitting, is_over, known_of, letter, receivers
from glimt_tui.desk.sms.words import IS_OVER, length_words
from glimt_tui.desk.view import View
from glimt_tui.exits import Exit
from glimt_tui.paper.views import zone_in
from glimt_tui.reports.answer import failed_rules
from glimt_tui.reports.problems import tell_errors
from glimt_tui.store.records import Key, PastVisit
from glimt_tui.store.repository import Reading
from glimt_tui.store.store import system_clock
from glimt_tui.store.words import LANGUAGES
from glimt_tui.terminal import BOLD, write, write_for_programs


def run(context: Context) -> Exit:
    """Print the message to one person, or to everybody in the booking."""
    args = context.args
    book = context.book(of_centre=True)
    with context.session(mode="ro") as session, session.store.reading() as reading:
        visit = _booking(reading, args.visit)
        day = visit.start.astimezone(zone_in(reading)).date()
        centre = context.config.config.centre
        view = View(reading, book, now=system_clock(), centre=centre, first=day, last=day)
        known = known_of(reading, visit, context.config.config.sms.may_name)
    people = _people(view, visit, args.person)
    text = args.text or fitting(visit, known)
    offered: tuple[Visit, ...] = ()
    if text == "cancellation":
        offered = instead(view, visit, weights=context.config.config.weights)
    letters = [
        letter(view, visit, person, text, known, context.config.config.sms, instead=offered)
        for person in people
    ]
    if args.format == "json":
        write_for_programs(_as_json(view, visit, letters) + "\n")
    elif args.person is not None:
        write(letters[0].told + "\n")
        context.note(_about(view, letters[0]))
    else:
        _tell(context, view, letters)
    if is_over(view, visit):
        context.note(IS_OVER)
    problems = [*view.book.problems, *failed_rules(view.judgement.failures)]
    tell_errors(problems, context.texts)
    return Exit.INCOMPLETE if problems else Exit.OK


def _booking(reading: Reading, id_: str) -> Visit:
    """The booking; raises InputError where it is not there, or nobody knows whose it was."""
    record = reading.get(Key("visit", id_))
    message: Message
    if record is None:
        meant = closest(id_, [each.id for each in reading.all("visit")])
        message = say("there is no visit {visit}", visit=quoted(id_))
        if meant is not None:
            message = say(
                "there is no visit {visit}; did you mean {meant}?",
                visit=quoted(id_),
                meant=quoted(meant),
            )
    elif isinstance(record.value, PastVisit):
        message = say("it is forgotten who took part in {visit}", visit=quoted(id_))
    else:
        assert isinstance(record.value, Visit)
        return record.value
    raise InputError(Problem(message=message, where="VISIT"))


def _people(view: View, visit: Visit, asked: str | None) -> list[str]:
    """Who gets a message; raises InputError where it cannot be the one who was asked for."""
    there = receivers(view, visit)
    if asked is None or asked in there:
        return there if asked is None else [asked]
    message = say(
        "{person} is not in this booking; there are: {known}",
        person=quoted(asked),
        known=tuple(there),
    )
    raise InputError(Problem(message=message, where="PERSON"))


def _about(view: View, letter: Letter) -> Message:
    """To which number a message goes, in which language, and how long it is."""
    phone = view.people[letter.person].phone
    return say(
        "to {phone}, {language}: {length}",
        phone=harmless(phone) if phone else say("no number"),
        language=LANGUAGES[letter.language],
        length=length_words(letter.length),
    )


def _tell(context: Context, view: View, letters: list[Letter]) -> None:
    """Each message below whom it goes to."""
    paint = context.text_report().paint
    for place, each in enumerate(letters):
        name = harmless(view.people[each.person].label)
        about = context.texts(_about(view, each))
        gap = "\n" if place else ""
        write(f"{gap}{paint(name, BOLD)}, {about}\n{_indented(each.told)}")


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.split("\n"))


def _as_json(view: View, visit: Visit, letters: list[Letter]) -> str:
    told = {
        "format": 1,
        "visit": visit.id,
        "messages": [
            {
                "person": each.person,
                "phone": view.people[each.person].phone,
                "language": each.language,
                "kind": each.text,
                "text": each.told,
                "parts": each.length.parts,
                "used": each.length.used,
                "room": each.length.room,
                "alphabet": each.length.alphabet,
            }
            for each in letters
        ],
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=1).decode()

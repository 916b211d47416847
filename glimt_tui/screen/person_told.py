"""What there is to tell of somebody: the household's week, coming visits, what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, count, say
from glimt_rules.plan.model import Person, Visit
from glimt_tui.desk.contacts import Contact, Contacts, Sum
from glimt_tui.desk.folk import coming, mates, missing, stay_at_home
from glimt_tui.desk.openings import Opening
from glimt_tui.desk.reception import has_symptoms, is_here
from glimt_tui.desk.view import View
from glimt_tui.screen.pages.people_rows import MISSING, ROLES, sum_sign
from glimt_tui.screen.reading import FAINT, GAP, Block, heading
from glimt_tui.screen.words import LOOKS, Words

#: How many coming visits are told.
_MOST = 12
_ADVICE = Style(color=LOOKS["advice"][2], bold=True)


class Telling:
    """The blocks of a panel about somebody."""

    def __init__(
        self,
        view: View,
        words: Words,
        person: Person,
        contacts: Contacts,
        key: str,
        openings: Sequence[Opening] | None = None,
    ) -> None:
        """``key`` is the key by which contacts outside the centre are told.

        ``openings`` are when they could come this week; None while that is looked for.
        """
        self._view, self._words, self._key = view, words, key
        self._openings = openings
        self._person, self._contacts = person, contacts

    def blocks(self) -> Iterator[Block]:
        """Everything, what is asked for most first."""
        yield from self._who()
        yield GAP
        yield from self._sums()
        yield GAP
        yield from self._open()
        yield from self._free()
        yield from self._coming()
        yield from self._met()

    # Who it is -----------------------------------------------------------------------------

    def _who(self) -> Iterator[Block]:
        view, words, person = self._view, self._words, self._person
        parts = [words(ROLES[person.role])]
        if person.cohort is not None:
            parts.append(self._cohort(person.cohort))
        phone = words.phone(view, person.id)
        yield Block(Text(" · ".join(parts)))
        if phone:
            yield Block(Text(phone))
        if is_here(view, person.id):
            yield Block(Text("● ").append(words(say("is here now"))))
        others = [id_ for id_ in self._contacts.members if id_ != person.id]
        if others:
            yield self._pair(say("lives with"), self._names(others))
        elif person.lives_alone:
            yield Block(Text(words(say("lives alone"))))
        ties: list[tuple[Message, Sequence[str]]] = [
            (say("comes with"), [person.comes_with] if person.comes_with else []),
            (say("fixed contacts"), person.fixed_contacts),
        ]
        for what, people in ties:
            if people:
                yield self._pair(what, self._names(people))
        if person.mask_exempt:
            yield Block(Text(words(say("is exempt from wearing a mask"))))
        lacks = [words(MISSING[fact]) for fact in missing(person)]
        if lacks:
            yield Block(Text("? ", LOOKS["unknown"][2]).append(", ".join(lacks)))

    def _cohort(self, id_: str) -> str:
        there = {cohort.id: cohort.name or id_ for cohort in self._view.plan.cohorts}
        return harmless(there.get(id_, id_))

    def _names(self, people: Iterable[str]) -> str:
        return ", ".join(self._words.person(self._view, id_) for id_ in people)

    def _pair(self, what: Message, told: str) -> Block:
        text = Text(f"{self._words(what)}: ", FAINT).append(told, Style(dim=False))
        return Block(text, hang=2)

    # The week ------------------------------------------------------------------------------

    def _sums(self) -> Iterator[Block]:
        """How many contacts each rule counts, and what was told of the outside."""
        words, week = self._words, self._contacts
        number = week.monday.isocalendar().week
        yield heading(words(say("Contacts of the household, week {week}", week=number)))
        for found in week.sums:
            yield self._sum(found)
            whose = f"{words.texts.pick(found.rule.title)} ({words.texts.pick(found.authority)})"
            yield Block(Text(f"  {harmless(whose)}", FAINT), hang=2)
        if not week.sums:
            yield Block(Text(words(say("no rule limits them"))))
        if week.outside is None:
            text = Text("? ", LOOKS["unknown"][2])
            told = say("outside the centre: not told; {key} tells", key=self._key)
            yield Block(text.append(words(told)), hang=2)
        else:
            told = say("{n} of them outside the centre", n=week.outside)
            yield Block(Text(f"  {words(told)}"), hang=2)

    def _sum(self, found: Sum) -> Block:
        words, text = self._words, sum_sign(found).append(" ")
        told = words(say("{n} of {limit}", n=found.counted, limit=found.limit))
        if found.left < 0:
            left = count("{n} too many", "{n} too many", -found.left)
        else:
            left = count("{n} left", "{n} left", found.left)
        return Block(text.append(f"{told}, {words(left)}", Style(color="default", bold=True)))

    def _met(self) -> Iterator[Block]:
        """Who was met where, or will be; for whom a rule does not count them is told, too."""
        words, week = self._words, self._contacts
        if not week.met:
            return
        yield GAP
        met = count("{n} met in this week", "{n} met in this week", len(week.met))
        yield heading(words(met))
        for contact in week.met:
            name = Text(words.person(self._view, contact.person))
            yield Block(name, f"person:{contact.person}")
            yield Block(Text(f"  {self._where(contact)}", FAINT), hang=2)
            not_by = [each for each in week.sums if contact.person not in each.met]
            if not_by:
                rules = "; ".join(harmless(words.texts.pick(each.rule.title)) for each in not_by)
                told = words(say("not counted: {rules}", rules=rules))
                yield Block(Text(f"  {told}", FAINT), hang=2)

    def _where(self, contact: Contact) -> str:
        view, words = self._view, self._words
        visits = [view.visits[id_] for id_ in contact.visits if id_ in view.visits]
        return ", ".join(
            f"{words.day(view.day_of(visit))} {words.title(view, visit)}" for visit in visits
        )

    # What is open, and what comes --------------------------------------------------------------

    def _open(self) -> Iterator[Block]:
        """What the rules leave open for them in this week."""
        words = self._words
        yield heading(words(say("What is open to them")))
        yield from self._ill()
        tightest = self._contacts.tightest
        if tightest is not None:
            yield Block(Text(words(self._more(tightest))), hang=2)
        if self._person.cohort is not None:
            others = mates(self._view, self._person)
            cohort = self._cohort(self._person.cohort)
            if others:
                yield self._pair(say("with {cohort}", cohort=cohort), self._names(others))
            else:
                told = say("nobody else is in {cohort}", cohort=cohort)
                yield Block(Text(words(told)), hang=2)
        elif self._person.role == "participant":
            told = say("no cohort: groups of one cohort are not for them yet")
            yield Block(Text(words(told)), hang=2)

    def _more(self, tightest: Sum) -> Message:
        if tightest.left <= 0:
            return say("nobody new this week; whoever they have met already is fine")
        if tightest.outside is None:
            return count(
                "{n} new person at most, less those met outside",
                "{n} new people at most, less those met outside",
                tightest.left,
            )
        return count("{n} new person at most", "{n} new people at most", tightest.left)

    def _ill(self) -> Iterator[Block]:
        """Symptoms of theirs, and of those who live with them; which rules speak of that."""
        view, words = self._view, self._words
        for id_ in self._contacts.members:
            symptoms = has_symptoms(view, view.people[id_])
            if symptoms is None:
                continue
            told = say(
                "{person} has had symptoms since {day}",
                person=words.person(view, id_),
                day=words.day(symptoms.since),
            )
            yield Block(Text("! ", _ADVICE).append(words(told), Style(bold=False)), hang=2)
            if id_ == self._person.id:
                for rule in stay_at_home(view):
                    yield Block(Text(harmless(words.texts.pick(rule.title))), f"rule:{rule.id}")

    def _free(self) -> Iterator[Block]:
        """When they could come for an hour, in what is left of the week."""
        words, view = self._words, self._view
        if self._openings is None:
            return
        yield GAP
        if not self._openings:
            yield heading(words(say("No free hour in this week")))
            return
        yield heading(words(say("Free times in this week")))
        rooms = {room.id: room.name or room.id for room in view.plan.rooms}
        for number, each in enumerate(self._openings):
            day = words.day(each.first.astimezone(view.zone).date())
            until = f"{words.clock(view, each.first)}–{words.clock(view, each.last)}"
            text = Text(f"{day} {until}  ")
            if each.room is not None:
                text.append(harmless(rooms[each.room]), FAINT)
            yield Block(text, f"free:{number}")

    def _coming(self) -> Iterator[Block]:
        words = self._words
        visits = coming(self._view, self._person.id)
        yield GAP
        if not visits:
            yield heading(words(say("Nothing is booked")))
            return
        yield heading(words(say("Comes")))
        for visit in visits[:_MOST]:
            yield Block(self._visit(visit), f"visit:{visit.id}")
        if len(visits) > _MOST:
            yield Block(Text(words(say("and {n} more", n=len(visits) - _MOST)), FAINT))

    def _visit(self, visit: Visit) -> Text:
        view, words = self._view, self._words
        day = view.day_of(visit)
        judged = view.first <= day <= view.last
        sign = words.sign(view.findings.get(visit.id, [])) if judged else Text("·", FAINT)
        when = f"{words.day(day)} {words.clock(view, visit.start)}"
        text = sign.append(f" {when}", Style(color="default", bold=False))
        text.append(" " * max(1, 16 - cell_len(text.plain)))
        return text.append(words.title(view, visit), Style(color="default", bold=False))

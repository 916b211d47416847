"""The form as it stands: the booking, its fields, what the rules say, and where the cursor is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import structs

from glimt_rules.finding import LEVELS, Finding
from glimt_rules.kinds.base import Question
from glimt_rules.message import Message, say
from glimt_rules.suggest.search import Search
from glimt_tui.desk.booking import Booking, FieldName, faults, new_booking, standing
from glimt_tui.desk.decision import HAPPENED
from glimt_tui.desk.desk import Preview
from glimt_tui.desk.questions import form_of
from glimt_tui.desk.view import View
from glimt_tui.desk.which_field import field_of, field_of_clash
from glimt_tui.screen.form.catalogue import ATTRIBUTES, all_fields
from glimt_tui.screen.form.fields import Field, TextField
from glimt_tui.screen.form.people_field import fields_of_new
from glimt_tui.screen.form.question_field import QuestionField, question_name
from glimt_tui.screen.form.values import LABELS
from glimt_tui.screen.words import Words

#: The fields that are always there.
_ALWAYS: tuple[FieldName, ...] = ("who", "when", "where", "what", "kind", "equipment")
#: Those that are seldom needed, behind one line until they are.
_SELDOM: tuple[FieldName, ...] = (
    "masks",
    "distance",
    "purpose",
    "assessed",
    "public",
    "link",
    "handwashed",
    "cleaned",
)
_PLAIN = new_booking()


class FormState:
    """Everything that the form shows, without a terminal."""

    def __init__(
        self, booking: Booking, view: View, words: Words, on_change: Callable[[], None]
    ) -> None:
        """``on_change`` is called whenever the booking has become another one."""
        self.booking = booking
        self.view = view
        self.words = words
        self.preview: Preview | None = None
        #: the nearest that is allowed; None as long as nobody has looked for it
        self.alternatives: Search | None = None
        self.focus = "who"
        self.shows_more = False
        #: whether saving was tried: what is missing is told from then on
        self.was_tried = False
        #: whether reasons for exceptions are asked for
        self.asks_reasons = False
        self._on_change = on_change
        self._fields = {field.name: field for field in all_fields(self)}
        self._questions: dict[str, QuestionField] = {}
        #: what has been asked, in the order in which it was
        self._asked: dict[str, tuple[FieldName, Question]] = {}
        self._findings: list[Finding] = []
        self.take_up(booking)

    # The booking ---------------------------------------------------------------------------

    def set(self, booking: Booking) -> None:
        """Have another booking stand in the form."""
        if booking != self.booking:
            self.booking = booking
            self.alternatives = None
            self._on_change()

    def change(self, **changes: Any) -> None:
        """Change parts of the booking."""
        self.set(structs.replace(self.booking, **changes))

    def take_up(self, booking: Booking) -> None:
        """Show a booking that was not written in these fields: a draft, or somebody's version."""
        self.booking = booking
        self.alternatives = None
        self._questions.clear()
        for name in [name for name in self._fields if ":" in name]:
            del self._fields[name]
        for field in self._fields.values():
            field.restore(self)
        self._on_change()

    @property
    def has_happened(self) -> bool:
        """Whether the visit has begun, or is over."""
        return self.booking.status in HAPPENED

    # What the rules say --------------------------------------------------------------------

    def judged(self, preview: Preview | None) -> None:
        """Show what the rules say now; None where there is no visit to be judged yet."""
        self.preview = preview
        self._findings = []
        if preview is not None:
            own = preview.findings(self.booking.id)
            others = [f for f in preview.decision.appeared if f.visit != self.booking.id]
            self._findings = sorted([*own, *others], key=_weight)

    def findings(self) -> list[Finding]:
        """What is found at this visit, and what is new at others, the worst first."""
        return self._findings

    def findings_at(self, field: str) -> list[Finding]:
        """Those that are told under a field."""
        return [finding for finding in self.findings() if field_of(finding) == field]

    def notes(self) -> list[tuple[FieldName, Message]]:
        """What is told besides the rules, with its field: double bookings, closed hours."""
        visit = standing(self.booking)
        told = () if visit is None else self.view.clashes.told(visit)
        return [(field_of_clash(clash), message) for clash, message in told]

    def questions(self) -> list[tuple[FieldName, Question]]:
        """The facts that are missing, each once, with the field under which it is asked.

        Those that have been answered here are asked still: an answer may be a slip.
        """
        open_ = {
            question_name(question.about): (field_of(finding), question)
            for finding in self.findings()
            if finding.level == "unknown" and not finding.waived
            for question in finding.questions
            if form_of(question.about) and not self._is_own(question)
        }
        answers = {answer.about for answer in self.booking.answers}
        asked = {
            name: pair
            for name, pair in self._asked.items()
            if name in open_ or pair[1].about in answers
        }
        for name, pair in open_.items():
            asked.setdefault(name, pair)
        self._asked = asked
        return list(asked.values())

    def is_asked(self, finding: Finding) -> bool:
        """Whether all that a finding is about is asked for in fields of their own."""
        return (
            finding.level == "unknown"
            and bool(finding.questions)
            and all(form_of(q.about) and not self._is_own(q) for q in finding.questions)
        )

    def own_question(self, finding: Finding) -> Question | None:
        """What a finding asks about this very booking, in a field that is there anyway."""
        if finding.level != "unknown":
            return None
        return next(filter(self._is_own, finding.questions), None)

    def _is_own(self, question: Question) -> bool:
        return question.about[:2] == ("visits", self.booking.id)

    def unanswered(self) -> list[str]:
        """The names of the fields in which a missing fact is asked for."""
        answers = {answer.about for answer in self.booking.answers}
        names = [
            question_name(question.about)
            for _, question in self.questions()
            if question.about not in answers
        ]
        own = [field_of(finding) for finding in self.findings() if self.own_question(finding)]
        return [*dict.fromkeys(own), *names]

    def reasons_wanted(self) -> list[Finding]:
        """One finding for each house rule that takes an exception."""
        if self.preview is None:
            return []
        by_rule = {finding.rule.id: finding for finding in self.preview.decision.to_waive}
        return list(by_rule.values())

    def faults(self, *, now: bool = False) -> dict[str, Message]:
        """What is wrong with the fields themselves; ``now`` also with what is being typed."""
        found = dict(faults(self.booking, self.view)) if self.was_tried else {}
        for field in self.fields():
            wrong = field.wrong(self, is_left=now or field.name != self.focus)
            if wrong is not None:
                found[field.name] = wrong
        return found

    # The fields ----------------------------------------------------------------------------

    def fields(self) -> list[Field]:
        """The fields that are there now, in their order."""
        return list(self._in_order())

    def field(self, name: str) -> Field | None:
        """A field that is there now."""
        return next((field for field in self.fields() if field.name == name), None)

    def place_of(self, name: str) -> FieldName | None:
        """The field of a booking that a field of the form belongs to; None for none by itself."""
        for place, question in self.questions():
            if name == question_name(question.about):
                return place
        kind = name.partition(":")[0]
        if kind in ("phone", "role"):
            return "who"
        return next((field for field in LABELS if field == kind), None)

    @property
    def focused(self) -> Field:
        """The field with the cursor."""
        fields = self.fields()
        return next((field for field in fields if field.name == self.focus), fields[0])

    def go_to(self, name: str) -> None:
        """Put the cursor in another field."""
        if name != self.focus:
            self.focused.leave(self)
            self.focus = name
            self.focused.enter(self)

    def move(self, by: int, *, past: str | None = None) -> None:
        """Put the cursor some fields further; a line ``past`` which one goes is not counted."""
        here = self.focused.name
        names = [name for field in self.fields() if (name := field.name) != past or name == here]
        self.go_to(names[max(0, min(names.index(here) + by, len(names) - 1))])

    def _in_order(self) -> Iterator[Field]:
        asked = self.questions()
        seldom = [name for name in _SELDOM if self.shows_more or self._is_needed(name)]
        names = [*_ALWAYS]
        if self.booking.setting == "home":
            names.insert(names.index("where") + 1, "host")
        if not self.booking.is_new or self._has_begun():
            names.append("status")
        for name in [*names, *seldom]:
            yield self._fields[name]
            if name == "who":
                yield from self._of_new_people()
            for place, question in asked:
                if place == name:
                    yield self._question(question)
        if not self.shows_more and len(seldom) < len(_SELDOM):
            yield self._fields["more"]
        if self.asks_reasons:
            for finding in self.reasons_wanted():
                yield self._reason(finding)
        yield self._fields["save"]

    def _has_begun(self) -> bool:
        start = self.booking.start
        return start is not None and start <= self.view.now

    def _is_needed(self, name: FieldName) -> bool:
        """Whether a field that is seldom needed is needed here."""
        attribute = ATTRIBUTES[name]
        if getattr(self.booking, attribute) != getattr(_PLAIN, attribute):
            return True
        if name == "link" and self.booking.setting == "online":
            return True
        return name == self.focus or bool(self.findings_at(name))

    def _of_new_people(self) -> Iterator[Field]:
        for person in self.booking.new_people:
            if person.id in self.booking.people:
                for field in fields_of_new(person):
                    yield self._kept(field)

    def _question(self, question: Question) -> Field:
        field = QuestionField(question)
        if field.name not in self._questions:
            field.restore(self)
            self._questions[field.name] = field
        return self._questions[field.name]

    def _reason(self, finding: Finding) -> Field:
        rule = finding.rule.id
        return self._kept(
            TextField(
                f"reason:{rule}",
                say("Reason"),
                lambda booking: booking.reasons.get(rule, ""),
                lambda booking, text: structs.replace(
                    booking, reasons={**booking.reasons, rule: text}
                ),
            )
        )

    def _kept(self, field: Field) -> Field:
        """The field of that name, which remembers what has been typed in it."""
        if field.name not in self._fields:
            field.restore(self)
            self._fields[field.name] = field
        return self._fields[field.name]


def _weight(finding: Finding) -> tuple[bool, int, bool]:
    return finding.waived, LEVELS.index(finding.level), finding.force != "binding"

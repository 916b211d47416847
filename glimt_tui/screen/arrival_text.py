"""What stands on the panel at the door: the questions, their answers, and what the rules say."""

from __future__ import annotations

from msgspec import Struct, structs
from rich.style import Style
from rich.text import Text

from glimt_rules.finding import LEVELS
from glimt_rules.message import Message, count, say
from glimt_rules.phones import valid_phone
from glimt_rules.plan.model import Person, Visit
from glimt_tui.desk.day import allowed_at_once
from glimt_tui.desk.desk import Preview
from glimt_tui.desk.reception import Guest, State, Told, has_symptoms, on_list
from glimt_tui.desk.view import View
from glimt_tui.keyboard.actions import ENTER, ESCAPE, UP_DOWN
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.words import LOOKS, Words, verdict_of

BOLD, FAINT, PLAIN = Style(bold=True), Style(dim=True), Style(bold=False)
#: What has become of somebody.
STATES: dict[State, Message] = {
    "awaited": say("awaited"),
    "here": say("in the house"),
    "came": say("came"),
    "left": say("has left"),
    "absent": say("did not come"),
}
_HANDS = {True: say("✓ washed"), False: say("✗ not washed"), None: say("– not asked")}
_MASKS = {
    True: say("✓ all wear one"),
    False: say("✗ not all wear one"),
    None: say("– not recorded"),
}


#: The next answer to a question with three.
_NEXT: dict[bool | None, bool | None] = {True: False, False: None, None: True}


class Door(Struct, frozen=True, kw_only=True):
    """Somebody at the door, and what they have told so far."""

    view: View
    words: Words
    visit: Visit | None
    person: Person
    told: Told
    #: whether the field of the number was emptied
    number_is_gone: bool = False
    #: what the rules would say of the visit with them in it, as soon as that is known
    preview: Preview | None

    @property
    def is_corrected(self) -> bool:
        """Whether another name or number was given than is known."""
        return (
            other(self.told.name, self.person.name) is not None
            or other(self.told.phone, self.person.phone) is not None
        )

    @property
    def is_ill(self) -> bool:
        """Whether they have symptoms, as far as they told."""
        ongoing = has_symptoms(self.view, self.person)
        return self.told.symptoms is True or (
            ongoing is not None and self.told.symptoms is not False
        )

    def turned(self, key: str) -> Told:
        """What was told, with the next answer to the question of a key."""
        told = self.told
        if key == "h":
            return structs.replace(told, handwashed=_NEXT[told.handwashed])
        if key == "m" and self.visit is not None:
            return structs.replace(told, masks=_NEXT[told.masks])
        if key == "s":
            other_one = has_symptoms(self.view, self.person) is None
            return structs.replace(told, symptoms=other_one if told.symptoms is None else None)
        if key == "r" and self.is_corrected:
            return structs.replace(told, correct=not told.correct)
        return told

    def questions(self) -> Text:
        """What is asked, each with its key and its answer."""
        told, lines = self.told, []
        lines.append(self._question("h", say("Hands"), _HANDS[told.handwashed]))
        if self.visit is not None:
            lines.append(self._question("m", say("Masks"), _MASKS[told.masks]))
        lines.append(self._question("s", say("Symptoms"), self._symptoms()))
        if self.is_corrected:
            agrees = say("yes, also in our records") if told.correct else say("on the list only")
            lines.append(self._question("r", say("Correct"), agrees))
        return Text("\n").join(lines)

    def _question(self, key: str, what: Message, answer: Message) -> Text:
        text = Text(f"{key} ", BOLD).append(f"{self.words(what):<10}", PLAIN)
        return text.append(self.words(answer), PLAIN)

    def _symptoms(self) -> Message:
        ongoing = has_symptoms(self.view, self.person)
        if ongoing is None:
            return say("? yes, since today") if self.told.symptoms else say("✓ none known")
        if self.told.symptoms is False:
            return say("✓ not any more")
        return say("? yes, since {day}", day=self.words.day(ongoing.since))

    def keys(self) -> Keys:
        """What the keys do, those first that write something."""
        questions = "h m s" if self.visit is not None else "h s"
        pairs = [(ENTER, say("receive"))]
        if self.is_ill:
            pairs = [(ENTER, say("receive all the same")), ("b", say("went home again"))]
        return (
            *pairs,
            (UP_DOWN, say("somebody else")),
            (questions, say("answer")),
            ("e", say("name and phone")),
            (ESCAPE, say("close")),
        )

    def _too_many(self) -> Message | None:
        """That the house would be too full with them in it, by the rule in force."""
        inside = {arrival.person for arrival in self.view.here()}
        allowed = allowed_at_once(self.view)
        comes_in = self.visit is None or on_list(self.visit)
        n = len(inside | {self.person.id})
        if not comes_in or self.person.id in inside or allowed is None or n <= allowed:
            return None
        return count(
            "then {n} person is in the house; at most {allowed} are allowed",
            "then {n} people are in the house; at most {allowed} are allowed",
            n,
            allowed=allowed,
        )

    def verdict(self) -> Text:
        """What the rules say of the visit with this person in it, before they go in."""
        words, lines = self.words, [Text()]
        phone = self.told.phone.strip() or self.person.phone or ""
        full = self._too_many()
        if full is not None:
            lines.append(words.verdict("violation").append(f" {words(full)}", PLAIN))
        if self.number_is_gone:
            told = words(say("no number: the one that is known stays on the list"))
            lines.append(Text(f"? {told}", LOOKS["unknown"][2]))
        elif not valid_phone(phone, "NO"):
            told = words(say("this is no valid phone number"))
            lines.append(Text(f"? {told}", LOOKS["unknown"][2]))
        if self.preview is None or self.visit is None:
            return Text("\n").join(lines)
        visit = self.visit.id
        findings = self.preview.findings(visit)
        appeared = self.preview.decision.appeared
        new = [finding for finding in appeared if finding.visit == visit]
        theirs = [f for f in findings if self.person.id in f.subject.people and f not in new]
        if not new and not theirs and full is None:  # what was so before, in a line
            standing = [finding for finding in findings if not finding.waived]
            theirs = sorted(standing, key=lambda found: LEVELS.index(found.level))[:1]
            if not theirs:
                lines.append(words.verdict(verdict_of(findings)))
        for finding in (*new, *theirs):
            level = words.verdict("waived" if finding.waived else finding.level)
            lines.append(level.append(f" {words(finding.message)}", PLAIN))
        elsewhere = len({finding.visit for finding in appeared} - {visit})
        if elsewhere:
            more = count(
                "{n} coming visit is touched, too", "{n} coming visits are touched, too", elsewhere
            )
            lines.append(Text(f"! {words(more)}"))
        return Text("\n").join(lines)


def what_for(view: View, words: Words, visit: Visit | None) -> str:
    """To what somebody has come."""
    if visit is None:
        return words(say("without a booking"))
    lines = [words.title(view, visit), f"{words.span(view, visit)} {words.place(view, visit)}"]
    if not on_list(visit):
        lines.append(words(say("not in the house: no visitor list")))
    return "\n".join(lines)


def guest_line(view: View, words: Words, person: str, guest: Guest | None, width: int) -> Text:
    """Somebody in the list of those who are awaited, and what has become of them."""
    state = words(STATES["awaited" if guest is None else guest.state])
    if guest is not None and guest.arrived is not None:
        state = f"{state} {words.clock(view, guest.left or guest.arrived)}"
    text = Text(words.person(view, person))
    text.truncate(max(width - len(state) - 1, 8), overflow="ellipsis", pad=True)
    return text.append(f" {state}", FAINT)


def other(typed: str, known: str | None) -> str | None:
    """What was typed, where it is not what was known."""
    return typed.strip() if typed.strip() not in ("", (known or "").strip()) else None

"""The fields of the form: what stands in them, what can be chosen, and what typing does.

A field holds what is being typed; what has been chosen stands in the booking.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct, structs

from glimt_rules.documents.faults import quoted
from glimt_rules.message import Message, say
from glimt_tui.desk.booking import Booking
from glimt_tui.screen.form.typing import Typed
from glimt_tui.screen.name_parts import parts_of

if TYPE_CHECKING:
    from glimt_tui.screen.form.state import FormState


class Choice(Struct, frozen=True):
    """Something that can be chosen in a field."""

    value: Any
    text: str
    #: said beside it: a phone number, a cohort
    beside: str = ""


class Field:
    """A line of the form."""

    #: whether several things can stand in it
    takes_many = False
    #: whether what is typed is what stands there, and not a way to find it
    is_text = False

    def __init__(self, name: str, label: Message) -> None:
        self.name = name
        self.label = label
        self.typed = Typed()
        #: which of the choices is taken by Enter, and whether they are shown without a letter
        self.pick = 0
        self.is_open = False
        #: whether there are more than are offered, which other letters would find
        self.is_cut = False

    def restore(self, form: FormState) -> None:
        """Take up what stands in the booking."""
        self.typed.set(form.booking.typed.get(self.name, ""))

    def value(self, form: FormState) -> str:
        """What has been chosen, as people read it."""
        return ""

    def offered(self, form: FormState) -> list[Choice]:
        """What can be chosen, by what has been typed."""
        return []

    def choices(self, form: FormState) -> list[Choice]:
        """What is listed under the field now."""
        if self.is_text or not (self.typed.text.strip() or self.is_open):
            return []
        return self.offered(form)

    def take(self, form: FormState, choice: Choice) -> None:
        """Choose something."""
        self.typed.set("")
        self.is_open, self.pick = False, 0

    def changed(self, form: FormState) -> None:
        """What was typed is another text."""
        self.pick = 0
        self.keep_typed(form, self.typed.text)

    def keep_typed(self, form: FormState, text: str) -> None:
        """Have the draft remember a text that is not understood, or not chosen, yet."""
        typed = {key: value for key, value in form.booking.typed.items() if key != self.name}
        if text:
            typed[self.name] = text
        form.change(typed=typed)

    def erase(self, form: FormState) -> None:
        """Backspace where nothing has been typed: take away what was chosen last."""

    def step(self, form: FormState, by: int) -> bool:
        """Left or right where nothing has been typed: the next choice; False without one."""
        return False

    def enter(self, form: FormState) -> None:
        """The cursor comes from another field."""

    def leave(self, form: FormState) -> None:
        """The cursor goes to another field; what was typed stays, whether it was chosen or not."""
        self.is_open, self.pick = False, 0

    def wrong(self, form: FormState, *, is_left: bool) -> Message | None:
        """What is wrong with what has been typed; ``is_left`` where nobody is typing any more."""
        typed = self.typed.text.strip()
        if self.is_text or not typed:
            return None
        if not self.offered(form):
            return say("{found} fits nothing here", found=quoted(typed))
        return self.not_chosen if is_left else None

    #: what is said of letters that fit something, which nobody has taken
    not_chosen = say("nothing has been chosen for what was typed")


class Line(Field):
    """A line that does something by Enter."""


class TextField(Field):
    """A text."""

    is_text = True

    def __init__(
        self,
        name: str,
        label: Message,
        get: Callable[[Booking], str],
        put: Callable[[Booking, str], Booking],
        wanted: Message | None = None,
    ) -> None:
        """``wanted`` is said where ``put`` leaves a text among what is not understood."""
        super().__init__(name, label)
        self._get, self._put, self._wanted = get, put, wanted

    def restore(self, form: FormState) -> None:
        """The text of the booking."""
        self.typed.set(self._get(form.booking))

    def wrong(self, form: FormState, *, is_left: bool) -> Message | None:
        """What is wanted instead of what was typed."""
        return self._wanted if self.name in form.booking.typed else None

    def changed(self, form: FormState) -> None:
        """The text stands in the booking at once."""
        form.set(self._put(form.booking, self.typed.text))


def text_field(name: str, label: Message, attribute: str) -> TextField:
    """A text that is an attribute of the booking."""
    return TextField(
        name,
        label,
        lambda booking: getattr(booking, attribute),
        lambda booking, text: structs.replace(booking, **{attribute: text}),
    )


class OneField(Field):
    """One of a few things, found by letters or by going left and right."""

    def __init__(
        self,
        name: str,
        label: Message,
        options: Callable[[FormState], Sequence[Choice]],
        get: Callable[[Booking], Any],
        put: Callable[[Booking, Any], Booking],
    ) -> None:
        super().__init__(name, label)
        self._options, self._get, self._put = options, get, put

    def value(self, form: FormState) -> str:
        """What is chosen."""
        chosen = self._get(form.booking)
        return next((c.text for c in self._options(form) if c.value == chosen), "")

    def offered(self, form: FormState) -> list[Choice]:
        """What fits what has been typed."""
        return matching(self.typed.text, self._options(form))

    def take(self, form: FormState, choice: Choice) -> None:
        """Choose one."""
        super().take(form, choice)
        form.set(self._put(form.booking, choice.value))
        self.keep_typed(form, "")

    def step(self, form: FormState, by: int) -> bool:
        """The next one."""
        options = self._options(form)
        if not options:
            return False
        chosen = self._get(form.booking)
        here = next((n for n, option in enumerate(options) if option.value == chosen), -by)
        form.set(self._put(form.booking, options[(here + by) % len(options)].value))
        return True

    def erase(self, form: FormState) -> None:
        """Back to what it is by default: the first."""
        options = self._options(form)
        if options:
            form.set(self._put(form.booking, options[0].value))


def one_field(
    name: str,
    label: Message,
    attribute: str,
    options: Callable[[FormState], Sequence[Choice]],
) -> OneField:
    """One of a few values of an attribute of the booking."""
    return OneField(
        name,
        label,
        options,
        lambda booking: getattr(booking, attribute),
        lambda booking, value: structs.replace(booking, **{attribute: value}),
    )


class ManyField(Field):
    """Several things, found by letters."""

    takes_many = True

    def __init__(
        self,
        name: str,
        label: Message,
        options: Callable[[FormState], Sequence[Choice]],
        attribute: str,
    ) -> None:
        super().__init__(name, label)
        self._options, self._attribute = options, attribute

    def chosen(self, form: FormState) -> tuple[Any, ...]:
        """What has been chosen so far."""
        values: tuple[Any, ...] = getattr(form.booking, self._attribute)
        return values

    def value(self, form: FormState) -> str:
        """Their names after each other."""
        texts = {choice.value: choice.text for choice in self._options(form)}
        return ", ".join(texts.get(value, str(value)) for value in self.chosen(form))

    def offered(self, form: FormState) -> list[Choice]:
        """What fits and is not there yet."""
        chosen = self.chosen(form)
        left = [choice for choice in self._options(form) if choice.value not in chosen]
        return matching(self.typed.text, left)

    def take(self, form: FormState, choice: Choice) -> None:
        """One more."""
        super().take(form, choice)
        form.change(**{self._attribute: (*self.chosen(form), choice.value)})
        self.keep_typed(form, "")

    def erase(self, form: FormState) -> None:
        """The last one goes."""
        form.change(**{self._attribute: self.chosen(form)[:-1]})


def matching(typed: str, choices: Sequence[Choice]) -> list[Choice]:
    """The choices in which every word that was typed begins a word; else in which it stands."""
    wanted = [part.letters for part in parts_of(typed)]
    if not wanted:
        return list(choices)
    ranked = []
    for place, choice in enumerate(choices):
        words = [part.letters for part in parts_of(choice.text)]
        if all(any(word.startswith(want) for word in words) for want in wanted):
            begins = bool(words) and words[0].startswith(wanted[0])
            ranked.append((not begins, place, choice))
        elif all(want in "".join(words) for want in wanted):
            ranked.append((True, len(choices) + place, choice))
    return [choice for *_, choice in sorted(ranked, key=lambda each: each[:2])]


def terms(texts: Callable[[Message], str], names: Any) -> list[Choice]:
    """Choices of the words for values."""
    return [Choice(value, texts(message)) for value, message in names.items()]

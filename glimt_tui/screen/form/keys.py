"""What the keys do in the fields of the form."""

from __future__ import annotations

from textual.events import Key

from glimt_tui.screen.form.fields import Line
from glimt_tui.screen.form.state import FormState


def press(form: FormState, event: Key) -> bool:
    """Do what a key does in a field; False for keys that mean something elsewhere."""
    key = event.key
    if key in ("enter", "tab"):
        return _take_or_go_on(form)
    if key == "escape":
        return _stop_looking(form)
    if key in ("up", "down"):
        return _up_or_down(form, 1 if key == "down" else -1)
    if key == "shift+tab":
        form.move(-1)
        return True
    return _type(form, event)


def _take_or_go_on(form: FormState) -> bool:
    """Take the choice that is picked; without one, go to the next field."""
    field = form.focused
    choices = field.choices(form)
    if not choices:
        form.move(1)
        return True
    field.take(form, choices[min(field.pick, len(choices) - 1)])
    if not field.takes_many and form.focused is field:
        form.move(1)
    return True


def _stop_looking(form: FormState) -> bool:
    """Close the list of choices, if it is open."""
    field = form.focused
    if not field.choices(form):
        return False
    field.typed.set("")
    field.changed(form)
    field.is_open = False
    return True


def _up_or_down(form: FormState, by: int) -> bool:
    """Pick another choice; where there are none, another field."""
    field = form.focused
    choices = field.choices(form)
    if choices:
        field.pick = (min(field.pick, len(choices) - 1) + by) % len(choices)
    else:
        form.move(by)
    return True


def _type(form: FormState, event: Key) -> bool:
    """Type, or move in what has been typed."""
    field, key = form.focused, event.key
    if isinstance(field, Line):
        return event.is_printable
    if not field.typed.text and not field.is_text:
        if key in ("backspace", "ctrl+h", "ctrl+u", "delete"):
            field.erase(form)
            return True
        if key in ("left", "right") and field.step(form, 1 if key == "right" else -1):
            return True
        if key == "space":
            field.is_open = not field.is_open
            return True
    before = field.typed.text
    if event.is_printable and event.character:
        field.typed.insert(event.character)
    elif not field.typed.press(key):
        return False
    if field.typed.text != before:
        field.changed(form)
    return True


def paste(form: FormState, text: str) -> None:
    """Type all of it at once."""
    field = form.focused
    if not isinstance(field, Line):
        field.typed.insert(text)
        field.changed(form)

"""What the keys do in the fields of the form: the same in each of them.

Enter takes what is marked in the list under the field; where nothing is listed, it goes to the
next field, and on the line that saves, it saves. Tab takes what is marked and goes on at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import Key

from glimt_rules.message import say
from glimt_tui.keyboard.actions import BY_ID, ENTER, ESCAPE, TAB, UP_DOWN, key_name
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.form.fields import Line
from glimt_tui.screen.form.state import FormState

if TYPE_CHECKING:
    from glimt_tui.screen.app import GlimtApp

#: The line that shows what is seldom needed: the arrow keys go there, Enter and Tab past it.
SELDOM = "more"


def keys_of(form: FormState, app: GlimtApp) -> Keys:
    """What the keys do in the field with the cursor."""
    field = form.focused
    if field.choices(form):
        return (
            (ENTER, say("take what is marked")),
            (UP_DOWN, say("mark another")),
            (TAB, say("take it and go on")),
            (ESCAPE, say("look no more")),
        )
    enter = {"save": say("save"), SELDOM: say("show")}.get(field.name, say("next field"))
    drop = say("drop") if form.booking.is_new else say("call off")
    others = (("save", say("save")), ("why", say("why")), ("drop", drop))
    found = form.alternatives
    instead = [(key_name(app.keys_of(BY_ID["nearest_1"])), say("what is allowed"))]
    return (
        *(instead if found is not None and found.suggestions else ()),
        (ENTER, enter),
        (UP_DOWN, say("another field")),
        *((key_name(app.keys_of(BY_ID[action])), label) for action, label in others),
        (ESCAPE, say("close")),
    )


def press(form: FormState, event: Key) -> bool:
    """Do what a key does in a field; False for keys that mean something elsewhere."""
    key = event.key
    if key == "enter":
        if not _take(form):
            form.move(1, past=SELDOM)
        return True
    if key == "tab":
        here = form.focused
        _take(form)
        if form.focused is here:  # somebody new has fields of their own, where it goes on
            form.move(1, past=SELDOM)
        return True
    if key == "escape":
        return _stop_looking(form)
    if key in ("up", "down"):
        return _up_or_down(form, 1 if key == "down" else -1)
    if key == "shift+tab":
        form.move(-1, past=SELDOM)
        return True
    return _type(form, event)


def _take(form: FormState) -> bool:
    """Take the choice that is marked; False where there is none."""
    field = form.focused
    choices = field.choices(form)
    if choices:
        field.take(form, choices[min(field.pick, len(choices) - 1)])
    return bool(choices)


def _stop_looking(form: FormState) -> bool:
    """Close the list of choices, and forget what was looked for; False where nothing was."""
    field = form.focused
    if field.is_text or not (field.typed.text or field.choices(form)):
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
    return field.typed.edit(event, lambda: field.changed(form))


def paste(form: FormState, text: str) -> None:
    """Type all of it at once."""
    field = form.focused
    if not isinstance(field, Line):
        field.typed.insert(text)
        field.changed(form)

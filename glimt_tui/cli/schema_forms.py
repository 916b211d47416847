"""Which forms the texts of a plan and of the configuration have, and what goes with what."""

from __future__ import annotations

from typing import Any

from glimt_tui.keyboard.actions import ACTIONS
from glimt_tui.keyboard.keys import NAMED, WITH_CTRL
from glimt_tui.sms_templates import LANGUAGES, PLACEHOLDERS, TEXTS

Form = dict[str, Any]

# The patterns are understood by Python, JavaScript and Rust, which have no common word for
# "a letter": beyond ASCII they let through what is no sign, space or control character.
ID: Form = {
    "minLength": 1,
    "maxLength": 64,
    "pattern": (
        r"^[^\u0000-,/:-@\[-\^`{-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf"
        r"\u00d7\u00f7\u2000-\u206f\u3000-\u3004\ufeff]+$"
    ),
}
_UNSAFE = r"\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
TEXT: Form = {"pattern": f"^[^{_UNSAFE}]*$"}
FILLED: Form = {"pattern": rf"^[^{_UNSAFE}]*[^\s{_UNSAFE}][^{_UNSAFE}]*$"}
#: A user or a group: no colon, and no space at either end.
NAME: Form = {"pattern": rf"^[^:\s{_UNSAFE}]([^:{_UNSAFE}]*[^:\s{_UNSAFE}])?$"}
PATH: Form = {"pattern": rf"^[^~{_UNSAFE}][^{_UNSAFE}]*$"}
HOURS: Form = {"pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"}
WEEK: Form = {"pattern": r"^[0-9]{4}-W(0[1-9]|[1-4][0-9]|5[0-3])$"}
_KEY = r"([^\s,]|{named}|ctrl\+[{letters}])".format(named="|".join(NAMED), letters=WITH_CTRL)
#: The keys of an action, by commas; and the actions that there are.
KEY: Form = {"pattern": rf"^ *{_KEY} *(, *{_KEY} *)*$", "examples": ["b", "f3", "?, f1"]}
ACTION: Form = {"enum": [action.id for action in ACTIONS]}
#: A wish's id leaves space for a day.
WISH_ID: Form = {**ID, "maxLength": 50}
PREFERENCE: Form = {
    "pattern": (
        r"^((mon|tue|wed|thu|fri|sat|sun)|((mon|tue|wed|thu|fri|sat|sun) )?"
        r"([01][0-9]|2[0-3]):[0-5][0-9])$"
    ),
    "examples": ["tue", "13:00", "tue 13:00"],
}
#: A text that is sent: signs, line breaks and placeholders, and not only blanks.
_FILLED_IN = rf"\{{({'|'.join(PLACEHOLDERS)})\}}"
_SENT = rf"([^{{}}{_UNSAFE}]|\n|{_FILLED_IN})*"
SENT: Form = {
    "pattern": rf"^{_SENT}([^\s{{}}{_UNSAFE}]|{_FILLED_IN}){_SENT}$",
    "examples": ["Hei {first_name}! Du har avtale {day} kl. {time}, {place}. {remember}"],
}
ZONE: Form = {"pattern": r"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$"}
CALENDAR_DAY = r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
DATE: Form = {"pattern": rf"^[0-9]{{4}}-{CALENDAR_DAY}$"}
#: Editors hand over TOML's own times as they are written, some with a space or small letters.
TIME: Form = {
    "type": "string",
    "description": "A time: 2021-01-12T17:00, in the plan's time zone unless it has an offset.",
    "examples": ["2021-01-12T17:00", "2021-01-12T17:00:00", "2021-01-12T17:00:00+01:00"],
    "pattern": (
        rf"^(19|20|21)[0-9]{{2}}-{CALENDAR_DAY}[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]"
        r"(:[0-5][0-9](\.[0-9]+)?)?([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)?$"
    ),
}


def _has_text(language: str, text: str) -> Form:
    """That there is a text in a language."""
    texts = {"required": [text], "properties": {text: {"type": "string"}}}
    return {"required": [language], "properties": {language: texts}}


#: What goes with what, as far as a schema can say it.
TOGETHER: dict[str, list[Form]] = {
    # a text of one's own is there in both languages, or in neither
    "Sms": [
        {"if": _has_text(given, text), "then": _has_text(other, text)}
        for text in TEXTS
        for given in LANGUAGES
        for other in LANGUAGES
        if other != given
    ],
    "Visit": [
        {
            "if": {"properties": {"setting": {"const": "home"}}, "required": ["setting"]},
            "then": {"required": ["host"], "properties": {"host": {"type": "string"}}},
            "else": {"properties": {"host": {"type": "null"}}},
        },
        {
            "if": {
                "properties": {"setting": {"not": {"const": "centre"}}},
                "required": ["setting"],
            },
            "then": {"properties": {"room": {"type": "null"}, "kind": {"not": {"const": "shift"}}}},
        },
    ],
}

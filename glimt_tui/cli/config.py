"""``glimt config``: what is in effect, and which line of which file says so."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from glimt_rules.documents.faults import harmless, path_text
from glimt_rules.documents.source import parse
from glimt_rules.documents.where import Lines
from glimt_rules.message import say
from glimt_rules.plan.model import Centre
from glimt_rules.texts import Texts
from glimt_tui.cli.context import Context
from glimt_tui.cli.switches import tell_switches
from glimt_tui.config import Config, Loaded, Place, places
from glimt_tui.exits import Exit
from glimt_tui.language import language_of_locale
from glimt_tui.reports.places import in_utf8
from glimt_tui.sms_templates import completed
from glimt_tui.terminal import write_for_programs

#: What can name a configuration, as it is written.
_NAMES = {"--config": "--config", "GLIMT_CONFIG": "$GLIMT_CONFIG"}


class Value(NamedTuple):
    """A key, what is in effect, and where that comes from: a line of the file, or not."""

    path: tuple[str, ...]
    value: object
    origin: str
    line: int | None = None


def show(context: Context) -> Exit:
    """Print the configuration in effect; families and folders that are not there are told."""
    book = context.book()
    looked = places(getattr(context.args, "config", None))
    values = list(_values(context))
    if context.args.format == "json":
        write_for_programs(_as_json(context.config, looked, values))
    else:
        write_for_programs(_as_toml(context.config, looked, values, context.texts))
    tell_switches(context)
    return context.exit_of(book)


def _values(context: Context) -> Iterator[Value]:
    """Every key of the configuration, in its order."""
    loaded = context.config
    given: Mapping[str, object] = parse(loaded.source) if loaded.source else {}
    lines = Lines(loaded.source) if loaded.source else None
    defaults = dict(_leaves(_whole(Config())))
    for path, value in _leaves(_whole(loaded.config)):
        if lines is not None and (_stands_in(given, path) or value != defaults.get(path)):
            found = Value(path, value, "file", lines.line(path))
        else:
            found = Value(path, value, "default")
        if path == ("language",):
            found = _language(context, found)
        elif path == ("rule_directories",):
            folders = tuple(map(os.path.abspath, loaded.rule_directories))
            found = found._replace(value=folders)
        elif path == ("database",) and loaded.database:
            found = found._replace(value=os.path.abspath(loaded.database))
        yield found


def _whole(config: Config) -> Config:
    """The configuration with the centre and the messages that are meant where none are given."""
    return msgspec.structs.replace(
        config, centre=config.centre or Centre(), sms=completed(config.sms)
    )


def _leaves(struct: Struct, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    for name in struct.__struct_fields__:
        value = getattr(struct, name)
        if isinstance(value, Struct):
            yield from _leaves(value, (*path, name))
        elif isinstance(value, Mapping):
            yield from (((*path, name, key), entry) for key, entry in value.items())
        else:
            yield (*path, name), value


def _stands_in(tables: object, path: tuple[str, ...]) -> bool:
    for step in path:
        if not isinstance(tables, Mapping) or step not in tables:
            return False
        tables = tables[step]
    return True


def _language(context: Context, found: Value) -> Value:
    """The language is the option's, the file's, the locale's or Norwegian."""
    found = found._replace(value=context.texts.language)
    if getattr(context.args, "lang", None):
        return found._replace(origin="option", line=None)
    if found.origin == "default" and language_of_locale(os.environ):
        return found._replace(origin="locale")
    return found


# For people, and as a configuration ------------------------------------------------------


def _as_toml(loaded: Loaded, looked: list[Place], values: list[Value], texts: Texts) -> str:
    """A configuration that gives the same, with what is known of it in comments."""
    heading = say("What is in effect. A configuration is looked for here; the first one counts:")
    rows = [texts(heading), *_place_rows(looked, texts)]
    lines = [f"# {row}" for row in rows]
    table: tuple[str, ...] = ()
    lines.append("")
    for value in values:
        if value.path[:-1] != table:
            table = value.path[:-1]
            lines += ["", f"[{path_text(table)}]"]
        origin = _origin(loaded, value, texts)
        if value.value is None:
            told = texts(say("{key} is not set", key=value.path[-1]))
            lines.append(f"# {told}  # {origin}")
        else:
            lines.append(f"{value.path[-1]} = {_toml(value.value)}  # {origin}")
    return "\n".join(lines) + "\n"


def _place_rows(looked: list[Place], texts: Texts) -> Iterator[str]:
    named = {place.named_by for place in looked}
    for name, written in _NAMES.items():
        if name not in named:
            told = texts(say("not given"))
            yield f"  {written}: {told}"
    counts = _counting(looked)
    for place in looked:
        if place == counts:
            state = say("in effect")
        elif place.is_there:
            state = say("there, but a nearer one counts")
        else:
            state = say("not there")
        by = f"{_NAMES[place.named_by]}: " if place.named_by else ""
        yield f"  {by}{harmless(place.path)}: {texts(state)}"


def _counting(looked: list[Place]) -> Place | None:
    return next((place for place in looked if place.is_there), None)


def _origin(loaded: Loaded, value: Value, texts: Texts) -> str:
    if value.origin == "file":
        return f"{harmless(str(loaded.file))}:{value.line}"
    if value.origin == "option":
        return "--lang"
    return texts(say("the locale") if value.origin == "locale" else say("default"))


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return _toml_text(value) if isinstance(value, str) else str(value)


def _toml_text(text: str) -> str:
    """A basic string; whatever is not printable is written as an escape."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    broken = plain.replace("\n", "\\n")
    escaped = (
        char if char.isprintable() else f"\\u{ord(char):04x}" if char <= "\uffff"
        else f"\\U{ord(char):08x}"
        for char in broken
    )  # fmt: skip
    return f'"{"".join(escaped)}"'


# For programs ----------------------------------------------------------------------------


def _as_json(loaded: Loaded, looked: list[Place], values: list[Value]) -> str:
    counts = _counting(looked)
    found = {
        "format": 1,
        "file": None if loaded.file is None else in_utf8(loaded.file),
        "places": [
            {
                "path": in_utf8(place.path),
                "named_by": place.named_by or None,
                "exists": place.is_there,
                "in_effect": place == counts,
            }
            for place in looked
        ],
        "values": [
            {
                "key": path_text(value.path),
                "value": _for_json(value.value),
                "from": value.origin,
                "line": value.line,
            }
            for value in values
        ],
    }
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n"


def _for_json(value: object) -> Any:
    if isinstance(value, tuple):
        return [_for_json(entry) for entry in value]
    return in_utf8(value) if isinstance(value, str) else value

"""``glimt schema``: what editors need to help with plans, rule sets and the configuration."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from glimt_rules.kinds import KINDS
from glimt_rules.kinds.base import Kind
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Plan
from glimt_rules.wishes.model import Wishes
from glimt_tui.cli.context import Context
from glimt_tui.cli.schema_forms import DATE, TEXT, TIME, TOGETHER, Form
from glimt_tui.cli.schema_keys import KEYS, Key
from glimt_tui.config import Config
from glimt_tui.exits import Exit
from glimt_tui.terminal import write_for_programs

DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: The type of each document, and what its schema is called.
DOCUMENTS: dict[str, tuple[type[msgspec.Struct], str]] = {
    "plan": (Plan, "A plan for Glimt"),
    "config": (Config, "A configuration of Glimt"),
    "wishes": (Wishes, "A week of wishes for Glimt"),
}


def run(context: Context) -> Exit:
    """Print the JSON Schema of a document, the same in every language.

    That of rule sets knows the kinds of rules that plugins bring, too.
    """
    document, kinds = context.args.document, KINDS
    if document == "rules":
        kinds = tuple(context.kinds().values())
    write_for_programs(schema_text(document, kinds))
    return Exit.OK


def schema_text(document: str, kinds: Iterable[type[Kind]] = KINDS) -> str:
    """The JSON Schema of a document, as it is printed and stands in ``docs``."""
    if document == "rules":
        from glimt_tui.cli.schema_rules import rules_schema

        schema = rules_schema(kinds)
    else:
        schema = schema_of(document)
    encoded = msgspec.json.encode(schema)
    return msgspec.json.format(encoded, indent=2).decode("utf-8") + "\n"


def schema_of(document: str) -> dict[str, Any]:
    """The JSON Schema of a document: its types, with what each key means."""
    type_, title = DOCUMENTS[document]
    _, tables = msgspec.json.schema_components(
        [type_], schema_hook=_own_types, ref_template="#/$defs/{name}"
    )
    for name, table in tables.items():
        complete(name, table)
    root = tables.pop(type_.__name__)
    return {"$schema": DIALECT, **root, "title": title, "$defs": {**tables, **_times(document)}}


def _own_types(type_: type) -> Form:
    if type_ is Moment:
        return {"$ref": "#/$defs/Time"}
    raise NotImplementedError(type_.__name__)


def _times(document: str) -> dict[str, Form]:
    return {"Time": {"title": "Time", **TIME}} if document in ("plan", "wishes") else {}


def complete(name: str, table: dict[str, Any]) -> None:
    """Say what a table's keys mean, and what form their values have."""
    table["description"] = table["description"].replace("``", "`")
    for written, value in table["properties"].items():
        key = KEYS[name][written]
        _shape(value, key)
        table["properties"][written] = {"description": key.text, **value}
    if name in TOGETHER:
        table["allOf"] = TOGETHER[name]


def _shape(value: dict[str, Any], key: Key) -> None:
    """Add the form of a value, of each of its alternatives, or of what its list holds."""
    for part in value.get("anyOf", ()):
        _shape(part, key)
    kind = value.get("type")
    if kind == "array":
        _shape(value["items"], key._replace(once=False))
        if key.once:
            value["uniqueItems"] = True
    elif kind == "object":
        value["propertyNames"] = key.names
        _shape(value["additionalProperties"], key)
    elif kind == "string":
        if value.get("format") == "date":
            value |= DATE
        elif "maxLength" in value:
            value |= TEXT
        value |= key.form

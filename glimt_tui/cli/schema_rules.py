"""The JSON Schema of rule sets and of the files of their cases.

It is made from the types of rule sets, of plans (for the cases) and of the kinds of rules: which
keys a rule has follows from its kind. A rule that is taken over from a base says no kind, and may
have the keys of any.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from glimt_rules.kinds.base import Kind
from glimt_rules.moments import LocalTime, Moment
from glimt_rules.plan.model import Plan
from glimt_rules.rulesets.check import LONGEST_TEXT
from glimt_rules.rulesets.hints import TO_FILL_IN
from glimt_rules.rulesets.model import Case, CaseFile, RuleHead, RuleSetHead
from glimt_tui.cli.schema import DIALECT, complete
from glimt_tui.cli.schema_forms import CALENDAR_DAY, DATE, FILLED, ID, TEXT, TIME, Form
from glimt_tui.cli.schema_keys import KEYS
from glimt_tui.reports.rule_keys import KINDS_SAY, RULE_KEYS, SET_KEYS, key_means

_NO_DOT: Form = {**ID, "not": {"pattern": r"\."}}
#: A rule set's own times have no offset, and a day is its midnight.
_LOCAL_TIME: Form = {
    "title": "LocalTime",
    "description": "A day, from its midnight on, or a time without an offset.",
    "type": "string",
    "examples": ["2021-01-20", "2021-01-20T16:00:00"],
    "pattern": (
        rf"^(19|20|21)[0-9]{{2}}-{CALENDAR_DAY}"
        r"([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?)?$"
    ),
}
_BILINGUAL_TEXT: Form = {
    "type": "string",
    "maxLength": LONGEST_TEXT,
    **FILLED,
    "not": {"pattern": f"^({'|'.join(TO_FILL_IN)})"},
}
_CASE_KEYS = {
    "name": "What the case shows, in a sentence.",
    "expect": "What the rule is to say of visits, by their ids.",
    "force": "What the rule is to be: binding, house or advice.",
    "known_at": "The day as of which ends and versions are known.",
    "timezone": "The IANA name of the time zone whose clocks the case goes by.",
}
_SOURCE_KEYS = {
    "title": "What it is called.",
    "url": "Its address.",
    "published": "The day on which it was published.",
}
_END_KEYS = {
    "decided": "The day on which this end was made known.",
    "until": "The first moment at which the rule set holds no longer.",
}
_LANGUAGES = {"nb": "In Norwegian.", "en": "In English."}


def rules_schema(kinds: Iterable[type[Kind]]) -> dict[str, Any]:
    """The schema, for rules of these kinds."""
    kinds = sorted(kinds, key=lambda kind: kind.name)
    roots = [RuleSetHead, RuleHead, CaseFile, Plan, *kinds]
    _, tables = msgspec.json.schema_components(
        roots, schema_hook=_own_types, ref_template="#/$defs/{name}"
    )
    for name, table in tables.items():
        if name in KEYS:
            complete(name, table)
    plan, _ = tables.pop("Plan"), tables.pop("CaseFile")
    of_kinds = {kind.name: _of_kind(kind, tables.pop(kind.__name__)) for kind in kinds}
    _describe(tables["Bilingual"], _LANGUAGES)
    for text in tables["Bilingual"]["properties"].values():
        text |= _BILINGUAL_TEXT
    _describe(tables["SourceDocument"], _SOURCE_KEYS)
    tables["SourceDocument"]["properties"]["url"] = _optional_text(_SOURCE_KEYS["url"])
    _describe(tables["End"], _END_KEYS)
    _case(tables["Case"], plan)
    _describe(tables["CasesOfRule"], {"cases": RULE_KEYS["cases"].text})
    tables["Rule"] = _rule(tables.pop("RuleHead"), of_kinds)
    tables["NewRule"] = _new_rule(of_kinds)
    _dates(tables)
    root = _root(tables.pop("RuleSetHead"))
    _dates({"root": root})
    own = {"Time": {"title": "Time", **TIME}, "LocalTime": _LOCAL_TIME}
    return {"$schema": DIALECT, **root, "$defs": {**dict(sorted(tables.items())), **own}}


def _own_types(type_: type) -> Form:
    if type_ is Moment:
        return {"$ref": "#/$defs/Time"}
    if type_ is LocalTime:
        return {"$ref": "#/$defs/LocalTime"}
    raise NotImplementedError(type_.__name__)


def _describe(table: dict[str, Any], keys: dict[str, str]) -> None:
    table["description"] = table["description"].replace("``", "`")
    for name, value in table["properties"].items():
        if name in keys:
            table["properties"][name] = {"description": keys[name], **value}


def _optional_text(description: str) -> Form:
    text = {"type": "string", "maxLength": LONGEST_TEXT, **TEXT}
    return {"description": description, "anyOf": [text, {"type": "null"}], "default": None}


def _dates(tables: dict[str, Any]) -> None:
    """Give every day its form, however deep it stands."""
    for table in tables.values():
        if isinstance(table, dict):
            if table.get("format") == "date":
                table |= DATE
            _dates(table)
        elif isinstance(table, list):
            _dates(dict(enumerate(table)))  # type: ignore[arg-type]  # its keys are of no use


# Kinds and rules ---------------------------------------------------------------------------


def _of_kind(kind: type[Kind], table: dict[str, Any]) -> dict[str, Any]:
    """The keys that rules of a kind have, and which of them are needed."""
    for key, value in table["properties"].items():
        means = key_means(kind.name, key)
        if means is not None:
            table["properties"][key] = {"description": means.text, **value}
    return table


def _rule(head: dict[str, Any], kinds: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A rule: its keys follow from its kind; without one, it may have those of any kind."""
    any_kind: dict[str, list[Form]] = {}
    for table in kinds.values():
        for key, value in table["properties"].items():
            forms = any_kind.setdefault(key, [])
            if value not in forms:
                forms.append(value)
    properties = {
        key: {"description": RULE_KEYS[key].text, **value}
        for key, value in head["properties"].items()
    }
    properties["kind"]["enum"] = list(kinds)
    properties |= {
        key: forms[0] if len(forms) == 1 else {"anyOf": forms} for key, forms in any_kind.items()
    }
    return {
        "title": "Rule",
        "description": "A rule, or what changes of a rule of the base.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "allOf": [
            {
                "if": _is(name),
                "then": {
                    "description": KINDS_SAY[name].text if name in KINDS_SAY else name,
                    "properties": {key: table["properties"].get(key, False) for key in any_kind},
                },
            }
            for name, table in kinds.items()
        ],
    }


def _new_rule(kinds: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A rule that takes nothing over, and so needs all of its keys."""
    return {
        "title": "NewRule",
        "description": "A rule of a rule set without a base, with all of its keys.",
        "type": "object",
        "$ref": "#/$defs/Rule",
        "required": ["kind", "force", "title", "demand"],
        "allOf": [
            {"if": _is(name), "then": {"required": table["required"]}}
            for name, table in kinds.items()
            if table.get("required")
        ],
    }


def _is(kind: str) -> Form:
    return {"properties": {"kind": {"const": kind}}, "required": ["kind"]}


# Cases and the whole -----------------------------------------------------------------------


def _case(table: dict[str, Any], plan: dict[str, Any]) -> None:
    """A case has the tables of a plan, under the same keys."""
    for field in msgspec.structs.fields(Case):
        key = field.encode_name
        if key in plan["properties"]:
            table["properties"][key] = plan["properties"][key]
    table["properties"]["expect"]["propertyNames"] = ID
    _describe(table, _CASE_KEYS)


def _root(head: dict[str, Any]) -> dict[str, Any]:
    """A rule set's file, or one with nothing but ``rules``: the file of its cases."""
    properties = {
        key: {"description": SET_KEYS[key].text, **value}
        for key, value in head["properties"].items()
    }
    properties["family"] |= _NO_DOT
    properties["version"] |= ID
    properties["base"]["anyOf"][0] |= ID
    properties["rules"] = {
        "description": SET_KEYS["rules"].text,
        "type": "object",
        "propertyNames": _NO_DOT,
        "additionalProperties": {"$ref": "#/$defs/Rule"},
    }
    return {
        "title": "A rule set for Glimt, or the file of its cases",
        "description": "What one authority decided on one day; or cases, by the rules' names.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "allOf": [
            {
                "if": {"required": ["rules"], "maxProperties": 1},
                "then": _rules_are("CasesOfRule"),
                "else": {"required": head["required"]},
            },
            {
                "if": {"required": ["family"], "not": {"required": ["base"]}},
                "then": {
                    "required": ["rules"],
                    "properties": {
                        "drop": {"maxItems": 0},
                        "rules": {
                            "minProperties": 1,
                            "additionalProperties": {"$ref": "#/$defs/NewRule"},
                        },
                    },
                },
            },
            {
                "if": {"required": ["until"]},
                "then": {"properties": {"ends": {"maxItems": 0}}},
            },
        ],
    }


def _rules_are(name: str) -> Form:
    return {"properties": {"rules": {"additionalProperties": {"$ref": f"#/$defs/{name}"}}}}

"""What to tell somebody who writes a rule set, where a document's own words are too few.

The types of a rule set's file say what is wrong with it as with any document. Here the same
faults are told with what a rule set's writer can do about them. Only loaded for a wrong file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from glimt_rules.documents.faults import Fault, Path, quoted
from glimt_rules.documents.similar import closest
from glimt_rules.kinds import KINDS
from glimt_rules.message import Message, say
from glimt_rules.rulesets.model import RuleHead, RuleSetHead

#: How a text begins that is still to be filled in, as ``glimt rules new`` writes it.
TO_FILL_IN = ("FYLL UT", "FILL IN")

_BILINGUAL = frozenset({"authority", "jurisdiction", "title", "demand", "note", "name", "message"})
_HEAD_ONLY = frozenset(RuleSetHead.__struct_encode_fields__) - frozenset(
    RuleHead.__struct_encode_fields__
)
_OF_RULES = frozenset(RuleHead.__struct_encode_fields__).union(
    *(kind.__struct_encode_fields__ for kind in KINDS)
)
#: What people write for a word of the file, and the word.
_MEANT = {
    "force": {
        "påbud": "binding", "lov": "binding", "bindende": "binding", "law": "binding",
        "mandatory": "binding", "must": "binding", "husregel": "house", "huset": "house",
        "senter": "house", "råd": "advice", "anbefaling": "advice", "should": "advice",
    },
    "expect": {
        "brudd": "violation", "broken": "violation", "breaks": "violation", "ulovlig": "violation",
        "råd": "advice", "ukjent": "unknown", "holdt": "kept", "overholdt": "kept", "ok": "kept",
        "fine": "kept", "allowed": "kept", "tillatt": "kept", "greit": "kept",
    },
}  # fmt: skip


def to_be_filled_in(raw: object, path: Path = ()) -> Iterator[Fault]:
    """A fault for every text that is still to be filled in."""
    if isinstance(raw, str):
        if raw.startswith(TO_FILL_IN):
            yield Fault(path, say("this is still to be filled in: {found}", found=quoted(raw)))
    elif isinstance(raw, Mapping):
        for key, value in raw.items():
            yield from to_be_filled_in(value, (*path, key))
    elif isinstance(raw, list | tuple):
        for place, value in enumerate(raw):
            yield from to_be_filled_in(value, (*path, place))


def with_hints(faults: Iterable[Fault], raw: Mapping[str, Any]) -> list[Fault]:
    """The faults as the writer of a rule set is told of them, each place once."""
    faults = list(faults)
    open_ = {f.path for f in faults if f.message.text.startswith("this is still to be filled in")}
    told: dict[tuple[Path, str], Fault] = {}
    for fault in faults:
        if fault.path in open_ and "filled in" not in fault.message.text:
            continue
        message = _hint(fault, raw) or fault.message
        told.setdefault((fault.path, message.text), Fault(fault.path, message))
    single = {path for path, text in told if text.startswith("each case has")}
    return [
        fault
        for (path, text), fault in told.items()
        if path not in single or text.startswith("each case has")
    ]


def _hint(fault: Fault, raw: Mapping[str, Any]) -> Message | None:
    path, text = fault.path, fault.message.text
    value = _value_at(raw, path)
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    if text.startswith("There is no key"):
        return _unknown_key(path, value)
    if text == "The key {key} is missing":
        return _missing(path, key)
    if isinstance(value, str) and key in _BILINGUAL and "table of keys" in text:
        return say(
            "Found {found}; the text is wanted in both languages: {wanted}",
            found=quoted(value),
            wanted='{ nb = "…", en = "…" }',
        )
    if isinstance(value, str) and "a list is wanted" in text:
        return say(
            "Found {found}; a list is wanted, in square brackets: {wanted}",
            found=quoted(value),
            wanted=f"[{quoted(value)}]",
        )
    if isinstance(value, Mapping) and key == "cases":
        header = ".".join(str(step) for step in path)
        return say("each case has a header with double brackets: {wanted}", wanted=f"[[{header}]]")
    return _meant(path, value, fault.message)


def _unknown_key(path: Path, value: object) -> Message | None:
    key = str(path[-1])
    if len(path) == 1 and isinstance(value, Mapping) and key not in ("rule", "sources"):
        if closest(key, RuleSetHead.__struct_encode_fields__) is None:
            return say(
                "there is no table {found} here; the one of a rule is called {wanted}",
                found=quoted(key),
                wanted=f"[rules.{key}]",
            )
    elif "cases" in path[:-1] and key in _OF_RULES:
        return say(
            "{key} is a key of the rule, not of its example: move this line up, above the first"
            " header {header}",
            key=quoted(key),
            header=f"[[rules.{path[1]}.cases]]",
        )
    elif len(path) > 1 and path[0] in ("rules", "source", "note") and key in _HEAD_ONLY:
        return say(
            "{key} belongs to the whole rule set: move this line to the top of the file, above"
            " the first header in square brackets",
            key=quoted(key),
        )
    return None


def _missing(path: Path, key: str) -> Message | None:
    if key == "nb":
        return say("the Norwegian text (nb) is missing; both languages are wanted")
    if key == "en" and len(path) > 1:
        return say("the English text (en) is missing; both languages are wanted")
    return None


def _meant(path: Path, value: object, message: Message) -> Message | None:
    """A word that is none of those allowed, but means one of them."""
    if not isinstance(value, str) or "allowed" not in message.values:
        return None
    where = "expect" if len(path) > 1 and path[-2] == "expect" else str(path[-1])
    meant = _MEANT.get(where, {}).get(value.casefold())
    if meant is None:
        return None
    return say(
        "Found {found}; did you mean {meant}? Allowed: {allowed}",
        found=quoted(value),
        meant=quoted(meant),
        allowed=message.values["allowed"],
    )


def _value_at(raw: object, path: Sequence[str | int]) -> object:
    for step in path:
        if isinstance(raw, Mapping):
            raw = raw.get(step)
        elif isinstance(raw, list) and isinstance(step, int) and step < len(raw):
            raw = raw[step]
        else:
            return None
    return raw

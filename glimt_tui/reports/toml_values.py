"""Values as TOML on one line, and cases as people write them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from glimt_rules.rulesets.model import Case

_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
#: Longer lists of tables have an entry on each line.
_ONE_LINE = 80


def inline(value: object) -> str:
    """A value as TOML, on one line; structs are tables without the keys that they leave out."""
    if isinstance(value, Struct):
        value = {
            key: getattr(value, name)
            for name, key in zip(
                value.__struct_fields__, value.__struct_encode_fields__, strict=True
            )
            if getattr(value, name) is not None
        }
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_key(key)} = {inline(each)}" for key, each in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(inline, value))}]"
    if isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return value.isoformat() if isinstance(value, date) else str(value)


def _key(key: Any) -> str:
    return key if _BARE.fullmatch(key) else inline(key)


def case_lines(header: str, case: Case) -> Iterator[str]:
    """A case, under its header."""
    yield f"[[{header}]]"
    for key in case.__struct_fields__:
        value = getattr(case, key)
        if value is None or value is msgspec.UNSET:
            continue
        line = f"{key} = {inline(value)}"
        if len(line) <= _ONE_LINE or not isinstance(value, list) or key == "name":
            yield line
            continue
        yield f"{key} = ["
        yield from (f"  {inline(entry)}," for entry in value)
        yield "]"

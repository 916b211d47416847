"""The slow walk over a document that could not be converted: every problem, told.

It follows ``msgspec.inspect`` and is as strict as ``msgspec.convert``: it finds something
wrong exactly where that refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from msgspec import inspect as types

from glimt_rules.documents.convert import Hook, Refused
from glimt_rules.documents.faults import Fault, NotFinite, Path, quoted
from glimt_rules.documents.similar import closest
from glimt_rules.documents.walk_scalars import SCALARS, Step
from glimt_rules.message import Message, say


class Walker:
    """Collects faults, and the places whose value could not be read."""

    def __init__(self, hook: Hook | None) -> None:
        self.hook = hook
        self.faults: list[Fault] = []
        self.bad: set[Path] = set()

    def walk(self, info: types.Type, raw: Any, path: Path) -> Any:
        """The value as this type, or None (and ``path`` among the bad ones)."""
        step = _STEPS.get(type(info))
        if step is None:  # a type that documents did not have when this was written
            self.bad.add(path)
            return None
        return step(self, info, raw, path)

    def wrong(self, path: Path, message: Message) -> None:
        """Note that there is nothing to be had from this place, and why."""
        self.faults.append(Fault(path, message))
        self.bad.add(path)

    def expected(self, path: Path, raw: Any, message: Message) -> None:
        """Something of another kind was found than what the message wants."""
        if isinstance(raw, NotFinite):
            message = say("Found {found}; only finite numbers are allowed", found=quoted(raw))
        self.wrong(path, message)


def _list(walker: Walker, info: types.ListType, raw: Any, path: Path) -> list[Any] | None:
    if not isinstance(raw, list | tuple):
        message = say("Found {found}; a list is wanted, in square brackets", found=quoted(raw))
        walker.expected(path, raw, message)
        return None
    _size(walker, info, len(raw), path)
    return [walker.walk(info.item_type, item, (*path, i)) for i, item in enumerate(raw)]


def _tuple(
    walker: Walker, info: types.VarTupleType, raw: Any, path: Path
) -> tuple[Any, ...] | None:
    found = _list(walker, info, raw, path)  # type: ignore[arg-type]  # alike but for the class
    return None if found is None else tuple(found)


def _size(walker: Walker, info: types.ListType | types.DictType, size: int, path: Path) -> None:
    """A list of the wrong length is told, and its entries are still of use."""
    if info.max_length is not None and size > info.max_length:
        walker.faults.append(
            Fault(
                path,
                say("Entries: {size}; at most {most} allowed", size=size, most=info.max_length),
            )
        )
    if info.min_length is not None and size < info.min_length:
        walker.faults.append(
            Fault(
                path,
                say("Entries: {size}; at least {least} wanted", size=size, least=info.min_length),
            )
        )


def _dict(walker: Walker, info: types.DictType, raw: Any, path: Path) -> dict[Any, Any] | None:
    if not isinstance(raw, Mapping):
        walker.expected(path, raw, _no_table(raw))
        return None
    _size(walker, info, len(raw), path)
    found: dict[Any, Any] = {}
    for key, value in raw.items():
        place = (*path, key if isinstance(key, str) else str(key))
        read = walker.walk(info.key_type, key, place)
        if read is not None:
            found[read] = walker.walk(info.value_type, value, place)
    return found


def _no_table(raw: object) -> Message:
    return say("Found {found}; a table of keys is wanted", found=quoted(raw))


@lru_cache(maxsize=256)
def _fields(cls: type) -> dict[str, types.Field]:
    info = types.type_info(cls)
    assert isinstance(info, types.StructType)
    return {field.encode_name: field for field in info.fields}


def _struct(walker: Walker, info: types.StructType, raw: Any, path: Path) -> Any:
    if isinstance(raw, info.cls):
        return raw
    if not isinstance(raw, Mapping):
        walker.expected(path, raw, _no_table(raw))
        return None
    fields = _fields(info.cls)
    before = len(walker.faults)
    values: dict[str, Any] = {}
    for key, value in raw.items():
        field = fields.get(key) if isinstance(key, str) else None
        if field is not None:
            values[field.name] = walker.walk(field.type, value, (*path, key))
    meant = _unknown_keys(walker, info, fields, raw, path)
    for key, field in fields.items():
        if field.required and key not in raw:
            values[field.name] = None
            if key in meant:  # its misspelling has been told
                walker.bad.add((*path, key))
            else:
                walker.wrong((*path, key), say("The key {key} is missing", key=quoted(key)))
        elif key in meant:
            walker.bad.add((*path, key))
    return _made(walker, info.cls, values, path, clean=len(walker.faults) == before)


def _unknown_keys(
    walker: Walker, info: types.StructType, fields: dict[str, types.Field], raw: Any, path: Path
) -> set[str]:
    """Tell the keys that do not exist; return the ones that were probably meant."""
    free = [key for key in fields if key not in raw]
    meant: set[str] = set()
    for key in raw:
        if isinstance(key, str) and (key in fields or not info.forbid_unknown_fields):
            continue
        guess = closest(key, free)
        if guess is not None:
            meant.add(guess)
            message = say(
                "There is no key {key} here; did you mean {meant}?",
                key=quoted(key),
                meant=quoted(guess),
            )
        else:
            message = say(
                "There is no key {key} here; allowed: {allowed}",
                key=quoted(key),
                allowed=tuple(fields),
            )
        walker.wrong((*path, key if isinstance(key, str) else str(key)), message)
    return meant


def _made(walker: Walker, cls: Any, values: dict[str, Any], path: Path, *, clean: bool) -> Any:
    """The struct; one whose own checks refuse is a fault, unless its fields were at fault."""
    try:
        return cls(**values)
    except Refused as refusal:
        message = refusal.message
    except (ValueError, TypeError) as error:
        message = say("This cannot be read: {reason}", reason=quoted(str(error)))
    if clean:
        walker.wrong(path, message)
    else:
        walker.bad.add(path)
    return None


def _union(walker: Walker, info: types.UnionType, raw: Any, path: Path) -> Any:
    """The first of the types that takes the value; else what the likeliest finds wrong."""
    others = [each for each in info.types if not isinstance(each, types.NoneType)]
    if raw is None and len(others) < len(info.types):
        return None
    if len(others) == 1:
        return walker.walk(others[0], raw, path)
    tries: list[tuple[int, Walker, Any]] = []
    for each in others:
        attempt = Walker(walker.hook)
        value = attempt.walk(each, raw, path)
        tries.append((len(attempt.faults) + (path in attempt.bad) * 1000, attempt, value))
    _, best, value = min(tries, key=lambda each: each[0])
    walker.faults += best.faults
    walker.bad |= best.bad
    return value


_STEPS: dict[type, Step] = {
    **SCALARS,
    types.ListType: _list,
    types.VarTupleType: _tuple,
    types.DictType: _dict,
    types.StructType: _struct,
    types.UnionType: _union,
}

"""Where a record names somebody: by id under some keys, and in people's own words under others.

It goes by the keys, not by the kinds of records, so a new kind that names people under the same
keys is seen from the day on which it is there. One that uses other keys adds them here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from msgspec import NODEFAULT, Struct, structs

from glimt_tui.store.called import Finder, is_only_gaps
from glimt_tui.store.records import Value

#: The keys under which a record names one person, and those under which it names several.
ONE = ("person", "host", "comes_with")
SEVERAL = ("people", "absent", "fixed_contacts")
#: The keys of what people write in their own words.
TEXTS = ("title", "name", "link", "reason", "by", "text", "note")

V = TypeVar("V", bound=Struct)


def names(value: Value, id_: str) -> bool:
    """Whether a record names somebody by id; their own record does not."""
    return any(getattr(value, key, None) == id_ for key in ONE) or any(
        id_ in getattr(value, key, ()) for key in SEVERAL
    )


def texts(value: Value) -> Iterator[tuple[str, str]]:
    """What a record says in people's own words, with its keys."""
    for key in TEXTS:
        text = getattr(value, key, None)
        if isinstance(text, str):
            yield key, text


def without(value: V, id_: str) -> V | None:
    """A record that names somebody no longer; None where it is nothing without them."""
    kept: dict[str, object] = {}
    optional = _optional(value)
    for key in ONE:
        if getattr(value, key, None) == id_:
            if key not in optional:
                return None
            kept[key] = None
    for key in SEVERAL:
        there: tuple[str, ...] = getattr(value, key, ())
        if id_ in there:
            kept[key] = tuple(other for other in there if other != id_)
            if not kept[key] and key not in optional:
                return None
    return structs.replace(value, **kept) if kept else value


def instead(value: V, id_: str, other: str) -> V:
    """A record that names somebody else wherever it named this one."""
    kept: dict[str, object] = {key: other for key in ONE if getattr(value, key, None) == id_}
    for key in SEVERAL:
        there: tuple[str, ...] = getattr(value, key, ())
        if id_ in there:
            kept[key] = tuple(other if each == id_ else each for each in there)
    return structs.replace(value, **kept) if kept else value


def wordless(value: V, finder: Finder, is_kept: Callable[[str], bool] = lambda key: False) -> V:
    """A record whose texts name somebody no longer; ``is_kept`` says of which keys to leave."""
    kept: dict[str, object] = {}
    for key, text in texts(value):  # type: ignore[arg-type]
        left = finder.without(text)
        if left != text and not is_kept(key):
            kept[key] = None if is_only_gaps(left) and key in _optional(value) else left
    return structs.replace(value, **kept) if kept else value


def _optional(value: Struct) -> frozenset[str]:
    """The keys that a record can do without."""
    return frozenset(
        field.name
        for field in structs.fields(type(value))
        if field.default is not NODEFAULT or field.default_factory is not NODEFAULT
    )

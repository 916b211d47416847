"""What somebody probably meant: the nearest of the names that are allowed."""

from __future__ import annotations

from collections.abc import Collection

#: Comparing with very many names takes long; then it is only told that there is none.
_MOST_NAMES = 5000
_LONGEST = 64


def closest(word: object, names: Collection[str]) -> str | None:
    """The name that is most like this word, or None where nothing is like it."""
    if not isinstance(word, str) or len(word) > _LONGEST:
        return None
    folded = _folded(word)
    for name in names:
        if _folded(name) == folded:
            return name
    if len(names) > _MOST_NAMES:
        return None
    from difflib import get_close_matches  # not needed as long as all is well

    return next(iter(get_close_matches(word, names, n=1, cutoff=0.6)), None)


def _folded(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")

"""Texts and addresses as SARIF has them: nothing in them is a placeholder, a link or markup."""

from __future__ import annotations

import re
from typing import Any

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_NO_URI = re.compile(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]|%(?![0-9A-Fa-f]{2})")
_URL = re.compile(r"https?://[^\s<>]+")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&!])")


def absolute(url: str | None) -> str | None:
    """An address as a URI, percent-encoded where it has to be; None where it is none."""
    if url is None or not _ABSOLUTE.fullmatch(url):
        return None
    return _NO_URI.sub(lambda found: _percent(found[0]), url)


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "replace"))


def message(text: str) -> dict[str, Any]:
    """A message of plain text."""
    # what looks like an embedded link is none
    return {"text": no_placeholders(text.replace("](", "] ("))}


def no_placeholders(text: str) -> str:
    """A text in which nothing is taken for a placeholder."""
    return text.replace("{", "{{").replace("}", "}}")


def marked(text: str) -> str:
    """A text in Markdown, where nothing in it is markup but its addresses."""
    parts, end = [], 0
    for found in _URL.finditer(text):
        parts += [_MARKDOWN.sub(r"\\\1", text[end : found.start()]), f"<{found[0]}>"]
        end = found.end()
    return "".join([*parts, _MARKDOWN.sub(r"\\\1", text[end:])])

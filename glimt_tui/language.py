"""Choosing the language of the texts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from glimt_rules.texts import CATALOGUE, Language, Texts

CATALOGUES = (CATALOGUE, ("glimt_tui", Path(__file__).parent / "locale"))
#: What locales call Norwegian; Nynorsk readers are better served by Bokmål than by English.
_NORWEGIAN = ("nb", "no", "nn")


def language_of_locale(environ: Mapping[str, str]) -> Language | None:
    """The language of the locale, where it is Norwegian or English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(name)
        if value:
            code = value.partition(".")[0].partition("_")[0].lower()
            if code in _NORWEGIAN:
                return "nb"
            return "en" if code == "en" else None
    return None


def texts_in(language: Language, *, names: bool = True) -> Texts:
    """The texts of the application and of the engine in a language."""
    return Texts(language, CATALOGUES, names=names)

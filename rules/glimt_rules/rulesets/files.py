"""The files of rule sets and of their cases: how they are named, and told from others."""

from __future__ import annotations

import re
from pathlib import Path

from glimt_rules.documents.source import Source

#: How the file of a rule set ends, and that of its cases, where they stand beside it.
SUFFIX = ".toml"
CASES_SUFFIX = ".cases.toml"
#: Every rule set's file has this key, and neither plans nor configurations have.
_FAMILY = re.compile(r"^[ \t]*family[ \t]*=[ \t]*(?:\"([^\"\n]*)\"|'([^'\n]*)')?", re.MULTILINE)


def is_cases(name: str) -> bool:
    """Whether a file is named as one of cases is."""
    return name.endswith(CASES_SUFFIX)


def is_rule_set(name: str) -> bool:
    """Whether a file is named as a rule set is; a leading dot hides it."""
    return name.endswith(SUFFIX) and not is_cases(name) and not name.startswith(".")


def cases_name(name: str) -> str:
    """What the file of the cases is called that stands beside a rule set's file."""
    return name.removesuffix(SUFFIX) + CASES_SUFFIX


def rule_set_name(name: str) -> str:
    """What a rule set's file is called, by its own name or by that of its cases."""
    return name.removesuffix(CASES_SUFFIX) + SUFFIX if is_cases(name) else name


def rule_set_files(folder: Path) -> list[Path]:
    """The rule sets in a folder, by name; the files of their cases are not among them."""
    return sorted(path for path in folder.glob(f"*{SUFFIX}") if is_rule_set(path.name))


def looks_like_rule_set(text: str) -> bool:
    """Whether a text, or the beginning of one, is that of a rule set rather than of a plan."""
    return _FAMILY.search(text) is not None


def family_in(text: str) -> str | None:
    """The family that a rule set's text names, also where nothing else in it can be read."""
    found = _FAMILY.search(text)
    return None if found is None else found[1] or found[2]


def cases_beside(name: str) -> Path | None:
    """The file of cases beside a rule set's file; None where there is none."""
    path = Path(name)
    beside = path.with_name(cases_name(path.name))
    return beside if path.suffix == SUFFIX and beside.is_file() else None


def cases_read(source: Source) -> tuple[Source | None, Path | None]:
    """The cases beside a rule set: as they were read with it, if so, and their file, if any."""
    if isinstance(source.beside, Source):
        return source.beside, Path(source.beside.name)
    return None, None if source.beside is None else cases_beside(source.name)

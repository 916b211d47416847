"""The files of rule sets, and of their cases."""

from __future__ import annotations

from pathlib import Path

from glimt_rules.documents.source import Source

#: How the file of a rule set's cases ends, where they stand beside it.
CASES_SUFFIX = ".cases.toml"


def rule_set_files(folder: Path) -> list[Path]:
    """The rule sets in a folder, by name; the files of their cases are not among them."""
    return sorted(path for path in folder.glob("*.toml") if not path.name.endswith(CASES_SUFFIX))


def cases_beside(name: str) -> Path | None:
    """The file of cases beside a rule set's file; None where there is none."""
    path = Path(name)
    beside = path.with_name(path.stem + CASES_SUFFIX)
    return beside if path.suffix == ".toml" and beside.is_file() else None


def cases_read(source: Source) -> tuple[Source | None, Path | None]:
    """The cases beside a rule set: as they were read with it, if so, and their file, if any."""
    if isinstance(source.beside, Source):
        return source.beside, Path(source.beside.name)
    return None, None if source.beside is None else cases_beside(source.name)

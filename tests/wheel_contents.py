"""Looks into a wheel: its top level, and that nothing that runs is left out of it."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

TOP_LEVEL = {
    "glimt_tui",
    "glimt_rules",
    "glimt_kommunal",
    "glimt_nasjonal",
    "glimt_senter",
    "glimt_stottekontakt",
}
ROOTS = ("", "rules/", "plugins/")
MANUAL = ".data/data/share/man/man1/glimt.1"
SUFFIXES = {".py", ".toml", ".mo", ".typed"}


def missing_or_extra(wheel: Path, checkout: Path) -> list[str]:
    """What is wrong with a wheel that was built from a checkout."""
    names = set(zipfile.ZipFile(wheel).namelist())
    manuals = {name for name in names if name.endswith(MANUAL)}
    top = {name.split("/")[0] for name in names - manuals if ".dist-info/" not in name}
    wrong = [f"at the top level: {name}" for name in sorted(top ^ TOP_LEVEL)]
    wrong += [] if manuals else ["left out: the manual page"]
    for package in sorted(TOP_LEVEL):
        root = next(r for r in ROOTS if (checkout / r / package).is_dir())
        for path in sorted((checkout / root / package).rglob("*")):
            name = path.relative_to(checkout / root).as_posix()
            if path.suffix in SUFFIXES and name not in names:
                wrong.append(f"left out: {name}")
    return wrong


if __name__ == "__main__":
    problems = missing_or_extra(Path(sys.argv[1]), Path(__file__).parent.parent)
    print("\n".join(problems) or f"{sys.argv[1]}: as it should be")  # noqa: T201
    sys.exit(bool(problems))

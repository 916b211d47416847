"""Build hook: turns the message catalogues (.po) into what gettext reads (.mo)."""

from __future__ import annotations

import compileall
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface[Any]):
    """Compiles every catalogue below the project before it is packed."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogues; one that cannot be read stops the build."""
        for source in sorted(Path(self.root).glob("*/**/locale/*/LC_MESSAGES/*.po")):
            with source.open("rb") as text:
                catalogue = read_po(text, abort_invalid=True)
            with source.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, catalogue)
        if version == "editable":  # an installed wheel is compiled by whoever installs it
            for package in self.build_config.packages or self.build_config.only_include:
                compileall.compile_dir(Path(self.root, package), quiet=2)

"""Python in a folder of rule sets: kinds of rules of one's own, where that is turned on.

What is run are the bytes that were read and held against the lock, and nothing else: no cache of
compiled code is looked at or written, and the folder is not put on the path of imports.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glimt_tui.plugins import Loader
    from glimt_tui.rule_files.folder import File


def take_modules(loader: Loader, files: Iterable[File]) -> None:
    """Load modules, and take the kinds of rules that they bring.

    Rule sets beside them are read with the folder, whether or not a hook names them.
    """
    names = []
    for file in files:
        name = str(file.path)
        loader.load(name, lambda file=file: _module(file.path, file.data))  # type: ignore[misc]
        if loader.manager.has_plugin(name):
            names.append(name)
    loader.take_kinds(names)


def _module(path: Path, data: bytes) -> ModuleType:
    """The module that these bytes are."""
    code = compile(data, str(path), "exec", dont_inherit=True)
    name = f"glimt_rule_file_{path.stem}"
    module = ModuleType(name)
    module.__file__ = str(path)
    before = sys.modules.get(name)
    sys.modules[name] = module  # where types look for what their annotations mean
    try:
        exec(code, module.__dict__)  # what the lock holds, turned on by the configuration
    except BaseException:
        if before is None:
            del sys.modules[name]
        else:
            sys.modules[name] = before
        raise
    return module

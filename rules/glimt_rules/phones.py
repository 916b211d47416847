"""Phone numbers, as libphonenumber judges them."""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from types import ModuleType

_PACKAGE, _PART = "phonenumbers", "phonenumbers.phonenumberutil"


@lru_cache(maxsize=8192)
def valid_phone(phone: str, region: str) -> bool:
    """Whether libphonenumber finds a number valid."""
    library = _library()
    try:
        return bool(library.is_valid_number(library.parse(phone, region)))
    except library.NumberParseException:
        return False


@lru_cache(maxsize=1)
def _library() -> ModuleType:
    """The part of libphonenumber that judges numbers; imported only where one is looked at.

    The package itself imports all its parts, though what finds numbers in texts and formats
    them as they are typed takes as long as judging a small plan. It waits until it is wanted.
    """
    spec = None if _PACKAGE in sys.modules else PathFinder.find_spec(_PACKAGE)
    if spec is not None:
        package = sys.modules[_PACKAGE] = module_from_spec(spec)  # made, but not run
        package.__class__ = _Waiting
    return import_module(_PART)


class _Waiting(ModuleType):
    """A package that runs when it is first asked for more than where its parts are.

    ``importlib.util.LazyLoader`` would run it for that, too.
    """

    def __getattr__(self, name: str) -> object:
        self.__class__ = ModuleType  # type: ignore[assignment]
        assert self.__spec__ is not None
        assert self.__spec__.loader is not None
        self.__spec__.loader.exec_module(self)
        return getattr(self, name)

"""The other engines, as far as they are installed: ``pip install -e .[peers]``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from benchmarks.peers.checks import Peer

#: what is imported, the distribution that brings it, our module for it and the peer there
_PEERS = (
    ("openfisca_core", "openfisca-core", "with_openfisca", "OpenFisca"),
    ("zen", "zen-engine", "with_zen", "Zen"),
    ("cedarpy", "cedarpy", "with_cedar", "Cedar"),
    ("json_logic", "json-logic-qubit", "with_json_logic", "JsonLogic"),
)


def installed(
    load: Callable[[str], object] = import_module,
) -> tuple[list[Peer], list[str]]:
    """The peers that are there, and the distributions of those that are not."""
    peers: list[Peer] = []
    lacking: list[str] = []
    for package, distribution, module, name in _PEERS:
        try:
            load(package)
        except ImportError:
            lacking.append(distribution)
        else:
            peers.append(getattr(import_module(f"benchmarks.peers.{module}"), name)())
    return peers, lacking

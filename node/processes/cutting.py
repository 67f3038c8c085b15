"""Cutting a node off on purpose: for drills and demonstrations."""

from __future__ import annotations

from typing import Any

from core.errors import RefusedError
from replication.transport import Transport


class Cutting:
    """Pulls the cables of named peers, and puts them back."""

    def __init__(self, transport: Transport) -> None:
        """Cut the links of ``transport``."""
        self._transport = transport

    def cut(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Pull the cable to the named peers; raises :class:`RefusedError` on no list of names."""
        names = arguments.get("peers", [])
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise RefusedError("cut: peers is a list of names.")
        self._transport.block(names)
        return {"cut": sorted(names)}

    def heal(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Put every cable back."""
        self._transport.block(())
        return {"cut": []}

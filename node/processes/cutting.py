"""Cutting a node off on purpose: for drills and demonstrations."""

from __future__ import annotations

from typing import Any

from core.errors import RefusedError
from node import system_clock
from replication.transport import Transport


class Cutting:
    """Pulls the cables of named peers, and puts them back."""

    def __init__(self, transport: Transport) -> None:
        """Cut the links of ``transport``."""
        self._transport = transport
        self._end_s = float("inf")

    def cut(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Pull the cable to the named peers, for some ``seconds`` or until somebody heals.

        Raises :class:`RefusedError` on no list of names or no number.
        """
        names = arguments.get("peers", [])
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise RefusedError("cut: peers is a list of names.")
        seconds = arguments.get("seconds", float("inf"))
        if not isinstance(seconds, int | float) or not seconds > 0:
            raise RefusedError("cut: seconds is a number above nothing.")
        self._transport.block(names)
        self._end_s = system_clock.monotonic_s() + seconds
        return {"cut": sorted(names)}

    def step(self, now: float) -> None:
        """Put the cables back when their time is over: whoever cut them may have died."""
        if now >= self._end_s:
            self.heal({})

    def heal(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Put every cable back."""
        self._end_s = float("inf")
        self._transport.block(())
        return {"cut": []}

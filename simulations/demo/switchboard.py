"""The switchboard: what a visitor's page shows, and which branches its switches cut off."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Any

from core.errors import RefusedError


class Switchboard:
    """Passed between the demonstration, which obeys it, and the page, which shows it."""

    def __init__(self, branches: Iterable[str]) -> None:
        """Have a switch for each of these branches, none of them to be used yet."""
        self._branches = tuple(branches)
        self._cut: frozenset[str] = frozenset()
        self._open = False
        self._state: dict[str, Any] = {}
        self._guard = Lock()

    def hand_over(self) -> None:
        """Let the switches be used from now on."""
        with self._guard:
            self._open = True

    def flip(self, branch: str, *, cut: bool) -> None:
        """Ask for a branch to be cut off or healed; raises :class:`RefusedError`."""
        with self._guard:
            if branch not in self._branches:
                raise RefusedError(f"There is no branch {branch} to cut off.")
            if not self._open:
                raise RefusedError("The show cuts and heals by itself; the switches come after it.")
            self._cut = self._cut | {branch} if cut else self._cut - {branch}

    @property
    def cut(self) -> frozenset[str]:
        """The branches that are to be cut off."""
        with self._guard:
            return self._cut

    def publish(self, state: dict[str, Any]) -> None:
        """Show this from now on."""
        with self._guard:
            self._state = state

    def state(self) -> dict[str, Any]:
        """Return what is shown, and whether the switches may be used."""
        with self._guard:
            return {**self._state, "open": self._open, "wanted": sorted(self._cut)}

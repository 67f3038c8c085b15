"""What every route works with: the till to ask, the log to read, the address, the key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import NotAllowedError, SignedOutError
from node.desk import Desk
from node.shop.session_view import AT_SCREEN, as_seen, perform_at_screen
from node.web.addresses import WebAddress
from node.web.reading import LogReader
from node.web.sessions import NOBODY, Tokens, Visitor

STATIC = Path(__file__).with_name("static")
"""Where the built screen lies."""

READ_HERE = frozenset({"reviews", "sales-report", "shifts", "stock", "takings", "users"})
"""Verbs that write nothing and may read much: the till need not be kept from selling by them."""

SHUT = (
    "This node shows nothing to the network until somebody can sign in: add a manager at the node "
    "itself with 'tillmesh user add'."
)
"""What the network is told by a node without people."""


@dataclass(frozen=True)
class Screen:
    """One node as the web server sees it."""

    desk: Desk
    """Does every verb."""
    reader: LogReader
    """Reads what the till need not be asked for."""
    tokens: Tokens
    address: WebAddress
    static: Path = STATIC
    how: Callable[[], dict[str, Any]] | None = None
    """Says how the node is and how far its events have travelled; else the log alone says it."""

    def ask(self, visitor: Visitor, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Do a verb for a visitor; raises as :func:`node.verbs.perform` and the desk do."""
        if not self.address.is_loopback:
            self.must_be_open(visitor)
        asked = as_seen(verb, arguments, *visitor)
        if verb in READ_HERE:
            return perform_at_screen(self.reader.till, asked, self.reader.ask_long)
        return self.desk.ask(AT_SCREEN, asked)

    def session(self, visitor: Visitor) -> dict[str, Any]:
        """Return what a screen must know of the node, as this visitor may know it."""
        return self.shown(self.reader.ask("session", {}), visitor)

    def shown(self, said: dict[str, Any], visitor: Visitor) -> dict[str, Any]:
        """Return a session as a visitor may know it; the network is not told who works here."""
        kept = masked(said, visitor)
        if self.address.is_loopback:
            return kept
        return {**kept, "people": [], "may": kept["may"] if said["has_people"] else []}

    def status(self) -> dict[str, Any]:
        """Return how the node is; raises as the log and the till do."""
        return self.reader.status() if self.how is None else self.how()

    def must_be_open(self, visitor: Visitor) -> None:
        """Go on only if a visitor may read here.

        Raises :class:`SignedOutError` when they must sign in, and :class:`NotAllowedError` when
        they are on the network and nobody could.
        """
        said = self.reader.ask("session", {})
        if not said["has_people"]:
            if not self.address.is_loopback:
                raise NotAllowedError(SHUT)
        elif not is_there(said, visitor):
            raise SignedOutError(f"Sign in at {said['node']} first.")


def is_there(said: dict[str, Any], visitor: Visitor) -> bool:
    """Return whether a visitor is the one who is there."""
    person = said["person"]
    return person is not None and visitor == (person["id"], person["since_ms"])


def masked(said: dict[str, Any], visitor: Visitor) -> dict[str, Any]:
    """Return a session as a visitor may know it: of somebody else's stay it says nothing."""
    if visitor != NOBODY and is_there(said, visitor):
        return said
    return {**said, "person": None, "may": [] if said["has_people"] else said["may"]}

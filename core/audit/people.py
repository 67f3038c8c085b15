"""People and nodes: who hides behind the ids in events."""

from __future__ import annotations

from collections.abc import Iterable

from core.audit.ledger import Happening
from core.shop import kinds
from core.shop.user import Field

ID_DIGITS = 8
"""Digits of an id that stand for somebody nobody named."""


class People:
    """Logins by id, as they were last set."""

    def __init__(self, told: Iterable[Happening]) -> None:
        """Read who was ever added or renamed."""
        self._logins: dict[bytes, str] = {}
        for one in told:
            for change in one.fact.changes if one.kind == kinds.USER_CHANGED else ():
                if change.field == Field.LOGIN:
                    self._logins[one.fact.user] = str(change.value)

    def name(self, user: bytes) -> str:
        """Return what to call somebody; empty for nobody."""
        return self._logins.get(user, user.hex()[-ID_DIGITS:])


class Nodes:
    """Names of nodes by author: as certified, or as the shop's events call their till."""

    def __init__(self, told: Iterable[Happening]) -> None:
        """Read who was enrolled, and which till wrote what."""
        self._names: dict[bytes, str] = {}
        certified: dict[bytes, str] = {}
        for one in told:
            if one.kind == kinds.NODE_ENROLLED:
                certificate = one.fact.certificate
                certified[certificate.author] = certificate.node
            elif one.stream.author not in self._names and (name := _till_in(one)):
                self._names[one.stream.author] = name
        self._names |= certified

    def name(self, author: bytes) -> str:
        """Return what to call a node."""
        return self._names.get(author, author.hex()[:ID_DIGITS])

    def authors(self, name: str) -> set[bytes]:
        """Return every author of a name."""
        return {author for author, held in self._names.items() if held == name}


def _till_in(one: Happening) -> str:
    """Return the till an event names as its own; a series begins with it, unless it is renamed."""
    till = getattr(one.fact, "till", "") or getattr(one.fact, "series", "")
    return till if isinstance(till, str) else ""

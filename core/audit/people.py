"""People: who hides behind the ids in events."""

from __future__ import annotations

from core.audit.ledger import Cut, happenings
from core.log.log_view import LogView
from core.shop import kinds
from core.shop.user import Field

ID_DIGITS = 8
"""Digits of an id that stand for somebody nobody named."""


class People:
    """Logins by id, as they were last set."""

    def __init__(self, view: LogView, cut: Cut) -> None:
        """Read who was ever added or renamed."""
        self._logins: dict[bytes, str] = {}
        for one in happenings(view, cut, (kinds.USER_CHANGED,)):
            for change in one.fact.changes:
                if change.field == Field.LOGIN:
                    self._logins[one.fact.user] = str(change.value)

    def name(self, user: bytes) -> str:
        """Return what to call somebody; empty for nobody."""
        return self._logins.get(user, user.hex()[-ID_DIGITS:])

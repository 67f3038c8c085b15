"""Who is at a till, as it is kept beside the log: no event, so that a restart knows it at once."""

from __future__ import annotations

from typing import NamedTuple

import msgpack

from core.log.event_log import EventLog
from core.log.layout import DESK
from core.log.store import Transaction
from core.views import users
from core.views.users import User

SESSION_KEY = b"session"
"""Where the node's own table says who is there."""


class Stay(NamedTuple):
    """Somebody's stay at this till."""

    user: bytes
    since_ms: int


def stay_of(transaction: Transaction) -> Stay | None:
    """Return who came last and has not left, or None."""
    data = transaction.get(DESK, SESSION_KEY)
    return None if data is None else Stay(*msgpack.unpackb(data))


def person_at(log: EventLog) -> User | None:
    """Return the person at the till, deactivated since or not, or None when nobody is."""
    with log.read() as view:
        stay = stay_of(view.transaction)
        return None if stay is None else users.user_of(view.table("users"), stay.user)

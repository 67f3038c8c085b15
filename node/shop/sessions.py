"""Who is at this till: one person at a time, kept beside the log so that a restart knows it."""

from __future__ import annotations

import msgpack

from core.log.layout import DESK
from core.shop.session import SignIn, SignOut, Unlock
from core.views.users import User
from node.shop.presence import SESSION_KEY, Stay, stay_of
from node.till import Till


def begin(till: Till, user: User) -> Stay:
    """Let a person come; whoever was here leaves, and nothing of theirs is lost."""
    with till.log.transaction() as transaction:
        end(till, by=user.id.bytes)
        stay = Stay(user.id.bytes, till.log.now_ms())
        transaction.put(DESK, SESSION_KEY, msgpack.packb(stay))
        note(till, SignIn, user.id.bytes, by=user.id.bytes)
    return stay


def end(till: Till, by: bytes = b"") -> Stay | None:
    """Let whoever is here leave, and return them; None when nobody was here."""
    with till.log.transaction() as transaction:
        stay = stay_of(transaction)
        if stay is not None:
            transaction.delete(DESK, SESSION_KEY)
            note(till, SignOut, stay.user, by=by or stay.user)
    return stay


def note(
    till: Till, what: type[SignIn] | type[SignOut] | type[Unlock], user: bytes, *, by: bytes
) -> None:
    """Record what happened to a person at this till."""
    till.application.record(
        what.state(
            id=till.log.mint_id(),
            timestamp=till.now(),
            location=till.config.branch,
            till=till.config.name,
            user=user,
            by=by,
        )
    )

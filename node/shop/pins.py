"""PINs at this till: who a login and a PIN are, and how wrong ones are held up.

The counts of wrong PINs stand in the node's own table beside the log: no events, but as durable.
"""

from __future__ import annotations

import msgpack

from core.errors import RefusedError
from core.log.layout import DESK
from core.log.store import Transaction
from core.shop.pin_throttle import Throttle
from core.views import users
from core.views.users import User
from node.till import Till


def identify(till: Till, login: str, pin: str) -> User:
    """Return the active person that a login and a PIN are.

    Raises :class:`RefusedError` when they are nobody, and when they must wait. Every wrong PIN
    is counted before it is looked at, so no power cut makes it free.
    """
    found = _candidates(till, login)
    with till.log.transaction() as transaction:
        before, now_ms = throttle_of(transaction, login), till.log.now_ms()
        wait_s = -(-before.wait_ms(now_ms) // 1_000)
        if wait_s == 0:
            remember(transaction, login, before.tried(now_ms))
    if wait_s:
        raise RefusedError(
            f"{login} is locked out of this till after {before.tries} wrong PINs; a manager can "
            "lift it with 'tillmesh user unlock'."
            if before.locked
            else f"{login} must wait {wait_s} s after {before.tries} wrong PINs."
        )
    for user in found:
        if user.verifier is not None and user.verifier.is_made_of(pin):
            with till.log.transaction() as transaction:
                forget(transaction, login)
            return user
    raise RefusedError(f"That is not the PIN of {login}.")


def _candidates(till: Till, login: str) -> list[User]:
    with till.log.read() as view:
        known = users.by_login(view.table("users"), login)
    active = [user for user in known if user.active]
    if not known:
        raise RefusedError(f"Nobody known here signs in as {login}.")
    if not active:
        raise RefusedError(f"{login} was deactivated and signs in no more.")
    return active


def throttle_of(transaction: Transaction, login: str) -> Throttle:
    """Return how often a login's PIN was wrong here."""
    data = transaction.get(DESK, _key(login))
    return Throttle() if data is None else Throttle(*msgpack.unpackb(data))


def remember(transaction: Transaction, login: str, throttle: Throttle) -> None:
    """Remember how often a login's PIN was wrong here."""
    transaction.put(DESK, _key(login), msgpack.packb(throttle))


def forget(transaction: Transaction, login: str) -> None:
    """Forget a login's wrong PINs."""
    transaction.delete(DESK, _key(login))


def _key(login: str) -> bytes:
    return b"pin\0" + login.encode()

"""People for the tests: a shop with a manager, a supervisor and a cashier."""

from __future__ import annotations

from typing import Any

from tests.node.tills import Shop

PINS = {"mia": "271828", "sam": "161803", "carl": "314159"}
"""Everybody's PIN by login: a manager, a supervisor, a cashier."""

ROLES = {"mia": "manager", "sam": "supervisor", "carl": "cashier"}


def hire(shop: Shop, *logins: str) -> None:
    """Add people, the manager first, and let the manager stay at the till."""
    add(shop, "mia")
    sign_in(shop, "mia")
    for login in logins or ("sam", "carl"):
        add(shop, login)


def add(shop: Shop, login: str, **arguments: Any) -> dict[str, Any]:
    fields = {"name": login.title(), "role": ROLES.get(login, "cashier"), **arguments}
    return shop.do("user-add", login=login, pin=PINS.get(login, "135790"), **fields)


def sign_in(shop: Shop, login: str, pin: str | None = None) -> dict[str, Any]:
    return shop.do("sign-in", login=login, pin=pin or PINS[login])


def leave_of(login: str) -> dict[str, Any]:
    """Return the argument with which somebody approves at this till."""
    return {"login": login, "pin": PINS[login]}

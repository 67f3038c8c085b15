"""What a screen must know before anything else, and whether whoever sits at it is still there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from core.errors import SignedOutError
from core.log.log_view import LogView
from core.money import EXPONENT
from core.shop.roles import NEVER, Permission
from core.views import users
from core.views.users import User
from node.shop.answers.session import PersonHere, PersonName, SessionAnswer
from node.shop.authority import authority_at, limit_of
from node.shop.commands.session import Session
from node.shop.presence import Stay, stay_of
from node.till import Till
from node.till_config import HUB

AT_SCREEN = "at-screen"
"""The verb that does another verb for whoever sits at a screen."""

THE_OWNER_S = frozenset({"invite", "invites", "revoke", "withdraw"})
"""Verbs about other nodes. On the command line whoever may use the machine may do them; at a
screen it takes who may change settings."""

Perform = Callable[[str, dict[str, Any]], dict[str, Any]]
"""Does a verb with its arguments and returns the answer."""


def session(till: Till, command: Session) -> SessionAnswer:
    """Return what a screen must know of its node, and who is there."""
    with till.log.read() as view:
        table, stay = view.table("users"), stay_of(view.transaction)
        has_people = users.is_led(table)
        person = None if stay is None else _here(till, view, stay)
        everybody = sorted(users.all_users(table), key=lambda user: (user.name, user.login))
    config = till.config
    if has_people:
        may = () if person is None else person.may
    else:
        may = tuple(Permission)
    return SessionAnswer(
        node=config.name,
        branch=config.branch,
        company=config.company,
        currency=config.currency,
        currency_exponent=EXPONENT,
        is_hub=config.role == HUB,
        has_scale=config.has_scale,
        has_people=has_people,
        person=person,
        may=may,
        people=tuple(
            PersonName(user.login, user.name, user.role) for user in everybody if user.active
        ),
    )


def _here(till: Till, view: LogView, stay: Stay) -> PersonHere | None:
    user = users.user_of(view.table("users"), stay.user)
    if not user.active:
        return None
    name = (str(user.id), user.login, user.name, user.role)
    return PersonHere(*name, _may(till, user), stay.since_ms)


def _may(till: Till, user: User) -> tuple[str, ...]:
    return tuple(one for one in Permission if limit_of(till, one, user.role) != NEVER)


def must_be_there(till: Till, stay: Stay | None) -> None:
    """Go on only if the stay a screen remembers is the one that lasts.

    While nobody can sign in, anybody may go on. Raises :class:`SignedOutError`.
    """
    with till.log.read() as view:
        lasts = stay_of(view.transaction)
        if not users.is_led(view.table("users")) or (stay is not None and stay == lasts):
            return
    raise SignedOutError(
        f"Sign in at {till.config.name} first."
        if stay is None
        else "You were signed out: somebody signed in after you, or you left."
    )


def as_seen(verb: str, arguments: dict[str, Any], user: str, since_ms: int) -> dict[str, Any]:
    """Return what to ask with :data:`AT_SCREEN`; an empty ``user`` is nobody."""
    return {"verb": verb, "arguments": arguments, "user": user, "since_ms": since_ms}


def perform_at_screen(till: Till, asked: dict[str, Any], perform: Perform) -> dict[str, Any]:
    """Do a verb if whoever sits at the screen is still there; in one go with the look at that.

    Raises :class:`SignedOutError`, :class:`core.errors.NotAllowedError` when it takes the machine's
    owner, and ValueError, KeyError or TypeError when it is no request.
    """
    stay = Stay(UUID(asked["user"]).bytes, int(asked["since_ms"])) if asked["user"] else None
    must_be_there(till, stay)
    if asked["verb"] in THE_OWNER_S:
        authority_at(till).require(Permission.SETTINGS, about=asked["verb"])
    return perform(asked["verb"], asked["arguments"])

"""Coming to a till and leaving it."""

from __future__ import annotations

from core.views import users
from node.shop import pins, session_view, sessions
from node.shop.answers.people import WhoAnswer
from node.shop.commands.people import SignIn, SignOut, Who
from node.shop.commands.session import Session
from node.shop.presence import stay_of
from node.till import Till
from node.verb import Verb


def sign_in(till: Till, command: SignIn) -> WhoAnswer:
    """Let a person come to the till, in place of whoever was there.

    Raises :class:`core.errors.RefusedError` on a wrong PIN, or while wrong ones are waited for.
    """
    user = pins.identify(till, command.login, command.pin.get_secret_value())
    sessions.begin(till, user)
    return _who(till)


def sign_out(till: Till, command: SignOut) -> WhoAnswer:
    """Let whoever is at the till leave."""
    sessions.end(till)
    return _who(till)


def who(till: Till, command: Who) -> WhoAnswer:
    """Say who is at the till."""
    return _who(till)


def _who(till: Till) -> WhoAnswer:
    with till.log.read() as view:
        stay = stay_of(view.transaction)
        if stay is None:
            return WhoAnswer(till.config.name, "", "", "", 0)
        user = users.user_of(view.table("users"), stay.user)
    said = (user.login, user.name, user.role)
    return WhoAnswer(till.config.name, *said, stay.since_ms, str(user.id))


VERBS: dict[str, Verb] = {
    "sign-in": Verb(SignIn, sign_in),
    "sign-out": Verb(SignOut, sign_out),
    "who": Verb(Who, who),
    "session": Verb(Session, session_view.session),
}
"""The verbs of coming and going."""

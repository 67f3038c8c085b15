"""The session: who sits at a screen, and what the screen must know of its node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from core.errors import NotAllowedError, RefusedError, SignedOutError
from node.shop.answers.session import SessionAnswer
from node.web.guard import cookie_name, token_in
from node.web.openapi import REFUSALS
from node.web.requests import Anybody, Asks
from node.web.screen import SHUT, Screen
from node.web.sessions import NOBODY, Visitor

router = APIRouter(prefix="/api/v1/session", tags=["session"], responses=REFUSALS)


class SignIn(BaseModel):
    """Come to the till."""

    model_config = ConfigDict(extra="forbid", strict=True)

    person: Annotated[str, Field(min_length=1, max_length=64, description="The login.")]
    pin: SecretStr


@dataclass(frozen=True, slots=True)
class SessionState(SessionAnswer):
    """A node, who is there, and what changes must say in X-Tillmesh-CSRF."""

    csrf: str
    first_run: Literal[False] = False
    """Whether there is no node yet, and this is the page that makes one."""


@router.get("", response_model=SessionState)
def look(request: Request, response: Response, screen: Asks, visitor: Anybody) -> Any:
    """Say who is there; a browser that has no cookie yet is given one, of nobody."""
    said = screen.session(visitor)
    token = token_in(request.headers, screen.address)
    if screen.tokens.read(token) is None:
        token = _hand_out(screen, response, NOBODY)
    return {**said, "csrf": screen.tokens.csrf(token), "first_run": False}


@router.post("", response_model=SessionState)
def sign_in(asked: SignIn, response: Response, screen: Asks) -> Any:
    """Sign in with a PIN; whoever was there before has gone, and their tickets stay.

    Wrong PINs are counted and held up by the till.
    """
    if not screen.address.is_loopback and not screen.session(NOBODY)["has_people"]:
        raise NotAllowedError(SHUT)
    arguments = {"login": asked.person, "pin": asked.pin.get_secret_value()}
    try:
        came = screen.desk.ask("sign-in", arguments)
    except RefusedError as error:
        raise SignedOutError(str(error)) from None
    visitor = Visitor(came["user"], came["since_ms"])
    token = _hand_out(screen, response, visitor)
    return {**screen.session(visitor), "csrf": screen.tokens.csrf(token), "first_run": False}


@router.delete("", response_model=SessionState)
def sign_out(response: Response, screen: Asks, visitor: Anybody) -> Any:
    """Sign out; a screen whose stay has ended already only forgets it."""
    if visitor != NOBODY and screen.session(visitor)["person"] is not None:
        screen.ask(visitor, "sign-out", {})
    token = _hand_out(screen, response, NOBODY)
    return {**screen.session(NOBODY), "csrf": screen.tokens.csrf(token), "first_run": False}


def _hand_out(screen: Screen, response: Response, visitor: Visitor) -> str:
    """Give a browser a new token, so that none outlives a change of who is there."""
    token = screen.tokens.make(visitor)
    response.set_cookie(
        cookie_name(screen.address), token, httponly=True, samesite="strict", path="/"
    )
    return token

"""What routes take from a request: who asks, and the body as it came."""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import Depends, Request

from node.web.guard import token_in
from node.web.screen import Screen
from node.web.sessions import NOBODY, Visitor


def screen_of(request: Request) -> Screen:
    """Return the node a request is about."""
    return cast(Screen, request.app.state.screen)


def visitor_of(request: Request) -> Visitor:
    """Return who asks, by their cookie."""
    screen = screen_of(request)
    return screen.tokens.read(token_in(request.headers, screen.address)) or NOBODY


def welcome_visitor(request: Request) -> Visitor:
    """Return who asks, if they may read here; raises as :meth:`Screen.must_be_open` does."""
    visitor = visitor_of(request)
    screen_of(request).must_be_open(visitor)
    return visitor


async def raw_body(request: Request) -> dict[str, Any]:
    """Return the body as it came: a model would hide what is secret in it."""
    try:
        return cast("dict[str, Any]", await request.json())
    except (ValueError, RecursionError):
        return {}  # the model finds the same, and says so better


Asks = Annotated[Screen, Depends(screen_of)]
Anybody = Annotated[Visitor, Depends(visitor_of)]
Welcome = Annotated[Visitor, Depends(welcome_visitor)]
RawBody = Annotated[dict[str, Any], Depends(raw_body)]

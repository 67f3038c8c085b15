"""One route for every verb of a node: a new verb appears here by itself."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, get_type_hints

from fastapi import APIRouter, Body, Depends
from fastapi.responses import JSONResponse

from node.language.sentences import sentence_in
from node.language.subjects import HEARD
from node.verb import Verb
from node.verbs import VERBS
from node.web.errors import language_of
from node.web.openapi import REFUSALS
from node.web.requests import Anybody, Asks, RawBody

PREFIX = "/api/v1/verbs"
"""Where the verbs are."""

NOT_HERE = frozenset(
    # Files of the node's machine are nobody's to name from a screen; a bundle has its own route.
    {"export", "import", "fork-proof"}
    # One node asks these of another, or a program at the node itself does.
    | {"admit", "issue"}
    # A session has a route of its own, which sets the cookie.
    | {"sign-in", "sign-out"}
)
"""Verbs that are not asked over HTTP."""

SAYING = frozenset({"reviews", "review-show"})
"""Verbs whose answers hold sentences for people, told in the language a browser asks for."""

SAID = "said"
"""The name of such a sentence."""

Tongue = Annotated[str, Depends(language_of)]

HTTP_VERBS: dict[str, Verb] = {name: VERBS[name] for name in VERBS if name not in NOT_HERE}
"""Verbs that are."""


@cache
def verb_router() -> APIRouter:
    """Return a route for each verb, the same at every call."""
    router = APIRouter(prefix=PREFIX, tags=["verbs"])
    for name, verb in HTTP_VERBS.items():
        router.add_api_route(
            f"/{name}",
            _route(name, verb),
            methods=["POST"],
            name=name,
            operation_id=name.replace("-", "_"),
            summary=_first_line(verb.command),
            description=inspect.getdoc(verb.do),
            response_model=get_type_hints(verb.do)["return"],
            responses=REFUSALS,
        )
    return router


def _route(name: str, verb: Verb) -> Callable[..., JSONResponse]:
    def do(
        command: Any, body: RawBody, screen: Asks, visitor: Anybody, language: Tongue
    ) -> JSONResponse:
        # The command was checked when it was read; the till checks it again, as for everybody.
        answer = screen.ask(visitor, name, body)
        return JSONResponse(said_in(language, answer) if name in SAYING else answer)

    do.__annotations__["command"] = Annotated[verb.command, Body()]
    return do


def said_in(language: str, answer: Any) -> Any:
    """Return an answer whose sentences are in a language, where a catalogue knows them."""
    if isinstance(answer, list | tuple):
        return [said_in(language, each) for each in answer]
    if not isinstance(answer, dict):
        return answer
    return {
        name: sentence_in(language, each, *HEARD) if name == SAID else said_in(language, each)
        for name, each in answer.items()
    }


def _first_line(command: type) -> str:
    return (inspect.getdoc(command) or "").partition("\n")[0].rstrip(".")

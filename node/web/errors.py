"""What is answered when something is not done: a status, and one sentence.

======  ==========================================================================
401     nobody is signed in, or whoever was is not there any more
403     whoever is there may not do it; or the request comes from no page of ours
404     there is nothing by that name
409     the shop's rules refuse it; nothing was changed
413     the body is too large
421     the request calls us by a name that is not ours
422     the body is not what it must be; the sentence names the field
503     the till or the disk did not do it, or it is not known whether they did:
        a command that carries an id may be sent again
======  ==========================================================================
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from core.errors import (
    NotAllowedError,
    RefusedError,
    RemoteError,
    SignedOutError,
    StorageError,
    TillmeshError,
)
from node.language.languages import LANGUAGES, SOURCE
from node.language.refusals import refusal_in
from node.wording import mistake_in, one_line

STATUS: tuple[tuple[type[TillmeshError], int], ...] = (
    (SignedOutError, 401),
    (NotAllowedError, 403),
    (RefusedError, 409),
    (RemoteError, 409),
    (StorageError, 503),
)
"""The status of each kind of error; the first that fits."""

NO_JSON = "The body is no JSON."
"""Said of a body that cannot be read at all."""

_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address takes no such request.",
}
"""What is said of what the framework finds by itself."""


def refusal(status: int, sentence: str, **more: Any) -> JSONResponse:
    """Return an answer that says why nothing was done."""
    word = "failed" if status >= 500 else "refused"
    return JSONResponse({word: one_line(sentence), **more}, status)


def language_of(request: Request) -> str:
    """Return the language a browser asks for first, where it is one of ours; else English."""
    first = request.headers.get("accept-language", "").partition(",")[0]
    tag = first.partition(";")[0].strip()
    return next((one for one in (tag, tag.partition("-")[0]) if one in LANGUAGES), SOURCE)


def add_error_answers(app: FastAPI) -> None:
    """Have every error of ours, and of the framework, answered by a sentence."""

    @app.exception_handler(TillmeshError)
    async def _ours(request: Request, error: TillmeshError) -> JSONResponse:
        status = next(status for kind, status in STATUS if isinstance(error, kind))
        needs = error.needs if isinstance(error, NotAllowedError) else None
        more = {} if needs is None else {"needs": needs._asdict()}
        return refusal(status, refusal_in(language_of(request), str(error)), **more)

    @app.exception_handler(RequestValidationError)
    async def _wrong(request: Request, error: RequestValidationError) -> JSONResponse:
        return refusal(422, _what_is_wrong(error.errors()[0]))

    @app.exception_handler(HTTPException)
    async def _plain(request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == 400:  # JSON that nests too deeply, or is none in any encoding
            return refusal(422, NO_JSON)
        said = _SENTENCES.get(error.status_code, str(error.detail))
        answer = refusal(error.status_code, said)
        answer.headers.update(error.headers or {})
        return answer


def _what_is_wrong(first: dict[str, Any]) -> str:
    where, *inner = first["loc"]
    if first["type"] == "json_invalid":
        return NO_JSON
    at, said = mistake_in({**first, "loc": inner})
    return f"In the {where}, {at or 'the whole'} {said}."

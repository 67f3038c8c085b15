"""The words and the money of a language, for a screen; the same that receipts are printed with."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from node.language.languages import NAMES, PLURALS, Language
from node.language.money import MoneyFormat, money_format
from node.language.subjects import FINDINGS
from node.language.words import catalogues, translated
from node.web.openapi import REFUSALS
from node.web.requests import Asks
from node.wording import CURRENCY_PATTERN

router = APIRouter(prefix="/api/v1", tags=["language"], responses=REFUSALS)
messages_router = APIRouter(prefix="/api/v1", tags=["language"], responses=REFUSALS)
"""The words alone, which need no node."""


class Messages(BaseModel):
    """Every sentence of a language by its English one; a plural is a list of forms."""

    language: str
    languages: dict[str, str]
    """Every language there is, with what it calls itself."""
    plurals: tuple[str, ...]
    """The categories of the forms, as ``Intl.PluralRules`` names them."""
    messages: dict[str, str | tuple[str, ...]]


TOLD = frozenset({FINDINGS, "screen"})
"""What a screen says: words of its own, and what nodes say in their answers."""


@cache
def _packed(language: str) -> tuple[bytes, str]:
    told = [each for subject, each in catalogues(language) if subject in TOLD]
    said = Messages(
        language=language,
        languages=NAMES,
        plurals=PLURALS[language],
        messages={key: text for each in told for key, text in translated(each)},
    )
    data = json.dumps(said.model_dump(), ensure_ascii=False, separators=(",", ":")).encode()
    return data, f'"{sha256(data).hexdigest()[:16]}"'


@messages_router.get("/messages/{language}", response_model=Messages)
def messages(language: Language, request: Request) -> Response:
    """Return what a screen says in a language; what is missing is said in English."""
    data, tag = _packed(language)
    headers = {"etag": tag, "cache-control": "no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(data, media_type="application/json", headers=headers)


@router.get("/money/{language}", response_model=MoneyFormat)
def money(
    language: Language,
    screen: Asks,
    currency: Annotated[
        str | None, Query(pattern=CURRENCY_PATTERN, description="Three letters; else the node's.")
    ] = None,
) -> MoneyFormat:
    """Return how amounts are written in a language."""
    return money_format(language, currency or screen.reader.till.config.currency)

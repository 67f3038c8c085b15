"""The first run: a page on an empty machine that makes its node, and then becomes its screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.background import BackgroundTask

from core.errors import RefusedError
from node import system_dice
from node.company import joining
from node.company.direct import found
from node.company.files import ROOT_FILE
from node.company.token import Token
from node.config import Address, Name, NodeConfig, checked
from node.data_directory import DataDirectory
from node.web import pages, words
from node.web.addresses import WebAddress
from node.web.errors import add_error_answers
from node.web.guard import Guard, cookie_name, token_in
from node.web.openapi import REFUSALS, add_document
from node.web.screen import STATIC
from node.web.sessions import KEY_BYTES, NOBODY, Tokens
from node.wording import CURRENCY_PATTERN

TOKEN_LENGTH_MAX = 4096
"""Longest text read as an invitation: the longest there is has a tenth of it."""

router = APIRouter(prefix="/api/v1", tags=["first run"], responses=REFUSALS)

_Strict = ConfigDict(extra="forbid", strict=True)


class CreateCompany(BaseModel):
    """Found a company with this machine's node."""

    model_config = _Strict

    company: Name
    node: Annotated[Name, Field(description="It stands on receipts, and is never given again.")]
    branch: Name
    role: Literal["till", "hub"] = "till"
    currency: Annotated[str, StringConstraints(pattern=CURRENCY_PATTERN)] = "USD"
    listen: Annotated[Address | None, Field(description="Where other nodes reach it.")] = None


class JoinCompany(BaseModel):
    """Join a company with what ``tillmesh invite`` printed, or its QR code says."""

    model_config = _Strict

    token: Annotated[str, StringConstraints(min_length=1, max_length=TOKEN_LENGTH_MAX)]
    node: Annotated[Name | None, Field(description="Where the invitation names none.")] = None
    listen: Annotated[Address | None, Field(description="Where other nodes reach it.")] = None


class NodeMade(BaseModel):
    """The node that was made; the screen is at the same address, in a moment."""

    node: str
    branch: str
    role: str
    company: str
    advice: str
    """What the owner should do now; empty when nothing."""


class FirstRunState(BaseModel):
    """That there is no node yet, and what changes must say in X-Tillmesh-CSRF."""

    first_run: Literal[True] = True
    csrf: str


@dataclass(frozen=True)
class FirstRun:
    """An empty data directory as the web server sees it."""

    directory: DataDirectory
    address: WebAddress
    done: Callable[[], None]
    """Called when there is a node, after the page was told."""
    tokens: Tokens
    static: Any = STATIC


def create_first_run(
    directory: DataDirectory, address: WebAddress, done: Callable[[], None]
) -> FastAPI:
    """Return the application that makes a node in ``directory``; it listens on loopback only."""
    assert address.is_loopback, "whoever reaches this page owns the machine"
    tokens = Tokens(system_dice.secret_bytes(KEY_BYTES))
    app = FastAPI(title="Tillmesh", version="1", docs_url=None, redoc_url=None)
    app.state.screen = FirstRun(directory, address, done, tokens)
    add_error_answers(app)
    add_document(app)
    for part in (router, words.messages_router, pages.router):
        app.router.routes.extend(part.routes)
    app.add_middleware(Guard, address=address, tokens=tokens)
    return app


def _first_run(request: Request) -> FirstRun:
    found: FirstRun = request.app.state.screen
    return found


@router.get("/session", response_model=FirstRunState)
def look(request: Request, response: Response) -> FirstRunState:
    """Say that there is no node yet; a browser that has no cookie is given one."""
    first = _first_run(request)
    token = token_in(request.headers, first.address)
    if first.tokens.read(token) is None:
        token = first.tokens.make(NOBODY)
        response.set_cookie(cookie_name(first.address), token, httponly=True, samesite="strict")
    return FirstRunState(csrf=first.tokens.csrf(token))


@router.post("/first-run/create", response_model=NodeMade)
def create(asked: CreateCompany, request: Request) -> Response:
    """Found a company with a new node on this machine."""
    first = _first_run(request)
    fields = {
        "name": asked.node,
        "branch": asked.branch,
        "role": asked.role,
        "company": asked.company,
        "currency": asked.currency,
        "screen": first.address.text,
        **({} if asked.listen is None else {"listen": asked.listen}),
    }
    config = checked(NodeConfig, fields, "the node")
    found(first.directory, config)
    root = first.directory.path / ROOT_FILE
    return _made(first, f"Keep a copy of {root} offline, then delete it: it is the company.")


@router.post("/first-run/join", response_model=NodeMade)
def join(asked: JoinCompany, request: Request) -> Response:
    """Join a company; the inviting node must be running and in reach."""
    first = _first_run(request)
    if first.directory.holds_node():
        raise RefusedError("There is a node on this machine already.")
    token = Token.parse(asked.token.strip())
    config = joining.join(first.directory, token, name=asked.node or "", listen=asked.listen)
    first.directory.write_config(config.model_copy(update={"screen": first.address.text}))
    return _made(first, "")


def _made(first: FirstRun, advice: str) -> Response:
    config = first.directory.config()
    said = NodeMade(
        node=config.name,
        branch=config.branch,
        role=config.role,
        company=config.company,
        advice=advice,
    )
    return JSONResponse(said.model_dump(), background=BackgroundTask(first.done))

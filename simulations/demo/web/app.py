"""The application behind the landing page: it shows the switchboard, and flips its switches."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from node import system_dice
from node.web.addresses import WebAddress
from node.web.errors import add_error_answers
from node.web.guard import Guard, cookie_name, token_in
from node.web.sessions import KEY_BYTES, NOBODY, Tokens
from simulations.demo.switchboard import Switchboard

PAGE = Path(__file__).with_name("page")
"""Where the page's files lie."""

FILES = {"": "index.html", "page.css": "page.css", "page.js": "page.js"}
"""Every path that is a file."""


class Flip(BaseModel):
    """Cut a branch off, or heal it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    branch: str
    cut: bool


def create_landing(board: Switchboard, address: WebAddress) -> FastAPI:
    """Return the application that shows ``board`` at ``address``."""
    tokens = Tokens(system_dice.secret_bytes(KEY_BYTES))
    app = FastAPI(title="Tillmesh demo", docs_url=None, redoc_url=None)
    add_error_answers(app)

    @app.get("/api/v1/demo")
    def look(request: Request, response: Response) -> dict[str, Any]:
        """Return everything the page shows, and what a flip must say."""
        token = token_in(request.headers, address)
        if tokens.read(token) is None:
            token = tokens.make(NOBODY)
            response.set_cookie(cookie_name(address), token, httponly=True, samesite="strict")
        return {**board.state(), "csrf": tokens.csrf(token)}

    @app.post("/api/v1/demo/switch")
    def flip(asked: Flip) -> dict[str, Any]:
        """Flip a switch; the demonstration does it within moments."""
        board.flip(asked.branch, cut=asked.cut)
        return board.state()

    @app.get("/{path:path}")
    def page(path: str) -> FileResponse:
        """Return a file of the page."""
        if path not in FILES:
            raise HTTPException(404)
        return FileResponse(PAGE / FILES[path], headers={"cache-control": "no-cache"})

    app.add_middleware(Guard, address=address, tokens=tokens)
    return app

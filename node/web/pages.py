"""The screen's own files: what was built lies in one folder, and any other path is the app."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from node.web.requests import Asks

ENTRY = "index.html"
"""The page that is the app, whatever path within it is asked for."""

UNCHANGING = "assets/"
"""Below it every name holds a hash of its content, so browsers may keep the files for ever."""

NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Tillmesh</title>
<h1>The screen was not built</h1>
<p>This node runs and answers at <code>/api/v1/</code>, but its screen is not in this copy of
Tillmesh. Where its source is, run <code>make ui</code> and load this page again.</p>
"""
"""What is shown where the built files are missing."""

router = APIRouter()


@router.api_route(
    "/api/{path:path}",
    methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    include_in_schema=False,
)
def nothing(path: str, request: Request) -> Response:
    """Say that there is no such address, or that it takes other requests."""
    allowed = {
        method
        for route in request.app.router.routes
        if isinstance(route, APIRoute)
        and route.include_in_schema
        and route.path_regex.match(request.url.path)
        for method in route.methods or ()
    }
    raise HTTPException(405 if allowed else 404, headers={"allow": ", ".join(sorted(allowed))})


@router.get("/{path:path}", include_in_schema=False)
def page(path: str, screen: Asks) -> Response:
    """Return a file of the screen, or the app itself for a path within it."""
    if path == "api":
        raise HTTPException(404)
    file = _inside(screen.static, path) or _entry(screen.static, path)
    if file is None:
        return HTMLResponse(NOT_BUILT, 503)
    keeps = path.startswith(UNCHANGING)
    cache = "public, max-age=31536000, immutable" if keeps else "no-cache"
    return FileResponse(file, headers={"cache-control": cache})


def _inside(static: Path, path: str) -> Path | None:
    """Return a file of the folder, None when there is none or the path leads out of it."""
    if not path or "\0" in path:
        return None
    file = (static / path).resolve()
    return file if file.is_relative_to(static.resolve()) and file.is_file() else None


def _entry(static: Path, path: str) -> Path | None:
    """Return the page of an entry like ``hub``, or the app's; nothing for a missing file."""
    first, _, _ = path.partition("/")
    if "." in path.rpartition("/")[2]:
        if _inside(static, ENTRY) is None:
            return None
        raise HTTPException(404)
    return _inside(static, f"{first}.html") or _inside(static, ENTRY)

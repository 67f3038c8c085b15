"""Bundles through a browser: sealed events as a file, for a stick, where no cable reaches."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.background import BackgroundTask

from core.errors import NotAllowedError, RefusedError
from core.shop.roles import RULES, Permission
from node.answers import BundleAnswer
from node.web.openapi import REFUSALS
from node.web.requests import Anybody, Asks, Welcome
from node.web.screen import Screen
from node.web.sessions import Visitor

KIND = "application/octet-stream"
"""What a bundle is to a browser."""

router = APIRouter(prefix="/api/v1/bundle", tags=["bundle"], responses=REFUSALS)


class ExportAsked(BaseModel):
    """What a bundle is to hold."""

    model_config = ConfigDict(extra="forbid", strict=True)

    since_hub: Annotated[
        bool, Field(description="Whether to leave out what a hub is known to hold.")
    ] = False


@router.post(
    "/export",
    response_class=FileResponse,
    responses={200: {"description": "The bundle.", "content": {KIND: {}}}},
)
def export(asked: ExportAsked, screen: Asks, visitor: Welcome) -> FileResponse:
    """Return a bundle of what this node holds; it takes the right to see reports.

    It holds every figure of the shop, and the hashes of everybody's PINs.
    """
    session = screen.session(visitor)
    if Permission.REPORTS not in session["may"]:
        deed = RULES[Permission.REPORTS].deed
        raise NotAllowedError(f"A bundle tells everything: only who may {deed} writes one.")
    folder = tempfile.TemporaryDirectory(prefix="tillmesh-")
    path = Path(folder.name) / f"{session['node']}.bundle"
    try:
        screen.ask(visitor, "export", {"path": str(path), "since_hub": asked.since_hub})
    except BaseException:
        folder.cleanup()
        raise
    cleanup = BackgroundTask(folder.cleanup)
    return FileResponse(path, media_type=KIND, filename=path.name, background=cleanup)


@router.post(
    "/import",
    response_model=BundleAnswer,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {KIND: {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def take_in(request: Request, screen: Asks, visitor: Anybody) -> Any:
    """Take a bundle in: whole or not at all, and nothing of it that is not sealed by a member."""
    return await run_in_threadpool(_take_in, screen, visitor, await request.body())


def _take_in(screen: Screen, visitor: Visitor, data: bytes) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="tillmesh-") as folder:
        path = Path(folder) / "carried.bundle"
        path.write_bytes(data)
        try:
            answer = screen.ask(visitor, "import", {"path": str(path)})
        except RefusedError as error:
            # Where we laid it is nobody's business.
            raise type(error)(str(error).replace(str(path), "The bundle")) from None
    return {**answer, "path": ""}

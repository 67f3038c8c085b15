"""Live: what a screen must show that it did not do itself, as server-sent events.

Every event is a whole small snapshot, so that nothing depends on what was heard before. One task
looks for all screens together, and only while there are any.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from core.errors import TillmeshError
from node import system_clock
from node.web.openapi import REFUSALS
from node.web.requests import Asks, Welcome
from node.web.screen import Screen, is_there
from node.web.sessions import Visitor

LOOK_S = 0.05
"""How often the log is looked at for a commit: a look is some microseconds."""

APART_S = 0.1
"""How far apart snapshots are at least, whatever the traffic."""

DISTANCE_S = 2.0
"""How often distances are looked at when nothing is committed: peers come and go silently."""

QUIET_S = 15.0
"""How often a word is said when nothing changes, so that a screen that has gone is noticed."""

router = APIRouter(prefix="/api/v1", tags=["live"])


class Live:
    """Looks at the node for every screen that listens."""

    def __init__(self, screen: Screen) -> None:
        """Look at a node; nothing is looked at before somebody listens."""
        self._screen = screen
        self._snapshot: dict[str, Any] = {}
        self._number = 0
        self._changed = asyncio.Condition()
        self._listeners = 0
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def snapshots(self, visitor: Visitor) -> AsyncIterator[str]:
        """Yield what a visitor's screen is to be told, as text of server-sent events."""
        self._listeners += 1
        seen = 0
        try:
            while not self._closed:
                if self._task is None or self._task.done():
                    self._task = asyncio.create_task(self._look())
                seen, snapshot = await self._next(seen)
                if snapshot is None:
                    yield ": nothing new\n\n"
                else:
                    yield _event(seen, self._for(visitor, snapshot))
        finally:
            self._listeners -= 1

    async def _next(self, seen: int) -> tuple[int, dict[str, Any] | None]:
        """Return the newest snapshot after ``seen``, or None after a while of nothing new."""
        async with self._changed:
            with suppress(TimeoutError):
                async with asyncio.timeout(QUIET_S):
                    await self._changed.wait_for(lambda: self._number > seen or self._closed)
            newer = self._number > seen and not self._closed
            return self._number, self._snapshot if newer else None

    async def _look(self) -> None:
        """Look for changes until nobody listens any more."""
        lsn, due_s = -1, 0.0
        while self._listeners and not self._closed:
            now_s = system_clock.monotonic_s()
            latest = self._screen.reader.last_lsn()
            if latest == lsn and now_s < due_s:
                await asyncio.sleep(LOOK_S)
                continue
            lsn, due_s = latest, now_s + DISTANCE_S
            snapshot = await run_in_threadpool(self._take, latest)
            if snapshot != self._snapshot:
                await self._tell(snapshot)
            await asyncio.sleep(APART_S)

    async def _tell(self, snapshot: dict[str, Any]) -> None:
        async with self._changed:
            self._snapshot = snapshot
            self._number += 1
            self._changed.notify_all()

    def _take(self, lsn: int) -> dict[str, Any]:
        reader = self._screen.reader
        try:
            return {
                "commit": lsn,
                "session": reader.ask("session", {}),
                "tickets": reader.ask("tickets", {})["tickets"],
                "requests": reader.ask("approvals", {"waiting": True})["requests"],
                "status": _lasting(self._screen.status()),
            }
        except TillmeshError as error:
            # What was seen last stands, with what is wrong beside it.
            return {**self._snapshot, "commit": lsn, "failed": str(error)}

    def _for(self, visitor: Visitor, snapshot: dict[str, Any]) -> dict[str, Any]:
        """Return a snapshot as a visitor may see it: who is not there any more sees nothing."""
        session = snapshot.get("session")
        if session is None:
            return snapshot
        shown = {**snapshot, "session": self._screen.shown(session, visitor)}
        if session["has_people"] and not is_there(session, visitor):
            return {name: shown[name] for name in ("commit", "session")}
        return shown

    async def close(self) -> None:
        """Let every listener go."""
        self._closed = True
        async with self._changed:
            self._changed.notify_all()


def _lasting(status: dict[str, Any]) -> dict[str, Any]:
    """Return a status without what changes at every look."""
    kept = {name: status[name] for name in CHIP}
    peers = [{name: peer[name] for name in PEER} for peer in status["peers"]]
    return {**kept, "peers": peers}


CHIP = (
    *("running", "events", "own_events", "behind", "by_peers", "at_hub", "alerts", "clock"),
    *("known_as_of_ms", "waits_for_hub_ms", "open_tickets", "low_products", "epoch", "forks"),
)
"""What the distance chip shows of a status."""

PEER = (
    *("name", "role", "branch", "connected", "they_lack", "we_lack", "trouble", "lag_ms"),
    *("heard_ms", "rtt_ms", "skew_ms", "clock"),
)
"""What it shows of a peer."""


def _event(number: int, snapshot: dict[str, Any]) -> str:
    text = json.dumps(snapshot, ensure_ascii=False, separators=(",", ":"))
    return f"event: snapshot\nid: {number}\ndata: {text}\n\n"


@router.get(
    "/live",
    response_class=StreamingResponse,
    responses={
        **REFUSALS,
        200: {"description": "Events named snapshot.", "content": {"text/event-stream": {}}},
    },
)
def live(request: Request, screen: Asks, visitor: Welcome) -> StreamingResponse:
    """Tell of every change, at most ten times a second: each time the whole small state."""
    stream = request.app.state.live.snapshots(visitor)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

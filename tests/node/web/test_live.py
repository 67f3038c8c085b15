"""Live: what is committed is told to every screen, whole, and to nobody who may not see it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from core.errors import StorageDamagedError
from node.web import live
from node.web.live import Live
from node.web.sessions import NOBODY, Visitor
from tests.node.tills import Shop
from tests.node.web.browser import CASHIER, MANAGER, Door

DEADLINE_S = 120.0


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often, so that no test waits."""
    for name in ("LOOK_S", "APART_S"):
        monkeypatch.setattr(live, name, 0.001)


def run(tells: Live, story: Callable[[Live], Awaitable[None]]) -> None:
    """Let a story happen, and see that nobody is left who looks for nobody."""

    async def whole() -> None:
        async with asyncio.timeout(DEADLINE_S):
            await story(tells)
            await tells.close()
            if tells._task is not None:
                await tells._task

    asyncio.run(whole())


async def told(stream: AsyncIterator[str]) -> dict[str, Any]:
    """Return the next snapshot."""
    event, number, data, *end = (await anext(stream)).split("\n")
    assert (event, end) == ("event: snapshot", ["", ""])
    assert number.startswith("id: ")
    found: dict[str, Any] = json.loads(data.removeprefix("data: "))
    return found


def test_a_commit_is_told_to_everybody_who_listens(shop: Shop, door: Door) -> None:
    async def story(tells: Live) -> None:
        one, other = tells.snapshots(NOBODY), tells.snapshots(NOBODY)
        before = await told(one)
        assert before == await told(other)
        assert before["commit"] == before["status"]["events"]
        ticket = shop.do("ticket-open")
        shop.do("ticket-add", ticket=ticket["id"], line={"code": "milk"})
        for stream in (one, other):
            while not (after := await told(stream))["tickets"] or not after["tickets"][0]["lines"]:
                pass
            assert after["tickets"][0]["to_pay_minor"] == 129
            assert after["commit"] > before["commit"]

    run(Live(door.screen), story)


def test_whoever_is_signed_out_sees_nothing_more(shop: Shop, door: Door) -> None:
    shop.do("user-add", **MANAGER)
    here = shop.do("sign-in", login="mia", pin=MANAGER["pin"])
    shop.do("ticket-open")

    async def story(tells: Live) -> None:
        stream = tells.snapshots(Visitor(here["user"], here["since_ms"]))
        assert (await told(stream))["session"]["person"]["login"] == "mia"
        shop.do("user-add", **CASHIER)
        shop.do("sign-in", login="cem", pin=CASHIER["pin"])
        while (after := await told(stream))["session"]["person"] is not None:
            pass
        assert after.keys() == {"commit", "session"}
        assert after["session"]["may"] == []

    run(Live(door.screen), story)


def test_a_log_that_cannot_be_read_is_said_beside_what_was_seen_last(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(tells: Live) -> None:
        stream = tells.snapshots(NOBODY)
        before = await told(stream)

        def damaged() -> dict[str, Any]:
            raise StorageDamagedError("It cannot be read.")

        monkeypatch.setattr(live, "DISTANCE_S", 0.0)
        monkeypatch.setattr(door.screen.reader, "status", damaged)
        while "failed" not in (after := await told(stream)):
            pass
        assert after["failed"] == "It cannot be read."
        assert after["tickets"] == before["tickets"]

    monkeypatch.setattr(live, "DISTANCE_S", 0.0)
    run(Live(door.screen), story)


def test_nobody_looks_while_nobody_listens(door: Door) -> None:
    async def story(tells: Live) -> None:
        assert tells._task is None
        stream = tells.snapshots(NOBODY)
        await told(stream)
        task = tells._task
        assert task is not None
        await stream.aclose()
        await task

    run(Live(door.screen), story)


def test_silence_is_broken_now_and_then(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "QUIET_S", 0.01)

    async def story(tells: Live) -> None:
        stream = tells.snapshots(NOBODY)
        while (said := await anext(stream)) != ": nothing new\n\n":
            assert said.startswith("event: snapshot\n")

    run(Live(door.screen), story)

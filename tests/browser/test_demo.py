"""The demonstration as a visitor has it: the page, its switches, and the hub it leads to."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Error, Locator, expect

from simulations.demo.fleet import free_ports
from tests.browser.till_page import WAIT_MS
from tests.node.processes import COMMAND, DEADLINE_S, environment
from tests.simulations.demo.shops import two_shops


@contextmanager
def visited(dataset: Path) -> Iterator[str]:
    """Run a demonstration at a terminal, where it goes on until somebody ends it."""
    page = f"http://127.0.0.1:{free_ports(1)[0]}"
    words = ("--branches", "2", "--tills", "1", "--rate", "4", "--dataset", str(dataset))
    terminal, inner = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "demo", *words, "--page", page],
        stdin=inner,
        stdout=inner,
        stderr=inner,
        env={**environment(), "TERM": "xterm"},
    )
    os.close(inner)
    threading.Thread(target=_read_all, args=(terminal,), daemon=True).start()
    try:
        yield page
        process.send_signal(signal.SIGINT)
        assert process.wait(DEADLINE_S) == 0
    finally:
        process.kill()
        process.wait()
        os.close(terminal)


def _read_all(terminal: int) -> None:
    """Take what is drawn, or it would be drawn no more."""
    with suppress(OSError):
        while os.read(terminal, 65_536):
            pass


def figure(node: Locator, name: str) -> Locator:
    return node.locator(f".{name}")


def test_a_visitor_cuts_a_branch_off_heals_it_and_reads_it_at_the_hub(
    browser: Browser, tmp_path: Path
) -> None:
    week = two_shops(tmp_path / "week.csv")
    # Baskets of today's weekday, years ago: the hub's today is what it compares.
    long_ago = datetime.now(UTC).date() - timedelta(weeks=100)
    week.write_text(week.read_text("utf-8").replace("2024-05-04", str(long_ago)), "utf-8")
    with visited(week) as landing:
        context = browser.new_context(locale="en-GB")
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        # The page comes when the plan is made.
        deadline = time.monotonic() + DEADLINE_S
        while True:
            with suppress(Error):
                page.goto(landing)
                break
            assert time.monotonic() < deadline, "no page"
            page.wait_for_timeout(100)
        switch = page.get_by_role("switch").first
        expect(page.locator("#verdict")).to_contain_text("pass", timeout=2 * WAIT_MS)
        expect(switch).to_be_enabled()
        hub = page.locator("#hub .node")

        switch.click()
        expect(switch).to_have_text("Cut off: heal")
        branch = page.locator(".branch").first.locator(".node")
        expect(figure(branch, "state")).to_have_text("cut off, sells on")
        # Both sell on, and neither hears of the other's sales.
        expect(figure(hub, "behind")).not_to_have_text("0")
        before = figure(branch, "sales").inner_text()
        expect(figure(branch, "sales")).not_to_have_text(before)

        switch.click()
        expect(switch).to_have_text("Connected: cut")
        expect(figure(branch, "state")).to_have_text("connected")
        expect(page.locator(".node.same")).to_have_count(3)

        address = hub.get_by_role("link").get_attribute("href")
        assert address is not None
        page.goto(address)
        cards = page.locator(".branch.card")
        expect(cards).to_have_count(2)
        for card in cards.all():
            expect(card.locator(".branch-paid b")).not_to_have_text("$0.00")
            expect(card).not_to_contain_text("not heard yet")
        page.locator(".chart").wait_for()
        sizes = page.evaluate("[document.documentElement.scrollHeight, innerHeight]")
        assert sizes[0] <= sizes[1], "the page scrolls, and the window does not"
        context.close()

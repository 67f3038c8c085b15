"""A real Chromium that can reach this machine and nothing else, and what a cashier does in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from node.data_directory import SCREEN_FILE
from node.web.screen import STATIC
from simulations.browser import missing, opened_browser, scan

AXE = STATIC.parent / "ui" / "node_modules" / "axe-core" / "axe.min.js"
WAIT_MS = 90_000
"""Longest wait for anything on a page: a busy machine is not a wrong answer."""

WRITTEN = """async () => {
  const asked = indexedDB.open("tillmesh");
  await new Promise((resolve) => (asked.onsuccess = resolve));
  const stores = [...asked.result.objectStoreNames];
  const reading = asked.result.transaction(stores);
  const read = new Promise((resolve) => (reading.oncomplete = resolve));
  stores.forEach((store) => reading.objectStore(store).count());
  await read;
  asked.result.close();
}"""
"""Reads all that a page keeps, and so comes after every write that was begun before."""

expect.set_options(timeout=WAIT_MS)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser; skips the test where there is none, or no screen to look at."""
    if lacking := missing():
        pytest.skip(lacking)
    with opened_browser() as browser:
        yield browser


def address_of(data: Path) -> str:
    """Return where a running node's screen is."""
    return (data / SCREEN_FILE).read_text().strip()


class TillPage:
    """One window of a till's screen."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        """Open the sell screen and wait for its goods."""
        self.address = address
        self.asked: list[str] = []
        self.wrong: list[str] = []
        context.set_default_timeout(WAIT_MS)
        self.page: Page = context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.goto(f"{address}/till")
        self.ready()

    def ready(self) -> None:
        """Wait until the page has its goods."""
        self.page.locator(".tile").first.wait_for()

    def reload(self) -> None:
        """Press what F5 does, once what the page was writing is on its disk: no finger is quicker.

        What is put aside or given is shown at once, and a page that goes takes back its last write.
        """
        self.page.evaluate(WRITTEN)
        self.page.reload()

    def go(self, page: str) -> None:
        """Show another page of the till; what is scanned goes to the one that is there."""
        self.page.goto(f"{self.address}/till#/{page}")
        if page == "sell":
            self.page.locator(".sell").wait_for()

    def scan(self, code: str) -> None:
        """Send a code as a scanner would, wherever the cursor is."""
        scan(self.page, code, time.time())

    def type(self, keys: str) -> None:
        """Type as a person does, slower than any scanner."""
        self.page.keyboard.type(keys, delay=120)

    def press(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def sign_in(self, name: str, pin: str) -> None:
        """Say who is there."""
        self.page.locator(".person", has_text=name).click()
        self.page.locator(".pin-pad").wait_for()
        self.type(pin)
        self.press("Enter")
        self.page.locator(".lock").wait_for(state="detached")

    def total(self, text: str) -> None:
        """Check what the ticket comes to, by the node's word."""
        expect(self.page.locator('.total[data-sure="true"] output')).to_have_text(text)

    def lines(self, count: int) -> None:
        """Check how many lines the ticket has."""
        expect(self.page.locator(".line")).to_have_count(count)

    def sees(self, text: str) -> None:
        """Check that something is to be read."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def until(self, fact: str) -> None:
        """Wait for an expression: the page's policy forbids how Playwright waits for one."""
        self.wait_until(lambda: bool(self.page.evaluate(fact)), fact)

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait for anything, while what was routed here is carried on."""
        deadline = time.monotonic() + WAIT_MS / 1_000
        while not holds():
            assert time.monotonic() < deadline, f"not in time: {what}"
            self.page.wait_for_timeout(100)

    def stage(self, name: str) -> None:
        """Check what the sell screen is doing."""
        expect(self.page.locator(f'.sell[data-stage="{name}"]')).to_be_visible()

    def faults(self) -> list[str]:
        """Return what axe-core holds against the page as it is, without what is minor."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found: dict[str, Any] = self.page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})"
        )
        return [
            f"{one['id']}: {node['target']} {node['failureSummary']}"
            for one in found["violations"]
            for node in one["nodes"]
        ]

    def elsewhere(self) -> list[str]:
        """Return every address that was asked and is not the till's."""
        own = (self.address, "data:", "blob:")
        return [url for url in self.asked if not url.startswith(own)]

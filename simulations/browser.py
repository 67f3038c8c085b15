"""A real Chromium that reaches this machine and nothing else, for whoever measures or pictures."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from core.errors import RefusedError
from node.web.screen import STATIC

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserType, Page

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
"""No sandbox in a container, no graphics card, no memory file system, and no other host."""

LAUNCH_MS = 180_000
"""How long a browser may take to start: hundreds of megabytes are read, on whatever machine."""

SCANNER_KEY_S = 0.004
"""From one key of a scanner to the next."""


def chromium() -> str | None:
    """Return where the machine's Chromium is, None where it has none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def missing() -> str:
    """Return what is missing to look at a screen here, empty where nothing is."""
    if chromium() is None:
        return "no chromium on this machine"
    if importlib.util.find_spec("playwright") is None:
        return "no playwright here"
    return "" if (STATIC / "till.html").is_file() else "the screen is not built; see 'make ui'"


def launched(kind: BrowserType, *flags: str) -> Browser:
    """Start the browser with further flags; once more where it ended before it had begun."""
    from playwright.sync_api import Error

    start = partial(
        kind.launch, executable_path=chromium(), args=[*FLAGS, *flags], timeout=LAUNCH_MS
    )
    try:
        return start()
    except Error:
        return start()


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """Open the browser and close it; raises :class:`RefusedError` where something is missing."""
    if lacking := missing():
        raise RefusedError(f"Nothing can look at a screen: {lacking}.")
    # Only whoever develops has it.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = launched(playwright.chromium)
        try:
            yield browser
        finally:
            browser.close()


def scan(page: Page, code: str, now_s: float) -> None:
    """Send a code as a scanner would, and Enter: when its keys fell no busy machine changes.

    ``now_s`` is the browser's time of day, in seconds since 1970.
    """
    session = page.context.new_cdp_session(page)
    for place, key in enumerate([*code, "Enter"], 1):
        event = {"key": key, "timestamp": now_s + place * SCANNER_KEY_S}
        text = "\r" if key == "Enter" else key
        session.send("Input.dispatchKeyEvent", {**event, "type": "keyDown", "text": text})
        session.send("Input.dispatchKeyEvent", {**event, "type": "keyUp"})
    session.detach()

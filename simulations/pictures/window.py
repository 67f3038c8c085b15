"""A window of a real browser on a node's screen, and what somebody does in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from PIL.Image import Dither

from node import system_clock
from simulations.browser import scan
from simulations.pictures.moment import ZONE, off_ms

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WAIT_MS = 60_000
"""Longest wait for anything on a page."""

TYPING_MS = 120
"""From one key of a person to the next."""

COLOURS, KMEANS = 256, 3
"""Colours of a picture, and how often it is looked which serve it best."""

TILL = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}

# The page's clock of the day goes with its node's; `ahead` is what has passed since, in pictures.
_CLOCK = """
window.ahead = 0;
const Right = Date;
window.Date = class extends Right {
  constructor(...said) { said.length ? super(...said) : super(Date.now()); }
  static now() { return Right.now() + OFF_MS + window.ahead; }
};
const since = performance.now.bind(performance);
performance.now = () => since() + window.ahead;
"""


class Window:
    """One window, and where its pictures go."""

    def __init__(self, page: Page, into: Path) -> None:
        """Write pictures of ``page`` into a directory."""
        self.page = page
        self._into = into

    def scan(self, code: str) -> None:
        """Send a code as a scanner does."""
        # The browser's own clock is right.
        scan(self.page, code, system_clock.now_ms() / 1_000 - (off_ms() or 0) / 1_000)

    def type(self, keys: str) -> None:
        """Type as a person does."""
        self.page.keyboard.type(keys, delay=TYPING_MS)

    def press(self, key: str) -> None:
        """Press a key."""
        self.page.keyboard.press(key)

    def tap(self, name: str) -> None:
        """Tap the button of a name."""
        self.page.get_by_role("button", name=name).first.click()

    def go(self, page: str) -> None:
        """Show another page of the till."""
        self.page.evaluate(f"location.hash = '#/{page}'")

    def wait(self, selector: str) -> None:
        """Wait until something is there."""
        self.page.locator(selector).first.wait_for()

    def let_pass(self, milliseconds: int) -> None:
        """Let the page believe that so much time has passed."""
        self.page.evaluate(f"ahead += {milliseconds}")

    @contextmanager
    def beside(self, path: str) -> Iterator[Window]:
        """Open a second window of the same browser profile, at another path of the node."""
        page = self.page.context.new_page()
        page.goto(f"{self.page.url.partition('/till')[0]}{path}")
        yield Window(page, self._into)
        page.close()

    def take(self, name: str) -> None:
        """Write a picture, once nothing is on its way any more."""
        self.page.mouse.move(0, 0)
        for passing in ('[data-sure="false"]', ".notice"):
            self.page.locator(passing).first.wait_for(state="detached")
        taken = self.page.screenshot(animations="disabled")
        # A picture is read, not measured: a third of its bytes is in colours nobody tells apart.
        with Image.open(BytesIO(taken)) as picture:
            few = picture.convert("RGB").quantize(COLOURS, kmeans=KMEANS, dither=Dither.NONE)
            few.save(self._into / f"{name}.png", optimize=True)


@contextmanager
def window(
    browser: Browser,
    address: str,
    into: Path,
    *,
    size: dict[str, int] = TILL,
    dark: bool = False,
) -> Iterator[Window]:
    """Show an address in a window of its own, in a browser that remembers nothing."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        locale="en-US",
        timezone_id=ZONE.key,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        has_touch=size is PHONE,
        device_scale_factor=2 if size is PHONE else 1,
    )
    context.add_init_script(_CLOCK.replace("OFF_MS", str(off_ms() or 0)))
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.goto(address)
    try:
        yield Window(page, into)
    finally:
        context.close()

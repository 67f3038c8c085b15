"""What is pictured: each view sets its screen up by hand, as whoever stands there would."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from simulations.demo.plan import HUB_NAME
from simulations.pictures.company import Company
from simulations.pictures.window import PHONE, TILL, Window, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BASKET = ("901062", "840361", "995242", "979707", "849843")
"""The goods on the ticket that is pictured, by their SKUs: apples, eggs, milk, onions, bread."""

FRUIT = "1082185"
"""Bananas, which are sold three for two."""

BEANS = "1051516"
"""What one who gets change buys."""

CARD = "GIFT-7F3K"
CARD_MINOR = 5_000
CARD_ID = "01999999-0000-7000-8000-000000000001"

PROMOTION = {
    "code": "banana-3-2",
    "name": "Three for two",
    "kind": "n-for-m",
    "take": 3,
    "pay": 2,
    "sku": FRUIT,
}

LONG_MS = 60_000
"""Longer than a screen waits before it says that somebody is out of reach."""

HUB = {"width": 1366, "height": 1000}


class Studio:
    """The company, a browser, and where pictures go."""

    def __init__(self, company: Company, browser: Browser, into: Path) -> None:
        """Picture ``company`` in ``browser``."""
        self.company = company
        self._browser = browser
        self._into = into
        self._codes = company.barcodes
        company.ask(HUB_NAME, "promotion-set", **PROMOTION)
        company.agree()

    def till(
        self, node: str = "B1T1", *, size: dict[str, int] = TILL, dark: bool = False
    ) -> AbstractContextManager[Window]:
        """Open a till's screen."""
        return self.look(f"{self.company.screen(node)}/till", size=size, dark=dark)

    def look(
        self, address: str, *, size: dict[str, int] = TILL, dark: bool = False
    ) -> AbstractContextManager[Window]:
        """Open an address."""
        return window(self._browser, address, self._into, size=size, dark=dark)

    def scan(self, till: Window, *skus: str) -> None:
        """Scan goods at a till."""
        till.wait(".tile")
        for sku in skus:
            till.scan(self._codes[sku])

    def fill(self, till: Window) -> None:
        """Scan the ticket that is pictured, and show its greengrocery."""
        self.scan(till, *BASKET)
        till.type("3*")
        self.scan(till, FRUIT)
        till.tap("Produce")


def sell(studio: Studio) -> None:
    """A ticket that grows, and one put aside."""
    with studio.till() as till:
        studio.scan(till, BEANS)
        till.press("F4")
        studio.fill(till)
        till.take("sell")


def sell_at_night(studio: Studio) -> None:
    """The same in the dark."""
    with studio.till(dark=True) as till:
        studio.fill(till)
        till.take("sell-dark")


def sell_on_a_phone(studio: Studio) -> None:
    """The same in a hand."""
    with studio.till(size=PHONE) as till:
        studio.fill(till)
        till.take("sell-phone")


def pay(studio: Studio) -> None:
    """What is due, and how it may be paid."""
    with studio.till() as till:
        studio.fill(till)
        till.press("F9")
        till.wait(".pay-due")
        till.take("pay")


def gift_card(studio: Studio) -> None:
    """A card whose money another till holds."""
    card = [{"code": CARD, "amount_minor": CARD_MINOR}]
    studio.company.ask("B1T2", "sell", id=CARD_ID, gift_cards=card)
    studio.company.agree()
    with studio.till() as till:
        studio.fill(till)
        till.press("F9")
        till.wait(".pay-due")
        till.scan(CARD)
        till.wait(".standing")
        till.take("gift-card")


def change(studio: Studio) -> None:
    """What is given back."""
    with studio.till() as till:
        studio.scan(till, BEANS, BEANS, BEANS)
        till.press("Enter")
        till.wait(".pay-due")
        till.type("10")
        till.press("Enter")
        till.wait(".done-change")
        till.take("change")


def customer(studio: Studio) -> None:
    """What the customer sees meanwhile, in the second window."""
    with studio.till() as till, till.beside("/customer") as shown:
        studio.fill(till)
        shown.take("customer")


def history(studio: Studio) -> None:
    """Receipts, and how far each has travelled."""
    with studio.till() as till:
        till.wait(".tile")
        till.go("history")
        till.wait("tbody tr")
        till.take("history")


def stock(studio: Studio) -> None:
    """One product in every branch."""
    with studio.till() as till:
        till.wait(".tile")
        till.go("stock")
        till.wait("tbody tr")
        till.type("banan")
        till.take("stock")


def hub(studio: Studio) -> None:
    """Every branch today."""
    with studio.look(f"{studio.company.screen(HUB_NAME)}/hub", size=HUB) as window:
        window.wait(".branches h2")
        window.wait("svg[role=img]")
        window.take("hub")


def distance(studio: Studio) -> None:
    """Behind the chip, while the hub is out of reach."""
    with studio.till() as till:
        till.wait(".chip[data-tone=near]")
        studio.company.stop(HUB_NAME)
        try:
            till.let_pass(LONG_MS)
            till.wait(".chip[data-tone=apart]")
            studio.company.ask("B1T1", "sell", lines=[{"code": BEANS}])
            till.let_pass(LONG_MS)
            till.page.locator(".chip").click()
            till.wait(".facts")
            till.take("distance")
        finally:
            studio.company.start(HUB_NAME)
            studio.company.agree()


VIEWS: dict[str, Callable[[Studio], None]] = {
    "sell": sell,
    "sell-dark": sell_at_night,
    "sell-phone": sell_on_a_phone,
    "pay": pay,
    "gift-card": gift_card,
    "change": change,
    "customer": customer,
    "history": history,
    "stock": stock,
    "hub": hub,
    "distance": distance,
}
"""Every picture's view by its name."""

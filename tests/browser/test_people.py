"""Who is there: signing in, another's word, what only some may take away, and settings."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from core.log import layout
from core.log.lmdb_store import LmdbStore
from core.shop.pin_throttle import TRIES_MAX, Throttle
from node.shop.pins import remember
from replication.bundle import MAGIC
from tests.browser.conftest import MILK
from tests.browser.till_page import TillPage
from tests.node.supervised import SupervisedNode

MANAGER, CASHIER = "2580", "1470"


def add(till: TillPage, name: str, role: str, pin: str) -> None:
    till.page.get_by_role("button", name="Add somebody").click()
    till.page.get_by_label("Name", exact=True).fill(name)
    till.page.get_by_label("Login", exact=True).fill(name.lower())
    till.page.get_by_role("button", name=role, exact=True).click()
    till.page.get_by_label("PIN", exact=True).fill(pin)
    till.page.get_by_role("button", name="Add", exact=True).click()


def sign_in(till: TillPage, name: str, pin: str) -> None:
    till.page.locator(".lock").wait_for()
    if till.page.get_by_text("Who is there?").is_visible():
        till.page.locator(".person", has_text=name).click()
    till.sees(f"PIN of {name.lower()}")
    till.type(pin)
    till.press("Enter")


def wrong_pin(till: TillPage, name: str, pin: str) -> None:
    """Sign in in vain, until the PIN that was typed has been looked at."""
    sign_in(till, name, pin)
    expect(till.page.locator(".pin")).to_have_text("–")  # noqa: RUF001
    till.sees(f"That is not the PIN of {name.lower()}")


def guessed(data: Path, login: str) -> None:
    """Let a PIN have been wrong long ago, as often as it may be but once.

    So no test has to type ten PINs, nor to be quicker than the wait after each of them.
    """
    store = LmdbStore.open(str(data))
    store.open_tables(layout.TABLES)
    with store.write() as transaction:
        remember(transaction, login, Throttle(TRIES_MAX - 1))
    store.close()


def test_people_sign_in_give_their_word_and_carry_bundles_off(
    till: TillPage, node: SupervisedNode, tmp_path: Path
) -> None:
    till.go("users")
    add(till, "Maria", "Manager", MANAGER)
    # From now on somebody must be there.
    wrong_pin(till, "Maria", "1111")
    sign_in(till, "Maria", MANAGER)
    expect(till.page.locator(".who-name")).to_have_text("Maria")
    add(till, "Olena", "Cashier", CASHIER)
    expect(till.page.get_by_role("cell", name="olena", exact=True)).to_be_visible()

    # A bundle is a file for a stick.
    till.page.locator(".chip").click()
    with till.page.expect_download() as download:
        till.page.get_by_role("button", name="Export bundle").click()
    bundle = tmp_path / "carried"
    download.value.save_as(bundle)
    assert download.value.suggested_filename == "B1T1.bundle"
    assert bundle.read_bytes().startswith(MAGIC)
    till.press("Escape")

    # A cashier sells; for a refund they ask, and the manager's PIN is taken once.
    till.page.locator(".who").click()
    sign_in(till, "Olena", CASHIER)
    expect(till.page.locator(".who-name")).to_have_text("Olena")
    till.go("sell")
    till.scan(MILK)
    till.total("€1.29")
    till.press("F10")
    till.stage("done")
    till.go("refund")
    till.page.locator(".menu-entry").first.click()
    till.page.get_by_role("button", name="All of it").click()
    till.page.get_by_role("button", name="Refund €1.29").click()
    till.sees("This needs another's word")
    till.page.get_by_role("button", name="Maria").click()
    till.page.get_by_label("PIN", exact=True).fill(MANAGER)
    till.page.get_by_role("button", name="Allow it").click()
    till.sees("B1T1-000002")
    assert node.ask("status")["refunds"] == 1
    till.page.locator(".chip").click()
    till.page.get_by_role("button", name="Export bundle").click()
    till.sees("A bundle tells everything")
    till.press("Escape")

    # After too many wrong PINs the right one is no help either.
    till.page.locator(".who").click()
    wrong_pin(till, "Olena", "0000")
    guessed(node.data, "olena")
    wrong_pin(till, "Olena", "0000")
    sign_in(till, "Olena", CASHIER)
    till.sees("olena is locked out of this till")


def test_settings_are_kept_and_keys_may_be_others(till: TillPage, node: SupervisedNode) -> None:
    till.go("settings")
    # What a company agrees on is money where it is money.
    till.page.get_by_role("button", name="Refund · Cashier").click()
    till.page.get_by_label("Up to how much").fill("12.50")
    till.press("Enter")
    till.sees("up to €12.50")
    settings = {one["name"]: one["value"] for one in node.ask("settings")["settings"]}
    assert settings["limit.refund.cashier"] == 1250
    till.page.get_by_role("button", name="Dark").click()
    till.page.get_by_role("button", name="the left hand").click()
    pay = till.page.locator(".keymap li", has_text="Pay").get_by_role("button")
    pay.click()
    till.press("F11")
    expect(pay).to_have_text("F11")
    till.page.get_by_role("button", name="Deutsch").click()
    till.sees("Einstellungen")
    till.reload()
    till.sees("Einstellungen")
    root = till.page.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    expect(root).to_have_attribute("data-hand", "left")
    till.go("sell")
    till.scan(MILK)
    till.press("F11")
    till.stage("pay")

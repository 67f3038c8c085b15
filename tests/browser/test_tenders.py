"""Tenders that ask something first: cards, credit, accounts, banks; and coupons."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import BREAD, MILK, shop_with_goods
from tests.browser.till_page import AXE, TillPage
from tests.node.supervised import SupervisedNode

CARD = "GIFT-7F3K"


@pytest.fixture(scope="module")
def node(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SupervisedNode]:
    """One till for all of them: each looks at its own receipts only."""
    with shop_with_goods(tmp_path_factory.mktemp("tenders") / "till") as running:
        yield running


def last_receipt(node: SupervisedNode) -> str:
    return str(node.ask("history", limit=1)["receipts"][0]["receipt"])


def key(till: TillPage, room: str, name: str) -> Locator:
    """A key by its name: a tender and a function may have the same."""
    return till.page.locator(room).get_by_role("button", name=name)


def tender(till: TillPage, name: str) -> None:
    key(till, ".kinds", name).click()


def no_faults(till: TillPage) -> None:
    if AXE.is_file():
        assert till.faults() == []


def sell_card(till: TillPage) -> None:
    """Sell a card of 50, beside a milk."""
    key(till, ".functions", "Gift card").click()
    till.page.get_by_label("Scan the card").fill(CARD)
    till.sees("It is sold new")
    no_faults(till)
    till.page.get_by_role("button", name="€50.00").click()
    till.scan(MILK)
    till.total("€51.29")
    till.reload()
    till.total("€51.29")
    till.press("F10")
    till.stage("done")


def test_a_gift_card_is_sold_topped_up_paid_with_and_refunded_to(
    till: TillPage, node: SupervisedNode
) -> None:
    sell_card(till)

    # Its number scanned among goods means the card, and puts more on it.
    till.scan(CARD)
    till.sees("There is €50.00 on it already")
    till.page.get_by_label("Another amount").fill("2.50")
    till.press("Enter")
    till.total("€2.50")
    till.press("F10")
    till.stage("done")

    # Scanned while paying it pays: a part of what is due, and coins the rest.
    till.scan(BREAD)
    till.total("€2.50")
    till.press("F9")
    till.stage("pay")
    till.type("2")
    till.scan(CARD)
    till.sees("This till may spend now")
    expect(till.page.locator(".standing dd").first).to_have_text("€52.50")
    no_faults(till)
    till.page.get_by_role("button", name="Pay €2.00 with it").click()
    expect(till.page.locator(".pay-due output")).to_have_text("€0.50")
    till.press("Enter")
    till.stage("done")
    assert node.ask("credit-show", ledger="gift-card", account=CARD)["total"] == 5050

    till.go(f"refund/{last_receipt(node)}")
    till.page.get_by_role("button", name="All of it").click()
    till.page.locator(".card .choice").get_by_role("button", name="Gift card").click()
    till.page.get_by_label("Number of the gift card").fill(CARD)
    till.page.get_by_role("button", name="Refund €2.50").click()
    till.sees("pay out €2.50")
    assert node.ask("credit-show", ledger="gift-card", account=CARD)["total"] == 5300


def test_a_sale_is_paid_by_account_bank_and_voucher_and_the_bank_is_heard_later(
    till: TillPage, node: SupervisedNode
) -> None:
    node.ask("customer-add", name="Maria", number="7", credit_limit_minor=100)
    till.scan(BREAD)
    till.total("€2.50")
    till.press("F9")
    till.stage("pay")
    tender(till, "On account")
    till.page.get_by_role("button", name="Maria").click()
    till.sees("May buy for")
    no_faults(till)
    till.page.get_by_role("button", name="Charge €1.00").click()
    tender(till, "Voucher")
    till.page.get_by_label("Number of the voucher").fill("V7")
    till.page.get_by_label("Amount").fill("0.50")
    till.press("Enter")
    tender(till, "Bank QR")
    till.page.get_by_label("What the bank calls").fill("E2E-7")
    till.press("Enter")
    no_faults(till)
    till.page.get_by_role("button", name="Not heard yet").click()
    till.stage("done")

    till.go("history")
    expect(till.page.locator(".still-to-come li")).to_contain_text("E2E-7")
    no_faults(till)
    till.page.locator(".still-to-come .link").click()
    expect(till.page.locator("dialog .facts")).to_contain_text("still to come")
    till.page.locator("dialog").get_by_role("button", name="It came").click()
    expect(till.page.locator(".still-to-come")).to_have_count(0)
    assert node.ask("tenders-pending")["tenders"] == []
    shown = node.ask("receipt", receipt=last_receipt(node))
    assert [tuple(one) for one in shown["tenders"]] == [
        ("on-account", 100),
        ("voucher", 50),
        ("bank-qr", 100),
    ]
    assert node.ask("account-show", customer="7")["owed_minor"] == 100

    # Known twice, a customer is made one: who stays has all that both had.
    node.ask("customer-add", name="Marie", number="8", group="staff")
    till.go("customers")
    till.page.get_by_role("cell", name="Marie").first.click()
    till.page.get_by_role("button", name="Same person as").click()
    till.page.locator("dialog .found").get_by_role("button", name="Maria").click()
    till.sees("Is it the same person?")
    no_faults(till)
    till.page.get_by_role("button", name="Yes, make them one").click()
    till.sees("They are one customer now: Maria")
    assert [one["name"] for one in node.ask("customers")["customers"]] == ["Maria"]


def test_a_promotion_is_made_on_the_screen_and_its_coupon_counts_on_the_ticket(
    till: TillPage,
) -> None:
    till.go("promotions")
    till.page.get_by_role("button", name="New promotion").click()
    till.page.get_by_label("Code", exact=True).fill("SPRING")
    till.page.get_by_label("Name on the receipt").fill("Spring bread")
    till.page.get_by_label("Per cent", exact=True).fill("20")
    till.page.get_by_label("Only this product").fill(BREAD)
    till.page.get_by_label("With the coupon").fill("BREAD20")
    no_faults(till)
    till.page.get_by_role("button", name="Keep").click()
    till.sees("counts now")

    till.go("sell")
    till.scan(BREAD)
    till.total("€2.50")
    key(till, ".functions", "Coupon").click()
    till.page.get_by_label("Scan the coupon").fill("NONE")
    till.press("Enter")
    till.sees("No promotion here and now has the coupon")
    no_faults(till)
    till.page.get_by_label("Scan the coupon").fill("BREAD20")
    till.press("Enter")
    till.total("€2.00")
    expect(till.page.locator(".charge")).to_contain_text("Spring bread")
    till.press("F10")
    till.stage("done")
    till.page.get_by_role("button", name="Look at it").click()
    expect(till.page.locator("dialog .facts")).to_contain_text("Spring bread")

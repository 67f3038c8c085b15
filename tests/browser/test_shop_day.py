"""A day at one till, in a real browser, reloaded at every step."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import BREAD, MILK, WINE
from tests.browser.till_page import TillPage
from tests.node.supervised import SupervisedNode


def test_a_day_in_the_shop_with_a_reload_at_every_step(
    till: TillPage, node: SupervisedNode
) -> None:
    till.scan(MILK)
    till.scan(MILK)
    till.total("€2.58")
    till.reload()
    till.total("€2.58")
    expect(till.page.locator(".chip")).to_have_text("On this till alone")

    # Three breads by the star, a quantity by its key, a tile, and ten per cent off all of it.
    till.type("3*")
    till.scan(BREAD)
    till.total("€10.08")
    till.reload()
    till.lines(2)
    till.page.locator(".line").first.click()
    till.type("4")
    till.press("F7")
    till.total("€12.66")
    till.press("F8")
    till.page.locator(".percents button").nth(1).click()
    till.total("€11.39")

    # Put aside, and brought back after a reload, while somebody else was served by exact cash.
    till.press("F4")
    till.lines(0)
    till.reload()
    till.ready()
    till.scan(WINE)
    till.sees("Age 18+")
    till.total("€8.99")
    till.press("F10")
    till.page.get_by_role("button", name="Yes, I looked").click()
    till.press("F10")
    till.stage("done")
    till.press("F6")
    till.total("€11.39")

    # Cash by numpad alone: Enter, an amount, Enter; and a reload while it is being paid.
    till.press("Enter")
    till.stage("pay")
    till.reload()
    till.total("€11.39")
    till.press("Enter")
    till.stage("pay")
    till.scan(MILK)
    till.sees("Finish paying first")
    till.type("20")
    till.press("Enter")
    till.stage("done")
    expect(till.page.locator(".done-change")).to_have_text("€8.61")
    till.reload()
    till.ready()
    till.lines(0)

    assert node.ask("status")["sales"] == 2
    assert node.ask("status")["paid_minor"] == 899 + 1139


def test_split_tenders_refunds_and_the_shift_go_through_the_screen(
    till: TillPage, node: SupervisedNode
) -> None:
    till.go("shift")
    till.page.get_by_label("Cash in the drawer to begin with").fill("100")
    till.page.get_by_role("button", name="Open the shift").click()
    till.sees("Close the shift")

    till.go("sell")
    till.scan(WINE)
    till.total("€8.99")
    till.press("F9")
    till.page.get_by_role("button", name="Yes, I looked").click()
    till.page.get_by_role("button", name="Card", exact=True).click()
    till.type("5")
    till.press("Enter")
    expect(till.page.locator(".pay-due output")).to_have_text("€3.99")
    till.page.get_by_role("button", name="Cash", exact=True).click()
    till.press("Enter")
    till.stage("done")

    till.go("refund")
    till.page.locator(".menu-entry").first.click()
    till.page.get_by_role("button", name="More").first.click()
    till.page.get_by_role("button", name="Cash", exact=True).click()
    till.page.get_by_role("button", name="Refund €8.99").click()
    till.sees("B1T1-000002")

    exchange_a_bread_for_a_milk(till, node)
    look_after_a_product(till, node)

    # A drawer that should hold 96.29 is counted blind, and the Z says what it said.
    till.go("shift")
    till.page.get_by_role("button", name="Count the drawer").click()
    till.page.get_by_label("€50.00").fill("1")
    till.page.get_by_label("€20.00").fill("2")
    till.page.get_by_label("€5.00").fill("1")
    till.page.get_by_label("€1.00").fill("1")
    till.page.get_by_label("€0.20").fill("1")
    till.page.get_by_label("€0.05").fill("1")
    till.page.get_by_label("€0.02").fill("2")
    till.page.get_by_role("button", name="That is all").click()
    till.page.get_by_role("button", name="Close the shift").click()
    till.sees("Z report 1")
    (shift,) = node.ask("shifts")["shifts"]
    assert (shift["state"], shift["difference_minor"]) == ("closed", 0)


def exchange_a_bread_for_a_milk(till: TillPage, node: SupervisedNode) -> None:
    """Sell a bread, and take it back for a milk and the rest in cash."""
    till.go("sell")
    till.scan(BREAD)
    till.total("€2.50")
    till.press("F10")
    till.stage("done")
    till.go("refund/B1T1-000003")
    till.page.get_by_role("button", name="Other goods").click()
    till.sees("Scan or search what the customer takes instead")
    till.scan(MILK)
    till.sees("Say first what comes back")
    till.page.get_by_role("button", name="All of it").click()
    till.page.get_by_role("button", name="Exchange, and pay out €1.21").click()
    till.sees("B1T1-000005: exchanged, pay out €1.21")
    assert node.ask("receipt", receipt="B1T1-000005")["total_minor"] == 129
    assert node.ask("receipt", receipt="B1T1-000003")["items"][0]["refunded_milli"] == 1000


def look_after_a_product(till: TillPage, node: SupervisedNode) -> None:
    """Put its stock right, and give it a price of a few, which is taken back."""
    till.go("stock/milk")
    right = till.page.locator('section[aria-label="Put the stock right"]')
    right.get_by_label("Quantity").fill("2")
    right.get_by_label("Reason").fill("found")
    right.get_by_role("button", name="More is there").click()
    till.sees("The stock of B1 is put right")
    prices = till.page.locator('section[aria-label="Price list"]')
    prices.get_by_role("button", name="Another price").click()
    prices.get_by_label("Price", exact=True).fill("1.00")
    prices.get_by_label("From how many").fill("6")
    prices.get_by_role("button", name="Keep").click()
    till.sees("Every till charges it from then on")
    expect(prices.locator("tbody tr")).to_contain_text("from 6 on")
    (rule,) = node.ask("price-list", code="milk")["prices"]
    assert (rule["from_quantity_milli"], rule["price_minor"]) == (6000, 100)
    prices.get_by_role("button", name="Take back").click()
    till.sees("It costs the same for everybody")
    assert node.ask("price-list", code="milk")["prices"] == []

"""A scan lands in whatever field has the cursor, or nowhere: here it is told by its speed."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import MILK, browser, node, till
from tests.browser.till_page import TillPage

__all__ = ["browser", "node", "till"]


def test_a_scan_goes_to_the_ticket_wherever_the_cursor_is(till: TillPage) -> None:
    search = till.page.get_by_role("searchbox")

    # In the middle of a search: the ticket has the goods, and the field not one of the digits.
    till.press("F2")
    till.type("bre")
    till.scan(MILK)
    till.total("€1.29")
    expect(search).to_have_value("")

    # After a click elsewhere: on goods, on a line of the ticket, on nothing at all.
    till.page.locator(".tile").first.focus()
    till.scan(MILK)
    till.total("€2.58")
    till.page.locator(".line").first.click()
    till.scan(MILK)
    till.total("€3.87")
    till.page.evaluate("document.activeElement.blur()")
    till.scan(MILK)
    till.total("€5.16")
    till.lines(1)

    # While a dialog asks for something else: its field stays as it was, and that is said.
    till.scan("99999999")
    till.sees("Nobody knows 99999999")
    price = till.page.get_by_label("Price")
    price.fill("1.50")
    till.scan(MILK)
    till.sees(f"{MILK} was not taken")
    expect(price).to_have_value("1.50")
    till.press("Enter")
    till.total("€6.66")

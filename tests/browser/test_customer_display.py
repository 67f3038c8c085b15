"""The second window, which the customer looks at, follows the first."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import BREAD, MILK
from tests.browser.till_page import TillPage


def test_the_customer_sees_each_line_the_sum_and_the_end(till: TillPage) -> None:
    display = till.page.context.new_page()
    display.goto(f"{till.address}/customer")
    expect(display.locator(".display-idle h1")).to_be_visible()
    till.page.bring_to_front()
    till.scan(MILK)
    till.scan(BREAD)
    expect(display.locator(".display-lines li")).to_have_count(2)
    expect(display.locator(".display-sum output")).to_have_text("€3.79")
    # What is taken off is told as well, or the lines would not add up to the sum.
    till.press("F8")
    till.page.locator(".percents button").nth(1).click()
    expect(display.locator(".display-charge")).to_contain_text("-€0.38")
    expect(display.locator(".display-sum output")).to_have_text("€3.41")
    till.press("F10")
    till.stage("done")
    expect(display.locator('main[data-stage="done"]')).to_be_visible()
    till.press("Enter")
    expect(display.locator(".display-idle h1")).to_be_visible()

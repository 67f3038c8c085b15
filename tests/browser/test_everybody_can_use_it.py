"""Every page is checked by axe-core, in the light and in the dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import MILK
from tests.browser.till_page import AXE, TillPage, address_of
from tests.node.supervised import SupervisedNode

PAGES = (
    "menu tickets refund customers stock receive count transfer reviews shift history reports"
    " promotions queues stock/milk history/B1T1-000001"
)

pytestmark = pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not here; see 'make ui'")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_nothing_against_any_page(
    browser: Browser, node: SupervisedNode, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": 1366, "height": 768},
        locale="en-GB",
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    till = TillPage(context, address_of(node.data))
    found: dict[str, list[str]] = {"sell, empty": till.faults()}
    till.scan(MILK)
    till.total("€1.29")
    found["sell"] = till.faults()
    till.press("F1")
    till.page.locator("dialog").wait_for()
    found["help"] = till.faults()
    till.press("Escape", "F9")
    till.stage("pay")
    found["pay"] = till.faults()
    till.press("Enter")
    till.stage("done")
    found["done"] = till.faults()
    pages = f"{PAGES} users settings".split() if scheme == "light" else ["stock", "settings"]
    for name in pages:
        till.go(name)
        till.page.locator(".page").wait_for()
        found[name] = till.faults()
    if scheme == "light":
        for entry in ("hub", "customer", "setup"):
            till.page.goto(f"{till.address}/{entry}")
            till.page.locator("main").wait_for()
            found[entry] = till.faults()
    assert {name: faults for name, faults in found.items() if faults} == {}
    context.close()

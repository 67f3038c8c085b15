"""A ticket put aside at one till is taken, changed and sold at the next, and is over then."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from tests.browser.conftest import ANY_PORT, BREAD, GOODS, MILK
from tests.browser.till_page import TillPage, address_of
from tests.node.processes import RunningNode, loopback, make_node


def test_a_ticket_wanders_between_two_tills_and_is_sold_once(
    browser: Browser, tmp_path: Path
) -> None:
    first_data, second_data = tmp_path / "first", tmp_path / "second"
    (listen,) = loopback(1)
    peer = make_node(first_data, founds=True, company="acme", currency="EUR", listen=listen)
    fields: dict[str, Any] = {"company": "acme", "currency": "EUR", "peers": [peer]}
    make_node(second_data, enrolled_by=first_data, name="B1T2", **fields)
    with ExitStack() as stack:
        first = stack.enter_context(RunningNode(first_data, screen=ANY_PORT))
        second = stack.enter_context(RunningNode(second_data, screen=ANY_PORT))
        first.ask("import-catalogue", products=GOODS)
        second.wait_until(lambda: second.status(full=True)["products"] == len(GOODS), "goods")
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB")
        here, there = (TillPage(context, address_of(data)) for data in (first_data, second_data))
        here.scan(MILK)
        here.scan(BREAD)
        here.total("€3.79")
        here.press("F4")
        here.lines(0)
        there.sees("1 put aside")
        there.press("F6")
        there.lines(2)
        there.scan(MILK)
        there.total("€5.08")
        there.press("F4")
        here.sees("1 put aside")
        divide_and_put_together(here)
        here.go("sell")
        here.press("F6")
        here.total("€5.08")
        here.press("F10")
        here.stage("done")
        second.wait_until(lambda: second.ask("tickets")["tickets"] == [], "the end of the ticket")
        assert first.ask("status")["paid_minor"] == 508
        assert here.wrong == there.wrong == []
        context.close()


def divide_and_put_together(till: TillPage) -> None:
    """Make two tickets of the one that waits, see that both do, and one of them again."""
    more = till.page.get_by_role("button", name="Divide, put together or hand over")
    till.go("tickets")
    more.click()
    till.page.get_by_role("button", name="More").first.click()
    till.page.get_by_label("Name of the new ticket").fill("Apart")
    till.page.get_by_role("button", name="Split off").click()
    till.sees("It is two tickets now")
    expect(more).to_have_count(2)
    till.page.get_by_role("button", name="Divide, put together or hand over: Apart").click()
    till.page.locator("dialog .choice button").click()
    till.sees("They are one ticket now")
    expect(more).to_have_count(1)

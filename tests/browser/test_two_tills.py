"""What two tills of a branch do together: spend a card, put a ticket aside, give leave."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import ANY_PORT, BREAD, GOODS, MILK
from tests.browser.till_page import AXE, TillPage, address_of
from tests.node.processes import RunningNode, loopback, make_node

CARD = "GIFT-7F3K"
PIN = "246810"


class Branch(NamedTuple):
    """Two tills that hear one another, and their screens."""

    first: RunningNode
    second: RunningNode
    here: TillPage
    there: TillPage


@pytest.fixture(scope="module")
def branch(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Branch]:
    room = tmp_path_factory.mktemp("branch")
    (listen,) = loopback(1)
    peer = make_node(room / "one", founds=True, company="acme", currency="EUR", listen=listen)
    fields: dict[str, Any] = {"company": "acme", "currency": "EUR", "peers": [peer]}
    make_node(room / "two", enrolled_by=room / "one", name="B1T2", **fields)
    with ExitStack() as stack:
        first = stack.enter_context(RunningNode(room / "one", screen=ANY_PORT))
        second = stack.enter_context(RunningNode(room / "two", screen=ANY_PORT))
        first.ask("import-catalogue", products=GOODS)
        second.wait_until(lambda: second.status(full=True)["products"] == len(GOODS), "goods")
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB")
        here, there = (TillPage(context, address_of(node.data)) for node in (first, second))
        yield Branch(first, second, here, there)
        assert here.wrong == there.wrong == []
        context.close()


def no_faults(till: TillPage) -> None:
    if AXE.is_file():
        assert till.faults() == []


def test_a_card_from_another_till_is_asked_for_and_then_pays(branch: Branch) -> None:
    first, second, _, there = branch
    first.ask("sell", gift_cards=[{"code": CARD, "amount_minor": 5000}])
    second.wait_until(lambda: second.ask("status")["sales"] == 1, "the card")
    there.scan(BREAD)
    there.total("€2.50")
    there.press("F9")
    there.stage("pay")
    there.scan(CARD)
    figures = there.page.locator(".standing dd")
    expect(figures).to_have_text(["€50.00", "€0.00"])
    there.sees("The rest is with B1T1")
    no_faults(there)
    there.page.get_by_role("button", name="Ask for what is missing").click()
    expect(figures).to_have_text(["€50.00", "€2.50"])
    there.page.get_by_role("button", name="Pay €2.50 with it").click()
    there.stage("done")
    there.press("Enter")
    assert second.ask("credit-show", ledger="gift-card", account=CARD)["total"] == 4750


def test_a_ticket_with_all_that_can_be_on_one_is_put_aside_and_taken_elsewhere(
    branch: Branch,
) -> None:
    first, second, here, there = branch
    here.scan(BREAD)
    here.total("€2.50")
    here.press("F8")
    here.page.locator(".percents button").nth(1).click()
    here.page.locator(".functions").get_by_role("button", name="Gift card").click()
    here.page.get_by_label("Scan the card").fill("GIFT-2")
    here.page.get_by_role("button", name="€20.00").click()
    here.total("€22.25")
    here.press("F4")
    here.lines(0)
    there.sees("1 put aside")
    there.press("F6")
    there.total("€22.25")
    there.lines(2)
    there.press("F10")
    there.stage("done")
    there.press("Enter")
    first.wait_until(lambda: first.ask("tickets")["tickets"] == [], "the end of the ticket")
    assert second.ask("credit-show", ledger="gift-card", account="GIFT-2")["total"] == 2000


def test_leave_is_asked_for_at_one_till_and_given_or_refused_at_another(branch: Branch) -> None:
    first, second, here, there = branch
    first.ask("user-add", login="mara", name="Mara", role="manager", pin=PIN)
    first.ask("sign-in", login="mara", pin=PIN)
    first.ask("user-add", login="carl", name="Carl", role="cashier", pin=PIN)
    first.ask("sign-out")
    second.wait_until(lambda: len(second.ask("users")["users"]) == 2, "the people")
    for page, name in ((here, "Carl"), (there, "Mara")):
        page.reload()
        page.sign_in(name, PIN)
        page.ready()
    here.scan(MILK)
    here.scan(MILK)
    here.total("€2.58")
    here.press("F8")
    here.page.locator(".percents button").nth(5).click()
    here.total("€1.29")
    here.press("F10")
    for word, outcome in (("Say no", "mara said no."), ("Allow it", "")):
        here.sees("Take money off")
        here.page.get_by_role("button", name="Ask the other tills").click()
        here.sees("Asked at every till of the branch")
        there.page.locator(".leave-chip").click()
        there.sees("Carl at B1T1")
        there.sees("Take money off 50 %")
        no_faults(there)
        there.page.get_by_role("button", name=word).click()
        expect(there.page.locator(".leave-chip")).to_have_count(0)
        if outcome:
            here.sees(outcome)
            no_faults(here)
    here.stage("done")
    (act,) = first.ask("approvals")["acts"]
    assert (act["login"], act["approver"], act["permission"]) == ("carl", "mara", "discount")

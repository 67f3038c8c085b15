"""What breaks under the screen: the till's process, the network to it, the way to the hub."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from tests.browser.conftest import ANY_PORT, BREAD, GOODS, MILK
from tests.browser.till_page import WAIT_MS, TillPage, address_of
from tests.node.processes import RunningNode, loopback, make_node
from tests.node.supervised import SupervisedNode


def test_a_killed_till_costs_nothing_in_mid_ticket(till: TillPage, node: SupervisedNode) -> None:
    till.scan(MILK)
    till.total("€1.29")
    before = node.signal_part("till")
    till.scan(BREAD)
    till.lines(2)
    node.wait_until(lambda: node.replaced("till", before), "another till")
    till.total("€3.79")
    before = node.signal_part("till")
    till.press("F10")
    till.stage("done")
    node.wait_until(lambda: node.replaced("till", before), "another till")
    node.wait_until(lambda: node.ask("status")["sales"] == 1, "the sale")
    assert node.ask("status")["paid_minor"] == 379


def test_what_was_paid_in_an_outage_is_sold_once_and_survives_a_reload(
    till: TillPage, node: SupervisedNode
) -> None:
    till.scan(MILK)
    till.total("€1.29")
    till.until("navigator.serviceWorker.controller !== null")
    till.reload()  # so that all of the shell has gone through the worker once
    till.total("€1.29")
    till.press("F9")
    expect(till.page.locator(".pay-due output")).to_have_text("€1.29")
    # The sale reaches the node, and its answer never comes back.
    till.page.route("**/verbs/sell", lambda route: (route.fetch(timeout=WAIT_MS), route.abort()))
    till.press("Enter")
    till.stage("confirming")
    till.wait_until(lambda: bool(node.ask("status")["sales"]), "the sale reaches the node")
    till.page.context.set_offline(True)
    till.reload()
    till.stage("confirming")
    # A repeat may be on its way: it is lost as the first was, before the way is free again.
    till.page.unroute_all(behavior="wait")
    till.page.context.set_offline(False)
    till.stage("done")
    assert node.ask("status")["sales"] == 1

    # The next customer is served while one is waited for.
    till.press("Enter")
    till.scan(BREAD)
    till.total("€2.50")
    till.page.route("**/verbs/sell", lambda route: route.abort())
    till.press("F10")
    till.stage("confirming")
    till.page.get_by_role("button", name="Serve the next customer").click()
    till.sees("1 not confirmed")
    till.page.unroute_all(behavior="wait")
    till.sees("B1T1-000002 is sold")
    assert node.ask("status")["paid_minor"] == 129 + 250


def test_the_chip_tells_of_a_cut_late_and_not_in_mid_sale(browser: Browser, tmp_path: Path) -> None:
    hub_data, data = tmp_path / "hub", tmp_path / "till"
    (listen,) = loopback(1)
    of_hub: dict[str, Any] = {"name": "HUB", "branch": "HQ", "role": "hub", "listen": listen}
    peer = make_node(hub_data, founds=True, company="acme", currency="EUR", **of_hub)
    make_node(data, enrolled_by=hub_data, company="acme", currency="EUR", peers=[peer])
    hub = RunningNode(hub_data)
    node = SupervisedNode(data, screen=ANY_PORT)
    try:
        node.ask("import-catalogue", products=GOODS)
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB")
        page = TillPage(context, address_of(data))
        page.page.clock.install()
        page.reload()
        page.ready()
        chip = page.page.locator(".chip")
        expect(chip).to_have_text("Everything has arrived")
        # The sale is under way before anything breaks, however long that takes.
        page.scan(MILK)
        page.total("€1.29")
        hub.stop(signal.SIGKILL)
        node.wait_until(
            lambda: [one["connected"] for one in node.ask("status")["peers"]] == [False], "the cut"
        )
        page.page.clock.run_for(120_000)
        expect(chip).to_have_text("Everything has arrived")
        page.press("F10")
        page.stage("done")
        page.page.clock.run_for(60_000)
        expect(chip).to_contain_text("Nobody in reach")
        chip.click()
        page.sees("Keep selling. Power-off, restart and log-out are safe.")
        page.press("Escape")

        hub = RunningNode(hub_data)
        node.wait_until(lambda: node.ask("status")["at_hub"] > 0, "the hub")
        page.page.clock.run_for(5_000)
        expect(chip).to_contain_text("Everything has arrived")
        context.close()
    finally:
        node.stop()
        hub.stop()

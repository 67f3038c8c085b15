"""An empty machine becomes a till by its page, and a second one joins it with a token."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from simulations.demo.fleet import free_ports
from tests.browser.till_page import WAIT_MS
from tests.node.processes import COMMAND, DEADLINE_S, environment, loopback

GOODS = "sku,name,department,price\nmilk,Milk 1 l,Dairy,1.29\n"
PIN = "2580"


@contextmanager
def empty_machine(data: Path) -> Iterator[str]:
    """Start what makes a node and then is it; yields the address of its page."""
    address = f"http://127.0.0.1:{free_ports(1)[0]}"
    words = ("screen", "--first-run", "--at", address, "--data", str(data))
    environ = environment(screen=address)
    with subprocess.Popen([*COMMAND, *words], stdout=subprocess.PIPE, env=environ) as process:
        try:
            assert process.stdout is not None
            assert address.encode() in process.stdout.readline()
            yield address
            process.terminate()
            assert process.wait(DEADLINE_S) == 0
        finally:
            process.kill()


def opened(browser: Browser, address: str) -> Page:
    page = browser.new_context(locale="en-GB").new_page()
    page.set_default_timeout(WAIT_MS)
    page.goto(address)
    expect(page.get_by_text("This machine is no till yet.")).to_be_visible()
    return page


def fill(page: Page, **fields: str) -> None:
    for label, value in fields.items():
        page.get_by_label(label.replace("_", " "), exact=True).fill(value)


def test_two_empty_machines_become_a_company_by_their_pages(
    browser: Browser, tmp_path: Path
) -> None:
    own_listen, its_listen = loopback(2)
    with empty_machine(tmp_path / "one") as one, empty_machine(tmp_path / "two") as two:
        page = opened(browser, one)
        fill(page, Company="acme", Branch="B1", Name_of_this_machine="B1T1", Currency="EUR")
        fill(page, Where_other_machines_reach_it="here")
        page.get_by_role("button", name="Found the company").click()
        expect(page.get_by_text("tcp://HOST:PORT").first).to_be_visible()
        fill(page, Where_other_machines_reach_it=own_listen)
        page.get_by_role("button", name="Found the company").click()
        expect(page.get_by_text("B1T1 of branch B1 belongs to acme.")).to_be_visible()

        # A manager, who is there from then on, and the goods.
        fill(page, Name="Maria", Login="maria", PIN=PIN, PIN_again=PIN)
        page.get_by_role("button", name="Add the manager").click()
        expect(page.get_by_text("There are people who may sign in.")).to_be_visible()
        goods = tmp_path / "goods.csv"
        goods.write_text(GOODS)
        page.locator("input[type=file]").set_input_files(goods)
        expect(page.get_by_text("1 product is in the catalogue.")).to_be_visible()
        page.get_by_role("link", name="Start selling").click()
        expect(page.locator(".tile")).to_have_count(1)
        expect(page.locator(".who-name")).to_have_text("Maria")

        # The other machine is invited here, and asks there.
        page.goto(f"{one}/till#/members")
        page.get_by_role("button", name="Invite a node").click()
        page.get_by_label("Branch", exact=True).fill("B1")
        page.get_by_role("button", name="Invite", exact=True).click()
        token = page.locator(".token").inner_text().removeprefix("tillmesh join ")

        other = opened(browser, two)
        other.get_by_role("button", name="One more of a company").click()
        fill(other, Token="TM1-NONSENSE", Name_of_this_machine="B1T2")
        other.get_by_role("button", name="Join", exact=True).click()
        expect(other.locator(".notice").first).to_be_visible()
        fill(other, Token=token, Where_other_machines_reach_it=its_listen)
        other.get_by_role("button", name="Join", exact=True).click()
        expect(other.get_by_text("B1T2 of branch B1 belongs to acme.")).to_be_visible()

        # What the company knows arrives there by itself: its people and its goods.
        other.goto(f"{two}/till")
        expect(other.get_by_text("PIN of maria")).to_be_visible()
        other.keyboard.type(PIN, delay=120)
        other.keyboard.press("Enter")
        expect(other.locator(".tile")).to_have_count(1)
        page.reload()
        expect(page.get_by_role("cell", name="B1T2").first).to_be_visible()

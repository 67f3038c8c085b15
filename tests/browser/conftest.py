"""A shop with a screen, and a browser to look at it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from node.config import CONFIG_FILE
from tests.browser.till_page import TillPage, address_of, chromium
from tests.node.processes import how_all_are, make_node
from tests.node.supervised import SupervisedNode

GOODS = [
    {"sku": "milk", "name": "Milk 1 l", "department": "Dairy", "price_minor": 129}
    | {"barcode": "4006381333931"},
    {"sku": "bread", "name": "Bread", "department": "Bakery", "price_minor": 250}
    | {"barcode": "20000042"},
    {"sku": "wine", "name": "Red wine", "department": "Drinks", "price_minor": 899}
    | {"barcode": "5000112637922", "minimum_age": 18},
]
MILK, BREAD, WINE = (str(row["barcode"]) for row in GOODS)
ANY_PORT = "http://127.0.0.1:0"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell with every failure how the nodes are: what a page waits for is theirs to say."""
    report = yield
    if report.when == "call" and report.failed:
        report.sections.append(("How the nodes are", how_all_are()))
    return report


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a file of tests."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def node(browser: Browser, tmp_path: Path) -> Iterator[SupervisedNode]:
    """A till that runs, with three products; asked for after the browser, which may be missing."""
    with shop_with_goods(tmp_path / "till") as running:
        yield running


@contextmanager
def shop_with_goods(data: Path, *, more: str = "") -> Iterator[SupervisedNode]:
    """Start a till of its own, with three products, and more in its configuration."""
    make_node(data, currency="EUR")
    with (data / CONFIG_FILE).open("a") as file:
        file.write(more)
    running = SupervisedNode(data, screen=ANY_PORT)
    try:
        running.ask("import-catalogue", products=GOODS)
        yield running
    finally:
        running.stop()


@pytest.fixture
def till(browser: Browser, node: SupervisedNode) -> Iterator[TillPage]:
    """The till's screen in a fresh browser profile."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB")
    page = TillPage(context, address_of(node.data))
    yield page
    assert page.elsewhere() == []
    assert page.wrong == []
    context.close()

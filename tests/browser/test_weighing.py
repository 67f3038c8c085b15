"""Weighed goods at a till with a scale, in a real browser: shown, added, typed, and by a label."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from node.scale.config import TIMEOUT_S_MAX
from tests.browser.conftest import shop_with_goods
from tests.browser.till_page import TillPage
from tests.node.scale.devices import ScaleDevice, scale_device
from tests.node.scale.frames import toledo, toledo_status
from tests.node.supervised import SupervisedNode

HAM, HAM_LABEL = "2112345000008", "2112345003504"
"""Ham by its number, and 350 g of it as a scale prints them."""


@pytest.fixture
def device() -> Iterator[ScaleDevice]:
    """A scale on which something is being put."""
    with scale_device({b"W": toledo_status(0)}) as made:
        yield made


@pytest.fixture
def node(browser: Browser, tmp_path: Path, device: ScaleDevice) -> Iterator[SupervisedNode]:
    """A till with that scale, which is waited for as long as may be: the machine may be busy."""
    section = f'\n[scale]\naddress = "{device.address}"\ntimeout_s = {TIMEOUT_S_MAX}\n'
    with shop_with_goods(tmp_path / "till", more=section) as running:
        yield running


def test_weighed_goods_are_weighed_at_the_till_and_typed_when_the_scale_is_silent(
    till: TillPage, node: SupervisedNode, device: ScaleDevice
) -> None:
    node.ask("label-set", layouts=["21IIIIIWWWWWC"])
    ham = {"sku": "ham", "name": "Ham", "unit": "weighed", "barcode": HAM}
    node.ask("product-add", **ham, price_minor=2000)
    till.scan(HAM)
    till.sees("How much Ham?")
    till.sees("The scale is still moving")
    expect(till.page.get_by_role("button", name="Add", exact=True)).to_be_disabled()
    device.answers[b"W"] = toledo(400)
    expect(till.page.locator(".scale-weight")).to_have_text("0.4 kg")
    till.press("Enter")
    till.total("€8.00")

    device.answers[b"W"] = b"\x02what?\r"
    till.scan(HAM)
    till.sees("cannot be read")
    till.type("0,25")
    till.press("Enter")
    till.total("€13.00")

    till.scan(HAM_LABEL)
    till.total("€20.00")
    till.reload()
    till.lines(3)
    till.press("F10")
    till.stage("done")
    assert node.ask("stock", code="ham")["lines"][0]["quantity_milli"] == -1000

"""Our bytes on hardware that nobody here wrote: a printer, its drawer, and scales."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from node.scale.line import Scale
from node.scale.reading import BELOW_ZERO, MOVING, OVERLOADED, STILL, Reading
from tests.node.hardware import Emulator, running_emulator
from tests.node.receipts.devices import printing, settle, with_directory
from tests.node.scale.devices import scale_at
from tests.node.tills import CATALOGUE, Shop, Street


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with running_emulator(tmp_path_factory.mktemp("emulator")) as running:
        yield running


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    opened = Street(None).open()
    opened.do("import-catalogue", products=CATALOGUE)
    opened.do("product-edit", code="cheese", unit="weighed")
    with_directory(opened, tmp_path, header=("Größe & São João", "Їжа щодня"))
    return opened


def printed(shop: Shop, emulator: Emulator, language: str) -> str:
    job = printing(shop, emulator.printer)
    receipt = shop.sell("milk")["receipt"]
    settle(job)
    shop.do("receipt-print", receipt=receipt, language=language)
    settle(job)
    return emulator.receipt()


def test_a_foreign_printer_reads_what_we_print_and_its_drawer_opens(
    emulator: Emulator, shop: Shop
) -> None:
    emulator.close_drawer()
    said = printed(shop, emulator, "uk")
    assert "Größe & São João" in said
    assert "Їжа щодня" in said
    assert "Разом" in said
    assert "[qr TM1." in said
    assert emulator.drawer() == "open"
    assert "Summe" in printed(shop, emulator, "de")
    emulator.run_out_of_paper()
    shop.sell("bread")
    job = printing(shop, emulator.printer)
    settle(job)
    assert "out of paper" in job.notes()["alerts"][0]


PROTOCOLS = {"toledo": "toledo-8217", "sma": "sma"}
PLACES = {"serial": 0, "network": 1}


def scale_of(emulator: Emulator, name: str, place: str = "network") -> Scale:
    # A pseudo-terminal has no parity.
    address = emulator.scales[name][PLACES[place]]
    return scale_at(address, protocol=PROTOCOLS[name], framing="8N1")


def test_weighed_goods_are_sold_by_what_a_foreign_scale_shows(
    emulator: Emulator, shop: Shop
) -> None:
    cheese = [{"code": "cheese"}]
    shop.till.read_scale = scale_of(emulator, "toledo", "serial").read
    emulator.put_on("toledo", 350, stable=False)
    assert "still moving" in shop.refused("sell", lines=cheese)
    emulator.put_on("toledo", 350)
    assert shop.do("sell", lines=cheese)["total_minor"] == 700
    emulator.put_on("toledo", 0)
    assert "Nothing is on the scale" in shop.refused("sell", lines=cheese)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", PROTOCOLS)
def test_a_foreign_scale_says_a_weight_and_how_it_stands(
    emulator: Emulator, name: str, place: str
) -> None:
    scale = scale_of(emulator, name, place)
    for grams, stable, state in (
        (1250, True, STILL),
        (0, True, STILL),
        (1250, False, MOVING),
        (16_000, True, OVERLOADED),
        (-100, True, BELOW_ZERO),
    ):
        emulator.put_on(name, grams, stable=stable)
        told = grams if name == "sma" or state == STILL else None
        assert scale.read() == Reading(state, told, "kg")


@pytest.mark.parametrize("name", PROTOCOLS)
def test_a_foreign_scale_takes_its_tare_off(emulator: Emulator, name: str) -> None:
    emulator.put_on(name, 100)
    emulator.tare(name)
    emulator.put_on(name, 1250)
    assert scale_of(emulator, name).read() == Reading(STILL, 1150, "kg", net=True)
    emulator.zero(name)
    assert scale_of(emulator, name).read() == Reading(STILL, 0, "kg")

"""The catalogue: the last registration of each SKU, and barcodes that never point to old ones."""

from __future__ import annotations

from itertools import permutations

import pytest

from core.shop.product import Product
from core.views import catalogue
from core.views.product_record import CatalogueItem
from tests.core.views.mesh import NOW_MS, Mesh
from tests.strategies import Act


def product(sku: str, name: str, barcode: str = "") -> Act:
    named = {"sku": sku, "name": name, "department": "", "price_minor": 1, "barcode": barcode}
    return Act(Product.register, named, NOW_MS)


def by_code(mesh: Mesh, code: str) -> list[str]:
    return [
        item.name for item in mesh.look("catalogue", lambda table: catalogue.by_code(table, code))
    ]


def test_a_product_is_found_by_sku_and_by_barcode() -> None:
    mesh = Mesh(1)
    mesh.append(0, product("milk", "Milk", "401"))
    found = mesh.look("catalogue", lambda table: catalogue.by_sku(table, "milk"))
    assert found == CatalogueItem("milk", "Milk", "", 1, "401")
    assert by_code(mesh, "milk") == by_code(mesh, "401") == ["Milk"]


def test_a_barcode_taken_away_or_changed_finds_nothing() -> None:
    mesh = Mesh(1)
    mesh.append(0, product("milk", "Milk", "401"))
    mesh.append(0, product("milk", "Milk 2", "402"))
    assert (by_code(mesh, "401"), by_code(mesh, "402")) == ([], ["Milk 2"])
    mesh.append(0, product("milk", "Milk 3"))
    assert (by_code(mesh, "402"), by_code(mesh, "")) == ([], [])


def test_two_products_under_one_barcode_are_both_offered() -> None:
    mesh = Mesh(1)
    mesh.append(0, product("b", "Old batch", "401"))
    mesh.append(0, product("a", "New batch", "401"))
    mesh.append(0, product("c", "Other", "4011"))
    assert by_code(mesh, "401") == ["New batch", "Old batch"]


def test_a_sku_goes_before_a_barcode_of_the_same_digits() -> None:
    mesh = Mesh(1)
    mesh.append(0, product("401", "By SKU"))
    mesh.append(0, product("milk", "By barcode", "401"))
    assert by_code(mesh, "401") == ["By SKU"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_whichever_arrives_first_the_last_registration_stands(order: tuple[int, ...]) -> None:
    mesh = Mesh(4)
    for node in range(3):
        mesh.append(node, product("milk", f"Milk of {node}", f"40{node}"))
    last = max(mesh.written, key=lambda made: (made.entry.hlc, made.stream.author))
    for source in order:
        while mesh.pull(3, source, 0, 1):
            pass
    named = mesh.look("catalogue", lambda table: list(catalogue.products(table)), 3)
    assert [item.name for item in named] == [last.act.fields["name"]]
    barcodes = mesh.look("catalogue", lambda table: list(table.scan(b"b")), 3)
    assert barcodes == [(f"b{last.act.fields['barcode']}\0milk".encode(), b"")]


@pytest.mark.parametrize("code", ["", "milk\0", "x" * 5_000, "p" + "щ" * 600])
def test_a_code_of_nothing_finds_nothing(code: str) -> None:
    mesh = Mesh(1)
    mesh.append(0, product("milk", "Milk", "401"))
    assert by_code(mesh, code) == []

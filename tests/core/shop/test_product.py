"""Products, and what every aggregate of the shop shares: no clock, no dice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from core.errors import RefusedError
from core.money import AMOUNT_MINOR_MAX
from core.shop import kinds
from core.shop.aggregate import ShopAggregate, moment
from core.shop.kinds import BRANCH_KINDS, COMPANY_KINDS, scope_of
from core.shop.product import Product
from tests.strategies import kind_of

NOW = moment(1_700_000_000_123)


def register(**changed: Any) -> Product:
    named: dict[str, Any] = {"sku": "milk", "name": "Milk"}
    return Product.register(id=UUID(int=1), timestamp=NOW, **(named | changed))


def test_a_registration_is_one_event() -> None:
    product = register(department="dairy", price_minor=120, barcode="4012345678901")
    (event,) = product.collect_events()
    assert kind_of(event) == kinds.PRODUCT_REGISTERED
    assert (product.sku, product.name, product.department) == ("milk", "Milk", "dairy")
    assert (product.price_minor, product.barcode) == (120, "4012345678901")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sku": ""}, "An SKU has 1 to 48 characters, not 0."),
        ({"sku": "m" * 49}, "An SKU has 1 to 48 characters, not 49."),
        ({"sku": "m\0"}, "An SKU holds a character that cannot be written down."),
        ({"name": "n" * 201}, "A product's name has 0 to 200 characters, not 201."),
        ({"name": "\udc80"}, "A product's name holds a character that cannot be written down."),
        ({"department": "d" * 65}, "A department has 0 to 64 characters, not 65."),
        ({"barcode": "b\0"}, "A barcode holds a character that cannot be written down."),
        ({"price_minor": -1}, "The price of milk must not be negative or absurdly large."),
        (
            {"price_minor": AMOUNT_MINOR_MAX + 1},
            "The price of milk must not be negative or absurdly large.",
        ),
    ],
)
def test_a_refusal_is_one_clear_sentence(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(RefusedError) as refused:
        register(**changed)
    assert str(refused.value) == said


def test_an_aggregate_neither_rolls_an_id_nor_reads_a_clock() -> None:
    with pytest.raises(AssertionError, match="passed in"):
        ShopAggregate.create_id()
    with pytest.raises(AssertionError, match="passed in"):
        ShopAggregate.Event.create_timestamp()


@pytest.mark.parametrize("at_ms", [0, 1, 1_700_000_000_123, 4_102_444_799_999])
def test_a_moment_is_exact_to_the_millisecond(at_ms: int) -> None:
    assert round(moment(at_ms).timestamp() * 1000) == at_ms


def test_the_company_holds_products_and_the_branch_everything_else() -> None:
    assert scope_of(kinds.PRODUCT_REGISTERED, "north") == "company"
    assert {scope_of(kind, "north") for kind in BRANCH_KINDS} == {"branch:north"}
    assert not COMPANY_KINDS & BRANCH_KINDS

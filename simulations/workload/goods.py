"""What there is to buy: products drawn from the seed, or those of the real baskets."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from core.quantity import MILLI
from core.shop.product_fields import PIECE, WEIGHED
from simulations.datasets.baskets import (
    BUNDLED_PRODUCTS,
    BUNDLED_WEEK,
    Basket,
    busiest_stores,
    read_baskets,
)
from simulations.datasets.products import read_products
from simulations.dice import dice_of
from simulations.options import BASKETS, WorldOptions
from simulations.topology import branch_name

BASKETS_PER_BRANCH = 60
"""Real baskets a branch begins with; when they are sold, it begins anew."""

HOT = 4
"""Hot products: few, so that tills meet over them."""

WEIGHED_EVERY = 3
"""Of how many drawn products one is weighed."""

BARCODE_FIRST = 200_000_000_000
"""Where drawn barcodes begin."""


class Item(NamedTuple):
    """A product on the shelf."""

    sku: str
    barcode: str
    name: str
    price_minor: int
    weighed: bool = False

    def row(self) -> dict[str, Any]:
        """Return the product as a row of a catalogue file."""
        return {
            "sku": self.sku,
            "barcode": self.barcode,
            "name": self.name,
            "price_minor": self.price_minor,
            "unit": WEIGHED if self.weighed else PIECE,
        }


class Goods(NamedTuple):
    """All products, and the real baskets of each branch when they are sold."""

    items: tuple[Item, ...]
    baskets: dict[str, tuple[Basket, ...]]


def goods_of(options: WorldOptions) -> Goods:
    """Return what a world sells."""
    if options.work.source == BASKETS:
        return _real_goods(options)
    dice = dice_of(options.seed, "goods")
    items = tuple(
        Item(
            f"sku-{number:03d}",
            str(BARCODE_FIRST + number),
            f"Thing {number}",
            price,
            number % WEIGHED_EVERY == 0,
        )
        for number in range(options.work.skus)
        for price in (dice.randrange(1, 5_000),)
    )
    return Goods(items, {})


@lru_cache(maxsize=1)
def _week() -> tuple[tuple[Basket, ...], dict[str, Item]]:
    """Return all baskets and products of the bundled week, read once a process."""
    products = {
        product.product_id: Item(
            product.product_id, product.barcode, product.name, product.price_minor or 0
        )
        for product in read_products(BUNDLED_PRODUCTS)
    }
    return tuple(read_baskets(BUNDLED_WEEK)), products


def _real_goods(options: WorldOptions) -> Goods:
    baskets, products = _week()
    stores = busiest_stores(baskets, options.branches)
    chosen: dict[str, tuple[Basket, ...]] = {}
    for number in range(options.branches):
        store = stores[number % len(stores)]
        own = [basket for basket in baskets if basket.store_id == store]
        chosen[branch_name(number)] = tuple(own[:BASKETS_PER_BRANCH])
    lines = [line for own in chosen.values() for basket in own for line in basket.lines]
    parted = {line.product_id for line in lines if line.quantity_milli % MILLI}
    items = (
        products[sku]._replace(weighed=sku in parted)
        for sku in sorted({line.product_id for line in lines})
    )
    return Goods(tuple(items), chosen)

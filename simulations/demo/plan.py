"""What the demonstration will do: which branch sells which store's baskets, at which till."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from core.errors import RefusedError
from core.quantity import MILLI
from core.shop.lines import BASKET
from core.shop.product_fields import WEIGHED
from simulations.datasets.baskets import BUNDLED_PRODUCTS, Basket, busiest_stores, read_baskets
from simulations.datasets.errors import DatasetError
from simulations.datasets.products import read_products

HUB_NAME, HUB_BRANCH = "HUB", "HQ"
"""The node without a cashier."""

DELIVERED_MILLI = 10_000
"""How much of every product each branch gets before it opens: ten units. Some will not do,
and are sold below zero: the demonstration shows that too."""

BRANCHES_MAX, TILLS_MAX = 20, 8
"""Most branches and tills a branch: every node is a process and dials every other."""


@dataclass(frozen=True)
class Sale:
    """One basket on its way to one till."""

    node: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """The whole demonstration before it begins."""

    dataset: Path
    stores: dict[str, str]
    """Of each branch, the store whose baskets it sells."""
    tills: dict[str, tuple[str, ...]]
    """Of each branch, its tills."""
    sales: tuple[Sale, ...]
    """Every basket, in the order of the real purchases."""
    products: tuple[dict[str, Any], ...]
    deliveries: dict[str, tuple[str, ...]]
    """Of each branch, the SKUs it gets delivered."""
    baskets_max: int | None

    @property
    def nodes(self) -> dict[str, str]:
        """Every node's branch by its name, the hub last."""
        tills = {till: branch for branch, names in self.tills.items() for till in names}
        return {**tills, HUB_NAME: HUB_BRANCH}

    def stage(self, number: int, of: int) -> tuple[Sale, ...]:
        """Return the sales of stage ``number`` (from 0) of ``of`` equal stages."""
        count = len(self.sales)
        return self.sales[count * number // of : count * (number + 1) // of]


def make_plan(dataset: Path, *, branches: int, tills: int, baskets_max: int | None) -> Plan:
    """Read the data and decide who sells what.

    Raises :class:`RefusedError` when the data cannot be read or holds too few stores.
    """
    try:
        baskets = list(read_baskets(dataset))
    except DatasetError as error:
        raise RefusedError(str(error)) from None
    chosen = busiest_stores(baskets, branches)
    if len(chosen) < branches:
        raise RefusedError(f"{dataset} has {len(chosen)} stores; {branches} branches need as many.")
    stores = {f"B{number}": store for number, store in enumerate(chosen, 1)}
    names = {
        branch: tuple(f"{branch}T{number}" for number in range(1, tills + 1)) for branch in stores
    }
    taken = _take(baskets, stores, baskets_max)
    sales = tuple(
        Sale(names[branch][basket.number % tills], sell_arguments(basket))
        for branch, basket in taken
    )
    skus = {
        branch: sorted(
            {line.product_id for at, basket in taken if at == branch for line in basket.lines}
        )
        for branch in stores
    }
    return Plan(
        dataset,
        stores,
        names,
        sales,
        _products(
            {sku for some in skus.values() for sku in some},
            {
                line.product_id
                for _, basket in taken
                for line in basket.lines
                if line.quantity_milli % MILLI
            },
        ),
        {branch: tuple(some) for branch, some in skus.items()},
        baskets_max,
    )


def _take(
    baskets: Iterable[Basket], stores: dict[str, str], baskets_max: int | None
) -> list[tuple[str, Basket]]:
    """Return the first baskets of each branch's store, in the order of the purchases."""
    branches = {store: branch for branch, store in stores.items()}
    counts: dict[str, int] = defaultdict(int)
    taken = []
    for basket in baskets:
        branch = branches.get(basket.store_id)
        if branch is None or (baskets_max is not None and counts[branch] >= baskets_max):
            continue
        counts[branch] += 1
        taken.append((branch, basket))
    return sorted(taken, key=lambda item: item[1].sold_at_ms)


def sell_arguments(basket: Basket) -> dict[str, Any]:
    """Return the sell command of a real basket.

    What the file calls the shop's receipts is the shelf price less loyalty discount and
    matched coupon, so those stand as discounts; the manufacturer's coupon is a coupon, of the
    whole basket where it is more than its line; the tender is what the customer paid, and no
    till pays out where coupons are more than the goods. Raises :class:`RefusedError` for an
    amount that no till can charge.
    """
    lines, discounts, coupons = [], [], []
    to_pay = 0
    for item, line in enumerate(basket.lines, 1):
        loyalty, match = max(line.loyalty_discount_minor, 0), max(line.coupon_match_minor, 0)
        if line.sales_minor < 0 or line.coupon_minor < 0:
            raise RefusedError(
                f"Basket {basket.basket_id} has a line with a negative amount; "
                "the demonstration sells, it does not take back."
            )
        amount = line.sales_minor + loyalty + match
        lines.append(
            {
                "code": line.product_id,
                "quantity_milli": line.quantity_milli,
                "amount_minor": amount,
            }
        )
        for reason, off in (("loyalty", loyalty), ("coupon match", match)):
            if off:
                discounts.append({"item": item, "amount_minor": off, "reason": reason})
        if line.coupon_minor:
            off = line.coupon_minor
            of = item if off <= line.sales_minor else BASKET
            coupons.append({"item": of, "amount_minor": off, "reason": "manufacturer"})
        to_pay += line.sales_minor - line.coupon_minor
    return {
        "id": str(command_id(basket)),
        "lines": lines,
        "discounts": discounts,
        "coupons": coupons,
        "tenders": [{"kind": "card", "amount_minor": to_pay}] if to_pay > 0 else [],
        "customer": basket.household_id,
        "at_ms": basket.sold_at_ms,
    }


def command_id(basket: Basket) -> UUID:
    """Return the id of the command that sells a basket: the same whenever it is sent again."""
    name = f"{basket.store_id}/{basket.basket_id}".encode()
    return UUID(bytes=basket.sold_at_ms.to_bytes(6, "big") + sha256(name).digest()[:10])


def _products(skus: set[str], weighed: set[str]) -> tuple[dict[str, Any], ...]:
    """Return catalogue rows of the SKUs sold; those nobody describes get a plain name.

    What is sold in parts of a piece, as fuel is, is ``weighed``.
    """
    known = {
        product.product_id: {
            "sku": product.product_id,
            "name": product.name,
            "department": product.department.capitalize(),
            "price_minor": product.price_minor or 0,
            "barcode": product.barcode,
        }
        for product in read_products(BUNDLED_PRODUCTS)
        if product.product_id in skus
    }
    return tuple(
        known.get(sku, {"sku": sku, "name": f"Product {sku}"})
        | ({"unit": WEIGHED} if sku in weighed else {})
        for sku in sorted(skus)
    )

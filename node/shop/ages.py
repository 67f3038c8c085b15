"""Goods with a minimum age: sold when somebody says that they looked."""

from __future__ import annotations

from core.errors import RefusedError
from core.shop.age_check import AgeCheck
from core.shop.sale import Sale
from node.shop.charging import Charged
from node.till import Till


def age_check(till: Till, sale: Sale, charged: Charged, *, checked: bool) -> list[AgeCheck]:
    """Return the check that is recorded with a sale; none where nothing has a minimum age.

    Raises :class:`RefusedError` when goods have one and nobody says that they looked.
    """
    if not charged.minimum_age:
        return []
    if not checked:
        raise RefusedError(
            f"{charged.oldest_sku} is sold from {charged.minimum_age} years on: look at the "
            "customer's papers, then confirm it with --age-checked."
        )
    return [
        AgeCheck.state(
            id=till.log.mint_id(),
            timestamp=till.now(),
            location=till.config.branch,
            till=till.config.name,
            sale=sale.id,
            minimum_age=charged.minimum_age,
            by=sale.cashier,
        )
    ]

"""Products: what can be sold, at what price."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from core.errors import RefusedError
from core.money import AMOUNT_MINOR_MAX
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import (
    NAME_LENGTH_MAX,
    REVISION_MAX,
    SKU_LENGTH_MAX,
    WORD_LENGTH_MAX,
    check_word,
)


class Product(ShopAggregate):
    """One registration of a product; the catalogue keeps the latest of each SKU."""

    TOPIC = "product"

    class Created(ShopAggregate.Created):
        """The product was registered."""

        TOPIC = kinds.PRODUCT_REGISTERED
        sku: str
        name: str
        department: str
        price_minor: int
        barcode: str
        revision: int

    sku: str
    name: str
    department: str
    price_minor: int
    barcode: str
    revision: int

    @classmethod
    def register(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        sku: str,
        name: str,
        department: str = "",
        price_minor: int = 0,
        barcode: str = "",
        revision: int = 1,
    ) -> Self:
        """Decide that a product exists; raises :class:`RefusedError` when a field is wrong.

        ``revision`` is one more than that of the registration it replaces.
        """
        if not 1 <= revision <= REVISION_MAX:
            raise RefusedError(f"{sku} was changed {REVISION_MAX} times; give it a new SKU.")
        check_word("An SKU", sku, SKU_LENGTH_MAX)
        check_word("A product's name", name, NAME_LENGTH_MAX, empty=True)
        check_word("A department", department, WORD_LENGTH_MAX, empty=True)
        check_word("A barcode", barcode, WORD_LENGTH_MAX, empty=True)
        if not 0 <= price_minor <= AMOUNT_MINOR_MAX:
            raise RefusedError(f"The price of {sku} must not be negative or absurdly large.")
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            sku=sku,
            name=name,
            department=department,
            price_minor=price_minor,
            barcode=barcode,
            revision=revision,
        )

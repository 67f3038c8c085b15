"""Alerts: how little of a product a branch may have before somebody should order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from core.errors import RefusedError
from core.log.projection import Reader
from core.quantity import QUANTITY_MILLI_MAX
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import (
    LOCATION_LENGTH_MAX,
    REVISION_MAX,
    SKU_LENGTH_MAX,
    check_word,
)
from core.shop.reading import guarded, must_be_whole, must_be_word, read_fields

NO_ALERT = -1
"""The threshold of a product nobody wants to hear of."""


class StockAlert(ShopAggregate):
    """One setting of one product's threshold at one location."""

    TOPIC = "stock_alert"

    class Created(ShopAggregate.Created):
        """Somebody said from when on a product is low."""

        TOPIC = kinds.STOCK_ALERT_SET
        location: str
        sku: str
        low_milli: int
        revision: int

    location: str
    sku: str
    low_milli: int
    revision: int

    @classmethod
    def set(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        location: str,
        sku: str,
        low_milli: int,
        revision: int = 1,
    ) -> Self:
        """Decide that ``low_milli`` or less is low; :data:`NO_ALERT` takes the alert away.

        ``revision`` is one more than that of the setting it replaces. Raises
        :class:`RefusedError` when a field is out of bounds.
        """
        check_word("A location", location, LOCATION_LENGTH_MAX)
        check_word("An SKU", sku, SKU_LENGTH_MAX)
        if not NO_ALERT <= low_milli <= QUANTITY_MILLI_MAX:
            raise RefusedError(f"The threshold of {sku} is less than nothing or out of bounds.")
        if not 1 <= revision <= REVISION_MAX:
            raise RefusedError(f"The threshold of {sku} was set {REVISION_MAX} times already.")
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            location=location,
            sku=sku,
            low_milli=low_milli,
            revision=revision,
        )


class StockAlertFact(NamedTuple):
    """A threshold as somebody set it."""

    at_ms: int
    location: str
    sku: str
    low_milli: int
    revision: int


def _read(body: bytes) -> StockAlertFact:
    fact = StockAlertFact._make(read_fields(body, 4))
    must_be_word(fact.location, length_max=LOCATION_LENGTH_MAX)
    must_be_word(fact.sku, length_max=SKU_LENGTH_MAX)
    must_be_whole(fact.low_milli, NO_ALERT, QUANTITY_MILLI_MAX)
    must_be_whole(fact.revision, 1, REVISION_MAX)
    return fact


READERS: Mapping[str, Reader] = {kinds.STOCK_ALERT_SET: guarded(_read)}
"""The reader of thresholds."""

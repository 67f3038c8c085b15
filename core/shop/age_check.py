"""Age checks: somebody looked at a customer's papers before goods with a minimum age were sold."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import LOCATION_LENGTH_MAX, WORD_LENGTH_MAX, check_word


class AgeCheck(ShopAggregate):
    """One look at somebody's age, for one sale."""

    TOPIC = "age_check"

    class Created(ShopAggregate.Created):
        """The cashier said the customer is old enough, in the commit of the sale."""

        TOPIC = kinds.AGE_CHECKED
        location: str
        till: str
        sale: bytes
        minimum_age: int
        by: str

    def __init__(self, location: str, till: str, sale: bytes, minimum_age: int, by: str) -> None:
        """Keep who said so, and of which sale."""
        self.location = location
        self.till = till
        self.sale = sale
        self.minimum_age = minimum_age
        self.by = by

    @classmethod
    def state(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        location: str,
        till: str,
        sale: UUID,
        minimum_age: int,
        by: str,
    ) -> Self:
        """State that somebody confirmed it; ``by`` is empty when nobody is signed in."""
        check_word("A location", location, LOCATION_LENGTH_MAX)
        check_word("A till", till, WORD_LENGTH_MAX)
        check_word("A cashier", by, WORD_LENGTH_MAX, empty=True)
        assert minimum_age > 0, "goods without a minimum age are not asked about"
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            location=location,
            till=till,
            sale=sale.bytes,
            minimum_age=minimum_age,
            by=by,
        )

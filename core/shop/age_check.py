"""Age checks: somebody looked at a customer's papers before goods with a minimum age were sold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from core.log.projection import Reader
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import LOCATION_LENGTH_MAX, WORD_LENGTH_MAX, check_word
from core.shop.reading import guarded, must_be_id, must_be_whole, must_be_word, read_fields

AGE_MAX = 999
"""Highest minimum age a body may state."""


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

    location: str
    till: str
    sale: bytes
    minimum_age: int
    by: str

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


class AgeCheckFact(NamedTuple):
    """A look at somebody's age."""

    at_ms: int
    location: str
    till: str
    sale: bytes
    minimum_age: int
    by: str


def _read(body: bytes) -> AgeCheckFact:
    fact = AgeCheckFact._make(read_fields(body, 5))
    must_be_word(fact.location, length_max=LOCATION_LENGTH_MAX)
    must_be_word(fact.till)
    must_be_id(fact.sale)
    must_be_whole(fact.minimum_age, 1, AGE_MAX)
    must_be_word(fact.by, empty=True)
    return fact


AGE_READERS: Mapping[str, Reader] = {kinds.AGE_CHECKED: guarded(_read)}
"""The reader of age checks; no projection folds them."""

"""Training: baskets rung up in a drill, which are no sales and are counted nowhere.

They travel as sales do, so that a shop can see before it needs it that what is sold while a till
is alone arrives everywhere, once. No projection of money or stock folds their kind, and a
program that does not know it stores and forwards it, as it does every kind it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from core.errors import RefusedError
from core.log.projection import Reader
from core.money import AMOUNT_MINOR_MAX
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import SERIES_LENGTH_MAX, check_word
from core.shop.reading import guarded, must_be_id, must_be_whole, must_be_word, read_fields

BASKETS_MAX = 1_000
"""Most baskets of one drill: more shows no more, and they stay in the log for ever."""


class TrainingSale(ShopAggregate):
    """One basket of a drill."""

    TOPIC = "training_sale"

    class Created(ShopAggregate.Created):
        """The basket was rung up, for nobody and for no money."""

        TOPIC = kinds.TRAINING_SOLD
        drill: bytes
        number: int
        till: str
        total_minor: int

    drill: bytes
    number: int
    till: str
    total_minor: int

    @classmethod
    def ring_up(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        drill: UUID,
        number: int,
        till: str,
        total_minor: int,
    ) -> Self:
        """Decide that basket ``number`` of a drill was rung up at a till.

        Raises :class:`RefusedError` when a field is out of bounds.
        """
        check_word("A till", till, SERIES_LENGTH_MAX)
        if not 1 <= number <= BASKETS_MAX:
            raise RefusedError(f"A drill has 1 to {BASKETS_MAX} baskets; there is no {number}.")
        if not 0 <= total_minor <= AMOUNT_MINOR_MAX:
            raise RefusedError("A training basket costs less than nothing, or too much.")
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            drill=drill.bytes,
            number=number,
            till=till,
            total_minor=total_minor,
        )


class TrainingFact(NamedTuple):
    """A basket of a drill."""

    at_ms: int
    drill: bytes
    number: int
    till: str
    total_minor: int


def _read(body: bytes) -> TrainingFact:
    fact = TrainingFact._make(read_fields(body, 4))
    must_be_id(fact.drill)
    must_be_whole(fact.number, 1, BASKETS_MAX)
    must_be_word(fact.till, length_max=SERIES_LENGTH_MAX)
    must_be_whole(fact.total_minor, 0, AMOUNT_MINOR_MAX)
    return fact


READERS: Mapping[str, Reader] = {kinds.TRAINING_SOLD: guarded(_read)}
"""The reader of training baskets."""

"""Promotions: edited field by field, by a till that may be cut off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from core.errors import MalformedError, RefusedError
from core.log.projection import Reader
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import REVISION_MAX, check_word
from core.shop.product_edit import FieldEdit
from core.shop.promotion_fields import CODE_LENGTH_MAX, FIELDS_MAX, is_promotion_field
from core.shop.reading import guarded, must_be_whole, must_be_word, read_fields


class PromotionEdit(ShopAggregate):
    """One edit of one promotion; the first one makes it."""

    TOPIC = "promotion_edit"

    class Created(ShopAggregate.Created):
        """Fields of a promotion were written."""

        TOPIC = kinds.PROMOTION_EDITED
        promotion: str
        fields: tuple[FieldEdit, ...]

    promotion: str
    fields: tuple[FieldEdit, ...]

    @classmethod
    def decide(
        cls, *, id: UUID, timestamp: datetime, promotion: str, fields: Sequence[FieldEdit]
    ) -> Self:
        """Decide that these fields change; raises :class:`RefusedError` when one cannot."""
        check_word("The code of a promotion", promotion, CODE_LENGTH_MAX)
        if not 0 < len(fields) <= FIELDS_MAX:
            raise RefusedError(f"An edit of {promotion} changes 1 to {FIELDS_MAX} fields.")
        for name, revision, value in fields:
            if not 1 <= revision <= REVISION_MAX or not is_promotion_field(name, value):
                raise RefusedError(f"The {name} of {promotion} cannot be {value!r}.")
            check_word(f"The {name} of {promotion}", str(value), len(str(value)), empty=True)
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            promotion=promotion,
            fields=tuple(sorted(fields)),
        )


class PromotionFact(NamedTuple):
    """Fields of a promotion that somebody wrote: (name, revision, value), by name."""

    at_ms: int
    promotion: str
    fields: tuple[tuple[str, int, str | int], ...]


def _read_promotion(body: bytes) -> PromotionFact:
    fact = PromotionFact._make(read_fields(body, 2))
    must_be_word(fact.promotion, length_max=CODE_LENGTH_MAX)
    fields: Any = fact.fields
    if type(fields) is not tuple or not 0 < len(fields) <= FIELDS_MAX:
        raise MalformedError(f"An edit of a promotion writes 1 to {FIELDS_MAX} fields.")
    before = ""
    for name, revision, value in fields:
        must_be_whole(revision, 1, REVISION_MAX)
        if not is_promotion_field(name, value) or name <= before:
            raise MalformedError("An edit has a field no promotion has, or the same one twice.")
        before = name
    return fact


READERS: Mapping[str, Reader] = {kinds.PROMOTION_EDITED: guarded(_read_promotion)}
"""The reader of the kind that promotions fold."""

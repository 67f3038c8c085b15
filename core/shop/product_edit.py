"""Edits of products: a few fields changed, the others left to whoever else is editing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from core.crdt.field_map import Value
from core.errors import RefusedError
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import REVISION_MAX, SKU_LENGTH_MAX, check_word
from core.shop.product_fields import FIELDS_MAX, is_field


class FieldEdit(NamedTuple):
    """One field's new value; ``revision`` is one more than that of the value it replaces."""

    name: str
    revision: int
    value: Value


class ProductEdit(ShopAggregate):
    """One edit of one product, whoever registered it."""

    TOPIC = "product_edit"

    class Created(ShopAggregate.Created):
        """Fields of a product were edited."""

        TOPIC = kinds.PRODUCT_EDITED
        sku: str
        fields: tuple[FieldEdit, ...]

    sku: str
    fields: tuple[FieldEdit, ...]

    @classmethod
    def decide(
        cls, *, id: UUID, timestamp: datetime, sku: str, fields: Sequence[FieldEdit]
    ) -> Self:
        """Decide that these fields change; raises :class:`RefusedError` when one cannot."""
        check_word("An SKU", sku, SKU_LENGTH_MAX)
        if not 0 < len(fields) <= FIELDS_MAX:
            raise RefusedError(f"An edit of {sku} changes 1 to {FIELDS_MAX} fields.")
        for name, revision, value in fields:
            if not 1 <= revision <= REVISION_MAX:
                raise RefusedError(
                    f"The {name} of {sku} was changed {REVISION_MAX} times; give it a new SKU."
                )
            if not is_field(name, value):
                raise RefusedError(f"The {name} of {sku} cannot be {value!r}.")
            check_word(f"The {name} of {sku}", str(value), len(str(value)), empty=True)
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            sku=sku,
            fields=tuple(sorted(fields)),
        )

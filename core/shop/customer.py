"""Customers: whom the shop knows by name, and will forget when they ask for it.

Four sorts of event make a customer. The registration holds the key alone; it is recorded so
that its body may be erased (:data:`core.shop.kinds.ERASABLE_KINDS`). Edits hold what is known,
sealed under that key. Forgetting names who and when, and takes the key away. A merge says that
two customers are one person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from core.crdt.field_map import Value
from core.errors import RefusedError
from core.secret_box import KEY_BYTES, seal_text
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.customer_fields import LENGTHS, is_field, is_personal
from core.shop.limits import REVISION_MAX, WORD_LENGTH_MAX, check_word


class SealedEdit(NamedTuple):
    """One field's new value; ``revision`` is one more than that of the value it replaces."""

    name: str
    revision: int
    value: bytes | str | int
    """Sealed when the field is personal."""


class Customer(ShopAggregate):
    """A customer's existence, and the key to what is known of them."""

    TOPIC = "customer"

    class Created(ShopAggregate.Created):
        """Somebody became a customer."""

        TOPIC = kinds.CUSTOMER_REGISTERED
        key: bytes

    key: bytes

    @classmethod
    def register(cls, *, id: UUID, timestamp: datetime, key: bytes) -> Self:
        """Decide that somebody is a customer; ``key`` is random, and nobody has another."""
        assert len(key) == KEY_BYTES, "a key of the right length"
        return cls._create(cls.Created, id=id, timestamp=timestamp, key=key)


class CustomerEdit(ShopAggregate):
    """One edit of one customer, whoever registered them."""

    TOPIC = "customer_edit"

    class Created(ShopAggregate.Created):
        """Fields of a customer were edited."""

        TOPIC = kinds.CUSTOMER_EDITED
        customer: bytes
        fields: tuple[SealedEdit, ...]
        by: str

    customer: bytes
    fields: tuple[SealedEdit, ...]
    by: str

    @classmethod
    def decide(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        customer: UUID,
        key: bytes,
        fields: Mapping[str, tuple[int, Value]],
        by: str = "",
    ) -> Self:
        """Decide that fields have these revisions and values, which are sealed with ``key``.

        Raises :class:`RefusedError` when one is wrong or nothing changes.
        """
        if not fields:
            raise RefusedError("Nothing was said to change.")
        sealed = []
        for name, (revision, value) in sorted(fields.items()):
            if not 1 <= revision <= REVISION_MAX:
                raise RefusedError(f"The {name} of a customer was changed {REVISION_MAX} times.")
            held: bytes | str | int = value
            if is_personal(name):
                check_word(f"A customer's {name}", str(value), LENGTHS[name], empty=True)
                held = seal_text(key, str(value), id.bytes, name.encode())
            if not is_field(name, held):
                raise RefusedError(f"The {name} of a customer cannot be {value!r}.")
            sealed.append(SealedEdit(name, revision, held))
        check_word("Whoever edits", by, WORD_LENGTH_MAX, empty=True)
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            customer=customer.bytes,
            fields=tuple(sealed),
            by=by,
        )


class Forgetting(ShopAggregate):
    """The end of a customer: nobody will know again who it was."""

    TOPIC = "customer_forgetting"

    class Created(ShopAggregate.Created):
        """A customer was forgotten."""

        TOPIC = kinds.CUSTOMER_FORGOTTEN
        customer: bytes
        by: str

    customer: bytes
    by: str

    @classmethod
    def decide(cls, *, id: UUID, timestamp: datetime, customer: UUID, by: str) -> Self:
        """Decide to forget a customer; raises :class:`RefusedError` when ``by`` is no word."""
        check_word("Whoever forgets", by, WORD_LENGTH_MAX)
        return cls._create(cls.Created, id=id, timestamp=timestamp, customer=customer.bytes, by=by)


class CustomerMerge(ShopAggregate):
    """Two customers found to be one person."""

    TOPIC = "customer_merge"

    class Created(ShopAggregate.Created):
        """A customer was merged into another, who stays."""

        TOPIC = kinds.CUSTOMER_MERGED
        customer: bytes
        into: bytes
        revision: int
        by: str

    customer: bytes
    into: bytes
    revision: int
    by: str

    @classmethod
    def decide(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        customer: UUID,
        into: UUID,
        revision: int = 1,
        by: str = "",
    ) -> Self:
        """Decide that ``customer`` is ``into``; raises :class:`RefusedError` for one and the same.

        ``revision`` is one more than that of the merge of ``customer`` it replaces.
        """
        if customer == into:
            raise RefusedError("A customer is themselves already; name two.")
        if not 1 <= revision <= REVISION_MAX:
            raise RefusedError(f"A customer was merged {REVISION_MAX} times and cannot be again.")
        check_word("Whoever merges", by, WORD_LENGTH_MAX, empty=True)
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            customer=customer.bytes,
            into=into.bytes,
            revision=revision,
            by=by,
        )

"""Users: the people of the company, each a map of last-writer registers.

A change names the person and the fields it changes, no others, so that two branches may change
different fields of one person at once and both changes stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Self
from uuid import UUID

from core.errors import RefusedError
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import REVISION_MAX, WORD_LENGTH_MAX, check_word
from core.shop.roles import Role

PIN_DIGITS_MIN, PIN_DIGITS_MAX = 4, 12
"""A PIN's length: what a cashier remembers, and what a number pad is still typed on blindly."""


class Field(StrEnum):
    """What is known of a person."""

    LOGIN = "login"
    """What they sign in with, which stands on receipts; given once."""
    NAME = "name"
    ROLE = "role"
    PIN = "pin"
    """The PIN's hash."""
    ACTIVE = "active"


Value = str | bytes | int


class FieldChange(NamedTuple):
    """One field's new value; ``revision`` is one more than that of the value it replaces."""

    field: str
    revision: int
    value: Value


class UserChange(ShopAggregate):
    """One change of one person; the first one names them by its own id."""

    TOPIC = "user"

    class Created(ShopAggregate.Created):
        """Fields of a person were set."""

        TOPIC = kinds.USER_CHANGED
        user: bytes
        changes: tuple[FieldChange, ...]
        by: bytes

    def __init__(self, user: bytes, changes: tuple[FieldChange, ...], by: bytes) -> None:
        """Keep who was changed, how, and by whom: empty when nobody was signed in."""
        self.user = user
        self.changes = tuple(FieldChange(*change) for change in changes)
        self.by = by

    @classmethod
    def change(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        user: UUID,
        fields: Mapping[Field, tuple[int, Value]],
        by: bytes = b"",
    ) -> Self:
        """Decide that fields of ``user`` have these revisions and values.

        Raises :class:`RefusedError` when a field is wrong or nothing changes.
        """
        if not fields:
            raise RefusedError("Nothing was said to change.")
        for field, (revision, value) in fields.items():
            _check(field, value)
            if not 1 <= revision <= REVISION_MAX:
                raise RefusedError(f"The {field} was changed {REVISION_MAX} times already.")
        changes = (FieldChange(str(field), *said) for field, said in sorted(fields.items()))
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            user=user.bytes,
            changes=tuple(changes),
            by=by,
        )


def _check(field: Field, value: Value) -> None:
    if field in (Field.LOGIN, Field.NAME):
        assert isinstance(value, str), "a login and a name are words"
        check_word(f"A {field}", value, WORD_LENGTH_MAX)
    elif field is Field.ROLE:
        assert value in tuple(Role), "whoever asks has checked the role"


def check_pin(pin: str) -> None:
    """Check a new PIN; raises :class:`RefusedError`, which never repeats it."""
    if not PIN_DIGITS_MIN <= len(pin) <= PIN_DIGITS_MAX or not (pin.isascii() and pin.isdigit()):
        raise RefusedError(f"A PIN has {PIN_DIGITS_MIN} to {PIN_DIGITS_MAX} digits.")
    if len(set(pin)) == 1:
        raise RefusedError("A PIN is not one digit over and over.")

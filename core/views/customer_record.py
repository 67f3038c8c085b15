"""How a customer is kept: sealed fields, the keys that open them, and the record they make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from core.crdt.field_map import FieldMap, Value
from core.secret_box import open_text
from core.shop.customer_fields import (
    ADDRESS,
    CREDIT_LIMIT,
    EMAIL,
    GROUP,
    LANGUAGE,
    NAME,
    NOTE,
    NUMBER,
    PHONE,
    TAX_NUMBER,
    email_key,
    is_personal,
    phone_key,
)
from core.views.product_search import index_entries

_WORDS = (NAME, NUMBER, PHONE, EMAIL, ADDRESS, TAX_NUMBER, NOTE, GROUP, LANGUAGE)
"""The fields that hold words, as a record has them."""

_TEXT = "latin-1"
"""How sealed bytes stand in a field map: one character a byte."""


class CustomerRecord(NamedTuple):
    """A customer as this node knows them; what nobody has told is empty."""

    id: UUID
    name: str
    number: str
    phone: str
    email: str
    address: str
    tax_number: str
    note: str
    group: str
    language: str
    credit_limit_minor: int


class LostCustomerValue(NamedTuple):
    """A value of a customer's field that was written apart from the one that stands."""

    field: str
    stands: Value
    lost: Value


def stored(value: bytes | str | int) -> Value:
    """Return a value of an event as a field map holds it."""
    return value.decode(_TEXT) if isinstance(value, bytes) else value


def opened(keys: Sequence[bytes], name: str, value: Value) -> Value:
    """Return a value as it was before it was sealed; empty while no key opens it."""
    if not is_personal(name):
        return value
    sealed = str(value).encode(_TEXT)
    texts = (open_text(key, sealed) for key in keys)
    return next((text for text in texts if text is not None), "")


def record_of(customer: bytes, fields: FieldMap, keys: Sequence[bytes]) -> CustomerRecord:
    """Return the record that fields make, as far as keys open them."""
    values = {name: opened(keys, name, held.value) for name, held in fields.fields.items()}
    texts = [str(values.get(name, "")) for name in _WORDS]
    limit = int(values.get(CREDIT_LIMIT, 0))
    return CustomerRecord._make([UUID(bytes=customer), *texts, limit])


def lost_values(fields: FieldMap, keys: Sequence[bytes]) -> list[LostCustomerValue]:
    """Return every value that lost to another; the same word sealed twice has lost nothing."""
    found = []
    for name, held in sorted(fields.fields.items()):
        stands = opened(keys, name, held.value)
        others = dict.fromkeys(opened(keys, name, value) for value in held.lost)
        found += [LostCustomerValue(name, stands, lost) for lost in others if lost != stands]
    return found


def entries_of(record: CustomerRecord) -> dict[bytes, bytes]:
    """Return what a customer is found by: words of the name, number, telephone and e-mail."""
    entries = index_entries(record.id.hex, record.name)
    found_by = (
        (b"n", record.number),
        (b"p", phone_key(record.phone)),
        (b"e", email_key(record.email)),
    )
    for tag, text in found_by:
        if text:
            entries[found_key(tag, text) + record.id.bytes] = b""
    return entries


def found_key(tag: bytes, text: str) -> bytes:
    """Return what the keys begin with of all who are found by a text: see the projection."""
    return tag + text.encode()[:_FOUND_BYTES] + b"\0"


_FOUND_BYTES = 256
"""How much of a text is looked up by: with a tag and an id it must fit a key (511 bytes)."""

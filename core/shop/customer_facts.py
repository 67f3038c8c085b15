"""Readers of customers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from core.errors import MalformedError
from core.log.projection import Reader
from core.secret_box import KEY_BYTES
from core.shop import kinds
from core.shop.customer import SealedEdit
from core.shop.customer_fields import FIELDS_MAX, is_field
from core.shop.limits import REVISION_MAX
from core.shop.reading import guarded, must_be_id, must_be_whole, must_be_word, read_fields


class CustomerFact(NamedTuple):
    """The key of a customer, whose id is the event's."""

    at_ms: int
    key: bytes


class CustomerEditFact(NamedTuple):
    """Fields of a customer that somebody edited, by name."""

    at_ms: int
    customer: bytes
    fields: tuple[SealedEdit, ...]
    by: str


class ForgettingFact(NamedTuple):
    """Whom somebody forgot."""

    at_ms: int
    customer: bytes
    by: str


class CustomerMergeFact(NamedTuple):
    """Who is somebody else."""

    at_ms: int
    customer: bytes
    into: bytes
    revision: int
    by: str


def _read_customer(body: bytes) -> CustomerFact:
    fact = CustomerFact._make(read_fields(body, 1))
    if type(fact.key) is not bytes or len(fact.key) != KEY_BYTES:
        raise MalformedError("A customer's key is none.")
    return fact


def _read_edit(body: bytes) -> CustomerEditFact:
    fact = CustomerEditFact._make(read_fields(body, 3))
    must_be_id(fact.customer)
    must_be_word(fact.by, empty=True)
    fields: Any = fact.fields
    if type(fields) is not tuple or not 0 < len(fields) <= FIELDS_MAX:
        raise MalformedError(f"An edit of a customer changes 1 to {FIELDS_MAX} fields.")
    before = ""
    for name, revision, value in fields:
        must_be_whole(revision, 1, REVISION_MAX)
        if not is_field(name, value) or name <= before:
            raise MalformedError("An edit has a field no customer has, or the same one twice.")
        before = name
    return fact._replace(fields=tuple(SealedEdit._make(field) for field in fields))


def _read_forgetting(body: bytes) -> ForgettingFact:
    fact = ForgettingFact._make(read_fields(body, 2))
    must_be_id(fact.customer)
    must_be_word(fact.by)
    return fact


def _read_merge(body: bytes) -> CustomerMergeFact:
    fact = CustomerMergeFact._make(read_fields(body, 4))
    must_be_id(fact.customer)
    must_be_id(fact.into)
    must_be_whole(fact.revision, 1, REVISION_MAX)
    must_be_word(fact.by, empty=True)
    if fact.customer == fact.into:
        raise MalformedError("A customer is merged into themselves.")
    return fact


READERS: Mapping[str, Reader] = {
    kind: guarded(read)
    for kind, read in {
        kinds.CUSTOMER_REGISTERED: _read_customer,
        kinds.CUSTOMER_EDITED: _read_edit,
        kinds.CUSTOMER_FORGOTTEN: _read_forgetting,
        kinds.CUSTOMER_MERGED: _read_merge,
    }.items()
}
"""The reader of every kind of event of a customer."""

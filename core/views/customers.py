"""Customers: every one of the company, their fields merged one by one, found as people ask.

Keys: ``k`` + id, sequence (u64), stream -> a key to the fields; ``x`` + the same -> nothing, once
it is not to be known: the body of the record there may be erased; ``f`` + id -> a field map,
personal values sealed; ``t`` + id, sequence, stream -> when and by whom they were forgotten;
``m`` + id -> a register of whom they were merged into; ``c`` + id -> nothing, when a field has
lost values. Found by: ``w`` + word (see :mod:`core.views.product_search`), ``n`` + number,
``p`` + telephone, ``e`` + e-mail, each NUL, id -> nothing; ``d`` + the key of a telephone or
e-mail -> nothing, when several have it.

Of who was forgotten nothing is kept but that, whatever comes late, and in any order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple
from uuid import UUID

import msgpack

from core.crdt.field_map import Field, FieldMap, Write
from core.crdt.lww import Tag
from core.hlc import milliseconds_of
from core.identity import StreamId
from core.log.entry import Entry, is_text_id
from core.log.layout import U64
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.customer_facts import CustomerEditFact
from core.shop.customer_fields import email_key, phone_key
from core.shop.reading import ID_BYTES
from core.views import registers
from core.views.customer_record import (
    CustomerRecord,
    LostCustomerValue,
    entries_of,
    found_key,
    lost_values,
    record_of,
    stored,
)
from core.views.product_search import skus_of

CUSTOMERS = "customers"
"""The name of the projection."""

_SHARED = b"pe"
"""Tags of what two customers should not have in common."""


class Forgotten(NamedTuple):
    """When a customer was forgotten, in milliseconds since 1970, and who did it."""

    at_ms: int
    by: str


class Customers:
    """Every customer of the company."""

    name = CUSTOMERS
    version = 2
    kinds = frozenset(
        {
            kinds.CUSTOMER_REGISTERED,
            kinds.CUSTOMER_EDITED,
            kinds.CUSTOMER_FORGOTTEN,
            kinds.CUSTOMER_MERGED,
        }
    )

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Merge what is known, and let go of what is not to be known any more."""
        for entry, fact in facts:
            match entry.kind:
                case kinds.CUSTOMER_REGISTERED if not is_text_id(entry):
                    customer, place = entry.originator_id, _place(stream, entry)
                    if fact is None or is_forgotten(table, customer):
                        table.put(b"x" + customer + place, b"")
                    else:
                        _changed(table, customer, b"k" + customer + place, fact.key)
                case kinds.CUSTOMER_EDITED:
                    _edit(table, stream, entry, fact)
                case kinds.CUSTOMER_FORGOTTEN:
                    said = msgpack.packb((fact.at_ms, fact.by))
                    table.put(b"t" + fact.customer + _place(stream, entry), said)
                    _forget(table, fact.customer)
                case kinds.CUSTOMER_MERGED if not is_forgotten(table, fact.customer):
                    tag = registers.tag_of(stream, entry, fact.revision)
                    registers.write(table, b"m" + fact.customer, tag, fact.into)

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def _place(stream: StreamId, entry: Entry) -> bytes:
    return U64.pack(entry.sequence) + stream.to_bytes()


def _edit(table: Table, stream: StreamId, entry: Entry, fact: CustomerEditFact) -> None:
    if is_forgotten(table, fact.customer):
        return
    tag = Tag(milliseconds_of(entry.hlc), stream.author, stream.epoch, entry.sequence)
    written = {
        name: Field(revision, (Write(tag, stored(value)),)) for name, revision, value in fact.fields
    }
    merged = fields_of(table, fact.customer).merge(FieldMap(written))
    _changed(table, fact.customer, b"f" + fact.customer, merged.to_bytes())


def _changed(table: Table, customer: bytes, key: bytes, value: bytes) -> None:
    """Write a key or the fields of a customer, and what they are found by."""
    before = entries_of(by_id(table, customer))
    table.put(key, value)
    _found_by(table, before, entries_of(by_id(table, customer)))
    if lost(table, customer):
        table.put(b"c" + customer, b"")
    else:
        table.delete(b"c" + customer)


def _forget(table: Table, customer: bytes) -> None:
    _found_by(table, entries_of(by_id(table, customer)), {})
    for key, _ in list(table.scan(b"k" + customer)):
        table.delete(key)
        table.put(b"x" + key[1:], b"")
    for tag in (b"f", b"c", b"m"):
        table.delete(tag + customer)


def _found_by(table: Table, before: dict[bytes, bytes], after: dict[bytes, bytes]) -> None:
    for gone in before.keys() - after.keys():
        table.delete(gone)
    table.put_many(sorted(entry for entry in after.items() if before.get(entry[0]) != entry[1]))
    for key in before.keys() ^ after.keys():
        if key[0] in _SHARED:
            what = key[:-ID_BYTES]
            if len(list(islice(table.scan(what), 2))) > 1:
                table.put(b"d" + what, b"")
            else:
                table.delete(b"d" + what)


# --- what is asked ----------------------------------------------------------------------


def keys_of(table: Table, customer: bytes) -> list[bytes]:
    """Return the keys of a customer: one, unless one command was done at two tills."""
    return [key for _, key in table.scan(b"k" + customer)]


def fields_of(table: Table, customer: bytes) -> FieldMap:
    """Return the fields of a customer as they stand, sealed, with their revisions."""
    data = table.get(b"f" + customer)
    return FieldMap() if data is None else FieldMap.from_bytes(data)


def by_id(table: Table, customer: bytes) -> CustomerRecord:
    """Return a customer, empty when nothing is known of them."""
    return record_of(customer, fields_of(table, customer), keys_of(table, customer))


def is_known(table: Table, customer: bytes) -> bool:
    """Return whether somebody is a customer, and was not forgotten."""
    return bool(keys_of(table, customer))


def is_forgotten(table: Table, customer: bytes) -> bool:
    """Return whether a customer was forgotten."""
    return next(iter(table.scan(b"t" + customer)), None) is not None


def forgotten(table: Table, customer: bytes) -> list[Forgotten]:
    """Return when a customer was forgotten and by whom, each time, the first one first."""
    rows = (msgpack.unpackb(value) for _, value in table.scan(b"t" + customer))
    return sorted(Forgotten(*row) for row in rows)


def erasable(table: Table) -> Iterator[tuple[StreamId, int]]:
    """Yield where the bodies stand whose keys were taken away."""
    for key, _ in table.scan(b"x"):
        place = key[1 + ID_BYTES :]
        yield StreamId.from_bytes(place[U64.size :]), U64.unpack_from(place)[0]


def lost(table: Table, customer: bytes) -> list[LostCustomerValue]:
    """Return what lost against what stands of a customer."""
    return lost_values(fields_of(table, customer), keys_of(table, customer))


def with_lost_values(table: Table) -> Iterator[bytes]:
    """Yield the ids of customers with a field that was written apart."""
    for key, _ in table.scan(b"c"):
        yield key[1:]


def sharing(table: Table) -> Iterator[tuple[bytes, ...]]:
    """Yield the ids of those who have one telephone or one e-mail, each company once."""
    seen = set()
    for key, _ in table.scan(b"d"):
        found = (one[-ID_BYTES:] for one, _ in table.scan(key[1:]))
        persons = tuple(sorted({survivor(table, customer) for customer in found}))
        if len(persons) > 1 and persons not in seen:
            seen.add(persons)
            yield persons


def merged_into(table: Table, customer: bytes) -> tuple[int, bytes] | None:
    """Return how often a customer was merged and into whom, None for never."""
    return registers.read(table, b"m" + customer)


def survivor(table: Table, customer: bytes) -> bytes:
    """Return who a customer is, after all merges; of a circle, the least of its ids.

    Whoever was forgotten takes nobody else along.
    """
    way = [customer]
    while (step := merged_into(table, way[-1])) and not is_forgotten(table, step[1]):
        if step[1] in way:
            return min(way[way.index(step[1]) :])
        way.append(step[1])
    return way[-1]


def merged_ids(table: Table, customer: bytes) -> list[bytes]:
    """Return the ids of all whom a customer is, the customer's own first."""
    others = [key[1:] for key, _ in table.scan(b"m") if key[1:] != customer]
    return [customer, *(other for other in others if survivor(table, other) == customer)]


def by_text(table: Table, text: str) -> list[CustomerRecord]:
    """Return the customers that an id, a number, a telephone or an e-mail means exactly."""
    found: list[bytes] = []
    try:
        identifier = UUID(text).bytes
        found += [identifier] if is_known(table, identifier) else []
    except ValueError:
        pass
    records = _records(table, found)
    looked_up = ((b"n", text), (b"p", phone_key(text)), (b"e", email_key(text)))
    for tag, word in looked_up:
        if word and not records:
            records = found_by(table, tag, word)
    return records


def found_by(table: Table, tag: bytes, text: str) -> list[CustomerRecord]:
    """Return the customers with a number, telephone or e-mail as it is compared, by its tag."""
    return _records(table, [key[-ID_BYTES:] for key, _ in table.scan(found_key(tag, text))])


def search(table: Table, text: str, limit: int) -> list[CustomerRecord]:
    """Return the first customers that what was typed may mean: as above, or words of a name."""
    exact = by_text(table, text)
    if exact:
        return exact[:limit]
    return _records(table, (bytes.fromhex(found) for found in skus_of(table, text)))[:limit]


def all_customers(table: Table) -> Iterator[CustomerRecord]:
    """Yield every customer who was not merged into another, by id."""
    for key, _ in table.scan(b"f"):
        if is_known(table, key[1:]) and survivor(table, key[1:]) == key[1:]:
            yield by_id(table, key[1:])


def _records(table: Table, found: Iterator[bytes] | list[bytes]) -> list[CustomerRecord]:
    persons = dict.fromkeys(survivor(table, customer) for customer in found)
    return [by_id(table, customer) for customer in persons]

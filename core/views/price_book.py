"""The price book: every rule of what is charged, of which the latest setting stands.

A rule is what it is about and when it begins; setting it again replaces it, by revision and
then by stamp, as the catalogue does. Rules that begin at different moments are different
rules, so a price set for next month and one set for today do not meet.

Keys: ``p`` + SKU, NUL, branch, NUL, group, NUL, quantity (u64), from (u64) -> a register of
(until, price); ``t`` + tax class, NUL, branch, NUL, from -> of taxes; ``r`` + branch, NUL, from
-> of (cash step, whether by receipt).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgpack

from core.crdt.lww import LWWRegister, Tag, stored_value
from core.hlc import MS_BITS, milliseconds_of
from core.identity import StreamId
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.pricing.price_list import PriceRule
from core.shop.pricing.tax import Tax, Taxes

PRICE_BOOK = "price_book"
"""The name of the projection."""

_FROM = struct.Struct(">Q")
_QUANTITY_FROM = struct.Struct(">QQ")


class Rounding(NamedTuple):
    """How a branch rounds: the coins of its cash, and its taxes by receipt or by line."""

    cash_step_minor: int = 0
    by_receipt: bool = False


class PriceBook:
    """Every price list, tax and rounding of the company."""

    name = PRICE_BOOK
    version = 1
    kinds = frozenset({kinds.PRICE_SET, kinds.TAX_SET, kinds.ROUNDING_SET})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Merge each setting into the register of its rule."""
        for entry, fact in facts:
            if entry.kind not in self.kinds:
                continue
            key, value = _entry(entry.kind, fact)
            order = fact.revision << MS_BITS | milliseconds_of(entry.hlc)
            tag = Tag(order, stream.author, stream.epoch, entry.sequence)
            new = LWWRegister(tag, msgpack.packb(value))
            data = table.get(key)
            if data is None or LWWRegister.from_bytes(data).merge(new) == new:
                table.put(key, new.to_bytes())

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def _entry(kind: str, fact: Any) -> tuple[bytes, Any]:
    if kind == kinds.PRICE_SET:
        rule = PriceRule._make(fact.rule)
        return price_key(fact.sku, rule), (rule.until_ms, rule.price_minor)
    if kind == kinds.TAX_SET:
        return tax_key(fact.tax_class, fact.branch, fact.from_ms), fact.taxes
    return rounding_key(fact.branch, fact.from_ms), (fact.cash_step_minor, fact.by_receipt)


def price_key(sku: str, rule: PriceRule) -> bytes:
    """Return the key of a price."""
    words = b"\0".join((b"p" + sku.encode(), rule.branch.encode(), rule.group.encode(), b""))
    return words + _QUANTITY_FROM.pack(rule.from_quantity_milli, rule.from_ms)


def tax_key(tax_class: str, branch: str, from_ms: int) -> bytes:
    """Return the key of the taxes of a class."""
    return b"\0".join((b"t" + tax_class.encode(), branch.encode(), _FROM.pack(from_ms)))


def rounding_key(branch: str, from_ms: int) -> bytes:
    """Return the key of how a branch rounds."""
    return b"\0".join((b"r" + branch.encode(), _FROM.pack(from_ms)))


def revision_of(table: Table, key: bytes) -> int:
    """Return how often a rule was set, 0 for never."""
    data = table.get(key)
    return 0 if data is None else LWWRegister.from_bytes(data).tag.hlc >> MS_BITS


def has_prices(table: Table) -> bool:
    """Return whether any product ever had a price of a list."""
    return next(table.scan(b"p"), None) is not None


def price_rules(table: Table, sku: str) -> Iterator[PriceRule]:
    """Yield every price of a product, those taken back too."""
    prefix = b"p" + sku.encode() + b"\0"
    for key, value in table.scan(prefix):
        branch, group, numbers = key[len(prefix) :].split(b"\0", 2)
        quantity, from_ms = _QUANTITY_FROM.unpack(numbers)
        until_ms, price = msgpack.unpackb(stored_value(value))
        yield PriceRule(branch.decode(), group.decode(), quantity, from_ms, until_ms, price)


class TaxRule(NamedTuple):
    """The taxes of a class, from a moment on."""

    tax_class: str
    branch: str
    from_ms: int
    taxes: Taxes


def tax_rules(table: Table, tax_class: str | None = None) -> Iterator[TaxRule]:
    """Yield the taxes of a class or of all."""
    prefix = b"t" if tax_class is None else b"t" + tax_class.encode() + b"\0"
    for key, value in table.scan(prefix):
        word, branch, moment = key[1:].split(b"\0", 2)
        taxes = msgpack.unpackb(stored_value(value), use_list=False)
        yield TaxRule(
            word.decode(),
            branch.decode(),
            _FROM.unpack(moment)[0],
            tuple(Tax._make(tax) for tax in taxes),
        )


def taxes_at(table: Table, tax_class: str, branch: str, at_ms: int) -> Taxes:
    """Return the taxes of a class in a branch at a moment: its own before the company's."""
    counting = [
        (bool(rule.branch), rule.from_ms, rule.taxes)
        for rule in tax_rules(table, tax_class)
        if rule.branch in ("", branch) and rule.from_ms <= at_ms
    ]
    return max(counting)[2] if counting else ()


def rounding_at(table: Table, branch: str, at_ms: int) -> Rounding:
    """Return how a branch rounds at a moment: as it says, else as the company does."""
    for where in dict.fromkeys((branch, "")):
        prefix = b"r" + where.encode() + b"\0"
        held = [
            value
            for key, value in table.scan(prefix)
            if _FROM.unpack(key[len(prefix) :])[0] <= at_ms
        ]
        if held:
            step, by_receipt = msgpack.unpackb(stored_value(held[-1]))
            return Rounding(step, bool(by_receipt))
    return Rounding()

"""The bytes of a sale, frozen: both versions that were ever written are read for ever."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgpack
import pytest

from core.errors import MalformedError
from core.log.event_codec import codec_of
from core.shop import kinds
from core.shop.aggregate import moment
from core.shop.facts import READERS, SaleFact
from core.shop.lines import Tender, Totals, item_line, rounding_line, tax_line
from core.shop.sale import Sale
from core.shop.taxes import TaxSum
from tests.strategies import body_of

VERSION_1 = (
    "9a01cf0000018bcfe56800a56e6f727468a24e312aa3455552a2633793"
    "9400a46d696c6bcd07d0ccc89401a76c6f79616c747901e29402a56d616b657200fb"
    "9192a463617368cca5c400"
)
VERSION_2 = (
    "9d02cf0000018bcfe56800a56e6f727468a24e312aa3455552a0939400a46d696c6bcd03e864"
    "9403a356415401179404a8726f756e64696e67000292"
    "92a4636172646492a46361736819c400a3616e6ec410" + "07" * 16 + "9195a3564154ce00038270006417"
)
SHIFT = bytes([7]) * 16


def sale() -> Sale:
    return Sale.complete(
        id=UUID(int=1),
        timestamp=moment(1_700_000_000_000),
        location="north",
        series="N1",
        number=42,
        currency="EUR",
        lines=[item_line("milk", 1000, 100), tax_line("VAT", 1, 23), rounding_line("rounding", 2)],
        tenders=[Tender("card", 100), Tender("cash", 25)],
        cashier="ann",
        shift=SHIFT,
        taxes=[TaxSum("VAT", 230_000, 0, 100, 23)],
    )


def read(body: bytes) -> SaleFact:
    fact = READERS[kinds.SALE_COMPLETED](body)
    assert isinstance(fact, SaleFact)
    return fact


def test_a_sale_is_written_as_it_always_was() -> None:
    (event,) = sale().collect_events()
    assert body_of(event).hex() == VERSION_2


def test_a_sale_of_version_2_is_read_with_its_cashier_shift_and_taxes() -> None:
    fact = read(bytes.fromhex(VERSION_2))
    assert (fact.cashier, fact.shift) == ("ann", SHIFT)
    assert fact.taxes == (("VAT", 230_000, 0, 100, 23),)
    assert fact.totals == Totals(1, 1000, 100, 0, 23, 2)
    attributes = codec_of(Sale.Created).decode(bytes.fromhex(VERSION_2))
    assert attributes["taxes"] == fact.taxes


def test_a_sale_of_version_1_is_read_and_names_nobody() -> None:
    fact = read(bytes.fromhex(VERSION_1))
    assert fact[1:6] == ("north", "N1", 42, "EUR", "c7")
    assert (fact.cashier, fact.shift, fact.taxes) == ("", b"", ())
    assert fact.totals == Totals(1, 2000, 170, 5)
    attributes = codec_of(Sale.Created).decode(bytes.fromhex(VERSION_1))
    assert (attributes["cashier"], attributes["shift"], attributes["taxes"]) == ("", b"", ())
    assert attributes["lines"] == fact.lines


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (10, None),
        (10, "c" * 65),
        (11, "shift"),
        (11, bytes(15)),
        (12, [["VAT", 1, 0, 1]]),
        (12, [["", 1, 0, 1, 1]]),
        (12, [["V\0T", 1, 0, 1, 1]]),
        (12, [["VAT", -1, 0, 1, 1]]),
        (12, [["VAT", 10_000_001, 0, 1, 1]]),
        (12, [["VAT", 1, 2, 1, 1]]),
        (12, [["VAT", 1, True, 1, 1]]),
        (12, [["VAT", 1, 0, 10**16, 1]]),
        (12, [["VAT", 1, 0, 1, 1.0]]),
        (12, [["VAT", 1, 0, 1, 1]] * 51),
        (12, 7),
    ],
)
def test_one_wrong_field_of_version_2_makes_a_body_malformed(field: int, value: Any) -> None:
    body = msgpack.unpackb(bytes.fromhex(VERSION_2))
    body[field] = value
    with pytest.raises(MalformedError):
        read(msgpack.packb(body))


def test_a_version_does_not_read_with_the_fields_of_another() -> None:
    for text, version in ((VERSION_1, 2), (VERSION_2, 1), (VERSION_2, 3)):
        with pytest.raises(MalformedError):
            read(msgpack.packb([version, *msgpack.unpackb(bytes.fromhex(text))[1:]]))


def test_an_exclusive_tax_that_is_not_in_the_lines_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="what its lines come to"):
        Sale.complete(
            id=UUID(int=1),
            timestamp=moment(1),
            location="north",
            series="N1",
            number=1,
            currency="EUR",
            lines=[item_line("milk", 1000, 100)],
            tenders=[Tender("cash", 100)],
            taxes=[TaxSum("VAT", 230_000, 0, 100, 23)],
        )

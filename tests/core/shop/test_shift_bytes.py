"""Shifts, their Z reports and refunds are these bytes for ever."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from core.log.entry import Entry
from core.log.event_codec import codec_of
from core.log.projection import Fact
from core.shop import kinds
from core.shop.aggregate import ShopAggregate, moment
from core.shop.facts import READERS
from core.shop.refund import Refund, RefundLine
from core.shop.shift import Coins, Shift
from core.shop.shift_facts import READERS as SHIFT_READERS
from core.shop.shift_facts import OpenedFact
from core.shop.taxes import TaxSum
from core.shop.z_report import ReportFold, digest_of
from tests.strategies import body_of, kind_of

NOW = moment(1_700_000_000_000)
HEAD = "01cf0000018bcfe56800"


def shift() -> Shift:
    made = Shift.open(
        id=UUID(int=9),
        timestamp=NOW,
        location="north",
        till="N1",
        series="N1",
        currency="EUR",
        business_day=19_675,
        float_minor=5_000,
        cashier="ann",
    )
    made.move_cash(NOW, -300, "rent", "ann")
    made.open_drawer(NOW, "change")
    made.count(NOW, [Coins(100, 47), Coins(50, 0)], "ann")
    made.close(NOW, number=1, first=1, last=4, report=b"r", digest=bytes(32), cashier="ann")
    return made


GOLDEN = {
    "shift.opened": f"99{HEAD}a56e6f727468a24e31a24e31a3455552cd4cdbcd1388a3616e6e",
    "cash.moved": f"95{HEAD}d1fed4a472656e74a3616e6e",
    "drawer.opened": f"94{HEAD}a66368616e6765a0",
    "shift.counted": f"94{HEAD}92923200926 42fa3616e6e".replace(" ", ""),
    "shift.closed": f"98{HEAD}010104c40172c420{'00' * 32}a3616e6e",
}


def test_what_happens_in_a_shift_is_written_as_it_always_was() -> None:
    events: list[Any] = list(shift().collect_events())
    assert {kind_of(event): body_of(event).hex() for event in events} == GOLDEN
    for kind, body in GOLDEN.items():
        assert SHIFT_READERS[kind](bytes.fromhex(body)).at_ms == 1_700_000_000_000


REFUND_1 = (
    "9a01cf0000018bcfe56800a56e6f727468a24e3102a3455552c410" + "00" * 15 + "05"
    "919401a46d696c6bcd03e8cc819192a463617368cc81a36f6c64"
)
REFUND_2 = "9c02" + REFUND_1[4:] + "a3616e6ec410" + "07" * 16
REFUND_3 = "9d03" + REFUND_2[4:] + "9195a3564154ce000382700169" + "18"


def refund() -> Refund:
    return Refund.complete(
        id=UUID(int=1),
        timestamp=NOW,
        location="north",
        series="N1",
        number=2,
        currency="EUR",
        sale=UUID(int=5),
        lines=[RefundLine(1, "milk", 1_000, 129)],
        tender="cash",
        reason="old",
        cashier="ann",
        shift=bytes([7]) * 16,
        taxes=[TaxSum("VAT", 230_000, 1, 105, 24)],
    )


def test_a_refund_is_written_as_it_always_was() -> None:
    (event,) = refund().collect_events()
    assert body_of(event).hex() == REFUND_3


@pytest.mark.parametrize(
    ("body", "cashier", "shift", "taxes"),
    [
        (REFUND_1, "", b"", ()),
        (REFUND_2, "ann", b"\7" * 16, ()),
        (REFUND_3, "ann", b"\7" * 16, (("VAT", 230_000, 1, 105, 24),)),
    ],
)
def test_every_version_of_a_refund_is_read(
    body: str, cashier: str, shift: bytes, taxes: tuple[tuple[str, int, int, int, int], ...]
) -> None:
    data = bytes.fromhex(body)
    fact = READERS[kinds.REFUND_COMPLETED](data)
    assert (fact.cashier, fact.shift, fact.reason) == (cashier, shift, "old")
    assert fact.taxes == taxes
    event_class: type[ShopAggregate.Event] = Refund.Created
    read = codec_of(event_class).decode(data)
    assert (read["cashier"], read["shift"]) == (cashier, shift)


Z = (
    "dc001b01a24e31a24e31a3455552cd4cdbcf0000018bcfe56800cd1388"
    "0000000000000000009090909000cd012c01cd125c01cd125c00"
)


def test_a_z_is_these_bytes_and_its_hash_is_bound_to_the_log() -> None:
    fold = ReportFold()
    for kind in ("shift.opened", "cash.moved", "drawer.opened", "shift.counted"):
        entry = Entry(1, 0, kind, 0, b"", 1, b"", b"")
        fold.fold([Fact(entry, SHIFT_READERS[kind](bytes.fromhex(GOLDEN[kind])))])
    assert isinstance(fold.opened, OpenedFact)
    report = fold.report()
    assert report is not None
    assert report.to_bytes().hex() == Z
    chain = bytes(range(32))
    assert digest_of(report.to_bytes(), chain) == sha256(bytes.fromhex(Z) + chain).digest()


def test_a_sum_beyond_64_bits_is_decimal_text() -> None:
    fold = ReportFold()
    fact = SHIFT_READERS["shift.opened"](bytes.fromhex(GOLDEN["shift.opened"]))
    fold.fold([Fact(Entry(1, 0, "shift.opened", 0, b"", 1, b"", b""), fact)])
    report = fold.report()
    assert report is not None
    assert b"\xb418446744073709551616" in report._replace(sales=2**64).to_bytes()

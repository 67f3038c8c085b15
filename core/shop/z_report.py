"""X and Z reports: what a shift came to, as a fold of its range of the till's stream.

A Z's bytes are canonical, and its hash is the SHA-256 over them and the chain hash of the last
record it folds. Whoever holds the stream works both out again, to the byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, NamedTuple

import msgpack

from core.errors import MalformedError
from core.log.projection import Fact
from core.shop import kinds
from core.shop.limits import SERIES_LENGTH_MAX
from core.shop.lines import DISCOUNT
from core.shop.reading import must_be_word
from core.shop.shift_facts import OpenedFact

DRAWER = frozenset({"cash", "change"})
"""The tenders that lie in the drawer; change is cash handed back."""

REPORT_VERSION = 1
"""Version of a report's form, its first field."""

_INTEGER_MIN, _INTEGER_END = -(2**63), 2**64


class Report(NamedTuple):
    """What a shift came to. Amounts are minor units; what goes out of the drawer is positive."""

    version: int
    till: str
    series: str
    currency: str
    business_day: int
    opened_ms: int
    float_minor: int
    sales: int
    takings_minor: int
    """What the shop receives for its goods: shelf prices less discounts."""
    discount_minor: int
    coupon_minor: int
    tax_minor: int
    """Taxes on top of the prices; those inside them are in ``taxes`` only."""
    rounding_minor: int
    paid_minor: int
    refunds: int
    refunded_minor: int
    taxes: tuple[tuple[str, int, int, int, int], ...]
    """Of each (name, rate, inclusive): base and tax."""
    tenders: tuple[tuple[str, int, int], ...]
    """Of each kind: how often, and how much it brought, refunds taken off."""
    cashiers: tuple[tuple[str, int, int], ...]
    """Of each cashier: how many sales, and what was paid."""
    receipts: tuple[tuple[str, int, int, int], ...]
    """Of each series: first and last number, and how many."""
    paid_in_minor: int
    paid_out_minor: int
    no_sales: int
    expected_minor: int
    """What should be in the drawer."""
    counts: int
    """How often it was counted."""
    counted_minor: int
    """What the last count found."""
    difference_minor: int
    """What it found less what should have been there at that moment."""

    def to_bytes(self) -> bytes:
        """Return the canonical form: a msgpack array, sums beyond 64 bits as decimal text."""
        return msgpack.packb(_plain(self))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_plain(part) for part in value)
    if isinstance(value, int) and not _INTEGER_MIN <= value < _INTEGER_END:
        return str(value)
    return value


def digest_of(report: bytes, chain: bytes) -> bytes:
    """Return a report's hash, bound to the log by the chain hash of the last record folded."""
    return sha256(report + chain).digest()


def series_in(report: bytes) -> str:
    """Return the series a report in its stored form says it is of; empty when it says none."""
    try:
        fields = msgpack.unpackb(report, use_list=False)
        series = fields[_SERIES] if type(fields) is tuple and len(fields) > _SERIES else ""
        must_be_word(series, length_max=SERIES_LENGTH_MAX)
    except (ValueError, msgpack.UnpackException, MalformedError):
        return ""
    return str(series)


_SERIES = Report._fields.index("series")


class ReportFold:
    """Adds up a shift, record by record."""

    def __init__(self) -> None:
        """Begin before the opening."""
        self.opened: OpenedFact | None = None
        self._sums: Counter[str] = Counter()
        self._drawer_minor = 0
        self._counted_minor = self._difference_minor = 0
        self._taxes: dict[tuple[str, int, int], list[int]] = {}
        self._tenders: dict[str, list[int]] = {}
        self._cashiers: dict[str, list[int]] = {}
        self._receipts: dict[str, list[int]] = {}

    def fold(self, facts: Iterable[Fact]) -> None:
        """Add facts of the shift's range, in their order; others of the stream are passed over."""
        for entry, fact in facts:
            match entry.kind:
                case kinds.SHIFT_OPENED:
                    self.opened = fact
                    self._drawer_minor += fact.float_minor
                case kinds.SALE_COMPLETED:
                    self._sale(fact)
                case kinds.REFUND_COMPLETED:
                    self._refund(fact)
                case kinds.CASH_MOVED:
                    way = "in" if fact.amount_minor > 0 else "out"
                    self._sums[way] += abs(fact.amount_minor)
                    self._drawer_minor += fact.amount_minor
                case kinds.DRAWER_OPENED:
                    self._sums["no_sales"] += 1
                case kinds.SHIFT_COUNTED:
                    self._sums["counts"] += 1
                    self._counted_minor = sum(value * pieces for value, pieces in fact.coins)
                    self._difference_minor = self._counted_minor - self._drawer_minor

    def _sale(self, fact: Any) -> None:
        sums, totals = self._sums, fact.totals
        sums["sales"] += 1
        sums["takings"] += totals.takings_minor
        sums["coupons"] += totals.coupon_minor
        sums["tax"] += totals.tax_minor
        sums["rounding"] += totals.rounding_minor
        sums["paid"] += totals.to_pay_minor
        sums["discounts"] -= sum(line[3] for line in fact.lines if line[0] == DISCOUNT)
        for name, rate, inclusive, base, tax in fact.taxes:
            _add(self._taxes, (name, rate, inclusive), base, tax)
        _add(self._cashiers, fact.cashier, 1, totals.to_pay_minor)
        self._money(fact, 1)

    def _refund(self, fact: Any) -> None:
        self._sums["refunds"] += 1
        self._sums["refunded"] += sum(amount for _, amount in fact.tenders)
        self._money(fact, -1)

    def _money(self, fact: Any, sign: int) -> None:
        for kind, amount in fact.tenders:
            _add(self._tenders, kind, 1, sign * amount)
            if kind in DRAWER:
                self._drawer_minor += sign * amount
        first, last, count = self._receipts.get(fact.series, (fact.number, 0, 0))
        self._receipts[fact.series] = [first, max(last, fact.number), count + 1]

    def report(self) -> Report | None:
        """Return what it comes to; None when the range does not begin with an opening."""
        opened, sums = self.opened, self._sums
        if opened is None:
            return None
        return Report(
            version=REPORT_VERSION,
            till=opened.till,
            series=opened.series,
            currency=opened.currency,
            business_day=opened.business_day,
            opened_ms=opened.at_ms,
            float_minor=opened.float_minor,
            sales=sums["sales"],
            takings_minor=sums["takings"],
            discount_minor=sums["discounts"],
            coupon_minor=sums["coupons"],
            tax_minor=sums["tax"],
            rounding_minor=sums["rounding"],
            paid_minor=sums["paid"],
            refunds=sums["refunds"],
            refunded_minor=sums["refunded"],
            taxes=tuple((*key, base, tax) for key, (base, tax) in sorted(self._taxes.items())),
            tenders=_rows(self._tenders),
            cashiers=_rows(self._cashiers),
            receipts=tuple(
                (series, first, last, count)
                for series, (first, last, count) in sorted(self._receipts.items())
            ),
            paid_in_minor=sums["in"],
            paid_out_minor=sums["out"],
            no_sales=sums["no_sales"],
            expected_minor=self._drawer_minor,
            counts=sums["counts"],
            counted_minor=self._counted_minor,
            difference_minor=self._difference_minor,
        )


def _rows(sums: dict[str, list[int]]) -> tuple[tuple[str, int, int], ...]:
    return tuple((word, count, amount) for word, (count, amount) in sorted(sums.items()))


def _add(sums: dict[Any, list[int]], key: Any, one: int, other: int) -> None:
    held = sums.setdefault(key, [0, 0])
    held[0] += one
    held[1] += other

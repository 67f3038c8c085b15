"""A merchant's documents, sales and refunds of them, replayed on one till and added up by hand.

The file has a row a line: ``kind`` is sale, refund, stock_adj or free_line, ``price_milli`` what
one costs in thousandths, and a refund names the line it is of where the merchant's books tell.
What they do not tell, or what would be more than was sold, comes back without a receipt.

The second computation uses nothing of the till: it keeps what each line was sold for and how much
of it has come back, in fractions.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Any

from core.errors import RefusedError
from core.log.lmdb_store import LmdbStore
from node.till import Till
from node.till_config import TillConfig
from node.verbs import perform
from simulations.bench.sales import open_log

COLUMNS = {"kind", "invoice_no", "line_no", "stock_code", "quantity", "price_milli"}
"""What makes a file one of documents."""

Row = dict[str, str]


def is_documents(path: Path) -> bool:
    """Return whether a file holds documents and not baskets, by its heading."""
    try:
        with _open(path) as file:
            return set(next(csv.reader(file), [])) >= COLUMNS
    except (OSError, UnicodeDecodeError, EOFError):
        return False


def _open(path: Path) -> Any:
    name = path.name.lower()
    return gzip.open(path, "rt") if name.endswith(".gz") else path.open(encoding="utf-8")


def documents(path: Path) -> Iterator[tuple[str, str, list[Row]]]:
    """Yield (kind, number, rows) of each document, in the order of the file."""
    with _open(path) as file:
        rows = csv.DictReader(file)
        for number, held in groupby(rows, lambda row: row["invoice_no"]):
            parts: dict[str, list[Row]] = {}
            for row in held:
                parts.setdefault(_kind(row), []).append(row)
            for kind, some in parts.items():
                yield kind, number, some


def _kind(row: Row) -> str:
    """Return the kind of document a row is of: what is free stands on an invoice."""
    return "sale" if row["kind"] == "free_line" else row["kind"]


@dataclass(slots=True)
class _Line:
    """A line that was sold, as the second computation keeps it."""

    amount_minor: int
    quantity: int
    back: int = 0
    returned_minor: int = 0


@dataclass(slots=True)
class Replay:
    """What was replayed, and what a pencil says of it."""

    till: Till
    sales: int = 0
    refunds: int = 0
    unproven: int = 0
    sales_minor: int = 0
    refunded_minor: int = 0
    stock: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Thousandths of each product."""
    _receipts: dict[str, str] = field(default_factory=dict)
    _lines: dict[tuple[str, str], tuple[int, _Line]] = field(default_factory=dict)

    def sell(self, number: str, rows: list[Row]) -> None:
        """Sell an invoice, at the prices of the file."""
        lines = []
        for item, row in enumerate(rows, 1):
            quantity = int(row["quantity"])
            amount = _rounded(Fraction(quantity * int(row["price_milli"]), 10))
            lines.append(_line(row, quantity, amount))
            self._lines[number, row["line_no"]] = item, _Line(amount, quantity)
            self.sales_minor += amount
            self.stock[row["stock_code"]] -= 1_000 * quantity
        sold = perform(self.till, "sell", {"lines": lines})
        self._receipts[number] = sold["receipt"]
        self.sales += 1

    def take_back(self, rows: list[Row]) -> None:
        """Take back what the sale is known of, line by line, and the rest without a receipt."""
        for row in rows:
            quantity = -int(row["quantity"])
            self.stock[row["stock_code"]] += 1_000 * quantity
            of = row["refund_of_invoice"]
            item, line = self._lines.get((of, row["refund_of_line_no"]), (0, None))
            if line is not None and line.back + quantity <= line.quantity:
                asked = [{"item": item, "quantity_milli": 1_000 * quantity}]
                said = {"receipt": self._receipts[of], "lines": asked}
                paid = -perform(self.till, "refund", said)["total_minor"]
                line.back += quantity
                share = Fraction(line.amount_minor * line.back, line.quantity)
                self._check(row, paid, _rounded(share) - line.returned_minor)
                line.returned_minor += paid
                self.refunds += 1
            else:
                amount = _rounded(Fraction(quantity * int(row["price_milli"]), 10))
                said = {"lines": [_line(row, quantity, amount)], "reason": "no receipt"}
                paid = -perform(self.till, "refund-unproven", said)["total_minor"]
                self._check(row, paid, amount)
                self.unproven += 1
            self.refunded_minor += paid

    @staticmethod
    def _check(row: Row, paid_minor: int, expected_minor: int) -> None:
        if paid_minor != expected_minor:
            raise RefusedError(
                f"Line {row['line_no']} of {row['invoice_no']} paid out {paid_minor} minor units, "
                f"and the file comes to {expected_minor}."
            )

    def adjust(self, rows: list[Row]) -> None:
        """Put stock right as the merchant did."""
        for row in rows:
            if quantity := 1_000 * int(row["quantity"]):
                moved = [{"code": row["stock_code"], "quantity_milli": quantity}]
                perform(self.till, "adjust", {"lines": moved, "reason": "adjusted"})
                self.stock[row["stock_code"]] += quantity


def _line(row: Row, quantity: int, amount_minor: int) -> dict[str, Any]:
    milli = 1_000 * quantity
    return {"code": row["stock_code"], "quantity_milli": milli, "amount_minor": amount_minor}


def _rounded(amount: Fraction) -> int:
    """Return an amount in whole minor units, half of one away from zero."""
    return int(amount + Fraction(1, 2)) if amount >= 0 else -int(Fraction(1, 2) - amount)


def replay(path: Path, root: Path, *, documents_max: int | None = None) -> dict[str, Any]:
    """Replay a file on a till in a new directory, and return its figures and what differs.

    Raises :class:`RefusedError` for what the till refuses.
    """
    root.mkdir(parents=True, exist_ok=True)
    store = LmdbStore.open(str(root), map_bytes=1 << 30, sync=False)
    try:
        return _replayed(path, store, documents_max)
    finally:
        store.close()


def _replayed(path: Path, store: LmdbStore, documents_max: int | None) -> dict[str, Any]:
    till = Till(open_log(store, b"documents".ljust(32, b".")), TillConfig("B1T1", "B1"))
    found = Replay(till)
    taken = [one for at, one in enumerate(documents(path)) if at < (documents_max or at + 1)]
    skus = sorted({row["stock_code"] for _, _, rows in taken for row in rows})
    perform(till, "import-catalogue", {"products": [{"sku": sku, "name": sku} for sku in skus]})
    for kind, number, rows in taken:
        if kind == "refund":
            found.take_back(rows)
        elif kind == "stock_adj":
            found.adjust(rows)
        else:
            found.sell(number, rows)
    return _judged(found)


def _judged(found: Replay) -> dict[str, Any]:
    status = perform(found.till, "status", {"full": True})
    stock = {
        line["sku"]: line["quantity_milli"] for line in perform(found.till, "stock", {})["lines"]
    }
    expected = {
        "sales": found.sales,
        "sales_minor": found.sales_minor,
        "refunds": found.refunds + found.unproven,
        "refunded_minor": found.refunded_minor,
    }
    findings = [
        f"The till says {name} is {status[name]}; the file says {figure}."
        for name, figure in expected.items()
        if status[name] != figure
    ]
    wrong = [sku for sku, milli in found.stock.items() if stock.get(sku, 0) != milli]
    if wrong:
        findings.append(f"The stock of {len(wrong)} products is wrong, {wrong[0]} among them.")
    return {
        **{name: status[name] for name in expected},
        "unproven": found.unproven,
        "products": len(found.stock),
        "events": status["events"],
        "findings": findings,
        "verdict": "fail" if findings else "pass",
    }

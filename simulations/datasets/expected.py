"""
What the tills must come to, worked out a second time from the file alone.

The demo sells the baskets of a file through tills and then compares the tills' sums with these.
A check is worth something only if its two sides can not make the same mistake, so this module
shares nothing with the loader or with a till: it opens the file itself, splits the raw text by
hand instead of using a csv parser, asks parquet for native numbers instead of text, and adds up
rows without ever building a basket.  Only the error type is common.  Please keep it that way,
however tempting the shared helper.

It trusts the values more than the loader does; a file is to be judged there, and added up here.
"""

from __future__ import annotations

import glob
import gzip
import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from simulations.datasets.errors import DatasetError

_WANTED = ("store_id", "basket_id", "product_id", "qty_milli", "sales_cents", "coupon_cents")


@dataclass(frozen=True, slots=True)
class Sums:
    """
    Money in minor units, quantity in thousandths; paid is sales minus coupon.

    Coupons of a basket count up to what the basket came to: no till pays out the rest.
    """

    baskets: int
    lines: int
    sales_minor: int
    quantity_milli: int
    coupon_minor: int
    paid_minor: int


@dataclass(frozen=True, slots=True)
class ExpectedSums:
    """
    The sums per store, over all stores, and the quantity sold of each product in each store.

    `sold_milli` has every (store id, product id) with a line, also when its quantity is 0.
    """

    stores: dict[str, Sums]
    total: Sums
    sold_milli: dict[tuple[str, str], int]


def expected_sums(
    path: str | PathLike[str],
    stores: Collection[str],
    limit_baskets_per_store: int | None = None,
) -> ExpectedSums:
    """
    Add up a csv, csv.gz or parquet file of sold lines.

    Args:
        path: The file.
        stores: The stores that count; each must be in the file.
        limit_baskets_per_store: Count only the first so many baskets of each store, in the order
            of their first appearance in the file.  None means all.

    Raises:
        DatasetError: The file cannot be read, a number in it is none, or a store is not in it.
        ValueError: The limit is negative.
    """
    if limit_baskets_per_store is not None and limit_baskets_per_store < 0:
        raise ValueError(f"the limit of baskets is negative: {limit_baskets_per_store}")
    path = Path(path)
    baskets: dict[str, set[str]] = {store: set() for store in stores}
    tallies: dict[str, list[int]] = {store: [0, 0, 0, 0] for store in stores}
    sold_milli: dict[tuple[str, str], int] = {}
    bills: dict[tuple[str, str], list[int]] = {}
    met = set()
    for row, (store, basket, product, *texts) in enumerate(_rows(path), start=1):
        if store not in baskets:
            continue
        met.add(store)
        counted = baskets[store]
        if basket not in counted:
            if limit_baskets_per_store is not None and len(counted) >= limit_baskets_per_store:
                continue
            counted.add(basket)
        try:
            quantity, sales, coupon = [int(text) for text in texts]
        except ValueError:
            raise DatasetError.at(path, f"row {row} holds a number that is none") from None
        tally = tallies[store]
        tally[0] += 1
        tally[1] += sales
        tally[2] += quantity
        bill = bills.setdefault((store, basket), [0, 0])
        bill[0] += sales
        bill[1] += coupon
        sold_milli[store, product] = sold_milli.get((store, product), 0) + quantity
    for store in stores:
        if store not in met:
            raise DatasetError.at(path, f"there is no line of store {store!r}")
    for (store, _), (sales, coupon) in bills.items():
        tallies[store][3] += min(coupon, sales)
    sums = {store: _sums(len(baskets[store]), *tallies[store]) for store in baskets}
    return ExpectedSums(sums, _added(sums.values()), sold_milli)


def _sums(baskets: int, lines: int, sales: int, quantity: int, coupon: int) -> Sums:
    return Sums(baskets, lines, sales, quantity, coupon, sales - coupon)


def _added(parts: Iterable[Sums]) -> Sums:
    parts = list(parts)
    return Sums(
        sum(part.baskets for part in parts),
        sum(part.lines for part in parts),
        sum(part.sales_minor for part in parts),
        sum(part.quantity_milli for part in parts),
        sum(part.coupon_minor for part in parts),
        sum(part.paid_minor for part in parts),
    )


def _rows(path: Path) -> Iterator[list[str]]:
    suffixes = path.name.lower().split(".")
    if suffixes[-1] == "parquet":
        return _rows_of_parquet(path)
    if suffixes[-1] == "csv" or suffixes[-2:] == ["csv", "gz"]:
        return _rows_of_text(path)
    raise DatasetError.at(path, "this is neither .csv, .csv.gz nor .parquet")


def _rows_of_text(path: Path) -> Iterator[list[str]]:
    try:
        content = path.read_bytes()
        if path.name.lower().endswith(".gz"):
            content = gzip.decompress(content)
        text = content.decode().removeprefix("\ufeff")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise DatasetError.at(path, f"this is no readable text ({type(error).__name__})") from error
    records = _records(path, text)
    heading = [name.strip() for name in _cells(next(records, ""))]
    try:
        positions = [heading.index(name) for name in _WANTED]
    except ValueError:
        raise DatasetError.at(path, f"the heading is not one of {', '.join(_WANTED)}") from None
    for record in records:
        cells = _cells(record)
        if len(cells) != len(heading):
            raise DatasetError.at(path, "the lines are not all as long as the heading")
        yield [cells[position] for position in positions]


def _records(path: Path, text: str) -> Iterator[str]:
    """Cut the text at its line ends, except at those between quotation marks; skip blank ones."""
    held = ""
    for line in text.split("\n"):
        held += line
        if '"' in held and held.count('"') % 2:
            held += "\n"
            continue
        if held.strip("\r"):
            yield held.removesuffix("\r")
        held = ""
    if held:
        raise DatasetError.at(path, "a quotation mark is never closed")


def _cells(record: str) -> list[str]:
    """Split at commas; between quotation marks nothing splits, and two marks there mean one."""
    if '"' not in record:
        return record.split(",")
    pieces = record.split('"')
    cells = [""]
    for index, piece in enumerate(pieces):
        if index % 2:
            cells[-1] += piece
        elif not piece and 0 < index < len(pieces) - 1:
            cells[-1] += '"'
        else:
            first, *others = piece.split(",")
            cells[-1] += first
            cells += others
    return cells


def _rows_of_parquet(path: Path) -> Iterator[list[str]]:
    try:
        import duckdb  # optional, so not at the top: only a parquet file needs it
    except ImportError as error:
        words = "reading parquet needs DuckDB, so please run `pip install tillmesh[parquet]`"
        raise DatasetError.at(path, words) from error
    try:
        with duckdb.connect(":memory:") as database:
            query = (
                f"SELECT {', '.join(_WANTED)} FROM read_parquet($file, file_row_number = true)"
                " ORDER BY file_row_number"
            )
            rows = database.execute(query, {"file": glob.escape(str(path))})
            while row := rows.fetchone():
                yield ["" if value is None else str(value) for value in row]
    except duckdb.Error as error:
        raise DatasetError.at(path, "this is no readable parquet") from error

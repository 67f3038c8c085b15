"""
Real baskets: what people bought, store by store, read from a file of sold lines.

Money is in integer minor units (cents), quantity in integer thousandths, time in UTC epoch
milliseconds.  What the shop receives for a line is `sales_minor`; the shelf price was sales plus
loyalty discount plus coupon match; the customer hands over sales minus coupon.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from os import PathLike
from pathlib import Path

from simulations.datasets.cells import Memo, epoch_ms, whole_number
from simulations.datasets.errors import DatasetError, shown
from simulations.datasets.table import read_rows

_DATA = Path(__file__).parent / "data"
BUNDLED_WEEK: Path = _DATA / "baskets-cj-week41.csv.gz"
"""One week of 134 supermarkets: 2,586 baskets, 23,752 lines."""
BUNDLED_PRODUCTS: Path = _DATA / "products-cj-week41.csv.gz"
"""The 10,604 products sold in that week."""

_TEXTS = ("store_id", "basket_id", "product_id", "household_id")
_NUMBERS = (
    "line_no",
    "qty_milli",
    "sales_cents",
    "loyalty_disc_cents",
    "coupon_cents",
    "coupon_match_cents",
)
_COLUMNS = (*_TEXTS, "ts_utc", *_NUMBERS)
_MAY_BE_EMPTY = "household_id"


@dataclass(frozen=True, slots=True)
class BasketLine:
    """
    One line of a basket.

    A quantity of zero is a coupon for the whole basket or a free item.  Amounts keep the sign
    they have in the file; quantities are never negative.
    """

    product_id: str
    quantity_milli: int
    sales_minor: int
    loyalty_discount_minor: int
    coupon_minor: int
    coupon_match_minor: int


@dataclass(frozen=True, slots=True)
class Basket:
    """
    Everything one customer bought at once, lines in the order of their line numbers.

    `basket_id` is an int when the text in the file is the plain decimal form of one ("42", not
    "042"), so no two baskets of a store become one.  `household_id` is "" for a stranger.
    """

    store_id: str
    household_id: str
    basket_id: int | str
    sold_at_ms: int
    lines: tuple[BasketLine, ...]

    @property
    def number(self) -> int:
        """A number to share baskets among tills: the id, or the CRC-32 of an id that is text."""
        if isinstance(self.basket_id, int):
            return self.basket_id
        return zlib.crc32(self.basket_id.encode())


def read_baskets(path: str | PathLike[str]) -> Iterator[Basket]:
    """
    Read the baskets of a csv, csv.gz or parquet file, in order of first appearance.

    The rows of a basket may lie apart: they are gathered by store and basket id.  So the whole
    file is read and checked at the call, before the first basket is handed out; nobody plays half
    of a broken file.  A basket's time is that of its first row; a time without a zone is UTC.

    Args:
        path: The file, with the eleven columns of `BUNDLED_WEEK` in any order.

    Raises:
        DatasetError: The file cannot be read, lacks a column, or holds an amount that is not a
            whole number, a negative quantity, no time, an empty id, two rows with one line
            number in a basket, or a basket of two households.
    """
    drafts = _drafts(Path(path))
    return (draft.basket(*key) for key, draft in drafts.items())


def busiest_stores(baskets: Iterable[Basket], n: int) -> list[str]:
    """
    Name the `n` stores with the most baskets, the busiest first, equals by store id as text.

    Raises:
        ValueError: `n` is negative.
    """
    if n < 0:
        raise ValueError(f"the number of stores is negative: {n}")
    counts = Counter(basket.store_id for basket in baskets)
    return sorted(counts, key=lambda store: (-counts[store], store))[:n]


@dataclass(slots=True)
class _Draft:
    """A basket that is still being gathered, its lines by line number."""

    household_id: str
    sold_at_ms: int
    lines: dict[int, BasketLine] = field(default_factory=dict)

    def basket(self, store_id: str, basket_id: str) -> Basket:
        lines = tuple(line for _, line in sorted(self.lines.items(), key=itemgetter(0)))
        return Basket(store_id, self.household_id, _identity(basket_id), self.sold_at_ms, lines)


def _drafts(path: Path) -> dict[tuple[str, str], _Draft]:
    drafts: dict[tuple[str, str], _Draft] = {}
    numbers, moments = Memo(whole_number), Memo(epoch_ms)
    for row_no, cells in read_rows(path, _COLUMNS):
        store_id, basket_id, product_id, household_id, moment, *amounts = cells
        try:
            line_no, quantity, *money = map(numbers.__getitem__, amounts)
            sold_at_ms = moments[moment]
        except ValueError:
            raise _blamed(path, row_no, cells) from None
        if quantity < 0 or not (store_id and basket_id and product_id):
            raise _blamed(path, row_no, cells)
        draft = drafts.get((store_id, basket_id))
        if draft is None:
            draft = drafts[store_id, basket_id] = _Draft(household_id, sold_at_ms)
        if household_id != draft.household_id:
            words = f"basket {shown(basket_id)} began with household {shown(draft.household_id)}"
            raise DatasetError.at(path, words, line=row_no, column="household_id")
        if line_no in draft.lines:
            words = f"basket {shown(basket_id)} already has a line {line_no}"
            raise DatasetError.at(path, words, line=row_no, column="line_no")
        draft.lines[line_no] = BasketLine(product_id, quantity, *money)
    return drafts


def _blamed(path: Path, row_no: int, cells: Sequence[str]) -> DatasetError:
    """Find the cell that makes a row unusable."""
    for column, text in zip(_COLUMNS, cells, strict=True):
        try:
            _check(column, text)
        except ValueError as error:
            return DatasetError.at(path, str(error), line=row_no, column=column)
    raise AssertionError(f"a row was refused although every cell is good: {cells}")


def _check(column: str, text: str) -> None:
    if column in _TEXTS:
        if not text and column != _MAY_BE_EMPTY:
            raise ValueError("the cell is empty")
    elif column == "ts_utc":
        epoch_ms(text)
    elif whole_number(text) < 0 and column == "qty_milli":
        raise ValueError(f"the quantity {shown(text)} is negative")


def _identity(text: str) -> int | str:
    try:
        value = whole_number(text)
    except ValueError:
        return text
    return value if str(value) == text else text

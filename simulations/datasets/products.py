"""The products behind the baskets: in-store barcode, a name fit for a receipt, a shelf price."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from simulations.datasets.cells import whole_number
from simulations.datasets.errors import DatasetError, shown
from simulations.datasets.table import read_rows

_COLUMNS = (
    "product_id",
    "instore_ean13",
    "department",
    "product_category",
    "product_type",
    "median_shelf_cents",
)
_BARCODE = re.compile(r"[0-9]{8,14}")
_WORD = re.compile(r"(?<![\w'])[^\W\d_]+")
_SMALL = frozenset({"and", "for", "in", "of", "or", "the", "under", "with"})
_SHORT = frozenset({"BBQ", "CD", "DVD", "NFL", "TV", "USA"})


@dataclass(frozen=True, slots=True)
class Product:
    """
    One product of the shop's list.

    `price_minor` is the median shelf price in minor units for 1000 thousandths (one piece, or a
    gallon of fuel); None when the product was never seen with a price, as basket coupons are.
    `department` is as in the file and may be "".
    """

    product_id: str
    barcode: str
    name: str
    department: str
    price_minor: int | None


def read_products(path: str | PathLike[str]) -> Iterator[Product]:
    """
    Read the products of a csv, csv.gz or parquet file, one by one, in the order of the file.

    Args:
        path: A file with the columns product_id, instore_ean13, department, product_category,
            product_type and median_shelf_cents, in any order.

    Raises:
        DatasetError: While iterating: the file cannot be read, lacks a column, or holds an empty
            or repeated product id, a barcode that is not 8 to 14 digits, or a price that is
            neither empty nor a whole number from 0 on.
    """
    path = Path(path)
    seen: set[str] = set()
    for line, cells in read_rows(path, _COLUMNS):
        product_id, barcode, department, category, kind, price = cells
        if not product_id or product_id in seen:
            words = f"{shown(product_id)} is there a second time" if product_id else "it is empty"
            raise DatasetError.at(path, words, line=line, column="product_id")
        seen.add(product_id)
        if not _BARCODE.fullmatch(barcode):
            words = f"{shown(barcode)} is not a barcode of 8 to 14 digits"
            raise DatasetError.at(path, words, line=line, column="instore_ean13")
        try:
            price_minor = _price(price)
        except ValueError as error:
            raise DatasetError.at(
                path, str(error), line=line, column="median_shelf_cents"
            ) from None
        name = _nice(kind) or _nice(category) or f"Product {product_id}"
        yield Product(product_id, barcode, name, department, price_minor)


def _price(text: str) -> int | None:
    if not text:
        return None
    price_minor = whole_number(text)
    if price_minor < 0:
        raise ValueError(f"the price {shown(text)} is negative")
    return price_minor


def _nice(text: str) -> str:
    """Turn a shouted, cramped label into words: "BREAD:RYE/WHEAT" becomes "Bread: Rye/Wheat"."""
    text = re.sub(r"\s*:\s*", ": ", text)
    text = " ".join(text.split()).strip(" :")
    if text != text.upper():
        return text
    nice = _WORD.sub(_cased, text.lower())
    return nice[:1].upper() + nice[1:]


def _cased(match: re.Match[str]) -> str:
    word = match.group()
    if word in _SMALL:
        return word
    return word.upper() if word.upper() in _SHORT else word[:1].upper() + word[1:]

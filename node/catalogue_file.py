"""Reading catalogue files: CSV with a heading, plain or gzipped, checked whole before use.

Columns, each under any of its names: ``sku`` or ``product_id``; ``name`` or ``product_type``;
``department``; ``price`` (12.34), ``price_minor`` or ``median_shelf_cents`` (1234); ``barcode``,
``gtin`` or ``instore_ean13``; ``more_barcodes`` parted by spaces; ``unit``; ``minimum_age``;
``tax_class``; ``parent``; ``attributes`` as a JSON object. Only the SKU must be there, or a GTIN
to stand for it; other columns are left alone, and so is what a column would say that is not
there. A check digit that is wrong is a fault of its line; all such lines are named at once.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from core.errors import RefusedError
from core.money import parse_amount
from core.shop.barcode import check_barcode, symbology_of
from node.commands import PRODUCTS_MAX
from node.shop.commands.products import ProductRow
from node.wording import mistake

if TYPE_CHECKING:
    from _csv import Reader

GTIN = "gtin"
"""The column whose codes must be GTINs, and which stands for the SKU where there is none."""

COLUMNS = {
    "sku": ("sku", "product_id"),
    "name": ("name", "product_type"),
    "department": ("department",),
    "price": ("price",),
    "price_minor": ("price_minor", "median_shelf_cents"),
    "barcode": ("barcode", GTIN, "instore_ean13"),
    **{name: (name,) for name in ("more_barcodes", "unit", "minimum_age", "tax_class")},
    **{name: (name,) for name in ("parent", "attributes")},
}
"""What a column is called in files."""

FILE_LENGTH_MAX = 512 << 20
"""Longest file in characters or unpacked bytes: a million products of half a thousand each."""

PIECE_BYTES = 1 << 20
"""How much is read at a time; a longer line has a field longer than CSV may have."""

_DIGITS_MAX = 18
"""Most digits of a price; with more it is above every amount."""


class WrongBarcodesError(RefusedError):
    """Barcodes of a file are wrong; nothing of it is used."""

    def __init__(self, path: Path, faults: list[str]) -> None:
        """Keep what is wrong, a sentence a line."""
        super().__init__(
            f"{len(faults)} lines of {path} have a wrong barcode; nothing was imported. Put them "
            "right, or take them as plain codes with --plain."
        )
        self.faults = faults


def read_catalogue(path: Path, *, plain: bool = False) -> list[ProductRow]:
    """Return the products of a file; ``plain`` takes codes whose check digit is wrong.

    Raises :class:`RefusedError` naming the first line that is wrong, or
    :class:`WrongBarcodesError` naming all whose barcode is; then nothing is used.
    """
    try:
        if path.suffix == ".gz":
            _check_whole(path)
        with _opened(path) as file, io.TextIOWrapper(file, "utf-8-sig", newline="") as text:
            return _rows(path, csv.reader(_lines(path, text), strict=True), plain=plain)
    except (OSError, EOFError, UnicodeDecodeError, zlib.error, csv.Error) as error:
        raise RefusedError(f"{path} cannot be read: {error}.") from None


def _opened(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path) if path.suffix == ".gz" else path.open("rb"))


def _check_whole(path: Path) -> None:
    """Unpack a file once for nothing: its checksum stands at its end."""
    unpacked = 0
    with _opened(path) as file:
        while piece := file.read(PIECE_BYTES):
            unpacked += len(piece)
            if unpacked > FILE_LENGTH_MAX:
                raise RefusedError(f"{path} is larger than a catalogue can be.")


def _lines(path: Path, text: IO[str]) -> Iterator[str]:
    """Yield the lines of a file, and not one that has no end."""
    length = 0
    while line := text.readline(PIECE_BYTES):
        length += len(line)
        if length > FILE_LENGTH_MAX:
            raise RefusedError(f"{path} is larger than a catalogue can be.")
        yield line


def _rows(path: Path, lines: Reader, *, plain: bool) -> list[ProductRow]:
    heading = [name.strip().lower() for name in next(lines, [])]
    columns = _columns(path, heading)
    rows: list[ProductRow] = []
    seen: dict[str, int] = {}
    faults: list[str] = []
    for line in lines:
        if not line:
            continue
        number = lines.line_num
        if len(line) != len(heading):
            raise RefusedError(
                f"{path}, line {number} has {len(line)} fields; the heading has {len(heading)}."
            )
        row = _row(path, number, columns, line)
        if row.sku in seen:
            raise RefusedError(
                f"{path}, line {number}: SKU {row.sku} stands in line {seen[row.sku]} already."
            )
        seen[row.sku] = number
        rows.append(row)
        if not plain and (said := _fault(row, gtin=GTIN in heading)):
            faults.append(f"Line {number}: {said}")
        if len(rows) > PRODUCTS_MAX:
            raise RefusedError(f"{path} has more than {PRODUCTS_MAX} products; split it.")
    if not rows:
        raise RefusedError(f"{path} names no products.")
    if faults:
        raise WrongBarcodesError(path, faults)
    return rows


def _fault(row: ProductRow, *, gtin: bool) -> str:
    """Return what is wrong with the barcodes of a row, empty for nothing."""
    try:
        for code in filter(None, (row.barcode, *row.more_barcodes)):
            check_barcode(code)
    except RefusedError as error:
        return str(error)
    if gtin and row.barcode and symbology_of(row.barcode) is None:
        return f"{row.barcode} has not as many digits as any GTIN."
    return ""


def _columns(path: Path, heading: list[str]) -> dict[str, int]:
    columns = {
        field: heading.index(name)
        for field, names in COLUMNS.items()
        for name in names
        if name in heading
    }
    if "sku" not in columns and GTIN in heading:
        columns["sku"] = columns["barcode"]
    if "sku" not in columns:
        raise RefusedError(f"{path} has no column 'sku' in its first line; commas part columns.")
    if {"price", "price_minor"} <= columns.keys() or len(set(heading)) < len(heading):
        raise RefusedError(f"{path} has two columns for one thing in its first line.")
    return columns


def _row(path: Path, number: int, columns: dict[str, int], line: list[str]) -> ProductRow:
    fields: dict[str, Any] = {
        field: line[at].strip() for field, at in columns.items() if at < len(line)
    }
    try:
        price = fields.pop("price", "")
        minor = fields.pop("price_minor", "")
        if price or minor:
            fields["price_minor"] = _whole(minor) if minor else parse_amount(price)
        _read_more(fields)
        return ProductRow.model_validate(fields)
    except ValidationError as error:
        where, said = mistake(error)
        raise RefusedError(f"{path}, line {number}: {where} {said}.") from None
    except RefusedError as error:
        raise RefusedError(f"{path}, line {number}: {error}") from None


def _read_more(fields: dict[str, Any]) -> None:
    """Turn the texts of what an export adds into what a row takes; nothing said is left out."""
    for name in ("unit", "minimum_age", "attributes"):
        if not fields.get(name):
            fields.pop(name, None)
    if "more_barcodes" in fields:
        fields["more_barcodes"] = fields["more_barcodes"].split()
    if "minimum_age" in fields:
        fields["minimum_age"] = _whole(fields["minimum_age"])
    if "attributes" in fields:
        try:
            fields["attributes"] = json.loads(fields["attributes"])
        except (ValueError, RecursionError):
            raise RefusedError("the attributes are no JSON object.") from None


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX):
        raise RefusedError(
            f"'{text}' is not a whole number, like a price in minor units; write it like 1234."
        )
    return int(text)

"""How the catalogue keeps a product: a field map, and the plain item that is read off it."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from core.crdt.field_map import FieldMap, Value, stored_value, stored_values
from core.errors import RefusedError
from core.quantity import MILLI, format_quantity
from core.shop.product_fields import (
    ATTRIBUTES,
    BARCODE,
    BARCODES,
    DEPARTMENT,
    FIELDS_MAX,
    MINIMUM_AGE,
    NAME,
    PARENT,
    PIECE,
    PRICE,
    TAX_CLASS,
    UNIT,
    WEIGHED,
)

ITEMS_REMEMBERED = 4_096
"""Products kept as they were last read: what a shop sells all day, in a few megabytes."""


class CatalogueItem(NamedTuple):
    """A product as the catalogue knows it."""

    sku: str
    name: str
    department: str
    price_minor: int
    barcode: str
    """The first of its barcodes; empty when it was registered without one."""
    more_barcodes: tuple[str, ...] = ()
    unit: str = PIECE
    minimum_age: int = 0
    tax_class: str = ""
    parent: str = ""
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def barcodes(self) -> tuple[str, ...]:
        """All its barcodes."""
        return ((self.barcode,) if self.barcode else ()) + self.more_barcodes

    @property
    def weighed(self) -> bool:
        """Whether it is sold by weight."""
        return self.unit == WEIGHED

    def must_come_in(self, quantity_milli: int) -> None:
        """Raise :class:`RefusedError` when what is sold by the piece would be parted."""
        if quantity_milli % MILLI and not self.weighed:
            raise RefusedError(
                f"{self.sku} is sold by the piece, and {format_quantity(quantity_milli)} is no "
                "number of pieces; goods by weight or length have the unit 'weighed'."
            )


class LostValue(NamedTuple):
    """A value of a product's field that was written apart from the one that stands."""

    sku: str
    field: str
    stands: Value
    lost: Value


def read_item(sku: str, data: bytes) -> CatalogueItem:
    """Return the product a stored field map is of."""
    values = stored_values(data)
    name, department = values.get(NAME, ""), values.get(DEPARTMENT, "")
    price, barcode = values.get(PRICE, 0), values.get(BARCODE, "")
    item = CatalogueItem(sku, name, department, price, barcode)  # type: ignore[arg-type]
    return item if values.keys() <= _PLAIN else _with_more(item, values)


def read_department(data: bytes) -> str:
    """Return the department of the product a stored field map is of."""
    return stored_value(data, DEPARTMENT) or ""  # type: ignore[return-value]


item_of = lru_cache(maxsize=ITEMS_REMEMBERED)(read_item)
"""The same for what is read one by one, and again; a walk over all would only drive that out."""

_PLAIN = frozenset({NAME, DEPARTMENT, PRICE, BARCODE})
"""The fields of a registration; most products never have others."""


def _with_more(item: CatalogueItem, values: dict[str, Value]) -> CatalogueItem:
    codes = [
        name[len(BARCODES) :] for name, held in values.items() if name.startswith(BARCODES) and held
    ]
    attributes = [
        (name[len(ATTRIBUTES) :], str(text))
        for name, text in values.items()
        if name.startswith(ATTRIBUTES) and text
    ]
    return item._replace(
        more_barcodes=tuple(sorted(code for code in codes if code != item.barcode)),
        unit=str(values.get(UNIT, PIECE)),
        minimum_age=int(values.get(MINIMUM_AGE, 0)),
        tax_class=str(values.get(TAX_CLASS, "")),
        parent=str(values.get(PARENT, "")),
        attributes=tuple(sorted(attributes)),
    )


def bounded(fields: FieldMap) -> FieldMap:
    """Return a map without the fields that are too many, the same ones in any order of merging.

    A field that is beyond the first so many by name stays beyond them, for none is ever
    taken away.
    """
    if len(fields.fields) <= FIELDS_MAX:
        return fields
    return FieldMap({name: fields.fields[name] for name in sorted(fields.fields)[:FIELDS_MAX]})


def lost_values(sku: str, fields: FieldMap) -> list[LostValue]:
    """Return every value of a product that was written apart from the one that stands."""
    return [
        LostValue(sku, name, held.value, lost)
        for name, held in sorted(fields.fields.items())
        for lost in held.lost
    ]

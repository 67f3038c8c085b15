"""What a node answers about products."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product as the catalogue has it."""

    sku: str
    name: str
    department: str
    price_minor: int
    barcode: str
    """The first of its barcodes, empty when it was registered without one."""
    more_barcodes: tuple[str, ...]
    unit: str
    minimum_age: int
    tax_class: str
    parent: str
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class LostLine:
    """A value that was written apart from the one that stands, and lost."""

    field: str
    stands: str | int
    lost: str | int


@dataclass(frozen=True, slots=True)
class ProductAnswer:
    """All about one product."""

    product: ProductLine
    variants: tuple[str, ...]
    """The SKUs of what is a variant of it."""
    lost: tuple[LostLine, ...]


@dataclass(frozen=True, slots=True)
class ProductsAnswer:
    """Products that were found, or all there are."""

    products: tuple[ProductLine, ...]


@dataclass(frozen=True, slots=True)
class EditedAnswer:
    """A product that is in the log as it was wanted, flushed."""

    id: str
    sku: str
    fields: tuple[str, ...]
    """What changed; nothing when it was so already."""
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class ImportAnswer:
    """How many products were registered, and how many the catalogue had just so already."""

    registered: int
    unchanged: int

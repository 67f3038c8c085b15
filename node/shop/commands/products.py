"""What is asked about products: one by one, as somebody types, or a whole file of them."""

from __future__ import annotations

from typing import Annotated, Literal, get_args
from uuid import UUID

from pydantic import Field, StringConstraints

from core.shop.limits import NAME_LENGTH_MAX, SKU_LENGTH_MAX
from core.shop.product_fields import FIELDS_MAX, MINIMUM_AGE_MAX, PIECE, WEIGHED
from node.commands import (
    PRODUCTS_MAX,
    Amount,
    ApprovalGiven,
    Code,
    Command,
    OptionalWord,
    Sku,
    Word,
)
from node.wording import KEY_PATTERN

Name = Annotated[str, StringConstraints(max_length=NAME_LENGTH_MAX)]
Unit = Literal["piece", "weighed"]
Age = Annotated[int, Field(ge=0, le=MINIMUM_AGE_MAX)]
Barcodes = Annotated[tuple[Word, ...], Field(max_length=FIELDS_MAX // 2, strict=False)]
Attributes = Annotated[dict[Word, OptionalWord], Field(max_length=FIELDS_MAX // 2)]

assert get_args(Unit) == (PIECE, WEIGHED), "the units of a command are the shop's"

Digest = Annotated[str, StringConstraints(pattern=KEY_PATTERN)]

PARTS_MAX = 1_000
"""Most parts of a file that needs leave: their digests go with each of them."""

FOUND_MAX = 100
"""Most products a search returns: more than anybody reads."""


class ProductRow(Command):
    """One product of a catalogue file; what is not given is left as it is."""

    sku: Sku
    name: Name = ""
    department: OptionalWord = ""
    price_minor: Amount = 0
    barcode: OptionalWord = ""
    more_barcodes: Barcodes = ()
    unit: Unit = "piece"
    minimum_age: Age = 0
    tax_class: OptionalWord = ""
    parent: Annotated[str, StringConstraints(max_length=SKU_LENGTH_MAX)] = ""
    attributes: Attributes = Field(default_factory=dict)


class ImportCatalogue(Command):
    """Register products, all of them or none; of a file that comes in parts, one part."""

    products: Annotated[
        tuple[ProductRow, ...], Field(min_length=1, max_length=PRODUCTS_MAX, strict=False)
    ]
    parts: Annotated[tuple[Digest, ...], Field(max_length=PARTS_MAX, strict=False)] = ()
    """The digests of all parts of a file: leave for one is leave for all. A digest is the SHA-256
    of the part's products as JSON in UTF-8, keys sorted, without blanks, in small hexadecimal."""
    approval: ApprovalGiven | None = None


class ExportCatalogue(Command):
    """Ask for every product, as an import takes it."""


class AddProduct(ProductRow):
    """Register one product."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    plain: bool = False
    """Whether a barcode may have a wrong check digit: some labels do."""
    approval: ApprovalGiven | None = None


class EditProduct(Command):
    """Change fields of a product; None leaves one as it is."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    code: Code
    name: Name | None = None
    department: OptionalWord | None = None
    price_minor: Amount | None = None
    add_barcodes: Barcodes = ()
    remove_barcodes: Barcodes = ()
    unit: Unit | None = None
    minimum_age: Age | None = None
    tax_class: OptionalWord | None = None
    parent: Annotated[str, StringConstraints(max_length=SKU_LENGTH_MAX)] | None = None
    attributes: Attributes = Field(default_factory=dict)
    """Attributes to set; an empty one is taken off."""
    plain: bool = False
    """Whether a barcode may have a wrong check digit: some labels do."""
    approval: ApprovalGiven | None = None


class ShowProduct(Command):
    """Ask all about one product."""

    code: Code


class SearchProducts(Command):
    """Ask which products have words that begin as typed."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=NAME_LENGTH_MAX)]
    limit: Annotated[int, Field(ge=1, le=FOUND_MAX)] = 20

"""Products: registered, edited field by field, shown, searched; one by one or by the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from core.crdt.field_map import FieldMap, Value
from core.errors import RefusedError
from core.log.projection import Table
from core.shop.aggregate import ShopAggregate
from core.shop.barcode import canonical, check_barcode
from core.shop.product import Product
from core.shop.product_edit import FieldEdit, ProductEdit
from core.shop.product_fields import (
    ATTRIBUTES,
    BARCODE,
    BARCODES,
    DEPARTMENT,
    MINIMUM_AGE,
    NAME,
    PARENT,
    PRICE,
    TAX_CLASS,
    UNIT,
    empty_of,
)
from core.shop.roles import Permission
from core.views import catalogue
from core.views.product_record import CatalogueItem, lost_values
from node.shop.answers.products import (
    EditedAnswer,
    ImportAnswer,
    LostLine,
    ProductAnswer,
    ProductLine,
    ProductsAnswer,
)
from node.shop.authority import Authority, authority_at
from node.shop.commands.products import (
    AddProduct,
    EditProduct,
    ExportCatalogue,
    ImportCatalogue,
    ProductRow,
    SearchProducts,
    ShowProduct,
)
from node.shop.import_parts import act_of
from node.till import Till
from node.verb import Verb

CATALOGUE = "catalogue"
"""The name of the projection."""

_FIELD_OF = {
    "name": NAME,
    "department": DEPARTMENT,
    "price_minor": PRICE,
    "barcode": BARCODE,
    "unit": UNIT,
    "minimum_age": MINIMUM_AGE,
    "tax_class": TAX_CLASS,
    "parent": PARENT,
}
"""Which field each word of a command is about."""


def add(till: Till, command: AddProduct) -> EditedAnswer:
    """Register a product; raises :class:`RefusedError` when its SKU or barcode is taken here."""
    if (done := till.done_before(Product, command.id)) is not None:
        return EditedAnswer(str(done.id), done.sku, (), repeated=True)
    authority = authority_at(till, command.approval)
    identifier = command.id or till.log.mint_id()
    with till.log.transaction() as transaction:
        authority.require(Permission.PRICE_CHANGE)
        table = till.log.table(transaction, CATALOGUE)
        if catalogue.by_sku(table, command.sku) is not None:
            raise RefusedError(f"{command.sku} is in the catalogue already; edit it.")
        fields = _wanted(command)
        _check_fields(table, command.sku, fields, plain=command.plain)
        decided = _changes(till, table, command.sku, fields, till.now(), identifier)
        _record(till, authority, decided)
    return EditedAnswer(str(identifier), command.sku, tuple(sorted(fields)))


def edit(till: Till, command: EditProduct) -> EditedAnswer:
    """Change what is given of a product, and nothing else."""
    if (done := till.done_before(ProductEdit, command.id)) is not None:
        changed = tuple(field.name for field in done.fields)
        return EditedAnswer(str(done.id), done.sku, changed, repeated=True)
    authority = authority_at(till, command.approval)
    identifier = command.id or till.log.mint_id()
    with till.log.transaction() as transaction:
        authority.require(Permission.PRICE_CHANGE)
        table = till.log.table(transaction, CATALOGUE)
        item = till.product(transaction, command.code)
        fields = _edited(command, item)
        _check_fields(table, item.sku, fields, plain=command.plain)
        decided = _changes(till, table, item.sku, fields, till.now(), identifier)
        _record(till, authority, decided)
    edits = [one for one in decided if isinstance(one, ProductEdit)]
    changed = tuple(field.name for one in edits for field in one.fields)
    return EditedAnswer(str(identifier) if decided else "", item.sku, changed)


def _wanted(row: ProductRow) -> dict[str, Value]:
    """Return the fields a row gives, by their names in the catalogue."""
    given = row.model_fields_set
    fields: dict[str, Value] = {
        field: getattr(row, word) for word, field in _FIELD_OF.items() if word in given
    }
    fields |= {BARCODES + code: 1 for code in row.more_barcodes}
    fields |= {ATTRIBUTES + name: text for name, text in row.attributes.items()}
    return fields


def _edited(command: EditProduct, item: CatalogueItem) -> dict[str, Value]:
    fields: dict[str, Value] = {}
    for word, field in _FIELD_OF.items():
        if (value := getattr(command, word, None)) is not None:
            fields[field] = value
    fields |= {BARCODES + code: 1 for code in command.add_barcodes if code not in item.barcodes}
    fields |= {ATTRIBUTES + name: text for name, text in command.attributes.items()}
    for code in command.remove_barcodes:
        if code not in item.barcodes:
            raise RefusedError(f"{item.sku} has no barcode {code}.")
        if code == item.barcode:
            fields[BARCODE] = ""
        if code in item.more_barcodes:
            fields[BARCODES + code] = 0
    return fields


def _check_fields(table: Table, sku: str, fields: Mapping[str, Value], *, plain: bool) -> None:
    """Check what only the catalogue can tell; raises :class:`RefusedError`."""
    first = fields.get(BARCODE)
    codes = [str(first)] if first else []
    family = {name: on for name, on in fields.items() if name.startswith(BARCODES)}
    codes += [name[len(BARCODES) :] for name, on in family.items() if on]
    for code in codes:
        check_barcode(code, plain=plain)
        others = {item.sku for item in catalogue.by_code(table, canonical(code))} - {sku}
        if others:
            raise RefusedError(f"Barcode {code} is that of {', '.join(sorted(others))} already.")
    parent = fields.get(PARENT)
    if parent == sku:
        raise RefusedError(f"{sku} cannot be a variant of itself.")
    if parent and catalogue.by_sku(table, str(parent)) is None:
        raise RefusedError(f"No product has the SKU '{parent}'.")


def _changes(
    till: Till,
    table: Table,
    sku: str,
    wanted: Mapping[str, Value],
    timestamp: datetime,
    identifier: UUID | None = None,
) -> list[ShopAggregate]:
    """Return what to decide so that a product has these fields: nothing when it has them.

    A product nobody knew is registered, and edited when it has more than a registration holds.
    """
    held = catalogue.fields_of(table, sku)
    decided: list[ShopAggregate] = []
    if not held.fields:
        decided.append(
            Product.register(
                id=identifier or till.log.mint_id(),
                timestamp=timestamp,
                sku=sku,
                name=str(wanted.get(NAME, "")),
                department=str(wanted.get(DEPARTMENT, "")),
                price_minor=int(wanted.get(PRICE, 0)),
                barcode=str(wanted.get(BARCODE, "")),
            )
        )
        identifier = None
        wanted = {
            name: value
            for name, value in wanted.items()
            if name not in (NAME, DEPARTMENT, PRICE, BARCODE)
        }
    edits = [
        FieldEdit(name, held.revision(name) + 1, value)
        for name, value in wanted.items()
        if _differs(held, name, value)
    ]
    if edits:
        identifier = identifier or till.log.mint_id()
        edited = ProductEdit.decide(id=identifier, timestamp=timestamp, sku=sku, fields=edits)
        decided.append(edited)
    return decided


def _record(
    till: Till, authority: Authority, decided: Sequence[ShopAggregate], act: UUID | None = None
) -> None:
    """Record what was decided, with the leave it needed; nothing needs no leave."""
    for first in decided[:1]:
        till.application.record(*decided, *authority.approved(act or first.id))


def _differs(held: FieldMap, name: str, value: Value) -> bool:
    """Return whether a field must be written: what lost is settled by saying who is right."""
    field = held.fields.get(name)
    return value != empty_of(name) if field is None else value != field.value or bool(field.lost)


def import_catalogue(till: Till, command: ImportCatalogue) -> ImportAnswer:
    """Register every product that is new and edit every one that is changed, in one commit."""
    act = act_of(command)
    authority = authority_at(till, command.approval, act)
    with till.log.transaction() as transaction:
        authority.require(Permission.PRICE_CHANGE)
        table = till.log.table(transaction, CATALOGUE)
        timestamp = till.now()
        changes = [
            _changes(till, table, row.sku, _wanted(row), timestamp) for row in command.products
        ]
        _record(till, authority, [decided for change in changes for decided in change], act)
    registered = sum(bool(change) for change in changes)
    return ImportAnswer(registered, len(changes) - registered)


def export_catalogue(till: Till, command: ExportCatalogue) -> ProductsAnswer:
    """Return every product."""
    with till.log.read() as view:
        return _lines(list(catalogue.products(view.table(CATALOGUE))))


def show(till: Till, command: ShowProduct) -> ProductAnswer:
    """Return a product, its variants, and what lost against what it says."""
    with till.log.read() as view:
        table = view.table(CATALOGUE)
        item = till.product(view.transaction, command.code)
        variants = tuple(catalogue.variants(table, item.sku))
        lost = tuple(
            LostLine(each.field, each.stands, each.lost)
            for each in lost_values(item.sku, catalogue.fields_of(table, item.sku))
        )
    return ProductAnswer(_line(item), variants, lost)


def search(till: Till, command: SearchProducts) -> ProductsAnswer:
    """Return the first products that what was typed may mean."""
    with till.log.read() as view:
        return _lines(catalogue.search(view.table(CATALOGUE), command.text, command.limit))


def _lines(items: Sequence[CatalogueItem]) -> ProductsAnswer:
    return ProductsAnswer(tuple(map(_line, items)))


def _line(item: CatalogueItem) -> ProductLine:
    return ProductLine(*item[:-1], attributes=dict(item.attributes))


VERBS: dict[str, Verb] = {
    "import-catalogue": Verb(ImportCatalogue, import_catalogue),
    "export-catalogue": Verb(ExportCatalogue, export_catalogue),
    "product-add": Verb(AddProduct, add),
    "product-edit": Verb(EditProduct, edit),
    "product-show": Verb(ShowProduct, show),
    "product-search": Verb(SearchProducts, search),
}
"""The verbs about products."""

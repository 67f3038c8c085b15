"""The verbs of products: add, edit, show, search, and the catalogue as a file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from core.errors import RefusedError, StorageError
from core.money import parse_amount
from node.catalogue_file import WrongBarcodesError, read_catalogue
from node.cli import pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.cli.speech import Speech, speech_of
from node.desk import open_desk
from node.shop.commands.products import PARTS_MAX
from node.shop.import_parts import digest_of
from node.wording import one_line

PART_PRODUCTS = 100
"""Products of one commit of an import: some hundredths of a second of the till's time."""

product = typer.Typer(help="Add, edit, show and find products.")

EXPORTED = (
    *("sku", "name", "department", "price_minor", "barcode", "more_barcodes"),
    *("unit", "minimum_age", "tax_class", "parent", "attributes"),
)
"""The columns of an exported file, which an import reads."""

BarcodeOption = Annotated[list[str] | None, typer.Option("--barcode", help="One of its barcodes.")]
AttributeOption = Annotated[
    list[str] | None, typer.Option("--attribute", help="NAME=VALUE, as of a variant; several.")
]
PlainOption = Annotated[
    bool, typer.Option("--plain", help="Take a barcode whose check digit is wrong.")
]
NameOption = Annotated[str | None, typer.Option(help="What it is called.")]
DepartmentOption = Annotated[str | None, typer.Option(help="Where it belongs.")]
PriceOption = Annotated[str | None, typer.Option(help="What one costs, like 12.34.")]
UnitOption = Annotated[str | None, typer.Option(help="piece or weighed.")]
AgeOption = Annotated[int | None, typer.Option(help="From which age it may be sold.")]
TaxOption = Annotated[str | None, typer.Option(help="Its tax class.")]
ParentOption = Annotated[str | None, typer.Option(help="The SKU it is a variant of.")]


def _fields(attribute: list[str] | None, price: str | None, **given: Any) -> dict[str, Any]:
    """Return what was given of a product, as the commands take it."""
    fields = {word: value for word, value in given.items() if value is not None}
    if price is not None:
        fields["price_minor"] = parse_amount(price)
    attributes = {}
    for text in attribute or ():
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise RefusedError(f"'{text}' is no attribute; write it like size=XL.")
        attributes[name] = value
    return fields | ({"attributes": attributes} if attributes else {})


@product.command("add")
def add(
    sku: Annotated[str, typer.Argument(help="The shop's name of it.")],
    name: NameOption = None,
    department: DepartmentOption = None,
    price: PriceOption = None,
    barcode: BarcodeOption = None,
    unit: UnitOption = None,
    minimum_age: AgeOption = None,
    tax_class: TaxOption = None,
    parent: ParentOption = None,
    attribute: AttributeOption = None,
    plain: PlainOption = False,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Register a product."""
    fields = _fields(
        attribute,
        price,
        name=name,
        department=department,
        unit=unit,
        minimum_age=minimum_age,
        tax_class=tax_class,
        parent=parent,
    )
    said = fields | {"sku": sku, "more_barcodes": barcode or [], "plain": plain}
    said |= pin_entry.approval(approver, approval)
    answer = do(data, "product-add", command_id, said)
    added = speech_of(data).say("Added {sku}.", sku=one_line(answer["sku"]))
    show.show(answer, as_json=as_json, sentence=added)


@product.command("edit")
def edit(
    code: Annotated[str, typer.Argument(help="Its SKU or barcode.")],
    name: NameOption = None,
    department: DepartmentOption = None,
    price: PriceOption = None,
    add_barcode: Annotated[list[str] | None, typer.Option(help="One more barcode.")] = None,
    remove_barcode: Annotated[list[str] | None, typer.Option(help="One barcode less.")] = None,
    unit: UnitOption = None,
    minimum_age: AgeOption = None,
    tax_class: TaxOption = None,
    parent: ParentOption = None,
    attribute: AttributeOption = None,
    plain: PlainOption = False,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Change what is given of a product; everything else is left as it is."""
    fields = _fields(
        attribute,
        price,
        name=name,
        department=department,
        unit=unit,
        minimum_age=minimum_age,
        tax_class=tax_class,
        parent=parent,
    )
    codes = {"add_barcodes": add_barcode or [], "remove_barcodes": remove_barcode or []}
    said = fields | codes | {"code": code, "plain": plain}
    said |= pin_entry.approval(approver, approval)
    answer = do(data, "product-edit", command_id, said)
    spoken = speech_of(data)
    say, changed = spoken.say, ", ".join(map(spoken.heard, answer["fields"]))
    sentence = say("It was so already.")
    if changed:
        sentence = say("Changed {fields} of {sku}.", fields=changed, sku=answer["sku"])
    show.show(answer, as_json=as_json, sentence=one_line(sentence))


@product.command("show")
def show_product(
    code: Annotated[str, typer.Argument(help="Its SKU or barcode.")],
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show all about a product, and what lost against what it says."""
    answer = ask(data, "product-show", {"code": code})
    show.tell(answer, data, as_json=as_json, sentence=_product)


def _product(spoken: Speech, answer: dict[str, Any]) -> str:
    found = answer["product"]
    told = [f"{found['sku']}: {found['name']}, {spoken.money(found['price_minor'])}"]
    codes = ([found["barcode"]] if found["barcode"] else []) + list(found["more_barcodes"])
    if codes:
        told.append("  " + spoken.say("barcodes: {codes}", codes=", ".join(codes)))
    if answer["variants"]:
        told.append("  " + spoken.say("variants: {skus}", skus=", ".join(answer["variants"])))
    told += [show.lost(spoken, each) for each in answer["lost"]]
    return "\n".join(map(one_line, told))


@product.command("search")
def search(
    text: Annotated[str, typer.Argument(help="A code, or how words of the name begin.")],
    limit: Annotated[int, typer.Option(help="Most products to show.")] = 20,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Find products as somebody types."""
    answer = ask(data, "product-search", {"text": text, "limit": limit})
    spoken = speech_of(data)
    say = spoken.say
    if as_json or not answer["products"]:
        show.show(answer, as_json=as_json, sentence=say("No product is called so."))
        return
    table = Table()
    for heading in (say("SKU"), say("Product"), say("Price")):
        table.add_column(heading)
    for found in answer["products"]:
        words = (found["sku"], found["name"], spoken.money(found["price_minor"]))
        table.add_row(*(Text(one_line(word)) for word in words))
    show.print_table(table)


def import_catalogue(
    file: Annotated[Path, typer.Argument(help="CSV or CSV.GZ with a heading.", dir_okay=False)],
    plain: PlainOption = False,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Register the products of a file; where a line of it is wrong, none of them."""
    try:
        rows = read_catalogue(file, plain=plain)
    except WrongBarcodesError as error:
        for fault in error.faults:
            typer.echo(one_line(fault), err=True)
        raise
    products = [row.model_dump(exclude_unset=True) for row in rows]
    answer = import_in_parts(data, products, pin_entry.approval(approver, approval))
    show.tell(answer, data, as_json=as_json, sentence=_imported)


def _imported(spoken: Speech, answer: dict[str, Any]) -> str:
    return spoken.count(
        "Registered {count} product; {unchanged} were so already.",
        "Registered {count} products; {unchanged} were so already.",
        answer["registered"],
        unchanged=answer["unchanged"],
    )


def import_in_parts(
    data: Path, products: list[dict[str, Any]], given: dict[str, Any]
) -> dict[str, Any]:
    """Register products part by part, so that a till that sells meanwhile waits for one part only.

    Leave is for all of them together: each part names them all. Whatever ends it in the middle,
    the parts before stand, and the same command goes on from there.
    """
    size = max(PART_PRODUCTS, -(-len(products) // PARTS_MAX)) if given else PART_PRODUCTS
    starts = range(0, len(products), size)
    if given:
        given = {**given, "parts": [digest_of(products[at : at + size]) for at in starts]}
    done = {"registered": 0, "unchanged": 0}
    with open_desk(data) as desk:
        for at in starts:
            try:
                part = products[at : at + size]
                answer = desk.ask("import-catalogue", {"products": part, **given})
            except (RefusedError, StorageError) as error:
                if not at:
                    raise
                raise type(error)(
                    f"{error} {at} of {len(products)} products are in; the same command goes on."
                ) from None
            for name in done:
                done[name] += answer[name]
    return done


def export_catalogue(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Print every product as CSV, which an import reads."""
    answer = ask(data, "export-catalogue", {})
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(EXPORTED)
    for found in answer["products"]:
        written = {
            "more_barcodes": " ".join(found["more_barcodes"]),
            "attributes": json.dumps(found["attributes"], ensure_ascii=False),
        }
        rows.writerow([(found | written)[name] for name in EXPORTED])
    show.show(answer, as_json=as_json, sentence=text.getvalue().rstrip("\n"))


def register(app: typer.Typer) -> None:
    """Add the verbs of products."""
    app.add_typer(product, name="product")
    app.command("import-catalogue")(import_catalogue)
    app.command("export-catalogue")(export_catalogue)

"""One check a property: what the projections of a settled mesh must say, summed independently."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from core.hlc import milliseconds_of
from core.log.event_log import EventLog
from core.log.projection import Table
from core.shop.product import Product
from core.shop.product_edit import ProductEdit
from core.shop.refund import Refund
from core.shop.sale import Sale, receipt_text
from core.shop.stock import StockAdjustment, StockReceipt
from core.shop.transfer import Arrival, Cancellation, Dispatch
from core.views import catalogue, inventory, receipts, takings
from core.views.product_record import CatalogueItem
from core.views.reviews import REVIEW_KINDS
from core.views.reviews.state import reviews
from tests.core.views.mesh import DAY_MS, Mesh
from tests.stock_acts import finish_count

ITEM, DISCOUNT, COUPON, TAX, ROUNDING = 0, 1, 2, 3, 4


MONEY = {
    ITEM: ("sales_minor", 1),
    DISCOUNT: ("sales_minor", 1),
    COUPON: ("coupon_minor", -1),
    TAX: ("tax_minor", 1),
    ROUNDING: ("rounding_minor", 1),
}
"""Which sum a line's amount goes into, and which way."""


def every_node_holds_the_same_bytes(mesh: Mesh) -> None:
    for node in range(1, len(mesh.logs)):
        assert mesh.dump(node) == mesh.dump(0)


def rebuilding_gives_the_same_bytes(mesh: Mesh) -> None:
    for node, log in enumerate(mesh.logs):
        before = mesh.dump(node)
        log.rebuild()
        assert mesh.dump(node) == before


def stock_is_conserved(mesh: Mesh) -> None:
    """Stock = received + adjusted + refunded - sold, at every location, below zero too."""
    came_in: Counter[tuple[str, str]] = Counter()
    went_out: Counter[tuple[str, str]] = Counter()
    for made in mesh.acts_of(StockReceipt.receive) + mesh.acts_of(StockAdjustment.adjust):
        for sku, quantity in made.act.fields["lines"]:
            moved = came_in if quantity > 0 else went_out
            moved[sku, made.act.fields["location"]] += abs(quantity)
    for made in mesh.acts_of(finish_count):
        for sku, (counted, book, _) in made.act.fields["lines"].items():
            moved = came_in if counted >= book else went_out
            moved[sku, made.act.fields["location"]] += abs(counted - book)
    for sku, here, there, quantity in _carried(mesh):
        went_out[sku, here] += quantity
        if there:
            came_in[sku, there] += quantity
    for made in mesh.acts_of(Refund.complete):
        for line in made.act.fields["lines"]:
            came_in[line.sku, made.act.fields["location"]] += line.quantity_milli
    for made in mesh.acts_of(Sale.complete):
        for line in made.act.fields["lines"]:
            if line.kind == ITEM:
                went_out[line.sku, made.act.fields["location"]] += line.quantity_milli
    figures = mesh.look("inventory", lambda table: list(inventory.figures(table)))
    assert {(at.sku, at.location): (at.in_milli, at.out_milli) for at in figures} == {
        at: (came_in[at], went_out[at]) for at in came_in.keys() | went_out.keys()
    }
    for at in figures:
        assert at.quantity_milli == at.in_milli - at.out_milli
        assert at in mesh.look("inventory", _with(inventory.figures, at.sku))
        counter = mesh.look("inventory", _with(inventory.counter_of, at.sku, at.location))
        assert counter.value == at.quantity_milli


def _carried(mesh: Mesh) -> Iterator[tuple[str, str, str, int]]:
    """Yield what transfers moved: SKU, from where, to where, how much; to nowhere when lost."""
    for made in mesh.acts_of(Dispatch.send):
        for sku, quantity in made.act.fields["lines"]:
            way = f"transit:{made.act.fields['to']}"
            yield sku, made.act.fields["location"], way, quantity
    for made in mesh.acts_of(Cancellation.cancel):
        for sku, quantity in made.act.fields["lines"]:
            way = f"transit:{made.act.fields['to']}"
            yield sku, way, made.act.fields["location"], quantity
    for made in mesh.acts_of(Arrival.receive):
        here = made.act.fields["location"]
        for sku, received, lost in made.act.fields["lines"]:
            yield sku, f"transit:{here}", here, received
            yield sku, f"transit:{here}", "", lost


def _with(ask: Callable[..., Any], *arguments: Any) -> Callable[[Table], Any]:
    """Ask with arguments, and finish while the transaction is open."""

    def asked(table: Table) -> Any:
        answer = ask(table, *arguments)
        return list(answer) if hasattr(answer, "__next__") else answer

    return asked


def takings_are_plain_sums(mesh: Mesh) -> None:
    expected: defaultdict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    brought: Counter[str] = Counter()
    for made in mesh.acts_of(Sale.complete) + mesh.acts_of(Refund.complete):
        said = made.act.fields
        day = made.act.at_ms // DAY_MS
        sums = expected[said["location"], day, said["series"], said["currency"]]
        if made.act.decide == Sale.complete:
            lines = said["lines"]
            items = [line for line in lines if line.kind == ITEM]
            sums["sales"] += 1
            sums["items"] += len(items)
            sums["quantity_milli"] += sum(line.quantity_milli for line in items)
            for line in lines:
                word, sign = MONEY[line.kind]
                sums[word] += sign * line.amount_minor
            sums["paid_minor"] += sum(line.amount_minor for line in lines)
            for tender in said["tenders"]:
                brought[tender.kind] += tender.amount_minor
        else:
            paid_out = sum(line.amount_minor for line in said["lines"])
            sums["refunds"] += 1
            sums["refunded_milli"] += sum(line.quantity_milli for line in said["lines"])
            sums["refunded_minor"] += paid_out
            brought[said["tender"]] -= paid_out
    seen = dict(mesh.look("takings", _with(takings.groups)))
    assert {tuple(group): sums._asdict() for group, sums in seen.items()} == {
        group: {name: sums[name] for name in takings.Takings._fields}
        for group, sums in expected.items()
    }
    assert mesh.look("takings", takings.tenders) == brought
    whole = mesh.look("takings", takings.total)
    assert whole.paid_minor - whole.refunded_minor == sum(brought.values())


def every_receipt_is_found_by_its_number(mesh: Mesh) -> None:
    printed = mesh.acts_of(Sale.complete) + mesh.acts_of(Refund.complete)
    for made in printed:
        text = receipt_text(made.act.fields["series"], made.number)
        found = mesh.look("receipts", _with(receipts.find, text))
        assert all(receipt.text == text for receipt in found)
        (mine,) = [
            receipt
            for receipt in found
            if (receipt.stream, receipt.sequence) == (made.stream, made.entry.sequence)
        ]
        assert (mine.id, mine.at_ms) == (made.id, made.act.at_ms)
        assert mine.location == made.act.fields["location"]
        paid = sum(line.amount_minor for line in made.act.fields["lines"])
        sold = made.act.decide == Sale.complete
        assert (mine.kind, mine.total_minor) == (("sale", paid) if sold else ("refund", -paid))
    assert len(mesh.look("receipts", _with(receipts.all_receipts))) == len(printed)


def numbers_have_no_gaps_and_only_grow(mesh: Mesh) -> None:
    taken: defaultdict[Any, list[int]] = defaultdict(list)
    for made in mesh.written:
        if made.act.numbered:
            taken[made.stream.origin, made.act.fields["series"]].append(made.number)
    for (origin, series), numbers in taken.items():
        assert numbers == list(range(1, 1 + len(numbers)))
        following = mesh.look("receipts", _with(receipts.next_number, origin, series))
        assert following == 1 + len(numbers)


def refunds_add_up_by_sale_and_item(mesh: Mesh) -> None:
    back: defaultdict[Any, Counter[int]] = defaultdict(Counter)
    money: defaultdict[Any, Counter[int]] = defaultdict(Counter)
    for made in mesh.acts_of(Refund.complete):
        for line in made.act.fields["lines"]:
            back[made.act.fields["sale"]][line.item] += line.quantity_milli
            money[made.act.fields["sale"]][line.item] += line.amount_minor
    for sale, quantities in back.items():
        assert mesh.look("receipts", _with(receipts.refunded, sale)) == {
            item: (quantities[item], money[sale][item]) for item in quantities
        }


def _writes(mesh: Mesh) -> dict[str, dict[str, list[tuple[Any, ...]]]]:
    """Every write of every field of every product, as (revision, stamp, origin, place, value)."""
    writes: dict[str, dict[str, list[tuple[Any, ...]]]] = defaultdict(lambda: defaultdict(list))
    for made in mesh.acts_of(Product.register) + mesh.acts_of(ProductEdit.decide):
        said = made.act.fields
        if made.act.decide == Product.register:
            names = {"name": "name", "department": "department", "price": "price_minor"}
            fields = [(name, 1, said[word]) for name, word in names.items()]
            fields.append(("barcode", 1, said["barcode"]))
        else:
            fields = said["fields"]
        at = milliseconds_of(made.entry.hlc), *made.stream.origin, made.entry.sequence
        for name, revision, value in fields:
            writes[said["sku"]][name].append((revision, *at, value))
    return writes


def the_catalogue_holds_what_was_written_last_field_by_field(mesh: Mesh) -> None:
    expected, lost = [], set()
    for sku, fields in sorted(_writes(mesh).items()):
        values = {}
        for name, writes in fields.items():
            newest = max(write[0] for write in writes)
            of_origin = {write[2:4]: write for write in sorted(writes) if write[0] == newest}
            *others, last = sorted(of_origin.values())
            values[name] = last[-1]
            lost |= {(sku, name, last[-1], one[-1]) for one in others if one[-1] != last[-1]}
        plain = [values.get(name, empty) for name, empty in NOTHING.items()]
        more = {name[8:] for name, held in values.items() if name.startswith("barcode/") and held}
        sizes = [("size", text) for text in [values.get("attribute/size")] if text]
        item = CatalogueItem(sku, *plain[:4])
        item = item._replace(**dict(zip(LATER, plain[4:], strict=True)))
        item = item._replace(attributes=tuple(sizes))
        more_codes = tuple(sorted(more - {plain[3]}))
        expected.append(item._replace(more_barcodes=more_codes))

    def look_at(ask: Callable[..., Any], *arguments: Any) -> Any:
        return mesh.look("catalogue", _with(ask, *arguments))

    items = look_at(catalogue.products)
    assert items == expected
    assert set(look_at(catalogue.lost)) == lost
    by_barcode = defaultdict(list)
    for item in items:
        assert look_at(catalogue.by_code, item.sku) == [item]
        for code in item.barcodes:
            by_barcode[code].append(item)
    for barcode in ("401", "4012", "40", ""):
        assert look_at(catalogue.by_code, barcode) == by_barcode[barcode]
    indexed = mesh.look("catalogue", lambda table: list(table.scan(b"b")))
    assert len(indexed) == sum(len(item.barcodes) for item in items), "a stale barcode"
    shared = {code: [item.sku for item in found] for code, found in by_barcode.items()}
    assert [(code, list(skus)) for code, skus in look_at(catalogue.shared_barcodes)] == sorted(
        (code, skus) for code, skus in shared.items() if len(skus) > 1
    )


LATER = ("unit", "minimum_age", "tax_class", "parent")
NOTHING: dict[str, Any] = {"name": "", "department": "", "price": 0, "barcode": ""}
NOTHING |= {"unit": "piece", "minimum_age": 0, "tax_class": "", "parent": ""}
"""What a field says that nobody has written."""


def every_node_derives_the_same_reviews(mesh: Mesh) -> None:
    derived = [_reviews(log) for log in mesh.logs]
    assert all(found == derived[0] for found in derived)


def _reviews(log: EventLog) -> list[Any]:
    """Every review with all that takes part, as one node derives it."""
    involved = {kind.name: kind.involved for kind in REVIEW_KINDS}
    with log.read() as view:
        return [
            (found, found.problem.id, involved[found.problem.kind](view, found.problem))
            for found in reviews(view, REVIEW_KINDS)
        ]


EVERY_CHECK = (
    every_node_derives_the_same_reviews,
    every_node_holds_the_same_bytes,
    stock_is_conserved,
    takings_are_plain_sums,
    every_receipt_is_found_by_its_number,
    numbers_have_no_gaps_and_only_grow,
    refunds_add_up_by_sale_and_item,
    the_catalogue_holds_what_was_written_last_field_by_field,
    rebuilding_gives_the_same_bytes,
)

"""One check a property: what the projections of a settled mesh must say, summed independently."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from core.hlc import milliseconds_of
from core.log.event_log import EventLog
from core.log.projection import Table
from core.shop.product import Product
from core.shop.refund import Refund
from core.shop.sale import Sale, receipt_text
from core.shop.stock import StockAdjustment, StockReceipt
from core.shop.ticket import Ticket
from core.shop.transfer import Arrival, Cancellation, Dispatch
from core.views import catalogue, inventory, receipts, takings, tickets
from core.views.reviews import REVIEW_KINDS
from core.views.reviews.state import reviews
from tests.core.views.mesh import DAY_MS, Mesh
from tests.stock_acts import finish_count
from tests.strategies import complete_ticket

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


def the_catalogue_holds_what_was_registered_last(mesh: Mesh) -> None:
    last = {}
    for made in sorted(
        mesh.acts_of(Product.register),
        key=lambda made: (
            milliseconds_of(made.entry.hlc),
            *made.stream.origin,
            made.entry.sequence,
        ),
    ):
        last[made.act.fields["sku"]] = catalogue.CatalogueItem(**made.act.fields)
    items = mesh.look("catalogue", _with(catalogue.products))
    assert items == [last[sku] for sku in sorted(last)]
    by_barcode = defaultdict(list)
    for item in items:
        assert mesh.look("catalogue", _with(catalogue.by_code, item.sku)) == [item]
        by_barcode[item.barcode].append(item)
    for barcode in ("401", "4012", "40", ""):
        expected = by_barcode[barcode] if barcode else []
        assert mesh.look("catalogue", _with(catalogue.by_code, barcode)) == expected
    indexed = mesh.look("catalogue", lambda table: list(table.scan(b"b")))
    assert len(indexed) == sum(bool(item.barcode) for item in items), "a stale barcode"


def the_open_tickets_are_those_not_completed(mesh: Mesh) -> None:
    still_open = set()
    for made in mesh.written:
        if made.act.decide == Ticket.open:
            still_open.add((made.id, made.stream))
        elif made.act.decide == complete_ticket:
            still_open.discard((made.id, made.stream))
    assert mesh.look("tickets", tickets.open_tickets) == sorted(still_open)


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
    the_catalogue_holds_what_was_registered_last,
    the_open_tickets_are_those_not_completed,
    rebuilding_gives_the_same_bytes,
)

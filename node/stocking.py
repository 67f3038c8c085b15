"""The stockroom: deliveries, corrections, figures, and the catalogue."""

from __future__ import annotations

from core.log.store import Transaction
from core.shop.alert import NO_ALERT
from core.shop.product import Product
from core.shop.roles import Permission
from core.shop.stock import StockAdjustment, StockReceipt
from core.views import alerts, catalogue, stock_rows
from core.views.catalogue import CatalogueItem
from node.answers import DoneAnswer, ImportAnswer, StockAnswer, StockLine
from node.commands import AdjustStock, ImportCatalogue, ReceiveStock, Stock, StockLineMoved
from node.shop.authority import authority_at
from node.till import Till


def receive(till: Till, command: ReceiveStock) -> DoneAnswer:
    """Book a delivery; raises :class:`core.errors.RefusedError` on a negative quantity."""
    if (done := till.done_before(StockReceipt, command.id)) is not None:
        return DoneAnswer(str(done.id), len(done.lines), repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        authority.require(Permission.STOCK_RECEIVE, about=command.reference)
        decided = StockReceipt.receive(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            location=till.config.branch,
            lines=_lines(till, transaction, command.lines),
            reference=command.reference,
        )
        till.application.record(decided, *authority.approved(decided.id))
    return DoneAnswer(str(decided.id), len(command.lines))


def adjust(till: Till, command: AdjustStock) -> DoneAnswer:
    """Put stock right; raises :class:`core.errors.RefusedError` without a reason."""
    if (done := till.done_before(StockAdjustment, command.id)) is not None:
        return DoneAnswer(str(done.id), len(done.lines), repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        authority.require(Permission.STOCK_ADJUST, about=command.reason)
        decided = StockAdjustment.adjust(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            location=till.config.branch,
            lines=_lines(till, transaction, command.lines),
            reason=command.reason,
        )
        till.application.record(decided, *authority.approved(decided.id))
    return DoneAnswer(str(decided.id), len(command.lines))


def _lines(
    till: Till, transaction: Transaction, lines: tuple[StockLineMoved, ...]
) -> list[tuple[str, int]]:
    return [(till.product(transaction, line.code).sku, line.quantity_milli) for line in lines]


def import_catalogue(till: Till, command: ImportCatalogue) -> ImportAnswer:
    """Register every product that is new or changed, in one commit."""
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        authority.require(Permission.PRICE_CHANGE)
        table = till.log.table(transaction, "catalogue")
        changed = [
            row
            for row in command.products
            if catalogue.by_sku(table, row.sku)
            != CatalogueItem(row.sku, row.name, row.department, row.price_minor, row.barcode)
        ]
        timestamp = till.now()
        registered = [
            Product.register(
                id=till.log.mint_id(),
                timestamp=timestamp,
                sku=row.sku,
                name=row.name,
                department=row.department,
                price_minor=row.price_minor,
                barcode=row.barcode,
                revision=catalogue.revision_of(table, row.sku) + 1,
            )
            for row in changed
        ]
        for first in registered[:1]:
            till.application.record(*registered, *authority.approved(first.id))
    return ImportAnswer(len(changed), len(command.products) - len(changed))


def stock(till: Till, command: Stock) -> StockAnswer:
    """Return the figures of every branch this node knows, of one product or of all."""
    with till.log.read() as view:
        products, thresholds = view.table("catalogue"), view.table(alerts.Alerts.name)
        sku = None
        if command.code is not None:
            sku = till.product(view.transaction, command.code).sku
        now_ms, latest = till.log.now_ms(), stock_rows.as_of_ms(view)
        lines = []
        for figure in stock_rows.figures_everywhere(view, sku):
            if command.location not in (None, figure.location):
                continue
            product = catalogue.by_sku(products, figure.sku)
            low_milli = alerts.threshold(thresholds, figure.location, figure.sku)
            exact = figure.location == till.config.branch
            as_of_ms = stock_rows.location_as_of_ms(latest, figure.location)
            lines.append(
                StockLine(
                    figure.sku,
                    product.name if product is not None else "",
                    figure.location,
                    figure.quantity_milli,
                    figure.quantity_milli < 0,
                    low_milli != NO_ALERT and figure.quantity_milli <= low_milli,
                    exact,
                    as_of_ms,
                    # A branch whose clock is ahead of ours is heard of now, not tomorrow.
                    0 if exact else max(0, now_ms - as_of_ms) // 1_000,
                )
            )
        digest = view.table("inventory").digest().hex()
        return StockAnswer(tuple(lines), view.last_lsn(), digest)

"""The stockroom: deliveries, corrections and figures."""

from __future__ import annotations

from core.log.store import Transaction
from core.shop.alert import NO_ALERT
from core.shop.credit import GIFT_CARD
from core.shop.roles import Permission
from core.shop.stock import StockAdjustment, StockReceipt
from core.views import alerts, catalogue, stock_rows
from node.answers import DoneAnswer, StockAnswer, StockLine
from node.commands import AdjustStock, ReceiveStock, Stock, StockLineMoved
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
    return [
        (till.goods(transaction, line.code, line.quantity_milli).sku, line.quantity_milli)
        for line in lines
    ]


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
            if command.location not in (None, figure.location) or figure.sku == GIFT_CARD:
                continue  # a card is sold, and is no goods
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

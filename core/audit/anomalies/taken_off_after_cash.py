"""Lines taken off a ticket after cash was put on it, or cash sales refunded within minutes."""

from __future__ import annotations

from collections.abc import Iterator

from core.audit.anomalies.anomaly import MINUTE_MS, Anomaly, Story
from core.audit.ledger import ticket_of
from core.shop import kinds
from core.shop.z_report import DRAWER

SOON_MS = 10 * MINUTE_MS
"""A customer who paid cash and is still in the shop; later ones come back with the goods."""


class TakenOffAfterCash:
    """A void or a refund shortly after cash was taken."""

    name = "taken-off-after-cash"
    explains = (
        "Cash was taken, and then a line was taken off the ticket, or the sale was refunded "
        f"in cash within {SOON_MS // MINUTE_MS} minutes at the same till: the customer may "
        "have paid and gone, and the cash with them who stayed. It is innocent when a "
        "customer changed their mind."
    )

    def look(self, story: Story) -> Iterator[Anomaly]:
        """Follow each ticket and each cash sale."""
        yield from self._tickets(story)
        yield from self._refunds(story)

    def _tickets(self, story: Story) -> Iterator[Anomaly]:
        paid: set[bytes] = set()
        for one in story.of(kinds.TICKET_TENDERED, kinds.TICKET_LINE_REMOVED):
            if one.kind == kinds.TICKET_TENDERED:
                if one.fact.kind in DRAWER:
                    paid.add(ticket_of(one))
            elif ticket_of(one) in paid:
                said = f"Line {one.fact.line} was taken off a ticket that cash had been paid on."
                yield Anomaly(self.name, one, "", said)

    def _refunds(self, story: Story) -> Iterator[Anomaly]:
        sales = {
            one.id: one
            for one in story.of(kinds.SALE_COMPLETED)
            if any(tender in DRAWER for tender, _ in one.fact.tenders)
        }
        for one in story.of(kinds.REFUND_COMPLETED):
            sale = sales.get(one.fact.sale)
            if sale is None or sale.stream != one.stream:
                continue
            in_cash = any(tender in DRAWER for tender, _ in one.fact.tenders)
            after_ms = one.stamp_ms - sale.stamp_ms
            if in_cash and after_ms <= SOON_MS:
                said = f"{sale.receipt} was paid in cash and refunded {after_ms // 1000} s later."
                yield Anomaly(self.name, one, one.fact.cashier, said)

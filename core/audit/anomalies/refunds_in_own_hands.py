"""Refunds to a card by the very person who sold, again and again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from core.audit.anomalies.anomaly import DAY_MS, Anomaly, Story
from core.audit.ledger import Happening
from core.shop import kinds
from core.shop.z_report import DRAWER

REFUNDS_LEAST = 3
"""From how many in a day on it is told: one a week is any shop's."""


class RefundsInOwnHands:
    """Several refunds a day to one kind of card, of sales by the same person."""

    name = "refunds-in-own-hands"
    explains = (
        "The same person sold and paid back, to the same card or other tender that is not "
        f"cash, {REFUNDS_LEAST} times or more in a day. Money may go to a card of their own. "
        "It is innocent where one person alone is in the shop; compare the cards on the "
        "terminal's slips."
    )

    def look(self, story: Story) -> Iterator[Anomaly]:
        """Group refunds by person, tender and day."""
        sellers = {one.id: one.fact.cashier for one in story.of(kinds.SALE_COMPLETED)}
        groups: dict[tuple[str, str, int], list[Happening]] = defaultdict(list)
        for one in story.of(kinds.REFUND_COMPLETED):
            who = one.fact.cashier
            for tender, _ in one.fact.tenders:
                if who and tender not in DRAWER and sellers.get(one.fact.sale) == who:
                    groups[who, tender, one.stamp_ms // DAY_MS].append(one)
        for (who, tender, _), found in groups.items():
            if len(found) >= REFUNDS_LEAST:
                receipts = ", ".join(one.receipt for one in found)
                said = f"{who} refunded {len(found)} own sales to {tender} in a day: {receipts}."
                yield Anomaly(self.name, found[-1], who, said)

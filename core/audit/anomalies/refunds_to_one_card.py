"""Refunds of several sales to one and the same card, by the same person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from core.audit.anomalies.anomaly import DAY_MS, Anomaly, Story
from core.audit.ledger import Happening
from core.shop import kinds

REFUNDS_LEAST = 2
"""From how many on it is told."""

DAYS = 30
"""Within how many days."""


class RefundsToOneCard:
    """Several refunds to a card that was noted alike, by the terminal or by whoever typed it."""

    name = "refunds-to-one-card"
    explains = (
        f"The same person paid back to one and the same card {REFUNDS_LEAST} times or more in "
        f"{DAYS} days, by what was noted of it. Money may go to a card of their own, the more so "
        "where the sale was paid with another. It is innocent where a customer brought things "
        "back twice; compare the slips."
    )

    def look(self, story: Story) -> Iterator[Anomaly]:
        """Group refunds by person and noted card."""
        noted = {
            (one.fact.sale, one.fact.kind): one.fact.reference
            for one in story.of(kinds.TENDER_NOTED)
            if one.fact.reference
        }
        groups: dict[tuple[str, str, str], list[Happening]] = defaultdict(list)
        for one in story.of(kinds.REFUND_COMPLETED):
            who = one.fact.cashier
            for kind in dict.fromkeys(kind for kind, _ in one.fact.tenders):
                card = noted.get((one.id, kind), "")
                if not who or not card:
                    continue
                found = groups[who, kind, card]
                found.append(one)
                found[:] = [old for old in found if one.stamp_ms - old.stamp_ms < DAYS * DAY_MS]
                if len(found) >= REFUNDS_LEAST:
                    yield self._told(who, kind, card, found, noted)

    def _told(
        self,
        who: str,
        kind: str,
        card: str,
        found: list[Happening],
        noted: dict[tuple[bytes, str], str],
    ) -> Anomaly:
        receipts = ", ".join(one.receipt for one in found)
        others = {noted.get((one.fact.sale, kind), card) for one in found} - {card}
        said = f"{who} refunded {len(found)} times to {kind} {card}: {receipts}"
        said += f"; paid with {', '.join(sorted(others))}." if others else "."
        return Anomaly(self.name, found[-1], who, said)

"""Receipts missing in the sequence of their series."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from core.audit.anomalies.anomaly import Anomaly, Story
from core.audit.ledger import Happening
from core.identity import StreamId
from core.shop import kinds
from core.shop.sale import receipt_text


class Gap(NamedTuple):
    """Numbers between two receipts that no record has."""

    after: Happening
    """The receipt at which it shows."""
    first: int
    last: int

    @property
    def text(self) -> str:
        """The missing receipts, as printed."""
        series = self.after.fact.series
        ends = {receipt_text(series, self.first): 0, receipt_text(series, self.last): 0}
        return " to ".join(ends)


def gaps(story: Story) -> Iterator[Gap]:
    """Yield every hole in a till's series: each begins at 1, and a lane where it branches off."""
    reached: dict[tuple[StreamId, str], int] = {}
    for one in story.of(kinds.SALE_COMPLETED, kinds.REFUND_COMPLETED):
        key = (one.stream, one.fact.series)
        before = reached.get(key, one.fact.number - 1 if one.stream.is_lane else 0)
        if one.fact.number > before + 1:
            yield Gap(one, before + 1, one.fact.number - 1)
        reached[key] = max(before, one.fact.number)


class ReceiptsMissing:
    """Holes in a series of receipts."""

    name = "receipts-missing"
    explains = (
        "Numbers of a till's series are missing. A till writes each number in the same commit "
        "as its sale and never skips one, so somebody took records out, or changed the "
        "program."
    )

    def look(self, story: Story) -> Iterator[Anomaly]:
        """Tell each hole once."""
        for gap in gaps(story):
            said = f"{gap.text} missing before {gap.after.receipt}."
            yield Anomaly(self.name, gap.after, gap.after.fact.cashier, said)

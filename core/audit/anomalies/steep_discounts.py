"""Sales of which more than half was taken off."""

from __future__ import annotations

from collections.abc import Iterator

from core.audit.anomalies.anomaly import Anomaly, Story
from core.money import format_amount
from core.shop import kinds
from core.shop.lines import DISCOUNT, ITEM

SHARE = 2
"""A sale is told of when discounts take off more than one part in so many."""


class SteepDiscounts:
    """Sales that were mostly given away."""

    name = "steep-discount"
    explains = (
        "More than half of the goods' price was taken off by discounts: goods may have been "
        "given to friends. It is innocent for vouchers, samples and goods about to spoil."
    )

    def look(self, story: Story) -> Iterator[Anomaly]:
        """Weigh each sale."""
        for one in story.of(kinds.SALE_COMPLETED):
            goods = sum(line[3] for line in one.fact.lines if line[0] == ITEM)
            off = -sum(line[3] for line in one.fact.lines if line[0] == DISCOUNT)
            if goods > 0 and off * SHARE > goods:
                taken, of = format_amount(off), format_amount(goods)
                said = f"{taken} of {of} was taken off {one.receipt}."
                yield Anomaly(self.name, one, one.fact.cashier, said)

"""The drawer opened without a sale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from core.audit.anomalies.anomaly import Anomaly, Story
from core.audit.ledger import Happening
from core.shop import kinds


class DrawerWithoutSale:
    """Each person's openings of the drawer for no sale, by shift."""

    name = "drawer-without-sale"
    explains = (
        "The drawer was opened without a sale. Cash may have been taken, or sales rung up in "
        "the head only. It is innocent for change and for mistakes: few a shift, with a "
        "reason."
    )

    def look(self, story: Story) -> Iterator[Anomaly]:
        """Count by shift and person."""
        groups: dict[tuple[bytes, str], list[Happening]] = defaultdict(list)
        for one in story.of(kinds.DRAWER_OPENED):
            groups[one.id, one.fact.cashier].append(one)
        for (_, who), found in groups.items():
            reasons = ", ".join(dict.fromkeys(one.fact.reason for one in found))
            times = "once" if len(found) == 1 else f"{len(found)} times"
            said = f"The drawer was opened {times} without a sale in one shift: {reasons}."
            yield Anomaly(self.name, found[-1], who, said)

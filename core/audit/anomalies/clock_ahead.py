"""Clocks that ran ahead: stamps that nobody else has come near."""

from __future__ import annotations

from collections.abc import Iterator

from core.audit.anomalies.anomaly import DAY_MS, Anomaly, Story

AHEAD_DAYS = 7
"""How far ahead of everybody else's last stamp is told: longer than a shop is closed."""


class ClockAhead:
    """Events stamped long after the last that anybody else wrote."""

    name = "clock-ahead"
    explains = (
        f"A till stamped events more than {AHEAD_DAYS} days after the last of anybody else: its "
        "clock runs ahead, or somebody dates sales into a time to come. It is innocent when nobody "
        "else has worked for so long, or what they wrote is not here yet."
    )

    def look(self, story: Story) -> Iterator[Anomaly]:
        """Tell the first such event of each author."""
        latest: dict[bytes, int] = {}
        for one in story.told:
            author = one.stream.author
            latest[author] = max(one.stamp_ms, latest.get(author, 0))
        last_of_others = {
            author: max((ms for other, ms in latest.items() if other != author), default=None)
            for author in latest
        }
        told: set[bytes] = set()
        for one in story.told:
            author = one.stream.author
            others_ms = last_of_others[author]
            if author in told or others_ms is None:
                continue
            ahead_ms = one.stamp_ms - others_ms
            if ahead_ms > AHEAD_DAYS * DAY_MS:
                told.add(author)
                node = story.nodes.name(author)
                said = f"{node} stamped this {ahead_ms // DAY_MS} days after all others' last."
                yield Anomaly(self.name, one, "", said)

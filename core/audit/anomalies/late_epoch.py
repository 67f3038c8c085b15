"""Epochs that came late: an old one written on after a new one began, or too many of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from core.audit.anomalies.anomaly import DAY_MS, Anomaly, Story
from core.audit.ledger import Happening
from core.identity import Origin
from core.shop import kinds

EPOCHS_LEAST = 3
"""New epochs of one node in a week from which on it is told: a failing disk, or somebody who
tries which backup serves."""

WEEK_MS = 7 * DAY_MS


class LateEpoch:
    """What was written in an old epoch after the next began, and nodes that begin too many."""

    name = "late-epoch"
    explains = (
        "A till wrote in an old epoch after it had begun a new one: two copies of it run, or "
        f"an old one was brought back. Or it began {EPOCHS_LEAST} epochs in a week. It is "
        "innocent where a clock was wrong, or a disk was failing."
    )

    def look(self, story: Story) -> Iterator[Anomaly]:
        """Compare the stamps of each author's epochs."""
        opened: dict[bytes, list[Happening]] = defaultdict(list)
        told: set[Origin] = set()
        for one in story.told:
            author, epoch = one.stream.author, one.stream.epoch
            if one.kind == kinds.EPOCH_OPENED:
                opened[author].append(one)
                yield from self._many(story, opened[author])
            later = [other for other in opened[author] if other.stream.epoch > epoch]
            if later and one.stream.origin not in told:
                told.add(one.stream.origin)
                node = story.nodes.name(author)
                said = f"{node} wrote in epoch {epoch} after it had begun {later[0].stream.epoch}."
                yield Anomaly(self.name, one, "", said)

    def _many(self, story: Story, opened: list[Happening]) -> Iterator[Anomaly]:
        latest = opened[-1]
        week = [one for one in opened if latest.stamp_ms - one.stamp_ms <= WEEK_MS]
        if len(week) == EPOCHS_LEAST:
            node = story.nodes.name(latest.stream.author)
            said = f"{node} began {len(week)} epochs within a week."
            yield Anomaly(self.name, latest, "", said)

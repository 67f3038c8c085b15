"""Clocks that were set back, or ran off, while a till was selling."""

from __future__ import annotations

from collections.abc import Iterator

from core.audit.anomalies.anomaly import MINUTE_MS, Anomaly, Story
from core.audit.clocks import JUMP_MS, clock_jumps


class ClockSetBack:
    """Events that say another time than their stamps, and stamps that go back."""

    name = "clock-set-back"
    explains = (
        "A till's time differs from what its stamps had reached by more than "
        f"{JUMP_MS // MINUTE_MS} minutes: somebody may have dated sales into another day or shift. "
        "It is innocent when a wrong clock was put right, and when old sales were imported."
    )

    def look(self, story: Story) -> Iterator[Anomaly]:
        """Tell each jump once."""
        for jump in clock_jumps(story.view, story.told):
            minutes = abs(jump.off_ms) // MINUTE_MS
            way = "behind" if jump.off_ms < 0 else "ahead of"
            node = story.nodes.name(jump.happened.stream.author)
            said = f"The time of {node} is {minutes} minutes {way} what its log had reached."
            yield Anomaly(self.name, jump.happened, "", said)

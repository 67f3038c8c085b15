"""Telling what happened in a log between two moments: the anomalies, and tables of everything."""

from __future__ import annotations

from core.audit.anomalies import anomalies
from core.audit.anomalies.anomaly import Anomaly, Story
from core.audit.period import Period


def found_in(story: Story, period: Period) -> list[Anomaly]:
    """Return the anomalies of a period, by when they showed; what led to them may be earlier."""
    found = [one for one in anomalies(story) if period.holds(one.happened, story)]
    return sorted(found, key=lambda one: (one.happened[:3], one.rule))

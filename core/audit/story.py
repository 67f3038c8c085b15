"""Telling a log's story: everything that happened in it, and who hides behind the ids."""

from __future__ import annotations

from core.audit.anomalies.anomaly import Story
from core.audit.ledger import Cut, happenings
from core.audit.people import Nodes, People
from core.log.log_view import LogView


def story_of(view: LogView, cut: Cut) -> Story:
    """Return all that happened up to a cut; it is held in memory as a whole."""
    told = tuple(happenings(view, cut))
    return Story(view, cut, told, People(told), Nodes(told))

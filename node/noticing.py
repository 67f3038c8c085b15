"""What a node does about each notice of its replica: the one place where a new one is a case."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable

from core.identity import StreamId
from node.alerts import ALERTS_MAX, alert_of, everyday
from node.continuity import ANOTHER_WROTE, PEERS_KNOW_MORE
from replication.notices import ExtendRevocation, ForkFound, Notice, OwnStreamAhead

LOGGER = logging.getLogger("tillmesh")


class Noticing:
    """Keeps the alerts, writes the log file, and acts where something must be done."""

    def __init__(self, doubt: Callable[[StreamId, str], None], extend: Callable[[], None]) -> None:
        """``doubt`` is told which stream somebody else may have written, and why we think so.

        ``extend`` is called when we hold more of a revoked node than closes its streams.
        """
        self._doubt = doubt
        self._extend = extend
        self.alerts: deque[str] = deque(maxlen=ALERTS_MAX)

    def alert(self, alert: str) -> None:
        """Keep what a person must know, once."""
        if alert not in self.alerts:
            self.alerts.append(alert)
            LOGGER.warning("%s", alert)

    def take(self, notice: Notice) -> None:
        """Do what a notice asks for."""
        if (alert := alert_of(notice)) is not None:
            self.alert(alert)
        elif (said := everyday(notice)) is not None:
            LOGGER.info("%s", said)
        match notice:
            case OwnStreamAhead(stream):
                self._doubt(stream, PEERS_KNOW_MORE)
            case ForkFound(stream):
                self._doubt(stream, ANOTHER_WROTE)
            case ExtendRevocation():
                self._extend()

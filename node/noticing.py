"""What a node does about each notice of its replica: the one place where a new one is a case."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable

from node.alerts import ALERTS_MAX, alert_of, everyday
from replication.notices import ExtendRevocation, ForkKept, Notice

LOGGER = logging.getLogger("tillmesh")


class Noticing:
    """Keeps the alerts, writes the log file, and acts where something must be done."""

    def __init__(self, extend: Callable[[], None], state: Callable[[], None]) -> None:
        """``extend`` is called when we hold more of a revoked node than closes its streams.

        ``state`` is called when a fork was found that is to be stated.
        """
        self._extend = extend
        self._state = state
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
            case ForkKept(found=True):
                self._state()
            case ExtendRevocation():
                self._extend()

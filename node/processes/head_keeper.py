"""The head keeper: a hub's job of logging every head it holds, and signing that it did."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from core.errors import TillmeshError
from core.log.event_log import EventLog
from node.auditing.heads import FOLDER, publish
from node.auditing.signing import signatory_of
from node.config import CONFIG_FILE, NodeConfig
from node.till_config import HUB

PUBLISH_EVERY_S = 3600.0
"""How often a hub signs: what is cut off a till within the hour, its peers' seals still witness."""

LOGGER = logging.getLogger("tillmesh")


class HeadKeeper:
    """Publishes a checkpoint every hour; any node but a hub of a company has nothing to do."""

    def __init__(self, log: EventLog, directory: Path) -> None:
        """Keep the heads of ``log`` in ``directory``."""
        self._log = log
        self._directory = directory
        self._trouble = ""

    def notes(self) -> dict[str, Any]:
        """Return what a person must know."""
        return {"alerts": [self._trouble] if self._trouble else []}

    def step(self) -> float:
        """Publish, and rest for an hour."""
        try:
            if NodeConfig.read(self._directory / CONFIG_FILE).role == HUB:
                hub, _ = signatory_of(self._directory)
                with self._log.read() as view:
                    publish(self._directory / FOLDER, view, hub)
            self._trouble = ""
        except TillmeshError as error:
            self._trouble = f"No checkpoint was signed: {error}"
            LOGGER.warning("%s", self._trouble)
        return PUBLISH_EVERY_S

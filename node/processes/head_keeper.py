"""The head keeper: a hub's job of logging every head it holds, and signing that it did.

What it signs is published as an event of its own (:mod:`node.auditing.witnessing`), and what others
signed under that is gathered from their events into the hub's folder.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from core.errors import TillmeshError
from core.log.event_log import EventLog
from node.auditing.gathering import gather_cosignatures, growth_since
from node.auditing.heads import FOLDER, publish
from node.auditing.signing import signatory_of
from node.auditing.witnessing import leave_growth, published_last, troubles
from node.config import CONFIG_FILE, NodeConfig
from node.till_config import HUB

PUBLISH_EVERY_S = 3600.0
"""How often a hub signs: what is cut off a till within the hour, its peers' seals still witness."""

GATHER_EVERY_S = 300.0
"""How often it looks for cosignatures: they come within minutes, from whoever is in reach."""

LOGGER = logging.getLogger("tillmesh")


class HeadKeeper:
    """Signs a checkpoint every hour; any node but a hub of a company has nothing to sign."""

    def __init__(self, log: EventLog, directory: Path) -> None:
        """Keep the heads of ``log`` in ``directory``."""
        self._log = log
        self._directory = directory
        self._trouble = ""
        self._rested_s = PUBLISH_EVERY_S
        self._signed = 0
        self._lsn = -1

    def notes(self) -> dict[str, Any]:
        """Return what a person must know."""
        return {"alerts": [*([self._trouble] if self._trouble else []), *troubles(self._directory)]}

    def step(self) -> float:
        """Sign, or gather what others signed, and rest for some minutes."""
        try:
            if NodeConfig.read(self._directory / CONFIG_FILE).role == HUB:
                self._keep()
            self._trouble = ""
        except TillmeshError as error:
            self._trouble = f"No checkpoint was signed: {error}"
            LOGGER.warning("%s", self._trouble)
        return GATHER_EVERY_S

    def _keep(self) -> None:
        hub, company = signatory_of(self._directory)
        folder = self._directory / FOLDER
        with self._log.read() as view:
            if self._lsn >= 0:
                gather_cosignatures(folder, view, hub, company, self._lsn)
            self._lsn = view.last_lsn()
            self._rested_s += GATHER_EVERY_S
            if self._rested_s < PUBLISH_EVERY_S:
                return
            self._rested_s = 0.0
            made = publish(folder, view, hub)
            self._signed += 1
            # A hub that was just started, to look something up, needs not tell everybody.
            if self._signed > 1:
                before = published_last(view, self._log.author)
                growth = growth_since(folder, made, before, hub)
                if growth is not None:
                    leave_growth(folder, growth)

"""The worker's jobs that carry papers away; a node without a printer or mail server has neither.

What prints and what mails is read only where it is configured: the libraries are large.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Protocol

from core.errors import RefusedError
from core.log.event_log import EventLog
from node.config import NodeConfig
from node.data_directory import DataDirectory
from node.distance import recall
from node.till import Till

NOTHING_REST_S = 3_600.0
"""How long a job rests that has nothing to do while the node runs."""


class PaperJob(Protocol):
    """A job of the worker's."""

    def step(self) -> float:
        """Do a little and return how many seconds to rest."""

    def notes(self) -> dict[str, Any]:
        """Return what a person must know under ``alerts``."""


class NothingToDo:
    """The job of a node that is not configured for it, or wrongly."""

    def __init__(self, *alerts: str) -> None:
        """Rest, and say why."""
        self._alerts = alerts

    def step(self) -> float:
        """Rest."""
        return NOTHING_REST_S

    def notes(self) -> dict[str, Any]:
        """Return why it rests."""
        return {"alerts": list(self._alerts)}


def printer_job(log: EventLog, directory: Path) -> PaperJob:
    """Return the job that prints."""
    config = DataDirectory(directory).config()
    if config.printer is None:
        return NothingToDo()
    try:
        from node.receipts.printing import Printing

        return Printing(_reading(log, config, directory), directory, config.printer)
    except ImportError:
        return NothingToDo("Nothing is printed: install 'tillmesh[printing]' on this machine.")
    except RefusedError as error:
        return NothingToDo(f"Nothing is printed: {error}")


def mailer_job(log: EventLog, directory: Path) -> PaperJob:
    """Return the job that mails."""
    config = DataDirectory(directory).config()
    if config.mail is None:
        return NothingToDo()
    from node.receipts.mailing import Mailing

    return Mailing(_reading(log, config, directory), directory, config.mail)


def _reading(log: EventLog, config: NodeConfig, directory: Path) -> Till:
    """Return the till as one who only reads; the till's own process writes."""
    till = Till(log, config.till)
    till.recall = partial(recall, directory)
    return till

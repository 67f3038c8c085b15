"""Beginning an epoch, as a process does it and as the simulator does."""

from __future__ import annotations

from core.identity import Origin, next_epoch
from core.shop.epoch import Epoch, epoch_id
from node.till import Till


def begin_epoch(till: Till, reason: str, dice: int) -> None:
    """Write in a new epoch from now on, and say so in its first event.

    ``dice`` is a number nobody can foresee. Raises :class:`core.errors.StorageError` when the
    disk refuses.
    """
    log, previous = till.log, till.log.epoch
    log.open_epoch(next_epoch(previous, dice), reason)
    opened = Epoch.open(
        id=epoch_id(Origin(log.author, log.epoch)),
        timestamp=till.now(),
        node=till.config.name,
        previous=previous,
        reason=reason,
    )
    till.application.record(opened)

"""Continuity: whether this data file is the very one that wrote what it holds.

A restored backup or a copied directory looks whole and is not: written on, it gives sequence
numbers that stand for other events elsewhere. So a node keeps, beside the data file, which
file it is, on which machine, and how much it had written. Where that does not fit, the node
opens the next epoch before it writes anything.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from core.errors import StorageError

CONTINUITY_FILE = "continuity.json"
"""The name of the file."""

MACHINE_ID = Path("/etc/machine-id")
"""Where a machine says which one it is."""

NO_PROOF = "no proof that this is the file that wrote it"
OTHER_MACHINE = "the directory came from another machine"
OTHER_FILE = "the data file was copied or restored"
OLDER_FILE = "the data file is older than what was written"
PEERS_KNOW_MORE = "peers know more of this node than it does"
ANOTHER_WROTE = "another copy of this node has written"
"""Why a node begins a new epoch; these words stand in events and in ``tillmesh status``."""


class Continuity(NamedTuple):
    """Which file, on which machine, and how many events of our own it held."""

    inode: int
    machine: str
    own_events: int


def observe(data_file: Path, own_events: int) -> Continuity:
    """Return how it is now."""
    try:
        machine = sha256(MACHINE_ID.read_bytes()).hexdigest()[:16]
    except OSError:
        machine = ""
    return Continuity(data_file.stat().st_ino, machine, own_events)


def remembered(directory: Path) -> Continuity | None:
    """Return what was kept, or None when nothing readable was."""
    try:
        fields = json.loads((directory / CONTINUITY_FILE).read_bytes())
        found = Continuity(int(fields["inode"]), str(fields["machine"]), int(fields["own_events"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return found


def remember(directory: Path, now: Continuity) -> None:
    """Keep how it is now, whole or not at all; raises :class:`StorageError`."""
    target = directory / CONTINUITY_FILE
    draft = target.with_suffix(".new")
    try:
        with draft.open("w", encoding="utf-8") as file:
            json.dump(now._asdict(), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise StorageError(f"Cannot write {target}: {error.strerror}.") from error


def doubt(before: Continuity | None, now: Continuity) -> str | None:
    """Return why the log may not be whole, or None when it goes on where it stopped."""
    if now.own_events == 0 and before is None:
        return None
    if before is None:
        return NO_PROOF
    if before.machine != now.machine:
        return OTHER_MACHINE
    if before.inode != now.inode:
        return OTHER_FILE
    if before.own_events > now.own_events:
        return OLDER_FILE
    return None

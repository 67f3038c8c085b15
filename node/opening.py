"""Opening a till on its data directory, and closing it: where continuity is proved and kept."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from core.company.admission import CompanyAdmission
from core.errors import StorageError
from core.log.lmdb_store import DATA_FILE
from node import continuity, system_dice
from node.company.enrolment import say_anew, say_certificate
from node.company.files import Company
from node.config import NodeConfig
from node.data_directory import DataDirectory
from node.distance import recall
from node.epochs import begin_epoch
from node.till import Office, Till

DICE_BYTES = 4
"""Bytes drawn for an epoch: twice what is used."""


@dataclass
class OpenTill:
    """A till whose directory this process holds."""

    till: Till
    directory: DataDirectory
    kept: continuity.Continuity | None = None
    """What stands in the file beside the log."""

    def begin_epoch(self, reason: str) -> None:
        """Write in a new epoch from now on, and say so in its first event."""
        dice = int.from_bytes(system_dice.secret_bytes(DICE_BYTES), "big")
        begin_epoch(self.till, reason, dice)
        say_anew(self.till)
        self.remember()

    def remember(self) -> None:
        """Keep how much was written; where the disk refuses, a later start doubts in vain."""
        now = self._observe()
        if now != self.kept:
            with suppress(StorageError):
                continuity.remember(self.directory.path, now)
                self.kept = now

    def _observe(self) -> continuity.Continuity:
        log = self.till.log
        with log.read() as view:
            own = sum(
                head.sequence + 1 - stream.start
                for stream, head in view.heads().items()
                if stream.author == log.author
            )
        return continuity.observe(self.directory.path / DATA_FILE, own)

    def prove(self) -> None:
        """Begin a new epoch unless the log provably goes on where it stopped."""
        self.kept = continuity.remembered(self.directory.path)
        reason = continuity.doubt(self.kept, self._observe())
        if reason is None:
            self.remember()
        else:
            self.begin_epoch(reason)

    def close(self) -> None:
        """Keep the proof and let go of the log; the directory stays locked."""
        with suppress(StorageError):
            self.remember()
        self.till.log.store.close()


def open_till(directory: DataDirectory, config: NodeConfig) -> OpenTill:
    """Open the till of a locked directory, behind the gate of its company if it has one.

    Raises :class:`StorageError` when the data file cannot be used, and
    :class:`core.errors.RefusedError` when the keys or the company's file cannot.
    """
    log = directory.open_log(config)
    opened = OpenTill(Till(log, config.till), directory)
    opened.till.recall = partial(recall, directory.path)
    opened.till.directory = directory.path
    try:
        company, admission = Company.read(directory.path), log.admission
        if company is not None and isinstance(admission, CompanyAdmission):
            keys = directory.keys()
            opened.till.office = Office(
                directory.path, company, admission, keys.signer, keys.curve_public_key
            )
        opened.prove()
        if config.printer is not None:
            # Read only where there is a printer: a short verb reads little.
            from node.receipts.outbox import Outbox
            from node.receipts.watching import begin

            begin(opened.till, Outbox(directory.path))
        if config.scale is not None:
            from node.scale.line import Scale

            opened.till.read_scale = Scale(config.scale).read
        say_certificate(opened.till)
        opened.remember()
    except BaseException:
        log.store.close()
        raise
    return opened

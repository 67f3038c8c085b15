"""Evidence: what an auditor was handed.

A data directory is opened as it is, for reading only. A bundle is first unpacked into a log of
its own in a scratch directory: taking it in is the first part of checking it.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from core.audit.finding import BUNDLE, Finding
from core.ed25519 import verify_ed25519
from core.errors import GapError, RefusedError, RemoteError
from core.identity import StreamId
from core.log.event_log import EventLog
from core.log.lmdb_store import DATA_FILE, LmdbStore
from core.log.offer import Offer
from node.auditing.archive_view import is_archive
from node.company.files import Company
from replication.bundle import bundle_batches, read_bundle


class Evidence(NamedTuple):
    """One log to be audited."""

    name: str
    """As the auditor named it."""
    directory: str
    """Where its data file is."""
    is_bundle: bool
    """Whether it came in a bundle or archive, which hold no projections of their own."""
    findings: tuple[Finding, ...] = ()
    """What was wrong with it before it could be opened."""
    notes: tuple[str, ...] = ()
    """What cannot be checked of it, and why; no accusation."""
    company: bytes = b""
    """The root key of the company it says it belongs to; empty when it says nothing."""
    certificates: tuple[bytes, ...] = ()
    """Certificates that lay beside the log, known before any event says them."""


def gather(path: Path, scratch: Path) -> Evidence:
    """Return the evidence at a path; bundles are unpacked into the new directory ``scratch``.

    Raises :class:`RefusedError` when there is nothing that can be audited.
    """
    if is_archive(path):
        return _beside(path, Evidence(str(path), str(path), is_bundle=True))
    if path.is_dir():
        if not (path / DATA_FILE).is_file():
            raise RefusedError(f"{path} holds no {DATA_FILE}: it is no data directory.")
        return _beside(path, Evidence(str(path), str(path), is_bundle=False))
    if not path.is_file():
        raise RefusedError(f"{path} is neither a data directory nor a bundle.")
    return _unpack(path, scratch)


def _beside(path: Path, one: Evidence) -> Evidence:
    """Add what the directory says of its company; every certificate is verified when it counts."""
    try:
        company = Company.read(path)
    except RefusedError as error:
        return one._replace(notes=(str(error),))
    if company is None:
        return one
    certificates = (company.certificate, *company.certificates)
    return one._replace(company=company.root_key, certificates=certificates)


def _unpack(path: Path, scratch: Path) -> Evidence:
    """Take a bundle into a log of its own, stream by stream, as far as it is good."""
    scratch.mkdir()
    findings: list[Finding] = []
    notes: list[str] = []
    store = LmdbStore.open(str(scratch), sync=False)
    try:
        log = EventLog(store, clock_ms=lambda: 0, verifier=verify_ed25519)
        with path.open("rb") as file:
            try:
                read_bundle(file)
            except RemoteError as error:
                findings.append(Finding(BUNDLE, "", 0, "file", str(error)))
            file.seek(0)
            _take_in(log, file, findings, notes)
    except OSError as error:
        raise RefusedError(f"Cannot read {path}: {error.strerror}.") from None
    finally:
        store.close()
    return Evidence(str(path), str(scratch), True, tuple(findings), tuple(notes))


def _take_in(log: EventLog, file: object, findings: list[Finding], notes: list[str]) -> None:
    broken: set[StreamId] = set()
    last: dict[StreamId, int] = {}
    try:
        for batch in bundle_batches(file):  # type: ignore[arg-type]
            if batch.stream in broken:
                continue
            if batch.stream in last and batch.first != last[batch.stream] + 1:
                broken.add(batch.stream)
                said = (
                    f"A batch from {batch.first} on follows record {last[batch.stream]}: "
                    "batches were left out, repeated or put elsewhere."
                )
                findings.append(Finding(BUNDLE, str(batch.stream), batch.first, "batch", said))
                continue
            try:
                log.ingest_all([Offer(*batch)])
                with log.read() as view:
                    last[batch.stream] = view.head(batch.stream).sequence
            except GapError as gap:
                broken.add(batch.stream)
                notes.append(
                    f"Stream {batch.stream} begins at {gap.offered} in this bundle; "
                    "audit it together with the log it was written for."
                )
            except RemoteError as error:
                broken.add(batch.stream)
                said = f"The batch that begins here does not hold: {error}"
                findings.append(Finding(BUNDLE, str(batch.stream), batch.first, "batch", said))
    except RemoteError as error:
        if not findings:
            findings.append(Finding(BUNDLE, "", 0, "file", str(error)))

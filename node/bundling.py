"""Carrying events by hand: writing a bundle, and taking one in, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from core.errors import MalformedError, RefusedError, RemoteError, StorageError
from core.identity import StreamId
from core.log.offer import Offer
from node.answers import BundleAnswer
from node.commands import ExportBundle, ImportBundle
from node.till import Till
from replication.bundle import BUNDLE_BYTES_MAX, beyond, read_bundle, write_bundle

OFFERS_AT_ONCE = 64
"""Batches unpacked at a time: some twenty megabytes, whatever the bundle's size."""


def export_bundle(till: Till, command: ExportBundle) -> BundleAnswer:
    """Write everything this node holds beyond ``since`` into a new file.

    Raises :class:`RefusedError` when the file exists, :class:`StorageError` when it cannot be
    written; then there is no file.
    """
    path = Path(command.path)
    if path.exists():
        raise RefusedError(f"{path} exists already; give a new name.")
    since = _since(command.since)
    draft = path.with_name(path.name + ".new")
    size = 0
    try:
        with till.log.read() as view, draft.open("wb") as file:
            for piece in write_bundle(view, till.config.company, till.config.name, since):
                size += file.write(piece)
            file.flush()
            os.fsync(file.fileno())
            heads = view.heads()
            after = beyond(heads, since)
            held = sum(max(0, head.sequence - after[stream]) for stream, head in heads.items())
            events = view.last_lsn()
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise StorageError(f"Cannot write {path}: {error.strerror}.") from error
    return BundleAnswer(str(path), held, 0, events, events, size)


def import_bundle(till: Till, command: ImportBundle) -> BundleAnswer:
    """Take in everything new of a bundle, in one commit.

    Raises :class:`RefusedError` naming the place when the file is cut, changed, of another
    company, or begins where something before it is missing; then nothing was taken in.
    """
    path = Path(command.path)
    try:
        if path.stat().st_size > BUNDLE_BYTES_MAX:
            raise RefusedError(f"{path} is larger than a bundle can be.")
        data = path.read_bytes()
    except OSError as error:
        raise RefusedError(f"Cannot read {path}: {error.strerror}.") from None
    try:
        bundle = read_bundle(data)
        if bundle.company != till.config.company:
            raise RefusedError(
                f"{path} is of company '{bundle.company}'; this is '{till.config.company}'."
            )
        with till.log.read() as view:
            before = view.last_lsn()
        own = (till.log.author, till.log.epoch)
        offers = [Offer(*batch) for batch in bundle.batches if batch.stream.origin != own]
        added = 0
        with till.log.transaction():
            for start in range(0, len(offers), OFFERS_AT_ONCE):
                some = till.log.ingest_all(offers[start : start + OFFERS_AT_ONCE])
                added += sum(result.added for result in some)
    except RemoteError as error:
        raise RefusedError(f"{path}: {error}") from None
    return BundleAnswer(str(path), bundle.events, added, before, before + added, len(data))


def _since(heads: Mapping[str, int] | None) -> dict[StreamId, int]:
    """Read heads as ``tillmesh status --json`` says them; raises :class:`RefusedError`."""
    found: dict[StreamId, int] = {}
    for text, sequence in (heads or {}).items():
        origin, slash, scope = text.partition("/")
        author, dot, epoch = origin.partition(".")
        try:
            if not slash or not dot:
                raise ValueError
            stream = StreamId(bytes.fromhex(author), int(epoch), scope)
            StreamId.from_bytes(stream.to_bytes())
        except (ValueError, OverflowError, MalformedError):
            raise RefusedError(f"'{text}' is not the name of a stream.") from None
        found[stream] = sequence
    return found

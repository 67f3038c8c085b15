"""Carrying events by hand: writing a bundle, and taking one in, whole or not at all."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from core.errors import MalformedError, RefusedError, RemoteError, StorageError
from core.identity import StreamId
from core.log.offer import Offer
from core.log.segment import unpacked_bytes
from node.answers import BundleAnswer
from node.commands import ExportBundle, ImportBundle
from node.company.enrolment import office_of
from node.till import Till
from node.till_config import HUB
from replication.bundle import (
    BUNDLE_BYTES_MAX,
    beyond,
    bundle_batches,
    read_bundle,
    write_bundle,
)
from replication.spread import stream_text

OFFERS_AT_ONCE = 64
"""Batches taken in at a time, small as they may be."""

UNPACKED_BYTES_AT_ONCE = 4 << 20
"""Record bytes taken in at a time: some twenty megabytes as objects, whatever the bundle's size."""


def export_bundle(till: Till, command: ExportBundle) -> BundleAnswer:
    """Write everything this node holds beyond ``since``, and beyond what hubs are known to hold.

    Raises :class:`RefusedError` when the file exists, :class:`StorageError` when it cannot be
    written; then there is no file.
    """
    path = Path(command.path)
    if path.exists():
        raise RefusedError(f"{path} exists already; give a new name.")
    since = _since(command.since)
    if command.since_hub:
        since = _beyond_hubs(till, since)
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
    company, or begins where something before it is missing; then nothing was taken in. Streams
    of nodes that do not belong to the company, or whose streams are closed, are left out. A lone
    node has nobody to take events from.
    """
    office_of(till)
    path = Path(command.path)
    try:
        # Asked before it is opened: opening a pipe would wait for somebody to write into it.
        if not path.is_file():
            raise RefusedError(f"Cannot read {path}: it is no file.")
        if path.stat().st_size > BUNDLE_BYTES_MAX:
            raise RefusedError(f"{path} is larger than a bundle can be.")
        with path.open("rb") as file:
            return _take_in(till, path, file)
    except OSError as error:
        raise RefusedError(f"Cannot read {path}: {error.strerror}.") from None
    except RemoteError as error:
        raise RefusedError(f"{path} cannot be taken in: {error}") from None


def _take_in(till: Till, path: Path, file: IO[bytes]) -> BundleAnswer:
    bundle = read_bundle(file)
    if bundle.company != till.config.company:
        raise RefusedError(
            f"{path} is of company '{bundle.company}'; this is '{till.config.company}'."
        )
    file.seek(0)
    own = (till.log.author, till.log.epoch)
    added, left_out = 0, set[StreamId]()
    with till.log.transaction():
        with till.log.read() as view:
            before = view.last_lsn()
        for offers in _offers(file, own):
            added += sum(result.added for result in till.log.ingest_admitted(offers, left_out))
    size, unadmitted = bundle.size, len(left_out)
    return BundleAnswer(str(path), bundle.events, added, before, before + added, size, unadmitted)


def _offers(file: IO[bytes], own: tuple[bytes, int]) -> Iterator[list[Offer]]:
    """Yield the batches that are not our own, as many at a time as are unpacked together."""
    some: list[Offer] = []
    unpacked = 0
    for batch in bundle_batches(file):
        if batch.stream.origin == own:
            continue
        some.append(Offer(*batch))
        unpacked += unpacked_bytes(batch.data)
        if len(some) >= OFFERS_AT_ONCE or unpacked >= UNPACKED_BYTES_AT_ONCE:
            yield some
            some, unpacked = [], 0
    if some:
        yield some


def _beyond_hubs(till: Till, since: Mapping[StreamId, int]) -> dict[StreamId, int]:
    """Return the heads that ``since`` or any hub holds; raises :class:`RefusedError` on a hub."""
    if till.config.role == HUB:
        raise RefusedError("This node is a hub itself: give --since with what the reader holds.")
    hubs = [one for one in till.recall().recent(till.log.now_ms()) if one.is_hub]
    with till.log.read() as view:
        streams = list(view.heads())
    return {
        stream: max(since.get(stream, 0), *(hub.holds(stream_text(stream)) for hub in hubs), 0)
        for stream in streams
    }


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
            if StreamId.from_bytes(stream.to_bytes()) != stream:
                raise ValueError
        except (ValueError, struct.error, MalformedError):
            raise RefusedError(f"'{text}' is not the name of a stream.") from None
        found[stream] = sequence
    return found

"""Moments: up to which record of each stream something had happened, or could be known.

No clock is shared by two tills, so a moment is a cut through all streams: by the stamps of the
records, by the order in which one node committed them, or by what one till swore to have seen.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from core.audit.ledger import Cut
from core.company.facts import read_enrolled
from core.errors import MalformedError, RefusedError
from core.hlc import stamp
from core.identity import COMPANY_SCOPE, StreamId
from core.log import layout
from core.log.attestation import Attestation
from core.log.entry import Entry, entry_of
from core.log.layout import POSITION, U64
from core.log.log_view import LogView
from core.log.rebuild import entry_runs
from core.log.record import HASH_BYTES
from core.shop import kinds

FEED, SEALS = "feed", "seals"
"""How it is known what a till held: by its own order of commits, or by what its seals saw."""


class Place(NamedTuple):
    """One record."""

    stream: StreamId
    sequence: int


def cut_at_stamp(view: LogView, hlc: int) -> dict[StreamId, int]:
    """Return the last record of each stream that is stamped ``hlc`` or earlier.

    Stamps grow within a stream (invariant I13), so each is found in a few looks.
    """
    cut = {}
    for stream, head in view.heads().items():
        low, high = stream.start - 1, head.sequence
        while low < high:
            middle = (low + high + 1) // 2
            if _entry(view, Place(stream, middle)).hlc <= hlc:
                low = middle
            else:
                high = middle - 1
        cut[stream] = low
    return _kept(cut)


def cut_at_time(view: LogView, at_ms: int) -> dict[StreamId, int]:
    """Return the last record of each stream that was recorded by a time, that one included."""
    return cut_at_stamp(view, stamp(at_ms + 1) - 1)


def cut_at_lsn(view: LogView, lsn: int) -> dict[StreamId, int]:
    """Return what this node held when it had committed so many events.

    Raises :class:`RefusedError` when it never held as many.
    """
    last = view.last_lsn()
    if not 0 <= lsn <= last:
        raise RefusedError(f"LSN {lsn} is not here; this log goes from 1 to {last}.")
    cut: dict[StreamId, int] = {}
    by_alias: dict[int, int] = {}
    for _, at in view.transaction.scan(layout.FEED, U64.pack(1), U64.pack(lsn + 1)):
        alias, sequence = POSITION.unpack(at)
        by_alias[alias] = max(sequence, by_alias.get(alias, 0))
    for alias, sequence in by_alias.items():
        cut[view.stream_of(alias)] = sequence
    return _kept(cut)


def cut_at_record(view: LogView, place: Place) -> dict[StreamId, int]:
    """Return what had been recorded by the stamp of one record, and of its stream just that far."""
    cut = cut_at_stamp(view, _entry(view, place).hlc)
    return {**cut, place.stream: place.sequence}


def _kept(cut: dict[StreamId, int]) -> dict[StreamId, int]:
    return {stream: last for stream, last in sorted(cut.items()) if last >= stream.start}


def _entry(view: LogView, place: Place) -> Entry:
    records = view.records(place.stream, place.sequence - 1, count=1)
    if not records:
        raise RefusedError(f"Record {place.sequence} of {place.stream} is not held here.")
    return entry_of(records[0])


def place_of(view: LogView, stream_text: str, sequence: int) -> Place:
    """Return a record named by its stream, as people read it, and sequence.

    Raises :class:`RefusedError`.
    """
    for stream, head in view.heads().items():
        if str(stream) == stream_text and stream.start <= sequence <= head.sequence:
            return Place(stream, sequence)
    raise RefusedError(f"No record {sequence} of a stream {stream_text} is held here.")


def place_with_chain(view: LogView, digits: str) -> Place:
    """Return the record whose chain hash begins with these hexadecimal digits.

    Looks at every record. Raises :class:`RefusedError` when there is none, or several.
    """
    prefix = bytes.fromhex(digits[: len(digits) // 2 * 2])
    found = []
    for key, record in view.transaction.scan(layout.LOG, b""):
        chain = record[-HASH_BYTES:]
        if chain.startswith(prefix) and chain.hex().startswith(digits):
            alias, sequence = POSITION.unpack(key)
            found.append(Place(view.stream_of(alias), sequence))
    if len(found) != 1:
        many = f"{len(found)} records here have" if found else "No record here has"
        raise RefusedError(f"{many} a chain hash that begins with {digits}.")
    return found[0]


# --- what one till could know ---------------------------------------------------------


def authors_called(view: LogView, name: str) -> set[bytes]:
    """Return every author a node of this name has written as; its id in hexadecimal is a name."""
    found = set()
    for stream, head in view.heads().items():
        if stream.author.hex().startswith(name.lower()) and len(name) >= 8:
            found.add(stream.author)
        if stream.base_scope != COMPANY_SCOPE:
            continue
        for run in entry_runs(view, stream, head.sequence):
            for entry in run:
                if entry.kind == kinds.NODE_ENROLLED:
                    found |= _enrolled_as(entry, name)
    return found


def _enrolled_as(entry: Entry, name: str) -> set[bytes]:
    try:
        certificate = read_enrolled(entry.body).certificate
    except MalformedError:
        return set()
    return {certificate.author} if certificate.node == name else set()


def known_in_order(view: LogView, authors: Collection[bytes], cut: Cut) -> dict[StreamId, int]:
    """Return what a till held when it wrote its last record of a cut, by its own feed.

    The log must be its own: what was committed before that record it held then.
    """
    limits = {view.alias(stream): last for stream, last in cut.items() if stream.author in authors}
    lsn = 0
    for key, at in view.transaction.scan(layout.FEED, b""):
        alias, sequence = POSITION.unpack(at)
        if sequence == limits.get(alias):
            lsn = max(lsn, U64.unpack(key)[0])
    return cut_at_lsn(view, lsn)


def known_by_seals(view: LogView, authors: Collection[bytes], cut: Cut) -> dict[StreamId, int]:
    """Return what a till swore to have seen by a cut, and what it wrote itself.

    It held at least this: each seal names the one record of another it had taken in last.
    """
    known = {stream: last for stream, last in cut.items() if stream.author in authors}
    for stream, last in list(known.items()):
        for sequence, seal in view.seals_from(stream, stream.start):
            said = Attestation.from_bytes(seal.extension) if sequence <= last else None
            seen = None if said is None else said.witnessed
            if seen is not None:
                held = min(seen.sequence, view.head(seen.stream).sequence)
                known[seen.stream] = max(held, known.get(seen.stream, 0))
    return _kept(known)

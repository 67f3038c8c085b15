"""A table of aggregate sequences beside the log: what the library keeps snapshots in.

Snapshots are a cache: they are no facts, get no LSN, and are never replicated.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from eventsourcing.persistence import AggregateRecorder, IntegrityError, StoredEvent

from core.log import layout
from core.log.library_errors import LIBRARY_ERRORS
from core.log.record import encode_originator_id
from core.log.store import Item, Store, Transaction

VERSION_MAX = 2**32 - 1
"""Highest aggregate version: a record's header has 32 bits for it."""

SEQUENCE_PREFIX = "sequence."
"""What the table of one purpose begins with."""

_TOPIC_LENGTH = struct.Struct(">H")


def scan_versions(
    transaction: Transaction,
    table: str,
    originator_id: UUID | str,
    *,
    gt: int | None,
    lte: int | None,
    desc: bool,
    limit: int | None,
) -> Iterator[Item]:
    """Return the items of one aggregate in a table keyed by id and version.

    Only versions above ``gt`` and up to ``lte``, the highest first with ``desc``, and no
    more than ``limit`` of them; None leaves a bound out.
    """
    flags, identifier = encode_originator_id(originator_id)
    low = 0 if gt is None else max(0, gt + 1)
    high = VERSION_MAX if lte is None else min(lte, VERSION_MAX)
    if low > high or (limit is not None and limit <= 0):
        return iter(())
    start = layout.aggregate_key(flags, identifier, low)
    # A key is the prefix and four bytes, so the byte appended ends the range after ``high``.
    stop = layout.aggregate_key(flags, identifier, high) + b"\0"
    items = transaction.scan(table, start, stop, reverse=desc)
    return items if limit is None else islice(items, limit)


class LogAggregateRecorder(AggregateRecorder):
    """Aggregate sequences of one purpose in a table of their own, without LSNs."""

    def __init__(self, store: Store, *, purpose: str) -> None:
        """Keep the sequences of ``purpose`` (the library says ``snapshots``) in ``store``."""
        self.store = store
        self._table = SEQUENCE_PREFIX + purpose
        store.open_tables((self._table,))

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        """Write all or none, and return no ids; raises the library's errors."""
        items: list[Item] = []
        with LIBRARY_ERRORS:
            for event in stored_events:
                key = layout.aggregate_key(
                    *encode_originator_id(event.originator_id), event.originator_version
                )
                topic = event.topic.encode()
                items.append((key, _TOPIC_LENGTH.pack(len(topic)) + topic + event.state))
            with self.store.write() as transaction:
                if not transaction.insert_many(self._table, items):
                    raise IntegrityError("Another event has this version of its aggregate.")

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Return the events of one aggregate; see :func:`scan_versions` for the bounds."""
        with LIBRARY_ERRORS, self.store.read() as transaction:
            items = scan_versions(
                transaction, self._table, originator_id, gt=gt, lte=lte, desc=desc, limit=limit
            )
            return [_stored_event(originator_id, key, value) for key, value in items]


def _stored_event(originator_id: UUID | str, key: bytes, value: bytes) -> StoredEvent:
    topic_end = _TOPIC_LENGTH.size + int(_TOPIC_LENGTH.unpack_from(value)[0])
    topic = value[_TOPIC_LENGTH.size : topic_end].decode()
    return StoredEvent(originator_id, layout.version_of(key), topic, value[topic_end:])

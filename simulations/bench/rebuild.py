"""Rebuilding every projection from the log, and the bytes of one-line events in bulk."""

from __future__ import annotations

import time
from pathlib import Path

from core.log.lmdb_store import LmdbStore
from core.log.memory_store import MemoryStore
from simulations.bench import sales
from simulations.bench.figures import Figure

SALES = 100_000
"""Sales in the log."""

STOCK_EVENTS = 2_000
"""One-line stock events whose bytes are counted."""


def measure_rebuild(root: Path, *, count: int = SALES) -> dict[str, Figure]:
    """Return events a second of a rebuild of all projections on one core."""
    path = root / "rebuild"
    path.mkdir()
    store = LmdbStore.open(str(path), sync=False)
    log = sales.open_log(store, b"r" * 32, clock_start_ms=sales.START_MS)
    for first in range(1, count + 1, 1_000):
        log.append(sales.sale_drafts(log, min(1_000, count + 1 - first), first=first))
    started = time.perf_counter()
    log.rebuild()
    rate = count / (time.perf_counter() - started)
    store.close()
    return {"rebuild": Figure(rate, "events/s", rate / 100_000, "100,000 events/s a core")}


def measure_stock_bytes() -> dict[str, Figure]:
    """Return the bytes a one-line stock event takes in a segment."""
    log = sales.open_log(MemoryStore(), b"s" * 32, clock_start_ms=sales.START_MS)
    log.append(sales.stock_drafts(log, STOCK_EVENTS))
    size = after = 0
    with log.read() as view:
        stream = next(iter(view.heads()))
        while (segment := view.segment(stream, after)) is not None:
            size += len(segment.data) + len(segment.seal.signature)
            after = segment.last
    each = size / STOCK_EVENTS
    return {"wire_bytes_per_stock_event": Figure(each, "B/event", each / 30, "30 B")}

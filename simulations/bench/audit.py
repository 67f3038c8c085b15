"""Auditing: records an auditor judges in a second, on all cores."""

from __future__ import annotations

import os
import time
from contextlib import closing
from pathlib import Path
from uuid import UUID

import msgpack

from core.ed25519 import Ed25519Signer, verify_ed25519
from core.identity import branch_scope
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.log.lmdb_store import LmdbStore
from core.log.memory_store import MemoryStore
from core.shop import kinds
from node.auditing.evidence import gather
from node.auditing.verifying import SOUND, Verdict, verify
from node.engine import LocalEngine
from simulations.bench import sales
from simulations.bench.figures import Figure

RECORDS = 1_000_000
"""Records in all logs together: what a thousand busy tills write in a day."""

BATCH = 500
"""Sales under one seal: the run a hub takes in at a time."""

GOAL = 300_000
"""Records a second on two cores."""

_NUMBER = 4
"""The place of a receipt's number in the body of a sale."""


def measure_audit(
    root: Path, *, records: int = RECORDS, workers: int = os.cpu_count() or 1
) -> dict[str, Figure]:
    """Return the records a second of an audit: of the bytes alone, and of the books as well.

    The logs hold no projections, as bundles do not; what folding those takes is ``rebuild``.
    With no ``workers`` all is done in this process.
    """
    names = [f"B{number}" for number in range(workers or 1)]
    jobs = [(root / name, name, records // len(names)) for name in names]
    with closing(LocalEngine(workers)) as engine:
        list(engine.each(write_log, jobs))
    bare, _ = _timed(root, names, workers, records_only=True)
    whole, verdict = _timed(root, names, workers, records_only=False)
    assert verdict.records == records // len(names) * len(names), "every record was judged"
    return {
        "audit_records": Figure(bare, "records/s", bare / GOAL, f"{GOAL:,} records/s on two cores"),
        "audit_books": Figure(whole, "records/s", whole / bare, "the records alone"),
    }


def _timed(
    root: Path, names: list[str], workers: int, *, records_only: bool
) -> tuple[float, Verdict]:
    # A bundle's log, in that it has no projections of its own.
    evidence = [gather(root / name, root)._replace(is_bundle=True) for name in names]
    started = time.perf_counter()
    verdict = verify(evidence, workers=workers, records_only=records_only)
    took_s = time.perf_counter() - started
    assert verdict.verdict == SOUND, "an audit of honest logs finds nothing"
    return verdict.records / took_s, verdict


def write_log(path: Path, branch: str, records: int) -> None:
    """Write a log of as many sales, all of the same five lines, one number after the other."""
    path.mkdir()
    ticking = [sales.START_MS]

    def step() -> int:
        ticking[0] += 37
        return ticking[0]

    made = sales.open_log(MemoryStore(), b"a" * 32, clock_start_ms=sales.START_MS)
    (draft,) = sales.sale_drafts(made, 1, branch=branch)
    body = list(msgpack.unpackb(draft.body))
    store = LmdbStore.open(str(path), sync=False)
    signer = Ed25519Signer(branch.encode().ljust(32, b"."))
    log = EventLog(store, clock_ms=step, signer=signer, verifier=verify_ed25519)
    for first in range(1, records + 1, BATCH):
        drafts = []
        for number in range(first, min(first + BATCH, records + 1)):
            body[_NUMBER] = number
            identifier = UUID(int=number << 64 | number)
            packed = msgpack.packb(body)
            scope = branch_scope(branch)
            drafts.append(Draft(kinds.SALE_COMPLETED, scope, identifier, 1, packed))
        log.append(drafts)
    store.close()

"""Auditing: records an auditor judges in a second, on all cores."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from uuid import UUID

import msgpack

from core.ed25519 import Ed25519Signer
from core.hlc import stamp
from core.identity import FIRST_EPOCH, StreamId, author_id, branch_scope
from core.log import layout
from core.log.aliases import alias_of
from core.log.entry import EMPTY_HEAD, Draft, head_of, record_draft
from core.log.layout import POSITION, U32
from core.log.lmdb_store import LmdbStore
from core.log.memory_store import MemoryStore
from core.log.sealing import Sealer
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
    """Write a log of as many sales, all of the same five lines, one number after the other.

    It has what an auditor reads: records, seals and head, and no index a node would need.
    """
    path.mkdir()
    signer = Ed25519Signer(branch.encode().ljust(32, b"."))
    stream = StreamId(author_id(signer.public_key), FIRST_EPOCH, branch_scope(branch))
    store = LmdbStore.open(str(path), sync=False)
    store.open_tables(layout.TABLES)
    head, sales_told = EMPTY_HEAD, _sales(branch, records)
    sealer = Sealer(signer)
    with store.write() as transaction:
        alias = alias_of(transaction, stream, signer.public_key)
        while batch := list(islice(sales_told, BATCH)):
            entries, before = [], head
            for draft in batch:
                hlc = stamp(sales.START_MS + 37 * head.sequence)
                entries.append(record_draft(stream, head, hlc, draft))
                head = head_of(entries[-1])
            sealer.seal(transaction, alias, stream, before, entries)
            rows = [(POSITION.pack(alias, one.sequence), one.record) for one in entries]
            transaction.append_many(layout.LOG, rows)
        transaction.put(layout.HEAD, U32.pack(alias), layout.pack_head(head))
    store.close()


def _sales(branch: str, count: int) -> Iterator[Draft]:
    made = sales.open_log(MemoryStore(), b"a" * 32, clock_start_ms=sales.START_MS)
    (draft,) = sales.sale_drafts(made, 1, branch=branch)
    body = list(msgpack.unpackb(draft.body))
    for number in range(1, count + 1):
        body[_NUMBER] = number
        identifier = UUID(int=number << 64 | number)
        packed = msgpack.packb(body)
        yield Draft(kinds.SALE_COMPLETED, branch_scope(branch), identifier, 1, packed)

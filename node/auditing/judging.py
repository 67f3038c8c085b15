"""What workers do for an audit: open a log, judge one thing of it, return it plain."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import NamedTuple

from core.audit.books import Goods, StreamBooks, goods_findings, keep_books
from core.audit.finding import Finding
from core.audit.projections import projection_findings
from core.audit.stream_audit import StreamAudit, audit_stream
from core.audit.witnesses import Source, fork_findings, witness_findings
from core.ed25519 import verify_ed25519
from core.errors import StorageError
from core.identity import StreamId
from core.log.attestation import Witnessed
from core.log.lmdb_store import LmdbStore
from core.log.rebuild import entry_runs
from core.views import inventory
from core.views.shop import ALL_READERS
from node.auditing.evidence import opened, projections_of


class Judged(NamedTuple):
    """What is said of one stream."""

    audit: StreamAudit
    books: StreamBooks | None
    """None when the records do not hold: what damage means cannot be added up."""


def lengths(directory: str) -> dict[StreamId, int] | str:
    """Return how many records each stream of a log has, or why it cannot be opened."""
    try:
        with opened(directory) as view:
            return {stream: head.sequence for stream, head in view.heads().items()}
    except StorageError as error:
        return str(error)


def judge_stream(directory: str, stream: StreamId) -> Judged | str:
    """Judge one stream, or say why it cannot be read."""
    try:
        with opened(directory) as view:
            audit = audit_stream(view, stream, verify_ed25519)
            if audit.findings:
                return Judged(audit, None)
            runs = entry_runs(view, stream, view.head(stream).sequence)
            return Judged(audit, keep_books(stream, runs, ALL_READERS))
    except StorageError as error:
        return str(error)


def judge_figures(directory: str, goods: Goods) -> list[Finding] | str:
    """Compare every projection with its records, and the stock with what was booked.

    Returns why they were not compared when another version of the program made them.
    """
    projections = projections_of()
    with opened(directory) as view, tempfile.TemporaryDirectory() as scratch:
        if projections.stale(view.transaction):
            return "its figures are of another version of the program and were not compared"
        figures = {
            (figure.sku, figure.location): figure.quantity_milli
            for figure in inventory.figures(view.table(inventory.Inventory.name))
        }
        store = LmdbStore.open(scratch, sync=False)
        try:
            found = list(projection_findings(view, projections, store))
        finally:
            store.close()
    return [*found, *goods_findings(goods, figures)]


def judge_together(
    logs: Sequence[tuple[str, str]], claims: Mapping[StreamId, Sequence[Witnessed]]
) -> list[Finding]:
    """Compare logs, given as (name, directory), with one another and with what seals saw."""
    with ExitStack() as stack:
        sources = [Source(name, stack.enter_context(opened(where))) for name, where in logs]
        return [*witness_findings(claims, sources), *fork_findings(sources)]

"""What workers do for an audit: open a log, judge what it says, return it plain."""

from __future__ import annotations

import tempfile
from typing import NamedTuple

from core.audit.books import Goods, StreamBooks, goods_findings, keep_books
from core.audit.credit_books import Balances, balance_findings
from core.audit.finding import Z_REPORT, Finding
from core.audit.projections import projection_findings
from core.audit.stream_audit import StreamAudit, audit_stream
from core.ed25519 import verify_ed25519
from core.errors import StorageError
from core.identity import StreamId
from core.log.lmdb_store import LmdbStore
from core.log.log_view import LogView
from core.log.projection import ProjectionSet
from core.log.rebuild import entry_runs
from core.views import credits, inventory
from core.views.members import Members
from core.views.shifts import Closing, recomputes
from core.views.shop import ALL_READERS, shop_projections
from node.auditing.opening import opened


class Judged(NamedTuple):
    """What is said of one stream."""

    audit: StreamAudit
    books: StreamBooks | None
    """None when the records do not hold, for what damage means cannot be added up, and when
    nobody asked for them."""


def judge_stream(
    directory: str, stream: StreamId, papers: frozenset[str] = frozenset()
) -> Judged | str:
    """Judge one stream, or say why it cannot be read; ``papers`` are to be looked up in it."""
    try:
        with opened(directory) as view:
            audit = audit_stream(view, stream, verify_ed25519)
            if audit.findings:
                return Judged(audit, None)
            runs = entry_runs(view, stream, view.head(stream).sequence)
            books = keep_books(stream, runs, ALL_READERS, papers)
            wrong = [one for one in books.closings if not _follows(view, one)]
            found = tuple(map(_wrong_z, wrong))
            return Judged(audit, books._replace(findings=books.findings + found, closings=()))
    except StorageError as error:
        return str(error)


def _follows(view: LogView, closing: Closing) -> bool:
    """Return whether a Z recomputes; one that began before a lane did cannot be told from it."""
    return closing.said.first < closing.stream.start or recomputes(view, closing)


def _wrong_z(closing: Closing) -> Finding:
    said = (
        f"Z {closing.said.number} of {closing.series} does not follow from the records "
        f"{closing.said.first} to {closing.said.last} it names."
    )
    return Finding(Z_REPORT, str(closing.stream), closing.sequence, "report", said)


def projections_of(company: bytes = b"") -> ProjectionSet:
    """Return a fresh set of the projections a node keeps of its shop, and of its company."""
    members = (Members(company, verify_ed25519),) if company else ()
    return ProjectionSet(shop_projections(*members), ALL_READERS)


def judge_figures(
    directory: str, goods: Goods, balances: Balances, company: bytes
) -> list[Finding] | str:
    """Compare every projection with its records, and stock and credit with what was booked.

    Returns why they were not compared when another version of the program made them.
    """
    projections = projections_of(company)
    with opened(directory, projections.tables) as view, tempfile.TemporaryDirectory() as scratch:
        if projections.stale(view.transaction):
            return "its figures are of another version of the program and were not compared"
        figures = {
            (figure.sku, figure.location): figure.quantity_milli
            for figure in inventory.figures(view.table(inventory.Inventory.name))
        }
        table = view.table(credits.CREDITS)
        left = {
            (ledger, account): credits.credit_of(table, ledger, account).counter.value
            for ledger, account in credits.accounts(table)
        }
        store = LmdbStore.open(scratch, sync=False)
        try:
            found = list(projection_findings(view, projections, store))
        finally:
            store.close()
    return [*found, *goods_findings(goods, figures), *balance_findings(balances, left)]

"""Printing: every receipt of this till when it is sold, and whatever else somebody wants printed.

The log is the queue of what was sold: the sale does nothing for its paper, and no paper is
forgotten because a process died between the two.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from core.errors import MalformedError
from core.log.entry import Entry, entry_of
from core.shop import kinds
from core.shop.readers import SHOP_READERS
from core.shop.sale import receipt_text
from core.shop.z_report import DRAWER
from node.paper_config import PrinterConfig
from node.receipts.carrying import Carrier
from node.receipts.cut_off import was_cut_off
from node.receipts.document import ReceiptDocument
from node.receipts.escpos import as_drawer_kick, as_escpos, pages_of
from node.receipts.making import document_of
from node.receipts.outbox import PRINT, Job, Outbox, Wanted
from node.receipts.printer import carry
from node.receipts.rendering import language_for, paper_of
from node.receipts.watching import begin, seen_mark
from node.till import Till

LATE_MS = 15 * 60_000
"""What was sold longer ago is not printed by itself: the customer has gone."""

RECORDS_AT_ONCE = 64
"""Records looked at in one step."""

DRAWER_JOB = "drawer"
"""What a job is called that opens the drawer and prints nothing."""

_RECEIPTS = (kinds.SALE_COMPLETED, kinds.REFUND_COMPLETED)
_OPENS = (kinds.DRAWER_OPENED, kinds.CASH_MOVED)


class Printing:
    """The worker's job that prints."""

    def __init__(self, till: Till, directory: Path, config: PrinterConfig) -> None:
        """Print what ``till`` sells from now on; raises :class:`core.errors.RefusedError` when the
        printer's model or a code page is unknown."""
        self._till, self._config = till, config
        self._outbox = Outbox(directory)
        self._pages = pages_of(config.profile, config.code_pages)
        self._carrier = Carrier(self._outbox, PRINT, till.log.now_ms, self._sender)
        self._stream = till.branch_stream
        self._mark = seen_mark(self._stream)
        self._seen = begin(till, self._outbox)

    def step(self) -> float:
        """Note what was sold, and carry what waits."""
        self._note_new()
        return self._carrier.step()

    def notes(self) -> dict[str, Any]:
        """Return what a person must know."""
        return self._carrier.notes()

    def _note_new(self) -> None:
        """Write down a job for each new receipt; the mark moves after them, never before."""
        self._till.log.refresh()
        with self._till.log.read() as view:
            records = view.records(self._stream, self._seen, count=RECORDS_AT_ONCE)
        if not records:
            return
        for record in records:
            entry = entry_of(record)
            wanted = self._wanted(entry) if self._config.automatic else None
            if wanted is not None:
                self._outbox.add(wanted, self._till.log.now_ms())
            self._seen = entry.sequence
        self._outbox.set_mark(self._mark, self._seen)

    def _wanted(self, entry: Entry) -> Wanted | None:
        if entry.kind not in (*_RECEIPTS, *_OPENS):
            return None
        try:
            fact = SHOP_READERS[entry.kind](entry.body)
        except MalformedError:
            return None
        if fact.at_ms < self._till.log.now_ms() - LATE_MS:
            return None
        place = f"{self._stream}@{entry.sequence}"
        if entry.kind in _OPENS:
            return Wanted(PRINT, DRAWER_JOB, place) if self._config.drawer else None
        return Wanted(
            PRINT,
            receipt_text(fact.series, fact.number),
            place,
            cut_off=was_cut_off(self._till.recall(), fact.at_ms),
        )

    def _sender(self, job: Job) -> Callable[[], None]:
        return partial(carry, self._config, self._bytes(job))

    def _bytes(self, job: Job) -> bytes:
        if job.what == DRAWER_JOB:
            return as_drawer_kick(self._config.profile)
        document, stationery = document_of(self._till, job), self._till.config.stationery
        paper = paper_of(document, language_for(document, job.language, stationery), stationery)
        return as_escpos(
            paper,
            columns=stationery.columns,
            pages=self._pages,
            profile=self._config.profile,
            logo=self._config.logo,
            drawer=self._config.drawer and _moves_cash(document) and not job.copy,
        )


def _moves_cash(document: object) -> bool:
    """Return whether cash changed hands: then the drawer must open."""
    if not isinstance(document, ReceiptDocument) or document.doubtful:
        return False
    return any(kind in DRAWER for kind, _ in document.tenders) or bool(document.change_minor)

"""Making: the document of a job in the outbox, from the log as it is now."""

from __future__ import annotations

from dataclasses import replace

from core.errors import RefusedError
from core.log.log_view import LogView
from core.views import receipts
from core.views.receipts import Receipt
from node.receipts.document import find_receipt, receipt_document
from node.receipts.outbox import Job
from node.receipts.rendering import Document
from node.receipts.z_document import x_document, z_document
from node.till import Till

X_REPORT = "X"
"""What a job is called that prints the X of the open shift."""


def place_of(found: Receipt) -> str:
    """Return where the record of a receipt stands, in a word."""
    return f"{found.stream}@{found.sequence}"


def report_name(series: str, number: int) -> str:
    """Return what a job is called that prints a Z."""
    return f"Z {series} {number}"


def document_of(till: Till, job: Job) -> Document:
    """Return what a job prints; raises :class:`RefusedError` when the log has it no more."""
    till.log.refresh()
    with till.log.read() as view:
        if job.what == X_REPORT:
            return x_document(till, view)
        if not job.place:
            _, series, number = job.what.split(" ")
            return z_document(till, view, series, int(number))
        document = receipt_document(till, view, _at(till, view, job))
    return replace(document, copy=job.copy, doubtful=job.doubtful, cut_off=job.cut_off)


def _at(till: Till, view: LogView, job: Job) -> Receipt:
    """Return the receipt of a job, whichever of two with one number it is."""
    for found in receipts.find(view.table("receipts"), job.what):
        if place_of(found) == job.place:
            return found
    found = find_receipt(till, view, job.what)
    raise RefusedError(f"Receipt {found.text} stands at {place_of(found)} and not at {job.place}.")

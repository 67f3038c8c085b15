"""A Z or X report as facts: the report, and the hashes an auditor takes as witnesses."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import RefusedError
from core.log.log_view import LogView
from core.shop.z_report import Report
from core.views import shifts
from node.receipts.document import HASH_DIGITS
from node.shop.z_reports import date_of, stated
from node.till import Till


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """Everything the paper of a report says."""

    number: int
    """0 for an X."""
    series: str
    branch: str
    business_date: str
    first: int
    last: int
    report: Report
    digest: str
    """The beginning of a Z's hash; empty for an X."""
    recomputes: bool
    """Whether the same bytes follow from the log that is held here."""
    stream: str
    sequence: int
    head: str
    """The beginning of the chain hash of the record at ``sequence``: the head as it was."""


def z_document(till: Till, view: LogView, series: str, number: int | None) -> ReportDocument:
    """Return a Z of any till that is held here, the last by default.

    Raises :class:`RefusedError` without one.
    """
    found = [
        one
        for one in shifts.closings(view.table(shifts.SHIFTS), series)
        if number in (None, one.said.number)
    ]
    fields = stated(found[-1].said.report) if found else {}
    if not fields:
        which = "" if number is None else f" number {number}"
        raise RefusedError(f"No Z{which} of {series} is known here.")
    closing, report = found[-1], Report(**fields)
    return ReportDocument(
        closing.said.number,
        series,
        closing.stream.scope.removeprefix("branch:"),
        date_of(report.business_day),
        closing.said.first,
        closing.said.last,
        report,
        closing.said.digest.hex()[:HASH_DIGITS],
        shifts.recomputes(view, closing),
        str(closing.stream),
        closing.sequence,
        view.chain_at(closing.stream, closing.sequence).hex()[:HASH_DIGITS],
    )


def x_document(till: Till, view: LogView) -> ReportDocument:
    """Return what the till's open shift has come to; raises :class:`RefusedError` without one."""
    stream = till.branch_stream
    opened = shifts.open_shift(view.table(shifts.SHIFTS), stream)
    last = view.head(stream).sequence
    report = None if opened is None else shifts.report_of(view, stream, opened.first, last)
    if opened is None or report is None:
        raise RefusedError("No shift is open at this till; open one with 'tillmesh shift open'.")
    return ReportDocument(
        0,
        till.series,
        till.config.branch,
        date_of(report.business_day),
        opened.first,
        last,
        report,
        "",
        True,
        str(stream),
        last,
        view.chain_at(stream, last).hex()[:HASH_DIGITS],
    )

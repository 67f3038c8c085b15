"""Z reports and the list of shifts: of any till whose stream this node holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgpack

from core.errors import RefusedError
from core.log.log_view import LogView
from core.shop.aggregate import EPOCH
from core.shop.z_report import REPORT_VERSION, Report
from core.views import shifts
from core.views.shifts import Closing
from node.shop.answers.shifts import (
    CLOSED,
    LEFT_BEHIND,
    OPEN,
    ReportAnswer,
    ShiftLine,
    ShiftsAnswer,
)
from node.shop.commands.shifts import LookAtZ, Shifts
from node.till import Till


def date_of(day: int) -> str:
    """Return a business day as a date."""
    try:
        return (EPOCH.date() + timedelta(days=day)).isoformat()
    except OverflowError:
        return date.max.isoformat()


def z_answer(view: LogView, closing: Closing) -> ReportAnswer:
    """Return a Z as it was closed, and whether it follows from the log that is held here."""
    said = closing.said
    report = stated(said.report)
    return ReportAnswer(
        said.number,
        date_of(report["business_day"]) if report else "",
        said.first,
        said.last,
        said.digest.hex(),
        shifts.recomputes(view, closing),
        report,
    )


_TYPES = (int, str, str, str, *[int] * 12, *[tuple] * 4, *[int] * 7)
"""What the fields of a report are; one of a hostile till could be anything."""


def stated(data: bytes) -> dict[str, Any]:
    """Return the fields a Z states; none when it is no report of a version known here."""
    try:
        fields = msgpack.unpackb(data, use_list=False)
    except (ValueError, msgpack.UnpackException):
        return {}
    if type(fields) is not tuple or tuple(map(type, fields)) != _TYPES:
        return {}
    return Report(*fields)._asdict() if fields[0] == REPORT_VERSION else {}


def z_report(till: Till, command: LookAtZ) -> ReportAnswer:
    """Return a Z of any till, worked out again here; raises :class:`RefusedError` without one."""
    series = command.series or till.series
    with till.log.read() as view:
        found = [
            one
            for one in shifts.closings(view.table(shifts.SHIFTS), series)
            if command.number in (None, one.said.number)
        ]
        if not found:
            which = "" if command.number is None else f" number {command.number}"
            raise RefusedError(f"No Z{which} of {series} is known here.")
        return z_answer(view, found[-1])


def list_shifts(till: Till, command: Shifts) -> ShiftsAnswer:
    """Return every shift that is held: the closed ones by number, then those that are open."""
    lines: list[ShiftLine] = []
    with till.log.read() as view:
        table, heads = view.table(shifts.SHIFTS), view.heads()
        epochs: dict[tuple[bytes, str], int] = {}
        for stream in heads:
            who = (stream.author, stream.scope)
            epochs[who] = max(epochs.get(who, 0), stream.epoch)
        for closing in shifts.closings(table):
            answer = stated(closing.said.report)
            if answer:
                lines.append(_line(Report(**answer), closing.said.number, CLOSED))
        for stream, opened in shifts.open_shifts(table):
            report = shifts.report_of(view, stream, opened.first, heads[stream].sequence)
            assert report is not None, "a shift's range begins with its opening"
            latest = epochs[stream.author, stream.scope] == stream.epoch
            lines.append(_line(report, 0, OPEN if latest else LEFT_BEHIND))
    return ShiftsAnswer(tuple(lines))


def _line(report: Report, number: int, state: str) -> ShiftLine:
    return ShiftLine(
        report.till,
        report.series,
        number,
        date_of(report.business_day),
        state,
        report.sales,
        report.paid_minor,
        report.difference_minor,
    )

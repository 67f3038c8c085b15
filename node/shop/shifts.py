"""Shifts and the drawer: opened, counted and closed at one till, with no network."""

from __future__ import annotations

from core.errors import RefusedError
from core.log.log_view import LogView
from core.log.store import Transaction
from core.money import format_amount
from core.shop.aggregate import EPOCH
from core.shop.roles import Permission
from core.shop.shift import Coins, Shift
from core.shop.z_report import Report, digest_of
from core.views import shifts
from core.views.shifts import OpenShift
from node.shop.answers.shifts import CLOSED, OPEN, ReportAnswer, ShiftAnswer
from node.shop.authority import authority_at
from node.shop.commands import shifts as commands
from node.shop.done_here import done_here, keep_done
from node.shop.z_reports import date_of, list_shifts, z_answer, z_report
from node.till import Till
from node.verb import Verb

MS_PER_DAY = 86_400_000
"""Milliseconds of a day."""

ODD_DAYS = 1
"""How many days a business date may be from the clock's without a second look: one, for nights
and time zones."""


def open_a_shift(till: Till, command: commands.OpenShift) -> ShiftAnswer:
    """Open a shift.

    Raises :class:`RefusedError` while one is open, and when the business date is an odd one
    that nobody has confirmed: the clock may be wrong, a person knows what day it is.
    """
    till.must_have_cashier()
    if (done := till.done_before(Shift, command.id)) is not None:
        return _answer(done, done.float_minor, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        table = till.log.table(transaction, shifts.SHIFTS)
        stream = till.branch_stream
        if shifts.open_shift(table, stream) is not None:
            raise RefusedError("A shift is open at this till; close it first.")
        authority.require(Permission.SHIFT)
        day = (command.business_date - EPOCH.date()).days
        if not command.confirmed:
            _must_be_likely(day, till.log.now_ms() // MS_PER_DAY, shifts.last_day(table, stream))
        shift = Shift.open(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            location=till.config.branch,
            till=till.config.name,
            series=till.series,
            currency=till.config.currency,
            business_day=day,
            float_minor=command.float_minor,
            cashier=authority.cashier,
        )
        till.application.record(shift, *authority.approved(shift.id))
    return _answer(shift, command.float_minor)


def _must_be_likely(day: int, clock_day: int, last_day: int | None) -> None:
    said = date_of(day)
    if last_day is not None and day < last_day:
        raise RefusedError(
            f"The last shift here was of {date_of(last_day)}; confirm that today is {said}."
        )
    if abs(day - clock_day) > ODD_DAYS:
        raise RefusedError(
            f"The clock of this till says {date_of(clock_day)}; confirm that today is {said}."
        )


def pay_in(till: Till, command: commands.MoveCash) -> ShiftAnswer:
    """Put cash into the drawer."""
    return _move(till, "cash-in", command, command.amount_minor)


def pay_out(till: Till, command: commands.MoveCash) -> ShiftAnswer:
    """Take cash out of the drawer; raises :class:`RefusedError` when less should be there."""
    return _move(till, "cash-out", command, -command.amount_minor)


def _move(till: Till, verb: str, command: commands.MoveCash, amount_minor: int) -> ShiftAnswer:
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        if (done := done_here(transaction, verb, command.id)) is not None:
            return done
        shift, opened = _own(till, transaction)
        authority.require(
            Permission.CASH_MOVEMENT, about=command.reason, measure=command.amount_minor
        )
        if amount_minor < 0:
            expected_minor = _report(till, LogView(transaction), opened).expected_minor
            if expected_minor + amount_minor < 0:
                raise RefusedError(
                    f"Only {format_amount(expected_minor)} should be in the drawer, "
                    f"less than {format_amount(-amount_minor)}."
                )
        shift.move_cash(till.now(), amount_minor, command.reason, authority.cashier)
        till.application.record(shift, *authority.approved(shift.id))
        return keep_done(transaction, verb, command.id, _answer(shift, amount_minor))


def open_drawer(till: Till, command: commands.OpenDrawer) -> ShiftAnswer:
    """Open the drawer without a sale."""
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        if (done := done_here(transaction, "no-sale", command.id)) is not None:
            return done
        shift, _ = _own(till, transaction)
        authority.require(Permission.NO_SALE, about=command.reason)
        shift.open_drawer(till.now(), command.reason, authority.cashier)
        till.application.record(shift, *authority.approved(shift.id))
        return keep_done(transaction, "no-sale", command.id, _answer(shift, 0))


def count_cash(till: Till, command: commands.CountCash) -> ShiftAnswer:
    """Note what was found in the drawer; whoever counts is not told what should be there."""
    authority = authority_at(till)
    with till.log.transaction() as transaction:
        if (done := done_here(transaction, "cash-count", command.id)) is not None:
            return done
        shift, _ = _own(till, transaction)
        authority.require(Permission.SHIFT)
        coins = [Coins(coin.value_minor, coin.pieces) for coin in command.coins]
        shift.count(till.now(), coins, authority.cashier)
        till.application.record(shift)
        counted_minor = sum(coin.value_minor * coin.pieces for coin in command.coins)
        return keep_done(transaction, "cash-count", command.id, _answer(shift, counted_minor))


def close_shift(till: Till, command: commands.CloseShift) -> ReportAnswer:
    """Close the shift: its Z stands in its last event, in the same commit.

    Raises :class:`RefusedError` when the drawer was not counted, and when the count differs by
    more than whoever closes may answer for.
    """
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        shift, opened = _own(till, transaction)
        authority.require(Permission.SHIFT)
        view, stream = LogView(transaction), till.branch_stream
        last = view.head(stream)
        report = _report(till, view, opened)
        if not report.counts and report.expected_minor:
            raise RefusedError("Count the drawer first: 'tillmesh cash count'.")
        if report.difference_minor:
            measure = abs(report.difference_minor)
            authority.require(Permission.CASH_DIFFERENCE, measure=measure)
        number = shifts.next_number(view.table(shifts.SHIFTS), stream)
        data = report.to_bytes()
        shift.close(
            till.now(),
            number=number,
            first=opened.first,
            last=last.sequence,
            report=data,
            digest=digest_of(data, last.chain),
            cashier=authority.cashier,
        )
        till.application.record(shift, *authority.approved(shift.id))
        (closing,) = (
            one
            for one in shifts.closings(view.table(shifts.SHIFTS), till.series)
            if (one.stream, one.said.number) == (stream, number)
        )
        return z_answer(view, closing)


def x_report(till: Till, command: commands.LookAtShift) -> ReportAnswer:
    """Return what the open shift has come to so far; nothing is written but leave for it."""
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        shift, opened = _own(till, transaction)
        authority.require(Permission.REPORTS, about="x")
        view = LogView(transaction)
        last = view.head(till.branch_stream).sequence
        report = _report(till, view, opened)
        till.application.record(*authority.approved(shift.id))
    day = date_of(report.business_day)
    return ReportAnswer(0, day, opened.first, last, "", True, report._asdict())


def _own(till: Till, transaction: Transaction) -> tuple[Shift, OpenShift]:
    """Return the open shift of this till; raises :class:`RefusedError` without one."""
    till.must_have_cashier()
    table = till.log.table(transaction, shifts.SHIFTS)
    opened = shifts.open_shift(table, till.branch_stream)
    if opened is None:
        raise RefusedError("No shift is open at this till; open one with 'tillmesh shift open'.")
    return till.application.load(Shift, opened.id), opened


def _report(till: Till, view: LogView, opened: OpenShift) -> Report:
    stream = till.branch_stream
    report = shifts.report_of(view, stream, opened.first, view.head(stream).sequence)
    assert report is not None, "a shift's range begins with its opening"
    return report


def _answer(shift: Shift, amount_minor: int, *, repeated: bool = False) -> ShiftAnswer:
    return ShiftAnswer(
        str(shift.id),
        date_of(shift.business_day),
        CLOSED if shift.number else OPEN,
        amount_minor,
        repeated,
    )


VERBS: dict[str, Verb] = {
    "shift-open": Verb(commands.OpenShift, open_a_shift),
    "shift-close": Verb(commands.CloseShift, close_shift),
    "shift-x": Verb(commands.LookAtShift, x_report),
    "shift-z": Verb(commands.LookAtZ, z_report),
    "shifts": Verb(commands.Shifts, list_shifts),
    "cash-in": Verb(commands.MoveCash, pay_in),
    "cash-out": Verb(commands.MoveCash, pay_out),
    "no-sale": Verb(commands.OpenDrawer, open_drawer),
    "cash-count": Verb(commands.CountCash, count_cash),
}
"""The verbs of shifts and the drawer."""

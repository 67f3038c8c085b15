"""Reports from the local log, folded when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple

from core.company.certificate import Certificate
from core.errors import RefusedError
from core.hlc import milliseconds_of
from core.identity import branch_scope
from core.log.log_view import LogView
from core.shop.roles import Permission
from core.views import catalogue, receipts
from core.views.sales_range import Days, facts_of, receipts_of
from core.views.sales_report import DAY_MS, Goods, SalesReport, Sums
from node.shop.answers.reports import (
    BranchTakings,
    CompleteLine,
    GoodsLine,
    SalesReportAnswer,
    SumsLine,
    TakingsAnswer,
    TaxReportLine,
    TenderLine,
)
from node.shop.authority import authority_at
from node.shop.commands.reports import SPAN_MS_MAX, AskSalesReport, AskTakings
from node.till import Till
from node.till_config import TILL
from node.verb import Verb

BRANCH_SCOPE = branch_scope("")
"""How the scopes of branches begin."""


def sales_report(till: Till, command: AskSalesReport) -> SalesReportAnswer:
    """Return what was sold in a span of time, and up to when that is complete for each till."""
    _check_span(command.from_ms, command.until_ms)
    authority_at(till).require(Permission.REPORTS)
    branch = command.branch or till.config.branch
    report = SalesReport(command.from_ms)
    with till.log.read() as view:
        # Before the figures: what comes in meanwhile may be in them, and is not promised.
        complete = tuple(_complete(till, view, branch))
    for days in _one_by_one(Days(branch, command.from_ms, command.until_ms)):
        with till.log.read() as view:
            for _, (entry, fact) in facts_of(view, days):
                if fact.currency == till.config.currency:
                    report.add(entry.kind, fact)
    with till.log.read() as view:
        items = tuple(_item_lines(view, report.items))
    return SalesReportAnswer(
        branch=branch,
        currency=till.config.currency,
        from_ms=command.from_ms,
        until_ms=command.until_ms,
        total=_sums_line("", report.total),
        takings_minor=report.takings_minor,
        basket_off_minor=report.basket_off_minor,
        coupon_minor=report.coupon_minor,
        tax_minor=report.tax_minor,
        rounding_minor=report.rounding_minor,
        hours=tuple(_sums_line(str(hour), one) for hour, one in sorted(report.hours.items())),
        days=tuple(
            _sums_line(str(command.from_ms + day * DAY_MS), one)
            for day, one in sorted(report.days.items())
        ),
        items=items,
        departments=tuple(_department_lines(items)),
        people=tuple(_sums_line(login, one) for login, one in sorted(report.people.items())),
        tenders=tuple(TenderLine(kind, *sums) for kind, sums in sorted(report.tenders.items())),
        taxes=tuple(
            TaxReportLine(name, rate, bool(inclusive), *sums)
            for (name, rate, inclusive), sums in sorted(report.taxes.items())
        ),
        complete=complete,
    )


def takings(till: Till, command: AskTakings) -> TakingsAnswer:
    """Return what each branch held here has taken, against the same span some time before."""
    _check_span(command.from_ms, command.until_ms)
    authority_at(till).require(Permission.REPORTS)
    with till.log.read() as view:
        names = _branches(till, view)
    branches = tuple(_branch_takings(till, branch, command) for branch in names)
    currency, span = till.config.currency, (command.from_ms, command.until_ms)
    return TakingsAnswer(currency, *span, command.before_ms, branches)


def _check_span(from_ms: int, until_ms: int) -> None:
    if not 0 < until_ms - from_ms <= SPAN_MS_MAX:
        raise RefusedError("A report begins before it ends, and spans a year at most.")


def _one_by_one(days: Days) -> Iterator[Days]:
    """Yield a span day by day: none is read for so long that the data file would grow by it."""
    for from_ms in range(days.from_ms, days.until_ms, DAY_MS):
        yield days._replace(from_ms=from_ms, until_ms=min(from_ms + DAY_MS, days.until_ms))


def _branches(till: Till, view: LogView) -> list[str]:
    scopes = {stream.base_scope for stream in view.heads()}
    held = {scope[len(BRANCH_SCOPE) :] for scope in scopes if scope.startswith(BRANCH_SCOPE)}
    return sorted(held | {till.config.branch})


def _branch_takings(till: Till, branch: str, command: AskTakings) -> BranchTakings:
    with till.log.read() as view:
        complete = tuple(_complete(till, view, branch))
    now = _taken(till, Days(branch, command.from_ms, command.until_ms))
    earlier = [moment - command.before_ms for moment in (command.from_ms, command.until_ms)]
    before = _taken(till, Days(branch, max(0, earlier[0]), max(0, earlier[1])))
    return BranchTakings(
        branch,
        now.sales,
        now.paid_minor,
        now.refunds,
        now.refunded_minor,
        before.sales,
        before.paid_minor,
        before.refunded_minor,
        complete,
    )


def _taken(till: Till, span: Days) -> Sums:
    sums = Sums()
    for days in _one_by_one(span):
        with till.log.read() as view:
            for receipt in receipts_of(view, days):
                if receipt.kind == receipts.SALE:
                    sums.sales += 1
                    sums.paid_minor += receipt.total_minor
                else:
                    sums.refunds += 1
                    sums.refunded_minor -= receipt.total_minor
    return sums


def _sums_line(key: str, sums: Sums) -> SumsLine:
    return SumsLine(key, *astuple(sums))


def _item_lines(view: LogView, items: Mapping[str, Goods]) -> Iterator[GoodsLine]:
    table = view.table(catalogue.Catalogue.name)
    for sku, goods in sorted(items.items()):
        item = catalogue.by_sku(table, sku)
        name, department = (item.name, item.department) if item else ("", "")
        yield GoodsLine(sku, name, department, *astuple(goods))


def _department_lines(items: Iterable[GoodsLine]) -> Iterator[GoodsLine]:
    sums: dict[str, Goods] = {}
    for line in items:
        goods = Goods(
            line.lines, line.quantity_milli, line.amount_minor, line.back_milli, line.back_minor
        )
        sums.setdefault(line.department, Goods()).plus(goods)
    for department, goods in sorted(sums.items()):
        yield GoodsLine(department, department, department, *astuple(goods))


def _complete(till: Till, view: LogView, branch: str) -> Iterator[CompleteLine]:
    """Yield up to when the events of each till of a branch are held.

    A till that the company knows of and nobody here has heard of is complete up to nothing.
    """
    known = members_of(till, view)
    series = receipts.series_of(view.table("receipts"))
    named = {one.author: one.name for one in till.recall().holders}
    through: dict[tuple[str, bool], int] = {}
    if branch == till.config.branch:
        through[till.config.name, True] = 0
    for stream, head in view.heads().items():
        if stream.base_scope != branch_scope(branch):
            continue
        own = stream.author == till.log.author
        # Every epoch of a till numbers a series of its own; its name stands before the tilde.
        first = series.get(stream.origin, ("",))[0].partition("~")[0]
        member = known.pop(stream.author, None)
        name = till.config.name if own else first or named.get(stream.author.hex(), "")
        name = name or ("" if member is None else member.node)
        key = (name or stream.author.hex()[:8], own)
        through[key] = max(through.get(key, 0), milliseconds_of(head.hlc))
    for member in known.values():
        if (member.branch, member.role) == (branch, TILL):
            through.setdefault((member.node, member.node == till.config.name), 0)
    for (name, own), at_ms in sorted(through.items()):
        yield CompleteLine(name, branch, own, till.log.now_ms() if own else at_ms)


def members_of(till: Till, view: LogView) -> dict[bytes, Certificate]:
    """Return who stands in the company; a lone node knows nobody."""
    if till.office is None:
        return {}
    members = till.office.admission.membership(view).members
    return {author: one.certificate for author, one in members.items() if not one.revoked}


VERBS: dict[str, Verb] = {
    "sales-report": Verb(AskSalesReport, sales_report),
    "takings": Verb(AskTakings, takings),
}
"""The verbs of reports."""

"""Layout of reports: what a Z or an X says, in a language, as blocks."""

from __future__ import annotations

from collections.abc import Iterator

from core.shop.sale import receipt_text
from node.language.dates import date_text, moment_text
from node.language.money import MoneyFormat, money_format
from node.language.numbers import percent_text
from node.language.words import Words, words
from node.receipts.blocks import Block, Centred, Code, Note, Pair, Paper, Rule, Title
from node.receipts.layout import SUBJECT, tender_name
from node.receipts.z_document import ReportDocument
from node.till_config import Stationery


def report_paper(document: ReportDocument, language: str, stationery: Stationery) -> Paper:
    """Return a report as blocks."""
    say = words(language, SUBJECT)
    money = money_format(language, document.report.currency)
    return (
        Title(f"Z {document.number}" if document.number else "X"),
        *(Centred(line) for line in stationery.header[:1]),
        *_head(document, say, stationery),
        Rule(),
        *_sales(document, say, money),
        Rule(),
        *_tenders(document, say, money),
        Rule(),
        *_drawer(document, say, money),
        Rule(),
        *_witnesses(document, say),
    )


def _head(document: ReportDocument, say: Words, stationery: Stationery) -> Iterator[Block]:
    report = document.report
    yield Pair(say.say("Business date"), date_text(say.language, document.business_date))
    yield Pair(say.say("Opened"), moment_text(say.language, report.opened_ms, stationery.zone))
    yield Pair(say.say("Branch"), document.branch)
    yield Pair(say.say("Till"), report.till)
    for series, first, last, count in report.receipts:
        spoken = say.count("{count} receipt", "{count} receipts", count).format(count=count)
        yield Pair(spoken, f"{receipt_text(series, first)} - {last:06d}")


def _sales(document: ReportDocument, say: Words, money: MoneyFormat) -> Iterator[Block]:
    report = document.report
    yield Pair(say.say("Sales"), str(report.sales))
    yield Pair(say.say("Takings"), money.text(report.takings_minor))
    for label, amount_minor in (
        (say.say("Discounts"), report.discount_minor),
        (say.say("Coupons"), -report.coupon_minor),
        (say.say("Taxes added"), report.tax_minor),
        (say.say("Rounding"), report.rounding_minor),
    ):
        if amount_minor:
            yield Pair(label, money.text(amount_minor))
    yield Pair(say.say("Paid"), money.text(report.paid_minor), strong=True)
    refunds = say.count("{count} refund", "{count} refunds", report.refunds)
    yield Pair(refunds.format(count=report.refunds), money.text(report.refunded_minor))
    for name, rate_ppm, _, base_minor, tax_minor in report.taxes:
        rate = percent_text(say.language, rate_ppm)
        yield Pair(f"{name} {rate} / {money.text(base_minor)}", money.text(tax_minor))


def _tenders(document: ReportDocument, say: Words, money: MoneyFormat) -> Iterator[Block]:
    for kind, count, amount_minor in document.report.tenders:
        yield Pair(f"{tender_name(kind, say)} ({count})", money.text(amount_minor))
    for cashier, count, amount_minor in document.report.cashiers:
        name = cashier or say.say("Nobody signed in")
        yield Pair(f"{name} ({count})", money.text(amount_minor))


def _drawer(document: ReportDocument, say: Words, money: MoneyFormat) -> Iterator[Block]:
    report = document.report
    yield Pair(say.say("Float"), money.text(report.float_minor))
    yield Pair(say.say("Paid in"), money.text(report.paid_in_minor))
    yield Pair(say.say("Paid out"), money.text(-report.paid_out_minor))
    yield Pair(say.say("Drawer opened without a sale"), str(report.no_sales))
    yield Pair(say.say("Expected in the drawer"), money.text(report.expected_minor), strong=True)
    if report.counts:
        yield Pair(say.say("Counted"), money.text(report.counted_minor))
        yield Pair(say.say("Difference"), money.text(report.difference_minor), strong=True)
    else:
        yield Note(say.say("The drawer was not counted."))


def _witnesses(document: ReportDocument, say: Words) -> Iterator[Block]:
    yield Note(
        say.say("Records {first} to {last} of the till's log.").format(
            first=document.first, last=document.last
        )
    )
    if document.digest:
        yield Centred(f"Z {document.series} {document.number} {document.digest}")
        if not document.recomputes:
            yield Note(say.say("This report does NOT follow from the log."))
    # As an auditor types it: what the log's end was when this was printed.
    head = f"{document.stream} {document.sequence} {document.head}"
    yield Note(head)
    yield Code(head)

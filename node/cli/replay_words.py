"""What replays come to, in words and columns for people. Times are UTC."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from core.audit.difference import Difference
from core.audit.explain import Step
from core.audit.ledger import Happening
from core.audit.moments import FEED, SEALS
from core.audit.people import People
from core.audit.replay import CustomerState, ReceiptState, State, TicketStory
from core.audit.timeline import Timeline
from core.money import format_amount
from core.quantity import format_quantity
from core.shop.age_check import AgeCheckFact
from core.shop.lines import ITEM
from core.shop.tender_note import TenderNoteFact
from node.auditing.plain import time_text
from node.auditing.replaying import Knowledge
from node.cli.moments import count
from node.wording import one_line

ROWS_MAX = 40
"""Lines of one list shown to a person; ``--json`` gives them all."""

HASH_DIGITS = 16
"""Digits of a hash that stand on paper."""

_BASES = {
    FEED: "Known by the order in which the till itself took things in.",
    SEALS: "Known by what the till's seals swear to have seen: it may have held more.",
}


def basis(known: Knowledge) -> str:
    """Return how it is known what a till held, as a last line; nothing when nobody asked."""
    return f"\n{_BASES[known.basis]}" if known.basis else ""


def _lines(lines: Iterator[str]) -> str:
    told = [one_line(line) for line in lines]
    if len(told) > ROWS_MAX:
        told = [*told[:ROWS_MAX], f"  and {len(told) - ROWS_MAX} more; --json shows all"]
    return "\n".join(told)


def state(found: State) -> str:
    """Return what a shop had come to."""
    head = f"After {count(found.records, 'record')}: {count(found.receipts, 'receipt')}."
    return "\n".join(part for part in (head, _lines(_money(found)), _lines(_stock(found))) if part)


def _money(found: State) -> Iterator[str]:
    for location, currency, took in found.takings:
        paid, back = format_amount(took.paid_minor), format_amount(took.refunded_minor)
        sales, refunds = count(took.sales, "sale"), count(took.refunds, "refund")
        yield f"  {location}: {sales}, {paid} {currency} paid; {refunds}, {back} back"
    for kind, amount in found.tenders.items():
        yield f"  {kind}: {format_amount(amount)}"


def _stock(found: State) -> Iterator[str]:
    for (sku, location), quantity in found.stock.items():
        yield f"  {sku} at {location}: {format_quantity(quantity)}"


def receipt(found: ReceiptState) -> str:
    """Return what a receipt said, and what had come back of it."""
    return _lines(_receipt(found))


def _receipt(found: ReceiptState) -> Iterator[str]:
    one = found.receipt
    who = f" by {found.cashier}" if found.cashier else ""
    total = f"{format_amount(one.total_minor)} {found.currency}"
    yield f"{one.text}, {one.kind} at {one.location}{who}, {time_text(one.at_ms)}: {total}"
    for kind, word, number, amount in found.lines:
        goods = f"{format_quantity(number)} x {word}" if kind == ITEM else word
        yield f"  {goods}: {format_amount(amount)}"
    for kind, amount in found.tenders:
        yield f"  paid by {kind}: {format_amount(amount)}"
    for item, back in found.refunded.items():
        quantity = format_quantity(back.quantity_milli)
        yield f"  came back of item {item}: {quantity}, {format_amount(back.amount_minor)}"


def ticket(found: TicketStory) -> str:
    """Return what a ticket had come to, and how."""
    return _lines(_ticket(found))


def _ticket(found: TicketStory) -> Iterator[str]:
    state = found.state
    to_pay, paid = format_amount(state.to_pay_minor), format_amount(state.tendered_minor)
    yield f"{state.state}, {count(len(state.lines), 'line')}, {to_pay} to pay, {paid} paid"
    for line in state.lines:
        goods = f"{format_quantity(line.quantity_milli)} x {line.sku}"
        yield f"  {goods}: {format_amount(line.amount_minor)}"
    for one in found.steps:
        yield f"  {happened(one)}"


def customer(found: CustomerState) -> str:
    """Return what was known of a customer."""
    return _lines(_customer(found))


def _customer(found: CustomerState) -> Iterator[str]:
    for name, value in found.record._asdict().items():
        if name.endswith("_minor"):
            yield f"{name.removesuffix('_minor')}: {format_amount(value)}"
        elif value:
            yield f"{name}: {value}"
    for gone in found.forgotten:
        yield f"forgotten {time_text(gone.at_ms)} by {gone.by}"


def happened(one: Happening) -> str:
    """Return one event as a line: when, what, where it stands."""
    what = f" {one.receipt}" if one.receipt else ""
    return f"{time_text(one.stamp_ms)}  {one.kind}{what}  ({one.stream}, {one.sequence})"


def step(found: Step) -> str:
    """Return one event behind a figure as a line."""
    moved = format_quantity(found.quantity_milli)
    moved = moved if moved.startswith("-") else f"+{moved}"
    why = f" {found.why}" if found.why else ""
    after = format_quantity(found.after_milli)
    one = found.happened
    place = f"({one.stream}, {one.sequence})"
    return one_line(
        f"{time_text(one.stamp_ms)}  {moved:>9}  = {after:>9}  {one.kind}{why}  {place}"
    )


def timeline(found: Timeline, people: People, told_by: Sequence[str]) -> str:
    """Return all about one receipt; ``told_by`` are the peers that said they hold it."""
    return _lines(_timeline(found, people, told_by))


def _timeline(found: Timeline, people: People, told_by: Sequence[str]) -> Iterator[str]:
    one = found.receipt
    cashier = getattr(one.fact, "cashier", "")
    who = f" by {cashier}" if cashier else ""
    yield f"{happened(one)}{who}, hash {found.chain.hex()[:HASH_DIGITS]}"
    for about in found.about:
        yield f"  {happened(about)}{_noted(about.fact)}{_persons(about.fact, people)}"
    for seen in found.seen:
        yield f"  {time_text(seen.stamp_ms)}  sworn to by {seen.by}, record {seen.sequence}"
    if not found.seen:
        yield "  No other node whose log is here has sworn to it."
    if told_by:
        yield f"  Held, as they said, by {', '.join(told_by)}."


def _noted(fact: Any) -> str:
    """Return what was noted of a payment, or which age was looked at."""
    if isinstance(fact, TenderNoteFact):
        return f" {fact.kind} {fact.reference}".rstrip()
    return f" from {fact.minimum_age} on" if isinstance(fact, AgeCheckFact) else ""


def _persons(fact: Any, people: People) -> str:
    told = []
    for role in ("cashier", "user", "approver", "by"):
        value = getattr(fact, role, b"")
        name = people.name(value) if isinstance(value, bytes) else value
        if name:
            told.append(f"{role} {name}")
    return f" {', '.join(told)}" if told else ""


def differences(found: Difference) -> str:
    """Return what differs between two states."""
    if found.is_none:
        return "Nothing differs."
    return _lines(_differences(found))


def _differences(found: Difference) -> Iterator[str]:
    for stream, first, second, forked in found.streams:
        apart = f", two histories from {forked} on" if forked else ""
        yield f"  stream {stream}: to {first} and to {second}{apart}"
    for sku, location, here, there in found.stock:
        yield f"  {sku} at {location}: {format_quantity(here)} and {format_quantity(there)}"
    for one, other in found.takings:
        named = one or other
        assert named is not None, "a difference is of something"
        paid = [format_amount(side.takings.paid_minor) if side else "0.00" for side in (one, other)]
        yield f"  paid at {named.location}: {paid[0]} and {paid[1]} {named.currency}"
    for kind, here, there in found.tenders:
        yield f"  {kind}: {format_amount(here)} and {format_amount(there)}"

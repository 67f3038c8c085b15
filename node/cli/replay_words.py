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
from core.audit.tables.receipts import LINE_KINDS
from core.audit.timeline import Timeline
from core.shop.age_check import AgeCheckFact
from core.shop.lines import ITEM
from core.shop.tender_note import TenderNoteFact
from node.auditing.replaying import Knowledge
from node.cli.speech import Speech
from node.language.marks import mark
from node.wording import one_line

MORE = mark("and {count} more; --json shows all")
"""What is said of the lines that are left out."""

ROWS_MAX = 40
"""Lines of one list shown to a person; ``--json`` gives them all."""

HASH_DIGITS = 16
"""Digits of a hash that stand on paper."""

_BASES = {
    FEED: mark("Known by the order in which the till itself took things in."),
    SEALS: mark("Known by what the till's seals swear to have seen: it may have held more."),
}


_PERSONS = {
    "cashier": mark("cashier {name}"),
    "user": mark("user {name}"),
    "approver": mark("approver {name}"),
    "by": mark("by {name}"),
}
"""What an event calls those who took part, and how that is said."""


def basis(spoken: Speech, known: Knowledge) -> str:
    """Return how it is known what a till held, as a last line; nothing when nobody asked."""
    return f"\n{spoken.say(_BASES[known.basis])}" if known.basis else ""


def _lines(spoken: Speech, lines: Iterator[str]) -> str:
    told = [one_line(line) for line in lines]
    if len(told) > ROWS_MAX:
        told = [*told[:ROWS_MAX], f"  {spoken.say(MORE, count=len(told) - ROWS_MAX)}"]
    return "\n".join(told)


def state(spoken: Speech, found: State) -> str:
    """Return what a shop had come to."""
    head = spoken.say(
        "After {records}: {receipts}.",
        records=spoken.count("{count} record", "{count} records", found.records),
        receipts=spoken.count("{count} receipt", "{count} receipts", found.receipts),
    )
    parts = (head, _lines(spoken, _money(spoken, found)), _lines(spoken, _stock(spoken, found)))
    return "\n".join(filter(None, parts))


def _money(spoken: Speech, found: State) -> Iterator[str]:
    for location, currency, took in found.takings:
        said = spoken.say(
            "{location}: {sales}, {paid} paid; {refunds}, {back} back",
            location=location,
            sales=spoken.count("{count} sale", "{count} sales", took.sales),
            paid=spoken.priced(took.paid_minor, currency),
            refunds=spoken.count("{count} refund", "{count} refunds", took.refunds),
            back=spoken.money(took.refunded_minor),
        )
        yield f"  {said}"
    for kind, amount in found.tenders.items():
        yield f"  {spoken.tender(kind)}: {spoken.money(amount)}"


def _stock(spoken: Speech, found: State) -> Iterator[str]:
    for (sku, location), milli in found.stock.items():
        quantity = spoken.quantity(milli)
        said = spoken.say(
            "{sku} at {location}: {quantity}", sku=sku, location=location, quantity=quantity
        )
        yield f"  {said}"


def receipt(spoken: Speech, found: ReceiptState) -> str:
    """Return what a receipt said, and what had come back of it."""
    return _lines(spoken, _receipt(spoken, found))


def _receipt(spoken: Speech, found: ReceiptState) -> Iterator[str]:
    one, say, money = found.receipt, spoken.say, spoken.money
    place = say(
        "{receipt}, {kind} at {location}",
        receipt=one.text,
        kind=spoken.audited(one.kind),
        location=one.location,
    )
    if found.cashier:
        place = say("{what} by {person}", what=place, person=found.cashier)
    yield f"{place}, {spoken.second(one.at_ms)}: {spoken.priced(one.total_minor, found.currency)}"
    for kind, word, number, amount in found.lines:
        beside = word or spoken.audited(LINE_KINDS.get(kind, ""))
        goods = f"{spoken.quantity(number)} x {word}" if kind == ITEM else beside
        yield f"  {goods}: {money(amount)}"
    for kind, amount in found.tenders:
        paid = say("paid by {kind}: {amount}", kind=spoken.tender(kind), amount=money(amount))
        yield f"  {paid}"
    for item, back in found.refunded.items():
        said = say(
            "came back of item {item}: {quantity}, {amount}",
            item=item,
            quantity=spoken.quantity(back.quantity_milli),
            amount=money(back.amount_minor),
        )
        yield f"  {said}"


def ticket(spoken: Speech, found: TicketStory) -> str:
    """Return what a ticket had come to, and how."""
    return _lines(spoken, _ticket(spoken, found))


def _ticket(spoken: Speech, found: TicketStory) -> Iterator[str]:
    state = found.state
    yield spoken.say(
        "{state}, {lines}, {due} to pay, {paid} paid",
        state=spoken.heard(state.state),
        lines=spoken.count("{count} line", "{count} lines", len(state.lines)),
        due=spoken.money(state.to_pay_minor),
        paid=spoken.money(state.tendered_minor),
    )
    for line in state.lines:
        goods = f"{spoken.quantity(line.quantity_milli)} x {line.sku}"
        yield f"  {goods}: {spoken.money(line.amount_minor)}"
    for one in found.steps:
        yield f"  {happened(spoken, one)}"


def customer(spoken: Speech, found: CustomerState) -> str:
    """Return what was known of a customer, field by field."""
    return _lines(spoken, _customer(spoken, found))


def _customer(spoken: Speech, found: CustomerState) -> Iterator[str]:
    for name, value in found.record._asdict().items():
        if name.endswith("_minor"):
            yield f"{spoken.heard(name.removesuffix('_minor'))}: {spoken.money(value)}"
        elif value:
            yield f"{spoken.heard(name)}: {value}"
    for gone in found.forgotten:
        at = spoken.second(gone.at_ms)
        yield spoken.say("forgotten {moment} by {person}", moment=at, person=gone.by)


def happened(spoken: Speech, one: Happening) -> str:
    """Return one event as a line: when, what, where it stands."""
    what = f" {one.receipt}" if one.receipt else ""
    return f"{spoken.second(one.stamp_ms)}  {one.kind}{what}  ({one.stream}, {one.sequence})"


def step(spoken: Speech, found: Step) -> str:
    """Return one event behind a figure as a line."""
    moved = spoken.quantity(found.quantity_milli)
    moved = moved if moved.startswith("-") else f"+{moved}"
    why = f" {found.why}" if found.why else ""
    after = spoken.quantity(found.after_milli)
    one = found.happened
    place = f"({one.stream}, {one.sequence})"
    return one_line(
        f"{spoken.second(one.stamp_ms)}  {moved:>9}  = {after:>9}  {one.kind}{why}  {place}"
    )


def timeline(spoken: Speech, found: Timeline, people: People, told_by: Sequence[str]) -> str:
    """Return all about one receipt; ``told_by`` are the peers that said they hold it."""
    return _lines(spoken, _timeline(spoken, found, people, told_by))


def _timeline(
    spoken: Speech, found: Timeline, people: People, told_by: Sequence[str]
) -> Iterator[str]:
    one, say = found.receipt, spoken.say
    head, cashier = happened(spoken, one), getattr(one.fact, "cashier", "")
    if cashier:
        head = say("{what} by {person}", what=head, person=cashier)
    yield say("{what}, hash {digits}", what=head, digits=found.chain.hex()[:HASH_DIGITS])
    for about in found.about:
        said = f"{_noted(spoken, about.fact)}{_persons(spoken, about.fact, people)}"
        yield f"  {happened(spoken, about)}{said}"
    for seen in found.seen:
        sworn = say("sworn to by {node}, record {sequence}", node=seen.by, sequence=seen.sequence)
        yield f"  {spoken.second(seen.stamp_ms)}  {sworn}"
    if not found.seen:
        yield "  " + say("No other node whose log is here has sworn to it.")
    if told_by:
        yield "  " + say("Held, as they said, by {nodes}.", nodes=", ".join(told_by))


def _noted(spoken: Speech, fact: Any) -> str:
    """Return what was noted of a payment, or which age was looked at."""
    if isinstance(fact, TenderNoteFact):
        return f" {spoken.tender(fact.kind)} {fact.reference}".rstrip()
    if isinstance(fact, AgeCheckFact):
        return " " + spoken.say("from {age} years on", age=fact.minimum_age)
    return ""


def _persons(spoken: Speech, fact: Any, people: People) -> str:
    told = []
    for role, word in _PERSONS.items():
        value = getattr(fact, role, b"")
        name = people.name(value) if isinstance(value, bytes) else value
        if name:
            told.append(spoken.say(word, name=name))
    return f" {', '.join(told)}" if told else ""


def differences(spoken: Speech, found: Difference) -> str:
    """Return what differs between two states."""
    if found.is_none:
        return spoken.say("Nothing differs.")
    return _lines(spoken, (f"  {line}" for line in _differences(spoken, found)))


def _differences(spoken: Speech, found: Difference) -> Iterator[str]:
    say, money = spoken.say, spoken.money
    for stream, first, second, forked in found.streams:
        reach = say(
            "stream {stream}: to {first} and to {second}",
            stream=stream,
            first=first,
            second=second,
        )
        if forked:
            reach = say("{what}, two histories from {sequence} on", what=reach, sequence=forked)
        yield reach
    for sku, location, here, there in found.stock:
        both = _both(spoken, spoken.quantity(here), spoken.quantity(there))
        yield say("{sku} at {location}: {quantity}", sku=sku, location=location, quantity=both)
    for one, other in found.takings:
        named = one or other
        assert named is not None, "a difference is of something"
        paid = [side.takings.paid_minor if side else 0 for side in (one, other)]
        both = _both(spoken, money(paid[0]), spoken.priced(paid[1], named.currency))
        yield say("paid at {location}: {amounts}", location=named.location, amounts=both)
    for kind, in_one, in_other in found.tenders:
        yield f"{spoken.tender(kind)}: {_both(spoken, money(in_one), money(in_other))}"


def _both(spoken: Speech, one: str, other: str) -> str:
    return spoken.say("{one} and {other}", one=one, other=other)

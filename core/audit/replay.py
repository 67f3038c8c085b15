"""Replay: the state of the shop at a moment of the past, folded anew from the records.

The folds are the ones a till keeps; the table is a fresh one. So what a replay says is what
``audit verify`` compares with, at any moment and not only at the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from core.audit.ledger import Cut, Happening, happening_at, happenings, runs_up_to, ticket_of
from core.audit.readers import AUDIT_READERS
from core.log.log_view import LogView
from core.log.memory_store import MemoryStore
from core.log.projection import Projection, ProjectionSet
from core.shop import kinds
from core.shop.refund import Refunded
from core.views import inventory, receipts, takings
from core.views.inventory import Inventory
from core.views.receipts import SALE, Receipt, Receipts
from core.views.shop import ALL_READERS
from core.views.takings import Takings, TakingsView

TICKET_KINDS = frozenset(kind for kind in AUDIT_READERS if kind.startswith("ticket."))
"""The kinds of what happens to tickets."""


class Branch(NamedTuple):
    """What one branch had taken, in one currency."""

    location: str
    currency: str
    takings: Takings


class State(NamedTuple):
    """What a shop had come to."""

    records: int
    stock: dict[tuple[str, str], int]
    """Of each (SKU, location), thousandths; what is nothing is left out."""
    takings: tuple[Branch, ...]
    tenders: dict[str, int]
    receipts: int


@contextmanager
def folded(view: LogView, cut: Cut, *projections: Projection) -> Iterator[LogView]:
    """Fold the records of a cut into empty tables, and look at those."""
    folding = ProjectionSet(projections, ALL_READERS)
    store = MemoryStore()
    store.open_tables(("meta", *folding.tables))
    with store.write() as transaction:
        for stream, last in cut.items():
            folding.apply_all(transaction, stream, runs_up_to(view, stream, last))
        yield LogView(transaction)


def state_at(view: LogView, cut: Cut) -> State:
    """Return what the shop had come to at a cut."""
    with folded(view, cut, Inventory(), Receipts(), TakingsView()) as tables:
        stock = {
            (figure.sku, figure.location): figure.quantity_milli
            for figure in inventory.figures(tables.table(Inventory.name))
            if figure.quantity_milli
        }
        table = tables.table(TakingsView.name)
        sums: dict[tuple[str, str], Takings] = {}
        for group, took in takings.groups(table):
            key = (group.location, group.currency)
            sums[key] = sums.get(key, Takings()).plus(took)
        return State(
            sum(last + 1 - stream.start for stream, last in cut.items()),
            stock,
            tuple(Branch(*key, took) for key, took in sorted(sums.items())),
            takings.tenders(table),
            sum(1 for _ in receipts.all_receipts(tables.table(Receipts.name))),
        )


class ReceiptState(NamedTuple):
    """What a receipt said, and what had come back of it."""

    receipt: Receipt
    currency: str
    cashier: str
    lines: tuple[tuple[Any, ...], ...]
    tenders: tuple[tuple[str, int], ...]
    refunded: dict[int, Refunded]
    """What came back of each item."""


def receipts_at(view: LogView, cut: Cut, text: str) -> list[ReceiptState]:
    """Return the receipts that were printed with a number by a cut."""
    with folded(view, cut, Receipts()) as tables:
        table = tables.table(Receipts.name)
        found = receipts.find(table, text)
        back = [receipts.refunded(table, one.id) if one.kind == SALE else {} for one in found]
    states = []
    for one, refunded in zip(found, back, strict=True):
        fact = happening_at(view, one.stream, one.sequence).fact
        states.append(
            ReceiptState(
                one,
                fact.currency,
                fact.cashier,
                fact.lines,
                fact.tenders,
                dict(sorted(refunded.items())),
            )
        )
    return states


class TicketState(NamedTuple):
    """What was on a ticket, and what had happened to it."""

    steps: tuple[Happening, ...]
    lines: tuple[tuple[str, int, int], ...]
    """What was on it: (SKU, thousandths, amount) of each line."""
    tendered_minor: int
    sale: bytes
    """The id of the sale it became; empty while it was open."""


def ticket_at(view: LogView, cut: Cut, identifier: bytes) -> TicketState | None:
    """Return what a ticket had come to by a cut, None when nothing had happened to it."""
    found = [one for one in happenings(view, cut, TICKET_KINDS) if ticket_of(one) == identifier]
    if not found:
        return None
    lines: dict[Any, tuple[str, int, int]] = {}
    tendered, sale = 0, b""
    for one in found:
        match one.kind:
            case kinds.TICKET_LINE_ADDED:
                sku, quantity, amount = lines.get(_line(one), ("", 0, 0))
                fact = one.fact
                quantity, amount = quantity + fact.quantity_milli, amount + fact.amount_minor
                lines[_line(one)] = (sku or fact.sku, quantity, amount)
            case kinds.TICKET_LINE_REMOVED:
                lines.pop(_line(one), None)
            case kinds.TICKET_TENDERED:
                tendered += one.fact.amount_minor
            case kinds.TICKET_COMPLETED:
                sale = getattr(one.fact, "sale", None) or one.fact.word
    return TicketState(tuple(found), tuple(lines.values()), tendered, sale)


def _line(one: Happening) -> tuple[bytes, int]:
    """Return by what a line is known: the stream of its first scan, and its number there."""
    return getattr(one.fact, "owner", b"") or one.stream.to_bytes(), one.fact.line

"""Replay: the state of the shop at a moment of the past, folded anew from the records.

The folds are the ones a till keeps; the table is a fresh one. So what a replay says is what
``audit verify`` compares with, at any moment and not only at the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import UUID

from core.audit.ledger import Cut, Happening, happening_at, happenings, runs_up_to, ticket_of
from core.log.log_view import LogView
from core.log.memory_store import MemoryStore
from core.log.projection import Projection, ProjectionSet
from core.shop.refund import Refunded
from core.shop.ticket_state import TicketState
from core.views import customers, inventory, receipts, takings, tickets
from core.views.customer_record import CustomerRecord
from core.views.customers import CUSTOMERS, Customers, Forgotten
from core.views.inventory import Inventory
from core.views.receipts import SALE, Receipt, Receipts
from core.views.shop import ALL_READERS
from core.views.takings import Takings, TakingsView
from core.views.tickets import TICKETS, Tickets


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


class TicketStory(NamedTuple):
    """What a ticket had come to, and what had happened to it."""

    state: TicketState
    steps: tuple[Happening, ...]


def ticket_at(view: LogView, cut: Cut, identifier: UUID) -> TicketStory | None:
    """Return what a ticket had come to by a cut, None when it had not been opened."""
    with folded(view, cut, Tickets()) as tables:
        table = tables.table(TICKETS)
        scopes = {stream.base_scope for stream in cut}
        found = (tickets.find(table, identifier, scope) for scope in sorted(scopes))
        state = next((one for one in found if one is not None), None)
    if state is None:
        return None
    told = happenings(view, cut, Tickets.kinds)
    return TicketStory(state, tuple(one for one in told if ticket_of(one) == identifier.bytes))


class CustomerState(NamedTuple):
    """What was known of a customer; nothing personal once their key was taken away."""

    record: CustomerRecord
    forgotten: tuple[Forgotten, ...]


def customer_at(view: LogView, cut: Cut, identifier: UUID) -> CustomerState | None:
    """Return what was known of a customer by a cut, None when they were nobody's customer.

    Whoever was forgotten since stays so: the key to what was known then is gone from the log.
    """
    with folded(view, cut, Customers()) as tables:
        table, customer = tables.table(CUSTOMERS), identifier.bytes
        gone = tuple(customers.forgotten(table, customer))
        if not gone and not customers.fields_of(table, customer).fields:
            return None
        return CustomerState(customers.by_id(table, customer), gone)

"""Credit in the books: what was given and spent, and that every receipt it is in bears it out.

Of each account given less spent is what the rights of all origins come to together: rights that
move from till to till change nothing. And of each receipt, what was sold or paid with gift cards
and store credit is what was given and spent because of it. Points are worth what the company says
they are, so of them only the accounts are kept.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from core.audit.finding import CREDIT, Finding
from core.hlc import COUNTER_BITS
from core.identity import COMPANY_SCOPE, Origin, StreamId
from core.log.entry import Entry
from core.shop.credit import GIFT_CARD, STORE_CREDIT
from core.shop.lines import ITEM

MONEY_LEDGERS = (GIFT_CARD, STORE_CREDIT)
"""The ledgers that are kept in minor units of money."""

SETTLED_HLC = 60_000 << COUNTER_BITS
"""How much longer a stream must be than a receipt is old, before what is not in it is missing: a
minute of stamps. Events of one commit stand in two streams, which travel apart."""

Balances = Counter[tuple[str, str]]
"""Of each (ledger, account), what was given less what was spent."""


class Due(NamedTuple):
    """What a receipt says of a ledger: sold or paid back onto it, less paid with it."""

    sequence: int
    hlc: int
    cause: bytes
    ledger: str
    amount_minor: int


class CreditBooks(NamedTuple):
    """What one stream says of credit."""

    balances: Balances
    moved: Counter[tuple[bytes, str]]
    """Of each (receipt, ledger), what was given less what was spent."""
    due: tuple[Due, ...]
    reach: int = 0
    """The last stamp of the stream."""


NO_CREDIT = CreditBooks(Counter(), Counter(), ())
"""The books of a stream that never touched any."""


class CreditKeeper:
    """The books of credit while they are kept."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._balances: Balances = Counter()
        self._moved: Counter[tuple[bytes, str]] = Counter()
        self._due: list[Due] = []

    def move(self, fact: Any, amount: int) -> None:
        """Enter credit that was given, or spent and then less than nothing."""
        self._balances[fact.ledger, fact.account] += amount
        self._moved[fact.cause, fact.ledger] += amount

    def sale(self, entry: Entry, fact: Any) -> None:
        """Enter what a sale says; one that ends a ticket was paid on before it was one."""
        if fact.ticket:
            return
        due: Counter[str] = Counter()
        for kind, amount in fact.tenders:
            if kind in MONEY_LEDGERS:
                due[kind] -= amount
        for kind, sku, _, amount in fact.lines:
            if sku == GIFT_CARD and kind == ITEM:
                due[sku] += amount
        for ledger, amount in due.items():
            self._owe(entry, ledger, amount)

    def refund(self, entry: Entry, fact: Any) -> None:
        """Enter what a refund says: what it paid back onto a card or an account."""
        for kind, amount in fact.tenders:
            if kind in MONEY_LEDGERS:
                self._owe(entry, kind, amount)

    def _owe(self, entry: Entry, ledger: str, amount: int) -> None:
        self._due.append(Due(entry.sequence, entry.hlc, entry.originator_id, ledger, amount))

    def books(self, reach: int) -> CreditBooks:
        """Return what was entered; ``reach`` is the last stamp of the stream."""
        return CreditBooks(self._balances, self._moved, tuple(self._due), reach)


def balance_findings(kept: Balances, figures: Mapping[tuple[str, str], int]) -> Iterator[Finding]:
    """Yield a finding for each account that the books do not bear out."""
    for ledger, account in sorted(kept.keys() | figures.keys()):
        booked, told = kept[ledger, account], figures.get((ledger, account), 0)
        if booked != told:
            said = f"The {ledger} {account} says {told}, expected {booked}."
            yield Finding(CREDIT, "", 0, "balance", said)


def receipt_findings(books: Mapping[StreamId, CreditBooks]) -> Iterator[Finding]:
    """Yield a finding for each receipt of one log whose credit nobody gave, or spent otherwise.

    What a receipt does to credit stands in the company's stream of the same origin. Where that
    may not have come yet, or has several histories, nothing is said.
    """
    forked = {stream.origin for stream in books if stream.is_lane}
    moved: dict[Origin, Counter[tuple[bytes, str]]] = defaultdict(Counter)
    reach: dict[Origin, int] = {}
    for stream, kept in books.items():
        moved[stream.origin].update(kept.moved)
        if stream.scope == COMPANY_SCOPE:
            reach[stream.origin] = kept.reach
    for stream, kept in books.items():
        for sequence, hlc, cause, ledger, amount in kept.due if stream.origin not in forked else ():
            found = moved[stream.origin][cause, ledger]
            settled = hlc + SETTLED_HLC < reach.get(stream.origin, 0)
            if found != amount and (found or settled):
                said = f"The receipt moves {amount} of {ledger}, but {found} were moved for it."
                yield Finding(CREDIT, str(stream), sequence, ledger, said)

"""What a node answers about tickets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TicketOff:
    """Money typed to be taken off."""

    amount_minor: int
    reason: str


@dataclass(frozen=True, slots=True)
class TicketCard:
    """A gift card that is sold on a ticket."""

    code: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One line of a ticket."""

    line: int
    sku: str
    quantity_milli: int
    amount_minor: int
    till: str
    """The till that scanned it first: two tills may both have a line of one number."""
    price_minor: int | None
    """What one was said to cost; None when the catalogue's price stands."""
    note: str
    stated: bool
    """Whether somebody typed what it costs, or a scale printed it."""
    discount: TicketOff | None
    coupon: TicketOff | None
    """What the shop, and what a manufacturer, takes off it."""


@dataclass(frozen=True, slots=True)
class TicketTender:
    """One payment on a ticket."""

    kind: str
    amount_minor: int
    till: str
    """Whose drawer it is in."""
    reference: str
    """The code of a card or voucher; whose credit or account it is."""
    pending: bool
    """Whether its money is still to come."""


@dataclass(frozen=True, slots=True)
class TicketAnswer:
    """A ticket as far as this node has heard of it."""

    id: str
    lines: tuple[TicketLine, ...]
    to_pay_minor: int
    """What its lines come to."""
    due_minor: int
    """What is to pay now: with promotions and taxes, before coins are rounded for."""
    cash_minor: int
    """The same when all that is left to pay is paid in coins."""
    tendered_minor: int
    tenders: tuple[TicketTender, ...]
    state: str
    """open, held, left, completed or closed; left: ended, with something on it that came late."""
    name: str
    holder: str
    """The till that has it; empty while it is on hold."""
    person: str
    customer: str
    group: str
    opened_ms: int
    as_of_ms: int
    """The latest this node has heard of the till that took it or put it aside last."""
    age_s: int
    """How old that news is; 0 when it was this till."""
    discount: TicketOff | None
    coupon: TicketOff | None
    """What is taken off the whole of it."""
    promotion_coupons: tuple[str, ...]
    gift_cards: tuple[TicketCard, ...]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class TicketsAnswer:
    """The tickets of the branch that wait for somebody."""

    tickets: tuple[TicketAnswer, ...]

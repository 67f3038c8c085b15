"""What a node answers about an exchange."""

from __future__ import annotations

from dataclasses import dataclass

from node.answers import ReceiptAnswer


@dataclass(frozen=True, slots=True)
class ExchangeAnswer:
    """A refund and a sale that are in the log together, flushed."""

    refund: ReceiptAnswer
    sale: ReceiptAnswer
    to_pay_minor: int
    """What the customer paid besides; negative when money was paid out."""
    repeated: bool = False

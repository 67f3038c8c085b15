"""What a node answers about transfers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TransferLine:
    """How much of one product was sent, and what became of it; all in thousandths."""

    sku: str
    sent_milli: int
    received_milli: int
    lost_milli: int
    cancelled_milli: int
    left_milli: int
    """What is still on the way."""


@dataclass(frozen=True, slots=True)
class TransferAnswer:
    """A transfer as far as this node has heard of it."""

    id: str
    origin: str
    """The branch that sent it; empty while the dispatch is unheard of."""
    to: str
    state: str
    """in transit, done, over (more arrived than was sent) or unheard (of its dispatch)."""
    note: str
    lines: tuple[TransferLine, ...]
    repeated: bool = False
    sent_ms: int = 0
    """When it was sent, by the clock of who sent it; 0 while the dispatch is unheard of."""
    age_s: int = 0
    """How long ago that was."""


@dataclass(frozen=True, slots=True)
class TransfersAnswer:
    """Transfers, oldest first."""

    transfers: tuple[TransferAnswer, ...]

"""What a node answers about goods under escrow."""

from __future__ import annotations

from dataclasses import dataclass

from node.shop.answers.credit import HolderLine


@dataclass(frozen=True, slots=True)
class EscrowLine:
    """A product that is sold by right only."""

    sku: str
    name: str
    total_milli: int
    """What may still be sold in all, as far as this node knows."""
    here_milli: int
    """What this till may sell, whoever can be heard."""
    holders: tuple[HolderLine, ...]


@dataclass(frozen=True, slots=True)
class EscrowsAnswer:
    """What a branch has under escrow."""

    location: str
    lines: tuple[EscrowLine, ...]


@dataclass(frozen=True, slots=True)
class EscrowSetAnswer:
    """Whether a product is under escrow now."""

    id: str
    sku: str
    held: bool
    repeated: bool = False

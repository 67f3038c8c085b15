"""Checkers: one file each, and this list of all of them."""

from __future__ import annotations

from simulations.checkers.accusations import Accusations
from simulations.checkers.audit import Audit
from simulations.checkers.checker import Checker, Finding
from simulations.checkers.conservation import Conservation
from simulations.checkers.convergence import Convergence
from simulations.checkers.copies import Copies
from simulations.checkers.counts import Counts
from simulations.checkers.epochs import Epochs
from simulations.checkers.escrow import Escrow
from simulations.checkers.floods import Floods
from simulations.checkers.forks import Forks
from simulations.checkers.heads import Heads
from simulations.checkers.hlc import HybridClocks
from simulations.checkers.members import Members
from simulations.checkers.money import Money
from simulations.checkers.novelties import Novelties
from simulations.checkers.oversold import Oversold
from simulations.checkers.points import Points
from simulations.checkers.prices import Prices
from simulations.checkers.promises import Promises
from simulations.checkers.promotions import Promotions
from simulations.checkers.quiescence import Quiescence
from simulations.checkers.receipts import Receipts
from simulations.checkers.redundancy import Redundancy
from simulations.checkers.refunds import Refunds
from simulations.checkers.reviews import Reviews
from simulations.checkers.rows import Rows
from simulations.checkers.scarce import Scarce
from simulations.checkers.shifts import Shifts
from simulations.checkers.streams import Streams
from simulations.checkers.tickets import Tickets

__all__ = ["CHEAP", "CHECKERS", "Checker", "Finding", "watching"]

CHECKERS: tuple[type[Checker], ...] = (
    Streams,
    Heads,
    Audit,
    Epochs,
    Forks,
    Members,
    Accusations,
    Conservation,
    Counts,
    Rows,
    Money,
    Shifts,
    Tickets,
    Escrow,
    Scarce,
    Points,
    Prices,
    Promotions,
    Promises,
    Receipts,
    Copies,
    Refunds,
    Reviews,
    Oversold,
    HybridClocks,
    Novelties,
    Redundancy,
    Floods,
    Quiescence,
    Convergence,  # last: it rebuilds a node's tables
)
"""Every checker, in the order their findings are reported."""

CHEAP: tuple[type[Checker], ...] = (
    Streams,
    Heads,
    Epochs,
    Conservation,
    Money,
    Receipts,
    HybridClocks,
    Quiescence,
    Convergence,
)
"""Those that cost an event once, a node that stands still nothing: for worlds of many nodes."""


def watching(invariant: str) -> tuple[type[Checker], ...]:
    """Return the checkers that look at an invariant, given by its number as in ``I8``."""
    return tuple(checker for checker in CHECKERS if invariant in checker.invariants)

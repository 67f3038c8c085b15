"""Drills at the till: training baskets rung up, and found again."""

from __future__ import annotations

from dataclasses import dataclass

from core.log.log_view import LogView
from core.shop.training import TrainingSale
from core.views import drills
from core.views.drills import Drills
from core.views.inventory import Inventory
from core.views.receipts import Receipts
from core.views.takings import TakingsView
from node.shop.commands.training import Train, Trained
from node.till import Till
from node.verb import Verb

BOOKS = (TakingsView.name, Inventory.name, Receipts.name)
"""The tables a training basket must leave as they are."""


@dataclass(frozen=True, slots=True)
class TrainAnswer:
    """A training basket that is durable, and where it stands."""

    stream: str
    sequence: int
    counted: bool
    """Whether takings, stock or receipts changed by it: then it was a sale after all."""


@dataclass(frozen=True, slots=True)
class TrainedAnswer:
    """Which training baskets of a drill are held."""

    once: tuple[int, ...]
    """The numbers that are held once."""
    more: tuple[int, ...]
    """The numbers that are held more than once."""


def train(till: Till, command: Train) -> TrainAnswer:
    """Ring a training basket up; raises :class:`core.errors.RefusedError` on a hub."""
    till.must_have_cashier()
    with till.log.transaction() as transaction:
        view = LogView(transaction)
        before = [view.table(name).digest() for name in BOOKS]
        till.application.record(
            TrainingSale.ring_up(
                id=till.log.mint_id(),
                timestamp=till.now(),
                drill=command.drill,
                number=command.number,
                till=till.config.name,
                total_minor=command.total_minor,
            )
        )
        counted = before != [view.table(name).digest() for name in BOOKS]
        stream = till.branch_stream
        return TrainAnswer(str(stream), view.head(stream).sequence, counted)


def trained(till: Till, command: Trained) -> TrainedAnswer:
    """Say which baskets of a drill are held here."""
    with till.log.read() as view:
        held = drills.baskets(view.table(Drills.name), command.drill)
    return TrainedAnswer(
        tuple(sorted(number for number, count in held.items() if count == 1)),
        tuple(sorted(number for number, count in held.items() if count > 1)),
    )


VERBS: dict[str, Verb] = {"train": Verb(Train, train), "trained": Verb(Trained, trained)}
"""The verbs of drills."""

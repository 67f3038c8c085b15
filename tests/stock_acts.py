"""Hypothesis strategies for what the stockroom decides: counts, transfers, reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from hypothesis import strategies as st

from core.shop import limits
from core.shop.alert import StockAlert
from core.shop.count import StockCount
from core.shop.escrow import Escrow
from core.shop.reprint import Reprint
from core.shop.review import Resolution, ReviewNote
from core.shop.transfer import Arrival, ArrivedLine, Cancellation, Dispatch

if TYPE_CHECKING:
    from tests.strategies import Act, Vocabulary


STOCK_BODIES: dict[str, list[Any]] = {
    "receipt.reprinted": [1, 5, "north", "N1", bytes(16), 1, ""],
    "stock.alert_set": [1, 5, "north", "milk", 5000, 1],
    "escrow.set": [1, 5, "north", "milk", 1, 1],
    "count.started": [1, 5, "north", "ann", "dairy"],
}
"""A body of each of these kinds, as another build wrote it."""


def finish_count(
    *, id: UUID, timestamp: Any, location: str, lines: dict[str, tuple[int, int, Any]]
) -> StockCount:
    """Start a count, count every line of it (counted, book, cut) and finish it at once."""
    count = StockCount.start(id=id, timestamp=timestamp, location=location)
    for sku, (counted, book, cut) in lines.items():
        count.count(timestamp, sku, counted, book_milli=book, cut=cut)
    count.finish(timestamp)
    return count


def abandon_count(*, id: UUID, timestamp: Any, location: str, reason: str) -> StockCount:
    """Start a count and give it up at once."""
    count = StockCount.start(id=id, timestamp=timestamp, location=location)
    count.abandon(timestamp, reason)
    return count


def stock_acts(say: Vocabulary) -> dict[str, st.SearchStrategy[Act]]:
    """Everything the stockroom can decide, by the name of its event's kind."""
    return _movements(say) | _decisions(say)


def _movements(say: Vocabulary) -> dict[str, st.SearchStrategy[Act]]:
    from tests.fields import quantities, streams, words
    from tests.strategies import Act

    sold = quantities.filter(bool)
    started = st.fixed_dictionaries(
        {"location": say.location, "by": words(empty=True), "note": words(empty=True)}
    )
    given_up = st.fixed_dictionaries({"location": say.location, "reason": words(empty=True)})
    cut = st.dictionaries(streams(), st.integers(1, 2**63 - 1), max_size=3)
    counted_line = st.tuples(quantities, st.integers(-(10**12), 10**12), cut)
    counted = st.fixed_dictionaries(
        {
            "location": say.location,
            "lines": st.dictionaries(say.sku, counted_line, min_size=1, max_size=3),
        }
    )
    carried = st.lists(st.tuples(say.sku, sold), min_size=1, max_size=3)
    some = sold.map(lambda quantity: min(quantity, 10**11))
    arrived_line = st.builds(ArrivedLine, say.sku, some, st.just(0) | some)
    sent = st.fixed_dictionaries(
        {"location": say.location, "to": st.just("elsewhere"), "lines": carried}
    )
    arrived = st.fixed_dictionaries(
        {
            "location": say.location,
            "transfer": say.sale,
            "lines": st.lists(arrived_line, min_size=1, max_size=3),
        }
    )
    came_back = st.fixed_dictionaries(
        {"location": say.location, "to": say.location, "transfer": say.sale, "lines": carried}
    )
    threshold = st.fixed_dictionaries(
        {
            "location": say.location,
            "sku": say.sku,
            "low_milli": st.just(-1) | quantities,
            "revision": st.integers(1, 3),
        }
    )
    escrow = st.fixed_dictionaries(
        {
            "location": say.location,
            "sku": say.sku,
            "held": st.booleans(),
            "revision": st.integers(1, 3),
        }
    )
    reprinted = st.fixed_dictionaries(
        {
            "location": say.location,
            "till": say.location,
            "receipt": st.binary(min_size=16, max_size=16),
            "copy": st.integers(1, 3),
        }
    )
    return {
        "receipt.reprinted": st.builds(Act, st.just(Reprint.print_again), reprinted, say.at_ms),
        "stock.alert_set": st.builds(Act, st.just(StockAlert.set), threshold, say.at_ms),
        "escrow.set": st.builds(Act, st.just(Escrow.set), escrow, say.at_ms),
        "count.started": st.builds(Act, st.just(StockCount.start), started, say.at_ms),
        "count.abandoned": st.builds(Act, st.just(abandon_count), given_up, say.at_ms),
        "stock.counted": st.builds(Act, st.just(finish_count), counted, say.at_ms),
        "transfer.dispatched": st.builds(Act, st.just(Dispatch.send), sent, say.at_ms),
        "transfer.received": st.builds(Act, st.just(Arrival.receive), arrived, say.at_ms),
        "transfer.cancelled": st.builds(Act, st.just(Cancellation.cancel), came_back, say.at_ms),
    }


def _decisions(say: Vocabulary) -> dict[str, st.SearchStrategy[Act]]:
    from tests.fields import streams, uuids, words
    from tests.strategies import Act

    review = {
        "kind": words(),
        "subject": st.lists(words(empty=True), min_size=1, max_size=4).map(tuple),
        "by": words(),
    }
    resolved = st.fixed_dictionaries(
        {
            **review,
            "way": words(),
            "seen": st.dictionaries(streams(), st.integers(0, 2**63 - 1), max_size=3),
            "note": words(limits.NOTE_LENGTH_MAX, empty=True),
            "events": st.lists(uuids, max_size=3),
        }
    )
    noted = st.fixed_dictionaries({**review, "note": words(limits.NOTE_LENGTH_MAX)})
    return {
        "review.resolved": st.builds(Act, st.just(Resolution.resolve), resolved, say.at_ms),
        "review.noted": st.builds(Act, st.just(ReviewNote.remark), noted, say.at_ms),
    }

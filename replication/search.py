"""How far the search for the place where a peer's history parts from ours has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from replication.limits import FORK_PROBES_MAX


@dataclass(slots=True)
class Search:
    """What is known of one peer's history of a stream."""

    high: int
    """The lowest sequence at which it is known not to be ours."""
    reach: int
    """How far the peer holds it."""
    asked_s: float
    reason: str = ""
    """What was wrong with the batch that began the search; empty when a head did."""
    low: int = 0
    """The highest sequence at which it is ours; moves on with what is fetched."""
    fetching: bool = False
    rounds: int = 0
    tries: int = 0
    """How often in a row nothing came in answer."""

    def probes(self) -> tuple[int, ...]:
        """Return the sequences to ask for next, the highest that is known to differ among them."""
        width = self.high - self.low
        if width <= FORK_PROBES_MAX:
            return tuple(range(self.low + 1, self.high + 1))
        parts = range(1, FORK_PROBES_MAX + 1)
        return tuple(self.low + width * part // FORK_PROBES_MAX for part in parts)

    def narrow(
        self, chains: Iterable[tuple[int, bytes]], is_ours: Callable[[int, bytes], bool]
    ) -> bool:
        """Take in what was told of the peer's chain; False when it told nothing of use."""
        told = [one for one in sorted(chains) if self.low < one[0] <= self.high]
        for sequence, chain_prefix in told:
            if not is_ours(sequence, chain_prefix):
                self.high = sequence
                break
            self.low = sequence
        return bool(told)

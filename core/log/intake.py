"""Taking offers in, inside one open transaction: what continues, and what branches off."""

from __future__ import annotations

from collections.abc import Callable

from core.errors import ForkError, GapError, SealError
from core.identity import StreamId, Verifier
from core.log.branching import Placement, move_to_lane, place
from core.log.log_view import LogView
from core.log.offer import Ingested, Offer, Run
from core.log.projection import ProjectionSet
from core.log.rebuild import rebuild_projections
from core.log.store import Transaction


class Intake:
    """Offers that come together in one transaction."""

    def __init__(
        self,
        transaction: Transaction,
        verifier: Verifier,
        projections: ProjectionSet,
        alias: Callable[[StreamId], int],
        commit: Callable[[StreamId, Run], None],
    ) -> None:
        """Write with ``commit``; ``alias`` numbers the streams that are new."""
        self._transaction = transaction
        self._view = LogView(transaction)
        self._verifier = verifier
        self._projections = projections
        self._alias = alias
        self._commit = commit
        self._runs: dict[StreamId, Run] = {}
        self.results: list[Ingested] = []
        """What became of each offer, in order."""
        self.latest_hlc = 0
        """The latest stamp that was written."""

    def take(self, offer: Offer) -> None:
        """Verify one offer; what continues a stream is written with :meth:`finish`.

        Raises :class:`core.errors.RemoteError` when it belongs nowhere.
        """
        run = self._runs.get(offer.stream)
        if run is None:
            run = self._runs[offer.stream] = Run(self._view.head(offer.stream))
        try:
            self.results.append(run.take(self._view, offer, self._verifier))
        except (GapError, ForkError, SealError):
            self.finish()
            placement = place(self._view, offer, self._verifier)
            if placement is None:
                raise
            self.results.append(self._take_branch(placement))

    def finish(self) -> None:
        """Write and project what has come together."""
        for stream, run in self._runs.items():
            if run.entries:
                self._write(stream, run)
        self._runs.clear()

    def _take_branch(self, placement: Placement) -> Ingested:
        """Write what was placed, after making room for it where it takes another's place."""
        view, stream, entries = self._view, placement.stream, placement.entries
        lane = placement.moved_to
        if lane is not None:
            move_to_lane(self._transaction, stream, lane, self._alias(lane))
            rebuild_projections(self._transaction, self._projections)
        if entries:
            seals = {placement.last.sequence: placement.seal}
            self._write(stream, Run(view.head(stream), entries, seals, placement.public_key))
        head = view.head(stream)
        first = entries[0].sequence if entries else head.sequence + 1
        return Ingested(
            stream,
            first,
            len(entries),
            head,
            placement.last.sequence,
            () if lane is None else ((lane, view.head(lane)),),
        )

    def _write(self, stream: StreamId, run: Run) -> None:
        self._commit(stream, run)
        self.latest_hlc = max(self.latest_hlc, run.head.hlc)

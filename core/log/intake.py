"""Taking offers in, inside one open transaction: what continues, and what branches off."""

from __future__ import annotations

from collections.abc import Callable

from core.errors import (
    ClosedStreamError,
    ForkError,
    GapError,
    SealError,
    UnknownOriginError,
)
from core.identity import COMPANY_SCOPE, StreamId
from core.log.admission import Admission
from core.log.branching import Placement, move_to_lane, place
from core.log.log_view import LogView
from core.log.offer import Check, Checked, Ingested, Offer, Run
from core.log.projection import ProjectionSet
from core.log.rebuild import rebuild_projections
from core.log.store import Transaction


class Intake:
    """Offers that come together in one transaction."""

    def __init__(
        self,
        transaction: Transaction,
        check: Check,
        projections: ProjectionSet,
        commit: Callable[[StreamId, Run], None],
        admission: Admission | None,
        left_out: set[StreamId] | None,
    ) -> None:
        """Write with ``commit``.

        With ``left_out``, streams that are not admitted are passed over and put there.
        """
        self._transaction = transaction
        self._view = LogView(transaction)
        self._check = check
        self._projections = projections
        self._commit = commit
        self._admission = admission
        self._left_out = left_out
        self._runs: dict[StreamId, Run] = {}
        self.results: list[Ingested] = []
        """What became of each offer that was not passed over, in order."""

    def take(self, offer: Offer, checked: Checked | None) -> None:
        """Take one offer, verified or ``checked``; :meth:`finish` writes what continues a stream.

        Raises :class:`core.errors.RemoteError` when it belongs nowhere.
        """
        if self._left_out is None:
            self.results.append(self._taken(offer, checked))
        elif offer.stream not in self._left_out:
            try:
                self.results.append(self._taken(offer, checked))
            except (UnknownOriginError, ClosedStreamError):
                self._left_out.add(offer.stream)
            except GapError:
                # What it branches off may have been passed over.
                base = offer.stream.base
                if all(stream.base != base for stream in self._left_out):
                    raise
                self._left_out.add(offer.stream)

    def _taken(self, offer: Offer, checked: Checked | None) -> Ingested:
        stream = offer.stream
        run = self._runs.get(stream)
        if run is None:
            run = self._runs[stream] = Run(self._view.head(stream))
        try:
            result = run.take(self._view, offer, checked, self._check, self._admission)
        except (GapError, ForkError, SealError):
            self.finish()
            placement = place(self._view, offer, self._check)
            if placement is None:
                raise
            return self._take_branch(placement)
        if self._admission is not None and stream.base_scope == COMPANY_SCOPE:
            # Whom this makes known, or closes, the next offer must find so.
            self._commit(stream, run)
        return result

    def finish(self) -> None:
        """Write and project what has come together."""
        for stream, run in self._runs.items():
            self._commit(stream, run)
        self._runs.clear()

    def _take_branch(self, placement: Placement) -> Ingested:
        """Write what was placed, after making room for it where it takes another's place."""
        view, stream, entries = self._view, placement.stream, placement.entries
        if entries and self._admission is not None:
            self._admission.check(view, stream, entries)
        lane = placement.moved_to
        if lane is not None:
            move_to_lane(self._transaction, stream, lane)
            rebuild_projections(self._transaction, self._projections)
        if entries:
            seals = {placement.last.sequence: placement.seal}
            self._commit(stream, Run(view.head(stream), entries, seals, placement.public_key))
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

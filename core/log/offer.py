"""What a peer offers: sealed segments, verified against what is held before they are written.

Several offers of one stream that follow one another become one run, so that a transaction
writes and projects their events together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from core.errors import ForkError, GapError
from core.identity import StreamId, Verifier
from core.log.admission import Admission
from core.log.entry import Entry, Head, head_of
from core.log.log_view import LogView
from core.log.seal import Seal, check_seal
from core.log.segment import decode_segment
from core.marks import Mark

_GAP = Mark("log.gap")
_FORK = Mark("log.fork")


class Offer(NamedTuple):
    """A sealed segment of one stream, beginning at sequence ``first``."""

    stream: StreamId
    first: int
    data: bytes
    seal: Seal
    public_key: bytes
    """The author's key; empty means the one kept since the stream's first segment."""


class Ingested(NamedTuple):
    """What an offer changed."""

    stream: StreamId
    """Where the records stand: a lane when they are of another history than main."""
    first: int
    """First sequence that was new."""
    added: int
    """How many were new; 0 when everything was held already."""
    head: Head
    """How far the stream is held now."""
    last: int
    """The last sequence of the offer."""
    moved: tuple[tuple[StreamId, Head], ...] = ()
    """The lane that what stood in the stream before was moved to."""


class Checked(NamedTuple):
    """An offer whose seal holds if ``before`` is the chain it follows and ``key`` its author's."""

    before: bytes
    key: bytes
    entries: list[Entry]


Check = Callable[[Offer, bytes, bytes], Checked]
"""Checks an offer that follows a chain, by its author's key; see :func:`check_offer`."""

CheckOffer = Callable[[Verifier, Offer, bytes, bytes], Checked]
"""The same with whatever verifies its seal."""


def check_offer(verifier: Verifier, offer: Offer, before: bytes, key: bytes) -> Checked:
    """Rebuild the entries of an offer and verify its seal.

    What it returns follows from what it is given and nothing else, and nobody changes it.
    Raises :class:`core.errors.MalformedError` or :class:`core.errors.SealError`.
    """
    stream = offer.stream
    entries = decode_segment(offer.data, stream, offer.first, before)
    last = entries[-1]
    check_seal(verifier, key, stream, last.sequence, last.hlc, last.chain, offer.seal)
    return Checked(before, key, entries)


@dataclass
class Run:
    """Verified entries of one stream that follow its stored head, not yet written."""

    stored: Head
    entries: list[Entry] = field(default_factory=list)
    seals: dict[int, Seal] = field(default_factory=dict)
    public_key: bytes = b""

    @property
    def head(self) -> Head:
        """How far the stream reaches with this run."""
        return head_of(self.entries[-1]) if self.entries else self.stored

    def chain_at(self, view: LogView, stream: StreamId, sequence: int) -> bytes:
        """Return the chain at a sequence that is stored or in the run."""
        if sequence <= self.stored.sequence:
            return view.chain_at(stream, sequence)
        return self.entries[sequence - self.stored.sequence - 1].chain

    def written(self) -> None:
        """Take note that the run was written: it goes on empty, from the head it had."""
        self.stored, self.entries, self.seals = self.head, [], {}

    def take(
        self,
        view: LogView,
        offer: Offer,
        checked: Checked | None,
        check: Check,
        admission: Admission | None = None,
    ) -> Ingested:
        """Verify an offer, unless it was ``checked``, and add what is new of it, if admitted.

        Raises :class:`GapError`, :class:`ForkError`, :class:`core.errors.SealError`,
        :class:`core.errors.MalformedError` or what :meth:`Admission.check` does, and then the
        run is as it was.
        """
        stream, first = offer.stream, offer.first
        head = self.head
        if not 0 < first <= head.sequence + 1 or (stream.is_lane and not head.sequence):
            _GAP.hit()
            raise GapError(
                f"Stream {stream} is held up to {head.sequence}; the offer starts at {first}.",
                held=head.sequence,
                offered=first,
            )
        before = self.chain_at(view, stream, first - 1)
        key = offer.public_key or self.public_key or view.public_key(stream.author) or b""
        if checked is None or (checked.before, checked.key) != (before, key):
            checked = check(offer, before, key)
        entries = checked.entries
        last = entries[-1]
        self._compare(view, stream, head, entries)
        new = entries[max(0, head.sequence - first + 1) :]
        if new:
            if admission is not None:
                admission.check(view, stream, new)
            self.entries += new
            self.seals[last.sequence] = offer.seal
            self.public_key = key
        return Ingested(stream, head.sequence + 1, len(new), self.head, last.sequence)

    def _compare(self, view: LogView, stream: StreamId, head: Head, entries: list[Entry]) -> None:
        """Compare what is offered with what is held; equal chains mean equal histories."""
        first = entries[0].sequence
        reach = min(head.sequence, entries[-1].sequence)
        if reach < first or self.chain_at(view, stream, reach) == entries[reach - first].chain:
            return
        for entry in entries:
            if self.chain_at(view, stream, entry.sequence) != entry.chain:
                _FORK.hit()
                raise ForkError(
                    f"Stream {stream} has two records {entry.sequence}.", sequence=entry.sequence
                )

"""A second history: what a till seals with its own key beside what it wrote, for others to hear.

It parts from the true one at one place, is as long, and says something else: sales nobody made.
Its stamps may be those of other years. Whoever is told of it is told nothing else by the liar, in
heads, batches and chain hashes alike; both histories meet where two honest nodes do, or when the
machine is exchanged.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import msgpack

from core.audit.stream_audit import chains_held
from core.hlc import milliseconds_of, stamp
from core.identity import Signer, StreamId
from core.log.entry import Draft, Entry, entry_of, head_of, record_draft
from core.log.event_log import EventLog
from core.log.log_view import LogView
from core.log.seal import make_seal
from core.log.segment import decode_segment, encode_segment
from core.shop import kinds
from core.shop.lines import ITEM
from core.shop.sale import receipt_text
from replication.messages import CHAIN_PREFIX_BYTES, Batch, ForkTell, Have, HeadClaim, Message

SCHEMA = 2
"""The version of a sale's body."""

SKU, QUANTITY_MILLI, AMOUNT_MINOR, CURRENCY = "contraband", 1_000, 1_999, "USD"
"""What is sold in a second history, one piece a sale."""


class Invented(NamedTuple):
    """A sale of a second history, as the books are to know it."""

    receipt: str
    stream: StreamId
    sequence: int
    chain: bytes

    def is_in(self, log: EventLog) -> bool:
        """Return whether a log holds it, under whatever name."""
        with log.read() as view:
            return self.chain in chains_held(view, self.stream, self.sequence)


class SecondHistory:
    """What a node writes in one stream from now on, said otherwise to those who are deceived."""

    def __init__(
        self,
        log: Callable[[], EventLog],
        signer: Signer,
        stream: StreamId,
        series: str,
        off_ms: int,
        deceives: Callable[[bytes], bool],
    ) -> None:
        """Part from ``stream`` after what ``log`` holds; stamps are off by ``off_ms``.

        ``deceives`` says whether who is at the other end of a link hears it.
        """
        self._log, self._signer = log, signer
        self._stream, self._series, self._off_ms = stream, series, off_ms
        self._deceives = deceives
        with log().read() as view:
            self._common = view.head(stream)
        self._entries: list[Entry] = []

    def instead(self, link: bytes, message: Message) -> Message:
        """Return what is said on a link instead of a message that tells of the true history."""
        log = self._log()
        if log.author != self._stream.author or not self._deceives(link):
            return message
        with log.read() as view:
            self._go_on(view)
            match message:
                case Have():
                    heads = tuple(self._claim(claim) for claim in message.heads)
                    return message._replace(heads=heads)
                case ForkTell() if message.stream == self._stream:
                    told = ((number, self._prefix(number, own)) for number, own in message.chains)
                    return message._replace(chains=tuple(told))
                case Batch() if message.stream == self._stream:
                    return self._batch(view, message)
        return message

    def invented(self) -> list[Invented]:
        """Return every sale that was made up so far."""
        return [
            Invented(receipt_text(self._series, number), self._stream, entry.sequence, entry.chain)
            for number, entry in enumerate(self._entries, 1)
        ]

    # --- what it is -----------------------------------------------------------------------

    def _go_on(self, view: LogView) -> None:
        """Make up one sale for each event that was written since."""
        head = head_of(self._entries[-1]) if self._entries else self._common
        reach = view.head(self._stream).sequence
        for record in view.records(self._stream, head.sequence, count=reach - head.sequence):
            true_ms = milliseconds_of(entry_of(record).hlc)
            # Only who backdates begins with a stamp that goes back.
            least = head.hlc + 1 if self._entries or not self._off_ms else 0
            at = max(stamp(true_ms + self._off_ms), least)
            self._entries.append(record_draft(self._stream, head, at, self._sale(at)))
            head = head_of(self._entries[-1])

    def _sale(self, at: int) -> Draft:
        number = len(self._entries) + 1
        name = b"invented" + self._stream.to_bytes() + number.to_bytes(8, "big")
        branch = self._stream.scope.partition(":")[2]
        lines, tenders = [[ITEM, SKU, QUANTITY_MILLI, AMOUNT_MINOR]], [["cash", AMOUNT_MINOR]]
        head = [SCHEMA, milliseconds_of(at), branch, self._series, number, CURRENCY, ""]
        body = msgpack.packb([*head, lines, tenders, b"", "", b"", []])
        identifier = UUID(bytes=sha256(name).digest()[:16])
        return Draft(kinds.SALE_COMPLETED, self._stream.scope, identifier, 1, body)

    def _entry(self, sequence: int) -> Entry | None:
        at = sequence - self._common.sequence - 1
        return self._entries[at] if 0 <= at < len(self._entries) else None

    # --- how it is said -------------------------------------------------------------------

    def _prefix(self, sequence: int, true: bytes) -> bytes:
        entry = self._entry(sequence)
        return true if entry is None else entry.chain[:CHAIN_PREFIX_BYTES]

    def _claim(self, claim: HeadClaim) -> HeadClaim:
        if claim.stream != self._stream:
            return claim
        return claim._replace(chain_prefix=self._prefix(claim.sequence, claim.chain_prefix))

    def _batch(self, view: LogView, batch: Batch) -> Batch:
        """Return a sealed batch of the second history, as long as one of the true one."""
        before = view.chain_at(self._stream, batch.first - 1)
        true = decode_segment(batch.data, self._stream, batch.first, before)
        entries = [self._entry(entry.sequence) or entry for entry in true]
        last = entries[-1]
        if self._entry(last.sequence) is None:
            return batch
        # No extension: the tree it would swear to is that of the true history.
        seal = make_seal(self._signer, self._stream, *head_of(last))
        return batch._replace(data=encode_segment(self._stream, entries), seal=seal)

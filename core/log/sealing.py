"""Sealing our own appends: a signature over the head, the tree's root and what we saw last."""

from __future__ import annotations

from collections.abc import Sequence

from core.identity import Signer, StreamId
from core.log import layout
from core.log.attestation import Attestation, Witnessed
from core.log.entry import Entry, Head, head_of
from core.log.layout import POSITION, U32
from core.log.log_view import LogView
from core.log.merkle import EMPTY_FRONTIER, Frontier, leaf_hash
from core.log.record import chain_of, decode_header
from core.log.seal import Seal, make_seal
from core.log.segment import SEGMENT_BYTES, SEGMENT_RECORDS_MAX
from core.log.store import Transaction


def seal_run(
    transaction: Transaction,
    signer: Signer,
    alias: int,
    stream: StreamId,
    head: Head,
    entries: Sequence[Entry],
) -> None:
    """Seal entries of ours that follow ``head``: at their end, and about every segment's length.

    Call it before they are written: what stands last in the feed is then what we saw before.
    """
    key = U32.pack(alias)
    frontier = stored_frontier(LogView(transaction), stream, alias, head.sequence)
    witnessed = last_seen(transaction, stream.author, alias)
    witnessed = witnessed or sworn_before(transaction, alias, head)
    unsealed: list[Entry] = []
    unsealed_bytes = 0
    for entry in entries:
        unsealed.append(entry)
        unsealed_bytes += len(entry.record)
        if unsealed_bytes < SEGMENT_BYTES and entry is not entries[-1]:
            continue
        frontier = frontier.append(leaf_of(one.record) for one in unsealed)
        extension = Attestation(frontier.root(), witnessed).to_bytes()
        seal = make_seal(signer, stream, *head_of(entry), extension)
        transaction.put(layout.SEAL, POSITION.pack(alias, entry.sequence), seal.to_bytes())
        unsealed, unsealed_bytes = [], 0
    transaction.put(layout.TREE, key, frontier.to_bytes())


def frontier_before(view: LogView, stream: StreamId) -> Frontier:
    """Return the frontier of what stands before a stream's first record: of a lane, its history."""
    if not stream.is_lane:
        return EMPTY_FRONTIER
    parent, reach = view.parent(stream), stream.start - 1
    frontier = frontier_before(view, parent)
    while frontier.size < reach:
        count = min(SEGMENT_RECORDS_MAX, reach - frontier.size)
        records = view.records(parent, frontier.size, count=count)
        frontier = frontier.append(map(leaf_of, records))
    return frontier


def leaf_of(record: bytes) -> bytes:
    """Return the leaf of a record: the hash of its header."""
    return leaf_hash(record[: decode_header(record).size])


def stored_frontier(view: LogView, stream: StreamId, alias: int, size: int) -> Frontier:
    """Return the frontier of the first ``size`` records of a stream of ours.

    Walks the records when it was not kept: in a log from before there were trees.
    """
    data = view.transaction.get(layout.TREE, U32.pack(alias))
    frontier = EMPTY_FRONTIER if data is None else Frontier.from_bytes(data)
    assert frontier.size <= size, "a tree never has more leaves than its stream has records"
    while frontier.size < size:
        count = min(SEGMENT_RECORDS_MAX, size - frontier.size)
        records = view.records(stream, frontier.size, count=count)
        frontier = frontier.append(map(leaf_of, records))
    return frontier


def last_seen(transaction: Transaction, author: bytes, own: int) -> Witnessed | None:
    """Return the record this node took in last; None when that was one of its own.

    ``own`` is the local number of a stream known to be its own.
    """
    item = transaction.last(layout.FEED)
    if item is None:
        return None
    alias, sequence = POSITION.unpack(item[1])
    if alias == own:
        return None
    view = LogView(transaction)
    stream = view.stream_of(alias)
    if stream.author == author:
        return None
    # Its lanes may have other names elsewhere, and later here.
    return Witnessed(stream.base, sequence, chain_of(view.record_at(item[1])))


def sworn_before(transaction: Transaction, alias: int, head: Head) -> Witnessed | None:
    """Return what the seal over our head swears to have seen: the next one swears it again.

    Copies keep the seal at the end of each segment only; so every one says the latest.
    """
    data = transaction.get(layout.SEAL, POSITION.pack(alias, head.sequence))
    said = None if data is None else Attestation.from_bytes(Seal.from_bytes(data).extension)
    return None if said is None else said.witnessed

"""Sealing our own appends: a signature over the head, the tree's root and what we saw last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.errors import MalformedError, StorageDamagedError
from core.identity import Signer, StreamId
from core.log import layout
from core.log.attestation import Attestation, Witnessed
from core.log.entry import Entry, Head, head_of
from core.log.layout import POSITION, U32
from core.log.log_view import LogView
from core.log.merkle import EMPTY_FRONTIER, Frontier, leaf_hash
from core.log.record import HASH_BYTES, chain_of, decode_header
from core.log.seal import Seal, make_seal
from core.log.segment import SEGMENT_BYTES, SEGMENT_RECORDS_MAX
from core.log.store import Transaction
from core.marks import Mark

_SPOILED = Mark("log.tree-grown-anew")


class _Sealed(NamedTuple):
    """What was sealed last in one stream."""

    tree: bytes
    """The frontier as it was kept; while the store holds the same, so does all the rest."""
    frontier: Frontier
    witnessed: Witnessed | None


class Sealer:
    """Seals one node's own appends, and remembers the trees it sealed."""

    def __init__(self, signer: Signer) -> None:
        """Seal with ``signer``."""
        self._signer = signer
        self._sealed: dict[int, _Sealed] = {}

    def seal(
        self,
        transaction: Transaction,
        alias: int,
        stream: StreamId,
        head: Head,
        entries: Sequence[Entry],
    ) -> None:
        """Seal entries of ours that follow ``head``: at their end, and about every segment.

        Call it before they are written: what stands last in the feed is then what we saw before.
        """
        key = U32.pack(alias)
        _, frontier, sworn = self._before(transaction, key, alias, stream, head)
        witnessed = last_seen(transaction, stream.author, alias) or sworn
        unsealed: list[Entry] = []
        unsealed_bytes = 0
        for entry in entries:
            unsealed.append(entry)
            unsealed_bytes += len(entry.record)
            if unsealed_bytes < SEGMENT_BYTES and entry is not entries[-1]:
                continue
            frontier = frontier.append(map(_leaf, unsealed))
            extension = Attestation(frontier.root(), witnessed).to_bytes()
            seal = make_seal(self._signer, stream, *head_of(entry), extension)
            transaction.put(layout.SEAL, POSITION.pack(alias, entry.sequence), seal.to_bytes())
            unsealed, unsealed_bytes = [], 0
        tree = frontier.to_bytes()
        transaction.put(layout.TREE, key, tree)
        self._sealed[alias] = _Sealed(tree, frontier, witnessed)

    def _before(
        self, transaction: Transaction, key: bytes, alias: int, stream: StreamId, head: Head
    ) -> _Sealed:
        """Return what stands before: as it is remembered, unless the store says otherwise.

        It does after an append that was given up, or when somebody else wrote.
        """
        found = self._sealed.get(alias)
        if (
            found is not None
            and found.frontier.size == head.sequence
            and found.tree == transaction.get(layout.TREE, key)
        ):
            return found
        frontier = stored_frontier(LogView(transaction), stream, alias, head.sequence)
        return _Sealed(b"", frontier, sworn_before(transaction, alias, head))


def _leaf(entry: Entry) -> bytes:
    """Return the leaf of an entry that was just made: it has all of its body."""
    return leaf_hash(entry.record[: -HASH_BYTES - len(entry.body)])


def frontier_before(view: LogView, stream: StreamId) -> Frontier:
    """Return the frontier of what stands before a stream's first record: of a lane, its history."""
    if not stream.is_lane:
        return EMPTY_FRONTIER
    parent = view.parent(stream)
    return grown(view, parent, frontier_before(view, parent), stream.start - 1)


def leaf_of(record: bytes) -> bytes:
    """Return the leaf of a record: the hash of its header."""
    return leaf_hash(record[: decode_header(record).size])


def stored_frontier(view: LogView, stream: StreamId, alias: int, size: int) -> Frontier:
    """Return the frontier of the first ``size`` records of a stream of ours.

    Grown anew from the records where it was not kept, as in a log from before there were trees,
    or is not the one our last seal was made over: a wrong root must never be signed.
    """
    return grown(view, stream, _kept_frontier(view, alias, size), size)


def grown(view: LogView, stream: StreamId, frontier: Frontier, size: int) -> Frontier:
    """Return a frontier after further records of a stream, up to sequence ``size``."""
    while frontier.size < size:
        count = min(SEGMENT_RECORDS_MAX, size - frontier.size)
        records = view.records(stream, frontier.size, count=count)
        frontier = frontier.append(map(leaf_of, records))
    return frontier


def _kept_frontier(view: LogView, alias: int, size: int) -> Frontier:
    """Return what was kept, or that of the empty tree when it cannot be right."""
    data = view.transaction.get(layout.TREE, U32.pack(alias))
    try:
        frontier = EMPTY_FRONTIER if data is None else Frontier.from_bytes(data)
    except MalformedError:
        _SPOILED.hit()
        return EMPTY_FRONTIER
    said = sealed_at(view.transaction, alias, frontier.size)
    is_right = frontier.size <= size and said is not None and said.root == frontier.root()
    if frontier.size and not is_right:
        _SPOILED.hit()
        return EMPTY_FRONTIER
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
    said = sealed_at(transaction, alias, head.sequence)
    return None if said is None else said.witnessed


def sealed_at(transaction: Transaction, alias: int, sequence: int) -> Attestation | None:
    """Return what the seal at a sequence says beyond its head; None where there is none.

    Raises :class:`StorageDamagedError` when it cannot be read.
    """
    data = transaction.get(layout.SEAL, POSITION.pack(alias, sequence))
    try:
        return None if data is None else Attestation.from_bytes(Seal.from_bytes(data).extension)
    except MalformedError as error:
        raise StorageDamagedError(f"The seal over event {sequence} of ours: {error}") from error

"""Where a stream forks: finding the place of a second history, and keeping both.

All histories of one stream make a tree. Main is the path from its root that takes, wherever
two records follow one, that of the lesser chain hash; every other child begins a lane, which
goes on by the same rule. So what a node holds decides alone how it is named, never the order
in which it came, and nodes that hold the same records hold the same streams (I7).
"""

from __future__ import annotations

from typing import NamedTuple

from core.errors import SealError
from core.identity import StreamId
from core.log import layout
from core.log.aliases import alias_of
from core.log.entry import EMPTY_HEAD, Entry, entry_of, head_of
from core.log.layout import POSITION, U32, U64
from core.log.log_view import LogView
from core.log.offer import Check, Offer
from core.log.record import UUID_BYTES
from core.log.seal import Seal
from core.log.store import Transaction

LANES_MAX = 64
"""Lanes kept of one author, in all its streams and epochs. A restored till makes two, one in each
of its streams; only an author who forges makes many. Each may cost a rebuild of all projections
when it is met, and a decoding more of whatever arrives for its stream ever after."""


class Placement(NamedTuple):
    """Where the verified records of an offer belong."""

    stream: StreamId
    """The history they stand in."""
    entries: list[Entry]
    """Those that are new; none when all are held."""
    last: Entry
    """The last record of the offer, over which the seal is."""
    seal: Seal
    public_key: bytes
    moved_to: StreamId | None = None
    """The lane for what now stands in ``stream`` from the first new record on."""

    @property
    def forks_at(self) -> int | None:
        """The sequence at which two histories part that did not before, or None."""
        if self.moved_to is not None:
            return self.moved_to.start
        begins = bool(self.entries) and self.entries[0].sequence == self.stream.start
        return self.stream.start if self.stream.is_lane and begins else None


def place(view: LogView, offer: Offer, check: Check) -> Placement | None:
    """Return where an offer belongs among all histories of its stream; None: nowhere.

    Whether it is offered as main or as a lane is a hint nobody relies on: a peer that holds
    other histories names them otherwise. Raises :class:`core.errors.MalformedError`.
    """
    base = offer.stream.base
    key = offer.public_key or view.public_key(base.author) or b""
    if offer.first < 1:
        return None
    for chain, holder in view.holders(base, offer.first - 1).items():
        try:
            entries = check(offer._replace(stream=base), chain, key).entries
        except SealError:
            continue
        return _follow(view, holder, entries, Placement(holder, [], entries[-1], offer.seal, key))
    return None


def _follow(
    view: LogView, holder: StreamId, entries: list[Entry], found: Placement
) -> Placement | None:
    """Walk along what is held as far as it is the same."""
    reach = view.head(holder).sequence
    for index, entry in enumerate(entries):
        new = entries[index:]
        if entry.sequence > reach:
            return found._replace(stream=holder, entries=new)
        held = view.chain_at(holder, entry.sequence)
        if held == entry.chain:
            continue
        lane = holder.lane(entry.sequence, entry.chain)
        if view.alias(lane) is not None:
            if view.chain_at(lane, entry.sequence) != entry.chain:
                return None
            holder, reach = lane, view.head(lane).sequence
        elif view.lanes_of(holder.author) >= LANES_MAX:
            return None
        elif entry.chain > held:
            return found._replace(stream=lane, entries=new)
        else:
            moved_to = holder.lane(entry.sequence, held)
            return found._replace(stream=holder, entries=new, moved_to=moved_to)
    return found._replace(stream=holder)


def move_to_lane(transaction: Transaction, source: StreamId, lane: StreamId) -> None:
    """Move what a stream holds from the lane's start on into the lane, every index with it.

    Walks the whole feed: an LSN goes on to name the record it named. The projections are left
    as they are; rebuild them in the same transaction.
    """
    view = LogView(transaction)
    alias, head, start = view.alias(source), view.head(source), lane.start
    lane_alias = alias_of(transaction, lane, b"")
    assert alias is not None, "only what is held is moved"
    assert source.start <= start <= head.sequence, "nothing to move"
    before = view.records(source, start - 2, count=1) if start > source.start else []
    first, stop = POSITION.pack(alias, start), POSITION.pack(alias + 1, 0)
    for table in (layout.LOG, layout.SEAL):
        items = list(transaction.scan(table, first, stop))
        transaction.put_many(table, [(_moved(key, lane_alias), value) for key, value in items])
        for key, value in items:
            transaction.delete(table, key)
            if table == layout.LOG:
                _move_version(transaction, key, value, lane_alias)
    feed = [
        (lsn, _moved(position, lane_alias))
        for lsn, position in transaction.scan(layout.FEED, b"")
        if first <= position < stop
    ]
    transaction.put_many(layout.FEED, feed)
    _move_shared(transaction, source, lane)
    # What the tree of our own was grown over is here no more; nothing of ours is written here.
    transaction.delete(layout.TREE, U32.pack(alias))
    left = head_of(entry_of(before[0])) if before else EMPTY_HEAD
    transaction.put(layout.HEAD, U32.pack(alias), layout.pack_head(left))
    transaction.put(layout.HEAD, U32.pack(lane_alias), layout.pack_head(head))


def _move_shared(transaction: Transaction, source: StreamId, lane: StreamId) -> None:
    """Let the notes of ids that were given twice name what was moved where it stands now."""
    prefix, end = layout.META_SHARED, source.to_bytes()
    for key, _ in list(transaction.scan(layout.META, prefix, layout.next_prefix(prefix))):
        at = len(prefix) + UUID_BYTES
        place = key[at + U64.size :]
        if place == end and U64.unpack_from(key, at)[0] >= lane.start:
            transaction.delete(layout.META, key)
            transaction.put(layout.META, key[: at + U64.size] + lane.to_bytes(), b"")


def _moved(position: bytes, alias: int) -> bytes:
    return POSITION.pack(alias, POSITION.unpack(position)[1])


def _move_version(
    transaction: Transaction, position: bytes, record: bytes, lane_alias: int
) -> None:
    """Let the index of aggregates name a moved record where it stands now."""
    entry = entry_of(record)
    key = layout.aggregate_key(entry.flags, entry.originator_id, entry.originator_version)
    if transaction.get(layout.AGGREGATE, key) == position:
        transaction.put(layout.AGGREGATE, key, _moved(position, lane_alias))

"""Transfers: what was sent, what arrived, what was lost and what came back.

Every act is one row under the place of its event, so it may come before the dispatch it names.

Key: transfer id, ``d`` (sent), ``r`` (arrived) or ``x`` (came back), sequence (u64), stream.
Value: msgpack of the fact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

import msgpack

from core.identity import StreamId
from core.log.entry import is_text_id
from core.log.layout import U64
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.transfer_facts import ArrivalFact, CancellationFact, DispatchFact

IN_TRANSIT, DONE, OVER, UNHEARD = "in transit", "done", "over", "unheard"
"""How a transfer stands: something is on the way; nothing is; more arrived or came back than was
sent; goods arrived of which the dispatch has not been heard yet."""

_TAGS = {
    kinds.TRANSFER_DISPATCHED: b"d",
    kinds.TRANSFER_RECEIVED: b"r",
    kinds.TRANSFER_CANCELLED: b"x",
}
_TAG_AT = 16
_FACTS: Mapping[bytes, type[DispatchFact] | type[ArrivalFact] | type[CancellationFact]] = {
    b"d": DispatchFact,
    b"r": ArrivalFact,
    b"x": CancellationFact,
}


class Acted(NamedTuple):
    """One act of a transfer, and where its event stands."""

    stream: StreamId
    sequence: int
    fact: DispatchFact | ArrivalFact | CancellationFact


class Transfer(NamedTuple):
    """A transfer as far as this node has heard of it."""

    id: UUID
    acts: tuple[Acted, ...]
    sent: Counter[str]
    """Of each SKU, thousandths."""
    received: Counter[str]
    lost: Counter[str]
    cancelled: Counter[str]

    @property
    def dispatch(self) -> DispatchFact | None:
        """The dispatch, None while it is unheard of."""
        facts = (acted.fact for acted in self.acts)
        return next((fact for fact in facts if isinstance(fact, DispatchFact)), None)

    @property
    def to(self) -> str:
        """The branch the goods are for."""
        fact = self.dispatch or self.acts[0].fact
        return fact.location if isinstance(fact, ArrivalFact) else fact.to

    @property
    def left(self) -> Counter[str]:
        """What is still on the way, below zero when more arrived than was sent."""
        left = Counter(self.sent)
        for gone in (self.received, self.lost, self.cancelled):
            left.subtract(gone)
        return left

    @property
    def state(self) -> str:
        """How it stands."""
        if self.dispatch is None:
            return UNHEARD
        left = self.left.values()
        if any(quantity < 0 for quantity in left):
            return OVER
        return IN_TRANSIT if any(left) else DONE


class Transfers:
    """Every transfer of the company."""

    name = "transfers"
    version = 1
    kinds = frozenset(_TAGS)

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Keep each act under the transfer it belongs to."""
        for entry, fact in facts:
            tag = _TAGS.get(entry.kind)
            if tag is None or is_text_id(entry):
                continue
            sent = entry.kind == kinds.TRANSFER_DISPATCHED
            transfer = entry.originator_id if sent else fact.transfer
            key = transfer + tag + U64.pack(entry.sequence) + stream.to_bytes()
            table.put(key, msgpack.packb(fact))

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def transfers(table: Table, transfer: UUID | None = None) -> Iterator[Transfer]:
    """Yield every transfer, or the one with an id, in the order of their ids."""
    prefix = b"" if transfer is None else transfer.bytes
    for identifier, rows in groupby(table.scan(prefix), lambda item: item[0][:_TAG_AT]):
        yield _added_up(identifier, [_acted(key, value) for key, value in rows])


def _acted(key: bytes, value: bytes) -> Acted:
    at = _TAG_AT + 1
    fact = _FACTS[key[_TAG_AT:at]]._make(msgpack.unpackb(value, use_list=False))
    return Acted(StreamId.from_bytes(key[at + U64.size :]), U64.unpack_from(key, at)[0], fact)


def _added_up(identifier: bytes, acts: list[Acted]) -> Transfer:
    made = Transfer(UUID(bytes=identifier), tuple(acts), Counter(), Counter(), Counter(), Counter())
    for acted in acts:
        fact = acted.fact
        if isinstance(fact, ArrivalFact):
            for sku, received, lost in fact.lines:
                made.received[sku] += received
                made.lost[sku] += lost
        else:
            sums = made.sent if isinstance(fact, DispatchFact) else made.cancelled
            for sku, quantity in fact.lines:
                sums[sku] += quantity
    return made

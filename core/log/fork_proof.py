"""Proof that one key signed two histories of a stream, for anybody who has nothing else.

It holds the headers of both from the record at which they part up to a seal, the chain hash
before them, both seals and the author's public key. A chain hash covers headers only, and a
header its body's hash, so no body need be shown: who bought what stays at home.

::

    msgpack [1, stream, sequence, chain before, public key, [headers, seal], [headers, seal]]

The history of the lesser chain hash comes first.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgpack

from core.errors import MalformedError, RefusedError
from core.identity import StreamId, Verifier
from core.log import layout
from core.log.layout import POSITION
from core.log.log_view import LogView
from core.log.record import HASH_BYTES, chain_hash, decode_header
from core.log.seal import Seal, check_seal

PROOF_VERSION = 1
"""The first field of every proof."""

PROOF_BYTES_MAX = 512 * 1024
"""Longest proof: it travels in an event, whose body may have twice as much. Two runs of a full
segment each take a tenth of it; four thousand events in one commit may not fit."""

_FIELDS, _SIDE_FIELDS, _KEY_BYTES = 7, 2, 32


class ForkProof(NamedTuple):
    """What a proof that holds proves."""

    stream: StreamId
    """Which stream its author wrote two histories of."""
    sequence: int
    """The first sequence with two records."""
    chains: tuple[bytes, bytes]
    """The chain hashes of these two, the lesser first."""
    sealed: tuple[int, int]
    """How far the seal of each history reaches."""


def make_fork_proof(view: LogView, lane: StreamId) -> bytes:
    """Return the proof that a lane's author wrote it and what it branches off.

    Raises :class:`RefusedError` when the runs up to a seal are too long to prove anything with.
    """
    parent, start = view.parent(lane), lane.start
    public_key = view.public_key(lane.author)
    sides = sorted(
        (view.chain_at(stream, start), _side(view, stream, start)) for stream in (parent, lane)
    )
    before = view.chain_at(parent, start - 1)
    base = lane.base.to_bytes()
    found = [PROOF_VERSION, base, start, before, public_key, *(side for _, side in sides)]
    data = msgpack.packb(found)
    if len(data) > PROOF_BYTES_MAX:
        raise RefusedError(f"A proof of {len(data)} bytes is over the limit of {PROOF_BYTES_MAX}.")
    return data


def _side(view: LogView, stream: StreamId, start: int) -> tuple[list[bytes], bytes]:
    """Return the headers from ``start`` to the first seal, and the seal."""
    alias = view.alias(stream)
    assert alias is not None, "a history that forks is held"
    first, stop = POSITION.pack(alias, start), POSITION.pack(alias + 1, 0)
    key, seal = next(iter(view.transaction.scan(layout.SEAL, first, stop)))
    count = POSITION.unpack(key)[1] - start + 1
    records = view.records(stream, start - 1, count=count)
    return [record[: decode_header(record).size] for record in records], seal


def check_fork_proof(data: bytes, verifier: Verifier) -> ForkProof:
    """Return what a proof proves.

    Raises :class:`MalformedError` when it is none, :class:`core.errors.SealError` when a seal
    does not verify.
    """
    if len(data) > PROOF_BYTES_MAX:
        raise MalformedError(f"A proof of {len(data)} bytes is over the limit.")
    try:
        fields = msgpack.unpackb(data, use_list=False, max_map_len=0, max_ext_len=0)
        version, stream_bytes, start, before, public_key, *sides = fields
        stream = StreamId.from_bytes(stream_bytes)
        if (version, len(fields), len(before)) != (PROOF_VERSION, _FIELDS, HASH_BYTES):
            raise MalformedError("A proof has another version or length.")
        if stream.is_lane or len(public_key) != _KEY_BYTES:
            raise MalformedError("A proof names a lane, or no key.")
        ends = [_check_side(verifier, public_key, stream, start, before, side) for side in sides]
    except (ValueError, TypeError, msgpack.UnpackException) as error:
        raise MalformedError(f"A proof cannot be read: {error}.") from None
    (one, one_end), (other, other_end) = ends
    if one >= other:
        raise MalformedError("A proof shows one history, or the greater first.")
    return ForkProof(stream, start, (one, other), (one_end, other_end))


def _check_side(
    verifier: Verifier, public_key: bytes, stream: StreamId, start: int, before: bytes, side: Any
) -> tuple[bytes, int]:
    """Return the first chain hash of one history, and how far it is sealed."""
    if type(side) is not tuple or len(side) != _SIDE_FIELDS or not side[0]:
        raise MalformedError("A proof's history is not headers and a seal.")
    chains, found = [before], [decode_header(data) for data in side[0]]
    for number, (data, header) in enumerate(zip(side[0], found, strict=True), start):
        if (header.stream, header.sequence, header.size) != (stream, number, len(data)):
            raise MalformedError("A proof shows a record of another place.")
        chains.append(chain_hash(chains[-1], data))
    last = found[-1]
    seal = Seal.from_bytes(side[1])
    check_seal(verifier, public_key, stream, last.sequence, last.hlc, chains[-1], seal)
    return chains[1], last.sequence

"""Auditing one stream: every record's bytes, its chain, its seals and the trees they attest.

After damage the walk goes on from what is stored, so that one flipped byte is one finding and
not the end of the audit.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from core.audit.finding import FINDINGS_MAX, HEAD, RECORD, SEAL, TREE, Finding
from core.audit.record_faults import record_faults
from core.errors import MalformedError, SealError, StorageDamagedError
from core.identity import StreamId, Verifier
from core.log import layout
from core.log.attestation import Attestation, Witnessed
from core.log.layout import POSITION, U32
from core.log.log_view import LogView
from core.log.merkle import EMPTY_FRONTIER, LEAF_MARK
from core.log.record import GENESIS, HASH_BYTES, HEADER, RECORD_VERSION, chain_of
from core.log.seal import Seal, check_seal
from core.log.sealing import frontier_before, leaf_of
from core.log.store import Item

RUN_RECORDS = 512
"""Records read and walked at a time, and between two words to whoever watches: few enough for
the processor's cache."""

_HLC_AT = HEADER.size - 48
"""Where the HLC stands in a header: before version, body length and body hash."""

_PLACE_AT = _HLC_AT - 28
"""Where author, epoch and sequence stand, up to the HLC."""

_LOOK = struct.Struct(">BxHBB20xQQ4xI32s")
"""A header as :data:`HEADER` has it, less what is compared in one piece or may be anything."""

_ALIAS_BYTES = U32.size
"""Length of a key before its sequence."""

_LEAST_BYTES = HEADER.size + HASH_BYTES
"""Length of the shortest record."""


class StreamAudit(NamedTuple):
    """What walking one stream came to."""

    stream: StreamId
    records: int
    seals: int
    findings: tuple[Finding, ...]
    unmatched: tuple[Witnessed, ...]
    """What the stream's seals swear to have seen of others and this log does not hold so."""


def audit_stream(
    view: LogView,
    stream: StreamId,
    verifier: Verifier,
    progress: Callable[[int], None] = lambda _: None,
) -> StreamAudit:
    """Walk a stream from its first record to its last; ``progress`` is told how many it was.

    Every seal kept is verified: it covers all before it, so the last one that holds says how
    far the records are certainly its author's.
    """
    walk = _Walk(view, stream, verifier)
    records = _stored(view, layout.LOG, stream)
    while run := list(islice(records, RUN_RECORDS)):
        walk.take(run)
        progress(len(run))
    walk.finish()
    return StreamAudit(
        stream, walk.records, walk.seals, tuple(walk.findings), tuple(walk.unmatched)
    )


def chain_held(view: LogView, stream: StreamId, sequence: int) -> bytes | None:
    """Return the chain hash of a record as it is stored, None when it is not held."""
    alias = view.alias(stream)
    if alias is None:
        return None
    record = view.transaction.get(layout.LOG, POSITION.pack(alias, sequence))
    return None if record is None else chain_of(record)


def chains_held(view: LogView, stream: StreamId, sequence: int) -> set[bytes]:
    """Return the chain hash at a sequence in each history of a stream that has a record there."""
    held = {chain_held(view, one, sequence) for one in view.family(stream)}
    return {chain for chain in held if chain is not None}


def _stored(view: LogView, table: str, stream: StreamId) -> Iterator[Item]:
    """Yield all that a table stores under a stream, beyond its head too."""
    alias = view.alias(stream)
    assert alias is not None, "a stream that is audited has a number"
    yield from view.transaction.scan(table, POSITION.pack(alias, 0), POSITION.pack(alias + 1, 0))


class _Walk:
    """The state of a walk: where it is, and what it has found."""

    def __init__(self, view: LogView, stream: StreamId, verifier: Verifier) -> None:
        self.records = self.seals = 0
        self.findings: list[Finding] = []
        self.unmatched: list[Witnessed] = []
        self._view, self._stream, self._verifier = view, stream, verifier
        self._scope = stream.base_scope.encode()
        self._origin = stream.author + U32.pack(stream.epoch)
        self._key = view.public_key(stream.author) or b""
        self._head = view.head(stream)
        self._seals = (
            (POSITION.unpack(at)[1], seal) for at, seal in _stored(view, layout.SEAL, stream)
        )
        self._next_seal = next(self._seals, None)
        self._hlc = 0
        self._sequence = self._sealed = stream.start - 1
        self._chain = GENESIS
        self._frontier = EMPTY_FRONTIER
        if stream.is_lane:
            self._begin_lane()
        self._leaves: list[bytes] = []

    def _begin_lane(self) -> None:
        """Go on from what the lane branches off, as far as that can be read."""
        try:
            self._chain = self._view.chain_at(self._stream, self._sequence)
            parent = self._view.parent(self._stream)
            # A lane may begin at the first record: then nothing stands before it.
            for record in self._view.records(parent, self._sequence - 1, count=1):
                self._hlc = int.from_bytes(record[_HLC_AT : _HLC_AT + 8], "big")
            self._frontier = frontier_before(self._view, self._stream)
        except (MalformedError, StorageDamagedError) as error:
            self._find(RECORD, self._stream.start, "chain", str(error))

    def take(self, run: Sequence[Item]) -> None:
        """Check the next stored records."""
        at = 0
        while at < len(run):
            # Up to the next seal, which is checked when its record is the last one.
            left = len(run) if self._next_seal is None else self._next_seal[0] - self._sequence
            held = self._take_honest(run[at : at + max(left, 1)])
            if not held:
                self._take_odd(*run[at])
            at += held or 1
            while self._next_seal is not None and self._next_seal[0] <= self._sequence:
                self._check_seal(*self._next_seal)
                self._next_seal = next(self._seals, None)

    def _take_honest(self, run: Sequence[Item]) -> int:
        """Take records as long as nothing is wrong with them; returns how many those are.

        The one hot path of an audit: what is wrong is looked for only when something is.
        """
        sequence, hlc, chain = self._sequence, self._hlc, self._chain
        origin, scope = self._origin, self._scope
        leaf, unpack, hash_of, fixed = self._leaves.append, _LOOK.unpack_from, sha256, HEADER.size
        for key, record in run:
            if len(record) < _LEAST_BYTES:
                break
            version, kinds, scopes, ids, number, stamp, length, body_hash = unpack(record)
            kind_end = fixed + kinds
            size = kind_end + scopes + ids
            header = record[:size]
            if (
                version != RECORD_VERSION
                or number != sequence + 1
                or record[_PLACE_AT:_HLC_AT] != origin + key[_ALIAS_BYTES:]
                or stamp <= hlc
                or record[kind_end : kind_end + scopes] != scope
                or size + length + HASH_BYTES != len(record)
                or hash_of(record[size:-HASH_BYTES]).digest() != body_hash
                or (follows := hash_of(chain + header).digest()) != record[-HASH_BYTES:]
            ):
                break
            leaf(hash_of(LEAF_MARK + header).digest())
            sequence, hlc, chain = number, stamp, follows
        taken: int = sequence - self._sequence
        self._sequence, self._hlc, self._chain = sequence, hlc, chain
        self.records += taken
        return taken

    def _take_odd(self, key: bytes, record: bytes) -> None:
        """Take a record with which something may be wrong, and say what."""
        if len(key) != POSITION.size:
            said = f"Bytes stand under the key {key.hex()}, which is no record's."
            self._find(RECORD, self._sequence + 1, "key", said)
            return
        sequence: int = POSITION.unpack(key)[1]
        if sequence != self._sequence + 1:
            self._miss(sequence)
        faults = record_faults(record, self._stream.base, sequence, self._chain, self._hlc)
        # Nothing is wrong with a record whose body was erased by its author's leave.
        if not self._find_all(sequence, faults):
            self._leaves.append(leaf_of(record))
        self.records += 1
        self._sequence = sequence
        self._hlc = int.from_bytes(record[_HLC_AT : _HLC_AT + 8], "big")
        self._chain = record[-HASH_BYTES:]

    def _miss(self, sequence: int) -> None:
        first, last = self._sequence + 1, sequence - 1
        which = f"Record {first} is" if first == last else f"Records {first} to {last} are"
        self._find(RECORD, first, "sequence", f"{which} missing; {sequence} follows.")

    def _check_seal(self, sequence: int, data: bytes) -> None:
        if sequence != self._sequence:
            self._find(SEAL, sequence, "sequence", f"A seal is over {sequence}, which is missing.")
            return
        self.seals += 1
        try:
            seal = Seal.from_bytes(data)
            check_seal(
                self._verifier, self._key, self._stream, sequence, self._hlc, self._chain, seal
            )
        except (MalformedError, SealError) as error:
            self._find(SEAL, sequence, "signature", str(error))
            return
        self._sealed = sequence
        self._check_attestation(sequence, seal.extension)

    def _check_attestation(self, sequence: int, extension: bytes) -> None:
        self._frontier = self._frontier.append(self._leaves)
        self._leaves.clear()
        try:
            said = Attestation.from_bytes(extension)
        except MalformedError as error:
            self._find(SEAL, sequence, "extension", str(error))
            return
        if said is None:
            return
        seen = said.witnessed
        if seen is not None and seen.chain not in chains_held(
            self._view, seen.stream, seen.sequence
        ):
            self.unmatched.append(seen)
        # With a record lacking or changed no later root can be right: that was found already.
        if self._frontier.size == sequence and said.root != self._frontier.root():
            self._find(
                TREE,
                sequence,
                "root",
                f"The seal attests the root {said.root.hex()[:16]}, "
                f"the records have {self._frontier.root().hex()[:16]}.",
            )

    def finish(self) -> None:
        """Compare the end of the records with the head and the last seal."""
        while self._next_seal is not None:
            self._check_seal(*self._next_seal)
            self._next_seal = next(self._seals, None)
        if self._sequence < self._head.sequence:
            self._miss(self._head.sequence + 1)
        elif (self._sequence, self._hlc, self._chain) != self._head:
            self._find(
                HEAD,
                self._head.sequence,
                "head",
                f"The head names record {self._head.sequence} with chain "
                f"{self._head.chain.hex()[:16]}; the last record is {self._sequence} with "
                f"{self._chain.hex()[:16]}.",
            )
        # A seal that does not hold was named already, and leaves what it covered uncovered.
        if self._sealed < self._sequence and not any(one.kind == SEAL for one in self.findings):
            self._find(
                SEAL,
                self._sealed + 1,
                "signature",
                f"No seal covers the records from {self._sealed + 1} to {self._sequence}.",
            )

    def _find_all(self, sequence: int, faults: Iterator[tuple[str, str]]) -> bool:
        """Note what is wrong with a record; False when it is nothing."""
        found = list(faults)
        for field, message in found:
            self._find(RECORD, sequence, field, message)
        return bool(found)

    def _find(self, kind: str, sequence: int, field: str, message: str) -> None:
        if len(self.findings) < FINDINGS_MAX:
            self.findings.append(Finding(kind, str(self._stream), sequence, field, message))

"""The members: every certificate and revocation that stands in a company stream.

Only what is said is kept, row by row, never changed: so any order gives the same bytes. Who
belongs to the company is judged from the rows by :mod:`core.company.membership`.

Keys: ``c`` + author + certificate id -> certificate; ``v`` + certificate id + issuer + place
-> nothing; ``r`` + author + claimant + place -> revocation; ``d`` -> digest over all rows. A
place is epoch, sequence and the first bytes of the chain hash there: a stream that forked has
two records of one sequence.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from hashlib import sha256

import msgpack

from core.company.certificate import Issued, read_chain, verify_chain
from core.company.facts import RevocationFact
from core.company.membership import ID_BYTES, Claim, Member, Membership, Vouch, certificate_id
from core.errors import SealError
from core.identity import AUTHOR_BYTES, COMPANY_SCOPE, StreamId, Verifier
from core.log.projection import Fact, Table
from core.shop import kinds

MEMBERS = "members"
"""The name of the projection."""

PLACE_CHAIN_BYTES = 8
"""Bytes of a chain hash in a place, as many as in the name of a lane."""

_PLACE = struct.Struct(f">IQ{PLACE_CHAIN_BYTES}s")
_VOUCH = struct.Struct(f">{ID_BYTES}s{AUTHOR_BYTES}sIQ")
_CLAIM = struct.Struct(f">{AUTHOR_BYTES}s{AUTHOR_BYTES}sIQ")
_DIGEST_BYTES = 16
_FOLD_VERSION = 2


class Members:
    """Who belongs to the company of one root key; without one, nobody."""

    name = MEMBERS
    kinds = frozenset({kinds.NODE_ENROLLED, kinds.NODE_REVOKED})

    def __init__(self, root_key: bytes, verifier: Verifier) -> None:
        """Count certificates that ``verifier`` finds signed up to ``root_key``."""
        self._root_key = root_key
        self._verifier = verifier

    @property
    def version(self) -> int:
        """Another root key is another version: the log then folds its table anew."""
        digest = sha256(b"%d" % _FOLD_VERSION + self._root_key).digest()
        return int.from_bytes(digest[:8], "big")

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Keep what verifies; what stands in a branch's stream not everybody would see."""
        if stream.base_scope != COMPANY_SCOPE or not self._root_key:
            return
        for entry, fact in facts:
            place = _PLACE.pack(stream.epoch, entry.sequence, entry.chain)
            if entry.kind == kinds.NODE_ENROLLED:
                self._enrolled(table, stream, place, fact)
            elif entry.kind == kinds.NODE_REVOKED:
                _insert(table, b"r" + fact.author + stream.author + place, msgpack.packb(fact))

    def _enrolled(self, table: Table, stream: StreamId, place: bytes, issued: Issued) -> None:
        try:
            verify_chain(issued, self._root_key, self._verifier)
        except SealError:
            return
        for link in issued.chain:
            _insert(table, b"c" + link.certificate.author + certificate_id(link), link.data)
        if issued.issuer is not None and issued.issuer.certificate.author == stream.author:
            _insert(table, b"v" + certificate_id(issued) + stream.author + place, b"")

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def _insert(table: Table, key: bytes, value: bytes) -> None:
    """Add a row once, and to the digest, which minds no order."""
    if table.get(key) is not None:
        return
    table.put(key, value)
    row = sha256(key + value).digest()[:_DIGEST_BYTES]
    mixed = int.from_bytes(row, "big") ^ int.from_bytes(rows_digest(table), "big")
    table.put(b"d", mixed.to_bytes(_DIGEST_BYTES, "big"))


def rows_digest(table: Table) -> bytes:
    """Return the digest over all rows, empty for none: while it stays, so does membership."""
    return table.get(b"d") or b""


def membership(table: Table, seeds: Iterable[Issued] = ()) -> Membership:
    """Judge everybody; ``seeds`` are verified certificates known besides."""
    certificates = [read_chain(data) for _, data in table.scan(b"c")]
    vouches = [Vouch(*_VOUCH.unpack_from(key, 1)) for key, _ in table.scan(b"v")]
    claims = []
    for key, value in table.scan(b"r"):
        _, claimant, epoch, sequence = _CLAIM.unpack_from(key, 1)
        said = RevocationFact(*msgpack.unpackb(value, use_list=False))
        claims.append(Claim(claimant, epoch, sequence, said))
    return Membership([*seeds, *certificates], vouches, claims)


def members(table: Table) -> list[Member]:
    """Return everybody a certificate speaks for, in the order of their author ids."""
    return list(membership(table).members.values())


def member_of(table: Table, author: bytes) -> Member | None:
    """Return who an author is, or None when no certificate speaks for it."""
    return membership(table).member(author)


def is_kept(table: Table, issued: Issued) -> bool:
    """Return whether an event has made a certificate known."""
    return table.get(b"c" + issued.certificate.author + certificate_id(issued)) is not None


def with_serial(table: Table, serial: bytes) -> Issued | None:
    """Return the certificate of a serial, or None."""
    every = (read_chain(data) for _, data in table.scan(b"c"))
    return next((issued for issued in every if issued.certificate.serial == serial), None)

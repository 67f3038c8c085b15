"""Proofs: that a record stands in a sealed stream, that a later tree continues an earlier.

A proof carries all that is needed to check it but the company's public key: the author's
certificate with its chain, the seals, the hashes on the way to their roots. How one is written
down is :mod:`core.audit.proof_file`'s affair.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from core.company.certificate import Certificate, read_certificate
from core.errors import MalformedError, RefusedError, SealError
from core.identity import StreamId, Verifier
from core.log.attestation import Attestation
from core.log.entry import Entry, entry_of
from core.log.log_view import LogView
from core.log.merkle import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_by_inclusion,
    roots_by_consistency,
)
from core.log.record import body_of, decode_header
from core.log.seal import Seal, check_seal
from core.log.sealing import leaf_of


class SealedHead(NamedTuple):
    """A head and the seal over it, as a proof carries them."""

    sequence: int
    hlc: int
    chain: bytes
    seal: Seal

    @property
    def root(self) -> bytes:
        """The root the seal attests; raises :class:`MalformedError` when it attests none."""
        said = Attestation.from_bytes(self.seal.extension)
        if said is None:
            raise MalformedError(f"The seal over record {self.sequence} attests no root.")
        return said.root


class InclusionProof(NamedTuple):
    """That one record stands in a stream that its author sealed."""

    stream: StreamId
    certificate: bytes
    head: SealedHead
    record: bytes
    path: tuple[bytes, ...]


class ConsistencyProof(NamedTuple):
    """That what an author sealed later begins with what it had sealed before."""

    stream: StreamId
    certificate: bytes
    old: SealedHead
    new: SealedHead
    path: tuple[bytes, ...]


def sealed_head(view: LogView, stream: StreamId, least: int) -> SealedHead:
    """Return the first head from ``least`` on whose seal attests a root.

    Raises :class:`RefusedError` when there is none: such records were sealed before there were
    trees.
    """
    for sequence, seal in view.seals_from(stream, least):
        if Attestation.from_bytes(seal.extension) is None:
            continue
        entry = _entry(view, stream, sequence)
        return SealedHead(sequence, entry.hlc, entry.chain, seal)
    raise RefusedError(f"No seal from record {least} of {stream} on attests a tree.")


def prove_inclusion(
    view: LogView, stream: StreamId, sequence: int, certificate: bytes
) -> InclusionProof:
    """Return the proof of one record, under the first seal that covers it.

    Raises :class:`RefusedError` when no seal that attests a tree does.
    """
    head = sealed_head(view, stream, sequence)
    path = inclusion_proof(_leaves(view, stream), sequence - 1, head.sequence)
    record = _entry(view, stream, sequence).record
    return InclusionProof(stream.base, certificate, head, record, tuple(path))


def prove_consistency(
    view: LogView, stream: StreamId, old: int, new: int, certificate: bytes
) -> ConsistencyProof:
    """Return the proof that the first seal from ``new`` on continues the first from ``old`` on."""
    first, second = sealed_head(view, stream, old), sealed_head(view, stream, new)
    path = consistency_proof(_leaves(view, stream), first.sequence, second.sequence)
    return ConsistencyProof(stream.base, certificate, first, second, tuple(path))


def _leaves(view: LogView, stream: StreamId) -> Iterator[bytes]:
    """Yield the leaf of every record of a history; of a lane, first what it branches off."""
    if stream.is_lane:
        yield from islice(_leaves(view, view.parent(stream)), stream.start - 1)
    yield from map(leaf_of, view.all_records(stream))


def _entry(view: LogView, stream: StreamId, sequence: int) -> Entry:
    records = view.records(stream, sequence - 1, count=1)
    if not records:
        raise RefusedError(f"Record {sequence} of {stream} is not held here.")
    return entry_of(records[0])


# --- checking -------------------------------------------------------------------------


def check_inclusion(proof: InclusionProof, root_key: bytes, verifier: Verifier) -> Certificate:
    """Check a proof by the company's public key alone; returns whose record it is.

    Raises :class:`MalformedError` or :class:`SealError` saying what does not hold.
    """
    certificate = _check_head(proof.stream, proof.certificate, proof.head, root_key, verifier)
    header = decode_header(proof.record)
    if header.stream != proof.stream:
        raise MalformedError("The record is not of the stream the proof is about.")
    if sha256(body_of(proof.record, header)).digest() != header.body_sha256:
        raise MalformedError("The record's body is not the one its header names.")
    leaf = leaf_hash(proof.record[: header.size])
    root = root_by_inclusion(leaf, header.sequence - 1, proof.head.sequence, proof.path)
    if root != proof.head.root:
        raise SealError(f"Record {header.sequence} is not in the tree that was sealed.")
    return certificate


def check_consistency(proof: ConsistencyProof, root_key: bytes, verifier: Verifier) -> Certificate:
    """Check that the later seal continues the earlier one; returns whose stream it is.

    Raises :class:`MalformedError` or :class:`SealError` saying what does not hold.
    """
    for head in (proof.old, proof.new):
        certificate = _check_head(proof.stream, proof.certificate, head, root_key, verifier)
    roots = roots_by_consistency(proof.old.sequence, proof.new.sequence, proof.old.root, proof.path)
    if roots != (proof.old.root, proof.new.root):
        raise SealError(
            f"What was sealed at {proof.new.sequence} does not begin with "
            f"what was sealed at {proof.old.sequence}."
        )
    return certificate


def _check_head(
    stream: StreamId, chain: bytes, head: SealedHead, root_key: bytes, verifier: Verifier
) -> Certificate:
    certificate = read_certificate(chain, root_key, verifier)
    key = certificate.signing_key
    check_seal(verifier, key, stream, head.sequence, head.hlc, head.chain, head.seal)
    return certificate

"""Proofs as files: one JSON object, bytes in hexadecimal.

``docs/auditing.md`` describes it for whoever writes another verifier.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple, Self

from core.audit.proof import ConsistencyProof, InclusionProof, SealedHead
from core.errors import MalformedError
from core.identity import StreamId
from core.log.merkle import HASH_BYTES, PROOF_HASHES_MAX
from core.log.seal import Seal

INCLUSION, CONSISTENCY = "tillmesh inclusion proof 1", "tillmesh consistency proof 1"
"""The first field of a proof: what it is, and the version of its layout."""

PROOF_BYTES_MAX = 1 << 22
"""Largest proof read: a record of the largest body in hexadecimal, and its company."""


def to_json(proof: InclusionProof | ConsistencyProof) -> str:
    """Return a proof as the text of its file."""
    fields: dict[str, Any] = {
        "stream": {
            "author": proof.stream.author.hex(),
            "epoch": proof.stream.epoch,
            "scope": proof.stream.scope,
        },
        "certificate": proof.certificate.hex(),
        "path": [one.hex() for one in proof.path],
    }
    if isinstance(proof, InclusionProof):
        fields = {"proof": INCLUSION, **fields, "record": proof.record.hex()}
        fields["head"] = _head_to_json(proof.head)
    else:
        fields = {"proof": CONSISTENCY, **fields}
        fields["old"], fields["new"] = _head_to_json(proof.old), _head_to_json(proof.new)
    return json.dumps(fields, indent=1) + "\n"


def from_json(text: str | bytes) -> InclusionProof | ConsistencyProof:
    """Read the text of a proof's file; raises :class:`MalformedError` when it is none."""
    if len(text) > PROOF_BYTES_MAX:
        raise MalformedError(f"A proof has at most {PROOF_BYTES_MAX} bytes.")
    try:
        return _read(json.loads(text))
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise MalformedError(f"This is no proof that can be read: {error!r}.") from None


def _read(fields: Any) -> InclusionProof | ConsistencyProof:
    named = fields["stream"]
    epoch = _number(named["epoch"], 2**32)
    stream = StreamId.from_bytes(
        StreamId(bytes.fromhex(named["author"]), epoch, str(named["scope"])).to_bytes()
    )
    certificate = bytes.fromhex(fields["certificate"])
    path = tuple(_hash(one) for one in fields["path"])
    if len(path) > PROOF_HASHES_MAX:
        raise ValueError(f"its path has {len(path)} hashes")
    if fields["proof"] == INCLUSION:
        record = bytes.fromhex(fields["record"])
        return InclusionProof(stream, certificate, _head(fields["head"]), record, path)
    if fields["proof"] == CONSISTENCY:
        old, new = _head(fields["old"]), _head(fields["new"])
        return ConsistencyProof(stream, certificate, old, new, path)
    raise ValueError("it is of a kind this program does not know")


class _Head(NamedTuple):
    """The fields of a sealed head in JSON."""

    sequence: int
    hlc: int
    chain: str
    signature: str
    extension: str

    @classmethod
    def of(cls, head: SealedHead) -> Self:
        seal = head.seal
        return cls(
            head.sequence, head.hlc, head.chain.hex(), seal.signature.hex(), seal.extension.hex()
        )


def _head_to_json(head: SealedHead) -> dict[str, Any]:
    return _Head.of(head)._asdict()


def _head(fields: Any) -> SealedHead:
    said = _Head(**fields)
    seal = bytes.fromhex(said.signature) + bytes.fromhex(said.extension)
    return SealedHead(
        _number(said.sequence, 2**64),
        _number(said.hlc, 2**64),
        _hash(said.chain),
        Seal.from_bytes(seal),
    )


def _number(value: Any, limit: int) -> int:
    if type(value) is not int or not 0 <= value < limit:
        raise ValueError(f"{value!r} is no number of its kind")
    return value


def _hash(text: Any) -> bytes:
    data = bytes.fromhex(text)
    if len(data) != HASH_BYTES:
        raise ValueError("a hash has the wrong length")
    return data
